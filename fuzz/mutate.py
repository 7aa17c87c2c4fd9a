"""A small mutator: a recorded input and some randomness to a hostile one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

MAX_SIZE: Final = 4096
"""Longest input made, in bytes."""

TOKENS: Final = (
    bytes.fromhex("000055aa"),
    bytes.fromhex("0000aa55"),
    bytes.fromhex("00006699"),
    bytes.fromhex("00009966"),
    bytes(4),
    b"\xff\xff\xff\xff",
    bytes.fromhex("00000001"),
    bytes.fromhex("01000000"),
    bytes.fromhex("7fffffff"),
    bytes.fromhex("00010000"),
    b"3.1",
    b"3.3" + bytes(12),
    b"3.5" + bytes(12),
    b'{"dps":{"1":',
    b'"data":{',
    b'"cid":"a4c1380011223344"',
    b'"t":' + b"9" * 310,
    b'"type":"query"',
    b'"online":["a"]',
    b"json obj data unvalid",
    b"null",
    b"1e999",
    b"[" * 50,
    b"\\ud800",
    b"\xff\xfe",
    b"}",
)
"""What readers look for, or stumble over."""


class Mutator:
    """Makes inputs from a corpus; the same seed gives the same inputs."""

    def __init__(self, corpus: Sequence[bytes], source: random.Random) -> None:
        """Take recorded inputs and where chance comes from."""
        self._corpus = corpus
        self._random = source

    def draw(self) -> bytes:
        """Make the next input: a recorded one, changed in none to eight places."""
        source = self._random
        data = bytearray(source.choice(self._corpus))
        for _ in range(source.choice((0, 1, 1, 1, 2, 2, 3, 8))):
            self._change(data)
        return bytes(data[:MAX_SIZE])

    def _change(self, data: bytearray) -> None:  # noqa: C901 - one case for each kind of change
        source = self._random
        at = source.randrange(len(data) + 1)
        to = min(len(data), at + source.choice((1, 1, 2, 4, 8, 40)))
        match source.randrange(10):
            case 0 if at < len(data):
                data[at] ^= 1 << source.randrange(8)
            case 1 if at < len(data):
                data[at] = source.randrange(256)
            case 2:
                del data[at:to]
            case 3:
                del data[at:]
            case 4:
                data[at:at] = source.randbytes(to - at)
            case 5:
                data[at:at] = source.choice(TOKENS)
            case 6:
                token = source.choice(TOKENS)
                data[at : at + len(token)] = token
            case 7:
                data[at:at] = data[at:to] * source.choice((1, 2, 20))
            case 8:
                other = source.choice(self._corpus)
                data[at:] = other[source.randrange(len(other) + 1) :]
            case 9:
                data += source.choice(self._corpus)
            case _:
                data += b"\0"
