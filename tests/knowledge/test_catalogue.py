"""The catalogue that is shipped."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.model.catalog.making import PRODUCTS, make
from tests.support import ROOT
from tuyalan.errors import StorageError
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = ROOT / "src" / "tuyalan" / "knowledge" / "data" / "catalogue.bin"


def test_the_shipped_catalogue_knows_ten_thousand_products() -> None:
    catalogue = open_catalogue()
    assert len(catalogue) == 9976
    assert catalogue.head.points == 119593
    assert (catalogue.head.origin.name, catalogue.head.origin.licence) == ("iobroker.tuya", "MIT")


def test_it_weighs_less_than_a_megabyte() -> None:
    assert SHIPPED.stat().st_size < 1_000_000


def test_its_licence_is_kept() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert "Licence of iobroker.tuya" in notice
    assert "Copyright (c) 2018-2026 Ingo Fischer" in notice
    assert open_catalogue().head.origin.version in notice


def test_a_product_from_an_announcement_is_named() -> None:
    found = open_catalogue().find("37mnhia3pojleqfh")
    assert found is not None
    assert len(found.points) == 7


def test_every_sampled_product_can_be_read_whole() -> None:
    catalogue = open_catalogue()
    for key in random.Random(3).sample(list(catalogue.iter_keys()), 500):
        found = catalogue.find(key)
        assert found is not None
        assert found.points
        assert all(
            point.code and (point.kind is not Kind.CHOICE or point.unit == "") for point in found.points.values()
        )


def test_another_catalogue_can_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "own.bin"
    path.write_bytes(make())
    assert list(open_catalogue(path).iter_keys()) == sorted(PRODUCTS)


@pytest.mark.parametrize("content", [None, b"", b"junk that is no catalogue at all"])
def test_files_that_are_none_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StorageError, match="catalogue"):
        open_catalogue(path)
