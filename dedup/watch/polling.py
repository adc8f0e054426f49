"""One look at one source: what it holds that is new, in pieces, and at last how it went.

A look runs in a thread of its own and writes nothing; what it found is taken into the archive by the watch's one
writer. The marks by which a server says that nothing changed are only to be remembered when nothing of the listing is
left to be read, as a page that failed would otherwise hide behind them for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dedup.archive import Watchbook
from dedup.config import IngestLimits
from dedup.errors import (
    AddressError,
    FetchError,
    FetchStoppedError,
    FetchTooLargeError,
    InputError,
    StatusError,
    TooManyRedirectsError,
    UnusableError,
)
from dedup.fetch import Client
from dedup.ingest import Found, Held, Live, Visit, Workers
from dedup.model import Article, Medium, PageState, SourceState
from dedup.text.addresses import normal_url
from dedup.watch.schedule import wait
from dedup.watch.settings import SourceKind, WatchedSource

PIECE = 25
"""Articles that are handed over at a time: a killed watch reads no more than these again."""

_WORTH_ANOTHER_TRY = frozenset({408, 425, 429})  # of the statuses that say that the question was wrong


@dataclass(frozen=True, slots=True)
class Piece:
    """Some articles of a source, the states of the pages that they, or what failed instead, came from, and failures.

    `failures` are addresses with what was wrong, each only the first time in a row.
    """

    source: WatchedSource
    articles: tuple[Article, ...] = ()
    pages: tuple[PageState, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a look at a source went that began at `at`; `visit` is the next one where nothing was wrong."""

    source: WatchedSource
    at: datetime
    visit: Visit
    failure: InputError | None = None
    retry_seconds: float | None = None


@dataclass(slots=True)
class Poller:
    """Looks at sources with a client, and workers to read what they hold. Closing the client ends all looks soon."""

    client: Client
    book: Watchbook
    now: Callable[[], datetime]
    workers: Workers | None = None

    def poll(self, source: WatchedSource, state: SourceState) -> Iterator[Piece | Ended]:
        """Look at a source: pieces as they come, and an `Ended` at last, unless the client was closed."""
        at = self.now()
        look = _Look(self.book, source, at)
        live = Live(self.client, IngestLimits(), held=look.held, workers=self.workers)
        visit = Visit(source.url, state.etag, state.last_modified)
        try:
            answer = self.client.fetch(visit.url, etag=visit.etag, last_modified=visit.last_modified)
            found = live.found(visit, answer)
        except FetchError as error:
            found = live.found(visit, error)
        failure = found.failure or _unexpected(found, source.kind)
        if failure is None:
            look.foresee(found)
            for item in live.articles(found, look.failed):
                if isinstance(item, Article):
                    look.read(item)
                if look.is_full:
                    yield look.piece()
            if look.stopped:
                return
            yield look.piece()
        if isinstance(failure, FetchStoppedError):
            return
        marked = not (failure or look.open_ends)
        yield Ended(source, at, found.next_visit if marked else Visit(source.url), failure, found.retry_seconds)


@dataclass(slots=True)
class _Look:
    """What one look has found so far, and what was remembered of the pages it meets."""

    book: Watchbook
    source: WatchedSource
    at: datetime
    open_ends: bool = False  # something is left to be read
    stopped: bool = False
    _known: dict[str, PageState | None] = field(default_factory=dict)
    _articles: list[Article] = field(default_factory=list)
    _pages: list[PageState] = field(default_factory=list)
    _failures: list[tuple[str, str]] = field(default_factory=list)

    def foresee(self, found: Found) -> None:
        """Look up all pages of a listing at once."""
        entries = found.listing.entries if found.listing else ()
        urls = {normal_url(entry.url).url for entry in entries if entry.url}
        self._known.update(dict.fromkeys(urls))
        self._known.update(self.book.pages(self.source.url, urls))

    def held(self, url: str) -> Held | None:
        """What is remembered of a page; one that failed is left alone until its time has come."""
        state = self._state(url)
        if state is None:
            return None
        if state.next_at is None:
            return None if state.whole else Held(state.read_at)  # a text in the feed costs no question to read again
        if state.next_at <= self.at or state.next_at - self.at > timedelta(days=2):  # or the clock was set back
            return None
        self.open_ends = True
        return Held(None)

    def read(self, article: Article) -> None:
        """Take an article."""
        whole = article.capture.medium is Medium.ENTRY
        address = (article.capture.uri if whole else article.capture.source) or article.key
        self._articles.append(article)
        self._pages.append(PageState(url=normal_url(address).url, source=self.source.url, read_at=self.at, whole=whole))

    def failed(self, address: str, error: InputError) -> None:
        """Note what could not be read."""
        if isinstance(error, FetchStoppedError):
            self.stopped = True
            return
        url = normal_url(address).url
        before = self._state(url)
        if before is None or (not before.failures and before.read_at is None):
            self._failures.append((address, str(error)))
        state = before or PageState(url=url, source=self.source.url)
        if _is_final(error):
            self._pages.append(replace(state, read_at=self.at, failures=0, next_at=None))
            return
        self.open_ends = True
        failures = state.failures + 1
        later = self.at + timedelta(seconds=wait(url, self.source.interval, failures, getattr(error, "seconds", None)))
        self._pages.append(replace(state, failures=failures, next_at=later))

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand over what was found."""
        return len(self._articles) >= PIECE or len(self._pages) >= 4 * PIECE

    def piece(self) -> Piece:
        """Hand over what was found since the last time."""
        piece = Piece(self.source, tuple(self._articles), tuple(self._pages), tuple(self._failures))
        self._articles.clear()
        self._pages.clear()
        self._failures.clear()
        return piece

    def _state(self, url: str) -> PageState | None:
        if url not in self._known:
            self._known[url] = self.book.pages(self.source.url, [url]).get(url)
        return self._known[url]


def _unexpected(found: Found, kind: SourceKind) -> UnusableError | None:
    """What was found, if it is of another kind than the source is said to be."""
    if found.not_modified or kind is SourceKind.AUTO:
        return None
    is_feed = found.listing is not None and found.listing.kind.is_feed
    is_kind = {
        SourceKind.PAGE: found.article is not None,
        SourceKind.FEED: is_feed,
        SourceKind.SITEMAP: found.listing is not None and not is_feed,
    }[kind]
    return None if is_kind else UnusableError(f"{found.visit.url[:300]} is no {kind}, as which it is listed")


def _is_final(error: InputError) -> bool:
    """Whether to ask again would give the same, so that a page is left until its listing says that it changed."""
    if isinstance(error, StatusError):
        return 400 <= error.status < 500 and error.status not in _WORTH_ANOTHER_TRY
    return isinstance(error, UnusableError | AddressError | FetchTooLargeError | TooManyRedirectsError)
