"""Stored devices, to the files of other programs."""

from __future__ import annotations

import json
from typing import Any, Final, cast

import pytest

from tests.credentials.samples import HUB, HUB_KEY, LAMP, LAMP_KEY, PLUG, PLUG_KEY, SENSOR, keys_in, sample
from tuyalan.credentials.containers import Content
from tuyalan.credentials.exporting import FORMS, Form, build_export
from tuyalan.credentials.importing import ImportedFile, read_import
from tuyalan.storage import DeviceRecord, is_tinytuya
from tuyalan.vocabulary import Version

RECORDS: Final = tuple(each.to_record() for each in ImportedFile(sample("tinytuya-devices.json")).read().credentials)


def export(form: Form) -> Any:  # noqa: ANN401 - the JSON of somebody else
    return json.loads(build_export(RECORDS, form).data)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_comes_back_whole(form: Form) -> None:
    export = build_export(RECORDS, form)
    assert export.problems == ()
    found = read_import(Content("file", export.data))
    assert keys_in(found) == {LAMP: LAMP_KEY, PLUG: PLUG_KEY, HUB: HUB_KEY}
    lamp = next(each for each in found.credentials if each.id == LAMP)
    assert (lamp.name, lamp.address, lamp.version) == ("Desk lamp", "192.168.1.21", Version.V34)
    sensor = next(each for each in found.credentials if each.id == SENSOR)
    assert (sensor.name, sensor.parent, sensor.cid) == ("Door sensor", HUB, "a4c138aabbccddee")
    assert found.problems == ()


def test_a_file_for_tinytuya_is_as_its_wizard_writes_it() -> None:
    wizard = json.loads(sample("tinytuya-devices.json").read_text())
    written = export("tinytuya")
    assert is_tinytuya(build_export(RECORDS, "tinytuya").data)
    for theirs, ours in zip(wizard, written, strict=True):
        for field in ("id", "name", "key", "category", "product_id", "sub", "ip", "mac"):
            assert ours[field] == theirs.get(field, ""), field
    assert written[0]["mapping"] == wizard[0]["mapping"]
    assert (written[3]["node_id"], written[3]["parent"]) == ("a4c138aabbccddee", HUB)


def test_a_child_in_localtuya_is_configured_with_where_its_gateway_is() -> None:
    devices = cast("dict[str, dict[str, Any]]", export("localtuya")["data"]["devices"])
    assert devices[SENSOR]["host"] == devices[HUB]["host"] == "192.168.1.23"
    assert devices[SENSOR]["local_key"] == HUB_KEY.reveal().decode()
    assert devices[PLUG]["protocol_version"] == "3.3"


def test_a_child_in_rustuya_is_known_by_its_gateway() -> None:
    assert export("rustuya")[SENSOR] == {
        "id": SENSOR,
        "name": "Door sensor",
        "cid": "a4c138aabbccddee",
        "parent_id": HUB,
    }


@pytest.mark.parametrize("form", FORMS)
def test_what_nobody_knows_is_told_and_left_open(form: Form) -> None:
    built = build_export([DeviceRecord(id="bf01")], form)
    assert built.problems == ("bf01: it has no local key, and so has its gateway",)
    assert b"bf01" in built.data
