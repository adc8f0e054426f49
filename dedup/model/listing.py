"""What lists pages: feeds and site maps, with what they claim about each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import Claim, DateClaim, Finding


class ListingKind(StrEnum):
    """What a listing turned out to be when it was looked at."""

    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json-feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap-index"
    SITEMAP_TEXT = "sitemap-text"

    @property
    def is_feed(self) -> bool:
        """Whether its entries are articles, of which it may hold the text."""
        return self in {ListingKind.RSS, ListingKind.ATOM, ListingKind.JSON_FEED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page of a listing.

    `url` is absolute where the listing's address was known, with what wrapped it taken off, and can be fetched; its
    normal form is the page's key. `content` is the whole text in markup and `summary` a part, as far as the feed calls
    them so. Findings tell of dates that were not taken.
    """

    url: str | None
    id: str | None = None
    title: Claim | None = None
    author: Claim | None = None
    publisher: Claim | None = None
    language: Claim | None = None
    published: DateClaim | None = None
    updated: DateClaim | None = None
    summary: str | None = None
    content: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed or site map.

    `more` are the addresses of further listings: the site maps of an index, the next page of a feed; never the
    listing's own. A circle over several of them shows in their normal forms. `cut_short` says that a limit or damage
    ended the reading, and holds the reason.
    """

    kind: ListingKind
    address: str | None = None
    title: str | None = None
    home: str | None = None  # the address of the site that a feed is of, by its own word
    entries: tuple[Entry, ...] = ()
    more: tuple[str, ...] = ()
    cut_short: str | None = None
