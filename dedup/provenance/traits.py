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
from dedup.text.views import Views

_MIN_WORDS = 20  # a rate over fewer is noise
_CONTENT = 0.5  # rarity from which a quoted word is worth finding again
_RARE_NAME = 1.0  # weight of a mark of which the lexicon knows nothing

Marks = Mapping[int, float]  # stem and its rarity


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """One text for the question of direction. Arrays are of distinct uint64 keys, ascending.

    `numbers`, `names` and `rare` give each specific with its rarity (0..5); `stems` are all words, `wording` (float32)
    how rare each of them is where it is no number, name or function word, else 0; `quoted` and `plain` the content
    words inside and outside direct speech, `phrases` the runs of three words outside furniture. `habits` are rates per
    word by name; those that only English has are missing in other languages.
    """

    words: int
    language: str | None
    numbers: Marks
    names: Marks
    rare: Marks
    stems: NDArray[np.uint64]
    wording: NDArray[np.float32]
    quoted: NDArray[np.uint64]
    plain: NDArray[np.uint64]
    phrases: NDArray[np.uint64]
    habits: Mapping[str, float]


def traits_of(text: str, views: Views, language: str | None, broken: int = 0) -> Traits:
    """Take the traits of a text; about two milliseconds for an article of 600 words.

    `broken` is the number of its lines that broke off in mid-sentence, which the text itself no longer shows.
    """
    kept = ~views.stock
    content = views.rarity >= _CONTENT
    order = np.argsort(views.stems, kind="stable")
    plain = np.where(views.name | views.number, np.float32(0), views.rarity)
    first = _firsts(views, order)
    return Traits(
        words=int(kept.sum()),
        language=language,
        numbers=_marks(views, order, views.number),
        names=_marks(views, order, views.name),
        rare=_marks(views, order, views.rare & kept),
        stems=views.stems[first],
        wording=plain[first],
        quoted=views.stems[_firsts(views, order, views.quoted & content)],
        plain=views.stems[_firsts(views, order, ~views.quoted & content)],
        phrases=_phrases(views),
        habits=_habits(text, views, language, broken),
    )


def _firsts(views: Views, order: NDArray[np.intp], marked: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """The places at which each stem stands first among the marked words, by ascending stem as `order` has them."""
    chosen = order if marked is None else order[marked[order]]
    stems = views.stems[chosen]
    fresh = np.ones(len(stems), np.bool_)
    np.not_equal(stems[1:], stems[:-1], out=fresh[1:])
    return chosen[fresh]


def _marks(views: Views, order: NDArray[np.intp], marked: NDArray[np.bool_]) -> dict[int, float]:
    first = _firsts(views, order, marked)
    rarity = np.maximum(views.rarity[first], np.float32(_RARE_NAME))
    return dict(zip(views.stems[first].tolist(), rarity.tolist(), strict=True))


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
