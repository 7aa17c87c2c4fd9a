"""The error codes of the maker's cloud in plain words: what is wrong, and what to do about it.

Texts of the cloud vary, so only codes count. Knows nothing of requests.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tuyalan.errors import CloudBusyError, CloudError, CloudRefusedError


class Explanation(NamedTuple):
    """What a code means."""

    cause: str
    """As a clause without full stop."""
    remedy: str
    """One sentence."""


TOKEN_CODES: Final = frozenset({"1010", "1011", "1012", "1400"})
"""The token is not accepted: a new one helps."""

CLOCK_CODE: Final = "1013"
"""The time in the request is not accepted."""

SIGN_CODE: Final = "1004"
"""The signature is not accepted."""

BUSY_CODE: Final = "1199"
"""Asked too often."""

NO_SCHEMA_CODE: Final = "2009"
"""The device has no data points that are described."""

_PAGE: Final = "the page of the project on the developer platform"
_REPORT: Final = "Report this with the output of the same command run with --debug."
_COPY: Final = f"Copy access id and access secret again from {_PAGE}, each without spaces."
_LINK: Final = (
    f"On {_PAGE} open Devices, Link App Account, and scan the code there with the phone app;"
    " choose the data centre of the app account."
)
_SERVICES: Final = f"On {_PAGE} open Service API, and subscribe to IoT Core and Authorization."
_RENEW: Final = (
    f"On {_PAGE} open Service API, and extend the trial of IoT Core; or use `tuyalan login`, which needs none."
)
_COMMAND: Final = "Look at `tuyalan cloud spec` for what the device understands."

_EXPLANATIONS: Final = {
    "1000": Explanation("the cloud could not read the data of the request", _REPORT),
    "1001": Explanation("the access secret is wrong", _COPY),
    "1002": Explanation("the request had no token", _REPORT),
    "1003": Explanation("the cloud does not grant tokens in this way", _REPORT),
    "1004": Explanation("the signature is wrong, nearly always because the access secret was mistyped", _COPY),
    "1005": Explanation(
        "the access id is not known in this data centre",
        f"{_COPY} The data centre has to be that of the project; leave it out to have it found.",
    ),
    "1006": Explanation("the cloud does not take this kind of content", _REPORT),
    "1010": Explanation("the token has expired", "Try again: a new token is fetched."),
    "1011": Explanation(
        "the token is not valid any more, although it was just made",
        "A project has one valid token: stop other programs that use it, or make a project of its own for Tuyalan.",
    ),
    "1012": Explanation("the state of the token is wrong", "Try again: a new token is fetched."),
    "1013": Explanation("the time in the request is wrong", "Set the clock of this machine right, and its time zone."),
    "1100": Explanation("a parameter is empty", "Check the parameters of the request."),
    "1101": Explanation("a parameter is out of its range", "Check the parameters of the request."),
    "1102": Explanation("a parameter is missing", "Check the parameters of the request."),
    "1103": Explanation("a parameter has the wrong type", "Check the parameters of the request."),
    "1104": Explanation("a parameter is too long", "Check the parameters of the request."),
    "1105": Explanation("there are too many parameters", "Check the parameters of the request."),
    "1106": Explanation(
        "permission is denied: the app account is not linked to the project, or the data centre is not its own", _LINK
    ),
    "1108": Explanation("the cloud has nothing at this path", "Check the path of the request and its version."),
    "1109": Explanation("a parameter is not allowed", "Check the parameters of the request."),
    "1110": Explanation("the cloud has a fault of its own", "Try again later."),
    "1111": Explanation("the cloud has a fault of its own", "Try again later."),
    "1113": Explanation("the cloud does not know this user", _LINK),
    "1199": Explanation("the cloud was asked too often", "Wait some minutes and try again."),
    "1400": Explanation("the token is not valid", "Try again: a new token is fetched."),
    "2001": Explanation("the device is offline, as the cloud sees it", "Power it and check its Wi-Fi; then try again."),
    "2003": Explanation("the device has no such function", _COMMAND),
    "2006": Explanation("the cloud does not know this user", _LINK),
    "2007": Explanation(
        "the cloud takes no calls from this network: the project has a list of allowed addresses, or the region is barred",
        f"On {_PAGE} look at the list of allowed IP addresses; or use `tuyalan login`.",
    ),
    "2008": Explanation("the device does not know the command, or not this value", _COMMAND),
    "2009": Explanation(
        "the cloud describes no data points of this device",
        "Try `tuyalan cloud model`; if that is empty too, `tuyalan explain` tells them from what the device reports.",
    ),
    "2010": Explanation(
        "there is no such device in this project", "`tuyalan cloud devices` lists those that there are."
    ),
    "2406": Explanation(
        "the project does not belong to this data centre", "Leave the data centre out to have it found."
    ),
    "28841001": Explanation(
        "the project may not use this interface, or was made a moment ago",
        f"{_SERVICES} After that it may take some minutes.",
    ),
    "28841002": Explanation("the trial of the project has expired", _RENEW),
    "28841004": Explanation("the quota of the trial is used up", _RENEW),
    "28841101": Explanation("the project is not subscribed to this interface", _SERVICES),
    "28841105": Explanation("the project is not authorised for this interface, or its subscription expired", _SERVICES),
    "28841106": Explanation("the project is not subscribed to this interface", _SERVICES),
    "28841107": Explanation(
        "the data centre is suspended for this project",
        f"On {_PAGE} open the list of data centres, and enable this one or add it again.",
    ),
}

_UNKNOWN: Final = Explanation("the cloud refused", "Look the code up on the developer platform; then try again.")

_TEXT_LIMIT: Final = 120


def explain(number: str) -> Explanation:
    """Return what a code of the cloud means."""
    return _EXPLANATIONS.get(number, _UNKNOWN)


def list_codes() -> tuple[str, ...]:
    """Return the codes that are known."""
    return tuple(_EXPLANATIONS)


def make_error(number: str, text: str = "", *, device_id: str | None = None) -> CloudError:
    """Return the error for an answer with this code and text of the cloud."""
    known = explain(number)
    said = "".join(letter for letter in text[:_TEXT_LIMIT] if letter.isprintable()).strip()
    detail = f"code {number}" + (f": {said}" if said else "")
    message = f"{known.cause} ({detail})"
    if number == BUSY_CODE:
        return CloudBusyError(message, device_id=device_id, hint=known.remedy)
    return CloudRefusedError(message, device_id=device_id, hint=known.remedy, number=number)
