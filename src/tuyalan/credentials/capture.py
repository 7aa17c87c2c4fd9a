"""Recorded conversations between the phone app and its cloud, to credentials.

Read are HAR files of any program, flow files of mitmproxy, JSON sessions of Charles, and saved answers. Requests are left
alone; in answers, keys are taken wherever they stand. What the app encrypts by itself stays closed: newer versions do.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from tuyalan.credentials.containers import iter_contents
from tuyalan.credentials.entries import Collector, to_seconds
from tuyalan.credentials.inflating import Budget
from tuyalan.credentials.keyfile import KeyFile, require_keys
from tuyalan.credentials.searching import find_entries
from tuyalan.credentials.texts import decode_base64, decode_body, parse_text
from tuyalan.credentials.tnetstrings import CutOffError, parse_tnetstring
from tuyalan.errors import StorageError
from tuyalan.vocabulary import as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.credentials.base import Found
    from tuyalan.credentials.containers import Content
    from tuyalan.vocabulary import Json

SOURCE: Final = "capture of the phone app"

_SERIALIZED: Final = b"\xac\xed\x00\x05"
"""How a session of Charles in its own format begins."""

_NOTHING_HINT: Final = (
    "Open the list of devices in the app while recording. Versions of recent years encrypt it and trust no other"
    " certificate; `tuyalan login` gets the keys without a capture."
)


class Answer(NamedTuple):
    """What the cloud said once."""

    body: str | bytes
    at: float | None
    """When, in seconds since 1970."""


class CaptureFile(KeyFile):
    """A recorded conversation; a folder or an archive may hold several."""

    def read(self) -> Found:
        """Return the devices in it, blocking while it is read.

        Raises:
            StorageError: it cannot be read, or is no capture.
            CredentialError: it holds no keys.
        """
        budget = Budget()
        collector = Collector(SOURCE)
        count = sum(read_capture(content, collector) for content in iter_contents(self.path, budget))
        found = collector.finish(budget.problems)
        return require_keys(
            found, f"{self.path} holds no local keys; {count} answers were looked at", hint=_NOTHING_HINT
        )


def is_capture(value: Json) -> bool:
    """Tell whether a JSON value is a recorded conversation."""
    return bool(_har_entries(value) or _charles_entries(value))


def read_capture(content: Content, collector: Collector) -> int:
    """Give the devices in one file to `collector` and return how many answers it held.

    Raises:
        StorageError: it is no capture that can be read.
    """
    if content.data.startswith(_SERIALIZED):
        raise StorageError(
            f"{content.name} is a session in the own format of Charles",
            hint="Export it in Charles once more, as a JSON session file (.chlsj) or as HAR.",
        )
    if content.data[:1].isdigit():
        return _read_all(_iter_flows(content, collector), collector)
    text = parse_text(content.data, source=content.name)
    if text.problem:
        collector.warn(f"{content.name}: {text.problem}")
    return read_capture_value(text.value, collector)


def read_capture_value(value: Json, collector: Collector) -> int:
    """Give the devices in the JSON value of a capture to `collector` and return how many answers it held."""
    if is_capture(value):
        return _read_all((*_iter_har(value), *_iter_charles(value)), collector)
    for entry in find_entries(value):
        collector.add(entry)
    return 1


def _read_all(answers: Iterator[Answer] | tuple[Answer, ...], collector: Collector) -> int:
    count = 0
    for count, answer in enumerate(answers, start=1):  # noqa: B007 - the last number is how many there were
        body = answer.body if isinstance(answer.body, str) else answer.body.decode("utf-8", "replace")
        if "ocal" in body:
            for entry in find_entries(body):
                collector.add(entry, as_of=answer.at)
    return count


# HAR


def _har_entries(value: Json) -> list[Json]:
    return as_list(as_object(as_object(value).get("log")).get("entries"))


def _iter_har(value: Json) -> Iterator[Answer]:
    for entry in map(as_object, _har_entries(value)):
        response = as_object(entry.get("response"))
        content = as_object(response.get("content"))
        text = content.get("text")
        if isinstance(text, str):
            at = _parse_time(entry.get("startedDateTime"))
            is_packed = content.get("encoding") == "base64"
            yield from _open_body(
                text, _find_header(response.get("headers"), "content-encoding"), at, is_packed=is_packed
            )


# Charles


def _charles_entries(value: Json) -> list[Json]:
    entries = as_list(value)
    return entries if any({"host", "response"} <= as_object(entry).keys() for entry in entries) else []


def _iter_charles(value: Json) -> Iterator[Answer]:
    for entry in map(as_object, _charles_entries(value)):
        response = as_object(entry.get("response"))
        body = as_object(response.get("body"))
        text = body.get("text")
        encoded = body.get("encoded")
        # A body that is no text stands in base64, with a mark beside it or under the name of the mark.
        packed = text if encoded is True else encoded
        at = _parse_time(as_object(entry.get("times")).get("end"))
        if isinstance(packed, str):
            yield from _open_body(packed, str(response.get("contentEncoding") or ""), at, is_packed=True)
        elif isinstance(text, str):
            yield Answer(text, at)


# mitmproxy


def _iter_flows(content: Content, collector: Collector) -> Iterator[Answer]:
    place = 0
    while place < len(content.data):
        try:
            value, place = parse_tnetstring(content.data, place)
        except CutOffError:
            collector.warn(
                f"{content.name}: it ends in the middle; the {'' if place else 'no '}flows before that were read"
            )
            return
        except (ValueError, RecursionError):
            if place == 0:
                raise StorageError(f"{content.name} is neither a flow file of mitmproxy nor JSON") from None
            collector.warn(f"{content.name}: it is damaged; the flows before that were read")
            return
        response = as_object(as_object(value).get("response"))
        body = response.get("content")
        if isinstance(body, bytes):
            decoded = decode_body(body, _find_header(response.get("headers"), "content-encoding"))
            if decoded is not None:
                yield Answer(decoded, to_seconds(response.get("timestamp_end")))


def _open_body(text: str, encoding: str, at: float | None, *, is_packed: bool) -> Iterator[Answer]:
    packed = decode_base64(text) if is_packed else None
    if packed is None:
        yield Answer(text, at)
        return
    body = decode_body(packed, encoding)
    if body is not None:
        yield Answer(body, at)


def _find_header(headers: Json, wanted: str) -> str:
    for header in as_list(headers):
        fields = as_object(header)
        pair = as_list(header) or [fields.get("name"), fields.get("value")]
        texts = [each.decode("latin-1") if isinstance(each, bytes) else str(each) for each in pair[:2]]
        if len(texts) == 2 and texts[0].lower() == wanted:  # noqa: PLR2004 - a name and a value
            return texts[1]
    return ""


def _parse_time(value: Json) -> float | None:
    if not isinstance(value, str):
        return to_seconds(value)
    try:
        return dt.datetime.fromisoformat(value).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
