"""Two texts side by side: every letter once and in order, and every mark where it belongs."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.compare import document, face, judge, located
from dedup.config import CompareParams
from dedup.model import Faced, FactSort, Matter, NoteSort, Span, Stretch, StretchRow
from dedup.report.sidebyside import noted_facts, rows_of
from tests.archive_factories import BANK, HARBOUR, RAIL, SCHOOL, edited

LOCK = "\n\n".join(HARBOUR)
LOCK_SPUN = (
    "Frogmen discovered a fissure in the northern gate, so Vessholm's lock remained closed for a third day, while "
    "sixty barges carrying gravel, timber and grain were tied to the embankment until engineers come to a decision.\n\n"
    "The fracture, according to port master Ilse Tornquist, runs almost two metres beneath the water surface and has "
    "likely grown since last autumn's storms, when the sill was scraped by a dredger turning in strong wind.\n\n"
    "Berths upstream were offered to skippers without payment, but several of them grumbled that the perishable cargo "
    "will spoil before the weekend, and that insurers refuse to pay for delay which municipal neglect has caused.\n\n"
    "In spring a replacement gate was commissioned from the Karlby shipyard; delivery is not due until November, since "
    "inspectors had rejected the first plates and the steel needed to be rolled a second time.\n\n"
    "On Thursday the council votes about a crisis bypass, which is a temporary dam of steel through which a single "
    "vessel at a time could pass the old chamber in the south, last in use when the railway bridge had collapsed."
)


def faced(a: str, b: str) -> Faced:
    first, second = document(a, language="en"), document(b, language="en")
    judgement = judge(first, second, CompareParams())
    return Faced(located(judgement, first, second), face(first, second, judgement))


def side(rows: tuple[StretchRow, ...], name: str) -> list[Stretch]:
    return [stretch for row in rows for stretch in getattr(row, name)]


def said_of(text: str, span: Span) -> str:
    return text[span.start : span.end]


def said(text: str, stretches: list[Stretch]) -> str:
    return "".join(said_of(text, stretch.span) for stretch in stretches)


SENTENCES = [
    sentence
    for paragraph in (*HARBOUR, *SCHOOL, *BANK)
    for sentence in (paragraph, paragraph.split(", ")[0] + ".", f"“{paragraph}”")
] + ["\n\n", "  ", "Photo: K. Storm", "\u202e٣ قال\u202c", "\x00", "警察は十二日、発表した。", "wordword" * 50]
TEXTS = st.lists(st.sampled_from(SENTENCES), max_size=12).map(" ".join)


@given(TEXTS, TEXTS, st.data())
def test_the_stretches_of_each_side_are_its_whole_text(a: str, b: str, data: st.DataObject) -> None:
    credits_a = [
        Span(*sorted(data.draw(st.tuples(*[st.integers(0, len(a))] * 2)))) for _ in range(data.draw(st.integers(0, 3)))
    ]
    found = faced(a, b)
    rows = rows_of(found, credits_a)
    assert said(a, side(rows, "a")) == a
    assert said(b, side(rows, "b")) == b
    for equal in found.facing.equal:
        assert (
            a[equal.a.start : equal.a.end].split(maxsplit=1)[0] == b[equal.b.start : equal.b.end].split(maxsplit=1)[0]
        )
    for stretch in side(rows, "a"):
        if stretch.passage is not None:
            span = found.comparison.passages[stretch.passage].a
            assert span.start <= stretch.span.start
            assert stretch.span.end <= span.end


def test_a_copy_lies_sentence_beside_sentence_with_its_changed_words_left_out() -> None:
    a = "\n\n".join(HARBOUR)
    b = edited(a, 0.05, 3)
    found = faced(a, b)
    rows = rows_of(found)
    assert all(row.aligned for row in rows)
    assert len(rows) >= len(HARBOUR)
    left = side(rows, "a")
    verbatim = sum(len(said_of(a, p.span).split()) for p in left if p.matter is Matter.VERBATIM)
    assert 0.8 < verbatim / len(a.split()) < 1.0
    words_b = set(b.lower().split())
    for stretch in left:
        if stretch.matter is Matter.OWN:
            assert len(said_of(a, stretch.span).split()) < 8
    assert any(
        word not in words_b
        for stretch in left
        if stretch.matter is Matter.OWN
        for word in said_of(a, stretch.span).lower().split()
    )


def test_what_was_moved_keeps_its_mark_and_stands_where_its_own_text_has_it() -> None:
    a, b = "\n\n".join([*HARBOUR[:4], *SCHOOL[:1]]), "\n\n".join([*SCHOOL[:1], *HARBOUR[:4]])
    found = faced(a, b)
    rows = rows_of(found)
    assert {stretch.matter for row in rows for stretch in (*row.a, *row.b)} == {Matter.VERBATIM, Matter.OWN}
    moved = [row for row in rows if not row.aligned]
    assert {stretch.passage for row in moved for stretch in row.a} == {
        stretch.passage for row in moved for stretch in row.b
    }
    assert said(b, [stretch for row in moved for stretch in row.b]).startswith(SCHOOL[0][:40])


def test_texts_that_share_nothing_stand_beside_each_other_unaligned() -> None:
    rows = rows_of(faced("\n\n".join(HARBOUR), "\n\n".join(RAIL[:3])))
    assert not any(row.aligned for row in rows)
    assert {stretch.matter for stretch in side(rows, "a")} == {Matter.OWN}
    assert [row for row in rows if not row.b]


def test_a_spun_copy_shows_its_sentences_and_phrases_in_their_places() -> None:
    found = faced(LOCK, LOCK_SPUN)
    rows = rows_of(found)
    assert found.comparison.counterparts
    aligned = [row for row in rows if row.aligned]
    assert len(aligned) > len(rows) / 2
    noted = {note for stretch in side(rows, "b") for note in stretch.notes if note.sort is NoteSort.SPUN}
    assert {note.number for note in noted} == set(range(len(found.comparison.spun)))


def test_the_facts_are_those_that_the_ledger_counts() -> None:
    found = faced(LOCK, LOCK_SPUN)
    line = next(line for line in found.comparison.evidence if line.name == "conflicts")
    numbers = [fact for fact in found.facing.facts if fact.sort is FactSort.NUMBER]
    assert f"{sum(not fact.agrees for fact in numbers)} number" in line.sentence
    assert f"{sum(fact.agrees for fact in numbers)} and" in line.sentence


@pytest.mark.parametrize("seed", range(3))
def test_figures_in_common_wording_are_placed_as_they_are_counted(seed: int) -> None:
    rng = random.Random(seed)
    a = " ".join(
        f"The ferry to Vessholm carried {rng.randint(10, 99)} cars and {n} lorries on day {n}." for n in range(9)
    )
    b = a.replace("Vessholm", "Karlby", 3).replace(" 4 lorries", " 40 lorries")
    found = faced(a, b)
    line = next((line for line in found.comparison.evidence if line.name == "figures"), None)
    assert line is not None
    conflicts = [fact for fact in found.facing.facts if not fact.agrees]
    assert line.sentence.startswith(f"In wording that is otherwise the same, {len(conflicts)} numbers and names differ")
    for note, fact in noted_facts(found.facing.facts):
        assert (said_of(a, fact.a) == said_of(b, fact.b)) is (note.sort is NoteSort.AGREES)


def test_one_word_of_two_million_letters_takes_one_row() -> None:
    huge = "x" * 2_000_000
    rows = rows_of(faced(huge, huge + " end"))
    assert said(huge, side(rows, "a")) == huge
    assert len(rows) <= 2


def test_furniture_is_told_from_what_the_article_says() -> None:
    a = "\n\n".join([*HARBOUR[:2], "Photo: Karlby Echo archive"])
    rows = rows_of(faced(a, "\n\n".join(HARBOUR[:2])))
    assert [said(a, [p]) for p in side(rows, "a") if p.matter is Matter.STOCK] == ["Photo: Karlby Echo archive"]
    assert replace(rows[0], aligned=True) == rows[0]
