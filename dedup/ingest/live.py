"""Articles from the web: pages, feeds and site maps are visited, what they list is fetched, all in a fixed order.

A visit has two steps, so that a caller can remember the first and repeat it: `Live.look` fetches an address and tells
what stands there, `Live.articles` gives the articles of that, fetching the pages that a listing names. Nothing here
knows an archive: what is held already is asked of the caller.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from dedup.config import IngestLimits, LiveLimits
from dedup.errors import FetchError, FetchStoppedError, InputError, TooLargeError, UnusableError
from dedup.fetch import Ask, Client
from dedup.ingest.entries import article_from_entry, at_home
from dedup.ingest.received import adds_to, captured, look_at, with_claims
from dedup.ingest.visits import Found, Held, Visit
from dedup.ingest.workers import Workers, attempt
from dedup.model import Article, DateClaim, Entry, Listing, ListingKind, Received, Rejection
from dedup.text.addresses import normal_url

OnFailure = Callable[[str, InputError], None]
"""Told of each address that could not be read, or not any more within the limits, in the order of the rejections."""


def nothing_held(_: str) -> Held | None:
    """What is held, for a caller that holds nothing."""
    return None


class Live:
    """Reads addresses with a client. Closing the client, from any thread, ends all reading soon.

    `held` tells what the caller holds of a page, by the normal form of its address. With `whole_pages` the pages of a
    feed are fetched also where the feed holds their text. Answers are looked at by `workers`, if there are any, so that
    a page that hangs or brings its process down is a failure among others. `passed_over` counts the pages that were not
    fetched since they are held and not said to have changed.
    """

    def __init__(
        self,
        client: Client,
        limits: IngestLimits | None = None,
        live: LiveLimits | None = None,
        *,
        held: Callable[[str], Held | None] = nothing_held,
        whole_pages: bool = False,
        workers: Workers | None = None,
    ) -> None:
        self._client = client
        self._limits = limits or IngestLimits()
        self._live = live or LiveLimits()
        self._held = held
        self._whole_pages = whole_pages
        self._workers = workers
        self.passed_over = 0

    def read(self, visits: Iterable[Visit], on_failure: OnFailure | None = None) -> Iterator[Article | Rejection]:
        """Everything that several addresses hold, in their order."""
        for found in self.look(visits):
            if found.failure is not None and self._client.closed:
                return
            yield from self.articles(found, on_failure)

    def look(self, visits: Iterable[Visit]) -> Iterator[Found]:
        """Look at addresses, some side by side, and tell in their order what was found at each."""
        waiting: deque[Visit] = deque()

        def asks() -> Iterator[Ask]:
            for visit in visits:
                waiting.append(visit)
                yield Ask(visit.url, visit.etag, visit.last_modified)

        for answer in self._client.fetch_all(asks()):
            yield self.found(waiting.popleft(), answer)

    def found(self, visit: Visit, answer: Received | FetchError) -> Found:
        """What an answer to a visit holds."""
        if isinstance(answer, FetchError):
            return Found(visit=visit, failure=answer)
        if answer.not_modified:
            return Found(visit=visit, received=answer)
        try:
            held = self._look_at(answer)
        except InputError as error:
            return Found(visit=visit, received=answer, failure=error)
        if isinstance(held, Listing):
            return Found(visit=visit, received=answer, listing=held)
        return Found(visit=visit, received=answer, article=held)

    def _look_at(self, answer: Received) -> Article | Listing:
        """What an answer is. Raises InputError where it is nothing of use, or costs too much to read."""
        look = partial(look_at, answer, self._limits)
        held = attempt(look) if self._workers is None else self._workers.begin(look).result()
        if not isinstance(held, InputError):
            return held
        if self._client.closed:  # what ends this process may have ended the workers first
            raise FetchStoppedError(f"{answer.asked} was not read any more.")
        raise held

    def articles(self, found: Found, on_failure: OnFailure | None = None) -> Iterator[Article | Rejection]:
        """The articles of what was found, in the order of its entries; nothing where it was not modified.

        Of a feed, entries that hold their text need no fetch; other pages are fetched, each once. Pages that are held
        and have not changed since are passed over. A feed's earlier pages are not followed, the parts of a site map
        are.
        """
        if found.article is not None:
            yield found.article
        elif found.failure is not None:
            yield _rejected(found.visit.url, found.failure, on_failure)
        elif found.listing is not None and found.received is not None:
            reading = _Reading(found.visit.url, self._live, on_failure)
            steps = self._steps(found.listing, found.received, reading)
            yield from self._in_order(steps, found.visit.url, on_failure)

    def _in_order(
        self, steps: Iterable[Article | Rejection | Entry], source: str, on_failure: OnFailure | None
    ) -> Iterator[Article | Rejection]:
        """What needs no fetch in its place among the pages of the entries that do; ends when the client is closed."""
        waiting: deque[Article | Rejection | Entry] = deque()

        def asks() -> Iterator[str]:
            for step in steps:
                waiting.append(step)
                if isinstance(step, Entry) and step.url:
                    yield step.url

        try:
            for answer in self._client.fetch_all(asks()):
                while not isinstance(step := waiting.popleft(), Entry):
                    yield step
                yield self._page(step, answer, on_failure)
        except FetchStoppedError as error:
            if on_failure is not None:
                on_failure(source, error)
        yield from (step for step in waiting if not isinstance(step, Entry))

    def _page(self, entry: Entry, answer: Received | FetchError, on_failure: OnFailure | None) -> Article | Rejection:
        """The article of a page that a listing names."""
        url = entry.url or ""
        if isinstance(answer, FetchError):
            if self._client.closed:
                raise FetchStoppedError(f"{url} was not read any more.")
            return _rejected(url, answer, on_failure)
        try:
            held = self._look_at(answer)
            if isinstance(held, Listing):
                raise UnusableError("is a feed or site map where a page was to be expected; name it to have it read")
        except InputError as error:
            return _rejected(url, error, on_failure)
        return with_claims(held, entry)

    def _steps(self, listing: Listing, received: Received, reading: _Reading) -> Iterator[Article | Rejection | Entry]:
        """What a listing and the site maps below it hold: articles, and entries whose pages have to be fetched."""
        reading.enters(received.url)
        yield from self._entries(listing, received, reading)
        ahead = deque(self._parts(listing, reading))
        while ahead:
            below = self._below(ahead.popleft(), reading)
            if isinstance(below, Rejection):
                yield below
                continue
            yield from self._entries(*below, reading)
            ahead.extendleft(reversed(self._parts(below[0], reading)))
        yield from reading.left_out()

    def _parts(self, listing: Listing, reading: _Reading) -> list[str]:
        """The site maps of an index that are still to be read."""
        return [url for url in listing.more if listing.kind is ListingKind.SITEMAP_INDEX and reading.enters(url)]

    def _entries(
        self, listing: Listing, received: Received, reading: _Reading
    ) -> Iterator[Article | Rejection | Entry]:
        for number, entry in enumerate(listing.entries, start=1):
            step = self._step(entry, listing, received, number, reading)
            if step is not None:
                yield step
        if listing.cut_short:
            error = TooLargeError(f"was read up to here: {listing.cut_short}")
            yield _rejected(received.asked, error, reading.on_failure)

    def _below(self, url: str, reading: _Reading) -> tuple[Listing, Received] | Rejection:
        """A site map that an index names."""
        try:
            answer = self._client.fetch(url)
            held = self._look_at(answer)
            if not isinstance(held, Listing):
                raise UnusableError("is a page where an index of site maps names a site map")
            reading.enters(answer.url)
        except FetchStoppedError:
            raise
        except InputError as error:
            return _rejected(url, error, reading.on_failure)
        return held, answer

    def _step(
        self, entry: Entry, listing: Listing, received: Received, number: int, reading: _Reading
    ) -> Article | Rejection | Entry | None:
        """An entry's article, the entry itself where its page has to be fetched, None where neither is needed."""
        place = f"{received.asked}:{number}"
        if entry.url is None:
            try:
                return self._text_of(entry, listing, received, place)
            except InputError as error:
                return _rejected(place, error, reading.on_failure)
        if not reading.first(entry.url):
            return None
        claims = entry if at_home(entry.url, listing) else Entry(url=entry.url)
        held = self._held(normal_url(entry.url).url)
        known = held.article if held else None
        by_entry = held is not None and held.from_feed
        if listing.kind.is_feed and not self._whole_pages and (held is None or by_entry):
            with suppress(InputError):  # its page is fetched instead
                return self._text_of(entry, listing, received, place)
        if held is None or by_entry or _changed_since(entry.updated, held.as_of):
            return claims if reading.takes() else None
        if known is not None and adds_to(claims, known):
            return with_claims(known, claims)
        self.passed_over += 1
        return None

    def _text_of(self, entry: Entry, listing: Listing, received: Received, place: str) -> Article:
        """The article that an entry holds; raises InputError where it holds none."""
        article = article_from_entry(entry, listing, source=place, digest=received.digest, limits=self._limits)
        return captured(article, received)


class _Reading:
    """How far the reading of one source has come, against what is allowed."""

    def __init__(self, source: str, live: LiveLimits, on_failure: OnFailure | None) -> None:
        self.on_failure = on_failure
        self._source = source
        self._live = live
        self._listings: set[str] = set()
        self._pages: set[str] = set()
        self._fetched = 0
        self._unread_pages = 0
        self._unread_listings = 0

    def enters(self, url: str) -> bool:
        """Whether a listing is to be read: once each, and so many."""
        page = normal_url(url).url
        if page in self._listings:
            return False
        if len(self._listings) > self._live.max_listings:
            self._unread_listings += 1
            return False
        self._listings.add(page)
        return True

    def first(self, url: str) -> bool:
        """Whether a page is met for the first time."""
        page = normal_url(url).url
        known = page in self._pages
        self._pages.add(page)
        return not known

    def takes(self) -> bool:
        """Whether one more page may be fetched."""
        if self._fetched >= self._live.max_pages:
            self._unread_pages += 1
            return False
        self._fetched += 1
        return True

    def left_out(self) -> Iterator[Rejection]:
        """A rejection for each limit that was reached."""
        if self._unread_pages:
            beyond = f"beyond the {self._live.max_pages:,} fetched at a time"
            error = TooLargeError(
                f"{_left(self._unread_pages, 'page')} {beyond}; the same call again goes on, --max-pages allows more"
            )
            yield _rejected(self._source, error, self.on_failure)
        if self._unread_listings:
            beyond = f"beyond the {self._live.max_listings:,} read at a time"
            error = TooLargeError(f"{_left(self._unread_listings, 'site map')} {beyond}; name those that are wanted")
            yield _rejected(self._source, error, self.on_failure)


def _left(count: int, noun: str) -> str:
    return f"{count:,} {noun} was left out" if count == 1 else f"{count:,} {noun}s were left out"


def _changed_since(updated: DateClaim | None, as_of: datetime | None) -> bool:
    """Whether a listing says that a page changed after it was read; a day may mean any moment of it."""
    if updated is None or as_of is None:
        return False
    return updated.instant + (timedelta(days=1) if updated.day_only else timedelta()) > as_of


def _rejected(source: str, error: InputError, on_failure: OnFailure | None) -> Rejection:
    if on_failure is not None:
        on_failure(source, error)
    return Rejection(source, str(error))
