"""`tuyalan keys import`, `android` and `capture`: keys out of files that others wrote."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters

from tuyalan.cli.context import Given  # noqa: TC001
from tuyalan.cli.keys_taking import KeysTaken, take_keys


async def import_keys(
    file: Path, /, *, replace: bool = False, dry_run: bool = False, yes: bool = False, context: Given
) -> KeysTaken:
    """Take over devices and keys from a file or folder of another program.

    Args:
        file: A file of tinytuya, tuya-cli, tuyawizard, Home Assistant (localtuya, tuya-local), tuya-mqtt, Homebridge,
            ioBroker, Node-RED, rustuya-bridge, openHAB or Tuyalan, told by what it holds; or a folder or archive of them.
        replace: Let the keys found take the place of stored ones, whichever is newer.
        dry_run: Show what would change and store nothing.
        yes: Do not ask.
        context: Where output goes, and what is stored.
    """
    from tuyalan.credentials.importing import ImportedFile  # noqa: PLC0415

    return await take_keys(ImportedFile(file), context, is_dry=dry_run, is_sure=yes, is_replacing=replace)


async def android(
    file: Path, /, *, replace: bool = False, dry_run: bool = False, yes: bool = False, context: Given
) -> KeysTaken:
    """Take over devices and keys from the phone app's files, or from a backup of the phone.

    Args:
        file: A preference file of the app, a folder of them, or a whole backup (.ab, .tar, .zip).
        replace: Let the keys found take the place of stored ones, whichever is newer.
        dry_run: Show what would change and store nothing.
        yes: Do not ask.
        context: Where output goes, and what is stored.
    """
    from tuyalan.credentials.android import AndroidFiles  # noqa: PLC0415

    return await take_keys(AndroidFiles(file), context, is_dry=dry_run, is_sure=yes, is_replacing=replace)


async def capture(
    file: Path, /, *, replace: bool = False, dry_run: bool = False, yes: bool = False, context: Given
) -> KeysTaken:
    """Take over devices and keys from a recorded conversation of the phone app.

    Args:
        file: A HAR file, a flow file of mitmproxy, a JSON session of Charles, or a saved answer.
        replace: Let the keys found take the place of stored ones, whichever is newer.
        dry_run: Show what would change and store nothing.
        yes: Do not ask.
        context: Where output goes, and what is stored.
    """
    from tuyalan.credentials.capture import CaptureFile  # noqa: PLC0415

    return await take_keys(CaptureFile(file), context, is_dry=dry_run, is_sure=yes, is_replacing=replace)
