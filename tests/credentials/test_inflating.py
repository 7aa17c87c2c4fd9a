"""Packed bytes, piece by piece, against a budget."""

from __future__ import annotations

import io
import zlib

import pytest

from tuyalan.credentials.inflating import PIECE, Budget, ExhaustedError, Inflating, Joined


def pack(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("size", [0, 1, PIECE, 3 * PIECE + 7])
def test_what_was_packed_comes_out_in_any_pieces(size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    whole = Inflating(io.BytesIO(pack(data)), Budget(), wbits=15)
    assert whole.readable()
    assert whole.read() == data
    pieces = Inflating(io.BytesIO(pack(data)), Budget(), wbits=15)
    assert b"".join(iter(lambda: pieces.read(100_000), b"")) == data


def test_what_was_read_ahead_comes_first() -> None:
    rest = Inflating(io.BytesIO(pack(b"world")), Budget(), wbits=15)
    joined = Joined(b"hello ", rest)
    assert joined.read(3) == b"hel"
    assert joined.read(5) == b"lo wo"
    assert joined.read() == b"rld"


def test_a_stream_that_is_cut_off_is_an_error() -> None:
    with pytest.raises(EOFError):
        Inflating(io.BytesIO(pack(bytes(1000))[:-6]), Budget(), wbits=15).read(2000)


def test_a_budget_ends_with_a_sentence() -> None:
    budget = Budget(max_total=10, max_files=1)
    budget.take(10)
    with pytest.raises(ExhaustedError, match="unpacks to more"):
        budget.take(1)
    budget.take_file()
    with pytest.raises(ExhaustedError, match="more files"):
        budget.take_file()
    budget.pass_over("file", "too large")
    assert budget.problems == ["file: too large"]
