"""What a file of another program is."""

from __future__ import annotations

import pytest

from tuyalan.credentials.base import Credential
from tuyalan.credentials.kinds import UNKNOWN, build_found, recognise


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"schema": 1, "devices": []}, "a device file of Tuyalan"),
        ({"domain": "localtuya", "data": {}}, "the configuration of Home Assistant"),
        ([{"id": "bf01", "key": "k", "type": "switch"}], "devices.conf of tuya-mqtt"),
        ([{"id": "bf01", "key": "k", "ip": "x"}], "a list with local keys"),
        (None, UNKNOWN),
        ([], UNKNOWN),
        ({"a": 1}, UNKNOWN),
    ],
)
def test_a_kind_is_told_by_what_is_there(value: object, name: str) -> None:
    assert recognise(value).name == name


def test_several_findings_become_one() -> None:
    found = build_found("", (Credential(id="bf01"),), (), ["a note"])
    assert (found.source, len(found.credentials), str(found.problems[0])) == (UNKNOWN, 1, "a note")


def test_a_file_whose_keys_are_sealed_says_how_to_take_them_out() -> None:
    kind = recognise({"schema": 2, "devices": [], "protection": {"kind": "keyring"}, "sealed": "..."})
    assert "keys export" in kind.advice
