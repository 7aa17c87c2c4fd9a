"""The updates of several devices come in one stream."""

from __future__ import annotations

from contextlib import AsyncExitStack

from tests.client.household import home, take, until
from tests.support import run
from tuyalan.client.watch_all import watch_all
from tuyalan.sim import models


def test_one_reader_hears_all_devices_until_it_stops() -> None:
    async def body() -> None:
        async with home() as house, AsyncExitStack() as stack:
            devices = [await house.add(models.switch(version)) for version in ("3.1", "3.3", "3.5")]
            clients = [await stack.enter_async_context(house.client(device)) for device in devices]
            async with watch_all(clients) as watch:
                # No countdown, which would go on by itself.
                words = dict(zip((device.id for device in devices), ("off", "on", "memory"), strict=True))
                for device in devices:
                    device.set(14, words[device.id])
                updates = await take(watch, 3)
                assert {update.device_id: update.dps for update in updates} == {
                    device: {14: word} for device, word in words.items()
                }
                await clients[0].close()
                devices[1].set(14, "off")
                assert (await take(watch))[0].dps == {14: "off"}
            devices[1].set(14, "memory")
            await until(lambda: clients[1].dps[14] == "memory")
            assert [update async for update in watch] == []

    run(body())
