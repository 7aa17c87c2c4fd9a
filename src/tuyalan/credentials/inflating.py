"""Packed bytes to what they stand for, piece by piece, counted against a budget as they come out.

What an archive claims of its sizes is not believed: a few kilobytes may unpack to terabytes.
"""

from __future__ import annotations

import io
import zlib
from typing import IO, Final

from tuyalan.errors import StorageError

MAX_FILE: Final = 64 * 1024 * 1024
"""Largest file that is looked into, in bytes; files with keys are far smaller."""

MAX_TOTAL: Final = 1024 * 1024 * 1024
"""Most bytes read or unpacked in one go."""

MAX_FILES: Final = 50_000
"""Most files looked at; a phone with hundreds of apps has fewer."""

PIECE: Final = 256 * 1024
"""Bytes read and unpacked at a time."""


class Budget:
    """Counts what is read, and what had to be passed over."""

    def __init__(self, *, max_total: int = MAX_TOTAL, max_files: int = MAX_FILES, max_file: int = MAX_FILE) -> None:
        """Take the bounds."""
        self.max_file = max_file
        self.problems: list[str] = []
        """What was passed over, and why, as clauses that begin with a name."""
        self._bytes_left = max_total
        self._files_left = max_files

    def take(self, size: int) -> None:
        """Count bytes.

        Raises:
            StorageError: there are more than are looked at.
        """
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise ExhaustedError("it unpacks to more than is read at once; name the folder or file of the app in it")

    def take_file(self) -> None:
        """Count a file.

        Raises:
            StorageError: there are more than are looked at.
        """
        self._files_left -= 1
        if self._files_left < 0:
            raise ExhaustedError("it holds more files than are looked at; name the folder of the app in it")

    def pass_over(self, name: str, reason: str) -> None:
        """Take note of something that is not looked into."""
        self.problems.append(f"{name}: {reason}")


class ExhaustedError(StorageError):
    """The bounds are reached: what was found so far counts, nothing more is read."""


class Inflating(io.RawIOBase):
    """Unpacks a stream piece by piece, counting what comes out."""

    def __init__(self, file: IO[bytes], budget: Budget, *, wbits: int) -> None:
        super().__init__()
        self._file = file
        self._budget = budget
        self._unpacker = zlib.decompressobj(wbits)
        self._ready = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return as many bytes as are asked for, fewer at the end; without a size, as many as a file may have.

        Raises:
            ExhaustedError: more comes out than is looked at.
            EOFError: the packed bytes end too early.
        """
        wanted = self._budget.max_file if size < 0 else size
        pieces: list[bytes] = []
        while wanted > 0:
            piece = self._ready[:wanted] or self._unpack(min(wanted, PIECE))
            if not piece:
                break
            self._ready = self._ready[len(piece) :] if self._ready else b""
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def _unpack(self, size: int) -> bytes:
        while not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail or self._file.read(PIECE)
            if not packed:
                raise EOFError
            piece = self._unpacker.decompress(packed, size)
            if piece:
                self._budget.take(len(piece))
                return piece
        return b""


class Joined:
    """What was read ahead, and then the rest."""

    def __init__(self, start: bytes, rest: Inflating) -> None:
        self._start = start
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """Return as many bytes as are asked for, fewer at the end."""
        head, self._start = (self._start, b"") if size < 0 else (self._start[:size], self._start[size:])
        return head + self._rest.read(size if size < 0 else size - len(head))
