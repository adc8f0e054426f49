"""What a word says about its text: its stem, how rare it is in its language, whether it is a function word.

Stems by Snowball (Porter 2001) where it knows the language, else the word itself. Frequencies by wordfreq (Speer
2022), a table that does not depend on the archive, so that nothing depends on the order in which articles arrive.
Rarity is in powers of ten: 0 for words of one in a thousand and more, 6 for those that the table of a thousand
million words does not hold.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import Stemmer
import xxhash
from numpy.typing import NDArray

from dedup.text.frequencies import frequencies
from dedup.text.numerals import may_begin

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
_COMMON = 6.0  # Zipf value from which a word is taken for one of the language's own: about 110 words of English
_MAX_RARITY = 5.0
_LEGIBLE = (
    1 / 3
)  # of 6,400 articles the list of their language knows 44 % of the words and more; of gibberish 25 at most
_MAX_WORD = 60  # letters; longer words are addresses and noise, and are not stemmed
_CACHED = 200_000

Entry = tuple[int, float, bool]  # 64-bit key of the stem, rarity, whether a number may begin here

_ENTRY = np.dtype([("key", np.uint64), ("rarity", np.float32), ("numeral", np.bool_)])


class _Entries(dict[str, int]):
    """Words that were looked up, each with its row in `packed`; a word that is missing is read and given the next."""

    __slots__ = ("_lock", "_read", "packed")

    def __init__(self, read: Callable[[str], Entry]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self.packed = np.zeros(1024, _ENTRY)

    def __missing__(self, word: str) -> int:
        entry = self._read(word)
        with self._lock:
            row = self.get(word, len(self))
            if row == len(self.packed):
                self.packed = np.concatenate((self.packed, np.zeros_like(self.packed)))
            self.packed[row] = entry
            self[word] = row
        return row


class Lexicon:
    """Stems and rarity of one language's words; see `lexicon`."""

    __slots__ = ("_elisions", "_entries", "_lock", "_stem", "_table", "language")

    def __init__(self, language: str | None) -> None:
        """Load the stemmer and the frequencies of a language, where there are any."""
        self.language = language
        self._stem = Stemmer.Stemmer(_SNOWBALL[language or ""], 0) if has_stems(language) else None
        self._table = frequencies(language) if language else None
        self._elisions = _ELISIONS.get(language or "", frozenset())
        self._entries = _Entries(self._read)
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
        """Stem key, rarity (0..5) and whether a number may begin there, for a word in normal form."""
        key, rarity, numeral = self.look_up_all((word,))[0].tolist()
        return key, rarity, numeral

    def look_up_all(self, words: tuple[str, ...]) -> NDArray[np.void]:
        """`look_up` of every word, as an array with the fields `key`, `rarity` and `numeral`."""
        entries = self._entries
        if len(entries) > _CACHED:
            entries = self._entries = _Entries(self._read)
        rows = np.array([entries[word] for word in words], np.intp)
        return entries.packed[rows]

    def knows(self, rarity: NDArray[np.float32]) -> bool:
        """Whether the words of a text, given by their rarities, are this language's; always so without a table."""
        return self._table is None or not len(rarity) or float(np.mean(rarity < _MAX_RARITY)) >= _LEGIBLE

    def stem(self, word: str) -> str:
        """Stem of a word in normal form."""
        base = self.bare(word)
        if self._stem is None or len(base) > _MAX_WORD:
            return base or word
        with self._lock:
            return self._stem.stemWord(base) or base or word

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
        return self._table.share(word) if self._table is not None else 0.0

    def rarity(self, word: str, stem: str = "") -> float:
        """Powers of ten (0..5) by which a word, or its stem where that is the more common, is rarer than one in a
        thousand."""
        if self._table is None:
            # Without a table short words are taken for function words, and longer ones for the rarer.
            return min(_MAX_RARITY, max(0.0, len(word) - 3) / 1.5)
        frequency = max(self._table.share(word), self._table.share(stem))
        zipf = math.log10(frequency) + 9 if frequency else 0.0
        return min(_MAX_RARITY, max(0.0, _COMMON - zipf))

    def _read(self, word: str) -> Entry:
        stem = self.stem(word)
        rarity = self.rarity(self.bare(word), stem)
        return xxhash.xxh64_intdigest(stem.encode()), rarity, may_begin(word, self.language)


def has_stems(language: str | None) -> bool:
    """Whether Snowball stems a language (two-letter code): what compares texts by stems is for these alone."""
    return language in _STEMMED


@lru_cache(maxsize=64)
def lexicon(language: str | None) -> Lexicon:
    """The lexicon of a language given by its two-letter code; others and None fall back to words and their length."""
    code = (language or "").replace("_", "-").split("-")[0].lower() or None
    return Lexicon(code)
