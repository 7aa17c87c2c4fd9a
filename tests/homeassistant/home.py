"""Home Assistant as a process beside the test: what to ask of it, see `inside.py`."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

INSIDE: Final = Path(__file__).parent / "inside.py"
ENVIRONMENT: Final = "TUYALAN_HOME_ASSISTANT"
"""Names the Python of the environment that Home Assistant is installed in."""


class Home:
    """One running Home Assistant."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._in = cast("IO[str]", process.stdin)
        self._out = cast("IO[str]", process.stdout)

    def ask(self, do: str, **details: object) -> dict[str, Any]:
        """Have one thing done; fails the test if it could not be."""
        self._in.write(json.dumps({"do": do, **details}) + "\n")
        self._in.flush()
        line = self._out.readline()
        assert line, "Home Assistant ended"
        answer: dict[str, Any] = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer

    def find_release(self) -> tuple[int, int]:
        """Return year and month of the release."""
        year, month = str(self.ask("version")["version"]).split(".")[:2]
        return int(year), int(month)

    def check(self, topic: str, payload: str | bytes) -> list[str]:
        """Return what Home Assistant has against a discovery message."""
        text = payload if isinstance(payload, str) else payload.decode()
        return cast("list[str]", self.ask("check", topic=topic, payload=text)["problems"])

    def connect(self, port: int) -> None:
        """Set up its MQTT integration with a broker on loopback."""
        assert self.ask("connect", port=port)["state"] == "loaded"

    def wait_state(self, entity: str, state: str) -> None:
        """Wait until an entity has a state."""
        assert self.ask("wait", entity=entity, state=state)["state"] == state

    def states(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Return state and attributes of every entity."""
        return cast("dict[str, tuple[str, dict[str, Any]]]", self.ask("states")["states"])

    def call(self, service: str, **data: object) -> None:
        """Call a service, as a person or an automation does."""
        self.ask("call", service=service, data=data)

    def hear(self) -> list[list[int]]:
        """Return what infrared receivers heard since somebody listens."""
        return cast("list[list[int]]", self.ask("heard")["heard"])

    def list_fired(self, entity: str) -> list[str]:
        """Return what happened, as an entity tells it, since the start."""
        return cast("list[str]", self.ask("fired", entity=entity)["fired"])

    def log(self) -> list[str]:
        """Return warnings and errors since the last time."""
        return cast("list[str]", self.ask("log")["log"])


@contextmanager
def open_home() -> Generator[Home]:
    """Run Home Assistant while inside."""
    python = os.environ.get(ENVIRONMENT)
    if python is None:
        pytest.skip(f"{ENVIRONMENT} is not set: `make homeassistant` sets up what is needed")
    process = subprocess.Popen(  # noqa: S603 - our own script
        [python, str(INSIDE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        yield Home(process)
    finally:
        for end in (process.stdin, process.stdout):
            if end is not None:
                end.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
