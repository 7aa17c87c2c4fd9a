"""A small catalogue for tests."""

from __future__ import annotations

from typing import Final

from tuyalan.model.catalog.building import build_catalogue
from tuyalan.model.catalog.format import Origin
from tuyalan.model.catalog.reading import Catalogue
from tuyalan.model.schema import Access, DpSchema, Kind, Schema

ORIGIN: Final = Origin(name="made", version="1", licence="MIT", sha256="00")

SWITCH: Final = DpSchema(id=1, code="switch_1", kind=Kind.BOOL, name="Switch")
POWER: Final = DpSchema(
    id=19, code="cur_power", kind=Kind.NUMBER, access=Access.READ, unit="W", scale=1, minimum=0, maximum=50000, step=1
)
MODE: Final = DpSchema(id=2, code="mode", kind=Kind.CHOICE, choices=("auto", "cold", "hot"))
FAULT: Final = DpSchema(id=9, code="fault", kind=Kind.BITMAP, access=Access.READ, labels=("ov_cr", "ov_vol"))
CODE: Final = DpSchema(id=201, code="ir_send", kind=Kind.TEXT, access=Access.WRITE, max_length=0)
TABLE: Final = DpSchema(id=210, code="table", kind=Kind.RAW, max_length=128)


def schema(*points: DpSchema) -> Schema:
    return Schema(points={point.id: point for point in points})


PRODUCTS: Final = {
    "plug000000000001": schema(SWITCH, POWER),
    "plug000000000002": schema(SWITCH, POWER),
    "aircon0000000003": schema(SWITCH, MODE, FAULT),
    "remote4": schema(CODE, TABLE),
}


def make(products: dict[str, Schema] | None = None) -> bytes:
    """Build the file of some products."""
    return build_catalogue(PRODUCTS if products is None else products, origin=ORIGIN)


def opened(products: dict[str, Schema] | None = None) -> Catalogue:
    """Build and open it."""
    return Catalogue(make(products))
