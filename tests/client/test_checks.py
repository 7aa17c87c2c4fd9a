"""What callers pass is checked before anything else happens; see also the tests of the device."""

from __future__ import annotations

import pytest

from tuyalan.client.checks import (
    check_device_id,
    check_key,
    check_port,
    check_version,
    check_wait,
    check_writable,
    is_device_id,
)
from tuyalan.client.writes import Wait
from tuyalan.errors import BadValueError, CredentialError, UseError
from tuyalan.vocabulary import LocalKey, Version

KEY = "0123456789abcdef"


def test_what_is_right_comes_back_as_it_is() -> None:
    assert check_device_id("eb01") == "eb01"
    assert check_key(KEY, "eb01") == check_key(KEY.encode(), "eb01") == check_key(LocalKey(KEY), "eb01")
    assert check_port(6668) == 6668
    assert check_version(None) is None
    assert check_version("3.4") is check_version(Version.V34) is Version.V34
    assert check_wait("sent") is check_wait(Wait.SENT) is Wait.SENT
    values = {1: True, 2: -(2**31), 3: 2**32 - 1, 4: 1.5, 5: "x" * 3000}
    assert check_writable(values, "eb01") == values


def test_an_id_is_asked_for_before_it_is_believed() -> None:
    assert is_device_id("eb01")
    assert is_device_id("x" * 64)
    assert not any(is_device_id(text) for text in ("", "with space", "ü", "new\nline", "x" * 65))


def test_a_wrong_key_is_never_shown() -> None:
    with pytest.raises(CredentialError) as caught:
        check_key("0123456789abcde", "eb01")
    assert "0123456789abcde" not in repr(caught.value)
    assert "15" in str(caught.value)


def test_a_wrong_word_is_told_with_the_right_ones() -> None:
    with pytest.raises(UseError, match=r"3\.1, 3\.2, 3\.3, 3\.4, 3\.5"):
        check_version("4.0")
    with pytest.raises(UseError, match="'sent', 'acknowledged', 'confirmed'"):
        check_wait("later")
    with pytest.raises(UseError, match="no TCP port"):
        check_port(-1)
    with pytest.raises(UseError, match="no device id"):
        check_device_id("x" * 65)


def test_a_wrong_value_names_its_data_point() -> None:
    with pytest.raises(BadValueError, match="data point 7: bytes are written as base64 text"):
        check_writable({1: True, 7: b"x"}, "eb01")
