"""Radio blasters (433 and 315 MHz): their commands, JSON as text in data point 201, and the codes that they learn.

Learning names its frequency as text (`study_feq`), sending as a number (`feq`), where 0 stands for the one that the
code itself holds. A learned code is base64 of JSON. Codes that were not learnt go out with `send_cmd` and the
registers of the CMT2300A chip in `cfg`. Facts: FORM-19.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.form import Form
from tuyalan.model.forms.jsonobject import build_like, parse_object, take_int, take_text
from tuyalan.model.forms.packing import MAX_TEXT, build_base64, parse_base64
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId

TIMES: Final = 6
"""How often the maker's app sends a learned code."""

VERSION: Final = "2"
"""Form of the codes; the only one seen."""

_COMMAND: Final = 201
_KEYS: Final = tuple(f"key{number}" for number in range(1, 10))
_BAND: Final = "sub_2g"


class RfControl(enum.StrEnum):
    """What a blaster is to do."""

    STUDY = "rf_study"
    STUDY_EXIT = "rfstudy_exit"
    SHORT_STUDY = "rf_shortstudy"
    SHORT_STUDY_EXIT = "rfshortstudy_exit"
    SEND = "rfstudy_send"
    """Send learned codes."""
    SEND_RAW = "send_cmd"
    """Send bits with the registers given."""


class RfKey(msgspec.Struct, frozen=True, kw_only=True):
    """One code to send."""

    code: str
    """A learned code, or hex digits with `send_cmd`."""
    times: int | str | None = None
    """How often; some products write numbers as text."""
    delay: int | str | None = None
    intervals: int | str | None = None
    ver: str | None = None
    extra: dict[str, Json] = {}
    """Further fields, as they are."""


class RfCommand(msgspec.Struct, frozen=True, kw_only=True):
    """What data point 201 is written with."""

    control: RfControl
    rf_type: str | None = None
    study_feq: str | None = None
    """Frequency to learn at, in MHz; `0` finds it."""
    feq: int | None = None
    """Frequency to send at; 0 is the one in the code."""
    mode: int | None = None
    rate: int | None = None
    ver: str | None = None
    keys: tuple[RfKey, ...] = ()
    """At most nine."""
    cfg: dict[str, tuple[int, ...]] | None = None
    """Registers of the radio chip by the letter of their bank."""
    extra: dict[str, Json] = {}
    """Further fields, as they are."""


class RfCode(msgspec.Struct, frozen=True, kw_only=True):
    """A learned code."""

    study_feq: str | None = None
    """Frequency it was learned at."""
    ver: str | None = None
    extra: dict[str, Json] = {}
    """The code itself, whose fields differ by product."""


def parse_rf_command(text: str) -> RfCommand:
    """Return the command that `text` is.

    Raises:
        BadValueError: it is none of a radio blaster.
    """
    fields = parse_object(text)
    control = take_text(fields, "control")
    if control not in set(RfControl):
        raise BadValueError("this is no command for a radio blaster")
    keys = [name for name in _KEYS if fields.get(name) is not None]
    # A gap would be closed when the command is built again.
    if tuple(keys) != _KEYS[: len(keys)]:
        raise BadValueError("the keys of a radio command are numbered from 1")
    return RfCommand(
        control=RfControl(control),
        rf_type=take_text(fields, "rf_type"),
        study_feq=take_text(fields, "study_feq"),
        feq=take_int(fields, "feq"),
        mode=take_int(fields, "mode"),
        rate=take_int(fields, "rate"),
        ver=take_text(fields, "ver"),
        keys=tuple(_parse_key(fields.pop(name)) for name in keys),
        cfg=_parse_registers(fields.pop("cfg", None)),
        extra=_drop_nulls(fields),
    )


def build_rf_command(command: RfCommand, last: str = "") -> str:
    """Return the command as text: `last` if it says the same, else compact JSON.

    Raises:
        BadValueError: there are too many keys, or a field holds what JSON cannot carry.
    """
    if len(command.keys) > len(_KEYS):
        raise BadValueError(f"a radio command has at most {len(_KEYS)} keys; this has {len(command.keys)}")
    return build_like(command, last, parse=parse_rf_command, fields=_list_fields)


def parse_rf_code(text: str) -> RfCode:
    """Return what a learned code says of itself.

    Raises:
        BadValueError: `text` is no learned code.
    """
    if len(text) > MAX_TEXT:
        raise BadValueError(f"a code of {len(text)} characters is too long; {MAX_TEXT} are the most")
    return _parse_code(_unpack_code(text))


def build_rf_code(code: RfCode, last: str = "") -> str:
    """Return a learned code as text: `last` if it says the same, else new.

    Raises:
        BadValueError: a field holds what JSON cannot carry.
    """
    try:
        shown = _unpack_code(last)
    except BadValueError:
        shown = ""
    built = build_like(code, shown, parse=_parse_code, fields=_list_code)
    # What was reported stays to the letter, also where its JSON could be put into base64 in another way.
    return last if shown and built == shown else build_base64(built.encode())


def plan_rf_send(code: str, *, times: int = TIMES) -> dict[DpId, Json]:
    """Return what to write so that a blaster sends a learned code.

    Raises:
        BadValueError: the code is none.
    """
    version = parse_rf_code(code).ver or VERSION
    key = RfKey(code=code, times=times, delay=0, intervals=0, ver=version)
    return _write(
        RfCommand(control=RfControl.SEND, rf_type=_BAND, feq=0, mode=0, rate=0, ver=version, keys=(key,)),
    )


def plan_rf_study(control: RfControl, *, frequency: str = "0") -> dict[DpId, Json]:
    """Return what to write so that a blaster begins to learn, or ends it.

    Args:
        control: One of the four about learning.
        frequency: In MHz, for example `433.92`; `0` lets the blaster find it.

    Raises:
        BadValueError: `control` is about sending.
    """
    if control in {RfControl.SEND, RfControl.SEND_RAW}:
        raise BadValueError("learning begins with rf_study or rf_shortstudy and ends with their exits")
    return _write(RfCommand(control=control, rf_type=_BAND, study_feq=frequency, ver=VERSION))


def _write(command: RfCommand) -> dict[DpId, Json]:
    return {_COMMAND: build_rf_command(command)}


def _parse_key(value: Json) -> RfKey:
    if not isinstance(value, dict):
        raise BadValueError("a key of a radio command is an object")
    fields = dict(cast("dict[str, Json]", value))
    code = take_text(fields, "code")
    if code is None:
        raise BadValueError("a key of a radio command has a code")
    return RfKey(
        code=code,
        times=_take_number(fields, "times"),
        delay=_take_number(fields, "delay"),
        intervals=_take_number(fields, "intervals"),
        ver=take_text(fields, "ver"),
        extra=_drop_nulls(fields),
    )


def _take_number(fields: dict[str, Json], name: str) -> int | str | None:
    return take_text(fields, name) if isinstance(fields.get(name), str) else take_int(fields, name)


def _parse_registers(value: Json) -> dict[str, tuple[int, ...]] | None:
    if value is None:
        return None
    try:
        return msgspec.convert(value, dict[str, tuple[int, ...]], strict=True)
    except msgspec.ValidationError as exc:
        raise BadValueError("the registers of a radio command are lists of numbers") from exc


def _drop_nulls(fields: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value is not None}


def _list_fields(command: RfCommand) -> dict[str, Json]:
    return {
        "control": str(command.control),
        "rf_type": command.rf_type,
        "study_feq": command.study_feq,
        "feq": command.feq,
        "mode": command.mode,
        "rate": command.rate,
        "ver": command.ver,
        **{name: _list_key(key) for name, key in zip(_KEYS, command.keys, strict=False)},
        "cfg": command.cfg,
        **command.extra,
    }


def _list_key(key: RfKey) -> dict[str, Json]:
    fields = {"code": key.code, "times": key.times, "delay": key.delay, "intervals": key.intervals, "ver": key.ver}
    return {**_drop_nulls(dict(fields)), **key.extra}


def _unpack_code(text: str) -> str:
    try:
        return parse_base64(text).decode()
    except UnicodeDecodeError as exc:
        raise BadValueError("this is no learned code of a radio blaster") from exc


def _parse_code(text: str) -> RfCode:
    fields = parse_object(text)
    return RfCode(study_feq=take_text(fields, "study_feq"), ver=take_text(fields, "ver"), extra=_drop_nulls(fields))


def _list_code(code: RfCode) -> dict[str, Json]:
    return {"study_feq": code.study_feq, "ver": code.ver, **code.extra}


RF_COMMAND: Final = Form(name="rf_command", value_type=RfCommand, parse=parse_rf_command, build=build_rf_command)
"""A command for a radio blaster."""

RF_CODE: Final = Form(name="rf_code", value_type=RfCode, parse=parse_rf_code, build=build_rf_code)
"""A learned radio code."""
