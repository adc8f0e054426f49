"""Signatures of many texts, without the other parts of their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dedup.config import FingerprintParams
from dedup.fingerprint.fingerprint import sign
from dedup.text.shingles import shingle_hashes
from dedup.text.words import words_of


def signatures(texts: Iterable[str], params: FingerprintParams) -> NDArray[np.uint32]:
    """The signature of each text, as `fingerprint` gives it: shape (texts, slots).

    Texts are read once and in turn and not kept. A text without a word has the signature of nothing: its largest value
    in all slots.
    """
    rows = [_signature(text, params) for text in texts]
    return np.stack(rows) if rows else np.empty((0, params.slots), np.uint32)


def _signature(text: str, params: FingerprintParams) -> NDArray[np.uint32]:
    shingles = np.unique(shingle_hashes(words_of(text).keys, params.shingle))
    return sign((shingles >> np.uint64(32)).astype(np.uint32), params)
