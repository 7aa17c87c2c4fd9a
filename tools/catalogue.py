"""Builds the catalogue that is shipped from the package it comes from: npm's `iobroker.tuya`, MIT.

`python tools/catalogue.py` fetches the package with npm, `python tools/catalogue.py FILE` takes its archive;
`--check` only tells whether the shipped file is what the archive gives. The same archive gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import TuyalanError
from tuyalan.model.catalog.building import build_catalogue
from tuyalan.model.catalog.format import Origin
from tuyalan.model.catalog.reading import Catalogue
from tuyalan.model.imports.reading import parse_schemas

if TYPE_CHECKING:
    from tuyalan.model.schema import DpSchema, Schema

PACKAGE: Final = "iobroker.tuya"
VERSION: Final = "3.18.2"
LICENCE: Final = "MIT"
SHA256: Final = "94999ae996ebbc3a6834c85fed3e6908b0b4bb1c2c0890164a259fe31896e3f7"
"""Of the archive of this version."""
MEMBER: Final = "package/lib/schema.json"
TARGET: Final = Path(__file__).resolve().parent.parent / "src" / "tuyalan" / "knowledge" / "data" / "catalogue.bin"
MAX_SIZE: Final = 1_000_000
"""What the file may weigh, in bytes."""
_WORD: Final = re.compile(r"[A-Za-z]{2}")


def main() -> int:
    """Build or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", nargs="?", type=Path, help="the package's archive; fetched with npm if left out")
    parser.add_argument("--check", action="store_true", help="compare with the shipped file and write nothing")
    arguments = parser.parse_args()
    try:
        data = build(arguments.archive.read_bytes() if arguments.archive else fetch())
    except (OSError, TuyalanError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.check:
        is_same = TARGET.read_bytes() == data
        print("the shipped catalogue is up to date" if is_same else "the shipped catalogue is another one")
        return 0 if is_same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(data)
    head = Catalogue(data).head
    print(f"{head.products} products, {head.schemas} schemas, {head.points} data points: {len(data)} bytes")
    return 0


def fetch() -> bytes:
    """Fetch the archive with npm."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        return (Path(folder) / done.stdout.strip().splitlines()[-1]).read_bytes()


def build(archive: bytes, *, sha256: str = SHA256) -> bytes:
    """Return the catalogue that an archive gives.

    Raises:
        TuyalanError: it is not the archive expected, or it cannot be understood.
    """
    found = hashlib.sha256(archive).hexdigest()
    if found != sha256:
        raise TuyalanError(f"this is not {PACKAGE} {VERSION}: its SHA-256 is {found}")
    imported = parse_schemas(read_member(archive), source=MEMBER)
    origin = Origin(name=PACKAGE, version=VERSION, licence=LICENCE, sha256=sha256)
    data = build_catalogue({key: trim(schema) for key, schema in imported.products.items()}, origin=origin)
    if len(data) > MAX_SIZE:
        raise TuyalanError(f"the catalogue has {len(data)} bytes, more than {MAX_SIZE}")
    return data


def read_member(archive: bytes) -> bytes:
    """Return the file with the schemas.

    Raises:
        TuyalanError: there is none.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as package:
            member = package.extractfile(MEMBER)
            found = None if member is None else member.read()
    except KeyError:
        found = None
    except tarfile.TarError as error:
        raise TuyalanError(f"this is no archive: {error}") from error
    if found is None:
        raise TuyalanError(f"the archive holds no {MEMBER}")
    return found


def trim(schema: Schema) -> Schema:
    """Return what is worth shipping: names only where they say in Latin letters what the code does not."""
    return msgspec.structs.replace(schema, points={dp: _trim(point) for dp, point in schema.points.items()})


def _trim(point: DpSchema) -> DpSchema:
    is_worth_it = point.name.isascii() and _WORD.search(point.name) and point.name != point.code
    return msgspec.structs.replace(point, name=point.name if is_worth_it else "", is_increment=None)


if __name__ == "__main__":
    sys.exit(main())
