"""Topics and templates of Home Assistant."""

from __future__ import annotations

import re

import pytest

from tests.model.features.building import device
from tuyalan.bridge.homeassistant import place
from tuyalan.bridge.homeassistant.place import Place
from tuyalan.bridge.topics import Topics
from tuyalan.model.features import compose

HERE = Place(Topics(), "lamp")


def test_topics_are_those_of_the_bridge() -> None:
    (switch,) = compose(device("1 switch_1 b"))
    assert HERE.state == "tuyalan/lamp"
    assert HERE.feature(switch) == "tuyalan/lamp/feature/switch_1"
    assert HERE.set_feature(switch) == "tuyalan/lamp/feature/switch_1/set"
    assert HERE.set_property("a/b") == "tuyalan/lamp/set/a_b"
    assert HERE.event("bell") == "tuyalan/lamp/event/bell"


@pytest.mark.parametrize("text", ["'", "\\", "}}", "{%", "a'b", "ключ", "x\ny", "\U0001f600", "tail-", "{{ 1 }}", ""])
def test_nothing_in_a_name_ends_its_quotes_or_the_template(text: str) -> None:
    quoted = place.quote(text)
    assert quoted[0] == quoted[-1] == "'"
    assert not re.search(r"['{}#\n]", quoted[1:-1])
    # Jinja reads quoted text as Python reads its own.
    assert quoted[1:-1].encode("ascii").decode("unicode-escape") == text


def test_templates_pick_a_field() -> None:
    assert place.show_field("a") == "{{ value_json.get('a') }}"
    assert place.show_flag("a") == "{{ {true: 'ON', false: 'OFF'}.get(value_json.get('a')) }}"
    assert "'on', 'open'" in place.show_words("a", ["on", "open"])
    assert place.show_any("a").endswith("'ON' if found else 'OFF' }}")
    assert "[:9]" in place.show_text("a", size=9)
    assert place.show_part("a", "b") == "{{ (value_json.get('a') or {}).get('b') }}"
    assert place.wrap("position", is_text=False) == '{"position": {{ value }}}'
    assert place.wrap("mode") == '{"mode": {{ value | to_json }}}'
