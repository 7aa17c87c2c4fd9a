"""What all handles share."""

from __future__ import annotations

import pytest

from tests.client.handles.bench import ID, Bench
from tests.support import run
from tuyalan.client.handles.handle import read_word
from tuyalan.client.writes import Outcome
from tuyalan.errors import BadValueError
from tuyalan.model.features.climate import ClimateMode
from tuyalan.model.features.feature import FeatureKind

LAMP = "20 switch_led b\n21 work_mode c white,colour\n22 bright_value_v2 n 10..1000"


def test_a_handle_says_what_it_is_of() -> None:
    device = Bench(LAMP, category="dj")
    lamp = device.light()
    assert (lamp.kind, lamp.key, lamp.name, lamp.device) == (FeatureKind.LIGHT, "switch_led", "Desk", device)
    assert repr(lamp) == f"<Light switch_led of {ID}>"
    assert [each.name for each in Bench("1 switch_1 b\n2 switch_2 b").switches] == ["Switch 1", "Switch 2"]


def test_a_handle_follows_what_becomes_known() -> None:
    device = Bench(LAMP, category="dj")
    lamp = device.light()
    before = lamp.feature
    device.hear({20: True, 250: 1})
    assert lamp.state.is_on is True
    device._names().properties.renew()
    assert lamp.feature == before
    assert lamp.feature is not before


def test_a_handle_whose_feature_is_gone_keeps_what_it_knew() -> None:
    device, other = Bench(LAMP, category="dj"), Bench("1 switch_1 b")
    lamp = device.light()
    before = lamp.feature
    device._names().properties._knowledge = other._names().properties._knowledge
    device._names().properties.renew()
    assert lamp.feature is before


def test_what_is_so_already_is_not_written() -> None:
    async def body() -> None:
        device = Bench(LAMP, category="dj")
        result = await device.light()._carry_out({}, timeout=None)
        assert (result.outcome, result.dps, device.written) == (Outcome.CONFIRMED, {}, [])

    run(body())


def test_states_are_told_when_they_change_and_only_those_of_the_feature() -> None:
    async def body() -> None:
        device = Bench(f"{LAMP}\n41 remain_time n ro", category="dj")
        device.hear({20: False, 21: "white", 22: 10})
        states = device.light().watch()
        device.hear({20: False})
        device.hear({41: 5})
        device.hear({22: 1000})
        device.hear({20: True})
        first, second = await anext(states), await anext(states)
        assert (first.is_on, first.brightness) == (False, 1.0)
        assert (second.is_on, second.brightness) == (True, 1.0)
        await states.aclose()
        assert [state async for state in states] == []

    run(body())


def test_watches_end_with_the_device() -> None:
    async def body() -> None:
        device = Bench(LAMP, category="dj")
        states = device.light().watch()
        device._shadow.end_watches()
        assert [state async for state in states] == []

    run(body())


def test_words_are_members_and_others_are_refused_with_those_that_are_known() -> None:
    assert read_word(ClimateMode, "heat") is ClimateMode.HEAT
    assert read_word(ClimateMode, ClimateMode.COOL) is ClimateMode.COOL
    with pytest.raises(BadValueError, match="'hott' is not known") as caught:
        read_word(ClimateMode, "hott")
    assert "heat" in caught.value.hint
