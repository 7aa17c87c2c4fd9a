"""Every product of the catalogue, announced and judged by Home Assistant's own code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.homeassistant.home import open_home
from tests.homeassistant.products import iter_announcements, iter_groups
from tuyalan.bridge.homeassistant.envelope import CHILDREN, EXPIRING, Style
from tuyalan.bridge.homeassistant.scenes import SceneFacts, build_scenes
from tuyalan.bridge.topics import Topics

if TYPE_CHECKING:
    from tests.homeassistant.home import Home

pytestmark = pytest.mark.homeassistant
STEP = int(os.environ.get("TUYALAN_HOME_ASSISTANT_STEP", "1"))
"""Each so many-th product is judged; 1 for all."""
GROUPS_STEP = 5
"""Of groups fewer are judged: their entities are those of devices, on other topics."""


def check_products(home: Home, style: Style, *, step: int) -> tuple[int, int]:
    """Have products judged; returns how many there were, and how many entities."""
    count = entities = 0
    for key, announcement in iter_announcements(style, step=step):
        assert home.check(announcement.topic, msgspec.json.encode(announcement.payload)) == [], key
        count += 1
        entities += len(announcement.components)
    return count, entities


def test_home_assistant_takes_every_entity_of_every_product() -> None:
    with open_home() as home:
        count, entities = check_products(home, Style(), step=STEP)
    assert count > 9_900 // STEP
    assert entities > 8 * count


def test_home_assistant_takes_the_newest_form_that_its_release_knows() -> None:
    with open_home() as home:
        release = home.find_release()
        if release < EXPIRING:
            pytest.skip("this release knows nothing that is newer than the common form")
        count, entities = check_products(home, Style(release=release), step=STEP)
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
