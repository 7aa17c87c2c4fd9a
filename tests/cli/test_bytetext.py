"""Hex, base64 or JSON."""

from __future__ import annotations

import pytest

from tuyalan.cli.bytetext import read_input
from tuyalan.errors import UseError


def test_hex_base64_and_json_are_read() -> None:
    assert read_input(["00 00:55,aa", "AABVqg==", " ", '{"a":1}', "0x00 0x01"]) == [
        b"\0\0\x55\xaa",
        b"\0\0\x55\xaa",
        b'{"a":1}',
        b"\0\x01",
    ]


@pytest.mark.parametrize("texts", [[], [" "], ["zz!"], ["00" * (1024 * 1024 + 1)]])
def test_other_input_is_refused(texts: list[str]) -> None:
    with pytest.raises(UseError):
        read_input(texts)
