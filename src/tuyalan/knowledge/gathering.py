"""All that is known of one person's devices: the owner's word, imports, the catalogue, and similar products.

Everything is opened when it is first needed and kept; nothing here speaks to a device.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from tuyalan.errors import TuyalanError
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.knowledge.overrides import OVERRIDES_FILE, Overrides, read_overrides
from tuyalan.knowledge.schemas import SCHEMAS_FILE, ImportedSchemas, load_schemas
from tuyalan.knowledge.tuyalocal.remembering import find_directory
from tuyalan.model.device import DeviceModel
from tuyalan.model.override import apply
from tuyalan.model.sources import Known, Source
from tuyalan.model.tuyalocal.layering import describe, fill_gaps

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from tuyalan.knowledge.tuyalocal.library import Library
    from tuyalan.model.catalog.reading import Catalogue
    from tuyalan.model.device import Layer, Memory
    from tuyalan.model.inference import Inference
    from tuyalan.model.schema import Schema
    from tuyalan.model.tuyalocal.layering import FoundFile
    from tuyalan.vocabulary import DpId, Json

T = TypeVar("T")

COMPILED_FOLDER: Final = "compiled"
"""Folder in the owner's for what is compiled once; it may be deleted at any time."""

_log: Final = logging.getLogger("tuyalan.knowledge")


class Knowledge:
    """The sources of descriptions, in the order of trust. Safe to use from several threads."""

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        catalogue: str | os.PathLike[str] | None = None,
        tuya_local: str | os.PathLike[str] | None = None,
    ) -> None:
        """Take where things are; nothing is opened yet.

        Args:
            folder: The folder with the owner's override file and imported schemas; neither need exist.
            catalogue: Another catalogue than the one that is shipped.
            tuya_local: A folder with device files of tuya-local; the one that the owner has chosen by default.
        """
        self._folder = None if folder is None else Path(folder)
        self._catalogue_path = catalogue
        self._tuya_local = None if tuya_local is None else Path(tuya_local)
        self._guard = threading.RLock()
        self._overrides: Overrides | None = None
        self._schemas: ImportedSchemas | None = None
        self._catalogue: Catalogue | None = None
        self._inference: Inference | None = None
        self._device_files: Library | None = None

    @property
    def overrides(self) -> Overrides:
        """What the owner's override file says; its faults are logged once and listed in `problems`."""
        with self._guard:
            if self._overrides is None:
                self._overrides = Overrides() if self._folder is None else read_overrides(self._folder / OVERRIDES_FILE)
                for problem in self._overrides.problems:
                    _log.warning("%s: %s", OVERRIDES_FILE, problem)
            return self._overrides

    @property
    def schemas(self) -> ImportedSchemas:
        """The schemas that were imported.

        Raises:
            StorageError: The file cannot be read, or is none of ours.
        """
        with self._guard:
            if self._schemas is None:
                self._schemas = ImportedSchemas() if self._folder is None else load_schemas(self._folder / SCHEMAS_FILE)
            return self._schemas

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of products.

        Raises:
            StorageError: It is missing or damaged.
        """
        with self._guard:
            if self._catalogue is None:
                self._catalogue = open_catalogue(self._catalogue_path)
            return self._catalogue

    @property
    def inference(self) -> Inference:
        """What tells data points by those of similar products; made at the first use, in a tenth of a second.

        Raises:
            StorageError: The catalogue is missing or damaged.
        """
        from tuyalan.model.inference import Inference  # noqa: PLC0415 - many devices are described without it

        with self._guard:
            if self._inference is None:
                self._inference = Inference(self.catalogue)
            return self._inference

    @property
    def device_files(self) -> Library | None:
        """The device files of tuya-local, `None` if no folder was given or chosen.

        Compiled at the first use of a folder, in some seconds; read from what was kept of that later.

        Raises:
            StorageError: The folder cannot be read, or holds no device files.
            ConfigError: The extra `tuyalocal` is not installed, and nothing was compiled yet.
        """
        with self._guard:
            directory = self._tuya_local or find_directory(self._folder)
            if self._device_files is None and directory is not None:
                from tuyalan.knowledge.tuyalocal.loading import load_directory  # noqa: PLC0415 - most have no files

                store = None if self._folder is None else self._folder / COMPILED_FOLDER
                self._device_files = load_directory(directory, store)
            return self._device_files

    def forget(self) -> None:
        """Read the owner's files again when they are needed next."""
        with self._guard:
            self._overrides = self._schemas = self._device_files = None

    def find_device_file(
        self, device_id: str, *, product_key: str | None = None, dps: Mapping[DpId, Json] | None = None
    ) -> FoundFile | None:
        """Return the device file of tuya-local that may be a device's own: by its product, else by its data points.

        Raises:
            StorageError: The folder cannot be read, or holds no device files.
            ConfigError: The extra `tuyalocal` is not installed, and nothing was compiled yet.
        """
        library = self.device_files
        if library is None:
            return None
        return library.find(dps or {}, self.list_product_keys(device_id, product_key))

    def list_product_keys(self, device_id: str, product_key: str | None = None) -> frozenset[str]:
        """Return the ids by which the product of a device is known: the one given, and that of an imported schema."""
        imported = _try(lambda: self.schemas.find(device_id, product_key))
        return frozenset({product_key or "", "" if imported is None else imported.product_key} - {""})

    def suggest_dps(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json]
    ) -> tuple[DpId, ...]:
        """Return the data points worth asking a device for that only answers what is asked for by number.

        What is only ever written is not among them.

        Args:
            device_id: The maker's id.
            product_key: The maker's id of the product, if known.
            dps: The values known so far; with some, what similar products have is named too.
        """
        layers = self._list_makers_layers(device_id, product_key)
        found = _try(lambda: self.find_device_file(device_id, product_key=product_key, dps=dps))
        if found is not None and found.is_trusted:
            layers.insert(0, describe(found, dps, layers))
        described = {dp: known.point for layer in reversed(layers) for dp, known in layer.items()}
        likely = _try(lambda: self.inference.probable_dp_ids(dps)) or () if dps else ()
        ids = dict.fromkeys((*sorted(described), *likely))
        return tuple(dp for dp in ids if dp not in described or described[dp].access.is_readable)

    def find_category(self, device_id: str, product_key: str | None = None) -> str:
        """Return the maker's code for the kind of device, such as `dj` for lamps; empty if nobody says."""
        imported = _try(lambda: self.schemas.find(device_id, product_key))
        if imported is not None and imported.category:
            return imported.category
        key = product_key or ("" if imported is None else imported.product_key)
        listed = _try(lambda: self.catalogue.find(key)) if key else None
        return "" if listed is None else listed.category

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        """Return what the sources that know this device or its product say, the most trusted first.

        A source that cannot be read is left out with a warning: raw values are better than none.

        Args:
            device_id: The maker's id.
            product_key: The maker's id of the product, if known.
            dps: The values known so far; if nobody describes one of them, similar products are asked.
        """
        values = dps or {}
        layers = self._list_makers_layers(device_id, product_key)
        found = _try(lambda: self.find_device_file(device_id, product_key=product_key, dps=values))
        rows = {} if found is None else describe(found, values, layers)
        if found is not None and found.is_trusted:
            layers.insert(0, rows)
        if any(all(dp not in layer for layer in layers) for dp in values):
            guesses = _try(lambda: self.inference.infer(values)) or {}
            layers += [fill_gaps(rows, layers, guesses), guesses]
        return layers

    def make_model(
        self,
        device_id: str,
        *,
        name: str = "",
        product_key: str | None = None,
        memory: Memory | None = None,
        dps: Mapping[DpId, Json] | None = None,
    ) -> DeviceModel:
        """Make the model of a device: all its properties, described as well as can be.

        Args:
            device_id: The maker's id.
            name: What the owner calls it; the override file may use it.
            product_key: The maker's id of the product, if known.
            memory: What an earlier model of the device learnt.
            dps: The values known so far; what nobody describes is told by similar products,
                and typed by what is seen where there are none.
        """
        corrections = _try(lambda: self.overrides.for_device(device_id, name, product_key))
        layers = self.list_layers(device_id, product_key, dps=dps)
        model = DeviceModel(
            device_id,
            layers,
            memory=memory,
            amend=(lambda known: apply(known, corrections)) if corrections else None,
        )
        if dps:
            model.apply(dps)
        return model

    def _list_makers_layers(self, device_id: str, product_key: str | None) -> list[Layer]:
        """Return what is known in the maker's own words: imports, then the catalogue."""
        layers: list[Layer] = []
        imported = _try(lambda: self.schemas.find(device_id, product_key))
        if imported is not None:
            layers.append(_make_layer(imported, Source.IMPORT, "imported with the owner's devices"))
            product_key = product_key or imported.product_key
        listed = _try(lambda: self.catalogue.find(product_key or ""))
        if listed is not None:
            layers.append(_make_layer(listed, Source.CATALOGUE, f"product {product_key} in the catalogue"))
        return layers


def _make_layer(schema: Schema, source: Source, evidence: str) -> Layer:
    return {dp: Known(point=point, source=source, evidence=evidence) for dp, point in schema.points.items()}


def _try(read: Callable[[], T]) -> T | None:
    """Return what a source says; `None` where it cannot be read."""
    try:
        return read()
    except TuyalanError as error:
        _log.warning("some of what is known is not used: %s", error)
        return None
