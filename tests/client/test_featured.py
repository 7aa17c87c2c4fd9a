"""The parts of a device by kind: every kind has a name for one and a name for all."""

from __future__ import annotations

import inspect

import pytest

from tests.client.handles.bench import Bench
from tuyalan.client.featured import Featured
from tuyalan.client.handles.registry import HANDLES
from tuyalan.errors import UnknownFeatureError


def list_accessors(owner: type) -> dict[str, object]:
    return {name: thing for name, thing in vars(owner).items() if not name.startswith("_")}


def test_every_kind_has_a_method_for_one_and_a_property_for_all() -> None:
    accessors = list_accessors(Featured)
    methods = {name for name, thing in accessors.items() if inspect.isfunction(thing)}
    properties = {name for name, thing in accessors.items() if isinstance(thing, property)}
    assert methods == set(HANDLES)
    assert len(properties) == len(methods)


@pytest.mark.parametrize("kind", sorted(HANDLES))
def test_each_finds_its_own_kind(kind: str) -> None:
    device = Bench("1 switch_1 b\n20 temp_current n ro")
    accessors = list_accessors(Featured)
    names = list(accessors)
    plural = names[names.index(kind) + 1]
    all_of_them = getattr(device, plural)
    assert all(handle.kind == kind for handle in all_of_them)
    if all_of_them:
        assert getattr(device, kind)().key == all_of_them[0].key
    else:
        with pytest.raises(UnknownFeatureError):
            getattr(device, kind)()


def test_a_device_must_say_how_its_parts_are_found() -> None:
    with pytest.raises(NotImplementedError):
        Featured().light()
    with pytest.raises(NotImplementedError):
        _ = Featured().lights
