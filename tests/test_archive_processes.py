"""Processes that ingest at once, are killed, or meet a full disk: nothing acknowledged is lost, the end is the same."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.store import migrate
from tests.archive_factories import fill, said
from tests.archive_worker import FULL, corpus

ROOT = Path(__file__).resolve().parents[1]
KILLS = 5
PATIENCE = 120


def worker(path: Path, *, first: int = 0, step: int = 1, call: int = 4, most: int = 0) -> subprocess.Popen[str]:
    arguments = [str(path), *map(str, (first, step, call, most))]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.archive_worker", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """The exit code and what was acknowledged that nobody read yet."""
    out, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, out.split()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    with fill(tmp_path_factory.mktemp("undisturbed") / "news.db", corpus()) as archive:
        assert len(list(archive.stories())) >= 6
        return said(archive)


def held(path: Path) -> set[str]:
    with Archive.open(path, create=False) as archive:
        return {row.article.key for row in archive.articles()}


def assert_ends_as(path: Path, expected: dict[str, object]) -> None:
    with Archive.open(path) as archive:
        archive.ingest(corpus())
        assert archive.counts().stale == 0
        assert archive.counts().revisions == 0
        assert said(archive) == expected
    assert migrate.check(path).problems == ()


def test_two_processes_that_ingest_at_once_say_what_one_would(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    path = tmp_path / "news.db"  # not there yet: they race to make it, too
    processes = [worker(path, first=first, step=2, call=3) for first in (0, 1)]
    finished = [finish(process) for process in processes]
    assert [code for code, _ in finished] == [0, 0]
    assert sorted(key for _, keys in finished for key in keys) == sorted(one.key for one in corpus())
    with Archive.open(path) as archive:
        assert said(archive) == undisturbed
    assert migrate.check(path).problems == ()


def test_two_processes_that_ingest_the_same_say_what_one_would(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    path = tmp_path / "news.db"
    finished = [finish(process) for process in [worker(path, call=5), worker(path, call=7)]]
    assert [code for code, _ in finished] == [0, 0]
    with Archive.open(path) as archive:
        assert archive.counts().revisions == 0
        assert said(archive) == undisturbed


def test_kills_lose_nothing_acknowledged_and_the_rerun_ends_where_an_undisturbed_run_does(
    tmp_path: Path, undisturbed: dict[str, object]
) -> None:
    path = tmp_path / "news.db"
    dice = random.Random(20241009)
    acknowledged: set[str] = set()
    interrupted = 0
    for _ in range(KILLS):
        process = worker(path, call=2)
        assert process.stdout is not None
        # Each run says again what is there already, so that later kills fall later.
        for _ in range(dice.randrange(1, len(corpus()))):
            acknowledged.add(process.stdout.readline().strip())
        process.kill()
        code, rest = finish(process)
        acknowledged.update(rest)
        interrupted += code == -signal.SIGKILL
        assert acknowledged <= held(path)
        assert migrate.check(path).problems == ()
    assert interrupted
    assert_ends_as(path, undisturbed)


def test_a_disk_that_fills_up_loses_nothing_acknowledged(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    path = tmp_path / "news.db"
    code, acknowledged = finish(worker(path, call=2, most=1_500_000))
    assert code == FULL
    assert 0 < len(acknowledged) < len(corpus())
    assert held(path) == set(acknowledged)
    assert migrate.check(path).problems == ()
    assert_ends_as(path, undisturbed)
