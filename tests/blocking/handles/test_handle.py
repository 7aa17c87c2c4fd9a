"""What all blocking handles share."""

from __future__ import annotations

import pytest

from tests.test_sync import town
from tuyalan.errors import UnknownFeatureError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.sim import models


def test_a_lamp_is_operated_and_watched() -> None:
    with town() as place:
        device = place.add(models.rgb_lamp())
        with place.client(device, knowledge=Knowledge()) as client:
            lamp = client.light()
            assert [each.key for each in client.lights] == [lamp.key]
            assert (lamp.kind, lamp.device, lamp.name) == ("light", client, client.name)
            assert repr(lamp).startswith("<Light ")
            assert lamp.feature.has_colour
            states = lamp.watch()
            lamp.turn_on(brightness=1.0)
            assert device.state[20] is True
            assert lamp.state.is_on is True
            assert next(states).is_on is True
            states.close()
            with pytest.raises(UnknownFeatureError):
                client.cover()
