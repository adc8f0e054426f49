"""The normal form: an article's text as a sequence of normalised words, each of which knows its place in the text.

A word of the normal form is what a reader would call the same word: compatibility forms, case, soft hyphens, zero-width
characters, look-alike letters of other scripts, typographic apostrophes, thousands separators, the digits of another
script, the points of Arabic and Hebrew and the stroke that stretches an Arabic word make no difference.
Nothing is rewritten in the article; offsets always point into the text as extracted. Scripts that are written without
spaces (Han, Kana, Thai, Lao, Khmer, Burmese) give one word a character, so that every script can be shingled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import xxhash
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.model import Span
from dedup.text.characters import CASELESS, IGNORABLE, looks_of
from dedup.text.lookalike import FOREIGN, LATIN, fold_lookalikes, is_latin_text

# Combining marks that `\w` of the standard library leaves out, though words of these scripts cannot be read without.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0962\u0963\u0981-\u0983"
    "\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82"
    "\u0bbe-\u0bcd\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d"
)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003134f"
)
_VOICED = "\u3099\u309a\uff9e\uff9f"  # make another kana of the one before where the two are written apart
_LETTER = rf"[^\W_{_UNSPACED}]|[{_MARKS}{IGNORABLE}]"
_NUMBER = r"\d+(?:[.,．，٫٬]\d+)*"
# What shows nothing goes on a word and begins none: before a number it would make one word of that and what follows.
_WORD = re.compile(
    rf"[{_UNSPACED}][{_VOICED}]*"
    rf"|{_NUMBER}"
    rf"|(?![{IGNORABLE}])(?:{_LETTER})+(?:['’‘ʼ＇](?:{_LETTER})+)*"
)
_ASCII_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-zA-Z0-9]+(?:'[a-zA-Z0-9]+)*")
# Where none of these stands in a text, letters and digits alone make its words, and a simpler pattern finds them
# faster.
_SPECIAL = re.compile(f"[{_MARKS}{IGNORABLE}{_UNSPACED}]")
_PLAIN_WORD = re.compile(rf"{_NUMBER}|[^\W_]+(?:['’‘ʼ＇][^\W_]+)*")
_APOSTROPHES = "'‘’ʼ＇"
_STRAIGHT = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_IGNORED = re.compile(f"[{IGNORABLE}]")
# The points of Hebrew and Arabic, which newspapers leave out, and the stroke by which Arabic words are stretched. Hamza
# and madda (U+0653-0655) are no points: they make other letters.
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
# Kaf and yeh as Persian keyboards have them and as Arabic ones do, between which Persian texts change; the separators
# of Arabic numbers.
_KAF_AND_YEH = {"\u06a9": "\u0643", "\u06cc": "\u064a"}
_SPELT = str.maketrans({**_KAF_AND_YEH, "\u066b": ".", "\u066c": ","})
_DIGIT = re.compile(r"(?![0-9])\d")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PAGE = 256  # code points that the compiled reader asks about at a time
_SIMPLE = 1 << 4  # flag of a character that folds to one letter whatever stands beside it; `words.c` names all
_KINDS = [
    (bit, re.compile(f"(?:{kind})+"))
    for bit, kind in (
        (0, _LETTER), (1, r"\d"), (2, f"[{_UNSPACED}]"), (3, f"[{_APOSTROPHES}]"), (5, FOREIGN.pattern),
        (6, LATIN.pattern),
    )
]  # fmt: skip
_JAMO = "".join(map(chr, range(0x1100, 0x1200)))  # parts of Korean syllables, which compose; a page of their own
# Letters of these characters whatever else is said of them, "" where that depends on what stands beside them.
_GIVEN = {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(f"ʼɡɑ\u0640{_JAMO}", ""), **_KAF_AND_YEH}
_CACHED_WORDS = 200_000  # distinct words of a large news archive's working set; about 30 MB


WORDS_SCHEME = "2"
"""Names how texts become words; another name has an archive read the texts that it holds anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The normal form of one text: its words, a 64-bit key for each, and its half-open character offsets into the text.

    `keys` (uint64) is XXH64 of the word's UTF-8 bytes with seed 0, `starts` and `ends` (int32) are code points.
    """

    words: tuple[str, ...]
    keys: NDArray[np.uint64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.words)

    def __reduce__(self) -> tuple[Callable[..., Words], tuple[str | bytes, ...]]:
        # A few plain buffers pass to another process in a fifth of the time that a tuple of words and arrays take.
        return _unpacked, ("\n".join(self.words), self.keys.tobytes(), self.starts.tobytes(), self.ends.tobytes())

    def span(self, start: int, end: int) -> Span:
        """Character span of the words `start` up to and without `end`; an empty range gives an empty span."""
        if end <= start:
            return Span(0, 0)
        return Span(int(self.starts[start]), int(self.ends[end - 1]))

    def within(self, start: int, end: int) -> tuple[int, int]:
        """Word range (half-open) of the words that begin inside the character range `start`..`end`."""
        first, last = np.searchsorted(self.starts, (start, end))
        return int(first), int(last)

    @property
    def digest(self) -> bytes:
        """16 bytes that name the normal form: XXH3-128 of the word keys."""
        return xxhash.xxh3_128_digest(self.keys.astype("<u8").tobytes())


def _unpacked(words: str, keys: bytes, starts: bytes, ends: bytes) -> Words:
    """Words as they were packed; no word holds a line break."""
    return Words(
        tuple(words.split("\n")) if words else (),
        np.frombuffer(keys, np.uint64),
        np.frombuffer(starts, np.int32),
        np.frombuffer(ends, np.int32),
    )


def words_of(text: str) -> Words:
    """Read a text into its normal form.

    Time is linear in the text; any string is accepted, lone surrogates included. What `plain_words` finds, by the
    compiled reader where there is one.
    """
    if not COMPILED:
        return plain_words(text)
    words, keys, starts, ends = reader().read(text)
    return Words(words, np.frombuffer(keys, np.uint64), np.frombuffer(starts, np.int32), np.frombuffer(ends, np.int32))


def plain_words(text: str) -> Words:
    """The normal form of a text without compiled code: what `words_of` is to give, whatever the text."""
    if text.isascii():
        pattern, normalise = _ASCII_WORD, _normalise_ascii
    else:
        pattern = _WORD if _SPECIAL.search(text) else _PLAIN_WORD
        normalise = _normalise_in_latin if is_latin_text(text) else _normalise
    bounds = [match.span() for match in pattern.finditer(text)]
    found = [normalise(text[start:end]) for start, end in bounds]
    if _NOTHING in found:  # a word of nothing but characters that show nothing
        bounds = [bound for bound, pair in zip(bounds, found, strict=True) if pair != _NOTHING]
        found = [pair for pair in found if pair != _NOTHING]
    if not found:
        return Words((), np.empty(0, np.uint64), np.empty(0, np.int32), np.empty(0, np.int32))
    words, keys = zip(*found, strict=True)
    places = np.array(bounds, np.int32)
    return Words(words, np.array(keys, np.uint64), places[:, 0], places[:, 1])


@lru_cache(maxsize=1)
def reader() -> kernels.Reader:
    """The compiled reader of normal forms; only where there is one (`COMPILED`)."""
    return kernels.Reader(_page, _normal_form)


def keys_of(words: list[str]) -> NDArray[np.uint64]:
    """Keys of words that are already in normal form, as `words_of` gives them."""
    return np.frombuffer(kernels.keys(words), np.uint64) if COMPILED else plain_keys(words)


def plain_keys(words: list[str]) -> NDArray[np.uint64]:
    """What `keys_of` is to give, without compiled code."""
    return np.array([_key(word) for word in words], np.uint64)


def _key(word: str) -> int:
    return xxhash.xxh64_intdigest(word.encode())


_NOTHING = ("", _key(""))


@lru_cache(maxsize=_CACHED_WORDS)
def _normalise_ascii(raw: str) -> tuple[str, int]:
    word = _without_thousands(raw) if raw[0].isdigit() else raw.lower()
    return word, _key(word)


@lru_cache(maxsize=_CACHED_WORDS)
def _normalise(raw: str) -> tuple[str, int]:
    return _normalised(raw, latin=False)


@lru_cache(maxsize=_CACHED_WORDS)
def _normalise_in_latin(raw: str) -> tuple[str, int]:
    return _normalised(raw, latin=True)


def _normalised(raw: str, *, latin: bool) -> tuple[str, int]:
    if raw.isascii():
        return _normalise_ascii(raw)
    bare = _IGNORED.sub("", raw.encode("utf-8", "replace").decode())
    folded = unicodedata.normalize("NFKC", bare).translate(_STRAIGHT).casefold()
    folded = _DIGIT.sub(_plain_digit, _POINTS.sub("", folded).translate(_SPELT)).replace("i\u0307", "i")
    folded = unicodedata.normalize("NFKC", fold_lookalikes(folded, latin=latin)).strip("'")
    word = _without_thousands(folded) if folded[:1].isdigit() else folded
    return word, _key(word)


def _plain_digit(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0]))


def _normal_form(raw: str, latin: bool) -> str:
    """One word as the compiled reader asks for it: the long way, for what is no plain letter."""
    return (_normalise_in_latin if latin else _normalise)(raw)[0]


def _page(number: int) -> tuple[bytes, bytes, bytes]:
    """What the characters of one page of 256 are to the compiled reader, what letters they fold to, how they look.

    A byte of flags each, as `words.c` names them, a uint32, and a uint16 (`looks_of`).
    """
    points = np.arange(number * _PAGE, (number + 1) * _PAGE, dtype="<u4").tobytes()
    page = points.decode("utf-32-le", "surrogatepass")
    if _stands_for_itself(page) and (whole := next((1 << bit for bit, kind in _KINDS if kind.fullmatch(page)), 0)):
        return bytes([whole | _SIMPLE]) * _PAGE, points, np.full(_PAGE, CASELESS, "=u2").tobytes()
    letters = _folded_alone(page)
    kinds = np.frombuffer(bytes(map(bool, letters)), np.uint8) * np.uint8(_SIMPLE)
    for bit, kind in _KINDS:
        for run in kind.finditer(page):
            kinds[run.start() : run.end()] |= 1 << bit
    folded = "".join([letter or char for char, letter in zip(page, letters, strict=True)])
    return kinds.tobytes(), folded.encode("utf-32-le", "surrogatepass"), looks_of(page).tobytes()


def _stands_for_itself(page: str) -> bool:
    """Whether the characters of a page are letters that have no case and fold to themselves, as Han and Hangul do.

    Chinese and Korean texts use more than a hundred such pages, which are told at once what others are a letter at a
    time.
    """
    return (
        page.isalpha()
        and f"a{page}".islower()  # nothing in it is a capital or a title,
        and f"A{page}".isupper()  # nor a small letter
        and page.casefold() == page
        and page[0] not in _JAMO
        and unicodedata.is_normalized("NFKC", page)
    )


def _folded_alone(page: str) -> list[str]:
    """The letters that characters stand for in the normal form whatever stands beside them, "" where that depends."""
    return [
        _GIVEN[char]
        if char in _GIVEN
        else str(unicodedata.decimal(char))
        if char.isdecimal() and unicodedata.is_normalized("NFKC", char)
        else letter
        if unicodedata.category(char)[0] not in "MC"  # marks compose with what stands before, others show nothing
        and unicodedata.is_normalized("NFKC", char)
        and (letter == char or _is_letter_for(char, letter))
        else ""
        for char, letter in zip(page, map(str.casefold, page), strict=True)
    ]


def _is_letter_for(char: str, folded: str) -> bool:
    """Whether what a character folds to is one letter, of the same script, that stands for itself."""
    return (
        len(folded) == 1
        and folded not in _GIVEN
        and unicodedata.is_normalized("NFKC", folded)
        and (LATIN.match(char) is None) == (LATIN.match(folded) is None)
        and (FOREIGN.match(char) is None) == (FOREIGN.match(folded) is None)
    )


def _without_thousands(number: str) -> str:
    return number.replace(",", "") if _THOUSANDS.fullmatch(number) else number
