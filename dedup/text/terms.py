"""Words as a reader types them into a search box: what is looked for, and where it stands in a text.

A term is a word of the normal form without the accents that a hurried reader leaves out, parted at apostrophes, so that
`Elysee` finds `l'Élysée`. Marks that make another letter of one (a dakuten, a vowel of Devanagari) stay. In scripts
without spaces every character is a term, and a run of them is looked for as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dedup.errors import UsageError
from dedup.model import Phrase, Query, Span
from dedup.text.words import Words, words_of

LONGEST = 64
"""Characters of a word that count. Longer ones are no words: the longest in a German dictionary has 67."""

MOST_TERMS = 32
"""Words, phrases and exclusions of one query; a reader types a handful, and each costs a look into the index."""

MOST_ASKED = 1_000
"""Characters of a query; what is longer is a passage or an article, for which there are better ways."""

_CACHED = 100_000
# Marks that a reader leaves out over letters of Latin and Greek; the points of Hebrew and Arabic over theirs.
_ACCENTS = re.compile("(?<=[a-z\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff])[\u0300-\u036f]+")
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640]")
_YO = str.maketrans("ё", "е")
_QUOTES = '"“”„«»‟〝〞「」『』'
_PIECE = re.compile(
    rf"(?P<no>(?<!\S)[-−])?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<word>[^\s{_QUOTES}]+))"
)
_SITE = re.compile(r"site:(?P<host>\S+)", re.IGNORECASE)
# A beginning costs a look at every word that begins so, 0.1 s at 100,000 articles; a shorter one is taken for a word.
_LEAST_BEGINNING = 3
_MOST_BEGINNINGS = 4


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text in order, and for each the number of the word that it is of."""

    terms: tuple[str, ...]
    places: tuple[int, ...]
    words: Words

    def find(self, phrases: Sequence[Phrase]) -> list[tuple[int, Span]]:
        """Where phrases stand: the number of each among those given, and its characters, in the order of the text."""
        starts: dict[str, list[int]] = {}
        for place, term in enumerate(self.terms):
            starts.setdefault(term, []).append(place)
        found = []
        for number, phrase in enumerate(phrases):
            for first in self._firsts(phrase, starts):
                last = first + len(phrase.terms) - 1
                if last < len(self.terms) and self._stands(phrase, first):
                    found.append((number, self.words.span(self.places[first], self.places[last] + 1)))
        return sorted(found, key=lambda one: (one[1].start, one[1].end, one[0]))

    def _firsts(self, phrase: Phrase, starts: dict[str, list[int]]) -> Iterator[int]:
        if len(phrase.terms) == 1 and phrase.open_end:
            for term, places in starts.items():
                if term.startswith(phrase.terms[0]):
                    yield from places
        else:
            yield from starts.get(phrase.terms[0], ())

    def _stands(self, phrase: Phrase, first: int) -> bool:
        here = self.terms[first : first + len(phrase.terms)]
        if phrase.open_end:
            return here[:-1] == phrase.terms[:-1] and here[-1].startswith(phrase.terms[-1])
        return here == phrase.terms


def terms_of(text: str) -> Terms:
    """The terms of a text with their places in it."""
    words = words_of(text)
    terms: list[str] = []
    places: list[int] = []
    for place, word in enumerate(words.words):
        for term in _folded(word):
            terms.append(term)
            places.append(place)
    return Terms(tuple(terms), tuple(places), words)


def searchable(text: str) -> str:
    """The terms of a text, one space between two, as they are put into an index."""
    words = words_of(text).words
    if max(map(len, words), default=0) > LONGEST:
        return " ".join([term for word in words for term in _folded(word)])
    return _bare(" ".join(words)).replace("'", " ")


def query_of(asked: str) -> Query:
    """Read a query: words, phrases in quotation marks, `-` before what must not stand there, `*` after a beginning.

    A beginning has three letters or more. `site:` goes before the host name of a publisher. Any text is a query or
    raises UsageError: one without a word to look for, one that only excludes, one of too many words or beginnings, and
    one that is longer than queries are.
    """
    if len(asked) > MOST_ASKED:
        raise UsageError(
            f"These are {len(asked)} characters, and a query has at most {MOST_ASKED}; look for a whole text "
            "as a text (`dedup check`, or the box for texts on the search page)."
        )
    phrases: dict[Phrase, None] = {}
    without: dict[Phrase, None] = {}
    sites: dict[str, None] = {}
    for piece in _PIECE.finditer(asked):
        site = _SITE.fullmatch(piece["word"]) if piece["word"] and not piece["no"] else None
        if site is not None:
            sites[site["host"].lower().removeprefix("www.").strip("/.") or "."] = None
            continue
        phrase = _phrase(piece["phrase"], starred=False) if piece["word"] is None else _word(piece["word"])
        if phrase is not None:
            (without if piece["no"] else phrases)[phrase] = None
    if len(phrases) + len(without) + len(sites) > MOST_TERMS:
        raise UsageError(f"A query has at most {MOST_TERMS} words and phrases; leave some out, or quote a passage.")
    if sum(phrase.open_end for phrase in (*phrases, *without)) > _MOST_BEGINNINGS:
        raise UsageError(f"A query has at most {_MOST_BEGINNINGS} beginnings of words (fer*); write the words out.")
    if not phrases and not sites:
        only = "It says only what is not to be found; add a word." if without else "Give a word, or a phrase in quotes."
        raise UsageError(f"There is no word to look for in {asked!r}. {only}")
    return Query(tuple(phrases), tuple(without), tuple(sites))


def window(marks: Sequence[tuple[int, Span]], words: Words, breadth: int) -> tuple[int, int]:
    """The range of `breadth` words (half-open) that shows the most of what was found: most phrases, then earliest.

    Without marks this is the beginning of the text.
    """
    if not marks or not len(words):
        return 0, min(breadth, len(words))
    starts = words.starts.tolist()
    at = [(bisect_right(starts, span.start) - 1, number) for number, span in marks]
    best, best_first = (0, 0), 0
    end = 0
    inside: dict[int, int] = {}
    for begin, (first, number) in enumerate(at):
        while end < len(at) and at[end][0] < first + breadth:
            inside[at[end][1]] = inside.get(at[end][1], 0) + 1
            end += 1
        shown = (len(inside), min(end - begin, breadth))
        if shown > best:
            best, best_first = shown, first
        inside[number] -= 1
        if not inside[number]:
            del inside[number]
    lead = max(0, min(best_first - breadth // 5, len(words) - breadth))
    return lead, min(lead + breadth, len(words))


def _word(written: str) -> Phrase | None:
    bare = written.rstrip("*")
    return _phrase(bare, starred=bare != written)


def _phrase(written: str, *, starred: bool) -> Phrase | None:
    terms = tuple(terms_of(written).terms)
    if not terms:
        return None
    return Phrase(terms, open_end=starred and len(terms[-1]) >= _LEAST_BEGINNING)


@lru_cache(maxsize=_CACHED)
def _folded(word: str) -> tuple[str, ...]:
    """The terms of a word in normal form."""
    return tuple(part[:LONGEST] for part in _bare(word).split("'") if part)


def _bare(words: str) -> str:
    """Words in normal form without accents and points."""
    if words.isascii():
        return words
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", words))
    return _POINTS.sub("", unicodedata.normalize("NFC", plain)).translate(_YO)
