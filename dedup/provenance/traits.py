"""What one text brings to the question who copied whom: its specifics, its direct speech, its habits of wording.

Habits are rates per word, so that length alone moves none of them. In other languages than English those that hang on
lists of words are missing and say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.provenance.habits import VARIETY, Counts, counts, trailing
from dedup.provenance.idiom import naturalness
from dedup.text.keys import distinct, steps
from dedup.text.lines import stock_mask
from dedup.text.names import shapes_of
from dedup.text.stems import lexicon
from dedup.text.views import Views, is_unspaced, trigrams, views
from dedup.text.words import Words, words_of

_MIN_WORDS = 20  # a rate over fewer is noise
_CONTENT = 0.5  # rarity from which a quoted word is worth finding again
_RARE_NAME = 1.0  # weight of a mark of which the lexicon knows nothing

SPECIFICS = ("numbers", "names", "rare")
"""Sorts of words that a copy seldom adds, in the order of `Terms.rarities`."""
QUOTED, PLAIN = 1, 2
"""Bits of `Terms.stands`: content words inside direct speech, and outside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The different words of a text.

    `stems` (uint64) ascend. For each of them `rarities` (float32, four rows) has how rare it is, 0..5, as a number, as
    a name, as a rare word, and as wording, which is neither of the first two nor a function word; 0 where it is none.
    `specifics` are the sums of the first three rows. `stands` (uint8) says whether a stem stands inside direct speech,
    outside, or both.
    """

    stems: NDArray[np.uint64]
    rarities: NDArray[np.float32]
    specifics: tuple[float, ...]
    stands: NDArray[np.uint8]

    @property
    def figures(self) -> frozenset[int]:
        """The stems that are numbers or names."""
        return frozenset(self.stems[(self.rarities[:2] > 0).any(axis=0)].tolist())


class Traits:
    """One text for the question of direction; what it brings is worked out when it is asked for, and kept.

    How long a text is and its runs of three words take .1 milliseconds for an article of 350 words, all of it eight
    times that: of an old member of a story no more is asked than the first. Nothing hangs on what stands around it.
    """

    def __init__(self, text: str, language: str | None, broken: int = 0, prepared: Views | None = None) -> None:
        """The traits of a text in a language; `prepared` are its views without any furniture, if they are at hand.

        `broken` is the number of its lines that broke off in mid-sentence, which the text itself no longer shows.
        """
        self._text = text
        self._broken = broken
        self._prepared = prepared
        self.language = language

    @cached_property
    def digest(self) -> bytes:
        """Eight bytes that tell texts apart by all that their traits hang on."""
        said = f"{self.language} {self._broken} {self._text}".encode("utf-8", "surrogatepass")
        return blake2b(said, digest_size=8).digest()

    @cached_property
    def words(self) -> int:
        """The number of words outside stock lines of the trade."""
        return int(len(self._stock) - np.count_nonzero(self._stock))

    @cached_property
    def phrases(self) -> NDArray[np.uint64]:
        """The runs of three words outside stock lines, ascending, each once."""
        runs = trigrams(self._words, unspaced=self._unspaced)
        size = len(self._words) - len(runs) + 1
        if not len(runs) or not self._stock.any():
            return distinct(runs)
        outside = np.lib.stride_tricks.sliding_window_view(self._stock, size).any(axis=1)
        return distinct(runs[~outside])

    @cached_property
    def terms(self) -> Terms:
        """Its different words."""
        return terms_of(self._views)

    @cached_property
    def habits(self) -> Mapping[str, float]:
        """Rates per word by name; those that only English has are missing in other languages."""
        return _habits(self._text, self._views, self.language, self._broken)

    @cached_property
    def _words(self) -> Words:
        return self._prepared.words if self._prepared else words_of(self._text)

    @cached_property
    def _stock(self) -> NDArray[np.bool_]:
        return self._prepared.stock if self._prepared else stock_mask(self._text, self._words)

    @cached_property
    def _unspaced(self) -> bool:
        if self._prepared:
            return self._prepared.unspaced
        return is_unspaced(shapes_of(self._text, self._words, lexicon(self.language)))

    @cached_property
    def _views(self) -> Views:
        return self._prepared or views(self._text, self._words, self.language, self._stock)


def terms_of(seen: Views) -> Terms:
    """The different words of a text."""
    if not COMPILED:
        return plain_terms(seen)
    stems, rarities, specifics, stands = kernels.terms(
        seen.stems, seen.rarity, seen.number, seen.name, seen.rare, seen.quoted, seen.stock, _CONTENT, _RARE_NAME
    )
    rows = np.frombuffer(rarities, np.float32).reshape(len(SPECIFICS) + 1, len(stands))
    return Terms(np.frombuffer(stems, np.uint64), rows, specifics, np.frombuffer(stands, np.uint8))


def plain_terms(seen: Views) -> Terms:
    """What the compiled form is to give."""
    kept = ~seen.stock
    order = np.argsort(seen.stems, kind="stable")
    fresh = steps(seen.stems[order])
    first = order[fresh]
    place = np.empty(len(order), np.intp)  # of each word among the different stems
    place[order] = np.cumsum(fresh) - 1
    rarities = np.zeros((len(SPECIFICS) + 1, len(first)), np.float32)
    for row, marked in zip(rarities, (seen.number, seen.name, seen.rare & kept), strict=False):
        _mark(row, seen, order[marked[order]], place)
    rarities[-1] = np.where(seen.name | seen.number, np.float32(0), seen.rarity)[first]
    content = seen.rarity >= _CONTENT
    stands = np.zeros(len(first), np.uint8)
    stands[place[seen.quoted & content]] |= QUOTED
    stands[place[~seen.quoted & content]] |= PLAIN
    return Terms(
        stems=seen.stems[first],
        rarities=rarities,
        specifics=tuple(rarities[:-1].sum(axis=1, dtype=np.float64).tolist()),
        stands=stands,
    )


def _mark(row: NDArray[np.float32], seen: Views, chosen: NDArray[np.intp], place: NDArray[np.intp]) -> None:
    """Put into a row how rare each of the chosen words is, by ascending stem, where it is met first."""
    first = chosen[steps(seen.stems[chosen])]
    row[place[first]] = np.maximum(seen.rarity[first], np.float32(_RARE_NAME))


def _habits(text: str, seen: Views, language: str | None, broken: int) -> dict[str, float]:
    """Rates per word. Direct speech counts, as spinners do not spare it."""
    told = counts(text)
    count = max(_MIN_WORDS, told.words)
    plain = (seen.rarity > 0) & ~seen.name & ~seen.number & ~seen.capital
    found = {
        "named": float(seen.name.sum()) / count,
        "figures": told.digits / max(len(text), 100),
        "quoted": float(seen.quoted.sum()) / count,
        "pasted": broken / count,
        "variety": told.different / max(min(told.words, VARIETY), _MIN_WORDS),
    }
    if plain.any():
        found["odd_words"] = float(seen.rarity[plain].mean())
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
