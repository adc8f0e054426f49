"""Clusters of near copies among many texts, found in memory.

Two texts are looked at if all rows of at least one band of their signatures are equal (Broder 1997; LSH). They are
linked if the resemblance that the whole signatures estimate is high. Where it is low, copies that were cut or have many
small edits meet among texts that share an outlet's notice or a form that was filled in, and the words decide: most of
them have to stand in both texts in one order. Clusters are what hangs together by links. That is
one answer for one set of texts, in whatever order they come. Which text came first, what is a rewrite and what is proof
is for an archive to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.batch.common import common_words
from dedup.config import FingerprintParams
from dedup.fingerprint import Sketches, sketches
from dedup.text.shingles import hash_rows

_BLOCK = 16_384  # pairs compared at a time: 2 x 8 MB of signatures
_BANDS = 7  # whose keys are made at once; they take 56 bytes a text
_ROWS = 4_096  # signatures that are read for that at a time, so that what is made of them stays in the cache


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCopyParams:
    """What links two texts.

    Bands of three rows show 94 % of pairs that resemble each other by .4, half of those by .25, and a seventh of those
    by .15.

    Words are counted in common in one order; chance gives unrelated prose 30-45 %. Articles filled into one form, which
    makes up half of them, have 50-62 %; so have articles that end with one notice which is half of them. Where a notice
    is most of a text, little of a longer text is in it, and the mean is low. Of copies with 5-20 % of their words
    edited and up to half of them cut off whose estimate leaves it open, nine in ten have both shares. `ordered` and
    `mean` were chosen on generated articles of other seeds than the benchmark's: .65 and .575 find .3 % more copies
    among a million and join a few stories.
    """

    rows: int = 3
    sure: float = 0.5  # of the estimate; from here on nothing else is asked
    least: float = 0.1  # of the estimate; below this a notice of 60 words is all that is shared, or as little
    ordered: float = 0.7  # share of the shorter text's words that are in common
    mean: float = 0.6  # the mean of that share and the longer text's
    most: int = 4_096  # words of a text that are aligned; the rest of a book would cost its square


@dataclass(frozen=True, slots=True, eq=False)
class NearCopies:
    """Which texts are near copies of one another.

    `labels` (int64, shape (texts,)) has for each text the place of the first text of its cluster; a text that is like
    no other, or holds no word, has its own. `signed` and `params` are what was asked.
    """

    labels: NDArray[np.int64]
    signed: FingerprintParams
    params: NearCopyParams

    @property
    def clusters(self) -> list[NDArray[np.int64]]:
        """The places of the texts of each cluster of two or more, ascending, in the order of their first texts."""
        order = np.argsort(self.labels, kind="stable")
        borders = np.flatnonzero(np.diff(self.labels[order])) + 1
        return [cluster for cluster in np.split(order, borders) if len(cluster) > 1]


def near_copies(
    texts: Iterable[str], params: NearCopyParams | None = None, *, signed: FingerprintParams | None = None
) -> NearCopies:
    """Cluster texts, read once and in turn.

    Memory is kept for their signatures, and for two bytes of each word, not for them.
    """
    params, signed = params or NearCopyParams(), signed or FingerprintParams()
    return NearCopies(clustered(sketches(texts, signed), params), signed, params)


def clustered(texts: Sketches, params: NearCopyParams) -> NDArray[np.int64]:
    """The labels of texts, see `NearCopies`."""
    parents = np.arange(len(texts.signatures), dtype=np.int64)
    worded = np.flatnonzero(texts.starts[1:] > texts.starts[:-1])
    for keys in _band_keys(texts.signatures, params.rows):
        _link_band(worded, keys[worded], texts, parents, params)
    return _roots(parents, np.arange(len(parents)))


def _band_keys(signatures: NDArray[np.uint32], rows: int) -> Iterator[NDArray[np.uint64]]:
    """The keys of each band, one for each text.

    Those of some neighbouring bands are made at once: a signature lies in memory far from the next one, and is fetched
    with its neighbourhood.
    """
    bands = signatures.shape[1] // rows
    for first in range(0, bands, _BANDS):
        last = min(first + _BANDS, bands)
        keys = np.empty((last - first, len(signatures)), np.uint64)
        for start in range(0, len(signatures), _ROWS):
            slots = signatures[start : start + _ROWS, first * rows : last * rows].astype(np.uint64)
            keys[:, start : start + _ROWS] = hash_rows(slots.reshape(-1, rows)).reshape(len(slots), -1).T
        yield from keys


def _link_band(
    members: NDArray[np.int64],
    keys: NDArray[np.uint64],
    texts: Sketches,
    parents: NDArray[np.int64],
    params: NearCopyParams,
) -> None:
    """Unite the texts that meet under one key of a band and are alike.

    Of the texts under one key each pair counts, but one that is united already need not be looked at. So neighbours are
    compared first, then those two places apart, and so on, for all keys at once, and a key is done with as soon as its
    texts are one cluster: mostly after the first step, however many they are.
    """
    members, keys = _meeting(*_sorted(members, keys))
    gap = 1
    while len(members):
        borders = np.flatnonzero(np.diff(keys, prepend=keys[:1] + np.uint64(1)))
        lengths = np.diff(borders, append=len(keys))
        roots = _roots(parents, members)
        apart = np.minimum.reduceat(roots, borders) != np.maximum.reduceat(roots, borders)
        unsettled = np.repeat(apart & (lengths > gap), lengths)
        members, keys, roots = members[unsettled], keys[unsettled], roots[unsettled]
        asked = np.flatnonzero((keys[gap:] == keys[:-gap]) & (roots[gap:] != roots[:-gap]))
        for start in range(0, len(asked), _BLOCK):
            block = asked[start : start + _BLOCK]
            _link(members[block], members[block + gap], texts, parents, params)
        gap += 1


def _meeting(members: NDArray[np.int64], keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The members that share a key with another: of a hundred, some ten."""
    same = keys[1:] == keys[:-1]
    shared = np.zeros(len(keys), bool)
    shared[1:] |= same
    shared[:-1] |= same
    return members[shared], keys[shared]


def _sorted(members: NDArray[np.int64], keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Members and their keys by keys.

    The lower bits of each key are left out, and hold a place while all is sorted: NumPy sorts whole numbers ten times
    as fast as it finds their order. Of a million texts two meet by that, whatever they are, in one band of thirty.
    """
    bits = np.uint64(len(keys).bit_length())
    packed = np.sort(keys >> bits << bits | np.arange(len(keys), dtype=np.uint64))
    return members[packed & ((np.uint64(1) << bits) - np.uint64(1))], packed >> bits


def _link(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    texts: Sketches,
    parents: NDArray[np.int64],
    params: NearCopyParams,
) -> None:
    """Unite the two of each pair that are alike."""
    estimates = (texts.signatures[first] == texts.signatures[second]).mean(axis=1)
    sure = estimates >= params.sure
    _unite(parents, first[sure], second[sure])
    doubtful = np.flatnonzero((estimates >= params.least) & ~sure)
    doubtful = doubtful[_roots(parents, first[doubtful]) != _roots(parents, second[doubtful])]
    first, second = first[doubtful], second[doubtful]
    common = common_words(texts, first, second, params.most)
    shares = np.sort([common / _counted(texts, first, params), common / _counted(texts, second, params)], axis=0)
    alike = (shares[1] >= params.ordered) & (shares.mean(axis=0) >= params.mean)
    _unite(parents, first[alike], second[alike])


def _counted(texts: Sketches, places: NDArray[np.int64], params: NearCopyParams) -> NDArray[np.int64]:
    """How many words of each text are aligned."""
    lengths = texts.starts[places + 1] - texts.starts[places]
    return lengths.clip(max=params.most)


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
