"""Matter that stands word for word in two texts, wherever it stands in each: greedy tiling of common runs.

Running Karp-Rabin greedy string tiling (Wise 1993) over words: every maximal run of equal words is found by the
hashes of its shingles, and the longest are laid first, so that a word belongs to at most one run on each side and moved
paragraphs match like unmoved ones.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.text.shingles import shingle_hashes

# A shingle that recurs more often than this in one text ("in the first half of the") is matched at its first places
# only: a text that repeats one word would otherwise cost the square of its length.
_MAX_PLACES = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """A common run: `length` words from `a` in the first text and from `b` in the second."""

    a: int
    b: int
    length: int


def coverage(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> int:
    """Number of `run`-word shingles of `a` that occur in `b`; without any, tiling finds nothing."""
    if len(a) < run or len(b) < run:
        return 0
    return int(np.isin(shingle_hashes(a, run), shingle_hashes(b, run)).sum())


def tiles(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> tuple[Tile, ...]:
    """Tile two sequences of word keys with common runs of at least `run` words, in the order of the first text."""
    if len(a) < run or len(b) < run:
        return ()
    queue = [(-length, i, j) for i, j, length in _maximal_runs(a, b, run)]
    heapq.heapify(queue)
    used_a, used_b = np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_)
    laid: list[Tile] = []
    while queue:
        negative, i, j = heapq.heappop(queue)
        length = -negative
        free = ~(used_a[i : i + length] | used_b[j : j + length])
        if free.all():
            used_a[i : i + length] = used_b[j : j + length] = True
            laid.append(Tile(i, j, length))
            continue
        for start, end in stretches(free):
            if end - start >= run:
                heapq.heappush(queue, (start - end, i + start, j + start))
    return tuple(sorted(laid, key=lambda tile: tile.a))


def stretches(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open ranges in which a boolean mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _maximal_runs(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> list[tuple[int, int, int]]:
    hashes_a, hashes_b = shingle_hashes(a, run), shingle_hashes(b, run)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for j in np.flatnonzero(np.isin(hashes_b, hashes_a)).tolist():
        held = places[int(hashes_b[j])]
        if len(held) < _MAX_PLACES:
            held.append(j)
    found: list[tuple[int, int, int]] = []
    ends: dict[int, int] = {}  # diagonal -> where in `a` its last run ended
    for i in np.flatnonzero(np.isin(hashes_a, hashes_b)).tolist():
        for j in places[int(hashes_a[i])]:
            if ends.get(i - j, -1) > i:
                continue
            length = _run_length(a[i:], b[j:])
            if length >= run:  # a collision of hashes gives a shorter one
                found.append((i, j, length))
            ends[i - j] = i + length - run + 1
    return found


def _run_length(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> int:
    size = min(len(a), len(b))
    step = 32  # most runs are shorter; long ones double the step
    done = 0
    while done < size:
        differs = np.flatnonzero(a[done : done + step][: size - done] != b[done : done + step][: size - done])
        if len(differs):
            return done + int(differs[0])
        done = min(size, done + step)
        step *= 2
    return size
