"""Announcements of every product of the catalogue, and of groups of two of each, as they would be made for new devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.bridge.homeassistant.device import Facts, build_announcement
from tuyalan.bridge.homeassistant.group import GroupFacts, build_group
from tuyalan.bridge.topics import Topics
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.device import DeviceModel
from tuyalan.model.features import compose
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tuyalan.bridge.homeassistant.envelope import Announcement, Style
    from tuyalan.model.features.feature import Feature


def iter_announcements(style: Style, *, step: int = 1) -> Iterator[tuple[str, Announcement]]:
    """Yield announcements by product key: of all products, or of each `step`-th.

    The owner of each second one has allowed everything, so that what may do harm is judged both ways.
    """
    topics = Topics()
    for key, name, model, features, wanted in _iter_models(style, step=step):
        facts = Facts(id=model.device_id, name=name, product_key=key, version="3.4")
        yield key, build_announcement(facts, model, features, topics=topics, level=key, style=wanted)


def iter_groups(style: Style, *, step: int = 1) -> Iterator[tuple[str, Announcement]]:
    """Yield announcements of groups of two devices of a product, by product key, likewise; not all have anything to command."""
    topics = Topics()
    for key, name, model, features, wanted in _iter_models(style, step=step):
        facts = GroupFacts(id=key, name=name)
        found = build_group(facts, [(model, features)] * 2, topics=topics, level=key, style=wanted)
        if found is not None:
            yield key, found


def _iter_models(style: Style, *, step: int) -> Iterator[tuple[str, str, DeviceModel, Sequence[Feature], Style]]:
    catalogue = Knowledge().catalogue
    for place, key in enumerate(list(catalogue.iter_keys())[::step]):
        schema = catalogue.find(key)
        assert schema is not None
        layer = {dp: Known(point=point, source=Source.CATALOGUE) for dp, point in schema.points.items()}
        model = DeviceModel(f"bf{key}", [layer])
        features = compose(model, category=schema.category)
        allowed = {model.device_id: frozenset({"*"})} if place % 2 else {}
        yield key, schema.name or key, model, features, msgspec.structs.replace(style, allowed=allowed)
