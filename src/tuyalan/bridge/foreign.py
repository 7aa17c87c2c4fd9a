"""Commands as other bridges take them: raw values by number, in the JSON of tuyapi or of rustuya, or a word.

Pure. `bridge.replies` answers them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

import msgspec

from tuyalan.bridge import payloads
from tuyalan.bridge.topics import parse_number
from tuyalan.errors import MessageError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE: Final = 50
"""How many devices a list names unless the asker says otherwise."""

Action: TypeAlias = Literal["set", "get", "status"]


class Order(msgspec.Struct, frozen=True):
    """What a command in another bridge's way wants."""

    targets: tuple[str, ...]
    """Ids or names, as they stand in topics."""
    action: Action = "set"
    """What rustuya calls it: `set` writes, `get` asks a device for its state, `status` asks which devices there are."""
    dps: dict[str, Json] = {}
    """Raw values by number."""
    word: str = ""
    """`ON`, `OFF` or `TOGGLE` for the main switch."""
    cid: str = ""
    """The device behind the gateway that the target is; empty for the target itself."""
    offset: int = 0
    """How many devices the list leaves out at its beginning."""
    limit: int = PAGE
    """How many devices it names."""


class Mistake(msgspec.Struct, frozen=True):
    """A command that cannot be understood."""

    action: str
    """What it calls itself, if it does."""
    error: MessageError


def read_orders(address: Mapping[str, str], text: str) -> tuple[Order | Mistake, ...]:
    """Return what a message wants: one command, or each of an array.

    Args:
        address: What its topic says: `id` or `name` of a device, `cid`, `dp`.
        text: Its payload.
    """
    try:
        if "dp" in address or text[:1] not in {"{", "["}:
            return (_read_plain(address, text),)
        found = payloads.parse_json(text)
    except MessageError as error:
        return (Mistake("", error),)
    parts = cast("list[Json]", found) if isinstance(found, list) else [found]
    if len(parts) > payloads.MAX_VALUES:
        return (Mistake("", MessageError(f"these are {len(parts)} commands, more than {payloads.MAX_VALUES}")),)
    return tuple(_read_part(address, part) for part in parts)


def _read_plain(address: Mapping[str, str], text: str) -> Order:
    """Read a payload that is no command in JSON: a raw value, or a word."""
    target, dp = _read_target(address), address.get("dp")
    if dp is not None:
        if not parse_number(dp):
            raise MessageError(f"{payloads.show(dp)!r} is no number of a data point")
        return Order((target,), dps={dp: payloads.parse_raw(text.encode())}, cid=address.get("cid", ""))
    if text.lower() in {"get-states", "get"}:
        return Order((target,), "get", cid=address.get("cid", ""))
    if not target or not text:
        raise MessageError("the payload is no JSON object", hint='Send {"action": "set", "id": ..., "dps": {...}}.')
    return Order((target,), word=text, cid=address.get("cid", ""))


def _read_part(address: Mapping[str, str], found: Json) -> Order | Mistake:
    action: Json = None
    try:
        fields = payloads.check_object(found)
        action = fields.get("action")
        return _read_fields(address, fields)
    except MessageError as error:
        return Mistake(payloads.show(action) if isinstance(action, str) else "", error)


def _read_fields(address: Mapping[str, str], fields: Mapping[str, Json]) -> Order:
    target, action = _read_target(address), fields.get("action", "set")
    if action in {"status", "query"} and not target:
        return Order((), "status", offset=_read_count(fields, "offset", 0), limit=_read_count(fields, "limit", PAGE))
    targets = (target,) if target else _read_targets(fields)
    cid = address.get("cid") or fields.get("cid") or ""
    if not isinstance(cid, str):
        raise MessageError("the cid is no text")
    if action in {"get", "status", "query"}:
        return Order(targets, "get", cid=cid)
    if action != "set":
        raise MessageError(
            f"there is no action {payloads.show(str(action))!r} here",
            hint="Send set, get or status; devices are added and removed by requests on bridge/request.",
        )
    return Order(targets, dps=_read_dps(fields), cid=cid)


def _read_target(address: Mapping[str, str]) -> str:
    return address.get("id") or address.get("name") or ""


def _read_targets(fields: Mapping[str, Json]) -> tuple[str, ...]:
    found = fields.get("id") or fields.get("name")
    try:
        return msgspec.convert([found] if isinstance(found, str) else found, tuple[str, ...])
    except msgspec.ValidationError:
        raise MessageError("the command names no device", hint="Give its id or name.") from None


def _read_count(fields: Mapping[str, Json], name: str, usual: int) -> int:
    count = fields.get(name, usual)
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise MessageError(f"the {name} is no whole number from 0")
    return count


def _read_dps(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Read raw values in any of the ways that other bridges take them."""
    found = fields.get("dps", fields.get("data"))
    if isinstance(found, int | str) and "set" in fields:
        dps: dict[str, Json] = {str(found): fields["set"]}
    elif isinstance(found, dict):
        dps = {str(dp): value for dp, value in cast("dict[object, Json]", found).items()}
    elif found is None and "action" in fields:
        dps = {name: value for name, value in fields.items() if parse_number(name)}
    else:
        dps = {}
    if not dps:
        raise MessageError("the command sets nothing", hint='Send {"dps": {"1": true}} or {"dps": 1, "set": true}.')
    if not all(parse_number(dp) for dp in dps):
        raise MessageError("the command names something that is no number of a data point")
    return dps
