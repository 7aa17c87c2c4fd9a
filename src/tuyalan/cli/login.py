"""`tuyalan login`: all keys by scanning a code with the phone app."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.keys_taking import CLOUD_HINT, KeysTaken, store_found
from tuyalan.cli.results import Result
from tuyalan.credentials.cloud.scanning import CODE_LIFETIME, HOME_ASSISTANT, LOGIN_URL, Program
from tuyalan.errors import CloudError, LoginError, UseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.credentials.cloud.account import Account
    from tuyalan.credentials.cloud.exchange import Exchange
    from tuyalan.credentials.cloud.logins import AppLogin
    from tuyalan.storage.logins import LoginsFile

_WHERE: Final = (
    "[dim]The user code is in Smart Life or Tuya Smart: Me, the gear, Account and Security, User Code.[/dim]"
)
_SCAN: Final = "Scan this with the app (Me, then the sign of a frame in the corner), and confirm there:"
_QUIET_STEP: Final = 30


class CodeShown(Result, frozen=True, kw_only=True):
    """The code that has to be scanned, for programs that draw it themselves."""

    link: str
    """The text of the code; worth nothing once it was used, or after some minutes."""
    seconds: float
    """How long it can be scanned."""

    def view(self) -> RenderableType:
        """Return nothing: people see the code."""
        return ""


class LoggedOut(Result, frozen=True, kw_only=True):
    """A login that was given back."""

    user_code: str
    is_ended: bool
    """Whether the cloud knows of it as well."""

    def view(self) -> RenderableType:
        """Return one line."""
        rest = "" if self.is_ended else " The cloud could not be told; end it in the app as well."
        return f"The login of {self.user_code} is forgotten.{rest}"


async def login(
    *,
    user_code: str | None = None,
    refresh: bool = False,
    forget: bool = False,
    png: Path | None = None,
    svg: Path | None = None,
    keys_only: bool = False,
    dry_run: bool = False,
    yes: bool = False,
    replace: bool = False,
    timeout: float = CODE_LIFETIME,
    client_id: Annotated[str, Parameter(env_var="TUYALAN_CLIENT_ID")] = HOME_ASSISTANT.client_id,
    client_schema: Annotated[str, Parameter(env_var="TUYALAN_CLIENT_SCHEMA")] = HOME_ASSISTANT.schema,
    service: Annotated[str, Parameter(env_var="TUYALAN_LOGIN_SERVICE")] = LOGIN_URL,
    context: Given,
) -> KeysTaken | LoggedOut:
    """Fetch all devices and keys by scanning a code with the phone app; needs no developer account.

    Args:
        user_code: The user code that the app shows; asked for if left out.
        refresh: Fetch again with the login of last time; needs no phone.
        forget: Give the login back: the cloud ends it, and its tokens are deleted here.
        png: Also write the code as a picture to this file.
        svg: Also write the code as a drawing to this file.
        keys_only: Leave out rooms and data points, which take a question to the cloud for each device.
        dry_run: Show what would change and store no device.
        yes: Do not ask.
        replace: Let the keys found take the place of stored ones, whichever is newer.
        timeout: How long to wait for the scan, in seconds; 180 by default.
        client_id: The identifier of the program that logs in; that of Home Assistant by default.
        client_schema: What belongs to that identifier.
        service: Where logins begin; the maker's own service by default.
        context: Where output goes, and what is stored.
    """
    from tuyalan.credentials.access import keep_login, list_logins, make_account  # noqa: PLC0415 - loads the ciphers
    from tuyalan.credentials.cloud.exchange import Exchange  # noqa: PLC0415
    from tuyalan.credentials.cloud.household import AccountSource  # noqa: PLC0415

    check_positive(timeout, "--timeout")
    file = context.logins
    known = list_logins(file)

    def hear(changed: AppLogin) -> None:
        _hide(changed, context)

    async with Exchange() as exchange:
        if refresh or forget:
            account = make_account(exchange, _choose(known, user_code), file, hear=hear)
        else:
            code = user_code or _ask_user_code(context, known)
            program = Program(client_id, client_schema)
            scan = _Scan(exchange, code, program=program, service=service, context=context)
            made = await scan.run(timeout, png=png, svg=svg)
            account = make_account(exchange, made, file, hear=hear)
            keep_login(file, made)
        hear(account.login)
        if forget:
            return await _log_out(account, file)
        if refresh:
            await account.renew()
        with context.output.live("") as show:
            source = AccountSource(account, with_details=not keys_only, tell=lambda text: show(f"Fetching: {text}"))
            found = await source.fetch()
    return store_found(found, context, is_dry=dry_run, is_sure=yes, is_replacing=replace, hint=CLOUD_HINT)


class _Scan:
    """One login by scanning, with a person before the screen."""

    def __init__(self, exchange: Exchange, user_code: str, *, program: Program, service: str, context: Context) -> None:
        from tuyalan.credentials.cloud.scanning import ScanLogin  # noqa: PLC0415

        self._scan = ScanLogin(exchange, user_code, program=program, base=service)
        self._output = context.output
        self._told = 0.0

    async def run(self, lifetime: float, *, png: Path | None, svg: Path | None) -> AppLogin:
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.qr import draw_code, make_code, write_code  # noqa: PLC0415

        link = await self._scan.begin()
        code = make_code(link)
        if png is not None:
            write_code(code, png, "png")
        if svg is not None:
            write_code(code, svg, "svg")
        if self._output.is_json:
            self._output.show(CodeShown(link=link, seconds=lifetime))
        self._output.say(_SCAN)
        self._output.say(draw_code(code))
        self._output.say(Text(f"or show this text as a code elsewhere: {link}", style="dim"))
        self._told = lifetime
        with self._output.live("") as show:
            login = await self._scan.wait_confirmed(lifetime=lifetime, tell=lambda left: self._tell(left, show))
        self._output.say("[green]✓[/green] Confirmed.")
        return login

    def _tell(self, left: float, show: Callable[[RenderableType], None]) -> None:
        minutes, seconds = divmod(int(left), 60)
        text = f"Waiting for the app, {minutes}:{seconds:02} left"
        show(text)
        if not self._output.can_draw and left <= self._told - _QUIET_STEP:
            self._told = left
            self._output.say(text)


def _ask_user_code(context: Context, known: tuple[AppLogin, ...]) -> str:
    usual = known[0].user_code if known else ""
    if context.output.is_json or not sys.stdin.isatty():
        if usual:
            return usual
        raise UseError("there is nobody to ask for the user code", hint="Say it with --user-code CODE.")
    context.output.say(_WHERE)
    return context.output.ask(f"User code{f' [{usual}]' if usual else ''}: ").strip() or usual


def _choose(known: tuple[AppLogin, ...], user_code: str | None) -> AppLogin:
    for each in known:
        if user_code in {None, each.user_code}:
            return each
    if known:
        raise LoginError(f"there is no login of {user_code}", hint=f"There is one of {known[0].user_code}.")
    raise LoginError(
        "there is no login yet", hint="Run `tuyalan login` without --refresh once, with the phone at hand."
    )


def _hide(login: AppLogin, context: Context) -> None:
    context.output.redactor.hide(login.access_token.reveal())
    context.output.redactor.hide(login.refresh_token.reveal())


async def _log_out(account: Account, file: LoginsFile) -> LoggedOut:
    from tuyalan.credentials.access import forget_login  # noqa: PLC0415

    is_ended = True
    try:
        await account.log_out()
    except (CloudError, LoginError):
        # A login that the cloud does not accept any more has ended as well.
        is_ended = False
    forget_login(file, account.login)
    return LoggedOut(user_code=account.login.user_code, is_ended=is_ended)
