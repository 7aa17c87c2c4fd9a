"""The interface for logins with the phone app as the fake cloud plays it: the code, sealing, tokens that change."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.credentials.cloud.fake_home import APP_SPECIFICATION, HOME, ROOMS, STRATEGY, USER
from tests.credentials.cloud.fake_platform import CLOCK_TOLERANCE, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

USER_CODE: Final = "Ab3dE6"
CLIENT_ID: Final = "HA_3y9q4ak7g4ephrvke"
SCHEMA: Final = "haauthorize"
LIFETIME: Final = 7200
_CODES: Final = "/v1.0/m/life/home-assistant/qrcode/tokens"


class FakeApp:
    """One account with two homes, and the app in somebody's hand."""

    def __init__(self, devices: dict[str, dict[str, Any]], now: Callable[[], float]) -> None:
        self.devices = devices
        self.endpoint = ""
        self.polls_until_yes = 2
        """How often it is asked before the person has scanned and confirmed; 0: never."""
        self.has_rooms = True
        self.polls = 0
        self.given: list[str] = []
        """All tokens that were ever given."""
        self.is_logged_out = False
        self.access_token = ""
        self.refresh_token = ""
        self.qr_token = ""
        self.code_prefix = "code+/"
        """What codes begin with: all that has to be encoded on the way."""
        self._expires_at = 0.0
        self._now = now

    def is_meant(self, request: web.Request) -> bool:
        return "/m/" in request.path

    def secrets(self) -> list[str]:
        return list(self.given)

    def expire(self) -> None:
        """Let the access token end; the refresh token still holds."""
        self._expires_at = 0.0

    def revoke(self) -> None:
        """Let both tokens end, as when the person logs the program out in the app."""
        self.access_token = self.refresh_token = "revoked"

    def serve(self, request: web.Request, body: bytes) -> dict[str, Any]:
        try:
            if request.path.startswith(_CODES):
                return self._serve_code(request)
            return self._serve_sealed(request, body)
        except Refusal as refusal:
            return refusal.fields

    # The code that is scanned

    def _serve_code(self, request: web.Request) -> dict[str, Any]:
        if request.query["clientid"] != CLIENT_ID or request.query["usercode"] != USER_CODE:
            raise Refusal(1004, "user code is invalid")
        if request.method == "POST":
            if request.query["schema"] != SCHEMA:
                raise Refusal(1109, "param is illegal")
            self.qr_token = f"{self.code_prefix}{secrets.token_hex(8)}=="
            return {"success": True, "result": {"qrcode": self.qr_token}}
        if request.path != f"{_CODES}/{self.qr_token}":
            raise Refusal(1109, "param is illegal")
        self.polls += 1
        if not 0 < self.polls_until_yes <= self.polls:
            raise Refusal(1010, "not confirmed yet")
        return {"success": True, "result": self.log_in()}

    def log_in(self) -> dict[str, Any]:
        """Return a login as after a scan."""
        self._give_tokens()
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "expire_time": LIFETIME,
            "uid": USER,
            "username": "someone@example.org",
            "terminal_id": "terminal-1",
            "endpoint": self.endpoint,
        }

    def _give_tokens(self) -> None:
        self.access_token = f"access-{secrets.token_hex(16)}"
        self.refresh_token = f"refresh-{secrets.token_hex(16)}"
        self.given += [self.access_token, self.refresh_token]
        self._expires_at = self._now() + LIFETIME

    # Sealed requests

    def _serve_sealed(self, request: web.Request, body: bytes) -> dict[str, Any]:
        headers = request.headers
        if abs(int(headers["X-time"]) / 1000 - self._now()) > CLOCK_TOLERANCE:
            raise Refusal(1013, "request time is invalid")
        request_id = headers["X-requestId"]
        hash_key = hashlib.md5((request_id + self.refresh_token).encode(), usedforsecurity=False).hexdigest()
        secret = hmac.digest(request_id.encode(), hash_key.encode(), "sha256").hex()[:16].encode()
        query_data = request.query.get("encdata", "")
        body_data = str(json.loads(body)["encdata"]) if body else ""
        names = ("X-appKey", "X-requestId", "X-sid", "X-time", "X-token")
        text = "||".join(f"{name}={headers[name]}" for name in names if headers.get(name))
        expected = hmac.digest(hash_key.encode(), (text + query_data + body_data).encode(), "sha256").hex()
        if headers.get("X-token") not in self.given or self.refresh_token == "revoked":
            raise Refusal(1011, "token invalid")
        if not hmac.compare_digest(headers.get("X-sign", ""), expected):
            raise Refusal(1004, "sign invalid")
        if request.path == f"/v1.0/m/token/{self.refresh_token}":
            return {"success": True, "result": _seal(self._renew(), secret)}
        if headers["X-token"] != self.access_token or self._now() > self._expires_at:
            raise Refusal(1010, "token expired")
        query, posted = _unseal(query_data, secret), _unseal(body_data, secret)
        result = self._answer((request.method, *request.path.strip("/").split("/")[1:]), query, posted)
        # What is empty is not sealed.
        return {"success": True, "result": _seal(result, secret) if result else result}

    def _renew(self) -> dict[str, Any]:
        self._give_tokens()
        return {
            "accessToken": self.access_token,
            "refreshToken": self.refresh_token,
            "expireTime": LIFETIME,
            "uid": USER,
        }

    def _answer(  # noqa: PLR0911, C901 - a table of paths
        self, asked: tuple[str, ...], query: dict[str, Any], posted: dict[str, Any]
    ) -> object:
        match asked:
            case ("GET", "m", "life", "users", "homes"):
                return [{"ownerId": 36451234, "name": HOME}, {"ownerId": 777, "name": "Garage"}]
            case ("GET", "m", "life", "ha", "home", "devices"):
                return list(self.devices.values()) if query == {"homeId": "36451234"} else []
            case ("GET", "m", "life", "ha", "devices", "detail"):
                return [self.devices[each] for each in query["devIds"].split(",")]
            case ("GET", "m", "life", _, "specifications"):
                return APP_SPECIFICATION
            case ("GET", "m", "life", "ha", _, "code", "custom-type"):
                return False
            case ("GET", "m", "life", "ha", _, "dp-report-types"):
                return [{"dp_code": "add_ele", "report_type": "sum"}]
            case ("GET", "m", "life", "devices", _, "status"):
                return STRATEGY
            case ("GET", "m", "thing", "ha", device_id, "room"):
                if not self.has_rooms:
                    raise Refusal(1108, "uri path invalid")
                return {"id": 1, "name": ROOMS[device_id], "displayOrder": 0} if device_id in ROOMS else None
            case ("POST", "m", "token", "terminal", "expire"):
                if posted != {"accessToken": self.access_token, "terminalId": "terminal-1"}:
                    raise Refusal(1109, "param is illegal")
                self.is_logged_out = True
                return True
            case _:
                raise Refusal(1108, "uri path invalid")


def _seal(value: object, secret: bytes) -> str:
    nonce = secrets.token_bytes(12)
    return base64.b64encode(nonce + AESGCM(secret).encrypt(nonce, json.dumps(value).encode(), None)).decode()


def _unseal(text: str, secret: bytes) -> dict[str, Any]:
    if not text:
        return {}
    # Two texts one behind the other: the nonce, then what it sealed.
    nonce, sealed = base64.b64decode(text[:16]), base64.b64decode(text[16:])
    try:
        return json.loads(AESGCM(secret).decrypt(nonce, sealed, None))
    except InvalidTag:
        raise Refusal(1000, "data error") from None
