"""Recorded bytes to begin with: frames, datagrams and bodies of the golden vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

_VECTORS: Final = Path(__file__).resolve().parent.parent / "tests" / "vectors"
_STREAM_GROUPS: Final = ("client_frames", "device_frames", "real_captures", "dialogs", "transcripts")


def load_frames() -> list[bytes]:
    """Return every recorded frame of a stream, each once."""
    entries = [frame for group in _STREAM_GROUPS for entry in _load(group) for frame in _flatten(entry)]
    frames = [bytes.fromhex(entry["frame"]) for entry in entries if entry.get("frame")]
    frames += [bytes.fromhex(chunk) for entry in _load("stream_parser") for chunk in entry["chunks"]]
    frames += [bytes.fromhex(frame["bytes"]) for frame in _read("vectors-device.json")["frames"]]
    return sorted(set(frames))


def load_datagrams() -> list[bytes]:
    """Return every recorded datagram, each once."""
    entries = _load("discovery") + _load("ap_mode")
    entries += [entry for entry in _load("real_captures") if entry["transport"] == "udp"]
    return sorted({bytes.fromhex(entry["frame"]) for entry in entries if entry.get("frame")})


def load_bodies() -> list[bytes]:
    """Return every recorded body that is JSON or text, each once."""
    entries = [frame for group in (*_STREAM_GROUPS, "discovery") for entry in _load(group) for frame in _flatten(entry)]
    bodies = [bytes.fromhex(entry["plaintext"]) for entry in entries if entry.get("plaintext")]
    return sorted({body for body in bodies if body.isascii() or body.startswith(b"{")})


KEY_FILE_SECRETS: Final = ("a<b>&\"':;{}$^?#1", "fedc0123ba987654", "an older key 000")
"""Keys in the files with keys."""


def load_key_files() -> list[bytes]:
    """Return every file of another program that holds keys."""
    return [path.read_bytes() for path in sorted((_VECTORS / "credentials").iterdir()) if path.suffix != ".md"]


def load_form_texts() -> list[str]:
    """Return every recorded text of a packed form, each once."""
    forms = _read("forms.json")["forms"]
    return sorted({entry["text"] for entries in forms.values() for entry in entries})


def _flatten(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the frames of a conversation, or the entry itself."""
    yield from entry.get("frames", [entry])


def _load(group: str) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", _read("vectors.json")["groups"][group])


def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((_VECTORS / name).read_text(encoding="utf-8")))
