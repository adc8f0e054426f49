"""Signatures of many texts, without the other parts of their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from dedup.config import FingerprintParams
from dedup.fingerprint.fingerprint import hashes_of, permutations, sign
from dedup.kernels import COMPILED, kernels
from dedup.text.words import reader, words_of

_BLOCK = 256  # texts handed to compiled code at a time: few are held, and the calls cost nothing beside the work
_CODE = np.uint64(48)  # bits of a word's key that its code leaves out

_Signed = tuple[bytes | bytearray, bytes | bytearray, bytes | bytearray]  # signatures, numbers of words, codes of words


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """Signatures of texts and, in two bytes each, their words.

    `signatures` is uint32 of shape (texts, slots); the words of text i are `words[starts[i] : starts[i + 1]]` (uint16,
    int64). One word has one code, and one in 65,536 others has the same.
    """

    signatures: NDArray[np.uint32]
    words: NDArray[np.uint16]
    starts: NDArray[np.int64]


def signatures(texts: Iterable[str], params: FingerprintParams) -> NDArray[np.uint32]:
    """The signature of each text, as `fingerprint` gives it: shape (texts, slots).

    Texts are read once and in turn and not kept. A text without a word has the signature of nothing: its largest value
    in all slots.
    """
    signed = bytearray()
    for rows, _, _ in _signed(texts, params):
        signed += rows
    return np.frombuffer(signed, np.uint32).reshape(-1, params.slots)


def sketches(texts: Iterable[str], params: FingerprintParams) -> Sketches:
    """The signature of each text and its words, read as `signatures` reads them."""
    signed, counts, codes = bytearray(), bytearray(), bytearray()
    for rows, lengths, words in _signed(texts, params):
        signed += rows
        counts += lengths
        codes += words
    return Sketches(
        np.frombuffer(signed, np.uint32).reshape(-1, params.slots),
        np.frombuffer(codes, np.uint16),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(np.frombuffer(counts, np.int64))]),
    )


def _signed(texts: Iterable[str], params: FingerprintParams) -> Iterator[_Signed]:
    left = iter(texts)
    while block := tuple(islice(left, _BLOCK)):
        if COMPILED:
            yield kernels.sign_texts(reader(), block, params.shingle, *permutations(params))
        else:
            yield plain_signed(block, params)


def plain_signed(texts: Iterable[str], params: FingerprintParams) -> _Signed:
    """What compiled code gives of a block of texts: signatures, numbers of words, and codes of words."""
    read = [words_of(text) for text in texts]
    return (
        b"".join(sign(hashes_of(words, params), params).tobytes() for words in read),
        np.array([len(words) for words in read], np.int64).tobytes(),
        b"".join((words.keys >> _CODE).astype(np.uint16).tobytes() for words in read),
    )
