"""The keys of a text that a rewrite keeps, weighted by how seldom they meet by chance.

A rewriter changes sentences; rare words, names and numbers stay, and so do many pairs of neighbouring content words.
Two selections are made of them. `telling` is short and kept in an inverted index: rare stems, and pairs above a floor,
so that by the language's own frequencies no key is expected in many texts. `wording` is the whole vocabulary, common
words included, and is for comparing two texts that the index has brought together: reports of one event share their
rare words whoever wrote them, but not the common ones around them.

Rarity comes from a table of the language, never from the archive: the keys of a text are a function of the text.
Figures of both selections, and what they cost, stand in `dedup.candidates.postings`, which scores them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.shingles import hash_rows

TELLING_SCHEME = "1"
"""Names how keys and weights are drawn; another name has an archive file its texts anew."""

Keyed = tuple[NDArray[np.uint64], NDArray[np.uint8]]

_ANCHOR = 0.5  # added to the rarity of names and numbers: without it a quarter more strangers at equal recall
# Stems from this weight on are kept, about one word in a million. With 2.5 half as many rows again are read.
_RARE = 3.0
# At least, for short texts of common words have no other hold, and at most: with limits of 400 and 600 summaries of
# speeches of 8,000 words and more were lost, three in a thousand of all pairs.
_STEMS = (16, 1_000)
# Rarities of both words together: with 3 a third more strangers at equal recall, with 1 a quarter more keys.
_PAIR = 2.0
_PAIRS = (24, 2_000)
_PAIR_SHARE = 0.75  # of the sum of both; both words may stand in other pairs and as stems, so it is less than the whole
_SCALE = 30  # steps of a weight in one rarity: the heaviest pair, 8.25, fits a byte
_WORDING_SHARE = 0.5
_WORDING_SCALE = 100  # the heaviest, the root of 5.5, fits a byte
_WORDING_KEYS = 8_000  # the rarest, where a text has more


def telling(stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]) -> Keyed:
    """Keys of a text for an inverted index and their weights, the heaviest first; each key once.

    All three arrays have one entry a word: `rarity` (powers of ten, 0..5) is 0 for words that are left out, `anchor`
    marks names and numbers. A weight is 30 a unit of rarity. At most 3,000 keys; in 6,652 texts of 382 words on
    average 151 a text.
    """
    if not COMPILED:
        return plain_telling(stems, rarity, anchor)
    return _keyed(kernels.telling(
        *_contiguous(stems, rarity, anchor), _ANCHOR, _PAIR_SHARE, _SCALE, _RARE, *_STEMS, _PAIR, *_PAIRS
    ))  # fmt: skip


def wording(stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]) -> Keyed:
    """All stems of a text and pairs of neighbours, in ascending order of the keys, with flat weights; arrays as above.

    A weight is 100 times the root of the rarity, half the sum of both for a pair. The root keeps the rare words, which
    reports of one event share anyway, from drowning the common ones: at equal recall a quarter fewer pairs of one event
    pass than with plain rarities, and two fifths fewer strangers.
    """
    if not COMPILED:
        return plain_wording(stems, rarity, anchor)
    return _keyed(kernels.wording(*for_wording(stems, rarity, anchor)))


def for_wording(
    stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.bool_], float, float, float, int]:
    """What compiled code is given to make a wording by: the arrays as above, and how they are weighed and selected."""
    return *_contiguous(stems, rarity, anchor), _ANCHOR, _WORDING_SHARE, _WORDING_SCALE, _WORDING_KEYS


def content_words(
    stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """The words that are not left out, in their order, and their weights; arrays as above."""
    kept = np.flatnonzero(rarity > 0)
    return stems[kept], rarity[kept] + np.float32(_ANCHOR) * anchor[kept].astype(np.float32)


def flat(weight: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The weights that words have in a wording, 1..255, by what `content_words` gives them."""
    return _bytes(np.sqrt(weight), _WORDING_SCALE)


def plain_telling(stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]) -> Keyed:
    """What `telling` is to give, without compiled code."""
    kept, weight = content_words(stems, rarity, anchor)
    single = _heaviest(kept, weight, _RARE, _STEMS)
    pairs, sums = _neighbours(kept, weight)
    double = _heaviest(pairs, sums, _PAIR, _PAIRS)
    keys = np.concatenate((kept[single], pairs[double]))
    weights = np.concatenate((weight[single], np.float32(_PAIR_SHARE) * sums[double]))
    order = _heaviest(keys, weights, 0.0, (0, len(keys)))  # a pair may, if hardly ever, have the key of a stem
    return keys[order], _bytes(weights[order], _SCALE)


def plain_wording(stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]) -> Keyed:
    """What `wording` is to give, without compiled code."""
    kept, weight = content_words(stems, rarity, anchor)
    weight = np.sqrt(weight)
    pairs, sums = _neighbours(kept, weight)
    keys = np.concatenate((kept, pairs))
    weights = np.concatenate((weight, np.float32(_WORDING_SHARE) * sums))
    chosen = _heaviest(keys, weights, 0.0, (0, _WORDING_KEYS))
    keys, weights = keys[chosen], weights[chosen]
    order = np.argsort(keys)
    return keys[order], _bytes(weights[order], _WORDING_SCALE)


def _contiguous(
    stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.bool_]]:
    return np.ascontiguousarray(stems), np.ascontiguousarray(rarity), np.ascontiguousarray(anchor)


def _keyed(found: tuple[bytearray, bytearray]) -> Keyed:
    keys, weights = found
    return np.frombuffer(keys, np.uint64), np.frombuffer(weights, np.uint8)


def _neighbours(
    stems: NDArray[np.uint64], weight: NDArray[np.float32]
) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Keys of the pairs of neighbours, and the sums of their weights."""
    if len(stems) < 2:
        return np.empty(0, np.uint64), np.empty(0, np.float32)
    return hash_rows(np.column_stack((stems[:-1], stems[1:]))), weight[:-1] + weight[1:]


def _heaviest(
    keys: NDArray[np.uint64], weights: NDArray[np.float32], floor: float, limits: tuple[int, int]
) -> NDArray[np.intp]:
    """Places of the distinct keys that weigh at least `floor`, but of no fewer and no more than `limits`.

    A key that has several weights (a word now a name, now not) counts with the greatest. Among equal weights the lower
    keys are taken: of the many equal keys of two texts the same ones.
    """
    order = np.lexsort((keys, -weights))
    _, firsts = np.unique(keys[order], return_index=True)
    order = order[np.sort(firsts)]
    least, most = limits
    return order[: min(most, max(least, int((weights[order] >= floor).sum())))]


def _bytes(weights: NDArray[np.float32], scale: int) -> NDArray[np.uint8]:
    rounded: NDArray[np.float32] = np.rint(weights * np.float32(scale)).clip(1, 255)
    return rounded.astype(np.uint8)
