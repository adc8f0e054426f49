"""What a word says about its text: its stem, how rare it is in its language, whether it is a function word.

Stems by Snowball (Porter 2001) where it knows the language, else the word itself. Frequencies by wordfreq (Speer
2022), a table that does not depend on the archive, so that nothing depends on the order in which articles arrive.
Rarity is in powers of ten: 0 for words of one in a thousand and more, 6 for those that the table of a thousand
million words does not hold.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import Stemmer
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.frequencies import frequencies, share_of
from dedup.text.numerals import counting, is_steady, may_begin, may_go_on
from dedup.text.titles import TITLES
from dedup.text.words import Words, keys_of

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_STEMMED = frozenset(code for code, name in _SNOWBALL.items() if name in Stemmer.algorithms())
_ELISIONS = {
    "fr": frozenset({"l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu"}),
    "it": frozenset({"l", "un", "d", "dell", "all", "dall", "nell", "sull", "c", "quest", "sant"}),
    "ca": frozenset({"l", "d", "m", "n", "s", "t"}),
}  # articles that lean on the next word: l'inspecteur
# Lists that have kaf and yeh as Persian keyboards write them; the normal form has them as Arabic ones do.
_SPELT = dict.fromkeys(("fa", "ur"), str.maketrans("\u0643\u064a", "\u06a9\u06cc"))
_COMMON = 6.0  # Zipf value from which a word is taken for one of the language's own: about 110 words of English
_MAX_RARITY = 5.0
_LEGIBLE = (
    1 / 3
)  # of 6,400 articles the list of their language knows 44 % of the words and more; of gibberish 25 at most
_MAX_WORD = 60  # letters; longer words are addresses and noise, and are not stemmed
_CACHED = 200_000
_STEPS = 1_000  # centibels; from 800 on, one word in 10 ** 8, all are as rare as can be

NUMERAL, STEADY, GOES_ON, TITLE = 1, 2, 4, 8
"""Marks of a word: a number may begin here; one that begins here and has nothing of a number after it depends on
nothing else either; a number may go on here; a name may follow."""

Entry = tuple[int, float, int]  # 64-bit key of the stem, rarity, marks

_ENTRY = np.dtype([("stem", np.uint64), ("rarity", np.float32), ("marks", np.uint8)])


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What the lexicon says of the words of a text, one entry a word: keys of stems, rarity (0..5), marks."""

    stems: NDArray[np.uint64]
    rarity: NDArray[np.float32]
    marks: NDArray[np.uint8]

    def numerals(self) -> tuple[list[int], frozenset[int]]:
        """The words at which a number may begin, and those of them that can be read alone, as `numbers_of` asks."""
        candidates: list[int] = np.flatnonzero(self.marks & NUMERAL).tolist()
        marks = self.marks.tobytes() + b"\0"
        lone = (i for i in candidates if marks[i] & STEADY and not marks[i + 1] & GOES_ON)
        return candidates, frozenset(lone)


class PlainEntries:
    """What is known of words by their keys, some hundred thousand of them: `kernels.Entries` without compiled code."""

    __slots__ = ("_lock", "_rows", "packed")

    def __init__(self) -> None:
        """Know nothing."""
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[int, int] = {}
        self.packed = np.zeros(1024, _ENTRY)

    def look_up(
        self, keys: NDArray[np.uint64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.uint8], NDArray[np.int32], NDArray[np.int32]]:
        """Stems, rarities and marks of the words with these keys; the places of those of which nothing is known, and
        for each of these that stands before, its place and the first."""
        with self._lock:
            rows = np.array([self._rows.get(key, -1) for key in keys.tolist()], np.intp)
            found = self.packed[rows]
        unknown: list[int] = np.flatnonzero(rows < 0).tolist()
        first_of: dict[int, int] = {}
        firsts = [(place, first_of.setdefault(int(keys[place]), place)) for place in unknown]
        again = [pair for pair in firsts if pair[0] != pair[1]]
        new = np.array(list(first_of.values()), np.int32)
        return (
            found["stem"].copy(), found["rarity"].copy(), found["marks"].copy(), new, np.array(again, np.int32)
        )  # fmt: skip

    def keep(
        self,
        keys: NDArray[np.uint64],
        stems: NDArray[np.uint64],
        rarity: NDArray[np.float32],
        marks: NDArray[np.uint8],
    ) -> None:
        """Remember what is said of words, one entry each."""
        with self._lock:
            if len(self._rows) > _CACHED:
                self._forget()
            for key, *entry in zip(keys.tolist(), stems, rarity, marks, strict=True):
                row = self._rows.setdefault(key, len(self._rows))
                if row == len(self.packed):
                    self.packed = np.concatenate((self.packed, np.zeros_like(self.packed)))
                self.packed[row] = tuple(entry)


class Lexicon:
    """Stems and rarity of one language's words; see `lexicon`."""

    __slots__ = ("_compiled", "_elisions", "_lock", "_plain", "_spelt", "_stem", "_table", "language")

    def __init__(self, language: str | None) -> None:
        """Load the stemmer and the frequencies of a language, where there are any."""
        self.language = language
        self._stem = Stemmer.Stemmer(_SNOWBALL[language or ""], 0) if has_stems(language) else None
        self._table = frequencies(language) if language else None
        self._elisions = _ELISIONS.get(language or "", frozenset())
        self._spelt = _SPELT.get(language or "")
        self._compiled = kernels.Entries() if COMPILED else None
        self._plain = PlainEntries()
        self._lock = threading.Lock()  # a Snowball stemmer keeps its state between calls

    @property
    def elides(self) -> bool:
        """Whether articles of the language lean on the next word."""
        return bool(self._elisions)

    @property
    def has_table(self) -> bool:
        """Whether there are frequencies for the language."""
        return self._table is not None

    def look_up(self, word: str) -> Entry:
        """Stem key, rarity (0..5) and marks of a word in normal form."""
        read = self._read([word])
        return int(read.stems[0]), float(read.rarity[0]), int(read.marks[0])

    def look_up_all(self, words: Words) -> Entries:
        """`look_up` of every word of a text, in arrays that are the caller's own.

        Words are known by their keys: two words with one key, which nobody meets by chance, have one entry. Those that
        are new are read together, which takes about half the time of one after the other.
        """
        known = self._compiled if COMPILED and self._compiled is not None else self._plain
        looked_up = known.look_up(words.keys)
        stems, rarity = np.frombuffer(looked_up[0], np.uint64), np.frombuffer(looked_up[1], np.float32)
        marks, new = np.frombuffer(looked_up[2], np.uint8), np.frombuffer(looked_up[3], np.int32)
        if len(new):
            read = self._read([words.words[place] for place in new.tolist()])
            known.keep(words.keys[new], read.stems, read.rarity, read.marks)
            stems[new], rarity[new], marks[new] = read.stems, read.rarity, read.marks
            again, first = np.frombuffer(looked_up[4], np.int32).reshape(-1, 2).T
            stems[again], rarity[again], marks[again] = stems[first], rarity[first], marks[first]
        return Entries(stems, rarity, marks)

    def knows(self, rarity: NDArray[np.float32]) -> bool:
        """Whether the words of a text, given by their rarities, are this language's; always so without a table."""
        return (
            self._table is None
            or not len(rarity)
            or int(np.count_nonzero(rarity < _MAX_RARITY)) / len(rarity) >= _LEGIBLE
        )

    def stem(self, word: str) -> str:
        """Stem of a word in normal form."""
        word = word.translate(self._spelt or {})
        return self._stems_of([word], [self.bare(word)])[0]

    def _stems_of(self, words: Sequence[str], bare: Sequence[str]) -> list[str]:
        """Stems of words, given without what leans on them too."""
        if self._stem is None:
            return [base or word for word, base in zip(words, bare, strict=True)]
        with self._lock:
            stems = self._stem.stemWords([base if len(base) <= _MAX_WORD else "" for base in bare])
        return [stem or base or word for stem, base, word in zip(stems, bare, words, strict=True)]

    def bare(self, word: str) -> str:
        """A word without what leans on it: the English possessive, an article before an apostrophe."""
        if "'" not in word:
            return word
        head, _, tail = word.partition("'")
        if tail and head in self._elisions:
            return tail
        return word[:-2] if word.endswith("'s") else word.removesuffix("'")

    def frequency(self, word: str) -> float:
        """Share of a word among the words of the language, 0 where it is not known."""
        return self._table.share(word.translate(self._spelt or {})) if self._table is not None else 0.0

    def rarity(self, word: str) -> float:
        """Powers of ten (0..5) by which a word is rarer than one in a thousand."""
        if self._table is None:
            # Without a table short words are taken for function words, and longer ones for the rarer.
            return min(_MAX_RARITY, max(0.0, len(word) - 3) / 1.5)
        below = self._table.centibels(word.translate(self._spelt or {}))
        return _MAX_RARITY if below is None else _rarity_at(below)

    def _read(self, words: Sequence[str]) -> Entries:
        """The entries of words in normal form, each the commoner of the bare word and its stem."""
        if self._spelt is not None:
            words = [word.translate(self._spelt) for word in words]
        bare = [self.bare(word) if "'" in word else word for word in words]
        keys = keys_of([*bare, *self._stems_of(words, bare)])
        if self._table is None:
            rarity = np.array([self.rarity(base) for base in bare], np.float32)
        else:
            below = self._table.centibels_of(keys).reshape(2, -1)
            rarity = _rarities()[np.minimum(below.min(0), _STEPS)]
        return Entries(keys[len(words) :], rarity, self._marks_of(words))

    def _marks_of(self, words: Sequence[str]) -> NDArray[np.uint8]:
        marks = bytearray(len(words))
        for place in counting(words, self.language):
            word = words[place]
            begins = may_begin(word, self.language)
            marks[place] = (
                NUMERAL * begins
                + STEADY * (begins and is_steady(word, self.language))
                + GOES_ON * (begins or may_go_on(word, self.language))
            )
        if not TITLES.isdisjoint(words):
            for place, word in enumerate(words):
                marks[place] |= TITLE * (word in TITLES)
        return np.frombuffer(marks, np.uint8)


@lru_cache(maxsize=2_048)
def _rarity_at(centibels: int) -> float:
    """Rarity of a word that is so many centibels below certainty; a list has some eight hundred steps."""
    frequency = share_of(centibels)
    zipf = math.log10(frequency) + 9 if frequency else 0.0
    return min(_MAX_RARITY, max(0.0, _COMMON - zipf))


@lru_cache(maxsize=1)
def _rarities() -> NDArray[np.float32]:
    """Rarity by centibels; the last stands for all that are more, and for a word that no list holds."""
    return np.array([_rarity_at(below) for below in range(_STEPS + 1)], np.float32)


def has_stems(language: str | None) -> bool:
    """Whether Snowball stems a language (two-letter code): what compares texts by stems is for these alone."""
    return language in _STEMMED


@lru_cache(maxsize=64)
def lexicon(language: str | None) -> Lexicon:
    """The lexicon of a language given by its two-letter code; others and None fall back to words and their length."""
    code = (language or "").replace("_", "-").split("-")[0].lower() or None
    return Lexicon(code)
