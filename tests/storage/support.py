"""What the tests of the storage layer share: a key, and any record at all."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from tuyalan.storage.keys import KnownKey
from tuyalan.storage.records import KNOWN_FIELDS, DeviceRecord
from tuyalan.vocabulary import LocalKey, Version

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
