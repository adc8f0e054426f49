"""Comparing two texts: how they are related, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.span import Span
    from dedup.model.word import Word


class Kind(StrEnum):
    """How two articles are related, from strongest to none."""

    IDENTICAL = "identical"
    NEAR_COPY = "near_copy"
    EXCERPT = "excerpt"
    REWRITE = "rewrite"
    SUMMARY = "summary"
    QUOTATION = "quotation"
    SAME_EVENT = "same_event"
    UNRELATED = "unrelated"

    @property
    def derived(self) -> bool:
        """Whether one text of the pair descends from the other, or both from a third."""
        return self in _DERIVED

    @property
    def rank(self) -> int:
        """0 for the strongest kind; for sorting."""
        return _RANKS[self]


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}
_DERIVED = frozenset({Kind.IDENTICAL, Kind.NEAR_COPY, Kind.EXCERPT, Kind.REWRITE, Kind.SUMMARY})


class Direction(StrEnum):
    """Who took from whom in a pair."""

    A_FROM_B = "a_from_b"
    B_FROM_A = "b_from_a"
    COMMON_ORIGIN = "common_origin"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Passage:
    """Matter that two texts share, with its place in each; `words` counts the words that agree."""

    a: Span
    b: Span
    words: int
    quoted: bool = False  # direct speech in either text, or a statement, list or appeal that both print
    stock: bool = False  # furniture, captions, stock phrases: shown, never counted

    def swapped(self) -> Passage:
        """The same passage seen from the other text."""
        return Passage(a=self.b, b=self.a, words=self.words, quoted=self.quoted, stock=self.stock)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Sentences of two texts that say the same; either side can be several. `likeness` is 0..1."""

    a: Span
    b: Span
    likeness: float

    def swapped(self) -> Counterpart:
        """The same pair seen from the other text."""
        return Counterpart(self.b, self.a, self.likeness)


@dataclass(frozen=True, slots=True)
class Rewording:
    """Wording of one text that stands for other wording of the other."""

    a: Span
    b: Span

    def swapped(self) -> Rewording:
        """The same change seen from the other text."""
        return Rewording(self.b, self.a)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the ledger: what was seen, as a sentence a reader can check, and what it speaks for.

    `weight` is positive for derivation, negative against, zero for context. `passages` are indexes into the passages of
    the comparison that the line belongs to. The sentence is kept as a template in which `{a}` and `{b}` stand for the
    two texts, so that a pair can be read from either side.
    """

    name: str
    template: str
    weight: float
    value: float | None = None
    passages: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """The sentence, with the texts called A and B."""
        return self.template.replace("{a}", "A").replace("{b}", "B")

    def swapped(self, passages: tuple[int, ...] | None = None) -> Evidence:
        """The same line seen from the other text; `passages` where these come in another order there."""
        exchanged = self.template
        if "{" in exchanged:
            exchanged = exchanged.replace("{a}", "\0").replace("{b}", "{a}").replace("\0", "{b}")
        return Evidence(self.name, exchanged, self.weight, self.value, self.passages if passages is None else passages)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of each text stands in the other, in words: verbatim matter outside captions and stock lines.

    Containment is a share of 0..1 of one text's own words. One percentage for a pair would hide which text holds which,
    so there is none.
    """

    words_a: int
    words_b: int
    shared_a: int
    shared_b: int

    @property
    def containment_a(self) -> float:
        """Share of `a` that stands in `b`."""
        return self.shared_a / self.words_a if self.words_a else 0.0

    @property
    def containment_b(self) -> float:
        """Share of `b` that stands in `a`."""
        return self.shared_b / self.words_b if self.words_b else 0.0

    def swapped(self) -> Overlap:
        """The same overlap seen from the other text."""
        return Overlap(self.words_b, self.words_a, self.shared_b, self.shared_a)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The verdict on two texts, with its proof. `score` is the probability that the pair is derived, 0..1.

    `possible` says that the score is worth a reader's look and decides nothing: the kind is not a derived one then.
    `spun` are phrases of which one text has a word exchanged, `altered` quotations that the two word differently.
    """

    kind: Kind
    score: float
    overlap: Overlap
    evidence: tuple[Evidence, ...]
    passages: tuple[Passage, ...]
    params_digest: str
    possible: bool = False
    counterparts: tuple[Counterpart, ...] = ()
    spun: tuple[Rewording, ...] = ()
    altered: tuple[Rewording, ...] = ()

    def swapped(self) -> Comparison:
        """The same verdict with the two texts exchanged."""
        return Comparison(
            kind=self.kind,
            score=self.score,
            overlap=self.overlap.swapped(),
            evidence=tuple(line.swapped() for line in self.evidence),
            passages=tuple(passage.swapped() for passage in self.passages),
            params_digest=self.params_digest,
            possible=self.possible,
            counterparts=tuple(sorted((c.swapped() for c in self.counterparts), key=lambda c: (c.a.start, c.b.start))),
            spun=tuple(sorted((r.swapped() for r in self.spun), key=lambda r: (r.a.start, r.b.start))),
            altered=tuple(sorted((r.swapped() for r in self.altered), key=lambda r: (r.a.start, r.b.start))),
        )


@dataclass(frozen=True, slots=True, order=True)
class CandidatePair:
    """Two articles that are worth comparing, `a` before `b` in the order of keys, and what proposed them.

    `strength` (0..1000) ranks the candidates of one article.
    """

    a: str
    b: str
    proposed_by: tuple[str, ...]
    strength: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A symmetric fact about two articles, `a` before `b` in the order of their keys.

    `reviewed` is the word that people have on the pair; the relation stays as it was found.
    """

    a: str
    b: str
    comparison: Comparison
    proposed_by: tuple[str, ...]
    direction: Direction = Direction.UNDETERMINED
    credited: bool | None = None
    reviewed: Word | None = None

    @property
    def kind(self) -> Kind:
        """The kind of the relation."""
        return self.comparison.kind

    @property
    def score(self) -> float:
        """Probability that the pair is derived, 0..1."""
        return self.comparison.score
