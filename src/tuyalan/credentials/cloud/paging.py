"""Lists of the developer platform that come in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.errors import CloudAnswerError
from tuyalan.model.imports.plain import as_list, as_object

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from tuyalan.credentials.cloud.project import Project
    from tuyalan.vocabulary import Json

MAX_PAGES: Final = 1000
"""Most pages that are fetched of one list."""


async def iter_pages(
    project: Project,
    path: str,
    query: Mapping[str, str],
    *,
    field: str,
    key: str = "last_row_key",
    answer_key: str = "last_row_key",
) -> AsyncGenerator[list[dict[str, Json]]]:
    """Yield the entries of each page of a list.

    Args:
        project: Whom to ask.
        path: Where.
        query: What, without the place in the list.
        field: The field of an answer that holds its entries.
        key: What the place in the list is called in a request.
        answer_key: What it is called in an answer.

    Raises:
        CloudError: what `Project.request` raises; a list that does not end.
    """
    place = ""
    for _ in range(MAX_PAGES):
        page = as_object(await project.get(path, {**query, key: place} if place else query))
        yield [as_object(entry) for entry in as_list(page.get(field))]
        following = page.get(answer_key)
        if page.get("has_more", page.get("has_next")) is not True or not isinstance(following, str):
            return
        if following == place:
            raise CloudAnswerError("the cloud says that there is more, but not where")
        place = following
    raise CloudAnswerError(f"the cloud has not come to an end after {MAX_PAGES} pages")
