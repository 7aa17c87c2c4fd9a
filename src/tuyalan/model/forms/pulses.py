"""Learned infrared codes: the times of marks and spaces, as base64 text plain or compressed.

Plain (data points 202 and 2 of Wi-Fi blasters): each time as u16, least significant byte first, in microseconds.
Compressed (Zigbee blasters such as ZS06): the same bytes as a stream, see `stream`. The two cannot be told apart with
certainty by the text alone, so they are two forms. Facts: FORM-13.
"""

from __future__ import annotations

import struct
from typing import Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.form import Form
from tuyalan.model.forms.packing import MAX_TEXT, build_base64, parse_base64
from tuyalan.model.forms.stream import compress, decompress

MAX_PULSES: Final = 4096
"""Most times of one code; the longest of air conditioners have some 600."""

MAX_TIME_US: Final = 0xFFFF
"""Longest mark or space that has a place in a learned code, in microseconds."""

CARRIER_HZ: Final = 38_000
"""The carrier of nearly all remote controls; learned codes do not say theirs."""


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """An infrared signal."""

    pulses: tuple[int, ...]
    """Times of light and dark by turns, light first, in microseconds."""
    carrier_hz: int = CARRIER_HZ
    """How fast the light flickers while it is on."""


def parse_code(text: str) -> Signal:
    """Return the signal of a plain learned code.

    Raises:
        BadValueError: `text` is no such code.
    """
    return _parse_times(_parse_bounded(text))


def build_code(signal: Signal) -> str:
    """Return a signal as a plain learned code; its carrier is not part of it.

    Raises:
        BadValueError: a time has no place in a code; see `shorten_gaps`.
    """
    return build_base64(_build_times(signal))


def parse_compressed_code(text: str) -> Signal:
    """Return the signal of a compressed learned code.

    Raises:
        BadValueError: `text` is no such code.
    """
    return _parse_times(decompress(_parse_bounded(text)))


def build_compressed_code(signal: Signal, last: str = "") -> str:
    """Return a signal as a compressed learned code: `last` if it stands for the same times already.

    Raises:
        BadValueError: a time has no place in a code; see `shorten_gaps`.
    """
    times = _build_times(signal)
    # The same times have many streams; devices compress in another way than we do.
    try:
        if last and decompress(_parse_bounded(last)) == times:
            return last
    except BadValueError:
        pass
    return build_base64(compress(times))


def shorten_gaps(signal: Signal) -> Signal:
    """Return the signal with every space that is too long for a learned code cut to the longest that is not."""
    pulses = tuple(min(time, MAX_TIME_US) if at % 2 else time for at, time in enumerate(signal.pulses))
    return msgspec.structs.replace(signal, pulses=pulses)


def check_signal(signal: Signal) -> Signal:
    """Return the signal.

    Raises:
        BadValueError: it has no pulses or too many, a negative time, or no carrier that exists.
    """
    if not 0 < len(signal.pulses) <= MAX_PULSES:
        raise BadValueError(f"a signal has 1 to {MAX_PULSES} pulses; this has {len(signal.pulses)}")
    if min(signal.pulses) < 0:
        raise BadValueError("a pulse has no negative time")
    if not _MIN_CARRIER <= signal.carrier_hz <= _MAX_CARRIER:
        raise BadValueError(f"a carrier has {_MIN_CARRIER} to {_MAX_CARRIER} Hz; this is {signal.carrier_hz}")
    return signal


_MIN_CARRIER: Final = 10_000
_MAX_CARRIER: Final = 500_000


def _parse_bounded(text: str) -> bytes:
    if len(text) > MAX_TEXT:
        raise BadValueError(f"a code of {len(text)} characters is too long; {MAX_TEXT} are the most")
    return parse_base64(text)


def _parse_times(data: bytes) -> Signal:
    if len(data) % 2:
        raise BadValueError("the code ends in the middle of a pulse")
    return check_signal(Signal(pulses=struct.unpack(f"<{len(data) // 2}H", data)))


def _build_times(signal: Signal) -> bytes:
    check_signal(signal)
    if max(signal.pulses) > MAX_TIME_US:
        raise BadValueError(f"a pulse of a learned code has at most {MAX_TIME_US} microseconds")
    return struct.pack(f"<{len(signal.pulses)}H", *signal.pulses)


def _build_plain(signal: Signal, _last: str) -> str:
    return build_code(signal)


CODE: Final = Form(name="ir_code", value_type=Signal, parse=parse_code, build=_build_plain)
"""A learned infrared code."""

COMPRESSED_CODE: Final = Form(
    name="ir_code_compressed", value_type=Signal, parse=parse_compressed_code, build=build_compressed_code
)
"""A learned infrared code in the compressed text of Zigbee blasters."""
