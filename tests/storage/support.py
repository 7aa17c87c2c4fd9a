"""What the tests of the storage layer share: a key, any record at all, and a program that has the state of a hub open."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

from hypothesis import strategies as st

from tests.support import ROOT
from tuyalan.storage.keys import KnownKey
from tuyalan.storage.records import KNOWN_FIELDS, DeviceRecord
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

SECRET: Final = "0123456789abcdef"
KEY: Final = LocalKey(SECRET)
OTHER_KEY: Final = LocalKey("fedcba9876543210")

JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)

# Two halves of a surrogate pair side by side are one character once they are read back, so only high ones occur.
TEXT: Final = st.text(st.characters(exclude_categories=()).filter(lambda char: not 0xDC00 <= ord(char) <= 0xDFFF))


KEYS: Final = st.builds(LocalKey, st.binary(min_size=16, max_size=16))
MAYBE_TIME: Final = st.none() | st.floats(allow_nan=False, allow_infinity=False)


def records(ids: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[DeviceRecord]:
    """Return any record, with an id out of `ids` if given."""
    maybe_text = st.none() | TEXT
    return st.builds(
        DeviceRecord,
        id=TEXT.filter(bool) if ids is None else ids,
        name=TEXT,
        key=st.none() | KEYS,
        key_source=maybe_text,
        key_as_of=MAYBE_TIME,
        key_proven=MAYBE_TIME,
        alternatives=st.lists(
            st.builds(KnownKey, key=KEYS, source=maybe_text, as_of=MAYBE_TIME, proven=MAYBE_TIME), max_size=2
        ).map(tuple),
        address=maybe_text,
        port=st.integers(1, 65535),
        version=st.none() | st.sampled_from(Version),
        dialect=st.none() | st.dictionaries(TEXT, JSON, max_size=3),
        product_key=maybe_text,
        last_seen=MAYBE_TIME,
        address_source=maybe_text,
        parent=maybe_text,
        cid=maybe_text,
        memory=st.none() | st.dictionaries(TEXT, JSON, max_size=3),
        refresh=st.none() | st.dictionaries(TEXT, JSON, max_size=3),
        allowed=st.lists(TEXT, max_size=3).map(tuple),
        extra=st.dictionaries(TEXT.filter(lambda name: name not in KNOWN_FIELDS), JSON, max_size=3),
    )


class Shelf:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


HOLDER: Final = """
import sys
from pathlib import Path
from tuyalan.storage.statefile import Rows, StateFile

file = StateFile(Path(sys.argv[1]))
print("open", flush=True)
for line in sys.stdin:
    device, first, last = line.split()
    for number in range(int(first), int(last) + 1):
        file.write(Rows(value=[(device, dp, str(number), 5.0, "push") for dp in range(50)]))
    print("written", flush=True)
file.close()
"""


class Holder:
    """A program that has the state of a hub open, as a hub has it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._in = cast("IO[str]", process.stdin)
        self._out = cast("IO[str]", process.stdout)

    def begin(self, device: str, *, first: int, last: int) -> None:
        """Let it write all numbers of a range one after the other, each to fifty values of a device at once."""
        self._in.write(f"{device} {first} {last}\n")
        self._in.flush()

    def wait(self, word: str = "written") -> None:
        """Wait until it has done so."""
        assert self._out.readline().strip() == word

    def write(self, device: str, number: int) -> None:
        """Let it write one number, and wait."""
        self.begin(device, first=number, last=number)
        self.wait()


@contextmanager
def held(path: Path) -> Generator[Holder]:
    """Let another program have a file open while inside."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", HOLDER, str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            holder = Holder(process)
            holder.wait("open")
            yield holder
        finally:
            process.kill()
