"""Several processes at one archive, and processes that are killed."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from dedup.store import Store, migrate
from tests.store_factories import keys

ROOT = Path(__file__).resolve().parents[1]
PER_PROCESS = 200
STEPS = 40


def worker(path: Path, prefix: str, count: int, *more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store_worker", str(path), prefix, str(count), *map(str, more)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=120)
    return process.returncode


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "news.db"  # not there yet: they also race to make it
    processes = [worker(path, prefix, PER_PROCESS) for prefix in ("a", "b")]
    assert [finish(process) for process in processes] == [0, 0]
    assert migrate.check(path).problems == ()
    with Store.open(path) as store, store.reading() as reader:
        expected = sorted(f"{prefix}{i}" for prefix in "ab" for i in range(PER_PROCESS))
        assert [row.article.key for row in reader.articles()] == expected
        assert reader.counts().relations == 2 * (PER_PROCESS - 1)
        assert len(reader.band_members([key for name in expected for key in keys(f"band {name}", 4)])) == 4 * 320
        assert {len(story.members) for story in reader.stories()} == {PER_PROCESS}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_many_processes_may_make_the_same_archive(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    processes = [worker(path, f"p{i}-", 1) for i in range(6)]
    assert [finish(process) for process in processes] == [0] * 6
    with Store.open(path) as store, store.reading() as reader:
        assert reader.counts().articles == 6


def test_kills_leave_a_whole_archive_and_the_rerun_ends_where_an_undisturbed_run_does(tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed.db", tmp_path / "killed.db"
    assert finish(worker(undisturbed, "n", STEPS)) == 0

    # Inside a transaction, at a known place.
    for step in (0, 3, 17, STEPS - 1):
        assert finish(worker(killed, "n", STEPS if step else 1, step)) == -signal.SIGKILL
        with Store.open(killed) as store, store.reading() as reader:
            assert reader.counts().articles == step
        assert migrate.check(killed).problems == ()

    # From outside, wherever the process happens to be after so many lines.
    other = tmp_path / "other.db"
    lines = random.Random(7)
    for _ in range(4):
        process = worker(other, "n", STEPS)
        assert process.stdout is not None
        for _ in range(lines.randrange(1, 2 * STEPS)):
            process.stdout.readline()
        process.kill()
        finish(process)
        assert migrate.check(other).problems == ()

    for path in (killed, other):
        assert finish(worker(path, "n", STEPS)) == 0
        assert migrate.check(path).problems == ()
        assert dump(path) == dump(undisturbed)
