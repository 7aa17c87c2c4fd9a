"""The tool that builds the catalogue: what comes out is what the source says, read a second time by other code."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from tests.support import VECTORS
from tools import catalogue as tool
from tuyalan.errors import TuyalanError
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.model.catalog.reading import Catalogue
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.model.schema import DpSchema

EXCERPT: Final = VECTORS / "catalogue-excerpt.json"
"""A few products of the source, with the fields that say something of data points."""

CORRECTED: Final = {
    ("94rlzqu4qecsisbh", 17): {"minimum": None, "maximum": None},
    ("94rlzqu4qecsisbh", 29): {"minimum": None, "maximum": None},
    ("AUhqobAr15oIfEaL", 102): {"scale": 2},
    ("ijpda47znczgennt", 101): {"step": None},
    ("ijpda47znczgennt", 109): {"step": None},
    ("ijpda47znczgennt", 110): {"step": None},
    ("ijpda47znczgennt", 111): {"step": None},
    ("ykecahfm3m4pxtkx", 103): {"scale": 0},
    ("ykecahfm3m4pxtkx", 104): {"scale": 0},
}
"""What the source says and no device can mean: limits with fractions, steps backwards, a hundred decimal places."""

UNITS: Final = {"℃": "°C", "℉": "°F", "kW·h": "kWh", "度": "kWh", "°C": "°C", "°F": "°F", "%": "%", "V": "V", "W": "W"}


def read_source() -> dict[str, list[dict[str, Any]]]:
    """Read the excerpt without any code of the product."""
    products = json.loads(EXCERPT.read_text(encoding="utf-8"))
    return {key: json.loads(product["schema"]) for key, product in products.items()}


def expect(key: str, point: dict[str, Any]) -> dict[str, object]:
    """Return what the data point must come out as, its unit and name aside."""
    limits: dict[str, Any] = point.get("property", {})
    sort = limits.get("type", "raw")
    expected: dict[str, object] = {
        "code": point["code"],
        "kind": {"value": Kind.NUMBER, "enum": Kind.CHOICE, "string": Kind.TEXT}.get(sort) or Kind(sort),
        "access": {"wr": Access.WRITE}.get(point["mode"]) or Access(point["mode"]),
        "minimum": limits.get("min"),
        "maximum": limits.get("max"),
        "step": limits.get("step"),
        "scale": limits.get("scale", 0),
        "choices": tuple(limits.get("range", ())) if sort == "enum" else (),
        "labels": tuple(limits.get("label", ())),
        "max_length": int(limits["maxlen"]) if "maxlen" in limits and sort in {"string", "raw"} else None,
    }
    return expected | CORRECTED.get((key, point["id"]), {})


def make_archive(content: bytes, *, name: str = tool.MEMBER) -> bytes:
    """Pack a file as npm does."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def build(archive: bytes) -> bytes:
    """Build from an archive that is believed to be the right one."""
    return tool.build(archive, sha256=hashlib.sha256(archive).hexdigest())


def compare(found: Catalogue) -> None:
    """Compare the products of the excerpt with what a catalogue says of them."""
    for key, points in read_source().items():
        schema = found.find(key)
        if not points:
            assert schema is None
            continue
        assert schema is not None
        assert schema.product_key == key
        assert list(schema.points) == sorted(point["id"] for point in points)
        for point in points:
            described = schema.points[point["id"]]
            expected = expect(key, point)
            assert {name: getattr(described, name) for name in expected} == expected
            check_words(described, point)


def check_words(described: DpSchema, point: dict[str, Any]) -> None:
    """Compare the unit and the name."""
    unit = cast("str", point.get("property", {}).get("unit", ""))
    assert described.unit == UNITS.get(unit, described.unit)
    assert bool(described.unit) is bool(unit.strip())
    assert described.name in {"", point["name"]}
    assert described.name.isascii()


def test_an_excerpt_of_the_source_comes_out_as_it_went_in() -> None:
    compare(Catalogue(build(make_archive(EXCERPT.read_bytes()))))


def test_the_shipped_catalogue_says_what_the_excerpt_says() -> None:
    compare(open_catalogue())


def test_the_excerpt_has_every_kind_and_every_access() -> None:
    points = [point for points in read_source().values() for point in points]
    assert {expect("", point)["kind"] for point in points} == set(Kind) - {Kind.COMPOSITE}
    assert {expect("", point)["access"] for point in points} == set(Access)


def test_the_same_source_gives_the_same_bytes_whatever_its_order_and_packing() -> None:
    products = json.loads(EXCERPT.read_text(encoding="utf-8"))
    turned = json.dumps(dict(reversed(products.items()))).encode()
    one, other = (Catalogue(build(make_archive(content))) for content in (EXCERPT.read_bytes(), turned))
    assert one.head.columns == other.head.columns
    assert build(make_archive(turned)) == build(make_archive(turned))


def test_the_shipped_catalogue_is_of_the_pinned_version() -> None:
    origin = open_catalogue().head.origin
    assert (origin.name, origin.version, origin.sha256) == (tool.PACKAGE, tool.VERSION, tool.SHA256)


def test_another_archive_than_the_pinned_one_is_refused() -> None:
    with pytest.raises(TuyalanError, match=r"is not iobroker\.tuya"):
        tool.build(make_archive(b"{}"))


def test_an_archive_without_the_file_is_refused() -> None:
    with pytest.raises(TuyalanError, match=r"holds no package/lib/schema\.json"):
        build(make_archive(b"{}", name="package/other.json"))


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(TuyalanError, match="is no archive"):
        build(b"junk")


def test_after_a_wrong_archive_the_shipped_file_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tool.TARGET.read_bytes()
    path = tmp_path / "package.tgz"
    path.write_bytes(make_archive(EXCERPT.read_bytes()))
    monkeypatch.setattr("sys.argv", ["catalogue.py", str(path)])
    assert tool.main() == 1
    assert "its SHA-256 is" in capsys.readouterr().err
    assert tool.TARGET.read_bytes() == before
