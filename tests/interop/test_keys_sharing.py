"""A dump of what the maker's own client knows of devices, as tuyawizard and others write it, read as a file with keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud.fake import open_cloud
from tests.credentials.cloud.fake_home import GATEWAY, KEYS, LAMP, SENSOR
from tests.interop.test_cloud_sharing import close, open_manager
from tuyalan.credentials.importing import ImportedFile

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("is_map", [False, True])
def test_a_dump_of_its_devices_gives_all_keys(tmp_path: Path, is_map: bool) -> None:  # noqa: FBT001 - a parameter of the test
    with open_cloud() as cloud:
        manager = open_manager(cloud.app.log_in() | {"t": int(cloud.now() * 1000)})
        manager.update_device_cache()
        devices = manager.device_map
        close(manager)
    path = tmp_path / "tuyadevices.json"
    # The objects in its objects, functions and ranges, are dumped by their fields as well.
    path.write_text(json.dumps(devices if is_map else list(devices.values()), default=vars))
    found = ImportedFile(path).read()
    assert found.source == "the device list of tuyawizard"
    keys = {each.id: each.key.reveal().decode() for each in found.credentials if each.key is not None}
    assert keys.items() >= KEYS.items()
    known = {each.id: each for each in found.credentials}
    assert (known[SENSOR].parent, known[SENSOR].cid) == (GATEWAY, "a4c1380011223344")
    schema = known[LAMP].schema
    assert schema is not None
    assert schema.points[3].code == "temp_current"
