"""The developer platform as the fake cloud plays it: signatures, tokens, pages, devices of a project."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from tests.credentials.cloud.fake_home import MODEL, SPECIFICATION, USER

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

ACCESS_ID: Final = "1KAD46OrT9HafiKdsXeg"
ACCESS_SECRET: Final = "4OHBOnWOqaEC1mWXOpVL3yV50s0qGSRC"
REGIONS: Final = ("eu", "us", "eu-w", "us-e", "in", "sg", "cn")
CLOCK_TOLERANCE: Final = 300
LIFETIME: Final = 7200
LOGS: Final = 5
"""How many entries the log of a device has; two in a page."""


class Refusal(Exception):  # noqa: N818 - an answer of the service, no fault of the test
    """An answer with an error code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.fields: dict[str, Any] = {"success": False, "code": code, "msg": text}


class FakePlatform:
    """One project, in one data centre, with one linked account."""

    def __init__(self, devices: dict[str, dict[str, Any]], now: Callable[[], float]) -> None:
        self.devices = devices
        self.region = "eu"
        """The data centre in which the project is."""
        self.is_linked = True
        """Whether the app account is linked to the project."""
        self.is_old = False
        """Whether the project signs as those of before July 2021."""
        self.page_size = 2
        """Devices in a page, however many are asked for."""
        self.sent_secret = False
        """Whether somebody sent the secret itself."""
        self.commands: list[tuple[str, Any]] = []
        self.methods: list[str] = []
        self.tokens: list[str] = []
        """All tokens that were ever given; the last one is valid."""
        self.expired_with = 1010
        """The code for a token that is not valid."""
        self._is_void = False
        self._now = now
        self._given_at = 0.0

    def void_token(self) -> None:
        """Let the token be taken away, as a second program with the same project does."""
        self._is_void = True

    def secrets(self) -> list[str]:
        return [ACCESS_SECRET, *self.tokens]

    def serve(self, request: web.Request, body: bytes) -> dict[str, Any]:
        region, path = _split(request.path)
        self.methods.append(request.method)
        try:
            self._check(request, body, region=region, path=path)
            return {"success": True, "result": self._answer(request, body, path)}
        except Refusal as refusal:
            return refusal.fields

    # What is checked

    def _check(self, request: web.Request, body: bytes, *, region: str, path: str) -> None:
        headers = request.headers
        self.sent_secret |= ACCESS_SECRET in str(headers)
        if headers.get("client_id") != ACCESS_ID or region != self.region:
            raise Refusal(1005, "clientId is invalid")
        if headers.get("sign_method") != "HMAC-SHA256" or len(headers.get("t", "")) != 13:
            raise Refusal(1004, "sign invalid")
        if abs(int(headers["t"]) / 1000 - self._now()) > CLOCK_TOLERANCE:
            raise Refusal(1013, "request time is invalid")
        if not hmac.compare_digest(headers.get("sign", ""), self._sign(request, body, path)):
            raise Refusal(1004, "sign invalid")
        if not path.startswith("/v1.0/token"):
            self._check_token(headers.get("access_token"))

    def _sign(self, request: web.Request, body: bytes, path: str) -> str:
        headers = request.headers
        names = [name for name in headers.get("Signature-Headers", "").split(":") if name]
        lines = "".join(f"{name}:{headers[name]}\n" for name in names)
        # Sorted by name, as it was before it was percent-encoded for the way.
        query = "&".join(sorted(unquote(part) for part in request.rel_url.raw_query_string.split("&") if part))
        url = path + (f"?{query}" if query else "")
        what = f"{request.method}\n{hashlib.sha256(body).hexdigest()}\n{lines}\n{url}"
        text = ACCESS_ID + headers.get("access_token", "") + headers["t"] + headers.get("nonce", "")
        text += "" if self.is_old else what
        return hmac.digest(ACCESS_SECRET.encode(), text.encode(), "sha256").hex().upper()

    def _check_token(self, token: str | None) -> None:
        if token is None:
            raise Refusal(1002, "access_token is null")
        is_over = self._now() > self._given_at + LIFETIME
        if not self.tokens or token != self.tokens[-1] or self._is_void or is_over:
            raise Refusal(self.expired_with, "token invalid")

    # What is answered

    def _answer(self, request: web.Request, body: bytes, path: str) -> object:  # noqa: PLR0911 - a table of paths
        match path.strip("/").split("/"):
            case ["v1.0", "token"]:
                return self._give_token()
            case ["v1.0", "iot-01", "associated-users", "devices"]:
                return self._list(request, "devices")
            case ["v1.3", "iot-03", "devices"]:
                return self._list(request, "list")
            case ["v1.0", "users", uid, "devices"] if uid == USER:
                return list(self.devices.values())
            case ["v1.0", "devices", "factory-infos"]:
                return self._list_hardware(request.query["device_ids"])
            case ["v1.0", "devices", *rest] | ["v1.0", "iot-03", "devices", *rest] if rest:
                return self._answer_device(request, body, rest)
            case ["v1.1", "devices", device_id, "specifications"]:
                return SPECIFICATION if self._find(device_id) else None
            case ["v2.0", "cloud", "thing", device_id, "model"]:
                return MODEL if self._find(device_id) else None
            case ["v2.0", "cloud", "thing", device_id, "shadow", "properties"]:
                value = self._find(device_id)["status"][0]["value"]
                return {"properties": [{"code": "switch_led", "dp_id": 20, "type": "bool", "value": value}]}
            case _:
                raise Refusal(1108, "uri path invalid")

    def _give_token(self) -> dict[str, Any]:
        token = hashlib.sha256(f"token {len(self.tokens)}".encode()).hexdigest()[:32]
        self.tokens.append(token)
        self._is_void = False
        self._given_at = self._now()
        return {"access_token": token, "refresh_token": token[::-1], "expire_time": LIFETIME, "uid": "bay1"}

    def _list(self, request: web.Request, field: str) -> dict[str, Any]:
        if not self.is_linked:
            raise Refusal(1106, "permission deny")
        ids = list(self.devices)
        after = request.query.get("last_row_key", "")
        begin = ids.index(after) + 1 if after else 0
        page = ids[begin : begin + self.page_size]
        entries = [dict(self.devices[each]) for each in page]
        for entry in entries:
            # Only the second list gives keys of children.
            if field == "devices" and entry["sub"]:
                del entry["local_key"]
        has_more = begin + len(page) < len(ids)
        return {field: entries, "has_more": has_more, "last_row_key": page[-1] if page else "", "total": len(ids)}

    def _list_hardware(self, text: str) -> list[dict[str, Any]]:
        ids = text.split(",")
        if len(ids) > 50:
            raise Refusal(1109, "param is illegal")
        return [
            {"id": each, "uuid": self.devices[each]["uuid"], "sn": f"SN{number}", "mac": f"A4C1380000{number:02X}"}
            for number, each in enumerate(ids)
            if each in self.devices
        ]

    def _answer_device(  # noqa: PLR0911 - a table of paths
        self, request: web.Request, body: bytes, parts: list[str]
    ) -> object:
        device = self._find(parts[0])
        match (request.method, *parts[1:]):
            case ("GET",):
                return device
            case ("PUT",):
                device["name"] = json.loads(body)["name"]
                return True
            case ("DELETE",):
                del self.devices[parts[0]]
                return True
            case ("GET", "status"):
                return device["status"]
            case ("GET", "specification" | "specifications" | "functions"):
                return SPECIFICATION
            case ("GET", "logs"):
                return _list_logs(request)
            case ("POST", "commands"):
                return self._obey(parts[0], json.loads(body)["commands"])
            case _:
                raise Refusal(1108, "uri path invalid")

    def _obey(self, device_id: str, commands: list[dict[str, Any]]) -> bool:
        for command in commands:
            if command["code"] not in {"switch_led", "work_mode"}:
                raise Refusal(2008, "command or value not support")
            self.commands.append((device_id, command))
        return True

    def _find(self, device_id: str) -> dict[str, Any]:
        if device_id not in self.devices:
            raise Refusal(2010, "device not exist")
        return self.devices[device_id]


def _list_logs(request: web.Request) -> dict[str, Any]:
    begin, end = int(request.query["start_time"]), int(request.query["end_time"])
    if begin >= end:
        raise Refusal(1109, "param is illegal")
    key = request.query.get("start_row_key", "")
    first = int(key) if key else 0
    logs = [
        {"code": "switch_led", "value": str(number % 2 == 0).lower(), "event_time": end - number * 1000, "event_id": 7}
        for number in range(first, min(first + 2, LOGS))
    ]
    return {"logs": logs, "has_next": first + 2 < LOGS, "next_row_key": str(first + 2), "current_row_key": key}


def _split(path: str) -> tuple[str, str]:
    """Return the data centre and the path in it; without one it is Central Europe."""
    first, _, rest = path.removeprefix("/").partition("/")
    return (first, "/" + rest) if first in REGIONS else ("eu", path)
