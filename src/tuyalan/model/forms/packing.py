"""What packed forms are made of: cells of bytes, hex and base64 texts, and forms put together from them.

Knows no layout. Facts: FORM-17.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.form import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")

MAX_TEXT: Final = 16 * 1024
"""Longest text that is looked at, in characters; no data point of a device has more."""

_HEX: Final = re.compile("(?:[0-9a-fA-F]{2})+")


class Cell(msgspec.Struct, frozen=True):
    """One whole number of a layout, most significant byte first."""

    what: str
    """Its name in errors."""
    size: int
    """In bytes."""
    maximum: int
    minimum: int = 0

    def check(self, value: int) -> int:
        """Return the value.

        Raises:
            BadValueError: it is outside of what the layout allows.
        """
        if not self.minimum <= value <= self.maximum:
            raise BadValueError(f"the {self.what} is {self.minimum} to {self.maximum}; this is {value}")
        return value


def size_of(cells: Iterable[Cell]) -> int:
    """Return the size of a record, in bytes."""
    return sum(cell.size for cell in cells)


def unpack_cells(data: bytes, cells: Iterable[Cell]) -> list[int]:
    """Split a record into its numbers.

    Raises:
        BadValueError: a number is out of its range, or the record has another size.
    """
    numbers: list[int] = []
    at = 0
    for cell in cells:
        numbers.append(cell.check(int.from_bytes(data[at : at + cell.size])))
        at += cell.size
    if at != len(data):
        raise BadValueError(f"the record has {at} bytes; this has {len(data)}")
    return numbers


def pack_cells(numbers: Iterable[int], cells: Iterable[Cell]) -> bytes:
    """Join numbers to a record.

    Raises:
        BadValueError: a number is out of its range.
    """
    return b"".join(cell.check(number).to_bytes(cell.size) for number, cell in zip(numbers, cells, strict=True))


def split_records(data: bytes, size: int, *, most: int, what: str) -> list[bytes]:
    """Cut bytes into records of one size.

    Raises:
        BadValueError: the last one would be incomplete, or there are more than fit.
    """
    if len(data) % size:
        raise BadValueError(f"the records have {size} bytes each; there are {len(data)} bytes in all")
    records = [data[at : at + size] for at in range(0, len(data), size)]
    _check_count(records, most, what)
    return records


def percent(permille: int) -> float:
    """Return thousandths as percent."""
    return permille / 10


def permille(percents: float) -> int:
    """Return percent as whole thousandths.

    Raises:
        BadValueError: it is not within 0 to 100.
    """
    if not 0 <= percents <= 100:  # noqa: PLR2004 - percent
        raise BadValueError(f"a percentage is 0 to 100; this is {percents}")
    return round(percents * 10)


def imitate_case(text: str, like: str) -> str:
    """Return hex digits in the case that the device uses: upper only if it shows capitals alone."""
    return text.upper() if like != like.lower() and like == like.upper() else text.lower()


def parse_hex(text: str) -> bytes:
    """Return the bytes of hex text.

    Raises:
        BadValueError: it has other characters, an odd length or none.
    """
    if not _HEX.fullmatch(text):
        raise BadValueError("the text is not pairs of hex digits")
    return bytes.fromhex(text)


def parse_base64(text: str) -> bytes:
    """Return the bytes of base64 text.

    Raises:
        BadValueError: it is not base64, or not the one base64 text that these bytes have.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadValueError("the text is not base64") from None
    if build_base64(data) != text:
        raise BadValueError("the text is base64 with stray bits at its end")
    return data


def build_base64(data: bytes) -> str:
    """Return bytes as base64 text."""
    return base64.b64encode(data).decode("ascii")


def make_form(name: str, value_type: type[T], *, parse: Callable[[str], T], build: Callable[[T, str], str]) -> Form[T]:
    """Make a form that is bounded, and that gives a text back untouched as long as its value stays.

    Args:
        name: The name of the form.
        value_type: The type of its values.
        parse: Raises `BadValueError` for text of another layout.
        build: Takes a value and the text to imitate, which may be of any layout or empty.
    """

    def parse_bounded(text: str) -> T:
        if len(text) > MAX_TEXT:
            raise BadValueError(f"the text has {len(text)} characters; more than {MAX_TEXT} are not looked at")
        return parse(text)

    def build_like(value: T, like: str) -> str:
        text = build(value, like)
        return like if like and _reads_as(value, like) else text

    def _reads_as(value: T, text: str) -> bool:
        try:
            return parse_bounded(text) == value
        except BadValueError:
            return False

    return Form(name=name, value_type=value_type, parse=parse_bounded, build=build_like)


def make_hex_form(
    name: str, value_type: type[T], *, unpack: Callable[[bytes], T], pack: Callable[[T], bytes]
) -> Form[T]:
    """Make a form of bytes that come as hex text."""
    return make_form(
        name,
        value_type,
        parse=lambda text: unpack(parse_hex(text)),
        build=lambda value, like: imitate_case(pack(value).hex(), like),
    )


def make_raw_form(
    name: str, value_type: type[T], *, unpack: Callable[[bytes], T], pack: Callable[[T], bytes]
) -> Form[T]:
    """Make a form of bytes that come as base64 text, with some products as hex text.

    The layout must refuse first bytes of 0x68 and more, or 0xd0 and more where its own first byte may be up to 0x7f:
    then no text can be read both ways.
    """

    def read(text: str) -> tuple[T, bool]:
        try:
            return unpack(parse_base64(text)), False
        except BadValueError:
            if not _HEX.fullmatch(text):
                raise
        return unpack(parse_hex(text)), True

    def is_hex(text: str) -> bool:
        try:
            return read(text)[1]
        except BadValueError:
            return False

    def build(value: T, like: str) -> str:
        data = pack(value)
        return imitate_case(data.hex(), like) if is_hex(like) else build_base64(data)

    return make_form(name, value_type, parse=lambda text: read(text)[0], build=build)


def join(parts: Sequence[bytes], *, most: int, what: str) -> bytes:
    """Join records.

    Raises:
        BadValueError: there are more than fit.
    """
    _check_count(parts, most, what)
    return b"".join(parts)


def _check_count(records: Sequence[bytes], most: int, what: str) -> None:
    if len(records) > most:
        raise BadValueError(f"there may be {most} {what}; these are {len(records)}")
