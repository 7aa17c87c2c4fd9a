"""Every product of the catalogue, announced and judged by Home Assistant's own code."""

from __future__ import annotations

import os

import msgspec
import pytest

from tests.homeassistant.home import open_home
from tests.homeassistant.products import iter_announcements, iter_groups
from tuyalan.bridge.homeassistant.envelope import CHILDREN, Style
from tuyalan.bridge.homeassistant.scenes import SceneFacts, build_scenes
from tuyalan.bridge.topics import Topics

pytestmark = pytest.mark.homeassistant
STEP = int(os.environ.get("TUYALAN_HOME_ASSISTANT_STEP", "1"))
"""Each so many-th product is judged; 1 for all."""
GROUPS_STEP = 5
"""Of groups fewer are judged: their entities are those of devices, on other topics."""


def test_home_assistant_takes_every_entity_of_every_product() -> None:
    count = entities = 0
    with open_home() as home:
        for key, announcement in iter_announcements(Style(), step=STEP):
            assert home.check(announcement.topic, msgspec.json.encode(announcement.payload)) == [], key
            count += 1
            entities += len(announcement.components)
    assert count > 9_900 // STEP
    assert entities > 8 * count


def test_home_assistant_takes_groups_of_every_kind_of_product() -> None:
    count = 0
    with open_home() as home:
        for key, announcement in iter_groups(Style(), step=GROUPS_STEP * STEP):
            assert home.check(announcement.topic, msgspec.json.encode(announcement.payload)) == [], key
            count += 1
    assert count > 1_000 // (GROUPS_STEP * STEP) * GROUPS_STEP


def test_home_assistant_takes_scenes_whatever_they_are_called() -> None:
    names = ["Evening", 'A "quoted" {{ name }}', "{5}", "5", "", "夕方", "x" * 5000]
    found = build_scenes(
        [SceneFacts(f"0{number}", name) for number, name in enumerate(names)], topics=Topics(), style=Style()
    )
    assert found is not None
    with open_home() as home:
        assert home.check(found.topic, msgspec.json.encode(found.payload)) == []


def test_the_form_for_newer_releases_is_not_for_older_ones() -> None:
    # If this fails, the release at hand has become new enough to judge the newer form, and it should.
    with open_home() as home:
        found = next(
            each for _, each in iter_announcements(Style(release=CHILDREN), step=50) if "child_devices" in each.payload
        )
        assert home.check(found.topic, msgspec.json.encode(found.payload)) != []
