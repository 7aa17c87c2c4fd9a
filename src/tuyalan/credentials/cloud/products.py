"""The data points of all products of a household: one device of each is asked about, and answers for the others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from tuyalan.credentials.cloud.rounds import ask_each
from tuyalan.errors import CloudError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from tuyalan.credentials.base import Credential
    from tuyalan.model.schema import Schema
    from tuyalan.vocabulary import Json

_LOG: Final = logging.getLogger("tuyalan.credentials")


class Cloud(Protocol):
    """An account or a project."""

    async def get(self, path: str) -> Json:
        """Read something and return the result."""
        ...


async def describe_products(
    credentials: tuple[Credential, ...],
    fetch_schema: Callable[[Credential], Awaitable[Schema | None]],
    *,
    tell: Callable[[str], None],
) -> tuple[Credential, ...]:
    """Return the devices, each with the schema of its product if there is one.

    Args:
        credentials: The devices; one whose product is not known stands for itself.
        fetch_schema: Asks about one device.
        tell: Called with what is being done, for people.
    """
    examples = list({_kind(each): each for each in reversed(credentials)}.values())[::-1]
    found = await ask_each(
        examples, fetch_schema, tell=lambda done, count: tell(f"data points of {done} of {count} products")
    )
    return _spread(credentials, {_kind(each): schema for each, schema in zip(examples, found, strict=True)})


async def read_if_told(cloud: Cloud, path: str) -> Json:
    """Return what the cloud says at a path; `None` if it does not, since no description is worth losing keys for."""
    try:
        return await cloud.get(path)
    except CloudError as error:
        _LOG.debug("GET %s: %s", path, error)
        return None


def _spread(credentials: Iterable[Credential], schemas: dict[str, Schema | None]) -> tuple[Credential, ...]:
    return tuple(msgspec.structs.replace(each, schema=schemas[_kind(each)] or each.schema) for each in credentials)


def _kind(credential: Credential) -> str:
    return credential.product_key or credential.id
