"""Exported relations against labels: what was found, missed, misjudged, accused and stray.

A labelled pair that no index proposed is *missed*; one that was proposed and then judged not to be derived is
*misjudged*. The two are mended in different stations, so they are counted apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dedup.errors import UnusableError
from dedup.evaluation.labels import LabelledPair, Pair, pair_of
from dedup.model import Direction, Kind, Relation

CALIBRATION_BINS = 10  # the usual number; fewer hide a bend of the curve, more hold too few pairs of a small corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the program says of one pair, as far as it is measured; `a` stands before `b`."""

    a: str
    b: str
    kind: Kind
    score: float
    direction: Direction = Direction.UNDETERMINED
    proposed_by: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        """The pair without its order."""
        return pair_of(self.a, self.b)

    def derivative(self) -> str | None:
        """The article that was made from the other; None where that is not decided."""
        return {Direction.A_FROM_B: self.a, Direction.B_FROM_A: self.b}.get(self.direction)


def judged(relation: Relation | Mapping[str, object]) -> Judged:
    """A relation, or a line of `export relations`, as it is measured.

    Raises `UnusableError` for a line without a pair, a known kind and a score of 0..1.
    """
    if isinstance(relation, Relation):
        return Judged(
            a=relation.a,
            b=relation.b,
            kind=relation.kind,
            score=relation.score,
            direction=relation.direction,
            proposed_by=relation.proposed_by,
        )
    try:
        proposed = relation.get("proposed_by", ())
        line = Judged(
            a=str(relation["a"]),
            b=str(relation["b"]),
            kind=Kind(str(relation["kind"])),
            score=float(str(relation["score"])),
            direction=Direction(str(relation.get("direction") or Direction.UNDETERMINED)),
            proposed_by=tuple(map(str, proposed)) if isinstance(proposed, (list, tuple)) else (str(proposed),),
        )
    except (KeyError, ValueError) as error:
        raise UnusableError(f"not an exported relation ({error}): {dict(relation)!r}") from error
    if not 0 <= line.score <= 1:
        raise UnusableError(f"the score of {line.a!r} and {line.b!r} is {line.score}, not within 0..1")
    return line


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFigures:
    """What became of the pairs of one label. `kinds` counts the kinds they were given, from strongest to none."""

    label: str
    positive: bool
    pairs: int
    proposed: int
    found: int
    kinds: tuple[tuple[Kind, int], ...]

    @property
    def recall(self) -> float:
        """Share of the pairs exported with a derived kind; for a negative label, the share accused."""
        return self.found / self.pairs

    @property
    def candidate_recall(self) -> float:
        """Share of the pairs that any index proposed: no verdict can find more."""
        return self.proposed / self.pairs

    @property
    def missed(self) -> int:
        """Pairs that no index proposed."""
        return self.pairs - self.proposed

    @property
    def misjudged(self) -> int:
        """Pairs that were proposed and judged wrongly."""
        return self.proposed - self.found if self.positive else self.found


@dataclass(frozen=True, slots=True)
class DirectionFigures:
    """How often it was said, and rightly, which of two texts came first, among found pairs whose label knows."""

    pairs: int
    decided: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the decisions that are right; 1 where none was made."""
        return self.right / self.decided if self.decided else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures:
    """Relations measured against labelled pairs.

    `accused`: pairs of independent reports of one event called derived, of `innocent` such pairs in all. `stray`: pairs
    called derived of which no label knows anything. `calibration` is the expected calibration error of the scores of
    labelled pairs, None where none of them has a score.
    """

    labels: tuple[LabelFigures, ...]
    accused: tuple[Pair, ...]
    innocent: int
    stray: tuple[Pair, ...]
    articles: int
    direction: DirectionFigures
    calibration: float | None

    @property
    def stray_per_thousand(self) -> float:
        """Stray pairs for every thousand articles."""
        return 1000 * len(self.stray) / self.articles if self.articles else 0.0


def measure_pairs(
    relations: Iterable[Relation | Mapping[str, object]],
    labelled: Collection[LabelledPair],
    *,
    articles: int,
    same_event: Collection[Pair] = (),
    proposed: Collection[Pair] = (),
    known: Collection[Pair] = (),
) -> PairFigures:
    """Measure relations against labels.

    `same_event` are pairs known to be independent reports of one event, `proposed` candidate pairs beside those that
    the relations hold, `known` pairs that are not stray though no label speaks of them. A labelled pair counts under
    its label and not as same-event. All pairs are ordered as by `pair_of`.
    """
    by_pair = {line.pair: line for line in map(judged, relations)}
    innocent = set(same_event) - {item.pair for item in labelled}
    derived = {pair for pair, line in by_pair.items() if line.kind.derived}
    spoken_of = innocent.union(known, (item.pair for item in labelled))
    groups: dict[str, list[LabelledPair]] = {}
    for item in labelled:
        groups.setdefault(item.label, []).append(item)
    candidates = set(proposed) | by_pair.keys()
    return PairFigures(
        labels=tuple(_label(label, groups[label], by_pair, candidates) for label in sorted(groups)),
        accused=tuple(sorted(innocent & derived)),
        innocent=len(innocent),
        stray=tuple(sorted(derived - spoken_of)),
        articles=articles,
        direction=_direction(labelled, by_pair),
        calibration=_calibration(labelled, innocent, by_pair),
    )


def _label(
    label: str, items: Sequence[LabelledPair], by_pair: Mapping[Pair, Judged], candidates: Collection[Pair]
) -> LabelFigures:
    kinds = Counter(by_pair[item.pair].kind for item in items if item.pair in by_pair)
    return LabelFigures(
        label=label,
        positive=items[0].positive,
        pairs=len(items),
        proposed=sum(item.pair in candidates for item in items),
        found=sum(count for kind, count in kinds.items() if kind.derived),
        kinds=tuple((kind, kinds[kind]) for kind in Kind if kinds[kind]),
    )


def _direction(labelled: Iterable[LabelledPair], by_pair: Mapping[Pair, Judged]) -> DirectionFigures:
    found = [
        (item.a, by_pair[item.pair].derivative())
        for item in labelled
        if item.directed and item.pair in by_pair and by_pair[item.pair].kind.derived
    ]
    decided = [(true, said) for true, said in found if said is not None]
    return DirectionFigures(len(found), len(decided), sum(true == said for true, said in decided))


def _calibration(
    labelled: Iterable[LabelledPair], innocent: Iterable[Pair], by_pair: Mapping[Pair, Judged]
) -> float | None:
    truth = dict.fromkeys(innocent, False) | {item.pair: item.positive for item in labelled}
    scored = [(by_pair[pair].score, true) for pair, true in truth.items() if pair in by_pair]
    return calibration_error(scored) if scored else None


def calibration_error(scored: Collection[tuple[float, bool]], bins: int = CALIBRATION_BINS) -> float:
    """Expected calibration error: how far scores lie from the share of pairs that are derived, 0..1.

    Pairs are sorted by score and cut into bins of equal mass; equal scores stay in one bin, so that the order in which
    pairs arrive changes nothing. Weighted mean over bins of |mean score - share derived| (Naeini et al. 2015).
    """
    if not scored:
        raise ValueError("no scored pairs: the error is not defined")
    ranked = sorted(scored)
    pairs = len(ranked)
    error, first = 0.0, 0
    for end, (score, _) in enumerate(ranked, start=1):
        if end < pairs:
            tied = ranked[end][0] == score
            full = end * bins >= (first * bins // pairs + 1) * pairs
            if tied or not full:
                continue
        held = ranked[first:end]
        error += abs(sum(value for value, _ in held) - sum(true for _, true in held))
        first = end
    return error / pairs


def word_f1(extracted: str, gold: str) -> float:
    """F1 over the multisets of lower-cased words of two texts, 0..1; two texts without a word agree."""
    ours, theirs = (Counter(re.findall(r"\w+", text.lower())) for text in (extracted, gold))
    if not ours and not theirs:
        return 1.0
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())
