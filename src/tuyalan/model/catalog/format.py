"""The form of a catalogue file: a head in JSON, then columns of numbers that are read without unpacking anything.

Everything occurs once: a product points to its schema, a schema to its data points, a data point to its strings and
limits. Nothing is compressed, so a lookup touches a few hundred bytes of the file and the rest need never be in
memory; archives that ship the file compress it. All numbers are little-endian.

    magic       8 bytes, `TUYACAT` and a line feed
    version     u32, `FORMAT_VERSION`
    length      u32, bytes of the head
    check sum   u32, CRC32 of the head
    reserved    u32, 0
    head        JSON, see `Head`, filled up with spaces; then the columns, each at a multiple of 8 bytes

Columns by row (`[n]` is the number of a row in the column or group named):

    products    keys (`Head.key_width` bytes each, filled up with NUL, ascending), schema_of [schema]
    schemas     bounds: schema n has the points members[bounds[n]:bounds[n + 1]]; one row more than schemas
                members [point], by ascending id; families: see below
    points      ids, kinds (place in `KINDS`), accesses (place in `ACCESSES`), codes [text], names [text], details:
                for numbers a row of `numbers`, for choices and bitmaps a row of lists, for bool 0, for all others
                the greatest length + 1, or 0 for none
    numbers     five each: unit [text], scale, minimum, maximum, step (each [value] + 1, or 0 for none)
    values      distinct limits
    lists       list n is the texts list_items[list_bounds[n]:list_bounds[n + 1]]
    texts       text n is the UTF-8 text[text_bounds[n]:text_bounds[n + 1]]; text 0 is empty

What inference needs is thus there as plain columns, see `signatures.py`: ids, kinds and codes of all distinct points,
the members of all schemas, and the families. Schemas of one family have the same ids with the same kinds and codes and
differ in limits, units or words only; a family is the number of its first schema, and schemas are in such an order that
a family is in one piece.
"""

from __future__ import annotations

import struct
import sys
from array import array
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from zlib import crc32

import msgspec

from tuyalan.errors import StorageError
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from mmap import mmap

    Data: TypeAlias = bytes | bytearray | memoryview | mmap

Sort: TypeAlias = Literal["B", "H", "I", "q"]
"""A sort of number as `array` and `memoryview` call it: u8, u16, u32, i64."""

MAGIC: Final = b"TUYACAT\n"
FORMAT_VERSION: Final = 1
KINDS: Final = (Kind.BOOL, Kind.NUMBER, Kind.CHOICE, Kind.TEXT, Kind.BITMAP, Kind.RAW, Kind.COMPOSITE)
ACCESSES: Final = (Access.READ, Access.WRITE, Access.BOTH)
NUMBER_WIDTH: Final = 5
"""Columns of a row of `numbers`."""
MAX_HEAD_SIZE: Final = 64 * 1024
"""Longest head accepted, in bytes."""

COLUMNS: Final[dict[str, Sort]] = {
    "keys": "B",
    "schema_of": "H",
    "bounds": "I",
    "members": "H",
    "families": "H",
    "ids": "B",
    "kinds": "B",
    "accesses": "B",
    "codes": "H",
    "names": "H",
    "details": "H",
    "numbers": "H",
    "values": "q",
    "list_bounds": "H",
    "list_items": "H",
    "text_bounds": "I",
    "text": "B",
}
"""The columns in the order of the file, with the sort of number of each."""

_PREFIX: Final = struct.Struct("<8sIIII")
_ALIGNMENT: Final = 8
_HINT: Final = "Install Tuyalan again; if you gave a file of your own, make it anew with `tools/catalogue.py`."
_SWAPS: Final = sys.byteorder == "big"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What a catalogue was made from."""

    name: str
    version: str
    licence: str
    sha256: str
    """Of the file it was made from, in hex."""


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Where a column lies, counted from the end of the head, in bytes."""

    offset: int
    length: int
    crc32: int


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a catalogue says of itself."""

    origin: Origin
    products: int
    schemas: int
    """Distinct ones."""
    points: int
    """Data points of all products together."""
    distinct_points: int
    key_width: int
    """Bytes of a product key in the file: those of the longest."""
    columns: dict[str, Span]


def damaged(what: str) -> StorageError:
    """Make the error for a file that is not what it should be."""
    return StorageError(f"the catalogue is damaged: {what}", hint=_HINT)


def pack(head: Head, columns: Mapping[str, array[int]]) -> bytes:
    """Put a file together; `head.columns` is filled in here."""
    body = bytearray()
    spans: dict[str, Span] = {}
    for name in COLUMNS:
        raw = to_little_endian(columns[name], swaps=_SWAPS)
        spans[name] = Span(len(body), len(raw), crc32(raw))
        body += raw + bytes(-len(raw) % _ALIGNMENT)
    text = msgspec.json.encode(msgspec.structs.replace(head, columns=spans))
    text += b" " * (-(_PREFIX.size + len(text)) % _ALIGNMENT)
    return _PREFIX.pack(MAGIC, FORMAT_VERSION, len(text), crc32(text), 0) + text + body


def unpack(data: Data) -> tuple[Head, Columns]:
    """Read the head; columns are checked and read when they are asked for.

    Raises:
        StorageError: this is no catalogue, one of another format, or a damaged one.
    """
    view = memoryview(data)
    if len(view) < _PREFIX.size:
        raise damaged("the file is too short")
    magic, version, length, checksum, _ = _PREFIX.unpack_from(view)
    if magic != MAGIC:
        raise StorageError("this file is no catalogue", hint=_HINT)
    if version != FORMAT_VERSION:
        raise StorageError(
            f"the catalogue has format {version}; this version of Tuyalan reads {FORMAT_VERSION}", hint=_HINT
        )
    text = bytes(view[_PREFIX.size : _PREFIX.size + min(length, MAX_HEAD_SIZE)])
    if len(text) != length or crc32(text) != checksum:
        raise damaged("the check sum of the head is wrong")
    try:
        head = msgspec.json.decode(text, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise damaged("the head cannot be read") from error
    _check(head)
    return head, Columns(view[_PREFIX.size + length :], head.columns)


def _check(head: Head) -> None:
    """Compare the counts with the sizes of the columns that they count.

    Raises:
        StorageError: they do not agree.
    """
    expected = {
        "keys": head.products * head.key_width,
        "schema_of": head.products * 2,
        "bounds": (head.schemas + 1) * 4,
        "ids": head.distinct_points,
    }
    for name, length in expected.items():
        if name not in head.columns or head.columns[name].length != length:
            raise damaged(f"it does not count its {name} rightly")


class Columns:
    """The columns of a file, each checked when it is first asked for."""

    __slots__ = ("_body", "_ready", "_spans")

    def __init__(self, body: memoryview, spans: Mapping[str, Span]) -> None:
        """Take what follows the head."""
        self._body = body
        self._spans = spans
        self._ready: dict[str, memoryview[int]] = {}

    def __getitem__(self, name: str) -> memoryview[int]:
        """Return a column.

        Raises:
            StorageError: it is missing or damaged.
        """
        # Two threads that ask at once both check, and both get the same bytes.
        found = self._ready.get(name)
        if found is None:
            found = self._ready[name] = self._check(name)
        return found

    def _check(self, name: str) -> memoryview[int]:
        span = self._spans.get(name)
        if span is None or min(span.offset, span.length) < 0:
            raise damaged(f"it has no {name}")
        raw = self._body[span.offset : span.offset + span.length]
        if len(raw) != span.length or crc32(raw) != span.crc32:
            raise damaged(f"the check sum of {name} is wrong")
        try:
            return to_numbers(raw, COLUMNS[name], swaps=_SWAPS)
        except (TypeError, ValueError) as error:
            raise damaged(f"{name} ends within a number") from error


def to_little_endian(numbers: array[int], *, swaps: bool) -> bytes:
    """Return the bytes of the file; `swaps` on machines whose own order is the other one."""
    if swaps:
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def to_numbers(raw: memoryview, sort: Sort, *, swaps: bool) -> memoryview[int]:
    """Look at the bytes of the file as numbers, copying them only on machines whose own order is the other one."""
    if not swaps:
        return raw.cast(sort)
    numbers = array(sort, raw.tobytes())
    numbers.byteswap()
    return memoryview(numbers)
