"""Keys in arrays: what one ascending set holds of another, without the sorting that numpy begins with, and ranges."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Number = TypeVar("_Number", np.uint64, np.int64)


def among(keys: NDArray[np.uint64], pool: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """For each of `keys`, in any order, whether it stands in `pool`, which is ascending; as `numpy.isin`."""
    if not len(pool):
        return np.zeros(len(keys), np.bool_)
    places = pool.searchsorted(keys)
    places[places == len(pool)] = 0
    found: NDArray[np.bool_] = pool[places] == keys
    return found


def common(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The keys that two ascending arrays of distinct keys both have, ascending."""
    if len(a) > len(b):
        a, b = b, a
    return a[among(a, b)]


def lacking(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The keys of one array that another, which is ascending, has not; in the order of the first."""
    return a[~among(a, b)]


def steps(ascending: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Which entries differ from the one before; the first does."""
    new = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:])
    return new


def distinct(keys: NDArray[_Number]) -> NDArray[_Number]:
    """Each once, ascending: what `numpy.unique` gives, which hashes and is slower for a few hundred keys."""
    ordered = np.sort(keys)
    return ordered[steps(ordered)]


def tallied(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Each key once, ascending, and how often it comes."""
    ordered = np.sort(keys)
    first = np.flatnonzero(steps(ordered))
    return ordered[first], np.diff(first, append=len(ordered))


def spread(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each start and count the whole numbers from there on, one after another."""
    ends = counts.cumsum()
    numbers: NDArray[np.int64] = np.arange(int(ends[-1]) if len(ends) else 0) + (starts - ends + counts).repeat(counts)
    return numbers


def mass_of(weights: NDArray[np.uint8]) -> int:
    """What the keys of a text amount to: the sum of the squares of their weights."""
    wide = weights.astype(np.int64)
    return int(wide @ wide)
