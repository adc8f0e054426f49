"""Exported relations against families whose true relations are all known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dedup.evaluation.labels import Family, Pair, TrueDerivation, pair_of
from dedup.evaluation.measures import DirectionFigures, Judged, judged
from dedup.model import Kind, Relation


@dataclass(frozen=True, slots=True)
class KindFigures:
    """What became of the true derivations of one kind; `right_kind` of the found ones were given that very kind."""

    kind: Kind
    derivations: int
    proposed: int
    found: int
    right_kind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFigures:
    """Relations measured against families. `accused` counts the pairs called derived under each innocent label."""

    kinds: tuple[KindFigures, ...]
    accused: tuple[tuple[str, tuple[Pair, ...]], ...]
    stray: tuple[Pair, ...]
    direction: DirectionFigures
    articles: int

    @property
    def stray_per_thousand(self) -> float:
        """Stray pairs, those called derived across two families, for every thousand articles."""
        return 1000 * len(self.stray) / self.articles if self.articles else 0.0


def measure_families(
    relations: Iterable[Relation | Mapping[str, object]], families: Iterable[Family], *, articles: int
) -> FamilyFigures:
    """Measure relations against families: a derivation is found where its pair with any right source is derived.

    Direction is measured on the pair of a derivative and its held origin, or the copy in between.
    """
    by_pair = {line.pair: line for line in map(judged, relations)}
    listed = tuple(families)
    outcomes = [(d, _partners(family, d, by_pair)) for family in listed for d in family.derived]
    derived = {pair for pair, line in by_pair.items() if line.kind.derived}
    inside = frozenset[Pair]().union(*(family.known_pairs() for family in listed))
    accused: dict[str, list[Pair]] = {"independent": [], "quotes_only": [], "unrelated": []}
    for family in listed:
        for innocent in family.innocent_pairs():
            if innocent.pair in derived:
                accused[innocent.label].append(innocent.pair)
    return FamilyFigures(
        kinds=tuple(_kind(kind, [o for o in outcomes if o[0].kind is kind]) for kind in Kind if kind.derived),
        accused=tuple((label, tuple(sorted(pairs))) for label, pairs in accused.items()),
        stray=tuple(sorted(derived - inside)),
        direction=_direction(outcomes),
        articles=articles,
    )


def _partners(family: Family, derivation: TrueDerivation, by_pair: Mapping[Pair, Judged]) -> list[Judged]:
    """What was said of the derivative and each right source, derived kinds first."""
    pairs = (pair_of(derivation.derivative, source) for source in family.sources(derivation))
    return sorted((by_pair[pair] for pair in pairs if pair in by_pair), key=lambda line: (line.kind.rank, line.pair))


def _kind(kind: Kind, outcomes: list[tuple[TrueDerivation, list[Judged]]]) -> KindFigures:
    return KindFigures(
        kind=kind,
        derivations=len(outcomes),
        proposed=sum(bool(lines) for _, lines in outcomes),
        found=sum(any(line.kind.derived for line in lines) for _, lines in outcomes),
        right_kind=sum(any(line.kind is kind for line in lines) for _, lines in outcomes),
    )


def _direction(outcomes: Iterable[tuple[TrueDerivation, list[Judged]]]) -> DirectionFigures:
    pairs = decided = right = 0
    for derivation, lines in outcomes:
        sources = {derivation.origin, derivation.via} - {None}
        found = [line for line in lines if line.kind.derived and {line.a, line.b} & sources]
        if not found:
            continue
        said = {line.derivative() for line in found} - {None}
        pairs += 1
        decided += bool(said)
        right += said == {derivation.derivative}
    return DirectionFigures(pairs, decided, right)
