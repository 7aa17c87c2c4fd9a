"""The data centres of the developer platform: one address each, and the names that people and other programs use."""

from __future__ import annotations

from typing import Final, NamedTuple

from tuyalan.errors import UseError


class Region(NamedTuple):
    """One data centre."""

    code: str
    """The short name, as in the platform's own documents."""
    name: str
    """The name on the pages of the platform."""
    endpoint: str
    """The beginning of all addresses of its interface."""
    aliases: tuple[str, ...] = ()
    """What it is called elsewhere, in lower case."""


REGIONS: Final = (
    Region("eu", "Central Europe", "https://openapi.tuyaeu.com", ("central europe",)),
    Region("us", "Western America", "https://openapi.tuyaus.com", ("az", "western america")),
    Region("eu-w", "Western Europe", "https://openapi-weaz.tuyaeu.com", ("we", "western europe")),
    Region("us-e", "Eastern America", "https://openapi-ueaz.tuyaus.com", ("ue", "ea", "eastern america")),
    Region("in", "India", "https://openapi.tuyain.com", ("india",)),
    Region("sg", "Singapore", "https://openapi-sg.iotbing.com", ("singapore",)),
    Region("cn", "China", "https://openapi.tuyacn.com", ("ay", "china")),
)
"""All of them, in the order in which ties are decided."""


def find_region(text: str) -> Region:
    """Return the data centre that `text` names: its code, its name or an alias.

    Raises:
        UseError: there is none of that name; the message lists them.
    """
    wanted = text.strip().lower()
    for region in REGIONS:
        if wanted in {region.code, region.endpoint, *region.aliases}:
            return region
    known = ", ".join(f"{region.code} ({region.name})" for region in REGIONS)
    raise UseError(f"there is no data centre {text[:40]!r}", hint=f"Known are {known}; leave it out to have it found.")
