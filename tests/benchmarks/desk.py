"""What a page of the review desk costs: the server's time for each sort of page, and its memory over thousands.

    python -m tests.benchmarks.desk ARCHIVE [--each N] [--loads N] [--own OUTLET ...]

serves the archive (see `desk_archive`) with `dedup serve`, asks for each sort of page with dozens of different
arguments, and prints a table of wall times from request to last byte; then loads pages of all sorts by turns and prints
what memory the server holds on the way.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.benchmarks.process import ROOT

EACH = 36  # different arguments for each sort of page
LOADS = 2_000  # pages over which memory is watched
LOOKS = 8  # looks at the memory on the way
_ADDRESS = re.compile(r"https?://\S+")
_KIB = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one sort of page cost: milliseconds of each request, the mean size of an answer, and what failed."""

    times: Sequence[float]
    size: float
    failed: Sequence[str]


def addresses(archive: Path, each: int, seed: int = 1) -> Mapping[str, list[str]]:
    """For each sort of page, addresses of it with different arguments, the same for one archive and seed."""
    dice = random.Random(seed)
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as opened:
        pairs = opened.execute(
            "SELECT a.key, b.key FROM derivation JOIN article AS a ON a.id = derivation.a"
            " JOIN article AS b ON b.id = derivation.b WHERE derivation.revision = 0 ORDER BY 1, 2"
        ).fetchall()
        stories = [row[0] for row in opened.execute("SELECT id FROM story ORDER BY id")]
        largest = opened.execute("SELECT story FROM story_member GROUP BY story ORDER BY count(*) DESC LIMIT 1")
        stories.extend(row[0] for row in largest)
        known = opened.execute("SELECT min(id), max(id) FROM article").fetchone()
        wanted = [dice.randint(*known) for _ in range(each)]
        sql = "SELECT key, title, outlet FROM article WHERE id = ?"
        articles = [opened.execute(sql, (one,)).fetchone() for one in wanted]
    some = [stories[-1], *dice.sample(stories, min(each, len(stories)))]
    two = [dice.choice(pairs) for _ in range(each)]
    outlets = [outlet for _, _, outlet in articles]
    words = [dice.choice(title.split()) for _, title, _ in articles]
    phrases = [" ".join(title.split()[:2]) for _, title, _ in articles]
    periods = list(itertools.product(("week", "month", "year"), ("", "1")))
    return {
        "queue": ["/", *(_address("/", copy=a, origin=b, wide="1") for a, b in two[1:])],
        "queue of a publisher": [_address("/", publisher=one, decision="all") for one in outlets],
        "queue of a kind": [_address("/", kind=kind, credited=told, wide="1") for kind, told in itertools.product(
            ("near_copy", "excerpt", "rewrite", "identical", "summary"), ("yes", "no", "unknown", ""))],
        "pair": [_address("/pair", a=a, b=b) for a, b in two],
        "story": [f"/story/{one}" for one in some],
        "article": [_address("/article", key=key) for key, _, _ in articles],
        "article of a pair": [_address("/article", key=a) for a, _ in two],
        "stories": ["/stories", *(_address("/stories", start=one) for one in some)],
        "stories of a publisher": [_address("/stories", publisher=one) for one in outlets],
        "sources": [_address("/sources", by=by, uncredited=muted) for by, muted in periods],
        "sources of a publisher": [_address("/sources", publisher=one) for one in outlets],
        "search of a word": [_address("/search", q=one) for one in words],
        "search of a phrase": [_address("/search", q=f'"{one}"') for one in phrases],
        "packet of a pair": [_address("/packet", a=a, b=b) for a, b in two[: each // 3]],
    }  # fmt: skip


def measured(port: int, asked: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Cost]]:
    """The cost of each sort of page, one request after the other; the first of each sort is asked for twice."""
    for name, paths in asked.items():
        times, sizes, failed = [], [], []
        for number, path in enumerate([paths[0], *paths]):
            begun = time.perf_counter()
            status, size = _load(port, path)
            if number:
                times.append(1_000 * (time.perf_counter() - begun))
                sizes.append(size)
            if status != 200:
                failed.append(f"{status} {path}")
        yield name, Cost(times, statistics.mean(sizes), failed)


def watched(server: int, port: int, asked: Mapping[str, Sequence[str]], loads: int) -> Iterator[tuple[int, float]]:
    """Pages loaded so far, and the megabytes (10**6) that the server holds then; all sorts by turns."""
    turns = itertools.zip_longest(*asked.values())
    paths = itertools.cycle([path for turn in turns for path in turn if path is not None])
    yield 0, _held(server)
    for number in range(1, loads + 1):
        _load(port, next(paths))
        if number % max(1, loads // LOOKS) == 0:
            yield number, _held(server)


@contextmanager
def served(archive: Path, own: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The process and the port of a desk over the archive."""
    command = [sys.executable, "-m", "dedup", "serve", "--db", str(archive), "--port", "0", "--reviewer", "Bench"]
    command += [part for one in own for part in ("--own", one)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = _ADDRESS.search(said)
            if found is None:
                raise SystemExit(f"The desk did not open: {said}")
            yield process.pid, urlsplit(found[0]).port or 80
        finally:
            process.send_signal(signal.SIGTERM)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print both tables, and end with 1 if a page failed."""
    parser = argparse.ArgumentParser(prog="desk", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--loads", type=int, default=LOADS)
    parser.add_argument("--own", action="append", default=[])
    given = parser.parse_args(arguments)
    asked = addresses(given.archive, given.each)
    failed: list[str] = []
    with served(given.archive, given.own) as (server, port):
        begun = time.perf_counter()
        _load(port, "/")
        _load(port, "/sources")
        _say(f"First queue and sources after the start: {time.perf_counter() - begun:.1f} s\n\n")
        _say(f"{'page':26}{'asked':>7}{'median ms':>11}{'worst ms':>10}{'kB':>8}\n")
        for name, cost in measured(port, asked):
            middle, worst = statistics.median(cost.times), max(cost.times)
            _say(f"{name:26}{len(cost.times):>7}{middle:>11.0f}{worst:>10.0f}{cost.size / 1e3:>8.0f}\n")
            failed.extend(cost.failed)
        _say("\nloads   memory MB\n")
        for number, held in watched(server, port, asked, given.loads):
            _say(f"{number:5}   {held:9.0f}\n")
    for one in failed:
        _say(f"failed: {one}\n")
    return 1 if failed else 0


def _load(port: int, path: str) -> tuple[int, int]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, len(answer.read())


def _held(process: int) -> float:
    found = _KIB.search(Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def _address(path: str, **given: str) -> str:
    return f"{path}?{urlencode({name: value for name, value in given.items() if value})}"


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
