"""The loop: sources are looked at when they are due, side by side; what they hold is taken in by one writer.

Looks run in threads that write nothing; they hand what they find over a queue to the thread that called `run`, which
alone writes: articles in the archive's own short transactions, then what is remembered of the pages and the source. A
kill between any two of these loses nothing, because the next start looks at what is not remembered again, and takes
nothing twice, because an article that is held is known by its key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from queue import Empty, Queue

from dedup.archive import BY_DOMAIN, Archive, Watchbook, is_under
from dedup.errors import ArchiveError, UnusableError
from dedup.fetch import Client
from dedup.ingest import Visit, Workers
from dedup.model import Article, SourceState
from dedup.watch.delivery import Delivery
from dedup.watch.polling import Ended, Piece, Poller
from dedup.watch.schedule import after_failure, after_success, is_due
from dedup.watch.settings import Settings, Side, WatchedSource

_SIDE_BY_SIDE = 8  # sources looked at at a time; the client bounds the connections
_WAITING = 32  # pieces that wait to be taken in; then the looks wait
_NAP = 0.5  # seconds without a look at the clock, which jumps when a laptop is opened, and at whether to stop
_REVIEW_SECONDS = 60.0  # between two looks for alerts that another process's ingest or review made due


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Broken:
    """A look that met an archive which cannot be used: then nothing can go on."""

    error: ArchiveError


@dataclass(frozen=True, slots=True)
class _Left:
    """A look that was given up because the watch is ending."""

    source: WatchedSource


_Message = Piece | Ended | _Broken | _Left


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What a watch did: looks at sources that went well and that failed, and what was new."""

    looks: int = 0
    failed: int = 0
    stored: int = 0
    revised: int = 0
    undelivered: bool = False


class Watcher:
    """Watches the sources of a settings file for one archive.

    The first client looks at sources, and `workers` read what it was sent; all clients are closed by a stop. `tell` is
    told what a person should know, once.
    """

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        clients: Sequence[Client],
        delivery: Callable[[Watchbook, Callable[[], bool]], Delivery],
        tell: Callable[[str], None],
        *,
        now: Callable[[], datetime] = _utc_now,
        workers: Workers | None = None,
    ) -> None:
        self._settings = settings
        self._archive = archive
        self._clients = clients
        self._book = archive.watchbook()
        self._workers = workers
        self._poller = Poller(clients[0], self._book, now, workers)
        self._stopping = threading.Event()
        self._delivery = delivery(self._book, self._stopping.is_set)
        self._tell = tell
        self._now = now
        self._messages: Queue[_Message] = Queue(_WAITING)
        self._states: dict[str, SourceState] = {}
        self._running: set[str] = set()
        self._reviewed_at = now()
        self._unseen = False  # whether articles came since alerts were last seen to
        self._counts = dict.fromkeys(("looks", "failed", "stored", "revised"), 0)

    def stop(self) -> None:
        """End the watch soon, from any thread or a signal handler: what is being written is finished, the rest left."""
        self._stopping.set()
        for client in self._clients:
            client.close()

    def run(self, *, once: bool = False) -> WatchReport:
        """Watch until stopped; with `once` look at what is due, and end.

        Raises:
            ArchiveBusyError: If another process watches for this archive.
            ArchiveError: If the archive cannot be used.
        """
        with self._book.alone():
            self._begin()
            waiting = {source.url for source in self._due()} if once else None
            while not self._stopping.is_set():
                due = [source for source in self._due() if waiting is None or source.url in waiting]
                for source in due[: _SIDE_BY_SIDE - len(self._running)]:
                    self._start(source)
                    if waiting is not None:
                        waiting.discard(source.url)
                if waiting is not None and not waiting and not self._running:
                    break
                self._take(self._next())
                self._see_to_alerts()
            self._delivery.send()
        return WatchReport(**self._counts, undelivered=self._delivery.troubled)

    def _begin(self) -> None:
        settings = self._settings
        self._book.begin(settings.own_urls, settings.own_domains)
        urls = [source.url for source in settings.sources]
        self._states = {url: SourceState(url=url) for url in urls} | self._book.sources(urls)
        self._review()

    def _review(self) -> None:
        self._reviewed_at, self._unseen = self._now(), False
        self._delivery.refresh()

    def _see_to_alerts(self) -> None:
        """Look for alerts that are due when what came is taken in, and now and then; send again what failed."""
        waited = abs(self._now() - self._reviewed_at) > timedelta(seconds=_REVIEW_SECONDS)
        if not self._stopping.is_set() and (waited or (self._unseen and self._messages.empty())):
            self._review()
        elif self._delivery.is_due:
            self._delivery.send()

    def _due(self) -> list[WatchedSource]:
        """Sources to be looked at now, those first that have waited longest."""
        now = self._now()
        due = [
            source for source in self._settings.sources
            if source.url not in self._running and is_due(self._states[source.url], source.interval, now)
        ]  # fmt: skip
        return sorted(due, key=lambda source: self._states[source.url].next_at or datetime.min.replace(tzinfo=UTC))

    def _start(self, source: WatchedSource) -> None:
        self._running.add(source.url)
        # A daemon, as the end of the program does not wait for a server that is silent.
        threading.Thread(target=self._look, args=(source,), name=f"dedup-watch-{source.name[:40]}", daemon=True).start()

    def _look(self, source: WatchedSource) -> None:
        """What a look's thread does; it always ends with a message that says so."""
        last: _Message = _Left(source)
        try:
            for found in self._poller.poll(source, self._states[source.url]):
                if isinstance(found, Ended):
                    last = found
                else:
                    self._messages.put(found)
        except ArchiveError as error:
            last = _Broken(error)
        except Exception as error:  # whatever a source made us stumble over, the others are to go on
            fault = UnusableError(f"made dedup fail ({type(error).__name__}: {error}), which is worth a report")
            last = Ended(source, self._now(), Visit(source.url), fault)
        self._messages.put(last)

    def _next(self) -> _Message | None:
        """The next message, or None where none came in time: something may be due by then, or the clock have jumped."""
        now = self._now()
        free = [one.url for one in self._settings.sources if one.url not in self._running]
        ahead = [((self._states[url].next_at or now) - now).total_seconds() for url in free]
        soonest = min(ahead, default=_NAP) if len(self._running) < _SIDE_BY_SIDE else _NAP
        try:
            return self._messages.get(timeout=min(max(soonest, 0.01), _NAP))
        except Empty:
            return None

    def _take(self, message: _Message | None) -> None:
        if isinstance(message, Piece):
            self._take_in(message)
        elif isinstance(message, Ended):
            self._conclude(message)
        elif isinstance(message, _Broken):
            raise message.error
        elif isinstance(message, _Left):
            self._running.discard(message.source.url)

    def _take_in(self, piece: Piece) -> None:
        """Take articles in, and remember their pages after that."""
        source = piece.source
        own = [article.key for article in piece.articles if self._is_own(article, source)]
        if own:
            self._book.own(own, source.url if source.side is Side.OWN else BY_DOMAIN)
        report = self._archive.ingest(self._until_stopped(piece.articles), workers=self._workers)
        if self._stopping.is_set():
            return
        for address, reason in piece.failures:
            self._tell(f"{source.name}: not taken in: {address}: {reason}")
        for rejection in report.rejected:
            self._tell(f"{source.name}: not taken in: {rejection.source}: {rejection.reason}")
        self._book.remember_pages(piece.pages)
        self._counts["stored"] += report.stored
        self._counts["revised"] += report.revised
        self._unseen = self._unseen or bool(report.stored or report.revised)

    def _is_own(self, article: Article, source: WatchedSource) -> bool:
        return source.side is Side.OWN or is_under(article.uri, self._settings.own_domains)

    def _until_stopped(self, articles: tuple[Article, ...]) -> Iterator[Article]:
        for article in articles:
            if self._stopping.is_set():
                return
            yield article

    def _conclude(self, ended: Ended) -> None:
        """Remember how a look went; a failure is told of once, and so is its end."""
        source, before = ended.source, self._states[ended.source.url]
        self._running.discard(source.url)
        self._counts["looks"] += 1
        if ended.failure is not None:
            reason = str(ended.failure)
            state = after_failure(before, source.interval, ended.at, reason, ended.retry_seconds)
            self._counts["failed"] += 1
            if before.said is None:
                self._tell(f"{source.name} failed, and will be tried again: {reason}")
        else:
            visit = ended.visit
            marked = replace(before, etag=visit.etag, last_modified=visit.last_modified)
            state = after_success(marked, source.interval, ended.at)
            if before.said is not None:
                self._tell(f"{source.name} is back after {before.failures:,} failures in a row.")
        self._states[source.url] = state
        self._book.remember(state)
