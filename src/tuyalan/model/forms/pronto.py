"""Pronto codes, the hex text in which the codes of most remote controls can be found, to signals and back.

Words of four hex digits: 0000 (a raw code), the carrier as 1 000 000 / (Hz * 0.241246), count of pairs sent once, count
of pairs repeated while the key is held, then the pairs of light and dark in periods of the carrier.
"""

from __future__ import annotations

import re
from typing import Final

from tuyalan.errors import BadValueError
from tuyalan.model.forms.pulses import MAX_PULSES, Signal, check_signal

CLOCK_US: Final = 0.241246
"""One tick of the Pronto's clock, in microseconds."""

_MAX_WORD: Final = 0xFFFF
_HEADER: Final = 4
_TEXT: Final = re.compile(r"\s*[0-9a-fA-F]{4}(?:\s+[0-9a-fA-F]{4})*\s*", re.ASCII)
_MAX_TEXT: Final = 8 * MAX_PULSES


def parse_pronto(text: str) -> Signal:
    """Return the signal of a raw code: what is sent once, then once what is repeated.

    Raises:
        BadValueError: `text` is no raw Pronto code.
    """
    if len(text) > _MAX_TEXT or not _TEXT.fullmatch(text):
        raise BadValueError("a Pronto code is words of four hex digits")
    words = [int(word, 16) for word in text.split()]
    if len(words) < _HEADER or words[0]:
        raise BadValueError("only raw Pronto codes are known; they begin with 0000")
    period = words[1] * CLOCK_US
    pairs = words[_HEADER:]
    if not words[1] or len(pairs) != 2 * (words[2] + words[3]):
        raise BadValueError("the Pronto code does not have the pairs that it claims")
    return check_signal(Signal(pulses=tuple(round(count * period) for count in pairs), carrier_hz=round(1e6 / period)))


def build_pronto(signal: Signal) -> str:
    """Return the signal as a raw Pronto code that is sent once; an odd end gets the longest gap.

    Raises:
        BadValueError: a pulse is too long.
    """
    check_signal(signal)
    word = round(1e6 / (signal.carrier_hz * CLOCK_US))
    counts = [round(time / (word * CLOCK_US)) for time in signal.pulses]
    if max(counts) > _MAX_WORD:
        raise BadValueError(f"a pulse of a Pronto code has at most {_MAX_WORD} periods of its carrier")
    if len(counts) % 2:
        counts.append(_MAX_WORD)
    return " ".join(f"{number:04X}" for number in (0, word, len(counts) // 2, 0, *counts))
