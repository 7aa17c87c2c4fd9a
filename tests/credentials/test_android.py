"""What the phone app keeps on an Android phone."""

from __future__ import annotations

import io
import tarfile
import time
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

import pytest

from tests.credentials.samples import HUB, HUB_KEY, LAMP, LAMP_KEY, OLD_KEY, PLUG, PLUG_KEY, keys_in, sample
from tests.support import run
from tuyalan.credentials.android import AndroidFiles, is_preferences, parse_preferences, scan_memory
from tuyalan.credentials.containers import Content
from tuyalan.credentials.entries import Collector
from tuyalan.errors import CredentialError, StorageError

if TYPE_CHECKING:
    from pathlib import Path

ALL: Final = {LAMP: LAMP_KEY, PLUG: PLUG_KEY, HUB: HUB_KEY}
PREFERENCES: Final = "android-preferences_global_key_eu1500000000000AbCdE.xml"

BOMB: Final = b"""<?xml version="1.0"?>
<!DOCTYPE map [<!ENTITY a "localKey"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<map><string name="x">&c;</string></map>"""
OTHER_FILE: Final = (
    b'<?xml version="1.0"?><!DOCTYPE map [<!ENTITY a SYSTEM "file:///etc/passwd">]><map>&a; localKey</map>'
)


def make_tar(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("apps/com.tuya.smart/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return packed.getvalue()


def make_backup(files: dict[str, bytes]) -> dict[str, bytes]:
    tar = make_tar(files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return {
        "backup.ab": b"ANDROID BACKUP\n5\n1\nnone\n" + zlib.compress(tar),
        "plain.ab": b"ANDROID BACKUP\n1\n0\nnone\n" + tar,
        "backup.tar": tar,
        "backup.tar.gz": _gzip(tar),
        "backup.zip": packed.getvalue(),
    }


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("name", ["backup.ab", "plain.ab", "backup.tar", "backup.tar.gz", "backup.zip"])
def test_a_whole_backup_is_searched(name: str, tmp_path: Path) -> None:
    files = {
        "apps/com.other/_manifest": b"1\ncom.other\n",
        "../../escape/evil.txt": b"nothing",
        "apps/com.tuya.smart/sp/preferences_global_key_eu15.xml": sample(PREFERENCES).read_bytes(),
        "apps/com.tuya.smart/f/picture.png": bytes(5000),
    }
    path = tmp_path / name
    path.write_bytes(make_backup(files)[name])
    found = run(AndroidFiles(path).fetch())
    assert keys_in(found) == ALL
    assert found.problems == ()
    # Nothing was unpacked to the disk, wherever the names point.
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert not (tmp_path.parent.parent / "escape").exists()


def test_a_folder_of_preference_files_is_searched(tmp_path: Path) -> None:
    for name in (PREFERENCES, "android-dev_data_storage.xml"):
        (tmp_path / name).write_bytes(sample(name).read_bytes())
    (tmp_path / "self").symlink_to(tmp_path)
    assert keys_in(AndroidFiles(tmp_path).read()) == ALL


def test_an_encrypted_backup_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "backup.ab"
    path.write_bytes(b"ANDROID BACKUP\n5\n1\nAES-256\n0123\n")
    with pytest.raises(StorageError, match="encrypted with a password") as caught:
        AndroidFiles(path).read()
    assert "leave the password empty" in caught.value.hint


def test_a_backup_that_is_cut_off_gives_what_comes_before(tmp_path: Path) -> None:
    files = {"a.xml": sample(PREFERENCES).read_bytes(), "b.bin": bytes(range(256)) * 400}
    whole = make_backup(files)["plain.ab"]
    path = tmp_path / "backup.ab"
    path.write_bytes(whole[: len(whole) // 2])
    found = AndroidFiles(path).read()
    assert keys_in(found) == ALL
    assert "damaged or cut off" in str(found.problems[0])


@pytest.mark.parametrize("data", [BOMB, OTHER_FILE])
def test_entities_are_refused_before_they_grow(data: bytes, tmp_path: Path) -> None:
    assert is_preferences(data)
    with pytest.raises(StorageError, match="declares a document type or entities"):
        parse_preferences(data, source="file")
    path = tmp_path / "file.xml"
    path.write_bytes(data)
    with pytest.raises(CredentialError, match=r"holds no local keys that can be read; .* declares a document type"):
        AndroidFiles(path).read()


def test_the_entities_of_xml_itself_work() -> None:
    text = "<map><string name='a'>a&lt;b&gt;&amp;&quot;&apos;&#58;&#x3b;</string><int value='4'/></map>"
    assert parse_preferences(text.encode(), source="file") == ["a<b>&\"':;", "4"]


@pytest.mark.parametrize(
    "data", [b"<map><string>", b"<map>\xff\xfe</map>", b"<?xml version='1.0' encoding='x'?><map/>", b"<"]
)
def test_what_is_no_xml_is_one_clear_sentence(data: bytes) -> None:
    with pytest.raises(StorageError, match="this is no XML; copy the file again") as caught:
        parse_preferences(data, source="file")
    assert caught.value.__cause__ is None


def test_keys_in_raw_memory_are_found_and_said_to_be_doubtful() -> None:
    collector = Collector("memory")
    name = "android-mmkv-preferences_global_key"
    scan_memory(Content(name, sample(name).read_bytes()), collector)
    found = collector.finish()
    assert keys_in(found) == ALL
    assert [each.key for each in found.credentials if each.id == PLUG] == [PLUG_KEY, OLD_KEY]
    assert any("raw memory" in problem.reason for problem in found.problems)
    assert any("two different keys" in problem.reason for problem in found.problems)


def test_loose_keys_need_a_device_nearby_and_a_whole_text() -> None:
    collector = Collector("memory")
    text = '"localKey":"0123456789abcdef"' + " " * 10_000 + '"localKey":"broken'
    scan_memory(Content("memory", text.encode()), collector)
    assert collector.finish().credentials == ()


def test_a_name_close_to_a_loose_key_is_taken() -> None:
    collector = Collector("memory")
    text = 'x"devId":"bf0123456789abcdef0001","localKey":"0123456789abcdef","name":"Lamp \\"1\\"",'
    scan_memory(Content("memory", text.encode()), collector)
    (lamp,) = collector.finish().credentials
    assert (lamp.id, lamp.name) == (LAMP, 'Lamp "1"')


def test_hostile_memory_is_read_in_bounded_time() -> None:
    # No bound on the clock is asserted; a quadratic reader would not end within the bound of the test.
    started = time.monotonic()
    scan_memory(Content("memory", b'{"result"' * 20_000 + b'"localKey":"' * 20_000), Collector("memory"))
    assert started <= time.monotonic()


def test_a_file_without_keys_says_where_they_may_be(tmp_path: Path) -> None:
    (tmp_path / "empty.xml").write_text("<map/>")
    with pytest.raises(CredentialError, match="holds no local keys") as caught:
        AndroidFiles(tmp_path / "empty.xml").read()
    assert "tuyalan login" in caught.value.hint
