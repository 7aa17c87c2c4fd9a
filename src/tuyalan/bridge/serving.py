"""Requests to the bridge, carried out by the hub; the answer is what the request came to, never a key."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, assert_never

from tuyalan.bridge import requests
from tuyalan.bridge.asking import (
    AddDevice,
    AddGroup,
    AddMember,
    AddScene,
    DeviceOptions,
    HealthCheck,
    RecallScene,
    RefreshDevice,
    RekeyDevice,
    Reload,
    RemoveDevice,
    RemoveGroup,
    RemoveMember,
    RemoveScene,
    RenameDevice,
    RenameGroup,
    Restart,
    Scan,
    StoreScene,
)
from tuyalan.bridge.scening import Director
from tuyalan.errors import CredentialError, MessageError, TuyalanError, UseError
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tuyalan.bridge.asking import Request
    from tuyalan.bridge.board import Board
    from tuyalan.bridge.requests import Asked
    from tuyalan.fleet.groups import Group
    from tuyalan.fleet.hub import Hub
    from tuyalan.fleet.member import Member
    from tuyalan.vocabulary import Json

_log: Final = logging.getLogger("tuyalan.bridge")

MAX_LISTENING: Final = 60.0
"""Longest time that a scan listens, seconds."""
MAX_UNDER_WAY: Final = 32
"""Requests that are carried out at the same time."""


class Office:
    """Carries out requests."""

    def __init__(
        self,
        hub: Hub,
        board: Board,
        *,
        restart: Callable[[], None] | None = None,
        reload: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """Take who can do what is asked for.

        Args:
            hub: Who keeps the devices.
            board: Who has which level in topics.
            restart: Ends the process, so that it is started again.
            reload: Reads files and configuration again.
        """
        self._hub = hub
        self._board = board
        self._restart = restart
        self._reload = reload
        self._director = Director(hub, board, find=self._find)
        self._under_way = 0

    async def answer(self, asked: Asked) -> bytes:
        """Carry out a request and return the answer, whatever comes of it."""
        if asked.request is None:
            problem = asked.problem or MessageError("this is no request")
            return requests.build_refusal(problem, transaction=asked.transaction)
        if self._under_way >= MAX_UNDER_WAY:
            busy = UseError("too many requests are being carried out", hint="Wait for answers, then ask again.")
            return requests.build_refusal(busy, transaction=asked.transaction)
        self._under_way += 1
        try:
            data = await self._carry_out(asked.request)
        except TuyalanError as error:
            return requests.build_refusal(error, transaction=asked.transaction)
        except Exception as error:  # noqa: BLE001 - a request must not end the bridge
            _log.exception("a request failed: %s", asked.name)
            failed = TuyalanError(f"the request failed: {type(error).__name__}")
            return requests.build_refusal(failed, transaction=asked.transaction)
        finally:
            self._under_way -= 1
        return requests.build_response(data, transaction=asked.transaction)

    async def _carry_out(self, request: Request) -> Mapping[str, Json]:
        match request:
            case HealthCheck() | Restart() | Reload() | Scan():
                return await self._tend(request)
            case AddGroup() | RemoveGroup() | RenameGroup() | AddMember() | RemoveMember():
                return await self._change_group(request)
            case AddScene() | StoreScene() | RecallScene() | RemoveScene():
                return await self._director.carry_out(request)
            case _:
                return await self._change_device(request)

    async def _tend(self, request: HealthCheck | Restart | Reload | Scan) -> Mapping[str, Json]:
        match request:
            case HealthCheck():
                return {"healthy": True}
            case Restart():
                return self._ask_restart()
            case Reload():
                return await self._ask_reload()
            case Scan():
                return await self._scan(request.time)
            case _:
                assert_never(request)

    async def _change_device(
        self, request: AddDevice | RemoveDevice | RenameDevice | RekeyDevice | DeviceOptions | RefreshDevice
    ) -> Mapping[str, Json]:
        hub = self._hub
        match request:
            case AddDevice():
                return self._identify(await hub.add(_make_record(request)))
            case RemoveDevice():
                member = self._find(request.id)
                told = self._identify(member)
                await hub.remove(member.id)
                return told
            case RenameDevice():
                member = await hub.rename(self._find(request.source).id, request.to)
                return {"from": request.source, "to": member.name, **self._identify(member)}
            case RekeyDevice():
                return self._identify(await hub.rekey(self._find(request.id).id, request.key))
            case DeviceOptions():
                return await self._change_options(request)
            case RefreshDevice():
                member = self._find(request.id)
                dps = await hub.refresh(member.id)
                return {**self._identify(member), "dps": {str(dp): value for dp, value in dps.items()}}
            case _:
                assert_never(request)

    async def _change_group(
        self, request: AddGroup | RemoveGroup | RenameGroup | AddMember | RemoveMember
    ) -> Mapping[str, Json]:
        groups = self._hub.groups
        match request:
            case AddGroup():
                if any(name.casefold() == request.name.strip().casefold() for name in groups):
                    raise UseError(f"there is a group {request.name!r} already")
                members = [self._find(device).id for device in request.members]
                return _describe(await groups.put(request.name, members))
            case RemoveGroup():
                group = groups.find(request.id)
                await groups.remove(group.name)
                return {"name": group.name}
            case RenameGroup():
                group = groups.find(request.source)
                renamed = await groups.rename(group.name, request.to)
                return {"from": group.name, "to": renamed.name}
            case AddMember():
                group = groups.find(request.group)
                members = [*group.members, self._find(request.device).id]
            case RemoveMember():
                group = groups.find(request.group)
                gone = self._find(request.device).id
                members = [device_id for device_id in group.members if device_id != gone]
            case _:
                assert_never(request)
        return _describe(await groups.put(group.name, members))

    async def _change_options(self, request: DeviceOptions) -> Mapping[str, Json]:
        member = self._find(request.id)
        unknown = set(request.options) - {"room"}
        if unknown or not request.options:
            raise MessageError(f"there is no option {sorted(unknown)}", hint="The options are: room.")
        member = await self._hub.rename(member.id, member.name, room=request.options["room"] or "")
        return {**self._identify(member), "options": {"room": member.room}}

    def _find(self, text: str) -> Member:
        """Return the device that is meant: by its level in topics, its name, its id or its address."""
        found = self._board.find(text)
        return self._hub.find(text) if found is None or isinstance(found, str) else found

    def _identify(self, member: Member) -> dict[str, Json]:
        return {"id": member.id, "friendly_name": self._board.level_of(member.id)}

    def _ask_restart(self) -> Mapping[str, Json]:
        if self._restart is None:
            raise UseError("nobody would start the bridge again", hint="Restart what runs it.")
        self._restart()
        return {}

    async def _ask_reload(self) -> Mapping[str, Json]:
        if self._reload is None:
            raise UseError("this bridge reads no files", hint="Restart what runs it.")
        await self._reload()
        return {}

    async def _scan(self, time: float) -> Mapping[str, Json]:
        if not 0 <= time <= MAX_LISTENING:
            raise MessageError(f"a scan listens for 0 to {MAX_LISTENING:g} seconds")
        await asyncio.sleep(time)
        return {
            "devices": [
                {"id": key, "address": found.address, "version": None if found.version is None else str(found.version)}
                for key, found in self._hub.found.items()
            ]
        }


def _describe(group: Group) -> Mapping[str, Json]:
    return {"name": group.name, "members": list(group.members)}


def _make_record(request: AddDevice) -> DeviceRecord:
    """Return what the store is to know of a new device.

    Raises:
        CredentialError: the key is none.
        MessageError: the version is none.
    """
    try:
        key = LocalKey(request.key) if request.key else None
    except ValueError as error:
        raise CredentialError(str(error), device_id=request.id) from None
    try:
        version = Version(request.version) if request.version else None
    except ValueError:
        raise MessageError("this is no version", hint=f"Versions are: {', '.join(Version)}.") from None
    return DeviceRecord(
        id=request.id,
        name=request.name,
        key=key,
        address=request.address or None,
        version=version,
        parent=request.parent or None,
        cid=request.cid or None,
        extra={"room": request.room} if request.room else {},
    )
