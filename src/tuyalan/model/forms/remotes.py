"""What remote controls say: NEC and Samsung frames, to signals and back.

A frame is a start, 32 bits and a last mark; each byte comes with its lowest bit first. A bit is a mark of 562.5
microseconds and a space of as much (0) or of three times as much (1). NEC starts with 9 ms of light and 4.5 ms of dark,
Samsung with 4.5 ms each. An NEC key that is held sends a short repeat code (9 ms, 2.25 ms, one mark) every 108 ms, a
Samsung key the whole frame. The first two bytes are the address: in NEC one byte and its complement, in Samsung one
byte twice, or in both a number of 16 bits, low byte first. The last two are the command: one byte and its complement,
or 16 bits.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.pulses import MAX_TIME_US, Signal, check_signal

TOLERANCE: Final = 0.25
"""By what share a time may be off; receivers stretch marks by some 100 microseconds."""

_SLACK_US: Final = 200
"""By how much a short time may be off in any case, in microseconds."""

_MARK: Final = 563
_ONE: Final = 1688
_THRESHOLD: Final = 1125
_MAX_SPACE: Final = 2500
"""Longest space that is still a bit."""
_BITS: Final = 32
_FRAME: Final = 2 + 2 * _BITS + 1
"""Times of a frame without the gap after it."""
_PERIOD_US: Final = 108_000
_REPEAT: Final = (9000, 2250, _MARK)
_MAX_REPEATS: Final = 50


class Protocol(enum.StrEnum):
    """How a frame starts and repeats."""

    NEC = "nec"
    SAMSUNG = "samsung"


_STARTS: Final = {Protocol.NEC: (9000, 4500), Protocol.SAMSUNG: (4500, 4500)}


class KeyPress(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a remote control, pressed once."""

    protocol: Protocol
    address: int
    """Which sort of device is meant."""
    command: int
    """Which key."""
    is_address_long: bool = False
    """Whether the address has 16 bits."""
    is_command_long: bool = False
    """Whether the command has 16 bits; else its complement is sent with it."""
    repeats: int = 0
    """How often it is said again, because the key is held."""


def build_key_press(press: KeyPress) -> Signal:
    """Return the signal of a key press.

    Raises:
        BadValueError: address, command or repeats are out of range.
    """
    if not 0 <= press.repeats <= _MAX_REPEATS:
        raise BadValueError(f"a key press repeats 0 to {_MAX_REPEATS} times; this is {press.repeats}")
    frame = _build_frame(press)
    again = _REPEAT if press.protocol is Protocol.NEC else frame
    pulses: list[int] = []
    for part in (frame, *[again] * press.repeats):
        # The longest gap that a learned code can hold; 30 ms or more is what ends a frame.
        pulses += (*part, min(_PERIOD_US - sum(part), MAX_TIME_US))
    return Signal(pulses=tuple(pulses))


def parse_key_press(signal: Signal) -> KeyPress:
    """Return the key press that a signal is.

    Raises:
        BadValueError: it is none of these protocols, or not one key alone.
    """
    times = check_signal(signal).pulses
    protocol = next((each for each in Protocol if _fits(times[:2], _STARTS[each])), None)
    if protocol is None or len(times) < _FRAME:
        raise BadValueError("this is no frame of NEC or Samsung")
    word = _parse_bits(times[2:_FRAME])
    repeats = _count_repeats(times[_FRAME + 1 :], protocol=protocol, word=word)
    low, high, command, check = word
    partner = low ^ 0xFF if protocol is Protocol.NEC else low
    is_address_long, is_command_long = high != partner, check != command ^ 0xFF
    return KeyPress(
        protocol=protocol,
        address=low | high << 8 if is_address_long else low,
        command=command | check << 8 if is_command_long else command,
        is_address_long=is_address_long,
        is_command_long=is_command_long,
        repeats=repeats,
    )


def _build_frame(press: KeyPress) -> tuple[int, ...]:
    mirror = 0xFF if press.protocol is Protocol.NEC else 0
    data = _split("address", press.address, is_long=press.is_address_long, mirror=mirror)
    data += _split("command", press.command, is_long=press.is_command_long, mirror=0xFF)
    bits = [byte >> place & 1 for byte in data for place in range(8)]
    times = [time for bit in bits for time in (_MARK, _ONE if bit else _MARK)]
    return (*_STARTS[press.protocol], *times, _MARK)


def _split(what: str, value: int, *, is_long: bool, mirror: int) -> bytes:
    most = 0xFFFF if is_long else 0xFF
    if not 0 <= value <= most:
        raise BadValueError(f"the {what} of this key press is 0 to {most}; this is {value}")
    return value.to_bytes(2, "little") if is_long else bytes((value, value ^ mirror))


def _parse_bits(times: tuple[int, ...]) -> bytes:
    """Return the four bytes of the bits, each with its lowest bit first."""
    marks, spaces = times[::2], times[1::2]
    if not all(_fits((mark,), (_MARK,)) for mark in marks) or not all(_is_space(space) for space in spaces):
        raise BadValueError("the bits of this frame have other times than NEC and Samsung")
    value = sum(1 << place for place, space in enumerate(spaces) if space >= _THRESHOLD)
    return value.to_bytes(4, "little")


def _is_space(space: int) -> bool:
    return _MARK / 2 <= space <= _MAX_SPACE


def _count_repeats(times: tuple[int, ...], *, protocol: Protocol, word: bytes) -> int:
    """Return how often the frame is said again after its first gap."""
    count = at = 0
    while at < len(times):
        if protocol is Protocol.NEC and _fits(times[at : at + 3], _REPEAT):
            at += len(_REPEAT) + 1
        elif _fits(times[at : at + 2], _STARTS[protocol]) and _is_frame(times[at + 2 : at + _FRAME], word):
            at += _FRAME + 1
        else:
            raise BadValueError("the frame is followed by something else")
        count += 1
    return count


def _is_frame(times: tuple[int, ...], word: bytes) -> bool:
    return len(times) == _FRAME - 2 and _parse_bits(times) == word


def _fits(times: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Tell whether times are what they should be, within the tolerance of receivers."""
    return len(times) == len(wanted) and all(
        abs(time - ideal) <= max(TOLERANCE * ideal, _SLACK_US) for time, ideal in zip(times, wanted, strict=True)
    )
