"""`tuyalan keys import`, `android` and `capture`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tests.credentials.samples import HUB, HUB_KEY, LAMP, LAMP_KEY, PLUG, PLUG_KEY, SECRETS, sample
from tuyalan.knowledge.schemas import SCHEMAS_FILE, load_schemas
from tuyalan.storage import DeviceStore, config_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("import", "tinytuya-devices.json"),
        ("android", "android-preferences_global_key_eu1500000000000AbCdE.xml"),
        ("capture", "capture-mitmproxy.flow"),
    ],
)
@pytest.mark.parametrize("form", [(), ("--json", "--debug")])
def test_devices_and_keys_are_stored_and_never_shown(
    command: str, name: str, form: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "d.json"
    done = call("keys", command, sample(name), "--devices", file, *form)
    assert done.code == 0, done
    store = DeviceStore.load(file)
    for device_id, key in ((LAMP, LAMP_KEY), (PLUG, PLUG_KEY), (HUB, HUB_KEY)):
        assert store.find(device_id).key == key
        assert store.find(device_id).key_source
    assert not any(secret in done.out + done.err for secret in SECRETS)


def test_what_a_file_says_of_data_points_is_kept_too(tmp_path: Path) -> None:
    assert call("keys", "import", sample("tinytuya-devices.json"), "--devices", tmp_path / "d.json").code == 0
    schemas = load_schemas(config_folder() / SCHEMAS_FILE)
    assert schemas.devices[LAMP].points[22].code == "bright_value_v2"


def test_a_file_without_keys_is_an_error_with_advice(tmp_path: Path) -> None:
    done = call("keys", "import", sample("tinytuya-access.json"), "--devices", tmp_path / "d.json", "--json")
    assert (done.code, done.line["command"]) == (4, "keys import")
    assert "tuyalan keys cloud" in done.error["hint"]
    assert not (tmp_path / "d.json").exists()


def test_what_could_not_be_used_makes_it_partial(tmp_path: Path) -> None:
    name = "android-mmkv-preferences_global_key"
    done = call("keys", "android", sample(name), "--devices", tmp_path / "d.json", "--json")
    assert done.code == 7
    assert done.error["code"] == "import.skipped"
