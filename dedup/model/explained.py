"""What happened when an address was fetched, for those who want to know why it was taken for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import Article
    from dedup.model.listing import Listing
    from dedup.model.received import Hop, Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The way to an address, what answered, and what was made of it: an article, a listing, or a failure.

    `hops` are all that were taken, the last of a failed fetch included. `page_words` counts the words that a page
    shows, `left_out` are those of its paragraphs, list items and headings that are no part of the article. `failure` is
    a sentence, `failure_kind` the name of its class in `dedup.errors`.
    """

    asked: str
    hops: tuple[Hop, ...]
    received: Received | None = None
    article: Article | None = None
    listing: Listing | None = None
    failure: str | None = None
    failure_kind: str | None = None
    page_words: int | None = None
    left_out: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()

    @property
    def taken_for(self) -> str | None:
        """What it was taken for: a medium or a kind of listing; None where it could not be used."""
        if self.article is not None:
            return self.article.capture.medium.value
        return self.listing.kind.value if self.listing is not None else None
