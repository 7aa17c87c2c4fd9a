"""The one table of what differs between protocol versions; every other module reads it instead of comparing versions."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.vocabulary import Version
from tuyalan.wire.commands import Command

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE_HEADER_SIZE: Final = 15
"""Size of the version text and the three numbers behind it, in bytes. Facts: HDR-1."""


class FrameKind(enum.Enum):
    """How frames are delimited; the value is their prefix."""

    F55AA = bytes.fromhex("000055aa")
    F6699 = bytes.fromhex("00006699")


class Integrity(enum.Enum):
    """What proves that a frame is intact."""

    CRC32 = "crc32"
    HMAC_SHA256 = "hmac-sha256"
    GCM_TAG = "gcm-tag"


class Sealing(enum.Enum):
    """How a body becomes unreadable."""

    SIGNED_CONTROL = "signed-control"
    """Only CONTROL: base64 of AES-ECB behind `3.1` and 16 characters of MD5; the rest is clear text. Facts: BODY-1."""

    ECB_CLEAR_HEADER = "ecb-clear-header"
    """AES-ECB; the source header stands before the ciphertext. Facts: BODY-3."""

    ECB_INNER_HEADER = "ecb-inner-header"
    """AES-ECB; the source header is part of the plaintext. Facts: BODY-4."""

    GCM = "gcm"
    """AES-GCM; return code and source header are part of the plaintext. Facts: BODY-5."""


class BodyForm(enum.Enum):
    """The JSON shape of queries and writes."""

    FLAT = "flat"
    """Ids, `t` as text and `dps` at the top level. Facts: WRITE-1."""

    ENVELOPE = "envelope"
    """`protocol`, `t` as number and `data`. Facts: WRITE-2."""


@dataclass(frozen=True, slots=True)
class VersionSpec:
    """Everything that a protocol version decides."""

    version: Version
    kind: FrameKind
    integrity: Integrity
    sealing: Sealing
    body: BodyForm
    negotiates: bool
    """A session key is agreed on before anything else. Facts: NEG-1."""
    echoes_sequence: bool
    """Replies repeat the number of their request; otherwise the device counts for itself. Facts: SEQ-3."""
    query: Command
    control: Command
    null_query: bool
    """State is read with a write of nulls (the device22 way). Facts: D22-1."""
    learns_null_query: bool
    """Refusing the plain query means wanting nulls; elsewhere it means that there is nothing to report. Facts: D22-5."""
    header: bytes
    """The 15 bytes before or in the bodies of requests; empty where the version has none. Facts: HDR-1."""


def _header(version: Version) -> bytes:
    # Zeros for CRC, serial and origin: devices then apply no duplicate filter (HDR-3).
    return version.value.encode() + bytes(12)


VERSIONS: Final[Mapping[Version, VersionSpec]] = MappingProxyType(
    {
        spec.version: spec
        for spec in (
            VersionSpec(
                version=Version.V31,
                kind=FrameKind.F55AA,
                integrity=Integrity.CRC32,
                sealing=Sealing.SIGNED_CONTROL,
                body=BodyForm.FLAT,
                negotiates=False,
                echoes_sequence=True,
                query=Command.QUERY,
                control=Command.CONTROL,
                null_query=False,
                learns_null_query=False,
                header=b"",
            ),
            VersionSpec(
                version=Version.V32,
                kind=FrameKind.F55AA,
                integrity=Integrity.CRC32,
                sealing=Sealing.ECB_CLEAR_HEADER,
                body=BodyForm.FLAT,
                negotiates=False,
                echoes_sequence=True,
                query=Command.QUERY,
                control=Command.CONTROL,
                null_query=True,
                learns_null_query=False,
                header=_header(Version.V32),
            ),
            VersionSpec(
                version=Version.V33,
                kind=FrameKind.F55AA,
                integrity=Integrity.CRC32,
                sealing=Sealing.ECB_CLEAR_HEADER,
                body=BodyForm.FLAT,
                negotiates=False,
                echoes_sequence=True,
                query=Command.QUERY,
                control=Command.CONTROL,
                null_query=False,
                learns_null_query=True,
                header=_header(Version.V33),
            ),
            VersionSpec(
                version=Version.V34,
                kind=FrameKind.F55AA,
                integrity=Integrity.HMAC_SHA256,
                sealing=Sealing.ECB_INNER_HEADER,
                body=BodyForm.ENVELOPE,
                negotiates=True,
                echoes_sequence=False,
                query=Command.QUERY_NEW,
                control=Command.CONTROL_NEW,
                null_query=False,
                learns_null_query=True,
                header=_header(Version.V34),
            ),
            VersionSpec(
                version=Version.V35,
                kind=FrameKind.F6699,
                integrity=Integrity.GCM_TAG,
                sealing=Sealing.GCM,
                body=BodyForm.ENVELOPE,
                negotiates=True,
                echoes_sequence=False,
                query=Command.QUERY_NEW,
                control=Command.CONTROL_NEW,
                null_query=False,
                learns_null_query=False,
                header=_header(Version.V35),
            ),
        )
    }
)
"""The table, by version."""
