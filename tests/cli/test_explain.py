"""`tuyalan explain`."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from tests.cli.support import call
from tuyalan.cli.explain import ExplainResult, describe
from tuyalan.knowledge.editing import set_override
from tuyalan.model.confidence import SURE
from tuyalan.model.device import DeviceModel
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from tests.cli.support import Home

PLUG = "37mnhia3pojleqfh"


def tell_product(devices: Path, name: str, product_key: str) -> None:
    """Store which product a device is."""
    store = DeviceStore.load(devices)
    store.update(store.find(name).id, product_key=product_key)
    store.save()


def test_values_get_names_units_and_their_origin(devices: Path) -> None:
    tell_product(devices, "switch", PLUG)
    done = call("explain", "switch", "--devices", devices, "--json")
    points = {point["dp"]: point for point in done.data["points"]}
    assert points[1]["source"] == "catalogue"
    assert PLUG in points[1]["evidence"]
    assert points[1]["code"].startswith("switch")


def test_unknown_products_are_told_by_similar_ones(devices: Path) -> None:
    done = call("explain", "lamp", "--devices", devices, "--json")
    points = {point["dp"]: point for point in done.data["points"]}
    assert {point["source"] for point in points.values()} == {"inference"}
    assert points[20]["code"] == "switch_led"
    assert points[24]["value"]["hue"] == 240
    assert all(0 < point["confidence"] < 1 for point in points.values())
    shown = call("explain", "lamp", "--devices", devices)
    assert "similar products" in shown.all
    assert "overrides.toml" in shown.all


@pytest.mark.parametrize(
    ("source", "confidence", "is_sure"),
    [
        (Source.OVERRIDE, 0.3, True),
        (Source.CATALOGUE, 1.0, True),
        (Source.INFERENCE, SURE, True),
        (Source.INFERENCE, 0.5, False),
        (Source.OBSERVED, 1.0, False),
    ],
)
def test_a_guess_is_called_one(*, source: Source, confidence: float, is_sure: bool) -> None:
    known = Known(point=DpSchema(id=20, code="switch_led", kind=Kind.BOOL), source=source, confidence=confidence)
    model = DeviceModel("bf2c04a61d9be35f78lamp", [{20: known}])
    point = describe(model, model.find(20))
    assert point.is_sure is is_sure
    result = ExplainResult(id="bf2c04a61d9be35f78lamp", name="lamp", product_key=None, points=(point,))
    stream = io.StringIO()
    Console(file=stream, width=120).print(result.view())
    assert ("a guess" in stream.getvalue()) is (not is_sure and source is not Source.OBSERVED)


def test_one_data_point_can_be_asked_for(devices: Path) -> None:
    assert len(call("explain", "lamp", "--dp", "20", "--devices", devices, "--json").data["points"]) == 1
    done = call("explain", "lamp", "--dp", "99", "--devices", devices)
    assert done.code != 0
    assert "nothing is known of a data point 99" in done.all


def test_the_owners_word_counts(devices: Path, home: Home) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "tuyalan"
    folder.mkdir(parents=True)
    device = home.devices["lamp"]
    set_override(folder / "overrides.toml", device.id, dp=22, field="name", value="Glow")
    done = call("explain", "lamp", "--dp", "22", "--devices", devices, "--json")
    assert done.data["points"][0]["name"] == "Glow"
    assert done.data["points"][0]["source"] == "override"


def test_faults_of_the_override_file_are_told_with_their_place_and_the_rest_counts(devices: Path, home: Home) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "tuyalan"
    folder.mkdir(parents=True)
    device = home.devices["lamp"].id
    lines = (f'{device}.22.name = "Glow"', f'{device}.23.scale = "two"', "nonsense", f'{device}.24.name = "Open')
    (folder / "overrides.toml").write_text("\n".join(lines), encoding="utf-8")
    done = call("explain", "lamp", "--devices", devices)
    assert "Glow" in done.all
    for place in ("line 2, column 27: scale is", "line 3, column 9: an equals sign", "line 4, column 3"):
        assert f"overrides.toml: {place}" in done.all


def test_names_and_values_from_elsewhere_do_nothing_to_the_terminal(devices: Path, home: Home) -> None:
    evil = "\x1b[31mred\x9b2J\u202egnp.exe\x07"
    device = home.devices["lamp"]
    store = DeviceStore.load(devices)
    store.update(device.id, name=evil, product_key=evil)
    store.save()
    home.do(lambda: device.set(25, evil))
    for arguments in (("explain", device.id), ("explain", device.id, "--json"), ("devices",), ("status", device.id)):
        done = call(*arguments, "--devices", devices)
        assert done.code == 0
        assert "gnp.exe" in done.all
        assert not any(letter in done.all for letter in "\x1b\x9b\u202e\x07")


def test_a_value_of_a_megabyte_in_the_override_file_is_a_fault_of_it(devices: Path, home: Home) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "tuyalan"
    folder.mkdir(parents=True)
    device = home.devices["lamp"].id
    text = f'{device}.22.name = "{"x" * 900_000}"\n{device}.23.name = "Warmth"\n'
    (folder / "overrides.toml").write_text(text, encoding="utf-8")
    done = call("explain", "lamp", "--devices", devices)
    assert "Warmth" in done.all
    assert "line 1, column 27: name is a text in quotes, of at most 200 characters" in done.all
    assert len(done.all) < 20_000
