"""Matter that stands word for word in two texts, wherever it stands in each: greedy tiling of common runs.

Running Karp-Rabin greedy string tiling (Wise 1993) over words: every maximal run of equal words is found by the
hashes of its shingles, and the longest are laid first, so that a word belongs to at most one run on each side and moved
paragraphs match like unmoved ones.
"""

from __future__ import annotations

import heapq
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.keys import among
from dedup.text.shingles import shingle_hashes

# A shingle that recurs more often than this in one text ("in the first half of the") is matched at its first places
# only: a text that repeats one word would otherwise cost the square of its length.
_MAX_PLACES = 8


Runs = NDArray[np.int32]
"""Common runs, shape (n, 3): from which place of each text on, and how many words."""


def coverage(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> int:
    """Number of `run`-word shingles of `a` that occur in `b`; without any, tiling finds nothing."""
    if len(a) < run or len(b) < run:
        return 0
    return int(among(shingle_hashes(a, run), np.sort(shingle_hashes(b, run))).sum())


def tiles(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> Runs:
    """Tile two sequences of word keys with common runs of at least `run` words, in the order of the first text."""
    if len(a) < run or len(b) < run:
        return np.empty((0, 3), np.int32)
    if not COMPILED:
        return plain_tiles(a, b, run)
    found = kernels.tile(np.ascontiguousarray(a), np.ascontiguousarray(b), run)
    return np.frombuffer(found, np.int32).reshape(-1, 3)


def plain_tiles(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> Runs:
    """What `tiles` is to give, without compiled code, for texts of a run or more."""
    queue = [(-length, i, j) for i, j, length in _maximal_runs(a, b, run)]
    heapq.heapify(queue)
    used_a, used_b = np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_)
    laid: list[tuple[int, int, int]] = []
    free_a, free_b = len(a), len(b)
    while queue and min(free_a, free_b) >= run:
        negative, i, j = heapq.heappop(queue)
        length = -negative
        free = ~(used_a[i : i + length] | used_b[j : j + length])
        if free.all():
            used_a[i : i + length] = used_b[j : j + length] = True
            laid.append((i, j, length))
            free_a, free_b = free_a - length, free_b - length
            continue
        for start, end in stretches(free):
            if end - start >= run:
                heapq.heappush(queue, (start - end, i + start, j + start))
    return np.array(sorted(laid), np.int32).reshape(-1, 3)


def stretches(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open ranges in which a boolean mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _maximal_runs(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> list[tuple[int, int, int]]:
    hashes_a, hashes_b = shingle_hashes(a, run), shingle_hashes(b, run)
    in_a = np.flatnonzero(among(hashes_a, np.sort(hashes_b)))
    in_b = np.flatnonzero(among(hashes_b, np.sort(hashes_a[in_a])))
    order = in_b[np.argsort(hashes_b[in_b], kind="stable")]
    held_b = hashes_b[order]
    if not len(held_b) or (held_b[1:] != held_b[:-1]).all():
        return _runs_of_once(a, b, run, in_a, order[np.searchsorted(held_b, hashes_a[in_a])])
    places: defaultdict[int, list[int]] = defaultdict(list)
    for j in in_b.tolist():
        held = places[int(hashes_b[j])]
        if len(held) < _MAX_PLACES:
            held.append(j)
    found: list[tuple[int, int, int]] = []
    ends: dict[int, int] = {}  # diagonal -> where in `a` its last run ended
    reach = _Reach(a, b)
    for i in in_a.tolist():
        shingle = int(hashes_a[i])
        lengths = []
        for number, j in enumerate(places[shingle]):
            end = ends.get(i - j, -1)
            if end > i:
                lengths.append(end + run - 1 - i)
                continue
            length = reach.length(shingle, i, number, j)
            lengths.append(length)
            if length >= run:  # a collision of hashes gives a shorter one
                found.append((i, j, length))
            ends[i - j] = i + length - run + 1
        reach.known[shingle] = i, lengths
    return found


class _Reach:
    """How far two texts agree from a place in each on, in a first text that repeats itself.

    A text of one word over and over agrees with another such at every place, nearly to its end; looked at anew each
    time that takes the square of its length. What begins as it began before goes on as it went on then, as far as the
    first text repeats itself (the step of Gusfield 1997, section 1.4), and is looked at only beyond.

    `known` has for a shingle the place of `a` where it stood last, and how far that agreed with each place of `b`.
    """

    def __init__(self, a: NDArray[np.uint64], b: NDArray[np.uint64]) -> None:
        self._a, self._b = a, b
        self.known: dict[int, tuple[int, list[int]]] = {}
        self._repeats: dict[int, int] = {}  # distance -> up to where `a` is the same that many words on

    def length(self, shingle: int, i: int, number: int, j: int) -> int:
        """How many words agree from `i` of the first text and `j` of the second on, its place of a `number`."""
        if shingle not in self.known:
            return run_length(self._a[i:], self._b[j:])
        before, lengths = self.known[shingle]
        length, repeated = lengths[number], self._repeated(before, i)
        if length != repeated or i + repeated == len(self._a):
            return min(length, repeated)
        return repeated + run_length(self._a[i + repeated :], self._b[j + repeated :])

    def _repeated(self, before: int, i: int) -> int:
        """How many words from `i` on are those from `before` on."""
        distance = i - before
        end = self._repeats.get(distance, -1)
        if end <= before:
            end = self._repeats[distance] = before + run_length(self._a[before:], self._a[i:])
        return end - before


def _runs_of_once(
    a: NDArray[np.uint64], b: NDArray[np.uint64], run: int, in_a: NDArray[np.intp], in_b: NDArray[np.intp]
) -> list[tuple[int, int, int]]:
    """The same where no common shingle recurs in `b`, as in most texts: place by place, where each stands in both."""
    breaks = np.flatnonzero((np.diff(in_a) != 1) | (np.diff(in_b) != 1)) + 1
    starts = [0, *breaks.tolist()] if len(in_a) else []
    found = ((i := int(in_a[start]), j := int(in_b[start]), run_length(a[i:], b[j:])) for start in starts)
    return [(i, j, length) for i, j, length in found if length >= run]


def run_length(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> int:
    """How many keys two sequences have in common from their beginnings on."""
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
