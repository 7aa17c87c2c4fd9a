"""What tests of sources of keys share: the devices that the files in `tests/vectors/credentials` hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.support import VECTORS
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.credentials.base import Found

FILES: Final = VECTORS / "credentials"

LAMP: Final = "bf0123456789abcdef0001"
PLUG: Final = "20000123dc4f22aabbcc"
HUB: Final = "bf0123456789abcdefhub1"
SENSOR: Final = "bf0123456789abcdefsub1"

LAMP_KEY: Final = LocalKey("a<b>&\"':;{}$^?#1")
PLUG_KEY: Final = LocalKey("fedc0123ba987654")
HUB_KEY: Final = LocalKey("h\\b`~@!%+=.|*,-_")
OLD_KEY: Final = LocalKey("an older key 000")

KEYS: Final = {LAMP: LAMP_KEY, PLUG: PLUG_KEY, HUB: HUB_KEY}
SECRETS: Final = [key.reveal().decode() for key in (*KEYS.values(), OLD_KEY)]


def sample(name: str) -> Path:
    """Return the path of a file."""
    return FILES / name


def keys_in(found: Found) -> dict[str, LocalKey | None]:
    """Return the first key of each device that was found, children left out."""
    keys: dict[str, LocalKey | None] = {}
    for credential in found.credentials:
        if not credential.is_child:
            keys.setdefault(credential.id, credential.key)
    return keys
