"""Which project of the developer platform a command speaks to: asked for, read from a file, or kept from last time."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from pathlib import Path  # noqa: TC003 - used in annotations of functions that the parser of arguments reads
from typing import TYPE_CHECKING, Final

from tuyalan.credentials.access import list_projects
from tuyalan.credentials.cloud.exchange import Exchange
from tuyalan.credentials.cloud.logins import ProjectAccess
from tuyalan.credentials.cloud.project import Project
from tuyalan.credentials.cloud.project_file import parse_project_file
from tuyalan.credentials.secret import Secret
from tuyalan.errors import CredentialError, LoginError, StorageError, UseError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tuyalan.cli.context import Context

STEPS: Final = """\
You need a free project on the developer platform; `tuyalan login` needs none.
  1. Make an account at [link=https://platform.tuya.com]platform.tuya.com[/link], then Cloud, Create Cloud Project;
     choose the data centre of your app account.
  2. In the project, Service API: subscribe to IoT Core and Authorization.
  3. In the project, Devices, Link App Account: scan the code there with the
     phone app.
  4. In the project, Overview: copy Access ID and Access Secret."""
"""How a person comes to a project."""


def read_access(
    context: Context, *, access_id: str | None, project_file: Path | None, secret_stdin: bool
) -> ProjectAccess:
    """Return the access to a project from a file, the input, or the person at the keyboard.

    Raises:
        UseError: file and input are both named, or there is nobody to ask.
        StorageError: the file cannot be read.
        CredentialError: it is no access to a project.
    """
    if project_file is not None:
        if secret_stdin or access_id is not None:
            raise UseError("--project-file excludes --access-id and --secret-stdin")
        return _read_file(project_file, context)
    can_ask = sys.stdin.isatty() and not context.output.is_json
    if access_id is None:
        if not can_ask or secret_stdin:
            raise UseError("there is nobody to ask for the project", hint="Use --project-file FILE.")
        access_id = context.output.ask("Access ID: ").strip()
    if secret_stdin:
        secret = sys.stdin.readline()
    elif can_ask:
        secret = context.output.ask_secret("Access Secret (not shown): ")
    else:
        raise UseError(
            "there is nobody to ask for the access secret", hint="Use --project-file FILE or --secret-stdin."
        )
    secret = secret.strip()
    if not access_id or not secret:
        raise CredentialError("a project has an access id and an access secret", hint="Copy both from its overview.")
    context.output.redactor.hide(secret)
    return ProjectAccess(access_id=access_id, secret=Secret(secret))


@asynccontextmanager
async def open_project(context: Context, access_id: str | None = None) -> AsyncGenerator[Project]:
    """Keep the project that is stored while inside; with `access_id`, that one of several.

    Raises:
        LoginError: none is stored.
        StorageError: the file of logins cannot be read.
    """
    known = list_projects(context.logins)
    for access in known:
        context.output.redactor.hide(access.secret.reveal())
    fitting = [access for access in known if access_id in {None, access.access_id}]
    if not fitting:
        raise LoginError(
            "no project of the developer platform is stored" if not known else f"there is no project {access_id}",
            hint="Store one with `tuyalan keys cloud`.",
        )
    async with Exchange() as exchange:
        yield Project(exchange, fitting[0])


def _read_file(path: Path, context: Context) -> ProjectAccess:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}", hint="Check the path and its rights.") from error
    access = parse_project_file(data, source=str(path))
    context.output.redactor.hide(access.secret.reveal())
    return access
