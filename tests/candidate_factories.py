"""Keys of a few numbers, and postings in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.candidates import Keys, Members


def keyed(bands: Sequence[int] = (), samples: Sequence[int] = (), postings: Mapping[int, int] | None = None) -> Keys:
    """Keys of the given numbers; the postings come with their weights."""
    weighed = postings or {}
    return Keys(
        tuple(bands),
        np.array(samples, np.uint64),
        np.array(list(weighed), np.uint64),
        np.array(list(weighed.values()), np.uint8),
    )


def members(held: Mapping[int, Sequence[tuple[int, int]]], keys: NDArray[np.uint64]) -> Members:
    """Who stands under keys, where (content, weight) are listed for each."""
    found = [held.get(key, ()) for key in keys.tolist()]
    contents, weights = np.array([one for part in found for one in part], np.int64).reshape(-1, 2).T
    return np.array([len(part) for part in found], np.int64), contents.astype(np.uint32), weights.astype(np.uint8)
