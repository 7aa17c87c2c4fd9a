"""`tuyalan devicefiles`: what the device files of tuya-local say, and of which device."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Result
from tuyalan.errors import DeviceRefusedError, UseError
from tuyalan.vocabulary import DpId

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.knowledge.tuyalocal.library import Library
    from tuyalan.model.tuyalocal.profile import Entity, Point

_CHOOSE: Final = "Choose one with `tuyalan devicefiles use FOLDER`, for example the folder that HACS has installed."
_SHOWN: Final = 20


class FolderResult(Result, frozen=True, kw_only=True):
    """A folder of device files, and what of it is used."""

    folder: str
    files: int
    loaded: int
    """Files that are used."""
    lossless: int
    """Files of which everything is used."""
    entries: int
    """Data points listed in the files that are used."""
    lossless_entries: int
    """Those of them of which everything is used."""
    unused: tuple[str, ...]
    """What is not used: file, line, column, reason."""

    def view(self) -> RenderableType:
        """Return a few lines."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        counts = (
            f"{self.loaded:,} of {self.files:,} device files are used, {self.lossless:,} of them in full,\n"
            f"and {self.lossless_entries:,} of {self.entries:,} data points in them"
        )
        more = len(self.unused) - _SHOWN
        rest = [*self.unused[:_SHOWN], *([f"and {more} more; --json lists them all"] if more > 0 else [])]
        return Group(Text(self.folder, style="bold"), Text(counts), *(Text(line, style="dim") for line in rest))


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """One data point in an entity."""

    dp: DpId
    entity: str
    role: str
    type: str
    can_write: bool


class FileResult(Result, frozen=True, kw_only=True):
    """One device file."""

    file: str
    name: str
    products: tuple[str, ...]
    roles: tuple[Role, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        table = make_table(">DP", "entity", "role", "type", title=self.name)
        for role in self.roles:
            mark = "" if role.can_write else ", read only"
            table.add_row(str(role.dp), role.entity, role.role, f"{role.type}{mark}")
        return Group(table, Text(f"products: {', '.join(self.products) or 'none named'}", style="dim"))


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One device file that may be the device's own."""

    file: str
    confidence: float
    names_product: bool
    evidence: str


class MatchResult(Result, frozen=True, kw_only=True):
    """The device files that may be a device's own, best first."""

    id: str
    name: str
    product_key: str | None
    candidates: tuple[Candidate, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        if not self.candidates:
            return Text(f"No device file fits {self.name}.")
        table = make_table("device file", ">sure", "why", title=self.name)
        for candidate in self.candidates:
            table.add_row(candidate.file, f"{candidate.confidence:.0%}", candidate.evidence)
        return table


class ForgetResult(Result, frozen=True, kw_only=True):
    """Whether there was a folder to forget."""

    forgotten: bool

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        return Text("Device files are not used any more." if self.forgotten else "No folder had been chosen.")


async def devicefiles(
    action: Literal["use", "stats", "show", "match", "forget"],
    subject: str | None = None,
    /,
    *,
    limit: int = 10,
    timeout: float | None = None,
    context: Given,
) -> FolderResult | FileResult | MatchResult | ForgetResult:
    """Let device files of tuya-local describe your devices.

    Args:
        action: What to do: use the files of a folder from now on, tell what of them is used, show one file, find
            those that fit a device, or use them no more.
        subject: For use, the folder; for show, the name of a file; for match, the device.
        limit: The most files to list.
        timeout: How long to wait for the device, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(limit, "--limit")
    check_positive(timeout, "--timeout")
    match action:
        case "use":
            return _use(Path(_need(subject, "which folder")))
        case "stats":
            return _tell(_find_folder())
        case "show":
            return _show(_need(subject, "which file"))
        case "match":
            return await _match(_need(subject, "which device"), limit=limit, timeout=timeout, context=context)
        case "forget":
            return _forget()


def _need(subject: str | None, wanted: str) -> str:
    if not subject:
        raise UseError(f"say {wanted}", hint="For example `tuyalan devicefiles use custom_components/tuya_local`.")
    return subject


def _find_folder() -> Path:
    from tuyalan.knowledge.tuyalocal.remembering import find_directory  # noqa: PLC0415
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    folder = find_directory(config_folder())
    if folder is None:
        raise UseError("no folder of device files has been chosen", hint=_CHOOSE)
    return folder


def _load(folder: Path) -> Library:
    from tuyalan.knowledge.gathering import COMPILED_FOLDER  # noqa: PLC0415 - loads the whole model
    from tuyalan.knowledge.tuyalocal.loading import load_directory  # noqa: PLC0415
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    return load_directory(folder, config_folder() / COMPILED_FOLDER)


def _use(folder: Path) -> FolderResult:
    from tuyalan.knowledge.tuyalocal.remembering import remember  # noqa: PLC0415
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    # Only a folder that can be used is chosen.
    result = _tell(folder)
    remember(config_folder(), folder)
    return result


def _tell(folder: Path) -> FolderResult:
    library = _load(folder)
    counts = library.counts
    return FolderResult(
        folder=str(folder.absolute()),
        files=counts.files,
        loaded=counts.loaded,
        lossless=counts.lossless,
        entries=counts.entries,
        lossless_entries=counts.lossless_entries,
        unused=tuple(str(each) for each in (*library.problems, *library.flaws)),
    )


def _show(file: str) -> FileResult:
    library = _load(_find_folder())
    profile = library.profile(file) or library.profile(f"{file}.yaml")
    if profile is None:
        from tuyalan.model.encoding import suggest  # noqa: PLC0415

        raise UseError(f"there is no device file {file[:60]!r}{suggest(file, library.files)}")
    return FileResult(
        file=profile.file,
        name=profile.name,
        products=tuple(product.id for product in profile.products),
        roles=tuple(_describe(entity, point) for entity in profile.entities for point in entity.points),
    )


def _describe(entity: Entity, point: Point) -> Role:
    from tuyalan.model.tuyalocal.roles import is_writable  # noqa: PLC0415

    title = f"{entity.platform} {entity.name or entity.translation_key or entity.device_class}".strip()
    return Role(dp=point.id, entity=title, role=point.role, type=point.type.value, can_write=is_writable(entity, point))


async def _match(name: str, *, limit: int, timeout: float | None, context: Given) -> MatchResult:
    from tuyalan.knowledge.gathering import Knowledge  # noqa: PLC0415 - loads the whole model
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    library = _load(_find_folder())
    record = context.find(name)
    async with context.open(name, timeout=timeout) as device:
        # A product may be known where no value is.
        with contextlib.suppress(DeviceRefusedError):
            await device.status(timeout=timeout)
        keys = Knowledge(config_folder()).list_product_keys(device.id, record.product_key)
        found = library.match(device.dps, keys)
    return MatchResult(
        id=device.id,
        name=device.name,
        product_key=record.product_key,
        candidates=tuple(
            Candidate(file=each.file, confidence=each.confidence, names_product=each.is_listed, evidence=each.evidence)
            for each in found[:limit]
        ),
    )


def _forget() -> ForgetResult:
    from tuyalan.knowledge.tuyalocal.remembering import forget  # noqa: PLC0415
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    return ForgetResult(forgotten=forget(config_folder()))
