"""A directory of device files to a library: compiled once, stored, and read from the store while nothing changes."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path
from typing import Final

import msgspec

from tuyalan.errors import StorageError
from tuyalan.knowledge.files import replace_file
from tuyalan.knowledge.tuyalocal.compiling import compile_files
from tuyalan.knowledge.tuyalocal.library import FORMAT, Content, Library

MAX_FILES: Final = 20_000
"""Most files of a directory that are read; tuya-local has 1,709."""

MAX_STORE_SIZE: Final = 256 * 1024 * 1024
"""Largest store that is read, in bytes; that of tuya-local has some 4 MB."""

DEVICE_FOLDER: Final = Path("custom_components") / "tuya_local" / "devices"
"""Where a checkout of tuya-local keeps the files."""

SUFFIXES: Final = frozenset({".yaml", ".yml"})

_HINT: Final = "Give the folder `devices` of tuya-local, for example the one that HACS has installed."

_log: Final = logging.getLogger("tuyalan.knowledge")


def load_directory(directory: str | os.PathLike[str], store_folder: str | os.PathLike[str] | None = None) -> Library:
    """Return the device files of a directory.

    Args:
        directory: The files themselves, the folder of the integration, or a checkout of it.
        store_folder: Where to keep the compiled files; nothing is kept without one.

    Raises:
        StorageError: the directory cannot be read or holds no device files.
        ConfigError: PyYAML is not installed, and there is nothing compiled yet.
    """
    files = find_files(Path(directory))
    key = _key_of(files)
    store = None if store_folder is None else Path(store_folder) / store_name(Path(directory))
    content = None if store is None else _read_store(store, key)
    if content is None:
        content = compile_files(files, key)
        if store is not None:
            _write_store(store, content)
    return Library(content)


def store_name(directory: Path) -> str:
    """Return the name of the store of a directory; several have one each."""
    return f"tuya-local-{hashlib.sha256(os.fsencode(directory.absolute())).hexdigest()[:16]}.msgpack"


def find_files(directory: Path) -> list[Path]:
    """Return the device files of a directory, in the order of their names.

    Raises:
        StorageError: the directory cannot be read, or holds no device files or too many.
    """
    for folder in (directory / DEVICE_FOLDER, directory / "devices", directory):
        try:
            if not folder.is_dir():
                continue
            files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
        except OSError as error:
            raise StorageError(f"{folder} cannot be read: {error.strerror or error}", hint=_HINT) from error
        if len(files) > MAX_FILES:
            raise StorageError(f"{folder} holds more than {MAX_FILES} device files", hint=_HINT)
        if files:
            return files
    reason = "holds no device files" if directory.is_dir() else "is not a directory"
    raise StorageError(f"{directory} {reason}", hint=_HINT)


def _key_of(files: list[Path]) -> str:
    """Return the state of a directory: names, sizes and times of its files."""
    state = hashlib.sha256(str(FORMAT).encode("ascii"))
    for file in files:
        try:
            status = file.stat()
            line = f"{file}\0{status.st_size}\0{status.st_mtime_ns}\n"
        except OSError:
            line = f"{file}\0?\n"
        state.update(line.encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def _read_store(store: Path, key: str) -> Content | None:
    """Return what is stored for this state of the directory; `None` if there is nothing that can be used."""
    try:
        if store.stat().st_size > MAX_STORE_SIZE:
            return None
        content = msgspec.msgpack.decode(store.read_bytes(), type=Content)
    except (OSError, msgspec.DecodeError):
        # Another version wrote it, or it is damaged: it is made anew.
        return None
    return content if content.key == key and content.format == FORMAT else None


def _write_store(store: Path, content: Content) -> None:
    """Keep what was compiled. A library that cannot be kept is as good, only slower to load the next time."""
    try:
        replace_file(store, msgspec.msgpack.encode(content))
    except StorageError as error:
        _log.warning("the device files are compiled, but will be again the next time: %s", error)
