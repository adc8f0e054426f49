"""Feeds on loopback that misbehave, watched by the real program, which is killed now and then: what came of it.

By hand, in full (a hundred feeds for a minute, five kills; it needs a system with all of 127.0.0.0/8, such as Linux):

    python -m tests.watch_trial --feeds 100 --seconds 60 --kills 5

It prints the figures as JSON and ends with 1 if an article was lost or stored twice, or an alert was lost, or went out
twice to a file. `tests/test_watch_processes.py` runs it in small.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dedup.archive import Archive
from tests.cli_factories import ROOT
from tests.watch_factories import Feed, news, reprint, write_settings
from tests.web_server import Request, Route, WebServer, Wire, answer, endless, page, silent

OWN_SHARE = 10  # one feed in so many is one's own
STEP = 0.25  # seconds between two events
PATIENCE = 120.0  # seconds for what is left to be taken in and sent out


@dataclass(slots=True)
class Figures:
    """What was published, and what came of it. `again` are posts of an alert that the webhook had already."""

    feeds: int
    published: int = 0
    copies: int = 0
    stored: int = 0
    lost: int = 0
    faults: int = 0
    kills: int = 0
    looks: int = 0
    unchanged: int = 0
    alerts_due: int = 0
    jsonl: int = 0
    jsonl_twice: int = 0
    posted: int = 0
    again: int = 0
    seconds_to_end: float = 0.0
    exit_code: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was lost or doubled; each kill may have a post sent again, which its key tells."""
        files = self.jsonl == self.alerts_due and not self.jsonl_twice
        posts = self.posted == self.alerts_due and self.again <= self.kills
        return not self.lost and self.stored == self.published and files and posts and self.exit_code == 0


FAULTS: tuple[Route, ...] = (
    page(status="500 Internal Server Error"),
    page(status="429 Too Many Requests", Retry_After="1"),
    page(b"<rss><channel><item><title>cut off", content_type="application/rss+xml"),
    page(b"short", length=5_000),
    lambda request, wire: None,
    silent,
    endless(answer(b"", length=10**9, content_type="application/rss+xml"), b"<!--" + b"x" * 60_000),
)


@dataclass
class Trial:
    """One run of the program against feeds on loopback."""

    folder: Path
    feeds: list[Feed]
    hook: WebServer
    seed: int
    published: dict[str, str] = field(default_factory=dict)  # text by address
    due: set[tuple[str, str]] = field(default_factory=set)  # own article, copy
    posts: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    kills: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        own = max(1, len(self.feeds) // OWN_SHARE)
        self.own, self.suspects = self.feeds[:own], self.feeds[own:]
        self.hook.routes["/hook"] = self._receive
        sources = [(feed.url, "own" if feed in self.own else "suspect") for feed in self.feeds]
        self.settings = write_settings(self.folder / "watch.toml", sources, 2, self.hook.url("/hook"))
        self.db = self.folder / "a.db"

    def _receive(self, request: Request, wire: Wire) -> None:
        if self.random.random() < 0.2:
            wire.send(answer(status="503 Service Unavailable", Retry_After="1"))
            return
        self.posts[request.headers["idempotency-key"]] += 1
        wire.send(answer(b"taken"))

    def start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "said.txt").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "dedup", "watch", str(self.settings), "--db", str(self.db)],
                env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=said, stderr=said,
            )  # fmt: skip

    def publish(self) -> None:
        """A new own article and a suspect's copy of it, or a suspect's own report."""
        number = len(self.published)
        now = datetime.now(UTC)
        feed = self.random.choice(self.suspects)
        whole = self.random.random() < 0.7
        text = news(self.seed * 10_000 + number)
        if self.random.random() < 0.5:
            at = feed.publish(f"report{number}", text, published=now - timedelta(minutes=1), whole=whole)
            self.published[at] = text
            return
        first = self.random.choice(self.own).publish(f"own{number}", text, published=now - timedelta(hours=5))
        copy = reprint(text, number)
        second = feed.publish(f"copy{number}", copy, published=now - timedelta(hours=1), whole=whole)
        self.published |= {first: text, second: copy}
        self.due.add((first, second))

    def disturb(self) -> None:
        """Break a feed, or mend one."""
        feed = self.random.choice(self.feeds)
        if feed.fault is None:
            feed.fault = self.random.choice(FAULTS)
            self.faults += 1
        else:
            feed.fault = None

    def counts(self) -> Counter[str]:
        """The keys that the archive holds."""
        with Archive.open(self.db) as archive:
            return Counter(row.article.key for row in archive.articles())

    def lines(self) -> Counter[tuple[str, str]]:
        """The pairs of articles in the file of alerts."""
        path = self.folder / "alerts.jsonl"
        values = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return Counter((value["own"]["article"], value["copy"]["article"]) for value in values)

    def is_complete(self) -> bool:
        return set(self.counts()) >= set(self.published) and len(self.posts) >= len(self.due) <= len(self.lines())

    def run(self, seconds: float, kills: int) -> Figures:
        pause = threading.Event()
        process = self.start()
        began = time.monotonic()
        killed = [began + seconds * (number + 1) / (kills + 1) for number in range(kills)]
        try:
            while time.monotonic() < began + seconds:
                self.publish()
                self.disturb()
                if killed and time.monotonic() >= killed[0]:
                    killed.pop(0)
                    process.kill()
                    process.wait()
                    self.kills += 1
                    process = self.start()
                pause.wait(STEP)
            for feed in self.feeds:
                feed.fault = None
            ended = time.monotonic()
            while process.poll() is None and not self.is_complete() and time.monotonic() < ended + PATIENCE:
                pause.wait(STEP)
            late = time.monotonic() - ended
            process.send_signal(signal.SIGTERM)
            return self.figures(process.wait(30), late)
        finally:
            process.kill()
            process.wait()

    def figures(self, code: int, late: float) -> Figures:
        held, lines = self.counts(), self.lines()
        return Figures(
            feeds=len(self.feeds), published=len(self.published), copies=len(self.due), stored=len(held),
            lost=len(set(self.published) - set(held)), faults=self.faults, kills=self.kills,
            looks=sum(feed.asked for feed in self.feeds), unchanged=sum(feed.unchanged for feed in self.feeds),
            alerts_due=len(self.due), jsonl=len(set(lines) & self.due),
            jsonl_twice=sum(lines.values()) - len(set(lines) & self.due),
            posted=len(self.posts), again=sum(self.posts.values()) - len(self.posts),
            seconds_to_end=round(late, 1), exit_code=code,
        )  # fmt: skip


def trial(folder: Path, feeds: int, seconds: float, kills: int, seed: int = 1) -> Figures:
    """Run the program against so many feeds, each on an address of its own."""
    with ExitStack() as stack:
        servers = [stack.enter_context(WebServer(host=f"127.0.0.{number + 1}")) for number in range(feeds)]
        hook = stack.enter_context(WebServer())
        made = [Feed(server, f"feed{number}") for number, server in enumerate(servers)]
        return Trial(folder, made, hook, seed).run(seconds, kills)


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--feeds", type=int, default=100)
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--kills", type=int, default=5)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--keep", type=Path, help="a folder to work in that is kept")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        figures = trial(place, given.feeds, given.seconds, given.kills, given.seed)
    sys.stdout.write(json.dumps({**asdict(figures), "whole": figures.whole}, indent=2) + "\n")
    return 0 if figures.whole else 1


if __name__ == "__main__":
    sys.exit(main())
