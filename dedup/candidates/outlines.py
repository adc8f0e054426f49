"""Outlines: some hundreds of bytes of a text that bound its likeness to any other, so that the text need not be read.

What telling words in common propose is looked at in all its words, and in a large archive nearly all of it turns out
to be strangers: of 946 pairs proposed among 133,000 generated articles 8 % were alike. An outline keeps of each stem of
a text 16 bits of its key and a weight that is not below its own. Of two texts the stems that both may have follow from
that, and the pairs of neighbours, which none shares whose stems it does not. That is never less than what they do have
in common, and seldom much more: of the 946 pairs 14 % were left to be looked at, every one that is alike among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.candidates.postings import LIKE, LONGER
from dedup.kernels import COMPILED, kernels
from dedup.text.keys import mass_of
from dedup.text.telling import content_words, flat, for_wording, wording

_DROPPED_BITS = np.uint64(48)  # of a stem's key; of 65,536 short keys the texts above have 124 on average
_STEP = 16  # of a weight, so that two fit a byte
_MOST = 1_000  # stems; there are few texts of more, and their outlines would be large and nearly full
_HEAD = np.dtype("<u4")  # the mass of the wording
_AT_ONCE = 64  # outlines: of two long texts each takes some 100 kB to be told
_ROUNDING = 1e-9  # share by which a sum may come out too small


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A text as outlines are held against it: its words, as `dedup.text.telling` has them."""

    stems: NDArray[np.uint64]
    rarity: NDArray[np.float32]
    anchor: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Slots:
    """What the plain form makes of a text that asks.

    `place` has for each short key its place among those of the text's stems, -1 for others; `weights` are the sums of
    its stems' weights under each of these. `first` and `second` are the places of the stems of each distinct pair of
    neighbours, `both` the most that the pair may weigh, and `mass` is that of the wording.
    """

    place: NDArray[np.int32]
    weights: NDArray[np.float64]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    both: NDArray[np.float64]
    mass: int


def outline(stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]) -> bytes:
    """The outline of a text, its words as `dedup.text.telling` has them; empty for one of more stems than it can tell.

    Four bytes of mass, then the short keys in ascending order in two bytes each, then their weights, half a byte each.
    """
    if not COMPILED:
        return plain_outline(stems, rarity, anchor)
    return kernels.outline(*for_wording(stems, rarity, anchor), _MOST)


def plain_outline(stems: NDArray[np.uint64], rarity: NDArray[np.float32], anchor: NDArray[np.bool_]) -> bytes:
    """What `outline` is to give, without compiled code."""
    kept, weight = content_words(stems, rarity, anchor)
    weighed = (kept >> _DROPPED_BITS) << np.uint64(8) | flat(weight)
    weighed.sort()
    keys, last = weighed >> np.uint64(8), np.ones(len(weighed), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=last[:-1])  # of each key the heaviest
    chosen = weighed[last]
    if not 0 < len(chosen) <= _MOST:
        return b""
    steps = np.zeros((len(chosen) + 1) // 2 * 2, np.uint8)
    steps[: len(chosen)] = (chosen % 256 + (_STEP - 1)) // _STEP
    mass = np.array([mass_of(wording(stems, rarity, anchor)[1])], _HEAD)
    return b"".join(
        (mass.tobytes(), (chosen >> np.uint64(8)).astype("<u2").tobytes(), (steps[::2] | steps[1::2] << 4).tobytes())
    )


def likeness_at_most(asked: Asking, outlines: Sequence[bytes]) -> NDArray[np.float64]:
    """For each of some outlines how like the text that it was made of is to another, at most.

    One that is damaged, as its length or the order of its keys shows, says nothing: infinity.
    """
    if not outlines:
        return np.empty(0)
    if not COMPILED:
        return plain_likeness_at_most(asked, outlines)
    words = for_wording(asked.stems, asked.rarity, asked.anchor)
    return np.frombuffer(kernels.likeness_at_most(*words, LONGER, 1 + _ROUNDING, tuple(outlines)))


def plain_likeness_at_most(asked: Asking, outlines: Sequence[bytes]) -> NDArray[np.float64]:
    """What `likeness_at_most` is to give, without compiled code."""
    slots = _slots_of(asked)
    bounds = np.full(len(outlines), np.inf)
    whole = [place for place, one in enumerate(outlines) if _is_whole(one)]
    for start in range(0, len(whole), _AT_ONCE):
        part = whole[start : start + _AT_ONCE]
        bounds[part] = _bounds(slots, [outlines[place] for place in part])
    return bounds


def within_reach(asked: Asking, others: Sequence[int], outlines: Mapping[int, bytes]) -> list[int]:
    """Those of some contents that may be like a text as far as their outlines tell; one without an outline may."""
    told = [other for other in others if other in outlines]
    far = likeness_at_most(asked, [outlines[other] for other in told]) < LIKE
    strangers = {other for other, stranger in zip(told, far.tolist(), strict=True) if stranger}
    return [other for other in others if other not in strangers]


def _slots_of(asked: Asking) -> _Slots:
    kept, weight = content_words(asked.stems, asked.rarity, asked.anchor)
    distinct, at = np.unique(kept, return_inverse=True)
    heaviest = np.zeros(len(distinct))
    np.maximum.at(heaviest, at, flat(weight).astype(np.float64))
    short, slots = np.unique(distinct >> _DROPPED_BITS, return_inverse=True)
    place = np.full(1 << 16, -1, np.int32)
    place[short] = np.arange(len(short))
    one, other = np.divmod(np.unique(at[:-1] * len(distinct) + at[1:]), max(len(distinct), 1))
    return _Slots(
        place=place,
        weights=np.bincount(slots, heaviest, len(short)).astype(np.float64),
        first=slots[one],
        second=slots[other],
        both=_of_pair(heaviest[one], heaviest[other]),
        mass=mass_of(wording(asked.stems, asked.rarity, asked.anchor)[1]),
    )


def _bounds(slots: _Slots, outlines: Sequence[bytes]) -> NDArray[np.float64]:
    """The bounds of a few outlines."""
    counts = [_keys_in(one) for one in outlines]
    masses = np.array([np.frombuffer(one, _HEAD, 1)[0] for one in outlines], np.float64)
    keys = np.concatenate([_keys_of(one) for one in outlines])
    weights = np.concatenate([_steps(one, n) for one, n in zip(outlines, counts, strict=True)])
    places = slots.place[keys]
    shared = places >= 0
    held = np.zeros((len(outlines), len(slots.weights)))
    held[np.repeat(np.arange(len(outlines)), counts)[shared], places[shared]] = _STEP * weights[shared]
    first, second = held[:, slots.first], held[:, slots.second]
    pairs = np.where((first > 0) & (second > 0), _of_pair(first, second), 0.0) @ slots.both
    common = (held @ slots.weights + pairs) * (1 + _ROUNDING)
    lighter, heavier = np.minimum(masses, slots.mass), np.maximum(masses, slots.mass)
    bounds: NDArray[np.float64] = common / np.maximum(lighter ** (1 - LONGER) * heavier**LONGER, 1.0)
    return bounds


def _of_pair(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The most that a pair of words of these weights weighs; all three are rounded each for itself."""
    halved: NDArray[np.float64] = 0.5 * (one + other) + 1.0
    return halved


def _keys_in(drawn: bytes) -> int:
    """How many keys an outline of that length has."""
    return max(len(drawn) - _HEAD.itemsize, 0) * 2 // 5


def _keys_of(drawn: bytes) -> NDArray[np.uint16]:
    return np.frombuffer(drawn, "<u2", _keys_in(drawn), _HEAD.itemsize)


def _is_whole(drawn: bytes) -> bool:
    """Whether it can be an outline."""
    count = _keys_in(drawn)
    if not count or len(drawn) != _HEAD.itemsize + 2 * count + (count + 1) // 2:
        return False
    keys = _keys_of(drawn)
    return bool((keys[1:] > keys[:-1]).all())


def _steps(drawn: bytes, count: int) -> NDArray[np.uint8]:
    """The weights in an outline of so many keys, in steps."""
    halves = np.frombuffer(drawn, np.uint8, offset=_HEAD.itemsize + 2 * count)
    return np.column_stack((halves & (_STEP - 1), halves // _STEP)).reshape(-1)[:count]
