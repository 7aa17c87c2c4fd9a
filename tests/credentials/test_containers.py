"""Files, folders, archives and backups, within bounds."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from tuyalan.credentials.containers import iter_contents
from tuyalan.credentials.inflating import Budget
from tuyalan.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path


def names(path: Path, budget: Budget | None = None) -> list[str]:
    return [os.path.relpath(content.name, path.parent) for content in iter_contents(path, budget or Budget())]


def make_zip(files: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        archive.writestr("folder/", b"")
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_a_file_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"data")
    assert [content.data for content in iter_contents(path, Budget())] == [b"data"]


def test_archives_are_opened_in_each_other_but_not_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    inner = make_zip({"c.txt": b"deep"})
    path.write_bytes(make_zip({"b.zip": make_zip({"c.zip": inner}), "d.txt": b"flat"}))
    assert names(path) == ["a.zip/b.zip/c.zip", "a.zip/d.txt"]


def test_a_gigabyte_of_nothing_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(make_zip({f"{number}": bytes(300_000) for number in range(6)}))
    budget = Budget(max_total=1_000_000)
    assert len(list(iter_contents(path, budget))) == 3
    assert "unpacks to more than is read at once" in budget.problems[0]
    budget = Budget(max_file=100_000)
    assert list(iter_contents(path, budget)) == []
    assert "larger than" in budget.problems[0]


def test_a_packed_stream_without_end_is_bounded(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, wbits=31)
    path = tmp_path / "bomb.gz"
    path.write_bytes(b"".join(packer.compress(bytes(1_000_000)) for _ in range(30)) + packer.flush())
    budget = Budget(max_file=1_000_000)
    assert list(iter_contents(path, budget)) == []
    assert "larger than" in budget.problems[0]
    budget = Budget(max_total=2_000_000)
    assert list(iter_contents(path, budget)) == []
    assert "unpacks to more" in budget.problems[0]


def test_a_large_member_of_a_tar_is_passed_over_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name, size in (("large", 5000), ("small", 5)):
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(bytes(size)))
    budget = Budget(max_file=4000)
    # The archive itself is larger than a file may be, and is read as a stream.
    assert names(path, budget) == ["a.tar/small"]
    assert "large" in budget.problems[0]


def test_too_many_files_are_not_read_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for number in range(5):
        (tmp_path / "folder" / str(number)).write_bytes(b"x")
    budget = Budget(max_files=3)
    assert len(names(tmp_path / "folder", budget)) == 3
    assert "more files than are looked at" in budget.problems[0]
    (tmp_path / "a.zip").write_bytes(make_zip({str(number): b"x" for number in range(5)}))
    budget = Budget(max_files=3)
    assert len(names(tmp_path / "a.zip", budget)) == 2


def test_what_is_no_plain_file_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "circle").symlink_to(folder)
    (folder / "large").write_bytes(bytes(100))
    (folder / "file").write_bytes(b"x")
    budget = Budget(max_file=50)
    assert names(folder, budget) == ["folder/file"]
    assert "larger than" in budget.problems[0]
    with pytest.raises(StorageError, match="no plain file"):
        names(folder / "pipe")


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    data = bytearray(make_zip({"secret.xml": b"x"}, compression=zipfile.ZIP_STORED))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.rindex(mark)
        data[start + place] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    budget = Budget()
    assert names(path, budget) == []
    assert "encrypted with a password" in budget.problems[0]


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\x1f\x8bbroken", b"ANDROID BACKUP\n1\n1\nnone\nbroken"])
def test_a_damaged_archive_is_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    budget = Budget()
    assert names(path, budget) == []
    assert "damaged or cut off" in budget.problems[0]


def test_a_large_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(100))
    with pytest.raises(StorageError, match="is larger than"):
        names(path, Budget(max_file=50))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot read .*none: No such file"):
        names(tmp_path / "none")
