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
    assert place.show_number("a") == (
        "{% set found = value_json.get('a') %}{{ found if found is number and found is not boolean else None }}"
    )
    assert " and -1 <= found <= 2.5 else None" in place.show_number("a", least=-1, most=2.5)
    assert place.show_number("a", least=0) == place.show_number("a", most=1) == place.show_number("a")
    assert "found if found in ['on', 'open'] else None" in place.show_choice("a", ["on", "open"])
    assert "'ON' if found is true else 'OFF' if found is false else None" in place.show_flag("a")
    words = place.show_words("a", on=["on", "open"], off=["shut"])
    assert words.endswith("{{ 'ON' if found in ['on', 'open'] else 'OFF' if found in ['shut'] else None }}")
    assert place.show_any("a").endswith("'ON' if found else 'OFF' }}")
    assert "[:9]" in place.show_text("a", size=9)
    assert "found.get('b') if found is mapping else None" in place.show_part("a", "b")
    assert place.hear(["ring"]) == "{{ value if value_json.get('event_type') in ['ring'] else '' }}"
    assert place.show_text("a", unknown="").startswith("{% set found = value_json.get('a') %}{{ '' if found is none")
    assert place.show_known("a").endswith("{{ '' if found is none else found }}")
    fields = place.show_known_fields("a", "b", words={"b": ["c"]})
    assert "{% set words = {'b': ['c']} %}{% for name in ['a', 'b'] if value_json.get(name) is not none and" in fields
    assert place.show_share("a", 3).endswith("if found is number else None }}")
    assert place.wrap("position", is_text=False) == '{"position": {{ value }}}'
    assert place.wrap("mode") == '{"mode": {{ value | to_json }}}'
