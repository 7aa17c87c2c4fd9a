"""`tuyalan add`: stores devices; the key comes from a prompt, a file or the input, never from the arguments."""

from __future__ import annotations

import sys
import time
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from cyclopts import Parameter

from tuyalan.cli.context import Given  # noqa: TC001
from tuyalan.cli.devices import StoredDevice
from tuyalan.cli.results import Problem, Result
from tuyalan.errors import CredentialError, StorageError, TuyalanError, UseError
from tuyalan.storage.keeping import merge_keys
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.storage import DeviceRecord


BY_HAND: Final = "by hand"
"""Where a key that was typed comes from."""


class AddResult(Result, frozen=True, kw_only=True):
    """One device that was stored."""

    device: StoredDevice
    is_reached: bool
    """Whether it was connected to, so that key, address and version are proven."""
    not_reached: tuple[Problem, ...] = ()
    """Why it could not be connected to."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Stored, but not proven."""
        return self.not_reached

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        device = self.device
        proof = f"it answers at {device.address} in version {device.version}" if self.is_reached else "not connected to"
        return Text.assemble(
            ("✓ ", "green"), "Stored ", (device.name or device.id, "bold"), (f"  {device.id}, {proof}", "dim")
        )


class ImportResult(Result, frozen=True, kw_only=True):
    """What a file held."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    schemas: int = 0
    """How many of the devices the file also describes the data points of."""
    skipped: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used."""
        return self.skipped

    def view(self) -> RenderableType:
        """Return one line."""
        described = f" The data points of {self.schemas} are described in it." if self.schemas else ""
        return f"{len(self.added)} added, {len(self.updated)} updated, {len(self.unchanged)} as before.{described}"


async def add(
    device_id: str | None = None,
    *,
    name: str = "",
    address: str | None = None,
    version: Literal["3.1", "3.2", "3.3", "3.4", "3.5"] | None = None,
    port: int = 6668,
    key_file: Path | None = None,
    key_stdin: bool = False,
    parent: str | None = None,
    cid: str | None = None,
    offline: bool = False,
    replace: bool = False,
    import_file: Annotated[Path | None, Parameter(name="--import")] = None,
    context: Given,
) -> AddResult | ImportResult:
    """Store a device, or many from a file of tinytuya; the local key is asked for.

    Args:
        device_id: The id that `tuyalan scan` shows.
        name: What to call it.
        address: IP address or host name; found if left out.
        version: Protocol version; found if left out.
        port: TCP port; 6668 by default.
        key_file: Read the local key from this file in place of asking.
        key_stdin: Read the local key from the input in place of asking.
        parent: The gateway (name or id) that the device hangs on; it needs no key then.
        cid: The id by which that gateway knows it.
        offline: Do not connect to it.
        replace: Replace what is stored of it.
        import_file: Take in all devices of this file, and what it says of their data points: `devices.json` of tinytuya,
            or one of ours.
        context: Where output goes, and what is stored.
    """
    if import_file is not None:
        return _import(import_file, context, is_replacing=replace, is_alone=device_id is None)
    device_id = device_id or _ask_for_id(context)
    if (parent is None) != (cid is None):
        raise UseError("--parent and --cid belong together")
    gateway = None if parent is None else context.find(parent)
    key = None if gateway is not None else read_key(key_file, context, is_stdin=key_stdin)
    if not name and sys.stdin.isatty() and not key_stdin and not context.output.is_json:
        name = context.output.ask("What to call it (empty: nothing): ").strip()
    context.output.redactor.add((key,))
    record = _make_record(
        device_id, key, name=name, address=address, version=version, port=port, gateway=gateway, cid=cid
    )
    known = context.store.get(record.id)
    if known is not None:
        # A key that worked until now may be needed again.
        record = msgspec.structs.replace(record, alternatives=merge_keys(known, record, replace=True).alternatives)
    context.store.add(record, replace=replace)
    failed: tuple[Problem, ...] = ()
    if not offline:
        try:
            await _try(context, record)
        except TuyalanError as error:
            failed = (Problem.of(error),)
    context.store.save()
    stored = context.store.get(device_id) or record
    return AddResult(device=StoredDevice.of(stored), is_reached=not offline and not failed, not_reached=failed)


def read_key(path: Path | None, context: Context, *, is_stdin: bool) -> LocalKey:
    """Return the key from a file, from the input, or from the person at the keyboard.

    Raises:
        UseError: file and input are both named, or there is nobody to ask.
        StorageError: the file cannot be read.
        CredentialError: it is no key.
    """
    if path is not None and is_stdin:
        raise UseError("--key-file and --key-stdin exclude each other")
    if path is not None:
        try:
            text = path.read_text("latin-1")
        except OSError as error:
            raise StorageError(
                f"cannot read {path}: {error.strerror}", hint="Check the path and its rights."
            ) from error
    elif is_stdin:
        text = sys.stdin.readline()
    elif sys.stdin.isatty():
        text = context.output.ask_secret("Local key (16 characters, not shown): ")
    else:
        raise UseError("there is nobody to ask for the key", hint="Use --key-file FILE or --key-stdin.")
    try:
        return LocalKey(text.strip("\r\n"))
    except ValueError as error:
        raise CredentialError(
            str(error), hint="Copy it as the maker's cloud shows it, without quotes, spaces or hex."
        ) from None


def _ask_for_id(context: Context) -> str:
    if sys.stdin.isatty() and not context.output.is_json:
        device_id = context.output.ask("Device id (`tuyalan scan` shows it): ").strip()
        if device_id:
            return device_id
    raise UseError("say which device", hint="Give its id, which `tuyalan scan` shows, or --import FILE.")


def _make_record(
    device_id: str,
    key: LocalKey | None,
    *,
    name: str,
    address: str | None,
    version: str | None,
    port: int,
    gateway: DeviceRecord | None,
    cid: str | None,
) -> DeviceRecord:
    from tuyalan.storage import DeviceRecord  # noqa: PLC0415

    return DeviceRecord(
        id=device_id,
        name=name,
        key=key,
        key_source=None if key is None else BY_HAND,
        key_as_of=None if key is None else time.time(),
        address=address,
        port=port,
        version=None if version is None else Version(version),
        parent=None if gateway is None else gateway.id,
        cid=cid,
    )


async def _try(context: Context, record: DeviceRecord) -> None:
    """Connect, so that address, version and habits are found; the device writes them into the store itself."""
    context.output.say("[dim]Looking for the device...[/dim]")
    async with context.open(record.id, timeout=None) as device:
        context.store.learn(device.id, address=device.address, version=device.version)


def _import(path: Path, context: Context, *, is_replacing: bool, is_alone: bool) -> ImportResult:
    if not is_alone:
        raise UseError("--import takes all devices of the file; leave the id out")
    report = context.store.import_file(path, replace=is_replacing)
    context.output.redactor.add(record.key for record in context.store.records)
    context.store.save()
    schemas = _import_schemas(path)
    skipped = tuple(
        Problem("import.skipped", str(problem), "Correct the file, or add the device with `tuyalan add`.")
        for problem in report.problems
    )
    return ImportResult(
        added=report.added, updated=report.updated, unchanged=report.unchanged, schemas=schemas, skipped=skipped
    )


def _import_schemas(path: Path) -> int:
    """Keep what the file says of data points, and tell of how many devices; most files say nothing."""
    from tuyalan.cli.schema import keep_schemas, read_schema_file  # noqa: PLC0415 - loads the model

    try:
        imported = read_schema_file(path)
    except StorageError:
        return 0
    keep_schemas([imported])
    return len(imported.devices)
