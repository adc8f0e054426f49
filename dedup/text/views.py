"""Views of a text that survive rewriting, from one pass over its words.

A spinner changes words, a translator order, a language model sentences; names, numbers, rare words and their company
stay. Each view is an array of 64-bit keys with their places, so that two texts are compared by set operations, and
parts of a text (quotations that both texts share) can be left out of a comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from dedup.text.lines import stock_mask
from dedup.text.names import NameSigns, Shapes, join_initials, name_signs, names_of, shapes_of
from dedup.text.numbers import is_day, numbers_of
from dedup.text.quotes import quoted_mask
from dedup.text.sentences import sentence_starts
from dedup.text.shingles import hash_rows, shingle_hashes
from dedup.text.stems import Entries, Lexicon, has_stems, lexicon
from dedup.text.unspaced import HIRAGANA, KATAKANA, NOTHING, RUNS, segments
from dedup.text.words import Words

_RARE = 3.0  # rarity from which a word is an anchor without being a name: less than one in a million words
_TRIGRAM, _SKELETON = 3, 6  # words
_CHARACTERS = 2  # characters of a Chinese or Japanese word, on average 1.6 and 2.2: shingles are so many times longer
_MASK = np.uint64(0x5BD1E995_9E3779B9)
_CACHED = 20_000  # values of numbers; small counts and years come again and again
_DAY_RARITY = 2.5  # a day of the year is one of 366


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Views:
    """One text as the comparison of rewrites sees it. Arrays have one entry a word unless said otherwise.

    `stems` (uint64) names the stem, or the value where a number begins; `rarity` (float32, 0..5) is 0 for function
    words, for the later words of a number, and for stock matter. `number`, `name` and `rare` mark anchors; `quoted`
    direct speech, `capital` words that begin with one, `function` those that the language needs whatever is said;
    `capital`, `shouted` and `introduced` are the signs of names (`NameSigns`).
    `sentences` (int32) are the words at which sentences begin, closed by the number of words. `characters` says that
    some words are characters of a script without spaces, `unspaced` that most are, `legible` that stems and rarity tell
    something: the language has a stemmer, and its word list knows a good part of the words.
    """

    words: Words
    stems: NDArray[np.uint64]
    rarity: NDArray[np.float32]
    number: NDArray[np.bool_]
    name: NDArray[np.bool_]
    rare: NDArray[np.bool_]
    quoted: NDArray[np.bool_]
    stock: NDArray[np.bool_]
    capital: NDArray[np.bool_]
    shouted: NDArray[np.bool_]
    introduced: NDArray[np.bool_]
    function: NDArray[np.bool_]
    sentences: NDArray[np.int32]
    characters: bool
    unspaced: bool
    legible: bool

    def __len__(self) -> int:
        return len(self.words)

    @property
    def trigrams(self) -> NDArray[np.uint64]:
        """The shingles of three words (uint64); of six where words are characters. Made at each call."""
        return trigrams(self.words, unspaced=self.unspaced)

    @property
    def skeletons(self) -> NDArray[np.uint64]:
        """Shingles of twice as many words, in which every content word but the anchors is masked. Made at each call."""
        skeleton = np.where(self.function | self.number | self.name, self.stems, _MASK)
        return shingle_hashes(skeleton, _SKELETON * (_CHARACTERS if self.unspaced else 1))

    def __reduce__(self) -> tuple[Callable[..., Views], tuple[Words, bool, bool, bool, tuple[bytes, ...]]]:
        # As for words: buffers pass to another process in a fraction of the time of arrays.
        return _unpacked, (
            self.words,
            self.characters,
            self.unspaced,
            self.legible,
            tuple(getattr(self, name).tobytes() for name in _ARRAYS),
        )


def trigrams(words: Words, *, unspaced: bool) -> NDArray[np.uint64]:
    """The shingles of three words (uint64); of six where words are characters."""
    return shingle_hashes(words.keys, _TRIGRAM * (_CHARACTERS if unspaced else 1))


def is_unspaced(shapes: Shapes) -> bool:
    """Whether most words of a text are characters of a script without spaces, by the shapes of all of them."""
    return bool(2 * np.count_nonzero(shapes.kinds != NOTHING) > len(shapes.kinds))


_ARRAYS: Mapping[str, type[np.generic]] = {
    "stems": np.uint64, "rarity": np.float32, "number": np.bool_, "name": np.bool_, "rare": np.bool_,
    "quoted": np.bool_, "stock": np.bool_, "capital": np.bool_, "shouted": np.bool_, "introduced": np.bool_,
    "function": np.bool_, "sentences": np.int32,
}  # fmt: skip


def _unpacked(words: Words, characters: bool, unspaced: bool, legible: bool, packed: tuple[bytes, ...]) -> Views:
    """Views as they were packed."""
    named = zip(_ARRAYS.items(), packed, strict=True)
    arrays: dict[str, Any] = {name: np.frombuffer(array, kind) for (name, kind), array in named}
    return Views(words=words, characters=characters, unspaced=unspaced, legible=legible, **arrays)


class Source(NamedTuple):
    """A text of which views are taken, its normal form, and its language as a two-letter code.

    `stock` marks captions, stock lines of the trade and other words that are furniture, `quoted` direct speech
    (boolean, one a word); both are found where they are not given.
    """

    text: str
    words: Words
    language: str | None
    stock: NDArray[np.bool_] | None = None
    quoted: NDArray[np.bool_] | None = None


def views(
    text: str,
    words: Words,
    language: str | None,
    stock: NDArray[np.bool_] | None = None,
    quoted: NDArray[np.bool_] | None = None,
) -> Views:
    """Take the views of a text; see `Source`."""
    (taken,) = views_of([Source(text, words, language, stock, quoted)])
    return taken


def views_of(sources: Iterable[Source]) -> list[Views]:
    """Take the views of some texts.

    Each step is taken with all of them before the next, while its code and tables are at hand.
    """
    under_way = [_Sight(source) for source in sources]
    for step in _STEPS:
        for one in under_way:
            step(one)
    return [one.views() for one in under_way]


class _Sight:
    """The views of one text under way. The steps change what was found before, and are taken in this order."""

    __slots__ = (
        "entries", "function", "known", "legible", "name", "number", "quoted", "sentences", "shapes", "signs", "stock",
        "text", "unspaced", "unspaced_names", "words",
    )  # fmt: skip

    def __init__(self, source: Source) -> None:
        self.text, self.words = source.text, source.words
        self.known = lexicon(source.language)
        self.stock = stock_mask(self.text, self.words) if source.stock is None else source.stock
        self.quoted = quoted_mask(self.text, self.words) if source.quoted is None else source.quoted

    def look_up(self) -> None:
        """What the lexicon says of the words."""
        self.entries = self.known.look_up_all(self.words)
        self.legible = has_stems(self.known.language) and self.known.knows(self.entries.rarity)

    def shape(self) -> None:
        """How the words look."""
        self.shapes = shapes_of(self.text, self.words, self.known)

    def join_initials(self) -> None:
        """Let initials in a row stand for one word."""
        join_initials(self.text, self.words, self.shapes, self.known, self.entries)

    def find_numbers(self) -> None:
        """Let the first word of each number stand for its value."""
        self.number = _mark_numbers(self.text, self.words, self.known, self.entries)

    def join_characters(self) -> None:
        """Let the first character of each word stand for it, and stock matter for nothing."""
        stems, rarity = self.entries.stems, self.entries.rarity
        found = _join_unspaced(self.words, self.shapes, self.known, self.number, stems, rarity)
        self.unspaced_names, self.unspaced = found
        self.function = rarity == 0
        if self.unspaced:
            self.function &= self.shapes.kinds == NOTHING
        rarity[self.stock] = 0.0
        self.number &= ~self.stock

    def find_sentences(self) -> None:
        """Where sentences begin."""
        self.sentences = sentence_starts(self.text, self.words)

    def find_signs(self) -> None:
        """What tells names."""
        self.signs = name_signs(self.text, self.words, self.shapes, self.entries)

    def find_names(self) -> None:
        """Which words are names."""
        found = names_of(self.words, self.signs, self.known, self.entries.stems, self.entries.rarity, self.sentences)
        self.name = (found & ~self.number | self.unspaced_names) & ~self.stock

    def views(self) -> Views:
        """All that was found."""
        rarity, signs = self.entries.rarity, self.signs
        return Views(
            self.words, self.entries.stems, rarity, self.number, self.name,
            (rarity >= _RARE) & ~self.number & ~self.name, self.quoted, self.stock,
            signs.capital, signs.shouted, signs.introduced, self.function, self.sentences,
            bool(self.shapes.kinds.any()), self.unspaced, self.legible,
        )  # fmt: skip


_STEPS = (
    _Sight.look_up, _Sight.shape, _Sight.join_initials, _Sight.find_numbers, _Sight.join_characters,
    _Sight.find_sentences, _Sight.find_signs, _Sight.find_names,
)  # fmt: skip


def restocked(seen: Views, text: str, language: str | None, stock: NDArray[np.bool_]) -> Views:
    """What `views` is to give for a text of which more is stock matter than when its views were taken."""
    kept = ~stock
    if seen.characters or (seen.stock & kept).any():  # of characters it is not kept which are names
        return views(text, seen.words, language, stock, seen.quoted)
    number, rarity = seen.number & kept, seen.rarity * kept
    signs = NameSigns(seen.capital, seen.shouted, seen.introduced)
    name = names_of(seen.words, signs, lexicon(language), seen.stems, rarity, seen.sentences) & ~number & kept
    rare = (rarity >= _RARE) & ~number & ~name
    return replace(seen, rarity=rarity, number=number, name=name, rare=rare, stock=stock)


def _mark_numbers(text: str, words: Words, known: Lexicon, entries: Entries) -> NDArray[np.bool_]:
    """Let the first word of each number stand for its value, in place; boolean mask of those words."""
    number = np.zeros(len(words), np.bool_)
    candidates, lone = entries.numerals()
    stems, rarity = entries.stems, entries.rarity
    for first, last, value in numbers_of(text, words, known.language, candidates, lone):
        stems[first], rarity[first] = _as_number(value)
        number[first] = True
        if last > first + 1:
            rarity[first + 1 : last] = 0.0
    return number


@lru_cache(maxsize=_CACHED)
def _as_number(value: str) -> tuple[int, float]:
    """The key of a number's value, and how telling it is."""
    return xxhash.xxh64_intdigest(f"#{value}".encode()), _number_rarity(value)


def _number_rarity(value: str) -> float:
    """How telling a number is: small counts and years meet by chance, long ones do not."""
    if is_day(value):
        return _DAY_RARITY
    if len(value) <= 2 and "." not in value:
        return 1.5 if len(value) == 1 else 2.0
    if len(value) == 4 and value[:2] in {"19", "20"}:
        return 2.0
    return min(5.0, 1.5 + len(value.replace(".", "").strip("0")))


def _join_unspaced(
    words: Words,
    shapes: Shapes,
    known: Lexicon,
    number: NDArray[np.bool_],
    keys: NDArray[np.uint64],
    rarity: NDArray[np.float32],
) -> tuple[NDArray[np.bool_], bool]:
    """In scripts without spaces let the first character of each word stand for it, in place.

    Gives the mask of words that look like names, and whether most of the text is in such a script.
    """
    name = np.zeros(len(words), np.bool_)
    kinds = shapes.kinds
    if not kinds.any():
        return name, False
    inside = kinds != NOTHING
    free = inside & ~number
    if not known.has_table and not (kinds == RUNS).any():
        known = lexicon("ja" if ((kinds == HIRAGANA) | (kinds == KATAKANA)).any() else "zh")
    rarity[free] = 0.0
    single = keys.copy()
    for segment in segments(words, np.where(free, kinds, NOTHING).astype(np.int8), known):
        last = min(segment.last, len(words))
        if last > segment.first + 1:
            keys[segment.first] = hash_rows(single[None, segment.first : last])[0]
        rarity[segment.first] = segment.rarity
        name[segment.first] = segment.name
    return name, is_unspaced(shapes)
