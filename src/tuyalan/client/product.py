"""Which product a device is, heard from its announcements: for a device that was connected to without any."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tuyalan.client.discovery import Found
    from tuyalan.client.network import Network

HEAR_TIMEOUT: Final = 60.0
"""How long to listen, seconds; devices announce themselves every 3 to 10 s, or not at all while they are connected."""


async def hear_product(network: Network, device_id: str) -> str | None:
    """Return the maker's id of the product, `None` if the device did not say it in time. Nothing is asked."""
    heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def take(found: Found) -> None:
        if found.product_key and not heard.done():
            heard.set_result(found.product_key)

    async with network.beacons() as beacons:
        unsubscribe = beacons.subscribe(device_id, take)
        try:
            async with asyncio.timeout(HEAR_TIMEOUT):
                return await heard
        except TimeoutError:
            return None
        finally:
            unsubscribe()
