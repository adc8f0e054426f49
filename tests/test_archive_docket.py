"""The docket: which pairs are listed, in which order, and what is counted beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import pytest

from dedup.archive import Archive, Docket, Dockets, checked
from dedup.model import (
    Article,
    Credited,
    Decision,
    Direction,
    DocketEntry,
    DocketFilter,
    DocketPage,
    Flow,
    Kind,
    Level,
    Part,
    Word,
)
from tests.archive_factories import BANK, BEETLE, HARBOUR, RAIL, SCHOOL, article, edited, fill

NOW = datetime(2024, 12, 31, tzinfo=UTC)
OURS = "post.example"
EVERYTHING = DocketFilter(level=None, decision=None, wide=True)


def family() -> list[Article]:
    """Taken from us: harbour by the Echo (credited) and the Globe. Taken by us: school. Among others: bank, rail."""
    harbour = "\n\n".join(HARBOUR)
    credit = "Originally published at https://post.example/harbour\n\n"
    return [
        article("harbour", harbour, host=OURS, published="2024-10-09T06:30"),
        article("harbour-echo", credit + edited(harbour, 0.04, 1), host="echo.example", published="2024-10-10"),
        article("harbour-globe", HARBOUR[:4], host="globe.example", published="2024-11-11"),
        article("school", SCHOOL, host="globe.example", published="2024-09-01T05:00"),
        article("school-ours", SCHOOL[:4], host=OURS, published="2024-09-02"),
        article("bank", BANK, host="echo.example", published="2024-04-01T05:00"),
        article("bank-globe", BANK, host="globe.example", published="2024-04-04"),
        article("bank-again", BANK, host="echo.example", published="2024-06-04"),
        article("rail", RAIL, published="2024-12-01T05:00"),
        article("rail-cut", RAIL[:2], host="globe.example", published="2024-12-02"),
        article("beetle", BEETLE, host="echo.example", published="2024-05-05"),
    ]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with fill(tmp_path_factory.mktemp("docket") / "a.db", family()) as opened:
        yield opened


@pytest.fixture(scope="module")
def docket(archive: Archive) -> Docket:
    return archive.docket([OURS], NOW)


def pairs(entries: Sequence[DocketEntry]) -> list[tuple[str, str]]:
    return [(entry.copy.key, entry.source.key) for entry in entries]


def found(archive: Archive, docket: Docket, **asked: object) -> list[tuple[str, str]]:
    return pairs(archive.docket_page(docket, DocketFilter(**asked)).entries)  # type: ignore[arg-type]


def test_own_outlets_come_first_then_the_uncredited_then_the_likely(archive: Archive, docket: Docket) -> None:
    page = archive.docket_page(docket, DocketFilter())
    assert pairs(page.entries)[:3] == [
        ("harbour-globe", "harbour"),
        ("harbour-echo", "harbour"),
        ("school-ours", "school"),
    ]
    assert [entry.part for entry in page.entries][:3] == [Part.TAKEN_FROM, Part.TAKEN_FROM, Part.TAKING]
    rest = page.entries[3:]
    assert {entry.part for entry in rest} == {Part.NONE}
    silent = [entry for entry in rest if entry.credited is False]
    weights = [(entry.score or 0.0) * entry.share for entry in silent]
    assert list(rest[: len(silent)]) == silent
    assert weights == sorted(weights, reverse=True)


def test_an_entry_says_what_was_found(archive: Archive, docket: Docket) -> None:
    entry = archive.docket_page(docket, DocketFilter()).entries[0]
    assert (entry.copy.outlet.domain, entry.copy.own, entry.source.own) == ("globe.example", False, True)
    assert (entry.flow, entry.kind, entry.level, entry.credited) == (Flow.TAKEN, Kind.NEAR_COPY, Level.DERIVED, False)
    assert entry.share == pytest.approx(1.0)
    assert entry.score is not None and entry.score > 0.99
    assert entry.story is not None and entry.review is None


def test_pairs_that_add_little_are_listed_where_they_are_asked_for(archive: Archive, docket: Docket) -> None:
    narrow, wide = found(archive, docket), found(archive, docket, wide=True)
    assert set(narrow) < set(wide)
    assert not any({"bank", "bank-again"} == set(pair) for pair in narrow)
    assert any({"harbour-echo", "harbour-globe"} == set(pair) for pair in wide)
    page = archive.docket_page(docket, DocketFilter())
    assert (page.tallies.narrow, page.tallies.wide) == (len(narrow), len(wide))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"own": True, "credited": Credited.YES}, [("harbour-echo", "harbour")]),
        ({"source": OURS}, [("harbour-globe", "harbour"), ("harbour-echo", "harbour")]),
        ({"taker": OURS}, [("school-ours", "school")]),
        ({"publisher": OURS, "since": date(2024, 10, 11)}, [("harbour-globe", "harbour")]),
        ({"publisher": OURS, "until": date(2024, 10, 9)}, [("school-ours", "school")]),
        ({"publisher": "nobody.example"}, []),
        ({"kind": Kind.SUMMARY}, []),
        ({"decision": Decision.SAME}, []),
    ],
)
def test_conditions(
    archive: Archive, docket: Docket, asked: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert found(archive, docket, **asked) == expected


def test_tallies_tell_what_another_answer_would_list(archive: Archive, docket: Docket) -> None:
    tallies = archive.docket_page(docket, DocketFilter(kind=Kind.SUMMARY)).tallies
    for kind, count in tallies.kinds:
        assert len(found(archive, docket, kind=kind)) == count
    everything = archive.docket_page(docket, EVERYTHING).tallies
    for level, count in everything.levels:
        assert archive.docket_page(docket, DocketFilter(level=level, decision=None, wide=True)).total == count


def test_pages_follow_one_another_without_gap(archive: Archive, docket: Docket) -> None:
    whole = pairs(archive.docket_page(docket, EVERYTHING).entries)
    seen: list[tuple[str, str]] = []
    page: DocketPage | None = archive.docket_page(docket, EVERYTHING, size=3)
    starts = []
    while page is not None:
        assert page.first == len(seen)
        starts.append(page.previous)
        seen.extend(pairs(page.entries))
        page = archive.docket_page(docket, EVERYTHING, page.following, 3) if page.following else None
    assert seen == whole
    assert starts == [None, *(whole[place] for place in range(0, len(whole) - 3, 3))]


def test_a_page_stays_where_it_began_when_earlier_pairs_are_decided(tmp_path: Path) -> None:
    with fill(tmp_path / "a.db", family()) as archive:
        docket = archive.docket([OURS], NOW)
        second = archive.docket_page(docket, DocketFilter(), size=2).following
        archive.review(checked("harbour", "harbour-globe", Word.NOT_SAME, reviewer="Ada", at=NOW))
        assert second is not None
        page = archive.docket_page(docket, DocketFilter(), second, 2)
        assert pairs(page.entries)[0] == second
        assert page.first == 1
        assert archive.next_pair(docket, DocketFilter(), None) == ("harbour-echo", "harbour")
        assert archive.next_pair(docket, DocketFilter(), ("harbour", "harbour-echo")) == ("school-ours", "school")


def test_a_word_is_seen_at_once_and_after_the_docket_is_made_anew(tmp_path: Path) -> None:
    with fill(tmp_path / "a.db", family()) as archive:
        before = archive.docket([OURS], NOW)
        archive.review(checked("harbour", "harbour-globe", Word.NOT_SAME, reviewer="Ada", at=NOW))
        archive.review(checked("harbour", "harbour-echo", Word.UNSURE, reviewer="Ada", at=NOW))
        for docket in (before, archive.docket([OURS], NOW)):
            refused = archive.docket_page(docket, DocketFilter(decision=Decision.NOT_SAME)).entries
            assert pairs(refused) == [("harbour-globe", "harbour")]
            assert refused[0].review is not None and refused[0].review.reviewer == "Ada"
            opened = found(archive, docket, publisher=OURS, reviewer="Ada")
            assert opened == [("school-ours", "school")]
            assert ("harbour-echo", "harbour") in found(archive, docket, publisher=OURS, reviewer="Bo")


def test_decisions_are_listed_by_who_made_them(tmp_path: Path) -> None:
    with fill(tmp_path / "a.db", family()) as archive:
        docket = archive.docket([OURS], NOW)
        archive.review(checked("harbour", "harbour-globe", Word.SAME, reviewer="Ada", at=NOW))
        archive.review(checked("school", "school-ours", Word.SAME, reviewer="Bo", at=NOW))
        page = archive.docket_page(docket, DocketFilter(decision=Decision.SAME, decider="Bo"))
        assert pairs(page.entries) == [("school-ours", "school")]
        assert page.tallies.deciders == (("Ada", 1), ("Bo", 1))
        assert found(archive, docket, decision=Decision.SAME, decider="Cy") == []


def test_a_person_says_whether_the_copy_names_its_source(tmp_path: Path) -> None:
    with fill(tmp_path / "a.db", family()) as archive:
        docket = archive.docket([OURS], NOW)
        word = checked("harbour", "harbour-globe", Word.SAME, reviewer="Ada", at=NOW, credited=True)
        archive.review(word)
        asked = DocketFilter(decision=Decision.SAME, credited=Credited.YES)
        for one in (docket, archive.docket([OURS], NOW)):
            entries = archive.docket_page(one, asked).entries
            assert [(entry.copy.key, entry.credited) for entry in entries] == [("harbour-globe", True)]


def test_a_direction_that_a_person_gives_turns_the_pair(tmp_path: Path) -> None:
    with fill(tmp_path / "a.db", family()) as archive:
        word = checked("rail", "rail-cut", Word.SAME, reviewer="Ada", at=NOW, direction=Direction.A_FROM_B)
        archive.review(word)
        entries = archive.docket_page(archive.docket([], NOW), DocketFilter(decision=Decision.SAME)).entries
        assert pairs(entries) == [("rail", "rail-cut")]


def test_a_pair_that_only_a_person_saw_is_listed_as_decided(tmp_path: Path) -> None:
    with fill(tmp_path / "a.db", family()) as archive:
        archive.review(checked("beetle", "rail", Word.NOT_SAME, reviewer="Ada", at=NOW))
        entries = archive.docket_page(
            archive.docket([], NOW), DocketFilter(level=None, decision=Decision.DECIDED)
        ).entries
        assert [(entry.kind, entry.score, entry.level) for entry in entries] == [(None, None, Level.POSSIBLE)]


def test_the_order_of_arrival_does_not_show(tmp_path: Path) -> None:
    listed = []
    for number, order in enumerate(list(permutations(family()[:5]))[::41]):
        with fill(tmp_path / f"{number}.db", *([one] for one in order)) as archive:
            listed.append(pairs(archive.docket_page(archive.docket([OURS], NOW), EVERYTHING).entries))
    assert len(listed) > 2
    assert all(one == listed[0] for one in listed)


def test_the_coverage_says_what_an_empty_list_means(archive: Archive, docket: Docket, tmp_path: Path) -> None:
    held = docket.coverage
    assert (held.articles, held.publishers, held.own, held.undated) == (11, 4, 2, 0)
    assert (held.first_day, held.last_day, held.waiting) == ("2024-04-01", "2024-12-02", 0)
    assert held.pairs + held.possible == len(docket)
    assert archive.docket([], NOW).coverage.own is None
    assert archive.docket(["nobody.example"], NOW).coverage.own == 0
    with Archive.open(tmp_path / "empty.db") as empty:
        nothing = empty.docket([OURS], NOW)
        assert (nothing.coverage.articles, nothing.coverage.last, len(nothing)) == (0, None, 0)
        assert empty.docket_page(nothing, DocketFilter(publisher=OURS)).entries == ()


def test_articles_that_a_watch_noted_are_own(tmp_path: Path) -> None:
    with fill(tmp_path / "a.db", family()) as archive:
        archive.watchbook().own(["school"], "https://globe.example/feed")
        docket = archive.docket([], NOW)
        assert docket.coverage.own == 1
        assert pairs(archive.docket_page(docket, DocketFilter(own=True)).entries) == [("school-ours", "school")]


class Clock:
    """Seconds that pass when a test says so, and by themselves while a docket is made."""

    def __init__(self, cost: float) -> None:
        self.time, self._cost = 0.0, cost

    def __call__(self) -> float:
        self.time += self._cost
        return self.time


@pytest.mark.parametrize(("cost", "fresh"), [(0.01, True), (1.0, False)])
def test_a_costly_docket_is_used_for_a_while_though_the_archive_goes_on(
    tmp_path: Path, cost: float, *, fresh: bool
) -> None:
    clock = Clock(cost)
    with fill(tmp_path / "a.db", family()[:2]) as archive:
        dockets = Dockets(archive.beside(), [OURS], clock)
        first = dockets.current()
        assert dockets.current() is first
        archive.ingest(family()[2:])
        assert (dockets.current() is not first) is fresh
        clock.time += 100.0
        again = dockets.current()
        assert again.coverage.articles == 11
        clock.time += 100.0
        assert dockets.current() is again  # nothing was written since


def test_a_pair_knows_its_number_and_its_neighbours_listed_or_not(archive: Archive, docket: Docket) -> None:
    listed = found(archive, docket)
    for place, pair in enumerate(listed):
        around = archive.around(docket, DocketFilter(), (pair[1], pair[0]))
        assert (around.number, around.total) == (place + 1, len(listed))
        assert around.before == (listed[place - 1] if place else None)
        assert around.after == (listed[place + 1] if place + 1 < len(listed) else None)
    unlisted = next(pair for pair in found(archive, docket, wide=True) if pair not in listed)
    around = archive.around(docket, DocketFilter(), unlisted)
    assert (around.number, around.total) == (None, len(listed))
    assert {around.before, around.after} & set(listed)
    unknown = archive.around(docket, DocketFilter(), ("beetle", "rail"))
    assert (unknown.number, unknown.before, unknown.after) == (None, None, listed[0])
