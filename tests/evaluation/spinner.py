"""A thesaurus spinner: changes a given share of a text's content words and leaves names and numbers alone.

Substitutes come from `synonyms.txt`. A word that has none there is changed into some other word of like frequency and
with the same ending, so that a share of 1 leaves no content word standing: harder than any thesaurus can make it. What
is changed, and into what, follows from the text alone; a larger share changes the words of a smaller one and more.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path

import wordfreq

SYNONYMS = Path(__file__).resolve().parent / "synonyms.txt"

_WORD = re.compile(r"[^\W\d_]+(?:[’'](?:t|re|ve|ll|d|m|s)\b)?")
_POSSESSIVE = re.compile(r"[’']s$")
_NEGATED = re.compile(r"n[’']t$")
_OPENERS = " \t\"'“”‘’«»([*"
_ENDS = "\n.!?:…•|–—"
_KNOWN = 1e-7  # one in ten million: an inflected form as rare as this is a slip ("holded")
_LISTED = 30_000  # the substitutes of words without an entry: what a reader knows
_WINDOW = 60  # places around a word's own in the list of its ending
_KIN = 4  # words that begin with the same four letters are taken for forms of one

_FUNCTION = """
    a about above across after against all along also although am amid among an and another any anybody anyone
    anything are around as at away back be because been before behind being below beneath beside between beyond both but
    by can cannot could did do does doing done down during each either else even ever every everybody everyone
    everything few for from further had has have having he her here hers herself him himself his how i if in inside into
    is it its itself just least less like many may me might mine more most much must my myself near neither no nobody
    none nor not nothing of off on onto only or other others ought our ours ourselves out outside over own per rather
    same shall she should since so some somebody someone something such than that the their theirs them themselves then
    there these they this those though through throughout till to too toward towards under unless until up upon us very
    via was we were what whatever when where whether which while who whoever whom whose why will with within without
    would yet you your yours yourself
"""
FUNCTION = frozenset(_FUNCTION.split())
_NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
    millions billion billions trillion dozen dozens half halves third thirds quarter quarters first second fourth fifth
    sixth seventh eighth ninth tenth once twice
"""
NUMBERS = frozenset(_NUMBERS.split())
# What a function word may turn into; nothing where it is dropped.
SWAPS: Mapping[str, tuple[str, ...]] = {
    "a": ("one", ""), "about": ("regarding",), "after": ("following",), "against": ("versus",), "all": ("every",),
    "also": ("too", "likewise"), "an": ("one", ""), "and": ("plus", "as well as"), "around": ("near",),
    "as": ("while",), "at": ("near", "by"), "because": ("since",), "before": ("prior to",), "between": ("amid",),
    "but": ("yet", "though"), "by": ("through",), "can": ("may",), "could": ("might",), "during": ("amid",),
    "for": ("towards",), "from": ("out of",), "her": ("the",), "his": ("the",), "if": ("in case",),
    "in": ("within", "inside"), "into": ("in",), "its": ("the",), "like": ("such as",), "many": ("numerous",),
    "more": ("further",), "must": ("has to",), "near": ("beside",), "of": ("from",), "on": ("upon",),
    "only": ("just",), "or": ("or else",), "over": ("above",), "should": ("ought to",), "since": ("because",),
    "so": ("thus",), "some": ("several",), "such": ("like",), "than": ("compared to",), "that": ("which",),
    "the": ("", "this"), "their": ("the",), "these": ("those",), "this": ("that",), "those": ("these",),
    "though": ("although",), "through": ("via",), "to": ("in order to", "toward"), "under": ("beneath",),
    "until": ("till",), "up": ("upwards",), "very": ("highly",), "when": ("once",), "where": ("in which",),
    "whether": ("if",), "which": ("that",), "while": ("whereas",), "who": ("that",), "will": ("is going to",),
    "with": ("alongside",), "without": ("lacking",), "would": ("might",),
}  # fmt: skip
_BEFORE_NOT = {"is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "would", "could", "should"}
_ENDINGS = ("ing", "ed", "ly", "s", "")


class Sort(Enum):
    """What the spinner takes a word for."""

    CONTENT = auto()
    FUNCTION = auto()
    FIXED = auto()  # names and numbers


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, at its place in characters; a possessive ending is not part of it."""

    start: int
    end: int
    text: str
    sort: Sort

    @property
    def plain(self) -> str:
        """The word in small letters."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Spun:
    """A spun text, and how many of the words it was made from were changed."""

    text: str
    content: int
    changed: int
    function: int  # function words for which there is a swap
    function_changed: int


def spin(text: str, share: float, *, function_words: bool = False) -> Spun:
    """Change a share (0..1) of a text's content words, and of its function words too where asked to."""
    listed = tokens(text)
    content = [i for i, token in enumerate(listed) if token.sort is Sort.CONTENT]
    function = [i for i in range(len(listed)) if _swaps(listed, i, text)] if function_words else []
    chosen, swapped = _chosen(content, share, text), _chosen(function, share, text)
    pieces: list[str] = []
    done = 0
    for i, token in enumerate(listed):
        gap, new = text[done : token.start], token.text
        if i in chosen:
            new = _cased(token, substitute(token.plain, text))
        elif i in swapped:
            new = _cased(token, _pick(_swaps(listed, i, text), token.plain, text))
            if new == "n't":
                gap = ""
        pieces += [gap, new]
        done = token.end
        if not new and text[done : done + 1] == " ":
            done += 1
    pieces.append(text[done:])
    return Spun("".join(pieces), len(content), len(chosen), len(function), len(swapped))


def tokens(text: str) -> list[Token]:
    """The words of a text, each taken for what its letters, its capital and its place say."""
    raw = list(_raw(text))
    named = {word for start, _, word in raw if word[0].isupper() and not _opens(text, start)}
    plain = {word for _, _, word in raw if word[0].islower()}
    listed: list[Token] = []
    for i, (start, end, word) in enumerate(raw):
        follows = raw[i + 1] if i + 1 < len(raw) else None
        # An opening word with a capital is a name where it is one elsewhere, or where the next word has a capital too.
        beside = follows is not None and follows[2][0].isupper() and text[end : follows[0]] == " "
        sure = word.isupper() or beside or (word in named and word.lower() not in plain)
        name = word[0].isupper() and (sure or not _opens(text, start))
        listed.append(Token(start, end, word, _sort(text, start, end, word, name=name)))
    return listed


def substitute(word: str, text: str) -> str:
    """What a content word in small letters becomes in a given text: the same throughout it."""
    fitting = tuple(other for other in _synonyms(word) if not _kin(word, other))
    return _pick(fitting, word, text) if fitting else _other_word(word, text)


def _raw(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        yield match.start(), match.start() + len(word), word


def _opens(text: str, start: int) -> bool:
    """Whether a word opens a sentence, a quotation or a line."""
    before = text[max(0, start - 8) : start]
    rest = before.rstrip(_OPENERS)
    return not rest or rest[-1] in _ENDS or before.rstrip(" ")[-1:] in tuple('"“‘«')


def _sort(text: str, start: int, end: int, word: str, *, name: bool) -> Sort:
    plain = word.lower()
    if text[max(0, start - 1) : start].isdigit() or text[end : end + 1].isdigit():
        return Sort.FIXED  # the unit of a number, or a part of its spelling
    if plain in FUNCTION or "'" in word or "’" in word or len(word) == 1:
        return Sort.FUNCTION
    if name or plain in NUMBERS or not plain.isascii():
        return Sort.FIXED
    return Sort.CONTENT


def _swaps(listed: Sequence[Token], i: int, text: str) -> tuple[str, ...]:
    """What a word may turn into if it is a function word: contracted, expanded, swapped or dropped."""
    token = listed[i]
    if token.sort is not Sort.FUNCTION:
        return ()
    if token.plain == "not" and i and listed[i - 1].plain in _BEFORE_NOT:
        return ("n't",) if text[listed[i - 1].end : token.start] == " " else ()
    if _NEGATED.search(token.plain):
        verb = _NEGATED.sub("", token.plain)
        return (f"{verb} not",) if verb in _BEFORE_NOT else ()
    return SWAPS.get(token.plain, ()) if token.text.islower() else ()


def _chosen(places: Sequence[int], share: float, text: str) -> frozenset[int]:
    """The given share of some words, the same at each call, and each share's among those of a larger one."""
    seed = _seed(text)
    ranked = sorted(places, key=lambda place: _digest(seed, str(place)))
    return frozenset(ranked[: round(share * len(places))])


def _cased(token: Token, new: str) -> str:
    return new[:1].upper() + new[1:] if token.text[0].isupper() else new


def _pick(among: Sequence[str], word: str, text: str) -> str:
    return among[_digest(_seed(text), word) % len(among)]


def _kin(word: str, other: str) -> bool:
    return word[:_KIN] == other[:_KIN]


@lru_cache(maxsize=512)
def _seed(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _digest(seed: bytes, key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8, key=seed).digest(), "big")


@lru_cache(maxsize=1)
def thesaurus(path: Path = SYNONYMS) -> Mapping[str, tuple[str, ...]]:
    """The table of substitutes, by base form."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    entries = (line.split(": ") for line in lines)
    return {word: tuple(others.split(", ")) for word, others in entries}


@lru_cache(maxsize=20_000)
def _synonyms(word: str) -> tuple[str, ...]:
    """Substitutes in the form that the word has: what `announced` is to `announce`."""
    table = thesaurus()
    if word in table:
        return table[word]
    for ending, base in _bases(word):
        if base in table:
            inflected = (_inflected(other, ending) for other in table[base])
            return tuple(form for form in inflected if _frequencies().get(form, 0.0) >= _KNOWN)
    return ()


def _bases(word: str) -> Iterator[tuple[str, str]]:
    """Base forms that a word may come from, with the ending taken off."""
    for ending in ("s", "ed", "ing"):
        if not word.endswith(ending):
            continue
        stem = word.removesuffix(ending)
        yield ending, stem
        if ending == "s":
            yield ending, stem.removesuffix("e")
            yield ending, re.sub("ie$", "y", stem)
        else:
            yield ending, stem + "e"
            yield ending, re.sub("i$", "y", stem)
            if stem[-1:] == stem[-2:-1]:
                yield ending, stem[:-1]


def _inflected(base: str, ending: str) -> str:
    """A base form with a regular ending."""
    if ending == "s":
        if re.search("[^aeiou]y$", base):
            return base[:-1] + "ies"
        return base + ("es" if re.search("(?:s|x|z|ch|sh)$", base) else "s")
    if ending == "ed" and re.search("[^aeiou]y$", base):
        return base[:-1] + "ied"
    if re.search("[^e]e$", base):
        return base[:-1] + ending
    if re.fullmatch("[^aeiou]*[aeiou][^aeiouwxy]", base):
        return base + base[-1] + ending
    return base + ending


@lru_cache(maxsize=1)
def _frequencies() -> Mapping[str, float]:
    return wordfreq.get_frequency_dict("en", "large")


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, tuple[list[float], list[str]]]:
    """Common words by ending: ascending frequencies, and the words that have them."""
    found: dict[str, tuple[list[float], list[str]]] = {ending: ([], []) for ending in _ENDINGS}
    for word in sorted(wordfreq.top_n_list("en", _LISTED), key=lambda word: (_frequencies().get(word, 0.0), word)):
        if word.isascii() and word.isalpha() and len(word) >= _KIN and word not in FUNCTION | NUMBERS:
            frequencies, words = found[_ending(word)]
            frequencies.append(_frequencies().get(word, 0.0))
            words.append(word)
    return found


def _ending(word: str) -> str:
    return next(ending for ending in _ENDINGS if word.endswith(ending))


def _other_word(word: str, text: str) -> str:
    """Some word of like frequency and with the same ending."""
    frequencies, words = _listed()[_ending(word)]
    centre = bisect_left(frequencies, _frequencies().get(word, 0.0))
    first = max(0, min(centre - _WINDOW, len(words) - 2 * _WINDOW))
    window = [other for other in words[first : first + 2 * _WINDOW] if not _kin(word, other)]
    return _pick(window, word, text)
