"""Clusters of near copies among many texts, found in memory by their signatures alone.

Two texts are linked if all rows of at least one band of their signatures are equal (Broder 1997; LSH) and the
resemblance that the whole signatures estimate reaches a bound; clusters are what hangs together by links. That is one
answer for one set of texts, in whatever order they come. Which text came first, what is a rewrite and what is proof is
for an archive to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.config import FingerprintParams
from dedup.fingerprint import signatures
from dedup.text.shingles import hash_rows

LEAST = 0.3  # of the estimate: of pairs that meet in a band this leaves out those that share a template or boilerplate
_EMPTY = np.uint32(0xFFFFFFFF)  # every slot of a text without a word
_BLOCK = 65_536  # pairs compared at a time: 2 x 32 MB of signatures


@dataclass(frozen=True, slots=True, eq=False)
class NearCopies:
    """Which texts are near copies of one another.

    `labels` (int64, shape (texts,)) has for each text the place of the first text of its cluster; a text that is like
    no other, or holds no word, has its own. `params` and `least` are what was asked.
    """

    labels: NDArray[np.int64]
    params: FingerprintParams
    least: float

    @property
    def clusters(self) -> list[NDArray[np.int64]]:
        """The places of the texts of each cluster of two or more, ascending, in the order of their first texts."""
        order = np.argsort(self.labels, kind="stable")
        borders = np.flatnonzero(np.diff(self.labels[order])) + 1
        return [cluster for cluster in np.split(order, borders) if len(cluster) > 1]


def near_copies(texts: Iterable[str], params: FingerprintParams | None = None, *, least: float = LEAST) -> NearCopies:
    """Cluster texts, read once and in turn; memory is kept for their signatures and band keys, not for them."""
    params = params or FingerprintParams()
    return clustered(signatures(texts, params), params, least=least)


def clustered(signed: NDArray[np.uint32], params: FingerprintParams, *, least: float = LEAST) -> NearCopies:
    """Cluster texts by their signatures, shape (texts, slots)."""
    parents = np.arange(len(signed), dtype=np.int64)
    worded = np.flatnonzero((signed != _EMPTY).any(axis=1))
    for band in range(params.bands):
        slots = signed[worded, band * params.rows : (band + 1) * params.rows]
        _link_band(worded, hash_rows(slots.astype(np.uint64)), signed, parents, least)
    return NearCopies(_roots(parents, np.arange(len(parents))), params, least)


def _link_band(
    members: NDArray[np.int64],
    keys: NDArray[np.uint64],
    signed: NDArray[np.uint32],
    parents: NDArray[np.int64],
    least: float,
) -> None:
    """Unite the texts that meet under one key of a band and are alike.

    Of the texts under one key each pair counts, but one that is united already need not be looked at. So neighbours are
    compared first, then those two places apart, and so on, for all keys at once, and a key is done with as soon as its
    texts are one cluster: mostly after the first step, however many they are.
    """
    order = np.argsort(keys, kind="stable")
    members, keys = members[order], keys[order]
    gap = 1
    while True:
        borders = np.flatnonzero(np.diff(keys, prepend=keys[:1] + np.uint64(1)))
        lengths = np.diff(borders, append=len(keys))
        roots = _roots(parents, members)
        if len(borders):
            apart = np.minimum.reduceat(roots, borders) != np.maximum.reduceat(roots, borders)
            unsettled = np.repeat(apart & (lengths > gap), lengths)
            members, keys, roots = members[unsettled], keys[unsettled], roots[unsettled]
        if not len(members):
            return
        asked = np.flatnonzero((keys[gap:] == keys[:-gap]) & (roots[gap:] != roots[:-gap]))
        for start in range(0, len(asked), _BLOCK):
            first = members[asked[start : start + _BLOCK]]
            second = members[asked[start : start + _BLOCK] + gap]
            alike = (signed[first] == signed[second]).mean(axis=1) >= least
            _unite(parents, first[alike], second[alike])
        gap += 1


def _unite(parents: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64]) -> None:
    """Make one cluster of the two of each pair; the root of a cluster is its first text."""
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        low, high = sorted((_root(parents, a), _root(parents, b)))
        parents[high] = low


def _root(parents: NDArray[np.int64], place: int) -> int:
    while (parent := int(parents[place])) != place:
        parents[place] = parents[parent]
        place = parent
    return place


def _roots(parents: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The roots of many texts at once; their paths are shortened."""
    roots = parents[places]
    while not np.array_equal(further := parents[roots], roots):
        roots = further
    parents[places] = roots
    return roots
