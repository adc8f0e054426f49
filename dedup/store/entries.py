"""What is filed, as the entries of runs have it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dedup.store.pages import Entries
from dedup.store.rows import Filed

# 40 bits of a key are kept: two texts of 240 keys share one by accident once in twenty million pairs, and that costs a
# comparison at most. A sample has the weight 0, a posting one of 1 to 255.
DROPPED_BITS = np.uint64(24)
KEY_BITS = 40


def shortened(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys of 64 bits as they stand in the runs."""
    return np.asarray(keys, np.uint64) >> DROPPED_BITS


def entries_of(first: int, filed: Sequence[Filed]) -> Entries:
    """Entries of what is filed under consecutive numbers."""
    keys = np.concatenate([part for one in filed for part in (one.samples, one.postings)])
    counts = [len(one.samples) + len(one.postings) for one in filed]
    numbers = np.arange(first, first + len(filed)).repeat(counts)
    weights = b"".join([part for one in filed for part in (bytes(len(one.samples)), one.weights.tobytes())])
    return Entries(shortened(keys), numbers, np.frombuffer(weights, np.uint8))


def mark_of(keys: Filed) -> int:
    """Names a set of keys, so that what is filed under the same is left alone."""
    digest = blake2b(digest_size=8)
    for part in (keys.samples.tobytes(), keys.postings.tobytes(), keys.weights.tobytes(), keys.outline):
        digest.update(len(part).to_bytes(4, "little") + part)
    return int.from_bytes(digest.digest(), "little", signed=True)
