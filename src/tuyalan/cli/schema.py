"""`tuyalan schema`: what other programs know of the data points of your devices, imported once and kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads the types of parameters
from tuyalan.cli.results import Problem, Result
from tuyalan.errors import StorageError, TuyalanError, UnknownDeviceError, UseError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.knowledge.schemas import ImportedSchemas
    from tuyalan.model.imports.reading import Imported
    from tuyalan.model.schema import Schema

_HINT: Final = "For example `tuyalan schema import devices.json`; `tuyalan schema list` shows what is there."


class ImportedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What one file held."""

    file: str
    kinds: tuple[str, ...]
    """What it was found to be."""
    devices: int
    products: int


class SchemaImportResult(Result, frozen=True, kw_only=True):
    """What was imported."""

    files: tuple[ImportedFile, ...]
    skipped: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used."""
        return self.skipped

    def view(self) -> RenderableType:
        """Return one line for each file."""
        from rich.text import Text  # noqa: PLC0415

        return Text("\n").join(
            Text.assemble(
                ("✓ ", "green"),
                (each.file, "bold"),
                f"  {_count(each.devices, 'device')} and {_count(each.products, 'product')} described",
                (f"  {', '.join(each.kinds)}", "dim"),
            )
            for each in self.files
        )


class KnownSchema(msgspec.Struct, frozen=True, kw_only=True):
    """One schema that was imported."""

    key: str
    """The id of the device, or the product key."""
    of: Literal["device", "product"]
    name: str
    category: str
    codes: tuple[str, ...]


class SchemaListResult(Result, frozen=True, kw_only=True):
    """All schemas that were imported."""

    schemas: tuple[KnownSchema, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from tuyalan.cli.naming import shorten  # noqa: PLC0415
        from tuyalan.cli.views import make_table  # noqa: PLC0415

        if not self.schemas:
            return "[dim]No schemas are imported. The catalogue describes most products without.[/dim]"
        table = make_table("device or product", "name", ">DPs", "codes")
        for each in self.schemas:
            codes = shorten(", ".join(each.codes))
            table.add_row(each.key, shorten(each.name), str(len(each.codes)), f"[dim]{codes}[/dim]")
        return table


class SchemaRemoveResult(Result, frozen=True, kw_only=True):
    """Schemas that were forgotten."""

    removed: tuple[str, ...]

    def view(self) -> RenderableType:
        """Return one line."""
        return f"{_count(len(self.removed), 'schema')} forgotten."


def schema(
    action: Literal["import", "list", "remove"],
    /,
    *words: str,
    device: str | None = None,
    product: str | None = None,
    context: Given,
) -> SchemaImportResult | SchemaListResult | SchemaRemoveResult:
    """Keep what other programs know of the data points of your devices; imported once, it is used from then on.

    Args:
        action: What to do: import files, list what was imported, or remove some of it.
        words: For import, files: devices.json of tinytuya, diagnostics of Home Assistant (tuya, localtuya, tuya-local),
            replies of the maker's cloud, dumps of the device sharing, templates of tuya-mqtt; told by what they hold.
            For remove, ids of devices or product keys.
        device: Whose schema it is, where a file does not say: name, id (or its beginning) or address.
        product: Likewise, the product key.
        context: Where output goes, and what is stored.
    """
    if action == "list":
        return _list(_load())
    if not words:
        raise UseError("say which files" if action == "import" else "say which schemas", hint=_HINT)
    if action == "remove":
        return _remove(words, context)
    return _import_all(words, device_id="" if device is None else _find_id(device, context), product_key=product or "")


def read_schema_file(path: Path, *, device_id: str = "", product_key: str = "") -> Imported:
    """Return the schemas in a file.

    Raises:
        StorageError: the file cannot be read, or describes nothing.
    """
    from tuyalan.model.imports.plain import MAX_SIZE  # noqa: PLC0415 - loads the model
    from tuyalan.model.imports.reading import parse_schemas  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(f"cannot read {path}: {reason}", hint="Check the path and its rights.") from error
    return parse_schemas(data, source=str(path), device_id=device_id, product_key=product_key)


def keep_schemas(imported: Iterable[Imported]) -> None:
    """Add schemas to those of the user; where both speak, the new ones count.

    Raises:
        StorageError: what is there cannot be read, or the file cannot be written; it is as it was.
    """
    schemas = _load()
    for each in imported:
        schemas = schemas.add(each)
    _save(schemas)


def _import_all(words: tuple[str, ...], *, device_id: str, product_key: str) -> SchemaImportResult:
    read: list[tuple[str, Imported]] = []
    skipped: list[Problem] = []
    for word in words:
        try:
            imported = read_schema_file(Path(word), device_id=device_id, product_key=product_key)
        except TuyalanError as error:
            if len(words) == 1:
                raise
            skipped.append(Problem.of(error))
            continue
        read.append((word, imported))
        hint = "Give --device NAME or --product KEY." if imported.nameless else "The rest of the file was imported."
        skipped += [Problem("import.skipped", f"{word}: {warning}", hint) for warning in imported.warnings]
    if read:
        keep_schemas(imported for _, imported in read)
    files = tuple(
        ImportedFile(file=word, kinds=each.kinds, devices=len(each.devices), products=len(each.products))
        for word, each in read
    )
    return SchemaImportResult(files=files, skipped=tuple(skipped))


def _list(schemas: ImportedSchemas) -> SchemaListResult:
    known = [_describe(key, each, "device") for key, each in schemas.devices.items()]
    known += [_describe(key, each, "product") for key, each in schemas.products.items()]
    return SchemaListResult(schemas=tuple(known))


def _describe(key: str, known: Schema, of: Literal["device", "product"]) -> KnownSchema:
    codes = tuple(point.code for _, point in sorted(known.points.items()))
    return KnownSchema(key=key, of=of, name=known.name, category=known.category, codes=codes)


def _remove(words: tuple[str, ...], context: Context) -> SchemaRemoveResult:
    from tuyalan.knowledge.schemas import ImportedSchemas  # noqa: PLC0415

    schemas = _load()
    known = {*schemas.devices, *schemas.products}
    gone = [word if word in known else _find_id(word, context) for word in words]
    missing = [word for word in gone if word not in known]
    if missing:
        raise UseError(f"no schema of {missing[0]!r} was imported", hint="`tuyalan schema list` shows them all.")
    left = ImportedSchemas(
        devices={key: each for key, each in schemas.devices.items() if key not in gone},
        products={key: each for key, each in schemas.products.items() if key not in gone},
    )
    _save(left)
    return SchemaRemoveResult(removed=tuple(gone))


def _find_id(text: str, context: Context) -> str:
    """Return the id of a stored device, or what was typed: schemas may be of devices that are not stored."""
    try:
        return context.find(text).id
    except UnknownDeviceError:
        return text


def _load() -> ImportedSchemas:
    from tuyalan.knowledge.schemas import load_schemas  # noqa: PLC0415

    return load_schemas(_path())


def _save(schemas: ImportedSchemas) -> None:
    from tuyalan.client.properties import own_knowledge  # noqa: PLC0415 - loads the model
    from tuyalan.knowledge.schemas import save_schemas  # noqa: PLC0415

    save_schemas(_path(), schemas)
    # What was read before in this process is old now.
    own_knowledge().forget()


def _path() -> Path:
    from tuyalan.knowledge.schemas import SCHEMAS_FILE  # noqa: PLC0415
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    return config_folder() / SCHEMAS_FILE


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
