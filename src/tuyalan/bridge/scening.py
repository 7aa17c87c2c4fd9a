"""Requests about scenes, carried out by the hub: values may be named and said as in commands to devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from tuyalan.bridge import commands
from tuyalan.bridge.asking import AddScene, RecallScene, RemoveScene, SceneRequest, StoreScene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.bridge.board import Board
    from tuyalan.fleet.hub import Hub
    from tuyalan.fleet.member import Member
    from tuyalan.vocabulary import Json


class Director:
    """Makes, recalls and forgets the scenes of one hub."""

    def __init__(self, hub: Hub, board: Board, *, find: Callable[[str], Member]) -> None:
        """Take whose scenes they are, who has which level in topics, and what finds a device."""
        self._hub = hub
        self._board = board
        self._find = find

    async def carry_out(self, request: SceneRequest) -> Mapping[str, Json]:
        """Do what is asked for and return what the answer says.

        Raises:
            UnknownDeviceError: a device is not known.
            UnknownSceneError: there is no such scene.
            GroupError: some devices did not do what all were asked for.
            TuyalanError: what `Scenes` raises otherwise.
        """
        scenes = self._hub.scenes
        match request:
            case AddScene():
                values = {self._find(device).id: given for device, given in request.values.items()}
                made = await scenes.put(request.name, {key: self._resolve(key, each) for key, each in values.items()})
                return {"name": made.name, "devices": len(made.values)}
            case StoreScene():
                made = await scenes.capture(request.name, [member.id for member in self._list(request.members)])
                return {"name": made.name, "devices": len(made.values)}
            case RecallScene():
                result = await scenes.recall(request.id)
                result.check()
                return {"name": request.id, "devices": len(result.outcomes)}
            case RemoveScene():
                await scenes.remove(request.id)
                return {"name": request.id}
            case _:
                assert_never(request)

    def _resolve(self, device_id: str, given: Mapping[str, Json]) -> dict[str, object]:
        member = self._hub.members[device_id]
        return commands.resolve(given, member.model, member.features)

    def _list(self, names: Iterable[str]) -> Iterable[Member]:
        """Yield devices, those of groups too."""
        for name in names:
            found = self._board.find(name)
            if isinstance(found, str):
                yield from self._hub.groups.members(found)
            else:
                yield self._find(name)
