"""Opens the catalogue of products that is shipped, or another one.

The file is mapped, not read: what is never looked up never comes into memory.
"""

from __future__ import annotations

import mmap
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuyalan.errors import StorageError
from tuyalan.model.catalog.reading import Catalogue

if TYPE_CHECKING:
    import os

FILE: Final = "catalogue.bin"
"""Name of the file that is shipped, in the folder `data` beside this module."""

_HINT: Final = "Install Tuyalan again; if you gave a file of your own, check its path."


def open_catalogue(path: str | os.PathLike[str] | None = None) -> Catalogue:
    """Open the catalogue that is shipped, or the one at `path`.

    Raises:
        StorageError: There is none, it cannot be read, or it is damaged.
    """
    if path is not None:
        return _map(Path(path))
    # Where the package lies in an archive, the file is unpacked for as long as it takes to map it.
    with as_file(files("tuyalan.knowledge") / "data" / FILE) as shipped:
        return _map(shipped)


def _map(path: Path) -> Catalogue:
    try:
        with path.open("rb") as file:
            return Catalogue(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except ValueError as error:
        raise StorageError(f"the catalogue {path} is empty", hint=_HINT) from error
    except OSError as error:
        raise StorageError(f"cannot read the catalogue {path}: {error.strerror or error}", hint=_HINT) from error
