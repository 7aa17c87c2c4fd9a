"""The catalogue: the schemas of some ten thousand products in one file, read where they lie. Bytes in, schemas out."""

from tuyalan.model.catalog.building import build_catalogue
from tuyalan.model.catalog.format import Head, Origin
from tuyalan.model.catalog.reading import Catalogue
from tuyalan.model.catalog.signatures import Signatures

__all__ = ["Catalogue", "Head", "Origin", "Signatures", "build_catalogue"]
