"""What several devices have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.model.features.building import device
from tuyalan.bridge.sharing import find_shared
from tuyalan.model.features import Climate, Cover, Light, compose
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from tuyalan.bridge.sharing import Shared
    from tuyalan.model.features.feature import Feature

PLUG = "1 switch_1 b\n9 countdown_1 n 0..86400 s\n19 cur_power n .1 W ro\n38 relay_status c off,on,memory"
WHITE = "20 switch_led b\n22 bright_value_v2 n 10..1000\n23 temp_value_v2 n 0..1000"
COLOUR = (
    "20 switch_led b\n21 work_mode c white,colour,scene\n22 bright_value_v2 n 10..1000\n23 temp_value_v2 n 0..1000\n"
    "24 colour_data_v2 t\n25 scene_data_v2 t"
)
ROOM = "1 switch b\n2 temp_set n 50..350/5 .1 °C\n3 temp_current n 0..500 .1 °C ro"


def share(*rows: str, category: str = "") -> dict[tuple[str, str], Shared]:
    """Return what devices have alike, by kind and key."""
    models = [device(each) for each in rows]
    shared = find_shared([(compose(model, category=category), model.values) for model in models])
    return {(str(each.feature.kind), each.feature.key): each for each in shared}


def the(feature: Feature, *roles: str) -> bool:
    """Tell whether a feature has these roles and no others."""
    return set(feature.roles) == set(roles)


def test_what_devices_of_a_kind_can_be_told_together_is_shared_and_nothing_they_measure_or_are_set_up_with() -> None:
    assert list(share(PLUG, PLUG)) == [("switch", "switch_1")]
    assert list(share(PLUG, "1 switch_1 b\n2 switch_2 b")) == [("switch", "switch_1")]
    assert share(PLUG, WHITE) == {}
    assert share() == {}


def test_devices_that_nothing_is_known_of_do_not_count() -> None:
    models = [device("1 switch_1 b"), device(""), device("1 switch_1 b")]
    (shared,) = find_shared([(compose(model), model.values) for model in models])
    assert [own is not None for own in shared.own] == [True, False, True]
    assert find_shared([((), {})]) == ()


@pytest.mark.parametrize(
    "other",
    ["5 level n 0..50", "5 level n 0..100/5", "5 level n 0..100 .1", "5 level n 0..100 °C", "5 level c a,b"],
)
def test_a_number_has_to_have_the_same_limits_step_and_unit(other: str) -> None:
    assert list(share("5 level n 0..100", "5 level n 0..100")) == [("number", "level")]
    assert share("5 level n 0..100", other) == {}


def test_a_choice_has_to_have_the_same_words() -> None:
    assert list(share("5 way c a,b", "5 way c a,b")) == [("select", "way")]
    assert share("5 way c a,b", "5 way c a,b,c") == {}


def test_a_light_of_several_lamps_can_do_what_all_of_them_can() -> None:
    white = share(WHITE, COLOUR)["light", "switch_led"].feature
    assert the(white, "switch", "brightness", "temperature")
    plain = share(WHITE, "20 switch_led b\n26 countdown n 0..86400 s")
    assert the(plain["light", "switch_led"].feature, "switch")
    old = share(WHITE, "20 switch_led b\n22 bright_value n 25..255")["light", "switch_led"].feature
    assert isinstance(old, Light)
    assert (old.has_brightness, old.has_kelvin) == (True, False)
    apart = share(WHITE, "20 switch_led b\n22 bright_value_v2 n 10..1000\n23 temp_value_v2 n 0..1000 K2200..6500")
    assert the(apart["light", "switch_led"].feature, "switch", "brightness")


def test_lamps_of_different_effects_share_those_that_all_have() -> None:
    party = COLOUR.replace("scene\n", "scene,music\n")
    found = share(COLOUR, party)["light", "switch_led"]
    assert isinstance(found.feature, Light)
    assert "music" not in found.feature.effects
    assert "scene" in found.feature.effects
    assert [own.roles["mode"].choices for own in found.own if own is not None] == [("white", "colour", "scene")] * 2
    same = share(COLOUR, COLOUR)["light", "switch_led"].feature
    assert isinstance(same, Light)
    assert same.effects == found.feature.effects
    assert len(same.effects) > 1
    old = COLOUR.replace("bright_value_v2 n 10..1000", "bright_value n 25..255")
    fewer = share(COLOUR, old)["light", "switch_led"].feature
    assert isinstance(fewer, Light)
    assert fewer.effects == ("scene",)


def test_thermostats_share_all_that_can_be_set_or_nothing() -> None:
    (found,) = share(ROOM, ROOM.replace("3 temp_current n 0..500 .1 °C ro", ""), category="wk").values()
    assert isinstance(found.feature, Climate)
    assert the(found.feature, "target", "switch")
    assert not [key for key in share(ROOM, ROOM.replace("50..350", "100..300"), category="wk") if key[0] == "climate"]
    assert not [key for key in share(ROOM, ROOM + "\n4 mode c auto,manual", category="wk") if key[0] == "climate"]


def test_thermostats_that_are_set_to_different_units_are_no_group() -> None:
    rows = ROOM + "\n5 temp_unit_convert c c,f"
    models = [device(rows), device(rows)]
    models[0].apply({5: "c"})
    models[1].apply({5: "f"})
    described = [(compose(model, category="wk"), model.values) for model in models]
    assert not [each for each in find_shared(described) if each.feature.kind is FeatureKind.CLIMATE]
    models[1].apply({5: "c"})
    described = [(compose(model, category="wk"), model.values) for model in models]
    assert [each for each in find_shared(described) if each.feature.kind is FeatureKind.CLIMATE]


def test_covers_of_different_looks_are_covers_and_climates_of_different_ways_are_none() -> None:
    model = device("1 control c open,stop,close\n2 percent_control n 0..100 %")
    (cover,) = [each for each in compose(model, category="cl") if isinstance(each, Cover)]
    other = msgspec.structs.replace(cover, device_class="garage", name="Gate", is_hazardous=True, confidence=0.5)
    (found,) = find_shared([((cover,), {}), ((other,), {})])
    assert isinstance(found.feature, Cover)
    feature = found.feature
    assert (feature.device_class, feature.name, feature.is_hazardous, feature.confidence) == ("", "", True, 0.5)
    (same,) = find_shared([((cover,), {}), ((cover,), {})])
    assert (same.feature.name, same.feature.key) == (cover.name, "control")
    (climate,) = [each for each in compose(device(ROOM), category="wk") if isinstance(each, Climate)]
    cooling = msgspec.structs.replace(climate, plain_mode="cool")
    assert find_shared([((climate,), {}), ((cooling,), {})]) == ()


def test_locks_are_left_to_themselves_because_one_that_is_open_must_not_be_hidden() -> None:
    lock = "46 manual_lock b\n47 lock_motor_state b ro"
    assert not [kind for kind, _ in share(lock, lock, category="ms") if kind == "lock"]


def test_what_can_only_be_read_is_not_shared() -> None:
    assert share("1 switch_1 b ro", "1 switch_1 b ro") == {}
