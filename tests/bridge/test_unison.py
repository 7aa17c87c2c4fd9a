"""One state for a feature that several devices have."""

from __future__ import annotations

import msgspec

from tests.model.features.building import device
from tuyalan.bridge.faces.faces import find_face
from tuyalan.bridge.publishing import Manner, Page
from tuyalan.bridge.sharing import find_shared
from tuyalan.bridge.topics import Topics
from tuyalan.bridge.unison import Unison, measure
from tuyalan.model.features import compose

LAMP = "20 switch_led b\n22 bright_value_v2 n 10..1000"


class Choir:
    """Lamps with pages, and the light of all of them."""

    def __init__(self, *rows: str) -> None:
        self.models = [device(each) for each in rows]
        self.pages = [Page(Topics(), f"lamp {number}", manner=Manner()) for number in range(len(rows))]
        for page, model in zip(self.pages, self.models, strict=True):
            page.describe(model, compose(model))
            page.build_availability(is_online=True, reason=None)
        (shared,) = find_shared((page.features, page.values) for page in self.pages)
        face = find_face(shared.feature)
        assert face is not None
        self.unison = Unison("topic", shared, self.pages, face=face)

    def report(self, number: int, **values: object) -> bool:
        """Let a lamp report; tells whether that concerns the light."""
        codes = {"switch": 20, "brightness": 22, "level": 22}
        page = self.pages[number]
        changes = self.models[number].apply({codes[name]: value for name, value in values.items()})  # pyright: ignore[reportArgumentType] - raw values
        page.take(changes)
        if not self.unison.concerns(page, {change.property.code for change in changes}):
            return False
        self.unison.take(page)
        return True

    def show(self) -> object:
        """Return the state and the brightness."""
        told = msgspec.json.decode(self.unison.build())
        return told["state"], told["brightness"]


def test_nothing_is_shown_before_anybody_has_said_anything() -> None:
    assert Choir(LAMP, LAMP).unison.build() == b""


def test_the_lamp_that_is_on_stands_for_all_and_of_several_the_one_that_changed_last() -> None:
    choir = Choir(LAMP, LAMP)
    assert choir.report(0, switch=True, brightness=1000)
    choir.report(1, switch=False, brightness=505)
    assert choir.show() == ("ON", 254)
    choir.report(1, switch=True)
    assert choir.show() == ("ON", 128)
    choir.report(0, switch=False)
    choir.report(1, switch=False)
    assert choir.show() == ("OFF", 128)


def test_a_lamp_that_is_away_counts_only_where_no_other_says_anything() -> None:
    choir = Choir(LAMP, LAMP)
    choir.report(0, switch=True, brightness=1000)
    choir.pages[0].build_availability(is_online=False, reason=None)
    assert choir.show() == ("ON", 254)
    choir.report(1, switch=False, brightness=505)
    assert choir.show() == ("OFF", 128)


def test_devices_that_nothing_is_known_of_and_other_properties_are_not_looked_at() -> None:
    choir = Choir(LAMP, "", LAMP + "\n26 other n 0..9")
    assert not choir.unison.concerns(choir.pages[1], {"switch_led"})
    assert not choir.unison.concerns(choir.pages[2], {"other"})


def test_what_is_open_furthest_or_on_is_most() -> None:
    assert [measure({"position": 40, "state": "open"}), measure({"state": "opening"}), measure({"state": "ON"})] == [
        40,
        1,
        1,
    ]
    assert [measure({"state": "closed"}), measure({"state": None})] == [0, -1]
