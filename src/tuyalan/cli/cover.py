"""`tuyalan cover`: curtains, blinds and doors in the words of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import FeatureResult, open_feature
from tuyalan.errors import UseError
from tuyalan.model.features import Cover

if TYPE_CHECKING:
    from tuyalan.model.features import Plan


async def cover(
    name: str,
    action: str | None = None,
    /,
    *,
    tilt: float | None = None,
    which: str | None = None,
    timeout: float | None = None,
    context: Given,
) -> FeatureResult:
    """Open, close or stop a curtain, a blind or a door, or send it to a position.

    Args:
        name: Name, id (or its beginning) or address of the device.
        action: open, close, stop, or a position in per cent: 0 is closed, 100 open. Left out, it is only looked at.
        tilt: Per cent, of slats that can be tilted.
        which: Key or name of the cover, if the device has several.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    async with open_feature(context, name, Cover, which=which, timeout=timeout) as opened:
        plan = {} if action is None else _plan(opened.feature, action)
        if tilt is not None:
            plan |= opened.feature.plan_tilt(tilt)
        # The cover is on its way for a while, so its arrival is not waited for.
        return await opened.write(plan, wait="acknowledged", timeout=timeout) if plan else opened.tell()


def _plan(cover: Cover, action: str) -> Plan:
    match action.lower():
        case "open":
            return cover.plan_open()
        case "close":
            return cover.plan_close()
        case "stop":
            return cover.plan_stop()
        case text:
            try:
                percent = float(text.removesuffix("%"))
            except ValueError:
                raise UseError(
                    f"a cover cannot {action[:40]!r}", hint="Say open, close, stop, or a position such as 50."
                ) from None
            return cover.plan_position(percent)
