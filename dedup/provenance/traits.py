"""What one text brings to the question who copied whom: its specifics, its direct speech, its habits of wording.

Habits are rates per word, so that length alone moves none of them. In other languages than English those that hang on
lists of words are missing and say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.provenance.habits import VARIETY, Counts, counts, trailing
from dedup.provenance.idiom import naturalness
from dedup.text.keys import steps
from dedup.text.views import Views

_MIN_WORDS = 20  # a rate over fewer is noise
_CONTENT = 0.5  # rarity from which a quoted word is worth finding again
_RARE_NAME = 1.0  # weight of a mark of which the lexicon knows nothing

SPECIFICS = ("numbers", "names", "rare")
"""Sorts of words that a copy seldom adds, in the order of `Traits.rarities`."""
QUOTED, PLAIN = 1, 2
"""Bits of `Traits.stands`: content words inside direct speech, and outside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """One text for the question of direction.

    `stems` (uint64) are its different words, ascending. For each of them `rarities` (float32, four rows) has how rare
    it is, 0..5, as a number, as a name, as a rare word, and as wording, which is neither of the first two nor a
    function word; 0 where it is none. `specifics` are the sums of the first three rows. `stands` (uint8) says whether a
    stem stands inside direct speech, outside, or both. `phrases` (uint64, ascending) are the runs of three words
    outside furniture. `habits` are rates per word by name; those that only English has are missing in other languages.
    """

    words: int
    language: str | None
    stems: NDArray[np.uint64]
    rarities: NDArray[np.float32]
    specifics: tuple[float, ...]
    stands: NDArray[np.uint8]
    phrases: NDArray[np.uint64]
    habits: Mapping[str, float]

    @property
    def figures(self) -> frozenset[int]:
        """The stems that are numbers or names."""
        return frozenset(self.stems[(self.rarities[:2] > 0).any(axis=0)].tolist())


def traits_of(text: str, views: Views, language: str | None, broken: int = 0) -> Traits:
    """Take the traits of a text; about two milliseconds for an article of 600 words.

    `broken` is the number of its lines that broke off in mid-sentence, which the text itself no longer shows.
    """
    kept = ~views.stock
    order = np.argsort(views.stems, kind="stable")
    fresh = steps(views.stems[order])
    first = order[fresh]
    place = np.empty(len(order), np.intp)  # of each word among the different stems
    place[order] = np.cumsum(fresh) - 1
    rarities = np.zeros((len(SPECIFICS) + 1, len(first)), np.float32)
    for row, marked in zip(rarities, (views.number, views.name, views.rare & kept), strict=False):
        _mark(row, views, order[marked[order]], place)
    rarities[-1] = np.where(views.name | views.number, np.float32(0), views.rarity)[first]
    content = views.rarity >= _CONTENT
    stands = np.zeros(len(first), np.uint8)
    stands[place[views.quoted & content]] |= QUOTED
    stands[place[~views.quoted & content]] |= PLAIN
    return Traits(
        words=int(kept.sum()),
        language=language,
        stems=views.stems[first],
        rarities=rarities,
        specifics=tuple(rarities[:-1].sum(axis=1, dtype=np.float64).tolist()),
        stands=stands,
        phrases=_phrases(views),
        habits=_habits(text, views, language, broken),
    )


def _mark(row: NDArray[np.float32], views: Views, chosen: NDArray[np.intp], place: NDArray[np.intp]) -> None:
    """Put into a row how rare each of the chosen words is, by ascending stem, where it is met first."""
    first = chosen[steps(views.stems[chosen])]
    row[place[first]] = np.maximum(views.rarity[first], np.float32(_RARE_NAME))


def _phrases(views: Views) -> NDArray[np.uint64]:
    trigrams = views.trigrams
    size = len(views) - len(trigrams) + 1
    if not len(trigrams) or not views.stock.any():
        return np.unique(trigrams)
    outside = np.lib.stride_tricks.sliding_window_view(views.stock, size).any(axis=1)
    return np.unique(trigrams[~outside])


def _habits(text: str, views: Views, language: str | None, broken: int) -> dict[str, float]:
    """Rates per word. Direct speech counts, as spinners do not spare it."""
    told = counts(text)
    count = max(_MIN_WORDS, told.words)
    plain = (views.rarity > 0) & ~views.name & ~views.number & ~views.capital
    found = {
        "named": float(views.name.sum()) / count,
        "figures": told.digits / max(len(text), 100),
        "quoted": float(views.quoted.sum()) / count,
        "pasted": broken / count,
        "variety": told.different / max(min(told.words, VARIETY), _MIN_WORDS),
    }
    if plain.any():
        found["odd_words"] = float(views.rarity[plain].mean())
    if language == "en":
        found |= _english(text, told, count)
    return found


def _english(text: str, told: Counts, count: int) -> dict[str, float]:
    """Habits that were found in English alone; how a writer of it sets marks is not how one of German does."""
    return {
        "said": told.said / count,
        "stately": told.stately / count,
        "general": (told.general + trailing(text)) / count,
        "loud": (told.loud + told.exclamations + told.shouted) / count,
        "contractions": told.contracted / count,
        "stops": told.stops / count,
        "commas": told.commas / count,
        "dashes": told.dashes / count,
        "untidy": told.untidy / count,
        "small_words": told.small / count,
        "articles": told.articles / count,
        "moments": told.moments / count,
        "idiom": naturalness(text),
    }
