"""The handles that block: the same names, signatures and words as those of asyncio, and the same deeds."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from tuyalan.blocking.handles import registry
from tuyalan.client.handles.registry import HANDLES

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


def test_every_handle_has_its_like_in_the_module_of_the_same_name() -> None:
    assert registry.HANDLES.keys() == set(HANDLES.values())
    for theirs, ours in registry.HANDLES.items():
        assert ours.__module__.rpartition(".")[2] == theirs.__module__.rpartition(".")[2]


@pytest.mark.parametrize("original", HANDLES.values(), ids=lambda handle: handle.__name__)
def test_both_faces_have_the_same_names_signatures_and_words(original: type[Handle[Any, Any]]) -> None:
    ours = registry.HANDLES[original]
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
    ours = registry.HANDLES[original]
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

        class Hold:
            def call(self, make: Callable[[], object]) -> object:
                return make()

        class Device:
            _hold = Hold()

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
