"""Shingles: runs of consecutive words, each named by a 64-bit hash (Broder 1997).

The hash of a shingle is a polynomial over the keys of its words, finished by MurmurHash3's 64-bit mixer: the value
depends on the words and their order alone, can be computed for a whole text in a few array operations, and can be
recomputed from the shingle's words by anyone (`shingle_hash`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.words import keys_of

_BASE = 0x9E3779B97F4A7C15  # odd, so that multiplying by it loses nothing modulo 2**64 (the golden ratio's fraction)


def shingle_hashes(keys: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """Hashes of every run of `size` words, in order; a text of fewer words is one shingle, one of none has none."""
    if not COMPILED:
        return plain_shingle_hashes(keys, size)
    return np.frombuffer(kernels.shingle_hashes(np.ascontiguousarray(keys), size), np.uint64)


def plain_shingle_hashes(keys: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """What `shingle_hashes` is to give, without compiled code."""
    count = len(keys)
    if not count:
        return np.empty(0, np.uint64)
    size = min(size, count)
    total = np.zeros(count - size + 1, np.uint64)
    for offset in range(size):
        total += keys[offset : offset + len(total)] * np.uint64(pow(_BASE, size - 1 - offset, 1 << 64))
    return _mixed(total)


def hash_rows(rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hash each row of a table of keys, shape (n, size), as one shingle of `size` keys; shape (n,)."""
    if not COMPILED:
        return plain_hash_rows(rows)
    return np.frombuffer(kernels.hash_rows(np.ascontiguousarray(rows), rows.shape[1]), np.uint64)


def plain_hash_rows(rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """What `hash_rows` is to give, without compiled code."""
    size = rows.shape[1]
    powers = np.array([pow(_BASE, size - 1 - offset, 1 << 64) for offset in range(size)], np.uint64)
    return _mixed((rows * powers).sum(axis=1, dtype=np.uint64))


def shingle_hash(shingle: bytes) -> int:
    """Hash of one shingle given as the UTF-8 bytes of its normalised words, joined by single spaces."""
    words = shingle.decode().split(" ")
    return int(shingle_hashes(keys_of(words), len(words))[0])


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # MurmurHash3's fmix64 (Appleby, public domain): spreads the polynomial's low-order structure over all bits.
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xFF51AFD7ED558CCD)
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))
