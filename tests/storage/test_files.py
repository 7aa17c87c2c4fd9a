"""Device files by path, told apart by what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.errors import StorageError
from tuyalan.storage.document import Document
from tuyalan.storage.files import backup_path, parse_own, read_devices
from tuyalan.storage.records import DeviceRecord
from tuyalan.storage.tinytuya import Imported

if TYPE_CHECKING:
    from pathlib import Path

OURS = b'{"schema": 1, "devices": [{"id": "a"}]}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "devices.json"


def test_a_missing_file_is_none(path: Path) -> None:
    assert read_devices(path) is None


def test_our_file_gives_a_document(path: Path) -> None:
    path.write_bytes(OURS)
    assert read_devices(path) == Document(devices={"a": DeviceRecord(id="a")})


@pytest.mark.parametrize("data", [b'[{"id": "a"}]', b'{"devices": [{"id": "a"}]}'])
def test_a_file_of_tinytuya_gives_what_was_imported(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert read_devices(path) == Imported(records=(DeviceRecord(id="a"),))
    with pytest.raises(StorageError, match="no device file"):
        parse_own(data, path=path)


def test_our_own_text_is_parsed(path: Path) -> None:
    assert parse_own(OURS, path=path) == Document(devices={"a": DeviceRecord(id="a")})


@pytest.mark.parametrize(
    ("data", "fault"),
    [(b"{", "line 1, column 2: Expecting property name"), (b"7", "no device file"), (b"", "is empty")],
)
def test_a_damaged_file_is_named_and_so_is_its_backup(path: Path, data: bytes, fault: str) -> None:
    path.write_bytes(data)
    with pytest.raises(StorageError, match=fault) as caught:
        read_devices(path)
    assert str(path) in caught.value.message
    assert ".bak" not in caught.value.message
    backup_path(path).write_bytes(OURS)
    with pytest.raises(StorageError, match=rf"{fault}.*; .*devices\.json\.bak holds an earlier state"):
        read_devices(path)


def test_the_device_stays_named_beside_the_backup(path: Path) -> None:
    backup_path(path).write_bytes(OURS)
    with pytest.raises(StorageError) as caught:
        parse_own(b'{"schema": 1, "devices": [{"id": "a", "port": 0}]}', path=path)
    assert caught.value.device_id == "a"


def test_the_backup_is_beside_the_real_file(tmp_path: Path, path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.json"
    link.parent.mkdir()
    link.symlink_to(path)
    assert backup_path(link) == tmp_path / "devices.json.bak"
