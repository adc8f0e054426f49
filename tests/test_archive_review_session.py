"""A review session: what it asks and in which order, what it withholds, and what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dedup.archive import Archive, Asked, Params, ReviewSession, undo_last
from dedup.config import CompareParams
from dedup.errors import NotFoundError, UsageError
from dedup.model import Claim, Direction, Doubt, DoubtfulPair, Kind, MetaSource, ReviewState, Word
from tests.archive_factories import BANK, HARBOUR, RAIL, SCHOOL, article, edited, fill

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
# What the others have of the first ends in the middle of a sentence: scores from one end to the other.
START = " ".join(" ".join(HARBOUR[:3]).split()[:50])
ITEMS = [
    replace(one, language=Claim("en", MetaSource.META))
    for one in (
        article("h", HARBOUR, published="2024-10-09"),
        article("h-again", HARBOUR, published="2024-10-09"),
        article("h-copy", edited("\n\n".join(HARBOUR), 0.05, 1)),
        article("mix-1", [*SCHOOL[:3], START]),
        article("mix-2", [*BANK[:3], " ".join(START.split()[:44])]),
        replace(article("mix-3", [*RAIL[3:], *HARBOUR[1:3]]), publisher=Claim("Karlby Echo", MetaSource.META)),
    )
]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with fill(tmp_path / "news.db", ITEMS) as opened:
        yield opened


def asked(reviewer: str = "Ines Falk", **more: object) -> Asked:
    return Asked(reviewer=reviewer, **more)  # type: ignore[arg-type]


def session(
    archive: Archive, *, pair: tuple[str, str] | None = None, limit: int | None = None, **more: object
) -> ReviewSession:
    ticks = iter(range(10**6))
    return ReviewSession(
        archive, asked(**more), pair=pair, limit=limit, clock=lambda: NOW + timedelta(minutes=next(ticks))  # type: ignore[arg-type]
    )  # fmt: skip


# --- the queue --------------------------------------------------------------------------------------------------------


def test_possible_pairs_come_first_then_those_near_the_bar_then_open_directions(archive: Archive) -> None:
    found = archive.doubts(asked())
    order = [Doubt.POSSIBLE, Doubt.NEAR_BAR, Doubt.DIRECTION]
    assert [one.doubt for one in found] == sorted((one.doubt for one in found), key=order.index)
    assert {one.doubt for one in found} == set(order)
    scores = {(one.a, one.b): one.score for one in archive.relations()}
    by_doubt = {doubt: [scores[one.a, one.b] for one in found if one.doubt is doubt] for doubt in order}
    assert by_doubt[Doubt.POSSIBLE] == sorted(by_doubt[Doubt.POSSIBLE], reverse=True)
    assert by_doubt[Doubt.NEAR_BAR] == sorted(by_doubt[Doubt.NEAR_BAR])
    certain = {(one.a, one.b): one.derivation.certainty for one in archive.derivations()}
    directions = [certain[one.a, one.b] for one in found if one.doubt is Doubt.DIRECTION]
    assert directions == sorted(directions, reverse=True)
    assert len({(one.a, one.b) for one in found}) == len(found)
    assert ("h-again", "mix-1") not in {(one.a, one.b) for one in found if one.doubt is not Doubt.DIRECTION}


def test_the_queue_does_not_depend_on_the_order_of_arrival(archive: Archive, tmp_path: Path) -> None:
    with fill(tmp_path / "other.db", ITEMS[3:], ITEMS[2::-1]) as other:
        assert other.doubts(asked()) == archive.doubts(asked())


def test_filters(archive: Archive) -> None:
    whole = archive.doubts(asked())
    echo = archive.doubts(asked(publisher="karlby ECHO"))
    assert echo
    assert all("mix-3" in (one.a, one.b) for one in echo)
    assert archive.doubts(asked(publisher="mix-3.example")) == echo
    assert archive.doubts(asked(publisher="nobody")) == []
    assert archive.doubts(asked(article="h-copy")) == [one for one in whole if "h-copy" in (one.a, one.b)]
    kinds = {(one.a, one.b): one.kind for one in archive.relations()}
    for kind in (Kind.EXCERPT, Kind.NEAR_COPY, Kind.IDENTICAL):
        assert archive.doubts(asked(kind=kind)) == [one for one in whole if kinds[one.a, one.b] is kind]
    story = archive.story("h")
    inside = {one.article for one in story.members}
    assert archive.doubts(asked(story=story.id)) == [one for one in whole if {one.a, one.b} <= inside]
    with pytest.raises(NotFoundError, match="no story 's0'"):
        archive.doubts(asked(story="s0"))


def test_what_a_reviewer_has_said_leaves_that_reviewers_queue_alone(archive: Archive) -> None:
    whole = archive.doubts(asked())
    work = session(archive, limit=2)
    work.decide(Word.UNSURE)
    work.skip()
    assert work.current is None
    assert archive.doubts(asked()) == whole[1:]
    assert archive.doubts(asked("Bo")) == whole
    work.undo()
    assert archive.doubts(asked()) == whole


def test_an_empty_archive_has_no_doubts(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "empty.db") as archive:
        work = session(archive)
        assert work.current is None
        assert work.progress.left == 0
        with pytest.raises(UsageError, match="at its end"):
            work.decide(Word.SAME)


# --- one pair after another -------------------------------------------------------------------------------------------


def test_the_machine_is_silent_until_asked_and_the_review_says_whether_it_was(archive: Archive) -> None:
    work = session(archive, pair=("h-copy", "h"))
    shown = work.current
    assert shown is not None
    assert (shown.a.key, shown.b.key, shown.doubt) == ("h-copy", "h", Doubt.ASKED)
    assert shown.passages
    assert shown.dates == ("B was published 2024-10-09 (meta).",)
    assert not [line for line in (*shown.findings, *shown.clues) if "score" in line or "probab" in line]
    assert not work.decide(Word.SAME, Direction.A_FROM_B).score_seen
    again = session(archive, pair=("h", "h-copy"))
    machine = again.reveal()
    assert machine.kind is Kind.NEAR_COPY
    assert machine.score > 0.9
    assert machine.certainty is not None
    assert machine.certainty < 1  # the machine's own, not the person's word on the pair
    review = again.decide(Word.SAME)
    assert review.score_seen
    assert [one.state for one in archive.reviews(["h-copy"])] == [ReviewState.SUPERSEDED, ReviewState.EFFECTIVE]


def test_decide_skip_back_and_undo(archive: Archive) -> None:
    queue = archive.doubts(asked())
    work = session(archive, limit=3)

    def at_hand() -> DoubtfulPair | None:
        shown = work.current
        return DoubtfulPair(shown.a.key, shown.b.key, shown.doubt) if shown else None

    assert at_hand() == queue[0]
    first = work.decide(Word.NOT_SAME, note="  Two strikes,\x07 a year apart.\r\n")
    assert (first.pair, first.note, first.reviewer, first.at) == (
        (queue[0].a, queue[0].b), "Two strikes, a year apart.", "Ines Falk", NOW
    )  # fmt: skip
    assert at_hand() == queue[1]
    work.skip()
    work.back()
    assert at_hand() == queue[1]
    work.back()
    work.back()
    assert at_hand() == queue[0]
    assert (work.progress.decided, work.progress.skipped, work.progress.left) == (1, 1, 3)
    shown = work.current
    assert shown is not None
    assert [one.review for one in shown.reviews] == [first]
    assert work.undo().undone_at == NOW + timedelta(minutes=1)
    assert work.decisions == []
    with pytest.raises(UsageError, match="no word of this session"):
        work.undo()
    assert [one.state.value for one in archive.reviews()] == ["undone"]


@pytest.mark.parametrize(
    ("word", "direction", "note", "message"),
    [
        (Word.NOT_SAME, Direction.A_FROM_B, "", "goes with the word `same` alone"),
        (Word.SAME, None, "x" * 2001, "has 2,001"),
    ],
)
def test_what_cannot_be_a_review_is_refused_and_the_pair_stays(
    archive: Archive, word: Word, direction: Direction | None, note: str, message: str
) -> None:
    work = session(archive, pair=("h", "h-copy"))
    with pytest.raises(UsageError, match=message):
        work.decide(word, direction, note)
    assert work.current is not None
    assert archive.reviews() == []


@pytest.mark.parametrize("name", ["", " \n", "\x1b", "x" * 201])
def test_a_reviewer_needs_a_name(archive: Archive, name: str) -> None:
    with pytest.raises(UsageError, match="--reviewer"):
        session(archive, reviewer=name)


def test_a_pair_of_one_and_a_pair_that_is_not_held(archive: Archive) -> None:
    with pytest.raises(UsageError, match="h was given twice"):
        session(archive, pair=("h", "https://h.example/h"))
    with pytest.raises(NotFoundError, match="holds no article 'gone'"):
        session(archive, pair=("h", "gone"))


def test_the_newest_word_of_one_reviewer_is_taken_back(archive: Archive) -> None:
    for reviewer in ("Ines Falk", "Bo", "Ines Falk"):
        session(archive, pair=("h", "h-copy"), reviewer=reviewer).decide(Word.SAME)
    undo_last(archive, "h-copy", "h", " Ines  Falk ", NOW + timedelta(days=1))
    states = [(one.review.reviewer, one.state.value) for one in archive.reviews()]
    assert states == [("Ines Falk", "superseded"), ("Bo", "effective"), ("Ines Falk", "undone")]
    undo_last(archive, "h", "h-copy", "Ines Falk", NOW + timedelta(days=2))
    with pytest.raises(NotFoundError, match="no review of h and h-copy by Ines Falk"):
        undo_last(archive, "h", "h-copy", "Ines Falk", NOW + timedelta(days=3))


def test_other_parameters_move_the_queue_and_no_word(archive: Archive, tmp_path: Path) -> None:
    session(archive, pair=("h", "h-copy")).decide(Word.NOT_SAME)
    before = [one for one in archive.doubts(asked()) if one.doubt is Doubt.POSSIBLE]
    with Archive.open(tmp_path / "news.db", params=Params(compare=CompareParams(possible=0.49))) as other:
        other.ingest([article("late", BANK)])
        assert len([one for one in other.doubts(asked()) if one.doubt is Doubt.POSSIBLE]) < len(before)
        assert [one.state.value for one in other.reviews()] == ["effective"]
