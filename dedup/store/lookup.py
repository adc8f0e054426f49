"""Looking keys up in pages of runs: the loop that goes through more entries than any other as an archive grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.store.pages import unpack_pages
from dedup.text.keys import spread


class Held(NamedTuple):
    """Entries under some keys, in the order of these: how many each has, and the content and weight of each entry."""

    counts: NDArray[np.int64]
    contents: NDArray[np.uint32]
    weights: NDArray[np.uint8]

    @property
    def places(self) -> NDArray[np.intp]:
        """Of each entry the place of its key."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def of(self, keys: NDArray[np.intp]) -> Held:
        """The same of keys that are given by their places, in their order."""
        if len(keys) == len(self.counts) and (keys == np.arange(len(keys))).all():
            return self
        counts = self.counts[keys]
        rows = spread((np.cumsum(self.counts) - self.counts)[keys], counts)
        return Held(counts, self.contents[rows], self.weights[rows])


def nothing(keys: int) -> Held:
    """No entries under so many keys."""
    return Held(np.zeros(keys, np.int64), np.empty(0, np.uint32), np.empty(0, np.uint8))


def under(pages: Sequence[bytes], asked: NDArray[np.uint64], owner: NDArray[np.int64], *, weighed: bool) -> Held:
    """The entries under ascending keys in pages that follow one another; raises ValueError where one is damaged.

    `owner` is the content of each number, 0 for those that count for nothing any more; without any, numbers are
    contents. Wanted are the entries with a weight, or those without.
    """
    if not COMPILED:
        return plain_under(pages, asked, owner, weighed=weighed)
    found = kernels.under(tuple(pages), np.ascontiguousarray(asked), owner, weighed)
    if found is None:
        raise ValueError("a page is not as pages are")
    return _held(found)


def plain_under(pages: Sequence[bytes], asked: NDArray[np.uint64], owner: NDArray[np.int64], *, weighed: bool) -> Held:
    """What `under` is to give, without compiled code."""
    unpacked = unpack_pages(pages)
    first, counts = unpacked.under(asked)
    rows = spread(first, counts)
    contents, weights = unpacked.numbers()[rows], unpacked.weights()[rows]
    if len(owner):
        contents = np.where(contents < len(owner), owner[np.minimum(contents, len(owner) - 1)], 0)
    wanted = ((weights > 0) == weighed) & (contents > 0)
    places = np.repeat(np.arange(len(asked)), counts)[wanted]
    return Held(np.bincount(places, minlength=len(asked)), contents[wanted].astype(np.uint32), weights[wanted])


def gathered(parts: Sequence[tuple[int, Held]], keys: int) -> Held:
    """What several stretches of pages hold under so many keys: each with the place of the first key it was asked for.

    Entries of one key are in the order of the parts.
    """
    if not COMPILED:
        return plain_gathered(parts, keys)
    given = tuple((begin, held.counts, held.contents, held.weights) for begin, held in parts)
    return _held(kernels.gathered(given, keys))


def plain_gathered(parts: Sequence[tuple[int, Held]], keys: int) -> Held:
    """What `gathered` is to give, without compiled code."""
    every = [(0, nothing(0)), *parts]
    places = np.concatenate([begin + held.places for begin, held in every])
    order = np.argsort(places, kind="stable")
    return Held(
        np.bincount(places, minlength=keys),
        np.concatenate([held.contents for _, held in every])[order],
        np.concatenate([held.weights for _, held in every])[order],
    )


def _held(packed: tuple[bytearray, bytearray, bytearray]) -> Held:
    counts, contents, weights = packed
    return Held(np.frombuffer(counts, np.int64), np.frombuffer(contents, np.uint32), np.frombuffer(weights, np.uint8))
