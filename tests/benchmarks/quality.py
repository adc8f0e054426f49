"""How much of what was planted a clustering found, and how much of what it says was planted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.generated import truth_path


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares, 0..1.

    `copies` of planted copies are in one cluster with their source, `close` of those that resemble it by half or more;
    `recall` of all pairs within planted clusters are found, `precision` of the pairs within found clusters are planted.
    """

    copies: float
    close: float
    recall: float
    precision: float


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """For each article the place of its source, its own where it has none (int64), and how much it resembles it."""

    sources: NDArray[np.int64]
    resemblances: NDArray[np.float64]


def planted(data_set: Path, count: int) -> Planted:
    """The truth about the first `count` articles of a data set whose keys are `a` and their place."""
    sources, resemblances = np.arange(count), np.ones(count)
    with truth_path(data_set).open(encoding="utf-8") as lines:
        for said in map(json.loads, lines):
            if "source" in said:
                place = int(said["id"][1:])
                sources[place], resemblances[place] = int(said["source"][1:]), said["resemblance"]
    return Planted(sources, resemblances)


def quality(labels: Sequence[int] | NDArray[np.int64], truth: Planted) -> Quality:
    """Compare found clusters with the planted ones."""
    found = np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)
    copies = np.flatnonzero(truth.sources != np.arange(len(truth.sources)))
    joined = found[copies] == found[truth.sources[copies]]
    close = truth.resemblances[copies] >= 0.5
    both = _pairs(found * len(found) + truth.sources)
    return Quality(
        copies=_share(int(joined.sum()), len(copies)),
        close=_share(int(joined[close].sum()), int(close.sum())),
        recall=_share(both, _pairs(truth.sources)),
        precision=_share(both, _pairs(found)),
    )


def _pairs(groups: NDArray[np.int64]) -> int:
    sizes = np.unique(groups, return_counts=True)[1]
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
