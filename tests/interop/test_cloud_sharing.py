"""The maker's own client for logins with the phone app, talking to the fake cloud, and to what ours sends."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.credentials.cloud.certificates import make_tls
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_app import CLIENT_ID, SCHEMA, USER_CODE
from tests.credentials.cloud.fake_home import HOME, KEYS, LAMP, PLUG, SENSOR
from tests.credentials.cloud.support import make_login, open_account
from tests.support import run
from tuyalan.credentials.cloud.household import AccountSource

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tuyalan.credentials.base import Found

pytestmark = pytest.mark.interop

MODULE: Final = "tuya_sharing"


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[FakeCloud]:
    """Keep a cloud over TLS, which this client insists on, with a certificate that it is told to trust."""
    context, trusted = make_tls(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with open_cloud(tls=context) as opened:
        monkeypatch.setattr(load("user"), "URL_PATH", opened.host)
        yield opened


def load(name: str) -> Any:  # noqa: ANN401 - it has no types
    try:
        return importlib.import_module(f"{MODULE}.{name}")
    except ImportError as error:
        pytest.fail(f"the client of the maker is missing; `make interop` installs it: {error}")


def log_in() -> dict[str, Any]:
    """Log in with the maker's client, and return the login."""
    control = load("user").LoginControl()
    given = control.qr_code(CLIENT_ID, SCHEMA, USER_CODE)
    assert given["success"]
    for _ in range(5):
        is_done, login = control.login_result(given["result"]["qrcode"], CLIENT_ID, USER_CODE)
        if is_done:
            return login
    raise AssertionError("never confirmed")


def open_manager(login: dict[str, Any], renewed: list[dict[str, Any]] | None = None) -> Any:  # noqa: ANN401 - no types
    module = load("manager")

    class Listener(load("customerapi").SharingTokenListener):  # pyright: ignore[reportUntypedBaseClass] - no types
        def update_token(self, token_info: dict[str, Any]) -> None:
            if renewed is not None:
                renewed.append(token_info)

    return module.Manager(CLIENT_ID, USER_CODE, login["terminal_id"], login["endpoint"], login, Listener())


def close(manager: Any) -> None:  # noqa: ANN401 - no types
    manager.customer_api.session.close()


def test_it_logs_in_and_lists_all_devices(cloud: FakeCloud) -> None:
    # The path of a code with a slash in it is not encoded by this client.
    cloud.app.code_prefix = "code"
    manager = open_manager(log_in())
    manager.update_device_cache()
    assert manager.user_homes[0].name == HOME
    devices = manager.device_map
    assert {device_id: devices[device_id].local_key for device_id in KEYS} == KEYS
    assert devices[SENSOR].node_id == "a4c1380011223344"
    assert devices[LAMP].local_strategy[3]["status_code"] == "temp_current"
    assert manager.query_room_by_device(PLUG).name == "Küche"
    assert manager.query_room_by_device(SENSOR) is None
    close(manager)


def test_it_renews_its_tokens(cloud: FakeCloud) -> None:
    renewed: list[dict[str, Any]] = []
    login = cloud.app.log_in() | {"t": 0, "expire_time": 0}
    manager = open_manager(login, renewed)
    manager.home_repository.query_homes()
    assert renewed[0]["refresh_token"] == cloud.app.refresh_token
    close(manager)


def test_it_ends_its_login(cloud: FakeCloud) -> None:
    login = cloud.app.log_in()
    manager = open_manager(login | {"t": int(cloud.now() * 1000)})
    manager.unload()
    assert cloud.app.is_logged_out
    close(manager)


def test_ours_and_theirs_find_the_same() -> None:
    with open_cloud() as cloud:
        login = make_login(cloud)

        async def work() -> Found:
            async with open_account(cloud, login=login) as account:
                return await AccountSource(account).fetch()

        ours = run(work())
        manager = open_manager(cloud.app.log_in() | {"t": int(cloud.now() * 1000)})
        manager.update_device_cache()
        theirs = manager.device_map
        close(manager)
    assert {each.id for each in ours.credentials} == set(theirs)
    for each in ours.credentials:
        other = theirs[each.id]
        assert (each.name, each.product_key, each.category) == (other.name, other.product_id, other.category)
        if each.key is not None:
            assert each.key.reveal().decode() == other.local_key
        assert each.schema is not None
        assert {dp: point.code for dp, point in each.schema.points.items()} == {
            dp: strategy["status_code"] for dp, strategy in other.local_strategy.items()
        }
