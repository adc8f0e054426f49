"""Two articles side by side, with the proof, and the word that is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from dedup.archive import Asked as Reviewer
from dedup.archive import ReviewSession, undo_last
from dedup.model import Credit, Direction, Dossier, Evidence, Review, Span, Word
from dedup.report.ledger import Step, waterfall
from dedup.report.origins import TOWARD, direction_sentence
from dedup.report.proof import VERDICTS
from dedup.report.sidebyside import noted_facts, rows_of
from dedup.web.cells import anchor_of, leading, part_of
from dedup.web.docketing import Asked as AskedOf
from dedup.web.docketing import AtDocket, Conditions
from dedup.web.rendering import address
from dedup.web.visit import AtDesk, Visit, inside

router = APIRouter()

_LONGEST = 20_000  # characters of a key or a note that are looked at; a longer note is refused in words below that

Key = Annotated[str, Query(max_length=_LONGEST)]
KeyGiven = Annotated[str, Form(max_length=_LONGEST)]
Back = Annotated[str, Form(max_length=_LONGEST)]

_MOST_LINKS = 8  # places that one line of a ledger leads to: more are seen in the texts themselves
_LISTED = 60  # facts and phrases of one list on a page


class Said(StrEnum):
    """A word on a pair as the desk's buttons give it; the articles are called A and B as the page shows them."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"
    A_FROM_B = "a_from_b"
    B_FROM_A = "b_from_a"
    COMMON_ORIGIN = "common_origin"

    @property
    def word(self) -> Word:
        """The word without its direction."""
        return Word(self.value) if self.value in set(Word) else Word.SAME

    @property
    def direction(self) -> Direction | None:
        """Who took from whom, where that was said."""
        return Direction(self.value) if self.value in set(Direction) else None


class SourceNamed(StrEnum):
    """What the reviewer says of the copy's credit; it goes with a word that the pair is the same."""

    UNSAID = ""
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger, and the places in the texts that it rests on."""

    step: Step
    links: tuple[str, ...]
    more: int


@router.get("/pair")
def pair(
    visit: AtDesk,
    docket: AtDocket,
    asked: AskedOf,
    a: Key,
    b: Key,
    start: Annotated[int, Query(alias="from", ge=0, le=10**9)] = 0,
    said: bool = False,
) -> Response:
    """Both texts, what was found in them, and the buttons that decide; the conditions are those of the queue."""
    dossier = visit.archive.dossier(a, b)
    keys = dossier.a.key, dossier.b.key
    own = _standing(visit, dossier)
    shown = not visit.blind or own is not None or visit.place.memory.saw(*keys)
    if shown:
        visit.place.memory.reveal(*keys)
    spans_a, spans_b = _places(dossier.credits_a), _places(dossier.credits_b)
    rows = rows_of(dossier.faced, list(spans_a.values()), list(spans_b.values()))
    part = part_of(rows, dossier.a.text, dossier.b.text, start)
    at = partial(_at, asked, *keys)
    made = visit.place.memory.made
    return visit.page(
        "pair.html",
        dossier=dossier,
        shown=shown,
        part=part,
        lead=leading(part, at),
        at=at,
        conditions=asked.parameters(),
        lines=[_line(step, dossier) for step in waterfall(dossier.faced.comparison.evidence)],
        facts=[(anchor_of(note), fact) for note, fact in noted_facts(dossier.faced.facing.facts)],
        named=[("A", "a", dossier.credits_a, list(spans_a)), ("B", "b", dossier.credits_b, list(spans_b))],
        own=own,
        last=made[-1] if said and made else None,
        around=visit.archive.around(docket, asked.filter(visit.reviewer), keys),
        verdict=VERDICTS[dossier.machine.kind],
        direction=direction_sentence(dossier.derivation) if dossier.derivation else "",
        toward=TOWARD,
        listed=_LISTED,
    )


@router.post("/pair/decision")
def decide(
    visit: AtDesk,
    docket: AtDocket,
    asked: AskedOf,
    a: KeyGiven,
    b: KeyGiven,
    said: Annotated[Said, Form()],
    note: Annotated[str, Form(max_length=_LONGEST)] = "",
    credited: Annotated[SourceNamed, Form()] = SourceNamed.UNSAID,
    seen: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a word on the pair, and go on to the next of the queue."""
    place = visit.place
    with place.lock:
        session = ReviewSession(visit.archive, Reviewer(reviewer=visit.reviewer), pair=(a, b), memory=place.memory)
        if seen:
            session.reveal()
        named = credited.value == "yes" if credited.value and said.word is Word.SAME else None
        kept = session.decide(said.word, said.direction, note, credited=named)
    following = visit.archive.next_pair(docket, asked.filter(visit.reviewer), kept.pair)
    if following is None:
        return visit.onward(address("/", asked.parameters()))
    return visit.onward(address("/pair", {"a": following[0], "b": following[1], "said": 1, **asked.parameters()}))


@router.post("/pair/undo")
def undo(visit: AtDesk, asked: AskedOf, a: KeyGiven, b: KeyGiven, back: Back = "") -> Response:
    """Take back this reviewer's newest word on a pair, wherever it was given."""
    place = visit.place
    with place.lock:
        undone = undo_last(visit.archive, a, b, visit.reviewer, datetime.now(UTC))
        place.memory.take_back(*undone.pair)
    return visit.onward(inside(back) if back else _at(asked, a, b))


@router.post("/pair/reveal")
def reveal(visit: AtDesk, asked: AskedOf, a: KeyGiven, b: KeyGiven) -> Response:
    """Show the machine's score on a pair; a review given from now on says that it was seen."""
    visit.place.memory.reveal(visit.archive.article(a).key, visit.archive.article(b).key)
    return visit.onward(_at(asked, a, b))


def _at(asked: Conditions, a: str, b: str, start: int = 0) -> str:
    return address("/pair", {"a": a, "b": b, "from": start or None, **asked.parameters()})


def _standing(visit: Visit, dossier: Dossier) -> Review | None:
    """The newest word of this reviewer on the pair that was not undone."""
    own = [
        one.review for one in dossier.reviews if one.review.reviewer == visit.reviewer and one.review.undone_at is None
    ]
    return max(own, key=lambda review: review.order, default=None)


def _places(credits_: Iterable[Credit]) -> dict[Credit, Span]:
    """The credits that stand in the text, in the order in which they are marked there."""
    return {one: one.span for one in credits_ if one.span is not None}


def _line(step: Step, dossier: Dossier) -> Line:
    """A line of the ledger with the anchors in A that it rests on."""
    anchors = _anchors(step.line, dossier)
    return Line(step, tuple(anchors[:_MOST_LINKS]), max(0, len(anchors) - _MOST_LINKS))


def _anchors(line: Evidence, dossier: Dossier) -> list[str]:
    comparison, facts = dossier.faced.comparison, dossier.faced.facing.facts
    counted = {
        "spun_phrases": ("spun", len(comparison.spun)),
        "altered_quotations": ("altered", len(comparison.altered)),
        "conflicts": ("conflicts", sum(not fact.agrees for fact in facts)),
        "figures": ("conflicts", sum(not fact.agrees for fact in facts)),
        "names": ("agrees", sum(fact.agrees for fact in facts)),
        "specifics": ("agrees", sum(fact.agrees for fact in facts)),
        "sentences": ("c", len(comparison.counterparts)),
        "order": ("c", len(comparison.counterparts)),
    }
    if line.passages:
        return [f"a-p{number}" for number in line.passages]
    if line.name in {"containment", "throughout", "order"} and not comparison.counterparts:
        return [f"a-p{n}" for n, one in enumerate(comparison.passages) if not one.stock and not one.quoted]
    name, count = counted.get(line.name, ("", 0))
    return [f"a-{name}{number}" for number in range(count)]
