"""The commands by name, each with where it lives: a module is loaded when its command is used."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

from cyclopts import App, Group, Parameter

from tuyalan import __version__
from tuyalan.cli.exitcodes import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.cli.output import Output


class Entry(NamedTuple):
    """One command."""

    where: str
    help: str
    group: Group
    examples: tuple[str, ...]


_FIND: Final = Group("Find and keep devices", sort_key=1)
_USE: Final = Group("Use devices", sort_key=2)
_SERVE: Final = Group("Keep devices and offer them", sort_key=3)
_LOOK: Final = Group("Look inside, try out", sort_key=4)
_CLOUD: Final = Group("Through the maker's cloud", sort_key=9)

COMMANDS: Final[Mapping[str, Entry]] = MappingProxyType(
    {
        "scan": Entry(
            "tuyalan.cli.scan:scan",
            "Search the network for devices.",
            _FIND,
            (
                "tuyalan scan",
                "tuyalan scan --wanted lamp --timeout 30",
                "tuyalan scan --probe 192.168.20.0/24 --answer-address 192.168.1.5",
                "tuyalan scan --sweep 192.168.1.0/24",
            ),
        ),
        "devices": Entry(
            "tuyalan.cli.devices:devices", "List the devices that are stored.", _FIND, ("tuyalan devices",)
        ),
        "add": Entry(
            "tuyalan.cli.add:add",
            "Store a device, or many from a file of tinytuya; the local key is asked for.",
            _FIND,
            (
                "tuyalan add bf0123456789abcdef01 --name lamp",
                "tuyalan add bf0123456789abcdef01 --name lamp --key-file lamp.key --offline",
                "tuyalan add --import devices.json",
            ),
        ),
        "login": Entry(
            "tuyalan.cli.login:login",
            "Fetch all devices and keys by scanning a code with the phone app; needs no developer account.",
            _FIND,
            ("tuyalan login", "tuyalan login --refresh", "tuyalan login --user-code Ab3dE6 --png code.png --dry-run"),
        ),
        "keys cloud": Entry(
            "tuyalan.cli.keys_cloud:keys_cloud",
            "Take over devices and keys through a project of the maker's developer platform.",
            _FIND,
            ("tuyalan keys cloud", "tuyalan keys cloud --project-file tinytuya.json", "tuyalan keys cloud --refresh"),
        ),
        "keys list": Entry(
            "tuyalan.cli.keys_list:list_keys",
            "Show where the key of each device comes from.",
            _FIND,
            ("tuyalan keys list", "tuyalan keys list --show-keys"),
        ),
        "keys import": Entry(
            "tuyalan.cli.keys_import:import_keys",
            "Take over devices and keys from a file or folder of another program.",
            _FIND,
            ("tuyalan keys import devices.json", "tuyalan keys import .storage/core.config_entries --dry-run"),
        ),
        "keys android": Entry(
            "tuyalan.cli.keys_import:android",
            "Take over devices and keys from the phone app's files, or from a backup of the phone.",
            _FIND,
            ("tuyalan keys android preferences_global_key.xml", "tuyalan keys android backup.ab"),
        ),
        "keys capture": Entry(
            "tuyalan.cli.keys_import:capture",
            "Take over devices and keys from a recorded conversation of the phone app.",
            _FIND,
            ("tuyalan keys capture session.har", "tuyalan keys capture flows.mitm --dry-run"),
        ),
        "keys export": Entry(
            "tuyalan.cli.keys_export:export",
            "Write devices and keys as another program reads them; keys stand in it in clear text.",
            _FIND,
            (
                "tuyalan keys export --to tinytuya --output devices.json",
                "tuyalan keys export --to json --output - | jq .",
            ),
        ),
        "keys protect": Entry(
            "tuyalan.cli.keys_protect:protect",
            "Seal local keys and tokens on the disk.",
            _FIND,
            ("tuyalan keys protect --keyring", "tuyalan keys protect --passphrase"),
        ),
        "keys unprotect": Entry(
            "tuyalan.cli.keys_protect:unprotect",
            "Keep local keys and tokens in clear text again, in files for you alone to read.",
            _FIND,
            ("tuyalan keys unprotect",),
        ),
        "remove": Entry("tuyalan.cli.remove:remove", "Forget a device.", _FIND, ("tuyalan remove lamp",)),
        "status": Entry(
            "tuyalan.cli.status:status",
            "Show all values of a device.",
            _USE,
            ("tuyalan status lamp", "tuyalan status lamp --raw"),
        ),
        "get": Entry(
            "tuyalan.cli.get:get",
            "Show single values of a device.",
            _USE,
            ("tuyalan get lamp bright_value", "tuyalan get lamp 20 22"),
        ),
        "explain": Entry(
            "tuyalan.cli.explain:explain",
            "Show what the values of a device mean, and where that is known from.",
            _USE,
            ("tuyalan explain plug", "tuyalan explain plug --dp 19"),
        ),
        "set": Entry(
            "tuyalan.cli.set:set_values",
            "Write values to a device.",
            _USE,
            (
                "tuyalan set lamp switch_led=on bright_value=50%",
                "tuyalan set lamp work_mode=colour colour_data=ff8800",
                "tuyalan set lamp 20=true 22=500",
                "tuyalan set lamp 21=colour '24=\"00f003e803e8\"'",
                "tuyalan set lock 8=1234 --text",
            ),
        ),
        "on": Entry(
            "tuyalan.cli.switch:on", "Switch devices on.", _USE, ("tuyalan on lamp", "tuyalan on strip --dp 3")
        ),
        "off": Entry("tuyalan.cli.switch:off", "Switch devices off.", _USE, ("tuyalan off lamp plug",)),
        "toggle": Entry("tuyalan.cli.switch:toggle", "Switch devices over.", _USE, ("tuyalan toggle lamp",)),
        "light": Entry(
            "tuyalan.cli.light:light",
            "Show or change what a light does.",
            _USE,
            (
                "tuyalan light desk --brightness 40 --colour ff8800",
                "tuyalan light desk --kelvin 3000",
                "tuyalan light desk --effect rainbow",
                "tuyalan light desk toggle",
            ),
        ),
        "cover": Entry(
            "tuyalan.cli.cover:cover",
            "Open, close or stop a curtain, a blind or a door, or send it to a position.",
            _USE,
            ("tuyalan cover blind open", "tuyalan cover blind 50", "tuyalan cover blind stop"),
        ),
        "climate": Entry(
            "tuyalan.cli.climate:climate",
            "Show or change what a thermostat, an air conditioner or a heater keeps.",
            _USE,
            (
                "tuyalan climate room 21.5",
                "tuyalan climate room --mode heat --preset eco",
                "tuyalan climate room off",
            ),
        ),
        "fan": Entry(
            "tuyalan.cli.fan:fan",
            "Show or change how a fan or an air purifier turns.",
            _USE,
            ("tuyalan fan ceiling 50", "tuyalan fan ceiling --direction reverse", "tuyalan fan ceiling off"),
        ),
        "timer": Entry(
            "tuyalan.cli.timer:timer",
            "List, set and clear the timers that a device keeps itself.",
            _USE,
            (
                "tuyalan timer plug",
                "tuyalan timer plug 20m off",
                "tuyalan timer plug 18:00-22:00 --random --days weekdays",
                "tuyalan timer plug pulse 5s",
                "tuyalan timer bulb wake 06:30 20m --days weekdays",
                "tuyalan timer feeder feed 07:00 2 --days daily",
                "tuyalan timer plug clear",
            ),
        ),
        "ir": Entry(
            "tuyalan.cli.ir:ir",
            "Learn and send the keys of remote controls.",
            _USE,
            (
                "tuyalan ir learn blaster",
                "tuyalan ir send blaster nec:0x04:0x08",
                "tuyalan ir learn blaster --form pronto",
            ),
        ),
        "allow": Entry(
            "tuyalan.cli.allow:allow",
            "Allow what may do harm to be operated: garage doors, locks, heaters.",
            _USE,
            ("tuyalan allow garage", "tuyalan allow garage switch_1", "tuyalan allow garage --revoke"),
        ),
        "watch": Entry(
            "tuyalan.cli.watch:watch",
            "Show what devices tell, as it happens.",
            _USE,
            ("tuyalan watch", "tuyalan watch plug --seconds 60", "tuyalan watch --json | jq .data"),
        ),
        "serve": Entry(
            "tuyalan.cli.serve:serve",
            "Keep all devices connected and offer them as the settings say.",
            _SERVE,
            (
                "tuyalan serve",
                "tuyalan serve --broker mqtt://192.168.1.5",
                "tuyalan serve --with-broker --show values",
                "tuyalan serve --config hub.toml --set hub.state_interval=300",
            ),
        ),
        "config": Entry(
            "tuyalan.cli.config:config",
            "Show and change the settings of the hub.",
            _SERVE,
            (
                "tuyalan config show",
                "tuyalan config set hub.state_interval 300",
                "tuyalan config unset hub.state_interval",
            ),
        ),
        "ha": Entry(
            "tuyalan.cli.ha:ha",
            "Show what Home Assistant is told of devices, groups and scenes, compare, publish, take back.",
            _SERVE,
            (
                "tuyalan ha preview",
                "tuyalan ha preview lamp",
                "tuyalan ha diff --broker mqtt://192.168.1.5",
                "tuyalan ha publish",
                "tuyalan ha migrate",
                "tuyalan ha clear",
                "tuyalan ha undo",
            ),
        ),
        "raw": Entry(
            "tuyalan.cli.raw:raw",
            "Send any command to a device and show the answer.",
            _LOOK,
            ("tuyalan raw lamp query", "tuyalan raw plug 0x12 '{\"dpId\":[18,19,20]}'"),
        ),
        "decode": Entry(
            "tuyalan.cli.decode:decode",
            "Explain recorded frames and announcements, field by field.",
            _LOOK,
            ("tuyalan decode 000055aa00000000000000090000000c00000000...0000aa55", "xclip -o | tuyalan decode -"),
        ),
        "schema": Entry(
            "tuyalan.cli.schema:schema",
            "Keep what other programs know of the data points of your devices.",
            _FIND,
            (
                "tuyalan schema import devices.json",
                "tuyalan schema import reply.json --device lamp",
                "tuyalan schema list",
            ),
        ),
        "catalogue": Entry(
            "tuyalan.cli.catalogue:catalogue",
            "Look up what data points products have.",
            _LOOK,
            (
                "tuyalan catalogue search cur_power co2",
                "tuyalan catalogue show 37mnhia3pojleqfh",
                "tuyalan catalogue stats",
            ),
        ),
        "devicefiles": Entry(
            "tuyalan.cli.devicefiles:devicefiles",
            "Let device files of tuya-local describe your devices.",
            _LOOK,
            (
                "tuyalan devicefiles use ~/homeassistant/custom_components/tuya_local",
                "tuyalan devicefiles match plug",
                "tuyalan devicefiles show pj1103_clamp_meter",
                "tuyalan devicefiles stats",
            ),
        ),
        "cloud devices": Entry(
            "tuyalan.cli.cloud:devices",
            "List the devices that a project of the developer platform knows; keys are not shown.",
            _CLOUD,
            ("tuyalan cloud devices",),
        ),
        "cloud status": Entry(
            "tuyalan.cli.cloud:status",
            "Show the values of a device as the cloud knows them; works for devices that have no local interface.",
            _CLOUD,
            ("tuyalan cloud status lamp", "tuyalan cloud status bf2c04a61d9be35f78lamp"),
        ),
        "cloud command": Entry(
            "tuyalan.cli.cloud:command",
            "Write values to a device through the cloud; works for devices that have no local interface.",
            _CLOUD,
            ("tuyalan cloud command lamp switch_led=true work_mode=white",),
        ),
        "cloud spec": Entry(
            "tuyalan.cli.cloud:spec",
            "Show the data points of a device as the platform specifies them.",
            _CLOUD,
            ("tuyalan cloud spec lamp",),
        ),
        "cloud model": Entry(
            "tuyalan.cli.cloud:model",
            "Show the things data model of a device: it also knows data points of no standard.",
            _CLOUD,
            ("tuyalan cloud model lamp",),
        ),
        "cloud logs": Entry(
            "tuyalan.cli.cloud_logs:logs",
            "Show what the cloud wrote down of a device, the newest first; it keeps seven days.",
            _CLOUD,
            ("tuyalan cloud logs plug --hours 168 --code cur_power", "tuyalan cloud logs lamp --json"),
        ),
        "cloud request": Entry(
            "tuyalan.cli.cloud_request:request",
            "Send any request to the developer platform, signed, and show the result.",
            _CLOUD,
            (
                "tuyalan cloud request GET /v1.0/iot-03/devices/bf2c04a61d9be35f78lamp/functions",
                'tuyalan cloud request PUT /v1.0/devices/bf2c04a61d9be35f78lamp --body \'{"name": "Lamp"}\'',
            ),
        ),
        "sim": Entry(
            "tuyalan.cli.sim:sim",
            "Run virtual devices to try things out with.",
            _LOOK,
            (
                "tuyalan sim",
                "tuyalan sim --model rgb_lamp --version 3.5 --write home.json",
                "tuyalan sim --model switch --count 20 --fault delay=0.5",
            ),
        ),
        "demo": Entry(
            "tuyalan.cli.demo:demo",
            "Show everything with virtual devices, in a quarter of a minute.",
            _LOOK,
            ("tuyalan demo", "tuyalan demo --keep"),
        ),
        "completion": Entry(
            "tuyalan.cli.completion:completion",
            "Make the shell complete commands and options.",
            _LOOK,
            ("tuyalan completion --install", "tuyalan completion --shell fish"),
        ),
        "version": Entry(
            "tuyalan.cli.version:version", "Show the version and what it runs on.", _LOOK, ("tuyalan version",)
        ),
    }
)

GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keys": "Local keys: take them over from elsewhere, see where they come from, protect them.",
        "cloud": "The maker's cloud as a tool, through a project of its developer platform; nothing else needs it.",
    }
)
"""What commands of two words have in common, by their first word."""

_COMMON: Final = Group("Options of every command", sort_key=90)


def build_app(output: Output | None = None) -> App:
    """Build the parser of all arguments; options of every command are those of its meta app."""
    app = App(
        name="tuyalan",
        help="Local control of Tuya devices, without the maker's cloud.",
        version=__version__,
        version_flags=["--version", "-V"],
        help_format="plaintext",
        help_epilogue=build_exit_codes(),
        console=None if output is None else output.console,
        error_console=None if output is None else output.error_console,
        default_parameter=Parameter(negative=(), show_default=False),
    )
    groups: dict[str, App] = {}
    for position, (name, entry) in enumerate(COMMANDS.items()):
        first, _, rest = name.partition(" ")
        if rest and first not in groups:
            groups[first] = App(name=first, help=GROUPS[first], group=entry.group, sort_key=position, version_flags=())
            app.command(groups[first])
        groups.get(first, app).command(
            entry.where,
            name=rest or first,
            help=entry.help,
            help_epilogue=build_examples(entry.examples),
            group=entry.group,
            sort_key=position,
        )
    app.meta.default(launch)
    return app


def launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    json: Annotated[bool, Parameter(group=_COMMON)] = False,
    debug: Annotated[bool, Parameter(group=_COMMON)] = False,
    devices: Annotated[Path | None, Parameter(group=_COMMON, env_var="TUYALAN_DEVICES")] = None,
) -> None:
    """Local control of Tuya devices, without the maker's cloud.

    Args:
        tokens: The command and its arguments.
        json: Print machine-readable lines in place of tables.
        debug: Show on stderr what goes over the wire, keys masked.
        devices: The file with your devices.
    """


def find_command(tokens: Sequence[str]) -> str:
    """Return the command that arguments begin with, of one word or two; empty if it is none."""
    words = [token for token in tokens if not token.startswith("-")][:2]
    return next((name for name in (" ".join(words), *words[:1]) if name in COMMANDS or name in GROUPS), "")


def build_examples(examples: tuple[str, ...]) -> str:
    """Return the end of a help page."""
    return "Examples:\n" + "\n".join(f"  {example}" for example in examples)


def build_exit_codes() -> str:
    """Return the end of the first help page."""
    return "Exit codes:\n" + "\n".join(f"  {code.value:>3}  {meaning}" for code, meaning in MEANINGS.items())
