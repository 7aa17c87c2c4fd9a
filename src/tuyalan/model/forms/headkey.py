"""Infrared codes of the maker's library: a `head` of times and a `key` of symbols, to signals and back.

The head is hex digits: kind u8 (1 or 2), carrier u16 in 10 Hz, four bytes unknown (zero in all that were seen), count
u16, then that many times as u16, in periods of the carrier. The n-th time belongs to the n-th symbol of a fixed
alphabet. The key begins with how often it is sent (two hex digits); then come symbols, each one time, and runs of
bits: `00`, the count of bits as two hex digits, and the bits as hex digits, the first bit in the highest place. In
kind 1 a 0 is the times `@@` and a 1 is `@#`; in kind 2 they are `@#` and `@$`.

A run that begins with other digits than `00` is known from one other program only and no code with one was seen; such
keys are refused. Facts: FORM-14. The examples are codes that the maker's app wrote into its log.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.pulses import MAX_PULSES, Signal, check_signal

ALPHABET: Final = "@#$%^&*()QWRLTXKVNM{}[]JUP<>|=HS~"
"""The symbols in the order of their times; none is a hex digit."""

MERGED: Final = 0.1
"""By how much times may differ, as a share of the shorter, and still count as one."""

_HEAD: Final = re.compile(r"0([12])([0-9a-fA-F]{4})[0-9a-fA-F]{8}([0-9a-fA-F]{4})((?:[0-9a-fA-F]{4})*)")
_COUNT: Final = re.compile(r"[0-9a-fA-F]{2}")
_TOKEN: Final = re.compile(r"00([0-9a-fA-F]{2})|([^0-9a-fA-F])")
_MAX_RUN: Final = 255
_MAX_UNITS: Final = 0xFFFF
_MAX_KEY: Final = 4 * MAX_PULSES


class HeadKey(msgspec.Struct, frozen=True):
    """One code of the library, as hubs take it."""

    head: str
    key: str
    """With its count of repetitions, without the `0` that leads it inside of data point 201."""


def unpack_head_key(code: HeadKey) -> Signal:
    """Return the signal of a code, sent once.

    Raises:
        BadValueError: the code is none, or of a form that nobody has described.
    """
    kind, carrier_hz, times = _parse_head(code.head)
    if len(code.key) > _MAX_KEY:
        raise BadValueError(f"a key of {len(code.key)} characters is too long; {_MAX_KEY} are the most")
    count_repetitions(code)
    symbols = _expand_key(code.key[2:], ("@@", "@#") if kind == 1 else ("@#", "@$"))
    alphabet = ALPHABET[: len(times)]
    if not set(symbols) <= set(alphabet):
        raise BadValueError("the key has a symbol that the head gives no time for")
    pulses = tuple(round(times[alphabet.index(symbol)] * 1e6 / carrier_hz) for symbol in symbols)
    return check_signal(Signal(pulses=pulses, carrier_hz=carrier_hz))


def count_repetitions(code: HeadKey) -> int:
    """Return how often the key says that it is sent.

    Raises:
        BadValueError: it does not say.
    """
    if not _COUNT.match(code.key):
        raise BadValueError("a key begins with two hex digits, the count of repetitions")
    return int(code.key[:2], 16)


def pack_head_key(signal: Signal, *, repetitions: int = 1, merged: float = MERGED) -> HeadKey:
    """Return the signal as a code; times that differ by less than `merged` become one.

    Raises:
        BadValueError: the signal has too many different times, or one that is too long.
    """
    check_signal(signal)
    if not 0 < repetitions <= _MAX_RUN:
        raise BadValueError(f"a code is sent 1 to {_MAX_RUN} times; this is {repetitions}")
    carrier = round(signal.carrier_hz / 10)
    times = [round(time * carrier / 1e5) for time in signal.pulses]
    means = _merge_times(Counter(times), merged)
    if max(means.values()) > _MAX_UNITS:
        raise BadValueError(f"a pulse of this code has at most {_MAX_UNITS * 100_000 // carrier} microseconds")
    if len(set(means.values())) > len(ALPHABET):
        raise BadValueError(f"the signal has more than {len(ALPHABET)} different times")
    settled = [means[time] for time in times]
    # Bits begin at a mark where spaces tell them apart, and at a space where marks do.
    kind, table, key = min((_pack_key(settled, first) for first in (0, 1)), key=lambda packed: len(packed[2]))
    head = f"{kind:02x}{carrier:04x}00000000{len(table):04x}" + "".join(f"{time:04x}" for time in table)
    return HeadKey(head, f"{repetitions:02X}{key}")


def _parse_head(head: str) -> tuple[int, int, list[int]]:
    """Return kind, carrier in Hz, and times in periods."""
    found = _HEAD.fullmatch(head) if len(head) <= len(ALPHABET) * 4 + 18 else None
    if found is None:
        raise BadValueError("this is no head of an infrared code")
    kind, carrier, count, digits = int(found[1]), int(found[2], 16), int(found[3], 16), found[4]
    times = [int(digits[at : at + 4], 16) for at in range(0, len(digits), 4)]
    if len(times) != count or not carrier:
        raise BadValueError("the head of the infrared code does not have the times that it claims")
    return kind, carrier * 10, times


def _expand_key(key: str, bits: tuple[str, str]) -> str:
    """Return the symbols of a key."""
    symbols: list[str] = []
    at = 0
    while at < len(key):
        found = _TOKEN.match(key, at)
        if found is None:
            raise BadValueError("the key has digits that are no run of bits")
        at = found.end()
        if found[2]:
            symbols.append(found[2])
            continue
        count = int(found[1], 16)
        digits = key[at : at + (count + 7) // 8 * 2]
        if len(digits) < (count + 7) // 8 * 2 or not re.fullmatch(r"[0-9a-fA-F]*", digits):
            raise BadValueError("the key ends in the middle of a run of bits")
        value = bytes.fromhex(digits)
        symbols += [bits[value[place // 8] >> 7 - place % 8 & 1] for place in range(count)]
        at += len(digits)
    return "".join(symbols)


def _merge_times(counts: Counter[int], merged: float) -> dict[int, int]:
    """Return for each time the one that stands for it: the mean of its group."""
    means: dict[int, int] = {}
    group: list[int] = []
    for time in [*sorted(counts), None]:
        if group and (time is None or time > group[0] * (1 + merged)):
            mean = round(sum(each * counts[each] for each in group) / sum(counts[each] for each in group))
            means |= dict.fromkeys(group, mean)
            group = []
        if time is not None:
            group.append(time)
    return means


def _pack_key(times: list[int], first: int) -> tuple[int, list[int], str]:
    """Return kind, times in the order of the alphabet, and key; pairs of times that are bits begin at `first`."""
    bit = _find_bit(times, first)
    kind, lead = (1, []) if bit is None else (1, [bit[0], bit[2]]) if bit[0] == bit[1] else (2, list(bit))
    table = list(dict.fromkeys((*lead, *times)))
    symbols = [ALPHABET[table.index(time)] for time in times]
    if bit is None:
        return kind, table, "".join(symbols)
    parts = symbols[:first]
    run: list[int] = []
    for at in range(first, len(times), 2):
        value = _read_bit(times[at : at + 2], bit)
        if value is not None and len(run) < _MAX_RUN:
            run.append(value)
            continue
        parts.append(_pack_run(run, kind))
        run = [] if value is None else [value]
        if value is None:
            parts += symbols[at : at + 2]
    return kind, table, "".join((*parts, _pack_run(run, kind)))


def _find_bit(times: list[int], first: int) -> tuple[int, int, int] | None:
    """Return the time that begins every bit, and those that end a 0 and a 1; None if nothing looks like bits."""
    pairs = Counter(zip(times[first::2], times[first + 1 :: 2], strict=False))
    best: tuple[int, tuple[int, int, int]] | None = None
    for begin in dict.fromkeys(begin for begin, _ in pairs):
        ends = Counter({end: count for (start, end), count in pairs.items() if start == begin}).most_common(2)
        if len(ends) == 2 and (best is None or sum(count for _, count in ends) > best[0]):  # noqa: PLR2004 - 0 and 1
            zero, one = sorted(end for end, _ in ends)
            # Kind 1 says nothing of a bit whose 1 is as long as its beginning.
            if one != begin:
                best = (sum(count for _, count in ends), (begin, zero, one))
    return best and best[1]


def _read_bit(pair: list[int], bit: tuple[int, int, int]) -> int | None:
    begin, zero, one = bit
    return {(begin, zero): 0, (begin, one): 1}.get((pair[0], pair[-1])) if len(pair) == 2 else None  # noqa: PLR2004 - a pair


def _pack_run(run: list[int], kind: int) -> str:
    """Return bits as digits, or as symbols where that is shorter."""
    size = (len(run) + 7) // 8
    if 2 * len(run) <= 4 + 2 * size:
        zero, one = ("@@", "@#") if kind == 1 else ("@#", "@$")
        return "".join(one if bit else zero for bit in run)
    value = int("".join(map(str, run)).ljust(8 * size, "0"), 2)
    return f"00{len(run):02X}{value.to_bytes(size).hex().upper()}"
