"""The handles that block: the same names, signatures and words as those of asyncio, and the same deeds."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from tests.test_sync import town
from tuyalan.blocking import handles
from tuyalan.client.handles.registry import HANDLES
from tuyalan.errors import UnknownFeatureError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.sim import models

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.client.handles.handle import Handle


def list_public(owner: type) -> dict[str, Any]:
    return {name: thing for name, thing in inspect.getmembers_static(owner) if not name.startswith("_")}


def shape(function: Callable[..., object]) -> list[tuple[str, object, object, object]]:
    signature = inspect.signature(function)
    return [(p.name, p.kind, p.default, str(p.annotation)) for p in signature.parameters.values()]


def first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").splitlines()[0]


@pytest.mark.parametrize("original", HANDLES.values(), ids=lambda handle: handle.__name__)
def test_both_faces_have_the_same_names_signatures_and_words(original: type[Handle[Any, Any]]) -> None:
    ours = handles.HANDLES[original]
    assert ours.__name__ == original.__name__
    assert first_line(ours) == first_line(original)
    blocking, theirs = list_public(ours), list_public(original)
    assert blocking.keys() == theirs.keys()
    for name, thing in theirs.items():
        mine = blocking[name]
        if inspect.isfunction(thing):
            assert shape(mine) == shape(thing), name
            assert first_line(mine) == first_line(thing).replace("`async for", "`for"), name
        elif isinstance(thing, property):
            assert first_line(mine) == first_line(thing), name


@pytest.mark.parametrize("original", HANDLES.values(), ids=lambda handle: handle.__name__)
def test_each_method_hands_its_arguments_on(original: type[Handle[Any, Any]]) -> None:
    """Record what arrives at the asyncio face."""
    ours = handles.HANDLES[original]
    for name, method in list_public(original).items():
        if not inspect.iscoroutinefunction(method):
            continue
        arrived: list[tuple[str, dict[str, object]]] = []

        class Recorder:
            def __getattr__(self, asked: str) -> Callable[..., object]:
                def record(*args: object, **kwargs: object) -> object:
                    bound = inspect.signature(method).bind(None, *args, **kwargs)  # noqa: B023 - called within this turn
                    given = dict(bound.arguments)
                    given.pop("self")
                    arrived.append((asked, given))  # noqa: B023 - called within this turn
                    return None

                return record

        class Device:
            def _call(self, make: Callable[[], object]) -> object:
                return make()

        wanted = {parameter: f"<{parameter}>" for parameter in list(inspect.signature(method).parameters)[1:]}
        positional = {
            parameter.name: wanted[parameter.name]
            for parameter in list(inspect.signature(method).parameters.values())[1:]
            if parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        }
        named = {key: value for key, value in wanted.items() if key not in positional}
        made: Any = ours(Device(), Recorder())  # type: ignore[arg-type]
        getattr(made, name)(*positional.values(), **named)
        assert arrived == [(name, wanted)]


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


def test_what_may_harm_somebody_is_allowed_by_its_owner() -> None:
    with town() as place:
        device = place.add()
        with place.client(device, knowledge=Knowledge()) as client:
            assert client.allowed == frozenset()
            client.allow()
            assert client.allowed == {"*"}
            client.forbid()
            assert client.allowed == frozenset()
            assert client.features


def test_a_meter_has_its_total() -> None:
    with town() as place:
        device = place.add(models.metering_plug())
        with place.client(device, knowledge=Knowledge()) as client:
            meter = client.meter()
            assert meter.total is None
            assert meter.state.voltage_v is not None
            assert client.totals == {}
