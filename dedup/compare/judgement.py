"""A verdict in words of the normal form, which holds for every article of that form, and its places in two texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from dedup.compare.document import Document
from dedup.model import Comparison, Counterpart, Evidence, Kind, Overlap, Passage, Rewording, Span


class SharedRange(NamedTuple):
    """A passage as half-open word ranges of both texts; `words` of them agree."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    quoted: bool
    stock: bool

    def swapped(self) -> SharedRange:
        """The same passage seen from the other text."""
        return SharedRange(self.b_start, self.b_end, self.a_start, self.a_end, self.words, self.quoted, self.stock)


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Half-open word ranges of sentences that say the same, and how alike they are (0..1); either side can be two."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    likeness: float

    def swapped(self) -> SentencePair:
        """The same pair seen from the other text."""
        return SentencePair(self.b_start, self.b_end, self.a_start, self.a_end, self.likeness)


@dataclass(frozen=True, slots=True)
class Replaced:
    """Half-open word ranges of two texts that stand for one another in different words, and these words."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    text_a: str
    text_b: str

    def swapped(self) -> Replaced:
        """The same change seen from the other text."""
        return Replaced(self.b_start, self.b_end, self.a_start, self.a_end, self.text_b, self.text_a)


Ranged = SharedRange | SentencePair | Replaced
R = TypeVar("R", SentencePair, Replaced)


class Judgement(NamedTuple):
    """A verdict in words of the normal form; see `model.Comparison` for the same in characters."""

    kind: Kind
    score: float
    overlap: Overlap
    evidence: tuple[Evidence, ...]
    passages: tuple[SharedRange, ...]
    params_digest: str
    possible: bool = False
    counterparts: tuple[SentencePair, ...] = ()
    spun: tuple[Replaced, ...] = ()
    altered: tuple[Replaced, ...] = ()

    def swapped(self) -> Judgement:
        """The same verdict with the two texts exchanged; ranges are in the order of the text that comes first."""
        order = sorted(range(len(self.passages)), key=lambda i: self.passages[i].b_start)
        place = {old: new for new, old in enumerate(order)}
        evidence = ((line, tuple(sorted(place[i] for i in line.passages))) for line in self.evidence)
        return self._replace(
            overlap=self.overlap.swapped(),
            evidence=tuple(line.swapped(passages) for line, passages in evidence),
            passages=tuple(self.passages[i].swapped() for i in order),
            counterparts=_in_order([pair.swapped() for pair in self.counterparts]),
            spun=_in_order([change.swapped() for change in self.spun]),
            altered=_in_order([change.swapped() for change in self.altered]),
        )


def located(judgement: Judgement, a: Document, b: Document) -> Comparison:
    """Give what a judgement found as character offsets into two texts that have the judged normal forms."""

    def spans(found: Ranged) -> tuple[Span, Span]:
        return a.words.span(found.a_start, found.a_end), b.words.span(found.b_start, found.b_end)

    return Comparison(
        kind=judgement.kind,
        score=judgement.score,
        overlap=judgement.overlap,
        evidence=judgement.evidence,
        passages=tuple(Passage(*spans(p), p.words, p.quoted, p.stock) for p in judgement.passages),
        params_digest=judgement.params_digest,
        possible=judgement.possible,
        counterparts=tuple(Counterpart(*spans(pair), pair.likeness) for pair in judgement.counterparts),
        spun=tuple(Rewording(*spans(change)) for change in judgement.spun),
        altered=tuple(Rewording(*spans(change)) for change in judgement.altered),
    )


def _in_order(found: list[R]) -> tuple[R, ...]:
    return tuple(sorted(found, key=lambda pair: (pair.a_start, pair.b_start)))
