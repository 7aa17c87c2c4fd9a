"""`tuyalan catalogue`: what is known of ten thousand products, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.points import Point, describe_points, show_points
from tuyalan.cli.results import Result
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.model.catalog.reading import Catalogue

_CODES_SHOWN: Final = 8


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """One product that was found."""

    product_key: str
    codes: tuple[str, ...]


class SearchResult(Result, frozen=True, kw_only=True):
    """Products in which all words are found."""

    words: str
    found: int
    """How many there are; `products` may be fewer."""
    products: tuple[Product, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        if not self.products:
            return Text(f"No product has {self.words!r} in its key, codes, names, units or words.")
        table = make_table("product key", "data points")
        for product in self.products:
            more = len(product.codes) - _CODES_SHOWN
            rest = f" and {more} more" if more > 0 else ""
            table.add_row(product.product_key, ", ".join(product.codes[:_CODES_SHOWN]) + rest)
        return Group(table, Text(f"{self.found} found, {len(self.products)} shown", style="dim"))


class ShowResult(Result, frozen=True, kw_only=True):
    """One product."""

    product_key: str
    points: tuple[Point, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        return show_points(self.points, title=self.product_key)


class StatsResult(Result, frozen=True, kw_only=True):
    """What the catalogue is."""

    products: int
    schemas: int
    """Distinct ones."""
    points: int
    origin: str
    version: str
    licence: str

    def view(self) -> RenderableType:
        """Return a few lines."""
        from rich.text import Text  # noqa: PLC0415

        return Text(
            f"{self.products:,} products with {self.points:,} data points in {self.schemas:,} distinct schemas,\n"
            f"made from {self.origin} {self.version} ({self.licence})"
        )


def catalogue(
    action: Literal["search", "show", "stats"], /, *words: str, limit: int = 20, context: Given
) -> SearchResult | ShowResult | StatsResult:
    """Look up what data points products have; needs no network.

    Args:
        action: What to do: search for products by words, show one product, or tell what the catalogue holds.
        words: For search, what must be found: codes, units, words of choices; for show, the product key.
        limit: The most products to list.
        context: Where output goes, and what is stored.
    """
    from tuyalan.knowledge.catalogue import open_catalogue  # noqa: PLC0415

    del context
    check_positive(limit, "--limit")
    opened = open_catalogue()
    if action == "stats":
        head = opened.head
        return StatsResult(
            products=head.products,
            schemas=head.schemas,
            points=head.points,
            origin=head.origin.name,
            version=head.origin.version,
            licence=head.origin.licence,
        )
    if not words:
        wanted = "a product key" if action == "show" else "what to search for"
        raise UseError(f"say {wanted}", hint="For example `tuyalan catalogue search cur_power humidity`.")
    return _search(opened, " ".join(words), limit) if action == "search" else _show(opened, words[0])


def _search(opened: Catalogue, words: str, limit: int) -> SearchResult:
    keys = list(opened.search(words))
    products = tuple(
        Product(product_key=key, codes=tuple(point.code for point in found.points.values()))
        for key in keys[:limit]
        if (found := opened.find(key)) is not None
    )
    return SearchResult(words=words, found=len(keys), products=products)


def _show(opened: Catalogue, product_key: str) -> ShowResult:
    from tuyalan.model.sources import Source  # noqa: PLC0415

    found = opened.find(product_key)
    if found is None:
        raise UseError(
            f"the catalogue has no product {product_key[:40]!r}",
            hint="Not every product is in it; `tuyalan catalogue search` finds others with the same data points.",
        )
    return ShowResult(product_key=product_key, points=describe_points(found.points.values(), Source.CATALOGUE))
