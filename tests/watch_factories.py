"""Newsrooms on loopback for the tests of watching: feeds that grow, fail as they are told, and remember who asked."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from dedup.archive import Archive
from dedup.config import FetchParams
from dedup.fetch import Client
from dedup.report.alerts import alert_line, alert_record, atom_feed
from dedup.watch import Watcher, WatchReport, Writing, assemble, read_settings
from tests.archive_factories import invented
from tests.fetch_factories import QUICK
from tests.web_server import LOOPBACK, Request, Route, WebServer, Wire, answer

START = datetime(2025, 3, 4, 8, 0, tzinfo=UTC)


@dataclass
class Story:
    """An entry of a feed."""

    name: str
    text: str
    published: datetime = START
    whole: bool = True


@dataclass
class Feed:
    """An RSS feed at `/NAME.xml` of a server; `fault` takes the place of the answer while it is set."""

    server: WebServer
    name: str
    host: str = ""
    stories: list[Story] = field(default_factory=list)
    fault: Route | None = None
    asked: int = 0
    unchanged: int = 0

    def __post_init__(self) -> None:
        self.server.routes[f"/{self.name}.xml"] = self._answer

    @property
    def url(self) -> str:
        return self._at(f"/{self.name}.xml")

    def _at(self, path: str) -> str:
        return self.server.url(path, self.host or None)

    def publish(self, name: str, text: str, *, published: datetime = START, whole: bool = True) -> str:
        """Add an entry, with the whole text or only a teaser of a page; gives the address of the page."""
        story = Story(name, text, published, whole)
        self.server.routes[self._path(story)] = lambda _, wire: wire.send(
            answer(self._page(story).encode(), content_type="text/html; charset=utf-8")
        )
        self.stories.insert(0, story)
        return self._at(self._path(story))

    def _path(self, story: Story) -> str:
        return f"/{self.name}/{story.name}"

    def _answer(self, request: Request, wire: Wire) -> None:
        self.asked += 1
        if self.fault is not None:
            self.fault(request, wire)
            return
        etag = f'"{len(self.stories)}"'
        if request.headers.get("if-none-match") == etag:
            self.unchanged += 1
            wire.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")
            return
        wire.send(answer(self._feed().encode(), content_type="application/rss+xml", ETag=etag))

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{html.escape(story.name)}</title><link>{self._at(self._path(story))}</link>"
            f"<pubDate>{format_datetime(story.published)}</pubDate>"
            f"<description>{html.escape(_markup(story.text if story.whole else story.text[:80]))}</description></item>"
            for story in list(self.stories)
        )
        return f'<rss version="2.0"><channel><title>{self.name}</title>{items}</channel></rss>'

    def _page(self, story: Story) -> str:
        return (
            f"<!DOCTYPE html><html><head><title>{html.escape(story.name)}</title>"
            f'<meta property="article:published_time" content="{story.published.isoformat()}"></head>'
            f"<body><article><h1>{html.escape(story.name)}</h1>{_markup(story.text)}</article></body></html>"
        )


def _markup(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))


def news(seed: int) -> str:
    """An article of its own, by no other seed like it."""
    return "\n\n".join(invented(seed * 10 + part, 60) for part in range(3))


def reprint(text: str, seed: int = 0) -> str:
    """The text with its last paragraph cut and a word changed."""
    words = "\n\n".join(text.split("\n\n")[:-1]).split(" ")
    words[random.Random(seed).randrange(len(words))] = "reportedly"
    return " ".join(words)


def _quick(params: FetchParams) -> Client:
    """A client that waits for nothing, to which every name under `.example` is this machine's."""
    return Client(replace(QUICK, allow=params.allow), resolver=lambda host, port: [LOOPBACK])


@dataclass
class Clock:
    """A time of day that stands still until it is moved."""

    time: datetime = START + timedelta(days=1)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Bench:
    """A settings file, an archive and a clock, and what a watch said."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    printed: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def db(self) -> Path:
        return self.folder / "a.db"

    @property
    def jsonl(self) -> Path:
        return self.folder / "alerts.jsonl"

    @property
    def atom(self) -> Path:
        return self.folder / "alerts.xml"

    def settings(self, own: Sequence[str], suspect: Sequence[str], interval: int = 60, webhook: str = "") -> Path:
        sources = [*((url, "own") for url in own), *((url, "suspect") for url in suspect)]
        return write_settings(self.folder / "watch.toml", sources, interval, webhook)

    @contextmanager
    def watcher(self, path: Path, prepare: Callable[[Archive], None] = lambda _: None) -> Iterator[Watcher]:
        settings = read_settings(path)
        with Archive.open(self.db) as archive:
            prepare(archive)
            writing = Writing(alert_line, alert_record, atom_feed, self.printed.append, self.told.append)
            yield assemble(settings, archive, writing, client=_quick, now=self.clock)

    def once(self, path: Path, prepare: Callable[[Archive], None] = lambda _: None) -> WatchReport:
        """Look at what is due."""
        with self.watcher(path, prepare) as watcher:
            return watcher.run(once=True)

    def alerts(self) -> list[dict[str, object]]:
        """The lines of the file of alerts."""
        return [json.loads(line) for line in self.jsonl.read_text().splitlines()] if self.jsonl.exists() else []

    def keys(self) -> list[str]:
        with Archive.open(self.db) as archive:
            return [row.article.key for row in archive.articles()]


def write_settings(path: Path, sources: Sequence[tuple[str, str]], interval: int, webhook: str = "") -> Path:
    listed = "".join(f'[[source]]\nurl = "{url}"\nside = "{side}"\ninterval = {interval}\n\n' for url, side in sources)
    hook = f'webhook = "{webhook}"\n' if webhook else ""
    addresses = [*dict(sources), *filter(None, [webhook])]
    allow = json.dumps(sorted({urlsplit(url).netloc for url in addresses}))
    path.write_text(f'allow = {allow}\n\n{listed}[alerts]\njsonl = "alerts.jsonl"\natom = "alerts.xml"\n{hook}')
    return path
