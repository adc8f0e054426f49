"""Signatures of many texts, without the other parts of their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from dedup.config import FingerprintParams
from dedup.fingerprint.fingerprint import hashes_of, permutations, sign
from dedup.kernels import COMPILED, kernels
from dedup.text.words import reader, words_of

_BLOCK = 256  # texts handed to compiled code at a time: few are held, and the calls cost nothing beside the work


def signatures(texts: Iterable[str], params: FingerprintParams) -> NDArray[np.uint32]:
    """The signature of each text, as `fingerprint` gives it: shape (texts, slots).

    Texts are read once and in turn and not kept. A text without a word has the signature of nothing: its largest value
    in all slots.
    """
    if not COMPILED:
        return plain_signatures(texts, params)
    left, signed = iter(texts), bytearray()
    while block := tuple(islice(left, _BLOCK)):
        signed += kernels.sign_texts(reader(), block, params.shingle, *permutations(params))
    return np.frombuffer(signed, np.uint32).reshape(-1, params.slots)


def plain_signatures(texts: Iterable[str], params: FingerprintParams) -> NDArray[np.uint32]:
    """What `signatures` is to give, text by text."""
    rows = [sign(hashes_of(words_of(text), params), params) for text in texts]
    return np.array(rows, np.uint32).reshape(-1, params.slots)
