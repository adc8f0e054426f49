"""Who took from whom: the answer for one pair, from dates, credits and the two texts, with its ledger.

Three answers are weighed. Dates, credits and traits of the texts say whether A comes from B or B from A; credits to a
third publisher, and what the other members of a story show (`dedup.provenance.origin`), say whether both come from
another. Without any of the last a pair of siblings looks like parent and child, so the pair alone starts with odds
against a common origin, and a story settles it. Where the leading answer stays below `DECIDED`, there is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import fsum

from dedup.model import Clue, Derivation, Direction, Kind
from dedup.provenance.acknowledgement import credit_clues
from dedup.provenance.bearings import Weights, text_clues
from dedup.provenance.dates import date_clues, later_of
from dedup.provenance.party import Tie, Witness, one_article
from dedup.provenance.publishers import Registry

DECIDED = 0.78  # certainty: of pairs the weights were not fitted on, 97 % and more of those above it were right
_COMMON = -3.5  # log-odds of a common origin where nothing speaks for one
_LIMIT = 8.0  # log-odds of direction beyond which more of the same adds nothing
# An excerpt sits in a body of its own: how long and how rich that is says nothing about who wrote the shared part.
_OF_THE_WHOLE = frozenset({"length", "numbers", "names", "rare", "figures", "named", "quoted", "moments", "own_words"})
# The same words twice differ at most in how their lines are broken; furniture around them says nothing.
_BESIDE_THE_WORDS = frozenset({"pasted"})


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """All that the direction of a pair hangs on, gathered and not yet weighed.

    `clues` are those of the story and of credits; `between` the two articles, if their dates and texts have a say, and
    what they share word for word. `states` is the answer for two states of one publisher's article.
    """

    clues: Sequence[Clue] = ()
    between: tuple[Witness, Witness, Tie] | None = None
    states: Derivation | None = None

    @property
    def said(self) -> str:
        """What tells the grounds apart beside the two articles, the weights and tables that they are weighed with."""
        found = self.states.clues if self.states else self.clues
        told = [(clue.name, clue.template, clue.toward.value, clue.weight) for clue in found]
        if self.between is None:
            return repr(told)
        tie = self.between[2]
        overlap = tie.overlap
        return repr((told, tie.kind.value, overlap.words_a, overlap.words_b, overlap.shared_a, overlap.shared_b))

    def derivation(self, weights: Weights | None = None) -> Derivation:
        """The direction of the pair."""
        if self.states is not None:
            return self.states
        if self.between is None:
            return weigh(self.clues)
        a, b, tie = self.between
        counted = partial(tells, kind=tie.kind) if tie.kind in {Kind.IDENTICAL, Kind.EXCERPT} else None
        dates, texts = date_clues(a.times, b.times), text_clues(a.traits, b.traits, tie.overlap, weights, counted)
        return weigh((*self.clues, *dates, *texts))


def grounds(
    a: Witness, b: Witness, tie: Tie, *, registry: Registry | None = None, context: Iterable[Clue] = ()
) -> Grounds:
    """The grounds of a derived pair, `a` the one of the smaller key; `context` are clues from the story."""
    if one_article(a, b, tie):
        return Grounds(states=revision(a, b))
    return Grounds((*context, *credit_clues(a, b, registry)), (a, b, tie))


def derive(
    a: Witness,
    b: Witness,
    tie: Tie,
    *,
    registry: Registry | None = None,
    weights: Weights | None = None,
    context: Iterable[Clue] = (),
) -> Derivation:
    """The direction of a derived pair. `context` are clues from the story that the pair stands in.

    Exchanging the texts exchanges the answer and nothing else.
    """
    if a.key > b.key:
        swapped = [clue.swapped() for clue in context]
        return derive(b, a, tie.swapped(), registry=registry, weights=weights, context=swapped).swapped()
    return grounds(a, b, tie, registry=registry, context=context).derivation(weights)


def tells(name: str, kind: Kind) -> bool:
    """Whether a figure of two texts says anything about a pair of a kind."""
    if kind is Kind.IDENTICAL:
        return name in _BESIDE_THE_WORDS
    return kind is not Kind.EXCERPT or name not in _OF_THE_WHOLE


def revision(a: Witness, b: Witness) -> Derivation:
    """Two states of one publisher's article: the later comes from the earlier, if any date tells them apart."""
    direction = later_of(a.times, b.times)
    said = "Both are of one publisher"
    if direction is Direction.UNDETERMINED:
        clue = Clue("revision", f"{said}; no date tells which state is the earlier.", direction)
        return Derivation(direction=direction, certainty=0.5, clues=(clue,), revision=True)
    late, early = ("{a}", "{b}") if direction is Direction.A_FROM_B else ("{b}", "{a}")
    clue = Clue("revision", f"{said}, and {late} is of a later date than {early}.", direction, 3.0)
    return Derivation(direction=direction, certainty=_sigmoid(3.0), clues=(clue,), revision=True)


def weigh(clues: Iterable[Clue]) -> Derivation:
    """Weigh clues into an answer; the ledger keeps them all, the weightiest first."""
    ordered = tuple(sorted(clues, key=lambda clue: (-clue.weight, clue.name, clue.template)))
    sums = {
        toward: fsum(clue.weight for clue in ordered if clue.toward is toward)
        for toward in (Direction.A_FROM_B, Direction.B_FROM_A, Direction.COMMON_ORIGIN)
    }
    balance = max(-_LIMIT, min(_LIMIT, sums[Direction.A_FROM_B] - sums[Direction.B_FROM_A]))
    common = _sigmoid(_COMMON + sums[Direction.COMMON_ORIGIN])
    chances = {
        Direction.COMMON_ORIGIN: common,
        Direction.A_FROM_B: (1 - common) * _sigmoid(balance),
        Direction.B_FROM_A: (1 - common) * _sigmoid(-balance),
    }
    leading = max(chances, key=lambda answer: (chances[answer], answer))
    certainty = round(chances[leading], 4)
    decided = certainty >= DECIDED and bool(ordered)
    return Derivation(
        direction=leading if decided else Direction.UNDETERMINED, certainty=certainty, clues=ordered
    )  # fmt: skip


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
