"""Which folder of device files the owner has chosen: named by the environment, else kept in the folder of settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import StorageError
from tuyalan.knowledge.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping

DIRECTORY_VARIABLE: Final = "TUYALAN_TUYA_LOCAL"
"""Environment variable with the folder; it counts before the one that is kept."""

SETTING_FILE: Final = "tuya-local.json"
"""Name of the file in the folder of settings."""

FORMAT: Final = 1
"""Number of the form written here."""

MAX_SIZE: Final = 64 * 1024
"""Largest file that is read, in bytes."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds."""

    schema: int
    directory: str


def find_directory(folder: Path | None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of device files, `None` if nobody has chosen one.

    Raises:
        StorageError: the file cannot be read, or is none of ours.
    """
    named = environ.get(DIRECTORY_VARIABLE)
    if named:
        return Path(named).expanduser()
    return None if folder is None else _read(folder / SETTING_FILE)


def remember(folder: Path, directory: Path) -> None:
    """Keep the choice of a folder of device files.

    Raises:
        StorageError: it cannot be written.
    """
    setting = Setting(schema=FORMAT, directory=str(directory.absolute()))
    replace_file(folder / SETTING_FILE, msgspec.json.format(msgspec.json.encode(setting), indent=1) + b"\n")


def forget(folder: Path) -> bool:
    """Forget the choice; returns whether there was one.

    Raises:
        StorageError: the file cannot be removed.
    """
    path = folder / SETTING_FILE
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StorageError(f"cannot remove {path}: {error.strerror or error}") from error
    return True


def _read(path: Path) -> Path | None:
    """Return the folder that a file names."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
    try:
        setting = msgspec.json.decode(data, type=Setting)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StorageError(
            f"{path} is damaged: {error}", hint="Choose the folder again with `tuyalan devicefiles use FOLDER`."
        ) from error
    if setting.schema > FORMAT:
        raise StorageError(f"{path} has schema {setting.schema}, this Tuyalan knows {FORMAT}")
    return Path(setting.directory)
