"""The program as a whole: arguments in, exit code out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import tuyalan
from tests.cli.support import WAIT, Home, call
from tests.support import ROOT
from tuyalan.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-c", "from tuyalan.cli.main import main; main()"]


def start(*arguments: object) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    )


def run_process(*arguments: object) -> tuple[int, str, str]:
    process = start(*arguments)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def test_version_is_told_without_loading_the_parser_of_arguments() -> None:
    code = "import sys; sys.argv=['tuyalan', ARGUMENT]\nfrom tuyalan.cli.main import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'cyclopts', 'rich', 'asyncio', 'cryptography'} & set(sys.modules)))"
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for argument in ("--version", "version"):
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", code.replace("ARGUMENT", repr(argument))],
            capture_output=True,
            text=True,
            env=environ,
            check=True,
            timeout=20,
        )
        first, second = done.stdout.splitlines()
        assert tuyalan.__version__ in first
        assert second == "[]"


def test_the_process_ends_with_the_code_of_the_table(devices: Path) -> None:
    code, out, err = run_process("status", "lampe", "--devices", devices)
    assert code == 6
    assert out == ""
    assert "did you mean 'lamp'?" in " ".join(err.split())


def test_a_device_is_switched_by_a_process(devices: Path, home: Home) -> None:
    code, out, _ = run_process("off", "lamp", "--devices", devices)
    assert code == 0
    assert "lamp is off" in out
    assert home.devices["lamp"].state[20] is False


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_watching_with_130_and_no_traceback(number: int, devices: Path) -> None:
    process = start("watch", "lamp", "--json", "--devices", devices)
    assert process.stdout is not None
    assert '"event":"' in process.stdout.readline()
    process.send_signal(number)
    _, err = process.communicate(timeout=WAIT)
    assert process.returncode == 130
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [("nope",), ("status",), ("version", "extra"), ("get", "lamp", "--what")])
def test_wrong_calls_end_with_2_in_both_forms(arguments: tuple[str, ...]) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert done.err.startswith("Error: ")
    assert "--help" in done.err
    assert done.out == ""
    assert call(*arguments, "--json").error["code"] == "use"


def test_a_mistyped_command_is_answered_with_a_suggestion() -> None:
    assert 'Did you mean "devices"?' in call("devics").err


def test_common_options_stand_before_or_behind_the_command(devices: Path) -> None:
    before = call("--json", "--devices", devices, "devices")
    assert before.out == call("devices", "--devices", devices, "--json").out


def test_the_device_file_may_come_from_the_environment(devices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUYALAN_DEVICES", str(devices))
    assert len(call("devices", "--json").data["devices"]) == 8


def test_without_a_command_help_is_shown() -> None:
    done = call()
    assert done.code == 0
    assert "Find and keep devices" in done.out


def test_the_end_of_a_pipe_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_pipe(*_: object) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(main, "_run", break_pipe)
    monkeypatch.setattr("tuyalan.cli.output.drop_output", lambda: None)
    assert call("version") == (0, "", "")


def test_no_key_appears_in_anything_that_is_printed_at_debug_level(devices: Path, home: Home) -> None:
    runs = [
        ("status", "plug"), ("status", "curtain"), ("status", "switch"), ("status", "lamp"), ("status", "thermostat"),
        ("status", "gateway"), ("get", "lamp", "20"), ("set", "lamp", "22=111"), ("toggle", "switch"),
        ("watch", "--seconds", "1"), ("raw", "lamp", "query-new", "{}"), ("devices",), ("get", "lamp", "99"),
    ]  # fmt: skip
    for arguments in runs:
        for form in ((), ("--json",)):
            done = call(*arguments, "--debug", "--devices", devices, *form)
            text = done.out + done.err
            assert "tuyalan." in text or arguments == ("devices",)
            assert not [secret for secret in home.secrets() if secret in text], arguments
