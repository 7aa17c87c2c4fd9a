"""One bridge for each base topic: how a bridge notices that another one is there, and which of two gives way.

A bridge that is up holds `bridge/state` online and `bridge/info` with its instance, both retained. A new one reads them,
then asks on `bridge/claim`; a bridge that lives answers there at once. What nobody answers for is a leftover: of a bridge
that was killed together with its broker, of a disk that was copied. Two that start in the same moment see each other's
info, and the one that started later gives way.

Pure: payloads in, verdicts and payloads out.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tuyalan.bridge.message import Incoming


class Verdict(enum.Enum):
    """What a message of a bridge means for this one."""

    NOTHING = "nothing"
    ECHO = "echo"
    """The broker has delivered our own question, and so before it everything that it had stored."""
    RIVAL = "rival"
    """Another bridge lives, and this one has to give way."""
    ANSWER = "answer"
    """Another bridge asks who is there."""
    ASSERT = "assert"
    """What is stored at the broker is wrong and has to be published again: another bridge's info, or its last will."""


class Claim(msgspec.Struct, omit_defaults=True):
    """What bridges say to each other."""

    instance: str
    is_alive: bool = False
    """It is an answer: this instance holds the base topic."""
    host: str = ""


class _Info(msgspec.Struct):
    instance: str
    started: float
    host: str = ""


class _State(msgspec.Struct):
    state: str


class Contest:
    """What one bridge knows of others on its base topic."""

    def __init__(self, instance: str, *, started: float, host: str = "") -> None:
        """Take what tells this bridge from others.

        Args:
            instance: Random, new with every start.
            started: Unix time, seconds.
            host: Where it runs, for people.
        """
        self._me = _Info(instance, started, host)
        self.is_up: bool = False
        """Whether this bridge holds the base topic."""
        self.rival: str = ""
        """Where the other bridge runs, as far as it says."""
        self._is_held = False
        self._holder = ""

    @property
    def is_taken(self) -> bool:
        """Whether what is stored at the broker says that another bridge is up; it may be a leftover."""
        return self._is_held and self._holder not in {"", self._me.instance}

    def ask(self) -> bytes:
        """Return the question whether somebody is there, after which nothing heard before counts."""
        self.is_up = self._is_held = False
        self._holder = ""
        return msgspec.json.encode(Claim(self._me.instance))

    def answer(self) -> bytes:
        """Return what tells others that this bridge lives."""
        return msgspec.json.encode(Claim(self._me.instance, is_alive=True, host=self._me.host))

    def hear(self, what: str, message: Incoming) -> Verdict:
        """Take what was published on `bridge/state`, `bridge/info` or `bridge/claim`; what cannot be read means nothing."""
        try:
            match what:
                case "state":
                    return self._hear_state(msgspec.json.decode(message.payload, type=_State))
                case "info":
                    return self._hear_info(msgspec.json.decode(message.payload, type=_Info))
                case _:
                    return self._hear_claim(msgspec.json.decode(message.payload, type=Claim))
        except (msgspec.DecodeError, RecursionError):
            # An empty payload too: somebody has cleared what is stored.
            return Verdict.ASSERT if self.is_up and not message.payload else Verdict.NOTHING

    def _hear_state(self, state: _State) -> Verdict:
        if self.is_up:
            # The will of the bridge before us, whose connection the broker gave up only now.
            return Verdict.NOTHING if state.state == "online" else Verdict.ASSERT
        self._is_held = state.state == "online"
        return Verdict.NOTHING

    def _hear_info(self, info: _Info) -> Verdict:
        if info.instance == self._me.instance:
            return Verdict.NOTHING
        self._holder, self.rival = info.instance, info.host
        if not self.is_up:
            return Verdict.NOTHING
        is_older = (self._me.started, self._me.instance) < (info.started, info.instance)
        return Verdict.ASSERT if is_older else Verdict.RIVAL

    def _hear_claim(self, claim: Claim) -> Verdict:
        if claim.instance == self._me.instance:
            return Verdict.NOTHING if claim.is_alive else Verdict.ECHO
        if not claim.is_alive:
            return Verdict.ANSWER if self.is_up else Verdict.NOTHING
        self.rival = claim.host
        return Verdict.NOTHING if self.is_up else Verdict.RIVAL
