"""What is said of who took from whom, by the way of making, as a table and as figures with floors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from pathlib import Path

from dedup.evaluation import Judged, LabelledPair, Pair, judged, pair_of
from dedup.model import Direction
from tests.evaluation.floors import Better, Figure
from tests.evaluation.frontdoor import Row
from tests.evaluation.halves import fitted

ANSWERS = ("right", "wrong", "common origin", "undetermined", "not found")

Outcomes = Mapping[str, Counter[str]]
"""How often each answer was given, by the way of making."""


def outcomes(relations: Iterable[Row], labelled: Iterable[LabelledPair]) -> Outcomes:
    """Count the answers by label; the last rows are all pairs, and those of stories that are (not) fitted on."""
    by_pair = {line.pair: line for line in map(judged, relations)}
    found: dict[str, Counter[str]] = {}
    rows = [item for item in labelled if item.directed]
    for item in sorted(rows, key=lambda item: item.label):
        found.setdefault(item.label, Counter())[_answer(item, by_pair.get(item.pair))] += 1
    for item in rows:
        half = "all in the fit" if fitted(item.b) else "all not in the fit"
        for name in ("all", half):
            found.setdefault(name, Counter())[_answer(item, by_pair.get(item.pair))] += 1
    return found


def _answer(item: LabelledPair, said: Judged | None) -> str:
    if said is None or not said.kind.derived:
        return "not found"
    derivative = said.derivative()
    if derivative is not None:
        return "right" if derivative == item.a else "wrong"
    return "common origin" if said.direction is Direction.COMMON_ORIGIN else "undetermined"


def shares(counts: Counter[str]) -> tuple[float, float]:
    """The share of decisions that are right, 1 where there are none, and of found pairs that are decided."""
    decided = counts["right"] + counts["wrong"]
    found = decided + counts["common origin"] + counts["undetermined"]
    return counts["right"] / decided if decided else 1.0, decided / found if found else 0.0


def direction_figures(found: Outcomes) -> tuple[Figure, ...]:
    """Two figures for each way of making: how many directions are right, and how many are decided."""
    return tuple(
        Figure(f"{name}: direction {what}", share)
        for name, counts in found.items()
        for what, share in zip(("right", "decided"), shares(counts), strict=True)
    )


def direction_table(title: str, found: Outcomes) -> str:
    """The counts as aligned text."""
    width = max(len(title), *map(len, found))
    lines = [f"{title:{width}}  {'  '.join(ANSWERS)}  precision  decided"]
    for name, counts in found.items():
        cells = "  ".join(f"{counts[answer]:{len(answer)}}" for answer in ANSWERS)
        precision, decided = shares(counts)
        lines.append(f"{name:{width}}  {cells}  {precision:9.3f}  {decided:7.3f}")
    return "\n".join(lines) + "\n"


def forced(relations: Iterable[Row], siblings: Collection[Pair]) -> tuple[int, int]:
    """How many pairs that share a source are called parent and child, of how many that are found."""
    found = [line for line in map(judged, relations) if line.kind.derived and line.pair in siblings]
    return sum(line.derivative() is not None for line in found), len(found)


def forced_figure(relations: Iterable[Row], siblings: Collection[Pair]) -> Figure:
    """The share of the pairs that share a source which are called parent and child."""
    wrong, found = forced(relations, siblings)
    return Figure("siblings called parent and child, share", wrong / max(1, found), Better.LOWER)


def siblings_of(labelled: Iterable[LabelledPair]) -> frozenset[Pair]:
    """The pairs of texts that were made from one source, each on its own."""
    made: dict[str, set[str]] = {}
    for item in labelled:
        if item.directed:
            made.setdefault(item.b, set()).add(item.a)
    return frozenset(pair_of(a, b) for copies in made.values() for a, b in combinations(sorted(copies), 2))


def family_siblings(truth: Path) -> frozenset[Pair]:
    """The pairs of copies in families of which neither was made from the other, over any number of steps."""
    found: set[Pair] = set()
    for line in truth.read_text(encoding="utf-8").splitlines():
        family = json.loads(line)
        above = {one["derivative"]: {one["origin"], one.get("via")} - {None} for one in family["derived"]}
        found |= {
            pair_of(a, b)
            for a, b in combinations(sorted(above), 2)
            if a not in _ancestors(b, above) and b not in _ancestors(a, above)
        }
    return frozenset(found)


def _ancestors(key: str, above: Mapping[str, Collection[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        fresh = set(above.get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen
