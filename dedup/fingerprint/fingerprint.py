"""MinHash signatures for near copies, and samples of long shingles for containment.

Signatures are datasketch's `affine32` scheme (datasketch >= 2.0), bit for bit: its MinHash, given `shingle_hash32` as
hash function and the same seed, computes the same 128 numbers from the same shingles, and can go on with ours. They are
computed here for a whole text at once, or for many (`dedup.fingerprint.many`), as handing one shingle at a time to
Python is what caps any engine's speed.

Samples keep the hashes of eight-word shingles that fall below a fixed fraction of the hash range (FracMinHash, Irber et
al. 2022): two texts that share a passage share its samples, however much longer one of them is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dedup.config import FingerprintParams
from dedup.kernels import COMPILED, kernels
from dedup.text.keys import distinct
from dedup.text.shingles import hash_rows, shingle_hash, shingle_hashes
from dedup.text.words import Words

if TYPE_CHECKING:
    from datasketch import MinHash

SCHEME = "affine32"
_EMPTY = np.uint32(0xFFFFFFFF)  # datasketch's value for a slot that has seen nothing
_BLOCK = 2048  # shingles a pass: 2,048 x 128 slots of 4 bytes stay inside a second-level cache


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """Fingerprint of one content.

    `signature` is uint32 of shape (slots,), `bands` one uint64 key a band, `samples` sorted distinct uint64 hashes. The
    band number is mixed into its key, so that keys of different bands can share one table.
    """

    digest: bytes
    words: int
    signature: NDArray[np.uint32]
    bands: NDArray[np.uint64]
    samples: NDArray[np.uint64]

    def __reduce__(self) -> tuple[Callable[..., Fingerprint], tuple[bytes | int, ...]]:
        # Buffers pass to another process in a fraction of the time of arrays.
        arrays = self.signature.tobytes(), self.bands.tobytes(), self.samples.tobytes()
        return _unpacked, (self.digest, self.words, *arrays)


def _unpacked(digest: bytes, words: int, signature: bytes, bands: bytes, samples: bytes) -> Fingerprint:
    """A fingerprint as it was packed."""
    return Fingerprint(
        digest=digest,
        words=words,
        signature=np.frombuffer(signature, np.uint32),
        bands=np.frombuffer(bands, np.uint64),
        samples=np.frombuffer(samples, np.uint64),
    )


def fingerprint(words: Words, params: FingerprintParams, stock: NDArray[np.bool_] | None = None) -> Fingerprint:
    """Compute the fingerprint of a text's normal form.

    `stock` marks words (shape (words,)) of captions and stock lines: no sample is taken where they stand, or every text
    under one agency's notice would be a candidate for every other. The signature covers the whole text.
    """
    signature, bands = sketch(words, params)
    return Fingerprint(
        digest=words.digest,
        words=len(words),
        signature=signature,
        bands=bands,
        samples=sampled(words, params, stock),
    )


def sketch(words: Words, params: FingerprintParams) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """The MinHash signature of a text's shingles, uint32 of shape (slots,), and the keys of its bands."""
    if not COMPILED:
        return plain_sketch(words, params)
    keys = np.ascontiguousarray(words.keys)
    signature, bands = kernels.sketch(keys, params.shingle, *permutations(params), params.bands, params.rows)
    return np.frombuffer(signature, np.uint32), np.frombuffer(bands, np.uint64)


def plain_sketch(words: Words, params: FingerprintParams) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """What `sketch` is to give, without compiled code."""
    signature = sign(hashes_of(words, params), params)
    return signature, band_keys(signature, params)


def sampled(words: Words, params: FingerprintParams, stock: NDArray[np.bool_] | None) -> NDArray[np.uint64]:
    """The samples of a text's fingerprint, which alone depend on what is `stock`."""
    if not COMPILED:
        return plain_sampled(words, params, stock)
    marks = b"" if stock is None else np.ascontiguousarray(stock)
    keys = np.ascontiguousarray(words.keys)
    return np.frombuffer(kernels.samples(keys, params.sample_shingle, int(_limit(params)), marks), np.uint64)


def plain_sampled(words: Words, params: FingerprintParams, stock: NDArray[np.bool_] | None) -> NDArray[np.uint64]:
    """What `sampled` is to give, without compiled code."""
    shingles = shingle_hashes(words.keys, params.sample_shingle)
    if stock is None or not stock.any():
        return samples_of(shingles, params)
    # Only of those below the limit is asked whether they touch stock matter: one in `sample_rate`.
    low = np.flatnonzero(shingles < _limit(params))
    before = np.concatenate(([0], np.cumsum(stock)))
    ends = np.minimum(low + params.sample_shingle, len(stock))
    return samples_of(shingles[low[before[ends] == before[low]]], params)


def shingle_hash32(shingle: bytes) -> int:
    """The 32-bit hash of one shingle that signatures are made of: the upper half of `shingle_hash`."""
    return shingle_hash(shingle) >> 32


def hashes_of(words: Words, params: FingerprintParams) -> NDArray[np.uint32]:
    """The 32-bit hashes of a text's shingles, in their order, of which its signature is made."""
    return (shingle_hashes(words.keys, params.shingle) >> np.uint64(32)).astype(np.uint32)


def sign(hashes: NDArray[np.uint32], params: FingerprintParams) -> NDArray[np.uint32]:
    """MinHash signature of 32-bit shingle hashes: uint32 of shape (slots,). Twice the same hash makes no difference."""
    multipliers, offsets = permutations(params)
    signature = np.full(params.slots, _EMPTY, np.uint32)
    mixed = _fmix32(hashes)
    for start in range(0, len(mixed), _BLOCK):
        block = multipliers[:, None] * mixed[None, start : start + _BLOCK] + offsets[:, None]
        np.minimum(signature, block.min(axis=1), out=signature)
    return signature


def band_keys(signature: NDArray[np.uint32], params: FingerprintParams) -> NDArray[np.uint64]:
    """One 64-bit key for each band of `rows` neighbouring slots; equal keys mean equal slots."""
    numbered = np.empty((params.bands, params.rows + 1), np.uint64)
    numbered[:, 0] = np.arange(1, params.bands + 1)
    numbered[:, 1:] = signature[: params.bands * params.rows].reshape(params.bands, params.rows)
    return hash_rows(numbered)


def samples_of(shingles: NDArray[np.uint64], params: FingerprintParams) -> NDArray[np.uint64]:
    """The shingle hashes that fall into the lowest `1 / sample_rate` of the hash range, sorted, each once."""
    return distinct(shingles[shingles < _limit(params)])


def _limit(params: FingerprintParams) -> np.uint64:
    return np.uint64((1 << 64) // params.sample_rate)


def resemblance(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> float:
    """Estimated Jaccard resemblance of two signatures of one scheme, 0..1."""
    return float(np.mean(a == b))


def as_minhash(signature: NDArray[np.uint32], params: FingerprintParams) -> MinHash:
    """A signature as datasketch's own sketch, for its indexes; it can be compared, merged and updated with shingles.

    `params` are those that the signature was made with. The first call takes half a second to load datasketch.
    """
    from datasketch import MinHash  # noqa: PLC0415 - loads SciPy, which nothing else here needs

    return MinHash(
        num_perm=params.slots, seed=params.seed, scheme=params.scheme, hashfunc=shingle_hash32, hashvalues=signature
    )


def permutations(params: FingerprintParams) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Multipliers and offsets of datasketch's permutations: uint32 of shape (slots,) each."""
    return _permutations(params.slots, params.seed, params.scheme)


@lru_cache(maxsize=8)
def _permutations(slots: int, seed: int, scheme: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    # As datasketch draws them (`MinHash._init_permutations`). To ask datasketch itself would load SciPy: 0.4 s and
    # 58 MB for each process. NumPy promises that the numbers of a RandomState never change.
    if scheme != SCHEME:
        raise ValueError(f"signatures are made by {SCHEME}, not by {scheme!r}")
    draw = np.random.RandomState(seed)
    multipliers = draw.randint(0, 1 << 31, slots, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    offsets = draw.randint(0, 1 << 32, slots, dtype=np.uint32)
    return multipliers, offsets


def _fmix32(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    # MurmurHash3's fmix32, which affine32 applies to each input hash before its permutations.
    hashes = hashes ^ (hashes >> np.uint32(16))
    hashes = hashes * np.uint32(0x85EBCA6B)
    hashes = hashes ^ (hashes >> np.uint32(13))
    hashes = hashes * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))
