"""Commands as other bridges take them: raw values by number, in the JSON of tuyapi or of rustuya, or a word. And their answers.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.bridge import payloads
from tuyalan.bridge.topics import parse_number
from tuyalan.errors import MessageError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.errors import TuyalanError

_CONNECTED: Final = 0
_OFFLINE: Final = 905
_NUMBERS: Final[Mapping[str, int]] = {
    "net.refused": 901,
    "net.busy": 901,
    "device.timeout": 902,
    "device.silent": 902,
    "key.rejected": 914,
    "version.mismatch": 914,
}
"""Why a device does not answer, in the numbers that tinytuya gave to it and rustuya took over."""


class Order(msgspec.Struct, frozen=True):
    """What a command in another bridge's way wants."""

    targets: tuple[str, ...]
    """Ids or names, as they stand in topics."""
    dps: dict[str, Json] = {}
    """Raw values by number."""
    word: str = ""
    """`ON`, `OFF` or `TOGGLE` for the main switch."""
    is_question: bool = False
    """The state is to be said again."""

    @property
    def action(self) -> str:
        """What rustuya calls it."""
        return "get" if self.is_question else "set"


def read_order(address: Mapping[str, str], text: str) -> Order:
    """Return what a command wants.

    Args:
        address: What its topic says: `id` or `name` of a device, `dp`.
        text: Its payload.

    Raises:
        MessageError: it cannot be understood.
    """
    target = address.get("id") or address.get("name") or ""
    dp = address.get("dp")
    if dp is not None:
        if not parse_number(dp):
            raise MessageError(f"{payloads.show(dp)!r} is no number of a data point")
        return Order((target,), dps={dp: payloads.parse_raw(text.encode())})
    if not text.startswith("{"):
        return _read_word(target, text)
    fields = payloads.parse_object(text)
    targets = (target,) if target else _read_targets(fields)
    if fields.get("action") in {"get", "query", "status"}:
        return Order(targets, is_question=True)
    return Order(targets, dps=_read_dps(fields))


def _read_word(target: str, text: str) -> Order:
    if text.lower() in {"get-states", "get"}:
        return Order((target,), is_question=True)
    if not target or not text:
        raise MessageError("the payload is no JSON object", hint='Send {"action": "set", "id": ..., "dps": {...}}.')
    return Order((target,), word=text)


def _read_targets(fields: Mapping[str, Json]) -> tuple[str, ...]:
    found = fields.get("id") or fields.get("name")
    try:
        return msgspec.convert([found] if isinstance(found, str) else found, tuple[str, ...])
    except msgspec.ValidationError:
        raise MessageError("the command names no device", hint="Give its id or name.") from None


def _read_dps(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Read raw values in any of the ways that other bridges take them."""
    found = fields.get("data") if fields.get("multiple") is True else fields.get("dps")
    if isinstance(found, int | str) and "set" in fields:
        dps: dict[str, Json] = {str(found): fields["set"]}
    elif isinstance(found, dict):
        dps = {str(dp): value for dp, value in cast("dict[object, Json]", found).items()}
    else:
        raise MessageError("the command sets nothing", hint='Send {"dps": {"1": true}} or {"dps": 1, "set": true}.')
    if not dps or not all(parse_number(dp) for dp in dps):
        raise MessageError("the command names something that is no number of a data point")
    return dps


def build_answer(action: str, device_id: str, *, error: TuyalanError | None = None) -> bytes:
    """Return what rustuya-bridge says when a command was carried out, or was not."""
    answer: dict[str, Json] = {"status": "ok" if error is None else "error", "action": action, "id": device_id}
    return payloads.encode(answer if error is None else {**answer, **payloads.describe_error(error)})


def build_connection(device_id: str, name: str, *, reason: str | None) -> bytes:
    """Return what rustuya-bridge says when a device begins or ceases to answer: an error, which number 0 is not.

    Args:
        device_id: The device.
        name: What it is called.
        reason: Why it does not answer; `None` if it does.
    """
    number = _CONNECTED if reason is None else _NUMBERS.get(reason, _OFFLINE)
    return payloads.encode({"errorCode": number, "errorMsg": reason or "connected", "id": device_id, "name": name})
