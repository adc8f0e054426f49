"""A ledger as a waterfall: each line with the probability before and after it, from the prior to the score."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dedup.model import Evidence


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a ledger, and the probability (0..1) before it and after it; the first line has only one."""

    line: Evidence
    before: float
    after: float


def waterfall(ledger: Iterable[Evidence]) -> tuple[Step, ...]:
    """The steps of a ledger in its order; weights are log-odds and add up."""
    steps: list[Step] = []
    total = 0.0
    for line in ledger:
        before, total = total, total + line.weight
        steps.append(Step(line, probability(before if steps else total), probability(total)))
    return tuple(steps)


def probability(log_odds: float) -> float:
    """The probability that log-odds stand for, 0..1."""
    if log_odds < 0:
        grown = math.exp(max(log_odds, -700.0))
        return grown / (1.0 + grown)
    return 1.0 / (1.0 + math.exp(-min(log_odds, 700.0)))
