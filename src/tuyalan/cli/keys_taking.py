"""What every command that brings keys has in common: show what would change, ask, store, and tell what was done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from tuyalan.cli.results import Problem, Result
from tuyalan.credentials.merging import Action, Change, carry_out, plan_changes
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.credentials.base import Found, Source
    from tuyalan.credentials.merging import Plan

_WORDS: Final = {
    Action.ADD: "[green]new[/green]",
    Action.SET_KEY: "[green]gets a key[/green]",
    Action.REPLACE_KEY: "[yellow]key changes[/yellow]",
    Action.KEEP_KEY: "[yellow]key stays[/yellow]",
    Action.FILL: "more is known",
    Action.NOTHING: "[dim]as before[/dim]",
}
_SKIPPED_HINT: Final = "Correct the file, or add the device with `tuyalan add`."
CLOUD_HINT: Final = "All others were read; a key from elsewhere is stored with `tuyalan add`."
"""What to do about devices that the cloud does not tell all of."""


class KeysTaken(Result, frozen=True, kw_only=True):
    """What a source gave, and what became of it."""

    source: str
    changes: tuple[Change, ...]
    is_stored: bool
    """False after `--dry-run`, after a no, and when nothing was new."""
    skipped: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used."""
        return self.skipped

    def view(self) -> RenderableType:
        """Return one line."""
        counts = {action: sum(change.action is action for change in self.changes) for action in Action}
        words = {
            Action.ADD: "added",
            Action.SET_KEY: "got a key",
            Action.REPLACE_KEY: "got another key",
            Action.KEEP_KEY: "keep their key",
            Action.FILL: "known better",
            Action.NOTHING: "as before",
        }
        told = ", ".join(f"{counts[action]} {word}" for action, word in words.items() if counts[action])
        end = "" if self.is_stored else " Nothing was stored."
        return f"From {self.source}: {told or 'no devices'}.{end}"


async def take_keys(
    source: Source, context: Context, *, is_dry: bool, is_sure: bool, is_replacing: bool = False
) -> KeysTaken:
    """Fetch what a source knows, show what would change, ask, and store it.

    Raises:
        UseError: a stored key would change and there is nobody to ask.
        TuyalanError: what the source or the store raises.
    """
    return store_found(await source.fetch(), context, is_dry=is_dry, is_sure=is_sure, is_replacing=is_replacing)


def store_found(
    found: Found,
    context: Context,
    *,
    is_dry: bool,
    is_sure: bool,
    is_replacing: bool = False,
    hint: str = _SKIPPED_HINT,
) -> KeysTaken:
    """Show what would change, ask, and store it.

    Args:
        found: What a source gave.
        context: Where output goes, and what is stored.
        is_dry: Whether nothing is to be stored.
        is_sure: Whether nobody is to be asked.
        is_replacing: Whether keys that were found take the place of stored ones, whichever is newer.
        hint: What to do about what could not be used.

    Raises:
        UseError: a stored key would change and there is nobody to ask.
        StorageError: it cannot be stored.
    """
    context.output.redactor.add(credential.key for credential in found.credentials)
    plan = plan_changes(context.store.records, found.credentials, replace=is_replacing)
    context.output.say(_draw(plan))
    is_stored = bool(plan.records) and not is_dry and _is_agreed(plan, context, is_sure=is_sure)
    if is_stored:
        carry_out(plan, context.store)
        context.store.save()
        _store_schemas(found)
    skipped = tuple(Problem("import.skipped", str(problem), hint) for problem in found.problems)
    return KeysTaken(source=found.source, changes=plan.changes, is_stored=is_stored, skipped=skipped)


def _is_agreed(plan: Plan, context: Context, *, is_sure: bool) -> bool:
    if is_sure:
        return True
    if not sys.stdin.isatty() or context.output.is_json:
        if plan.is_replacing:
            raise UseError(
                "stored keys would change and there is nobody to ask",
                hint="Look at the changes with --dry-run, then say --yes.",
            )
        return True
    # The end of the input, which is no line at all, is no yes.
    return context.output.ask("Store this? [Y/n] ").lower() in {"\n", "y\n", "yes\n"}


def _store_schemas(found: Found) -> None:
    """Keep what the source says of data points, so that values have names from now on."""
    schemas = {each.id: each.schema for each in found.credentials if each.schema is not None}
    if not schemas:
        return
    from tuyalan.knowledge.schemas import SCHEMAS_FILE, load_schemas, save_schemas  # noqa: PLC0415
    from tuyalan.model.imports.reading import Imported  # noqa: PLC0415
    from tuyalan.storage import config_folder  # noqa: PLC0415

    path = config_folder() / SCHEMAS_FILE
    save_schemas(path, load_schemas(path).add(Imported(devices=schemas)))


def _draw(plan: Plan) -> RenderableType:
    from tuyalan.cli.views import make_table  # noqa: PLC0415

    table = make_table("device", "id", "", "key", "")
    for change in plan.changes:
        table.add_row(change.name, change.device_id, _WORDS[change.action], _draw_keys(change), change.reason)
    return table


def _draw_keys(change: Change) -> str:
    if change.other:
        return f"{change.before} [dim](found {change.other})[/dim]"
    if change.before and change.before != change.after:
        return f"{change.before} → {change.after}"
    return change.after or "[dim]none[/dim]"
