"""Files with the access to a project."""

from __future__ import annotations

import json

import pytest

from tuyalan.credentials.cloud.project_file import parse_project_file
from tuyalan.errors import CredentialError, UseError

SECRET = "4OHBOnWOqaEC1mWXOpVL3yV50s0qGSRC"


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        (f"TUYA_ACCESS_ID=id1\nTUYA_ACCESS_SECRET={SECRET}\n", ""),
        (
            f"# mine\n\nexport ACCESS_ID='id1'\r\nexport ACCESS_SECRET=\"{SECRET}\"\r\nREGION=eu",
            "https://openapi.tuyaeu.com",
        ),
        (f"client_id = id1\nclient_secret = {SECRET}", ""),
        (
            "\ufeff" + json.dumps({"apiKey": "id1", "apiSecret": SECRET, "apiRegion": "us", "apiDeviceID": "x"}),
            "https://openapi.tuyaus.com",
        ),
        (json.dumps({"access_id": "id1", "access_secret": SECRET, "other": 7}), ""),
    ],
)
def test_what_people_and_tinytuya_write_is_read(text: str, endpoint: str) -> None:
    access = parse_project_file(text.encode(), source="file")
    assert (access.access_id, access.secret.reveal(), access.endpoint) == ("id1", SECRET, endpoint)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no access id"),
        (b"TUYA_ACCESS_ID=id1", "no access secret"),
        (f"ACCESS_SECRET={SECRET}".encode(), "no access id"),
        (f'{{"apiSecret": "{SECRET}"'.encode(), "no access id"),
        (b'{"apiKey": "id1", "apiSecret": 7}', "no access secret"),
        (b"\xff\xfe\x00", "no text"),
    ],
)
def test_what_holds_no_access_is_told_without_its_content(data: bytes, told: str) -> None:
    with pytest.raises(CredentialError, match=told) as caught:
        parse_project_file(data, source="file")
    assert SECRET not in str(caught.value)
    assert "TUYA_ACCESS_ID" in caught.value.hint


def test_an_unknown_data_centre_is_told() -> None:
    with pytest.raises(UseError, match="mars"):
        parse_project_file(f"ACCESS_ID=1\nACCESS_SECRET={SECRET}\nREGION=mars".encode(), source="file")
