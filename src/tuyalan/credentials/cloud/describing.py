"""What the cloud says of the data points of a device, to a schema.

The replies are put into the forms that people export from the cloud, so that one reader serves both. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.errors import StorageError
from tuyalan.model.imports.plain import as_list, as_object
from tuyalan.model.imports.reading import parse_schemas

if TYPE_CHECKING:
    from tuyalan.credentials.base import Credential
    from tuyalan.model.schema import Schema
    from tuyalan.vocabulary import Json


def describe_by_strategy(
    credential: Credential, *, status: Json, specification: Json, reports: Json = None
) -> Schema | None:
    """Return the schema in the replies of the interface for logins with the phone app.

    Args:
        credential: Whose it is.
        status: The reply that knows numbers and codes of data points.
        specification: The reply that knows who can write them, and their limits.
        reports: The reply that knows which of them count increments.
    """
    codes = as_object(specification)
    strategy = {
        str(fields["dpId"]): {"status_code": fields.get("statusCode") or fields.get("dpCode"), "config_item": fields}
        for fields in map(as_object, as_list(as_object(status).get("dpStatusRelationDTOS")))
        if "dpId" in fields
    }
    document: dict[str, Json] = {
        "function": _by_code(codes.get("functions")),
        "status_range": _with_reports(_by_code(codes.get("status")), reports),
        "local_strategy": strategy,
    }
    return _parse(credential, [document])


def describe_by_specification(credential: Credential, *, specification: Json, model: Json) -> Schema | None:
    """Return the schema in the replies of the developer platform; the model also knows points of no standard."""
    codes = as_object(specification)
    documents: list[dict[str, Json]] = [
        {"functions": as_list(codes.get("functions")), "status": as_list(codes.get("status"))},
        {"model": as_object(model).get("model")},
    ]
    return _parse(credential, documents)


def _with_reports(points: dict[str, dict[str, Json]], reports: Json) -> dict[str, Json]:
    kinds = {fields.get("dp_code"): fields.get("report_type") for fields in map(as_object, as_list(reports))}
    return {code: fields | {"report_type": kinds.get(code)} for code, fields in points.items()}


def _by_code(entries: Json) -> dict[str, dict[str, Json]]:
    return {
        code: {"type": fields.get("type"), "values": fields.get("values")}
        for fields in map(as_object, as_list(entries))
        if isinstance(code := fields.get("code"), str)
    }


def _parse(credential: Credential, documents: list[dict[str, Json]]) -> Schema | None:
    owner: dict[str, Json] = {
        "id": credential.id,
        "product_id": credential.product_key,
        "product_name": credential.product_name,
        "category": credential.category,
    }
    try:
        found = parse_schemas(
            msgspec.json.encode([owner | document for document in documents]),
            source="the cloud",
            device_id=credential.id,
        )
    except StorageError:
        return None
    return found.devices.get(credential.id)
