"""The parts of a device by kind have the same names and words in both faces."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tuyalan.blocking.featured import Featured
from tuyalan.client import featured as aio


def list_accessors(owner: type) -> dict[str, object]:
    return {name: thing for name, thing in vars(owner).items() if not name.startswith("_")}


def test_both_faces_have_the_same_parts() -> None:
    blocking, original = list_accessors(Featured), list_accessors(aio.Featured)
    assert list(blocking) == list(original)
    for name, thing in blocking.items():
        assert inspect.getdoc(thing) == inspect.getdoc(original[name]), name
        if inspect.isfunction(thing):
            assert inspect.signature(thing) == inspect.signature(original[name]), name  # pyright: ignore[reportArgumentType]


def test_a_device_must_say_how_its_parts_are_found() -> None:
    with pytest.raises(NotImplementedError):
        Featured().light()
    with pytest.raises(NotImplementedError):
        _ = Featured().lights


class Recording(Featured):
    """Says what it was asked for."""

    def _find(self, kind: str, key: str | None) -> Any:  # noqa: ANN401 - as in Featured
        return kind, key

    def _list(self, kind: str) -> tuple[Any, ...]:
        return (kind,)


@pytest.mark.parametrize(
    "kind", [name for name, thing in list_accessors(Featured).items() if inspect.isfunction(thing)]
)
def test_each_asks_for_its_own_kind(kind: str) -> None:
    names = list(list_accessors(Featured))
    plural = names[names.index(kind) + 1]
    assert getattr(Recording(), kind)("key") == (kind, "key")
    assert getattr(Recording(), kind)() == (kind, None)
    assert getattr(Recording(), plural) == (kind,)
