"""`tuyalan config`: the settings of the hub, where each comes from, and changes that keep the comments of the file."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.results import Result
from tuyalan.cli.serve import load
from tuyalan.errors import ConfigError, UseError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.config import Setting


class ShownSetting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as it holds."""

    name: str
    value: Json
    """A secret is masked."""
    origin: str
    """`default`, `file`, `environment` or `flag`."""
    where: str
    """The file and line, or the variable; empty for a default."""


class ShowResult(Result, frozen=True, kw_only=True):
    """All settings."""

    path: str
    """The file; it need not exist."""
    settings: tuple[ShownSetting, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table, show_value  # noqa: PLC0415

        table = make_table("setting", "value", "from")
        for setting in self.settings:
            is_default = not setting.where
            style = "dim" if is_default else "bold"
            table.add_row(Text(setting.name, style), show_value(setting.value), Text(setting.where or "default", "dim"))
        return Group(table, Text(f"Settings file: {self.path}", "dim"))


class ChangeResult(Result, frozen=True, kw_only=True):
    """What was changed."""

    path: str
    name: str
    value: Json
    """As it is written; a secret is masked. `null` if it was taken out."""
    is_changed: bool

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        if not self.is_changed:
            return Text(f"{self.name} was so already.", "dim")
        return Text(f"{self.path} was changed; a running hub takes it over when it is reloaded or started again.")


def config(
    action: Literal["show", "set", "unset"],
    name: str | None = None,
    value: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    config: Path | None = None,
    context: Given,
) -> ShowResult | ChangeResult:
    """Show and change the settings of the hub.

    Args:
        action: Show all settings and where each comes from; set one in the file; or take one out of it.
        name: Section and field, for example `hub.state_interval`; for show, the beginning of what to show.
        value: The value, for set.
        config: The file with the settings.
        context: Where output goes, and what is stored.
    """
    del context
    if action == "show":
        return _show(name, config)
    if name is None:
        raise UseError("say which setting", hint="For example `tuyalan config set hub.state_interval 300`.")
    if (value is None) == (action == "set"):
        wanted = "needs a value" if action == "set" else "takes no value"
        raise UseError(f"`config {action}` {wanted}", hint="`tuyalan config show` lists the settings.")
    return _change(name, value, config)


def _show(name: str | None, config: Path | None) -> ShowResult:
    from tuyalan.config import build_values  # noqa: PLC0415 - quick commands load little

    loaded = load(config, {})
    shown = tuple(_describe(setting) for setting in build_values(loaded) if setting.name.startswith(name or ""))
    if not shown:
        raise UseError(f"there is no setting {name!r}", hint="`tuyalan config show` lists the settings.")
    return ShowResult(path=loaded.path, settings=shown)


def _change(name: str, text: str | None, config: Path | None) -> ChangeResult:
    from tuyalan.config.editing import set_setting, unset_setting  # noqa: PLC0415 - see _show
    from tuyalan.config.placing import Source  # noqa: PLC0415
    from tuyalan.config.reading import MASK, is_secret, parse_setting  # noqa: PLC0415
    from tuyalan.storage.atomic import read_private, write_atomic  # noqa: PLC0415
    from tuyalan.storage.places import config_path  # noqa: PLC0415

    path = config or config_path()
    Source.read(path)  # Says where a fault stands, and refuses what is no settings file.
    try:
        before = (read_private(path) or b"").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not written in UTF-8") from error
    value = None if text is None else parse_setting(name, text)
    after = unset_setting(before, name) if text is None else set_setting(before, name, value)
    if after != before:
        write_atomic(path, after.encode())
    plain: Json = msgspec.to_builtins(value, str_keys=True)
    return ChangeResult(
        path=str(path), name=name, value=MASK if plain and is_secret(name) else plain, is_changed=after != before
    )


def _describe(setting: Setting) -> ShownSetting:
    return ShownSetting(name=setting.name, value=setting.value, origin=setting.origin.value, where=setting.where)
