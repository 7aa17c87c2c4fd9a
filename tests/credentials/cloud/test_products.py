"""The data points of all products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.support import run
from tuyalan.credentials.base import Credential
from tuyalan.credentials.cloud.products import describe_products, read_if_told
from tuyalan.errors import CloudRefusedError
from tuyalan.model.schema import Schema

if TYPE_CHECKING:
    import pytest

    from tuyalan.vocabulary import Json

SCHEMA: Final = Schema(points={})
OLDER: Final = Schema(points={})


def test_one_device_of_each_product_is_asked_about_and_answers_for_all() -> None:
    asked: list[str] = []
    told: list[str] = []

    async def fetch(credential: Credential) -> Schema | None:
        asked.append(credential.id)
        return SCHEMA if credential.product_key == "lamp" else None

    household = (
        Credential(id="bf01", product_key="lamp"),
        Credential(id="bf02", product_key="lamp"),
        Credential(id="bf03"),
        Credential(id="bf04", product_key="other", schema=OLDER),
    )
    described = run(describe_products(household, fetch, tell=told.append))
    assert sorted(asked) == ["bf01", "bf03", "bf04"]
    assert [each.id for each in described] == [each.id for each in household]
    assert [each.schema for each in described][2] is None
    assert all(each.schema is SCHEMA for each in described[:2])
    assert described[3].schema is OLDER
    assert told[-1] == "data points of 3 of 3 products"


class Silent:
    """A cloud that tells nothing."""

    async def get(self, path: str) -> Json:
        """Refuse."""
        raise CloudRefusedError(f"not {path}", number="1106")


def test_what_the_cloud_does_not_tell_costs_the_description_only(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        assert run(read_if_told(Silent(), "/v1.0/x")) is None
    assert "GET /v1.0/x" in caplog.text
