"""Processes that read pages: each job within its limits, none lost, none in another's place, no process left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dedup.archive import Archive, preparing, workshop
from dedup.config import IngestLimits, WorkLimits
from dedup.errors import InputError, WorkersError
from dedup.ingest import Step, Task, Workers, article_from_page, finish, server
from dedup.ingest.workers import Portion
from dedup.model import Article, Payload, Rejection
from tests import work
from tests.archive_factories import article
from tests.ingest_factories import page, story

ROOT = Path(__file__).resolve().parent.parent
GIVEN_UP = {
    work.hang: "took longer than the 5 seconds allowed to read, and was given up",
    work.spin: "took longer than the 5 seconds allowed to read, and was given up",
    work.eat: "needs more than the 700 MB of memory allowed, and was given up",
    work.crash: "brought down the process that was reading it, and was given up",
    work.leave: "brought down the process that was reading it, and was given up",
    work.refuse: "holds no article text",
    work.stumble: "met an error in this program, which is worth a report (KeyError: 'lang')",
}
NEEDS_PIDFD = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs a system that tells of a process's end")
NEEDS_AFFINITY = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="needs a system on which a process can be kept to some processors"
)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with preparing(work.QUICK) as running:
        yield running


@pytest.mark.parametrize("bad", GIVEN_UP, ids=lambda bad: bad.__name__)
def test_a_page_that_cannot_be_read_is_named_and_the_rest_goes_on(
    tmp_path: Path, workers: Workers, bad: Callable[..., Article]
) -> None:
    steps: list[Step] = [
        article("before", story(1)),
        Task(place="bad.html", make=partial(bad), remark=" (https://paper.example/)"),
        Rejection("gone.html", "cannot be opened"),
        article("after", story(2)),
    ]
    with Archive.open(tmp_path / "a.db") as archive:
        report = archive.ingest(steps, workers=workers)
        assert {row.article.key for row in archive.articles()} == {"before", "after"}
    assert [(one.source, one.reason) for one in report.rejected] == [
        ("bad.html", f"{GIVEN_UP[bad]} (https://paper.example/)"),
        ("gone.html", "cannot be opened"),
    ]


def test_many_bad_pages_take_no_good_one_with_them(workers: Workers) -> None:
    bad = [work.leave, work.refuse, work.crash, work.eat]
    steps = [
        Task(place=str(number), make=partial(bad[number // 5 % 4]) if number % 5 == 0 else good(number))
        for number in range(60)
    ]
    found = list(finish(steps, work.process_of, workers))
    expected = [None if number % 5 == 0 else f"k{number}" for number in range(60)]
    assert [None if isinstance(one, Rejection) else one[0].key for one in found] == expected
    assert [one.source for one in found if isinstance(one, Rejection)] == [str(n) for n in range(0, 60, 5)]


def test_of_jobs_done_together_only_the_one_to_blame_is_given_up(workers: Workers) -> None:
    bad = [work.hang, work.crash, work.eat, work.refuse, work.stumble]
    jobs = [[good(10 * place), partial(one), good(10 * place + 1)] for place, one in enumerate(bad)]
    under_way: list[Portion[Article]] = [workers.begin_all(together) for together in jobs]
    for place, (one, portion) in enumerate(zip(bad, under_way, strict=True)):
        first, failed, last = portion.results()
        assert isinstance(first, Article)
        assert isinstance(failed, InputError)
        assert isinstance(last, Article)
        assert (first.key, str(failed), last.key) == (f"k{10 * place}", GIVEN_UP[one], f"k{10 * place + 1}")


def test_of_what_is_made_together_only_the_one_to_blame_is_given_up(
    workers: Workers, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is worked on all at once, and where that ends the process each is read and worked on alone."""
    monkeypatch.setattr(Workers, "idle", False)
    monkeypatch.setattr(workers, "by_turns", False)
    steps: list[Step] = [Task(place=f"s{number}", make=good(number)) for number in range(3)]
    first, failed, last = finish(steps, work.crash_at_one, workers)
    assert isinstance(failed, Rejection)
    assert (failed.source, failed.reason) == ("s1", GIVEN_UP[work.crash])
    assert [one[1] for one in (first, last) if not isinstance(one, Rejection)] == ["k0", "k2"]
    assert sizes == [3, 1, 1, 1]


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many jobs go to a process together, each time."""
    sizes: list[int] = []
    begin_all = Workers.begin_all

    def counted(self: Workers, jobs: Sequence[partial[Any]], then: Callable[[list[Any]], list[Any]]) -> Portion[Any]:
        sizes.append(len(jobs))
        return begin_all(self, jobs, then)

    monkeypatch.setattr(Workers, "begin_all", counted)
    return sizes


def test_steps_go_together_where_all_are_busy_and_one_that_is_alone_goes_at_once(
    workers: Workers, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone,) = finish([Task(place="s0", make=good(0))], work.process_of, workers)
    assert not isinstance(alone, Rejection)
    assert sizes == [1]
    sizes.clear()
    monkeypatch.setattr(Workers, "idle", False)
    monkeypatch.setattr(workers, "by_turns", False)
    light: list[Step] = [Task(place=f"s{number}", make=good(number)) for number in range(20)]
    heavy: list[Step] = [Task(place=f"s{number}", make=good(number), weight=300_000) for number in range(20, 23)]
    found = list(finish([*light, *heavy], work.process_of, workers))
    assert [one[0].key for one in found if not isinstance(one, Rejection)] == [f"k{number}" for number in range(23)]
    assert sizes == [16, 6, 1]


def test_processes_are_idle_until_each_has_a_job_and_when_those_are_done() -> None:
    with Workers(work.QUICK) as two:
        idle = [two.idle]
        hung = two.begin(partial(work.hang))
        idle.append(two.idle)
        two.begin(partial(work.refuse)).result()
        idle.append(two.idle)
        other = two.begin(partial(work.hang))
        idle.append(two.idle)
        for one in (hung, other):
            one.result()
        idle.append(two.idle)
    assert idle == [True, True, True, False, True]


def test_an_article_that_is_there_is_not_made_again(workers: Workers) -> None:
    """Only what is made of it comes from the other process."""
    held = article("held", story(1))
    (made,) = finish([held], work.process_of, workers)
    assert not isinstance(made, Rejection)
    assert made[0] is held
    assert (made[1] == os.getpid()) is workers.by_turns


@pytest.fixture
def one_processor() -> Iterator[None]:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    yield
    os.sched_setaffinity(0, allowed)


@NEEDS_AFFINITY
@pytest.mark.usefixtures("one_processor")
def test_where_there_is_one_processor_only_pages_and_long_texts_go_to_another_process() -> None:
    texts: list[Step] = [article(f"k{number}", story(1)) for number in range(20)]
    pages: list[Step] = [Task(place="page", make=good(number)) for number in range(4)]
    long: list[Step] = [article("k0", 200_000 * "and ")]
    with Workers(work.QUICK) as two:
        for steps, here in ((texts, True), (pages, False), (long, False)):
            made = [one for one in finish(steps, work.process_of, two) if not isinstance(one, Rejection)]
            assert [found.key for found, _ in made] == [f"k{number}" for number in range(len(steps))]
            assert {process == os.getpid() for _, process in made} == {here}


@NEEDS_AFFINITY
@pytest.mark.usefixtures("one_processor")
def test_where_there_is_one_processor_more_pages_go_together(sizes: list[int]) -> None:
    heavy: list[Step] = [Task(place=f"s{number}", make=good(number), weight=700_000) for number in range(5)]
    with Workers(work.QUICK) as two:
        found = list(finish(heavy, work.process_of, two))
    assert [one[0].key for one in found if not isinstance(one, Rejection)] == [f"k{number}" for number in range(5)]
    assert sizes == [3, 2]


@NEEDS_AFFINITY
@pytest.mark.usefixtures("one_processor")
def test_a_text_that_cannot_be_used_is_named_where_it_is_prepared_here(tmp_path: Path) -> None:
    steps = [article("empty", "..."), article("full", story(1))]
    with preparing() as workers, Archive.open(tmp_path / "a.db") as archive:
        report = archive.ingest(steps, workers=workers)
    assert (report.stored, [one.reason for one in report.rejected]) == (
        1, ["empty holds no word; there is nothing to compare in it."],
    )  # fmt: skip


def good(number: int) -> partial[Article]:
    return partial(article_from_page, page(), key=f"k{number}", source=f"s{number}", limits=IngestLimits())


def test_more_steps_than_are_begun_ahead_keep_their_order(workers: Workers) -> None:
    checked: list[str] = []

    def check(made: Article) -> Article | Rejection:
        checked.append(made.key)
        return Rejection(made.key, "is refused") if made.key.endswith("7") else made

    steps: list[Step] = []
    for number in range(300):
        task = Task(place=f"s{number}", make=good(number), check=check, weight=number << 12)
        steps.append(task if number % 3 else article(f"k{number}", "A text of its own."))
    found = [
        one.source if isinstance(one, Rejection) else one[0].key for one in finish(steps, work.process_of, workers)
    ]
    assert found == [f"k{number}" for number in range(300)]
    assert checked == [f"k{number}" for number in range(300) if number % 3]


def test_the_work_is_done_elsewhere_and_by_as_many_as_were_asked_for() -> None:
    with Workers(WorkLimits(processes=1)) as one:
        done = {one.begin(partial(os.getpid)).result() for _ in range(5)}
    assert len(done) == 1
    assert os.getpid() not in done


def test_without_workers_the_steps_are_the_same() -> None:
    steps: list[Step] = [Task(place="bad", make=partial(work.refuse)), Task(place="good", make=good(1))]
    rejected, made = finish(steps, work.process_of)
    assert rejected == Rejection("bad", "holds no article text")
    assert not isinstance(made, Rejection)
    assert (made[0].key, made[1]) == ("k1", os.getpid())


@pytest.mark.parametrize("there", [0, 1])
@pytest.mark.parametrize("kept", [True, False])
def test_payloads_come_along_where_they_are_kept(there: int, kept: bool) -> None:
    held = article("held", story(1))
    held = replace(held, capture=replace(held.capture, payload=Payload(b"held")))
    steps: list[Step] = [held, Task(place="page", make=good(2))]
    with Workers(WorkLimits(processes=1)) if there else nullcontext() as one:
        made = [
            found for found in finish(steps, work.process_of, one, payloads=kept) if not isinstance(found, Rejection)
        ]
    assert [found.capture.payload is not None for found, _ in made] == [kept, kept]


def test_processes_load_what_they_need_and_no_more() -> None:
    """The server passes over what it cannot load, and says nothing."""
    loaded = (
        "import sys, dedup.__main__, dedup.rubbish, dedup.ingest.preload, dedup.archive.prepare; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert {"trafilatura", "pebble", "dedup.ingest.pages", "dedup.text.views"} <= modules
    assert modules.isdisjoint({"sqlalchemy", "typer", "rich", "pyarrow", "httpcore", "dedup.store", "dedup.fetch"})
    preloaded = (*server._PRELOADED, *workshop._PRELOADED)
    assert preloaded == ("dedup.rubbish", "dedup.ingest.preload", "dedup.archive.prepare")


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@NEEDS_PIDFD
def test_no_process_is_left_behind(ending: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.work"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        watched = select.poll()
        for pid in pids:
            watched.register(os.pidfd_open(pid), select.POLLIN)
        parent.send_signal(ending)
        for left in (2, 1):
            ended = watched.poll(30_000)
            assert ended, f"{left} processes did not end"
            for descriptor, _ in ended:
                watched.unregister(descriptor)
                os.close(descriptor)
            if len(ended) == left:
                break


def test_processes_that_cannot_start_are_told_of() -> None:
    """What is typed at a prompt or piped in has no module that another process could load."""
    code = """
from dedup.errors import WorkersError
from dedup.ingest import Workers
from tests import work
try:
    Workers(work.QUICK).begin(work.refuse).result()
except WorkersError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-"], cwd=ROOT, input=code, capture_output=True, text=True, check=False, timeout=60
    )
    expected = "The processes that read pages cannot be started; `--processes 0` reads them without, one by one.\n"
    assert ran.stdout == expected


def test_errors_of_inputs_come_back_as_they_are(workers: Workers) -> None:
    (refused,) = [workers.begin(work.refuse).result()]
    assert isinstance(refused, InputError)
    assert not isinstance(refused, WorkersError)
