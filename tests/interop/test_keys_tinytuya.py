"""Files with keys, between tinytuya's own code and ours, in both directions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from tests.credentials.cloud.certificates import make_tls
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_home import GATEWAY, KEYS, LAMP, PLUG, SENSOR
from tests.credentials.samples import HUB, LAMP_KEY, sample
from tests.credentials.samples import LAMP as STORED_LAMP
from tests.credentials.samples import SENSOR as CHILD
from tests.interop.simulator_peers import load_tinytuya
from tests.interop.test_cloud_tinytuya import open_client
from tuyalan.credentials.exporting import build_export
from tuyalan.credentials.importing import ImportedFile

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

pytestmark = pytest.mark.interop

WANTED: Final = (LAMP, PLUG, GATEWAY, SENSOR)


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[FakeCloud]:
    """Keep a cloud that tinytuya's wizard can be pointed to."""
    context, trusted = make_tls(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with open_cloud(tls=context) as opened:
        yield opened


@pytest.mark.parametrize("with_mapping", [False, True])
def test_what_its_wizard_saves_is_read(cloud: FakeCloud, tmp_path: Path, with_mapping: bool) -> None:  # noqa: FBT001 - a parameter of the test
    client = open_client(cloud)
    # The two files that its wizard writes, from what its cloud client returns.
    devices = client.getdevices(include_map=with_mapping)
    (tmp_path / "devices.json").write_text(json.dumps(devices, indent=4))
    raw = client.getdevices_raw | {"file": {"name": "tuya-raw.json", "tinytuya": load_tinytuya().version}}
    (tmp_path / "tuya-raw.json").write_text(json.dumps(raw, indent=4))
    for name, source in (("devices.json", "devices.json"), ("tuya-raw.json", "tuya-raw.json")):
        found = ImportedFile(tmp_path / name).read()
        assert found.source == f"{source} of tinytuya"
        keys = {each.id: each.key and each.key.reveal().decode() for each in found.credentials}
        assert {device_id: keys[device_id] for device_id in WANTED} == KEYS
        sensor = next(each for each in found.credentials if each.id == SENSOR)
        assert (sensor.parent, sensor.cid) == (GATEWAY, "a4c1380011223344")
    lamp = next(each for each in ImportedFile(tmp_path / "devices.json").read().credentials if each.id == LAMP)
    assert (lamp.schema is not None) is with_mapping


def test_what_we_export_it_finds_by_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tinytuya = load_tinytuya()
    records = [each.to_record() for each in ImportedFile(sample("tinytuya-devices.json")).read().credentials]
    (tmp_path / "devices.json").write_bytes(build_export(records, "tinytuya").data)
    monkeypatch.chdir(tmp_path)
    device = tinytuya.Device(STORED_LAMP, "192.168.1.21")
    key = device.local_key
    assert (key if isinstance(key, bytes) else key.encode("latin-1")) == LAMP_KEY.reveal()
    assert tinytuya.device_info(STORED_LAMP)["version"] == "3.4"
    entry = cast("dict[str, Any]", tinytuya.device_info(CHILD))
    assert (entry["node_id"], entry["parent"]) == ("a4c138aabbccddee", HUB)
