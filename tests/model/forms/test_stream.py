"""The compressed stream of infrared blasters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.stream import MAX_SIZE, compress, decompress


@pytest.mark.fact("FORM-15")
@pytest.mark.parametrize(
    ("stream", "data"),
    [
        ("", ""),
        ("00aa", "aa"),
        ("02aabbcc", "aabbcc"),
        # A copy that reaches into itself: one byte back, three and nine times.
        ("00aa2000", "aa" * 4),
        ("00aae00000", "aa" * 10),
        ("01aabb4001", "aabb" * 3),
    ],
)
def test_blocks_are_read_as_described(stream: str, data: str) -> None:
    assert decompress(bytes.fromhex(stream)).hex() == data


@pytest.mark.parametrize("stream", ["00", "05aa", "00aa20", "00aae000", "2000", "00aa2001", "00aa3f00"])
def test_a_block_that_is_cut_off_or_has_nothing_to_copy_is_refused(stream: str) -> None:
    with pytest.raises(BadValueError):
        decompress(bytes.fromhex(stream))


def test_a_stream_cannot_claim_unbounded_memory() -> None:
    with pytest.raises(BadValueError):
        decompress(b"\0\0" + b"\xe0\xff\0" * 100)


@given(st.binary(max_size=2000))
def test_any_bytes_come_back(data: bytes) -> None:
    assert decompress(compress(data)) == data


@given(st.lists(st.sampled_from([b"\x2b\x02", b"\x96\x06", b"\x50\x46\x94\x11"]), max_size=600).map(b"".join))
def test_times_as_codes_have_them_come_back_shorter(data: bytes) -> None:
    stream = compress(data)
    assert decompress(stream) == data
    assert len(stream) <= len(data) + (len(data) + 31) // 32


@given(st.binary(max_size=300))
def test_any_stream_is_read_or_refused(stream: bytes) -> None:
    try:
        data = decompress(stream)
    except BadValueError:
        return
    assert len(data) <= MAX_SIZE


def test_a_repetition_beyond_the_longest_distance_is_written_out_again() -> None:
    filler = b"".join(number.to_bytes(3) for number in range(3000))
    data = b"\xff\xfe\xfd" + filler + b"\xff\xfe\xfd"
    assert decompress(compress(data)) == data
