"""Commands that arrive: to whom, what is wanted, and the answer if it cannot be done.

Payloads are understood here and values planned; sending them is the hub's.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from tuyalan.bridge import commands, payloads
from tuyalan.bridge.intake import Command, Origin
from tuyalan.bridge.levels import make_level
from tuyalan.bridge.topics import Purpose, parse_number
from tuyalan.errors import MessageError, ResponseTimeoutError, TuyalanError, UnknownDeviceError, UnknownDpError
from tuyalan.vocabulary import as_object

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

    from tuyalan.bridge.board import Board
    from tuyalan.bridge.intake import Intake
    from tuyalan.bridge.message import Incoming, Message
    from tuyalan.bridge.topics import Address
    from tuyalan.fleet.hub import Hub
    from tuyalan.fleet.member import Member

QUESTIONS: Final = 3
"""How often a device is asked for its state when it has not said what became of a write."""
RETAINED_HINT: Final = (
    "Send commands without the retain flag, and clear this one: publish an empty retained message there."
)


class Orders:
    """Turns commands into writes of one hub."""

    def __init__(
        self,
        hub: Hub,
        board: Board,
        intake: Intake,
        *,
        publish: Callable[[Sequence[Message]], None],
        fail: Callable[[Origin, TuyalanError], None],
        timeout: float | None = None,
    ) -> None:
        """Take who carries commands out, who has which level, and how to publish what was asked for.

        Args:
            hub: Who writes.
            board: Who has which level.
            intake: Where commands run.
            publish: Publishes messages.
            fail: Told of commands that cannot be carried out, and who sent them.
            timeout: How long a device may take, seconds.
        """
        self._hub = hub
        self._board = board
        self._intake = intake
        self._publish = publish
        self._fail = fail
        self._timeout = timeout

    def take(self, address: Address, message: Incoming) -> None:
        """Begin to carry out a command; whatever is wrong with it is told to its sender."""
        try:
            self._take(address, message)
        except TuyalanError as error:
            level = address.level if self._board.is_known(address.level) else ""
            self._fail(Origin(level, message.topic), error)

    def _take(self, address: Address, message: Incoming) -> None:
        if message.is_retained:
            # It was meant when it was sent; what it does now, after a restart, nobody has asked for.
            if not message.payload:
                return
            raise MessageError("this command was stored by the broker, so it was not carried out", hint=RETAINED_HINT)
        found = self._board.find(address.level)
        if found is None:
            raise UnknownDeviceError(
                f"there is no device or group {payloads.show(address.level)!r}",
                hint="See bridge/devices for the names of all devices.",
            )
        if isinstance(found, str):
            self._take_group(found, address, message)
        else:
            self._take_device(found, address, message)

    def _take_device(self, member: Member, address: Address, message: Incoming) -> None:
        match address.purpose:
            case Purpose.SET:
                wanted = payloads.parse_command(message.payload)
                origin = Origin(address.level, message.topic, wanted.transaction)
                self._set(member, lambda: commands.resolve(wanted.values, member.model, member.features), origin)
            case Purpose.SET_PROPERTY:
                value = payloads.parse_value(message.payload)
                values = {address.item: value}
                origin = Origin(address.level, message.topic)
                self._set(member, lambda: commands.resolve(values, member.model, member.features), origin)
            case Purpose.SET_FEATURE:
                self._set_feature(member, address, message)
            case Purpose.GET:
                self._get(member, Origin(address.level, message.topic))
            case Purpose.SET_DPS:
                fields = payloads.parse_object(payloads.parse_text(message.payload))
                self._write(member, fields, Origin(address.level, message.topic))
            case Purpose.SET_DP:
                raw = payloads.parse_raw(message.payload)
                self._write(member, {address.item: raw}, Origin(address.level, message.topic))
            case _:
                raise MessageError("devices take no such command")

    def _set_feature(self, member: Member, address: Address, message: Incoming) -> None:
        wanted = payloads.parse_command(message.payload)
        origin = Origin(address.level, message.topic, wanted.transaction)
        key, values = address.item, wanted.values
        self._set(member, lambda: commands.resolve_feature(key, values, member.model, member.features), origin)

    def _set(self, member: Member, plan: Callable[[], dict[str, object]], origin: Origin) -> None:
        try:
            values = plan()
            member.model.plan(values)
        except TuyalanError as error:
            self._fail(origin, error)
            return
        if not values:
            # A heater that does nothing but heat is told to heat: there is nothing to write, and nothing wrong.
            return

        async def run(values: dict[str, object]) -> None:
            with self._finding_out(member):
                await member.set(values, timeout=self._timeout)

        self._intake.put(f"set {member.id}", Command(values, (origin,), run))

    def _write(self, member: Member, fields: Mapping[str, object], origin: Origin) -> None:
        numbers = {name: parse_number(name) for name in fields}
        wrong = next((name for name, number in numbers.items() if not number), None)
        if wrong is not None or not fields:
            raise MessageError(f"{payloads.show(wrong or '')!r} is no number of a data point")

        async def run(values: dict[str, object]) -> None:
            with self._finding_out(member):
                await member.write({int(name): value for name, value in values.items()}, timeout=self._timeout)

        self._intake.put(f"write {member.id}", Command(dict(fields), (origin,), run))

    @contextlib.contextmanager
    def _finding_out(self, member: Member) -> Generator[None]:
        """Ask a device for its state if what became of a write inside is not known: its report may be what was lost."""
        try:
            yield
        except ResponseTimeoutError:
            self._intake.put(f"ask {member.id}", Command({}, (), lambda _: self._ask(member)))
            raise

    async def _ask(self, member: Member) -> None:
        for _ in range(QUESTIONS):
            try:
                await member.opened().status(timeout=self._timeout)
            except ResponseTimeoutError:
                continue
            return

    def _get(self, member: Member, origin: Origin) -> None:
        async def run(values: dict[str, object]) -> None:
            del values
            await member.opened().status(timeout=self._timeout)
            self._publish(self._board.build(member.id))

        self._intake.put(f"get {member.id}", Command({}, (origin,), run))

    def _take_group(self, name: str, address: Address, message: Incoming) -> None:
        match address.purpose:
            case Purpose.SET_FEATURE:
                self._set_shared(name, address, message)
                return
            case Purpose.SET:
                wanted = payloads.parse_command(message.payload)
                values, transaction = wanted.values, wanted.transaction
            case Purpose.SET_PROPERTY:
                values, transaction = {address.item: payloads.parse_value(message.payload)}, None
            case Purpose.GET:
                self._get_group(name, Origin(address.level, message.topic))
                return
            case _:
                raise MessageError("groups can only be set and asked for")

        async def run(values: dict[str, object]) -> None:
            result = await self._hub.groups.set(
                name,
                lambda member: commands.resolve(values, member.model, member.features),
                timeout=self._timeout,
            )
            result.check()

        origin = Origin(address.level, message.topic, transaction)
        self._intake.put(f"group {name}", Command(dict(values), (origin,), run))

    def _set_shared(self, name: str, address: Address, message: Incoming) -> None:
        """Command a feature of all devices of a group; each plans by what it is doing now."""
        wanted = payloads.parse_command(message.payload)
        code = address.item
        keys = self._board.list_shared(name)
        if not any(code in {key, make_level(key)} for key in keys):
            raise UnknownDpError(
                f"there is no feature {payloads.show(code)!r} that all devices of the group have alike",
                hint=f"There are: {', '.join(keys)}." if keys else "Set the devices one by one, or by `set`.",
            )

        def resolve(member: Member, wishes: Iterable[object]) -> dict[str, object]:
            planned: dict[str, object] = {}
            for wish in wishes:
                planned |= commands.resolve_shared(code, as_object(wish), member.model, member.features)
            return planned

        async def run(values: dict[str, object]) -> None:
            result = await self._hub.groups.set(
                name, lambda member: resolve(member, values.values()), timeout=self._timeout
            )
            result.check()

        origin = Origin(address.level, message.topic, wanted.transaction)
        # Fields that say one thing together, such as a colour and its brightness, are never mixed with those of another command.
        fields = " ".join(sorted(wanted.values))
        self._intake.put(f"group {name} {code}", Command({fields: wanted.values}, (origin,), run))

    def _get_group(self, name: str, origin: Origin) -> None:
        async def run(values: dict[str, object]) -> None:
            del values
            result = await self._hub.groups.ask(name, timeout=self._timeout)
            self._publish(self._board.build_group(name))
            result.check()

        self._intake.put(f"get group {name}", Command({}, (origin,), run))
