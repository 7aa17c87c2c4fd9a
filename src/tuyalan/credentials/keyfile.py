"""What all files with keys have in common: reading blocks, so it is done in a thread; and what is said if there are none.

Knows no format.
"""

from __future__ import annotations

import abc
import asyncio
from typing import TYPE_CHECKING

from tuyalan.errors import CredentialError

if TYPE_CHECKING:
    import os

    from tuyalan.credentials.base import Found


class KeyFile(abc.ABC):
    """A file with keys, or a folder or archive with such files."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Take where it is."""
        self.path = path

    async def fetch(self) -> Found:
        """Return the devices in it.

        Raises:
            StorageError: it cannot be read, or is of another kind.
            CredentialError: it holds no keys.
        """
        return await asyncio.get_running_loop().run_in_executor(None, self.read)

    @abc.abstractmethod
    def read(self) -> Found:
        """Return the devices in it, blocking while it is read; raises what `fetch` raises."""


def require_keys(found: Found, complaint: str, *, hint: str) -> Found:
    """Return what was found if there is a device in it.

    Args:
        found: What was found.
        complaint: What to say if nothing was; the first problem is added.
        hint: What to do then.

    Raises:
        CredentialError: nothing was found.
    """
    if found.credentials:
        return found
    reasons = "".join(f"; {problem.reason}" for problem in found.problems[:1])
    raise CredentialError(f"{complaint}{reasons}", hint=hint)
