"""Announcements of every product of the catalogue, as they would be made for a device that has just been added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.bridge.homeassistant.device import Facts, build_announcement
from tuyalan.bridge.topics import Topics
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.device import DeviceModel
from tuyalan.model.features import compose
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.bridge.homeassistant.envelope import Announcement, Style


def iter_announcements(style: Style, *, step: int = 1) -> Iterator[tuple[str, Announcement]]:
    """Yield announcements by product key: of all products, or of each `step`-th.

    The owner of each second one has allowed everything, so that what may do harm is judged both ways.
    """
    catalogue = Knowledge().catalogue
    topics = Topics()
    for place, key in enumerate(list(catalogue.iter_keys())[::step]):
        schema = catalogue.find(key)
        assert schema is not None
        layer = {dp: Known(point=point, source=Source.CATALOGUE) for dp, point in schema.points.items()}
        model = DeviceModel(f"bf{key}", [layer])
        facts = Facts(id=model.device_id, name=schema.name or key, product_key=key, version="3.4")
        features = compose(model, category=schema.category)
        allowed = {model.device_id: frozenset({"*"})} if place % 2 else {}
        wanted = msgspec.structs.replace(style, allowed=allowed)
        yield key, build_announcement(facts, model, features, topics=topics, level=key, style=wanted)
