"""Which kind has which face."""

from __future__ import annotations

from tests.model.features.building import device
from tuyalan.bridge.faces.faces import FACES, find_face, find_main
from tuyalan.model.features import compose
from tuyalan.model.features.feature import FeatureKind


def test_single_properties_have_no_face() -> None:
    plain = {"switch", "sensor", "binary_sensor", "number", "select", "text", "button", "event"}
    assert not {str(kind) for kind in FACES} & plain
    assert all(find_face(each) is None for each in compose(device("1 switch_1 b\n9 countdown_1 n 0..86400 s")))


def test_commands_to_a_device_go_to_what_it_is_there_for() -> None:
    lamp = compose(device("20 switch_led b\n22 bright_value_v2 n 10..1000"))
    found = find_main(lamp)
    assert found is not None
    assert found.kind is FeatureKind.LIGHT
    assert find_main(compose(device("1 switch_1 b"))) is None
    assert find_main(()) is None
