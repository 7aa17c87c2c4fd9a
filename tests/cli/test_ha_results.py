"""What `tuyalan ha` shows."""

from __future__ import annotations

from tests.cli.screens import show
from tuyalan.cli.ha_results import Change, ChangesResult, Entity, Preview, PreviewResult

SWITCH = Entity(key="switch", platform="switch", name="", unique_id="bf01_switch", can_write=True, is_enabled=True)
POWER = Entity(key="power", platform="sensor", name="Power", unique_id="bf01_power", can_write=False, is_enabled=False)


def preview(*entities: Entity) -> str:
    """Show one device."""
    device = Preview(id="bf01", name="plug", topic="homeassistant/device/bf01/config", entities=entities, payload={})
    return show(PreviewResult(devices=(device,)).view())


def test_each_entity_is_a_row_that_tells_what_is_peculiar_to_it() -> None:
    text = preview(SWITCH, POWER)
    rows = [" ".join(line.split()) for line in text.splitlines()]
    assert "switch plug bf01_switch" in rows
    assert "sensor Power bf01_power read only, off until enabled" in rows


def test_a_device_without_entities_says_why() -> None:
    assert "Nothing is known of its values yet" in preview()
    assert "No devices are stored." in show(PreviewResult(devices=()).view())


def changes(*each: Change, is_done: bool = False) -> str:
    """Show what is different."""
    return show(ChangesResult(action="diff", broker="mqtt://broker", is_done=is_done, changes=each).view())


def test_changes_are_told_by_what_comes_goes_and_stays() -> None:
    text = changes(Change(topic="a", name="plug", what="changed", added=("x",), removed=("y",), changed=("z",)))
    assert "changed  plug  +x  -y  ~z" in text
    assert "Nothing was changed yet. Broker: mqtt://broker" in text


def test_what_was_done_can_be_taken_back() -> None:
    assert "`tuyalan ha undo` takes it back" in changes(Change(topic="a", name="plug", what="new"), is_done=True)
    assert "Nothing to change at mqtt://broker." in changes()
