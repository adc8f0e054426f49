"""Visits to addresses of the web: what to ask, what was found, and what is held already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dedup.errors import InputError, RetryLaterError
from dedup.model import Article, Listing, Received


@dataclass(frozen=True, slots=True)
class Visit:
    """An address to look at, with the marks of what was there the last time."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found at an address: an article, a listing, a failure, or nothing new (`not_modified`).

    `received` is the answer, also where it could not be used; None where there was none.
    """

    visit: Visit
    received: Received | None = None
    article: Article | None = None
    listing: Listing | None = None
    failure: InputError | None = None

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing changed since the last visit."""
        return self.received is not None and self.received.not_modified

    @property
    def next_visit(self) -> Visit:
        """The next visit, which asks only for what changed; after a failure it asks as this one did."""
        if self.received is None or self.failure is not None:
            return self.visit
        etag, changed = self.received.etag, self.received.last_modified
        if self.not_modified and etag is None and changed is None:
            return self.visit
        return replace(self.visit, etag=etag, last_modified=changed)

    @property
    def retry_seconds(self) -> float | None:
        """How long the site asks to be left alone; None where it does not."""
        return self.failure.seconds if isinstance(self.failure, RetryLaterError) else None


@dataclass(frozen=True, slots=True)
class Held:
    """What the caller holds of a page, as of when it knows it, and whether from a feed's entry instead of the page.

    Without an `article` no claims are added to it.
    """

    as_of: datetime | None
    article: Article | None = None
    from_feed: bool = False
