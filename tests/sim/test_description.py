"""Plans from plain data."""

from __future__ import annotations

import tomllib

import pytest

from tuyalan.errors import ConfigError
from tuyalan.sim import Announcing, Faults, PushOrder, Reset
from tuyalan.sim.description import HomePlan, read_home
from tuyalan.sim.points import Kind
from tuyalan.vocabulary import Version

WHOLE = """
seed = 4
announcing = { interval = 1.5, destination = "127.0.0.1" }

[[device]]
model = "metering_plug"
version = "3.5"
address = "127.0.0.10"
port = 7001
id = "bf1"
key = "0123456789abcdef"
name = "Plug"
habits = { push_order = "before", max_clients = 1 }
faults = { delay = 0.5, reset = "after-reply", mute = [9] }

[[device]]
product_key = "keyabc"
points = [
    { id = 1, kind = "bool", initial = true },
    { id = 2, kind = "enum", options = ["a", "b"], access = "ro", initial = "a" },
]
"""


def test_everything_can_be_said() -> None:
    plan = read_home(tomllib.loads(WHOLE))
    assert plan.seed == 4
    assert plan.announcing == Announcing(interval=1.5, destination="127.0.0.1")
    plug, other = plan.devices
    assert (plug.address, plug.port, plug.device_id, plug.key) == ("127.0.0.10", 7001, "bf1", "0123456789abcdef")
    assert (plug.name, plug.model.name, plug.model.version) == ("Plug", "Metering plug", Version.V35)
    assert (plug.model.habits.push_order, plug.model.habits.max_clients) == (PushOrder.BEFORE, 1)
    assert plug.model.habits.answers_refresh is True, "what the model brings along stays"
    assert plug.faults == Faults(delay=0.5, reset=Reset.AFTER_REPLY, mute=frozenset({9}))
    assert [point.kind for point in other.model.points] == [Kind.BOOL, Kind.ENUM]
    assert (other.model.product_key, other.model.version) == ("keyabc", Version.V33)


def test_nothing_need_be_said() -> None:
    assert read_home({}) == HomePlan()
    assert read_home({"announcing": True}).announcing == Announcing()
    assert read_home({"announcing": False}).announcing is None


def test_a_plan_does_not_print_its_keys() -> None:
    assert "0123456789abcdef" not in repr(read_home(tomllib.loads(WHOLE)))


BROKEN: list[tuple[dict[str, object], str]] = [
    ({"devices": []}, "the simulator.*devices"),
    ({"seed": "x"}, "the simulator.*seed"),
    ({"device": 5}, "the simulator.*device"),
    ({"announcing": {"intervall": 1}}, "announcing: 'intervall' is not known; there are all_versions_answer"),
    ({"announcing": {"interval": "often"}}, "announcing: .*interval"),
    ({"device": [{"model": "toaster"}]}, "device 1: there is no model 'toaster'; there are switch"),
    ({"device": [{}]}, "device 1: there is no model None"),
    ({"device": [{"model": "switch"}, {"modle": "switch"}]}, "device 2: .*modle"),
    ({"device": [{"model": "switch", "port": 70000}]}, "device 1: .*port"),
    ({"device": [{"model": "switch", "version": "4.0"}]}, "'4.0' is no protocol version"),
    ({"device": [{"model": "switch", "habits": {"push_order": "never ever"}}]}, "device 1, habits: .*push_order"),
    ({"device": [{"model": "switch", "faults": {"dealy": 1}}]}, "device 1, faults: 'dealy' is not known"),
    ({"device": [{"points": [{"id": 1, "kind": "boolean"}]}]}, "device 1, points: .*kind"),
]


@pytest.mark.parametrize(("config", "message"), BROKEN)
def test_what_is_wrong_is_named(config: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_home(config)
