"""tinytuya's client for the developer platform, talking to the fake cloud: what it plays is no invention of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.certificates import make_tls
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_home import GATEWAY, KEYS, LAMP, PLUG, SENSOR
from tests.credentials.cloud.fake_platform import ACCESS_ID, ACCESS_SECRET
from tests.interop.simulator_peers import load_tinytuya

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

pytestmark = pytest.mark.interop

REGION: Final = "eu"


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[FakeCloud]:
    """Keep a cloud over TLS, which this client insists on, with a certificate that it is told to trust."""
    context, trusted = make_tls(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with open_cloud(tls=context) as opened:
        yield opened


def open_client(cloud: FakeCloud, *, secret: str = ACCESS_SECRET, is_old: bool = False) -> Any:  # noqa: ANN401 - no types
    tinytuya = load_tinytuya()

    class Client(tinytuya.Cloud):  # pyright: ignore[reportGeneralTypeIssues, reportUntypedBaseClass] - no types
        """Its own client, with the fake in place of its table of hosts."""

        def setregion(self, apiRegion: str | None = None) -> None:  # noqa: N803 - its name
            self.apiRegion = apiRegion or REGION
            self.urlhost = cloud.host

    return Client(apiRegion=REGION, apiKey=ACCESS_ID, apiSecret=secret, new_sign_algorithm=not is_old)


def test_its_signatures_are_right_to_the_byte(cloud: FakeCloud) -> None:
    client = open_client(cloud)
    assert client.error is None
    assert client.getstatus(LAMP)["result"] == [{"code": "switch_led", "value": True}]
    # It sends the secret along; ours does not.
    assert cloud.platform.sent_secret


def test_its_old_signatures_are_those_of_old_projects(cloud: FakeCloud) -> None:
    cloud.platform.is_old = True
    assert open_client(cloud, is_old=True).getstatus(LAMP)["success"]
    assert "sign invalid" in str(open_client(cloud).error)


def test_it_lists_all_devices_page_by_page(cloud: FakeCloud) -> None:
    devices = {device["id"]: device for device in open_client(cloud).getdevices()}
    assert {device_id: devices[device_id]["key"] for device_id in (LAMP, PLUG, GATEWAY, SENSOR)} == KEYS
    assert devices[SENSOR]["node_id"] == "a4c1380011223344"
    assert devices[PLUG]["mac"] == "A4C138000001"


def test_it_commands_reads_logs_and_asks_anything(cloud: FakeCloud) -> None:
    client = open_client(cloud)
    commands = {"commands": [{"code": "switch_led", "value": False}]}
    assert client.sendcommand(LAMP, commands)["success"]
    assert cloud.platform.commands == [(LAMP, {"code": "switch_led", "value": False})]
    assert client.getdevicelog(LAMP)["result"]["logs"]
    assert client.cloudrequest(f"/v1.0/devices/{LAMP}")["result"]["name"] == "Stehlampe"
    assert client.getdps(LAMP)["result"]["functions"][0]["dp_id"] == 20


def test_it_fetches_a_new_token_when_the_old_one_is_void(cloud: FakeCloud) -> None:
    client = open_client(cloud)
    cloud.platform.void_token()
    assert client.getstatus(LAMP)["success"]
    assert len(cloud.platform.tokens) == 2


def test_it_meets_the_same_refusals(cloud: FakeCloud) -> None:
    assert "sign invalid" in json.dumps(open_client(cloud, secret="wrong").error)
    client = open_client(cloud)
    assert client.getstatus("nobody")["code"] == 2010
    cloud.faults.append(faults.code(1106, "permission deny", match="status"))
    assert client.getstatus(LAMP)["code"] == 1106
