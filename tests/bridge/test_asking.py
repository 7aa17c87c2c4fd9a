"""What the bridge can be asked for."""

from __future__ import annotations

import msgspec
import pytest

from tuyalan.bridge.asking import KINDS, AddDevice, RekeyDevice, Request
from tuyalan.bridge.levels import make_level


def test_every_request_has_a_topic_of_its_own_and_refuses_what_it_does_not_know() -> None:
    assert len(set(KINDS.values())) == len(KINDS)
    for name, kind in KINDS.items():
        assert all(make_level(level) == level for level in name.split("/"))
        assert kind.__struct_config__.forbid_unknown_fields
        assert kind.__struct_config__.frozen


def test_fields_are_called_as_in_zigbee2mqtt() -> None:
    assert [field.encode_name for field in msgspec.structs.fields(KINDS["device/rename"])] == ["from", "to"]


@pytest.mark.parametrize(
    "request_", [AddDevice("bf01", key="secret-key-16-ch"), RekeyDevice("bf01", "secret-key-16-ch")]
)
def test_what_a_request_looks_like_tells_no_key(request_: Request) -> None:
    assert repr(request_) == f"{type(request_).__name__}('bf01')"
