"""Which handle operates which feature, and how one is found."""

from __future__ import annotations

import pytest

from tests.client.handles.bench import Bench
from tuyalan.client.handles.registry import HANDLES, find_handle, list_handles
from tuyalan.errors import UnknownFeatureError
from tuyalan.model.features.feature import FeatureKind


def test_every_kind_but_gateways_has_its_handle() -> None:
    assert set(FeatureKind) - {FeatureKind(kind) for kind in HANDLES} == {FeatureKind.GATEWAY}


def test_handles_are_found_by_kind_key_and_name() -> None:
    device = Bench("1 switch_1 b\n2 switch_2 b\n9 countdown_1 n s")
    assert [handle.key for handle in list_handles(device, FeatureKind.SWITCH)] == ["switch_1", "switch_2"]
    assert find_handle(device, "switch", None).key == "switch_1"
    assert find_handle(device, "switch", "SWITCH_2").key == "switch_2"
    assert find_handle(device, "switch", "switch 2").key == "switch_2"
    assert list_handles(device, "light") == ()


def test_what_is_not_there_is_told_with_what_is() -> None:
    device = Bench("1 switch_1 b\n2 switch_2 b")
    with pytest.raises(UnknownFeatureError, match="no switch 'switch_3'") as caught:
        find_handle(device, "switch", "switch_3")
    assert caught.value.hint == "It has: switch_1, switch_2."
    with pytest.raises(UnknownFeatureError, match="no water heater") as caught:
        find_handle(device, "water_heater", None)
    assert caught.value.hint == "It has: switch."


def test_a_device_of_which_nothing_is_known_says_so() -> None:
    with pytest.raises(UnknownFeatureError) as caught:
        find_handle(Bench(""), "light", None)
    assert "open it first" in caught.value.hint
