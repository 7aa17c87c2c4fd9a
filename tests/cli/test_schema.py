"""`tuyalan schema`, and what `tuyalan add --import` keeps of the same files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.cli.support import Home, call

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "0123456789abcdef"
PRODUCT = "keyschematest001"


def tinytuya(device_id: str, **more: object) -> dict[str, Any]:
    return {
        "name": "Desk",
        "id": device_id,
        "key": SECRET,
        "product_id": PRODUCT,
        "category": "dj",
        "mapping": {
            "20": {"code": "lamp_power", "type": "Boolean", "values": {}},
            "22": {"code": "glow", "type": "Integer", "values": {"min": 10, "max": 1000, "scale": 1, "unit": "%"}},
        },
        **more,
    }


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_what_a_file_says_is_used_from_then_on(devices: Path, home: Home, tmp_path: Path) -> None:
    lamp = home.devices["lamp"]
    file = write(tmp_path / "any-name.txt", [tinytuya(lamp.id)])
    before = call("status", "lamp", "--devices", devices, "--json").data["values"]
    assert {value["code"] for value in before}.isdisjoint({"glow", "lamp_power"})
    done = call("schema", "import", file, "--json")
    assert done.code == 0
    (told,) = done.data["files"]
    assert (told["devices"], told["products"]) == (1, 1)
    assert "tinytuya" in told["kinds"][0]
    assert SECRET not in done.out + done.err
    values = call("status", "lamp", "--devices", devices, "--json").data["values"]
    named = {value["code"]: value for value in values}
    assert named["glow"]["unit"] == "%"
    assert named["lamp_power"]["dp"] == 20
    assert "1 device and 1 product described" in call("schema", "import", file).all


def test_what_was_imported_is_listed_and_can_be_forgotten(devices: Path, home: Home, tmp_path: Path) -> None:
    assert "No schemas" in call("schema", "list").out
    lamp = home.devices["lamp"]
    call("schema", "import", write(tmp_path / "file.json", [tinytuya(lamp.id)]))
    listed = call("schema", "list", "--json").data["schemas"]
    assert [(each["key"], each["of"], each["codes"]) for each in listed] == [
        (lamp.id, "device", ["lamp_power", "glow"]),
        (PRODUCT, "product", ["lamp_power", "glow"]),
    ]
    assert "lamp_power" in call("schema", "list").out
    assert call("schema", "remove", "lamp", PRODUCT, "--devices", devices, "--json").data["removed"] == [
        lamp.id,
        PRODUCT,
    ]
    assert call("schema", "list", "--json").data["schemas"] == []
    gone = call("schema", "remove", "lamp", "--devices", devices)
    assert gone.code == 2
    assert "o schema of" in gone.all


def test_a_schema_that_says_not_whose_it_is_is_given_its_device(devices: Path, home: Home, tmp_path: Path) -> None:
    reply = {
        "success": True,
        "result": {
            "category": "dj",
            "functions": [],
            "status": [{"code": "glow", "type": "Integer", "values": '{"min":0,"max":10}', "dp_id": 22}],
        },
    }
    file = write(tmp_path / "reply.json", reply)
    nameless = call("schema", "import", file, "--json")
    assert nameless.code == 7
    assert "--device" in nameless.line["errors"][0]["hint"]
    assert call("schema", "list", "--json").data["schemas"] == []
    assert call("schema", "import", file, "--device", "lamp", "--devices", devices).code == 0
    assert call("schema", "list", "--json").data["schemas"][0]["key"] == home.devices["lamp"].id
    assert call("schema", "import", file, "--device", "bf99", "--devices", devices).code == 0
    assert call("schema", "import", file, "--product", PRODUCT).code == 0
    assert {each["key"] for each in call("schema", "list", "--json").data["schemas"]} >= {"bf99", PRODUCT}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "JSON"),
        ("[]", "describes no data points"),
        ('{"a": [1, {"b": null}]}', "describes no data points"),
        ('{"success": false, "code": 1010, "msg": "token invalid"}', "1010"),
    ],
)
def test_a_file_that_holds_nothing_of_the_kind_is_refused_and_nothing_is_lost(
    text: str, words: str, tmp_path: Path
) -> None:
    call("schema", "import", write(tmp_path / "good.json", [tinytuya("bf01")]))
    before = call("schema", "list", "--json").data
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")
    done = call("schema", "import", bad, "--json")
    assert done.code not in {0, 7}
    assert done.error["code"] == "storage"
    assert words in done.error["message"] + done.error["hint"]
    assert call("schema", "list", "--json").data == before


def test_of_several_files_the_good_ones_are_taken(tmp_path: Path) -> None:
    good = write(tmp_path / "good.json", [tinytuya("bf01")])
    done = call("schema", "import", tmp_path / "missing.json", good, "--json")
    assert done.code == 7
    assert "cannot read" in done.line["errors"][0]["message"]
    assert len(call("schema", "list", "--json").data["schemas"]) == 2


def test_a_data_point_that_makes_no_sense_is_told_and_the_rest_taken(tmp_path: Path) -> None:
    device = tinytuya("bf01")
    cast("dict[str, object]", device["mapping"])["23"] = {"code": "odd", "type": "Nonsense", "values": []}
    done = call("schema", "import", write(tmp_path / "file.json", [device]), "--json")
    assert done.code in {0, 7}
    assert {"lamp_power", "glow"} <= set(call("schema", "list", "--json").data["schemas"][0]["codes"])


def test_it_wants_to_know_what() -> None:
    assert call("schema", "import").code == 2
    assert call("schema", "remove").code == 2
    assert call("schema", "eat").code == 2


def test_adding_devices_of_a_file_takes_their_schemas_too(tmp_path: Path) -> None:
    file = write(
        tmp_path / "devices-of-tinytuya.json", [tinytuya("bf9876543210fedcba01", version="3.4", ip="192.0.2.1")]
    )
    done = call("add", "--import", file, "--devices", tmp_path / "own.json", "--json")
    assert (done.code, done.data["added"], done.data["schemas"]) == (0, ["bf9876543210fedcba01"], 1)
    assert call("schema", "list", "--json").data["schemas"][0]["codes"] == ["lamp_power", "glow"]
    again = call("add", "--import", file, "--devices", tmp_path / "own.json")
    assert "The data points of 1 are described in it." in again.out


def test_a_file_of_ours_has_no_schemas(devices: Path, tmp_path: Path) -> None:
    done = call("add", "--import", devices, "--devices", tmp_path / "own.json", "--json")
    assert (done.code, done.data["schemas"]) == (0, 0)
