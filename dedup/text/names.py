"""Which words of a text are names, judged by capitals, rarity, and the company of titles and initials.

Languages differ in what a capital says: in German every noun has one, in Chinese, Arabic and Hebrew no word has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.characters import IGNORABLE
from dedup.text.remembered import remembered
from dedup.text.stems import TITLE, Entries, Lexicon
from dedup.text.titles import ARTICLES, TITLES
from dedup.text.unspaced import kinds_of
from dedup.text.words import Words, reader

_NAME = 1.2  # a capitalised word more common than this is a sentence's opening, a title or a heading
_OPENING_NAME = 2.3  # where every word has a capital, or a sentence begins, only rarer ones are taken for names
_NOUN_NAME = 3.0  # the same where nouns have capitals; two in a row are names before that
_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})
_LONGEST_NAME = 9  # letters; nine in ten longer words that are rare are compounds
_INTRODUCED = 0.5  # a common word (White, Court) is no name even after a title
_SHOUTED = 6  # letters: a shorter word in capitals is an abbreviation, which is a name
_CACHED, _USUAL = 5_000, 6  # runs of initials that are remembered, and letters of the longest of them
_UNSEEN = re.compile(f"[{IGNORABLE}]+")
_FIRST_UNSEEN = 0xAD  # the soft hyphen


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """How the words of a text look; one entry a word.

    `capital` begins with a capital, `shouted` is a longer word in capitals throughout, `initial` one capital alone;
    `kinds` tells the script of characters that stand alone (`dedup.text.unspaced`).
    """

    capital: NDArray[np.bool_]
    shouted: NDArray[np.bool_]
    initial: NDArray[np.bool_]
    kinds: NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class NameSigns:
    """What tells names whatever the rarity of the words; boolean masks, one entry a word.

    `capital` and `shouted` are those of `Shapes`, `introduced` has a capital and follows a title or an initial.
    """

    capital: NDArray[np.bool_]
    shouted: NDArray[np.bool_]
    introduced: NDArray[np.bool_]


def shapes_of(text: str, words: Words, known: Lexicon) -> Shapes:
    """The shapes of the words of a text. An elided article (l'Élysée) is looked past."""
    starts = _bare_starts(text, words, known) if known.elides else words.starts
    if not COMPILED:
        return plain_shapes(text, starts, words.ends)
    starts, ends = np.ascontiguousarray(starts), np.ascontiguousarray(words.ends)
    *found, alone = kernels.shapes(reader(), text, starts, ends, _SHOUTED)
    capital, shouted, initial = (np.frombuffer(mask, np.bool_) for mask in found)
    kinds = kinds_of(_points(text)[starts], ends - starts == 1) if alone else np.zeros(len(words), np.int8)
    return Shapes(capital, shouted, initial, kinds)


def _bare_starts(text: str, words: Words, known: Lexicon) -> NDArray[np.int32]:
    """Where the words begin behind the articles that lean on them."""
    if not ("'" in text or "’" in text):
        return words.starts
    starts = words.starts.copy()
    for index, word in enumerate(words.words):
        if "'" in word and (bare := known.bare(word)) != word and word.endswith(bare):
            starts[index] = words.ends[index] - len(bare)
    return starts


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def plain_shapes(text: str, starts: NDArray[np.int32], ends: NDArray[np.int32]) -> Shapes:
    """What `shapes_of` is to give for words with such places, without compiled code."""
    if not len(starts):
        nothing = np.zeros(0, np.bool_)
        return Shapes(nothing, nothing, nothing, np.zeros(0, np.int8))
    points = _points(text)
    firsts = points[starts]
    for index in np.flatnonzero((firsts >= _FIRST_UNSEEN) & ~_letters(firsts)).tolist():
        unseen = _UNSEEN.match(text, int(starts[index]))
        if unseen is not None and unseen.end() < ends[index]:
            firsts[index] = points[unseen.end()]
    capital = _upper(firsts)
    length = ends - starts
    shouted = capital & (length >= _SHOUTED)
    shouted[shouted] = [
        text[start:end].isupper() for start, end in zip(starts[shouted].tolist(), ends[shouted].tolist(), strict=True)
    ]
    return Shapes(capital, shouted, capital & (length == 1), kinds_of(firsts, length == 1))


def _letters(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Letters of the commonest alphabets, for sure: what is left is looked at singly."""
    letters: NDArray[np.bool_] = (points >= 0xC0) & (points < 0x300) | (points >= 0x370) & (points < 0x600)
    return letters | (points >= 0x3041) & (points < 0xFE00)


def _upper(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    upper: NDArray[np.bool_] = (points >= 0x41) & (points <= 0x5A)
    foreign = points >= 0x80
    if foreign.any():
        upper[foreign] = [chr(point).isupper() for point in points[foreign].tolist()]
    return upper


def join_initials(text: str, words: Words, shapes: Shapes, known: Lexicon, entries: Entries) -> None:
    """Let C.Q. stand for CQ and U.S. for US, in place: the first letter carries the key, the others nothing."""
    alone: list[int] = np.flatnonzero(shapes.initial).tolist()
    after = [index for before, index in pairwise(alone) if index == before + 1 and _is_dotted(text, words, before)]
    begins = [index for place, index in enumerate(after) if not place or after[place - 1] < index - 1]
    ends = [index for place, index in enumerate(after, 1) if place == len(after) or after[place] > index + 1]
    for first, last in ((begin - 1, end + 1) for begin, end in zip(begins, ends, strict=True)):
        entries.rarity[first:last] = 0.0
        entries.stems[first], entries.rarity[first] = _joined(known, "".join(words.words[first:last]))


@remembered(_CACHED, _USUAL)
def _joined(known: Lexicon, letters: str) -> tuple[int, float]:
    """Key and rarity of initials as one word: the same few stand in many texts, and to look one up takes 30 us."""
    key, rarity, _ = known.look_up(letters)
    return key, rarity


def _is_dotted(text: str, words: Words, index: int) -> bool:
    """Whether a dot and nothing else stands between a word and the next."""
    return text[int(words.ends[index]) : int(words.starts[index + 1])] == "."


def names_of(
    words: Words,
    signs: NameSigns,
    known: Lexicon,
    stems: NDArray[np.uint64],
    rarity: NDArray[np.float32],
    sentences: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Mask of the words that are names, each word of a name by itself, so that a surname alone is met again.

    A word counts that has its capital inside a sentence and is not too common, or follows a title or an initial; at
    the opening of a sentence only one that is rare or was seen as a name elsewhere.
    """
    if not COMPILED or known.language in _NOUNS_HAVE_CAPITALS:
        return plain_names(words, signs, known, stems, rarity, sentences)
    if not signs.capital.any():
        return np.zeros(len(words), np.bool_)
    found = kernels.names(
        stems, rarity, signs.capital, signs.shouted, signs.introduced & (rarity >= _INTRODUCED),
        sentences[:-1], (_NAME, _OPENING_NAME, _INTRODUCED),
    )  # fmt: skip
    return np.frombuffer(found, np.bool_)


def plain_names(
    words: Words,
    signs: NameSigns,
    known: Lexicon,
    stems: NDArray[np.uint64],
    rarity: NDArray[np.float32],
    sentences: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """What `names_of` is to give, without compiled code."""
    count = len(words)
    capital, shouted = signs.capital, signs.shouted
    if not capital.any():
        return np.zeros(count, np.bool_)
    opening = np.zeros(count, np.bool_)
    opening[sentences[:-1]] = True
    inside = capital & (rarity >= _NAME)
    certain = inside & ~opening & ~shouted
    least = rarity >= _OPENING_NAME
    if known.language in _NOUNS_HAVE_CAPITALS:
        least = (rarity >= _NOUN_NAME) & (words.ends - words.starts <= _LONGEST_NAME)
        certain &= _names_among_nouns(words, capital & ~opening, capital, rarity)
    introduced = signs.introduced & (rarity >= _INTRODUCED)
    found = certain | introduced
    doubtful = np.flatnonzero(inside & ~found)
    found[doubtful] = ((opening | shouted) & least)[doubtful] | np.isin(stems[doubtful], stems[certain])
    if introduced.any():
        found |= capital & (rarity >= _INTRODUCED) & np.isin(stems, stems[introduced])
    return found


def _names_among_nouns(
    words: Words, inside: NDArray[np.bool_], capital: NDArray[np.bool_], rarity: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Where nouns have capitals: words that stand beside another with a capital, or rare ones too short for a
    compound; not after an article, which names do without."""
    close = inside[1:] & capital[:-1] & (words.starts[1:] == words.ends[:-1] + 1) & (rarity[1:] > 0) & (rarity[:-1] > 0)
    paired = np.zeros(len(words), np.bool_)
    paired[1:] |= close
    paired[:-1] |= close
    short = words.ends - words.starts <= _LONGEST_NAME
    found = paired | (short & (rarity >= _NOUN_NAME))
    found[1:] &= np.array([word not in ARTICLES for word in words.words[:-1]], np.bool_)
    return found


def name_signs(text: str, words: Words, shapes: Shapes, entries: Entries) -> NameSigns:
    """The signs of names in a text. Introduced are Gen. CQ Brown, Herr Brandt, C. Q. Brown."""
    introduced = np.zeros(len(words), np.bool_)
    leading: list[int] = np.flatnonzero(entries.marks & TITLE | shapes.initial).tolist()
    capital = shapes.capital.data
    for index in {place for lead in leading for place in (lead + 1, lead + 2)}:
        if index < len(words) and capital[index] and capital[index - 1]:
            introduced[index] = _is_introduced(text, words, shapes, index)
    return NameSigns(shapes.capital, shapes.shouted, introduced)


def _is_introduced(text: str, words: Words, shapes: Shapes, index: int) -> bool:
    """Whether a word with a capital, which follows one, follows a title or an initial."""
    if shapes.initial[index] or words.words[index] in TITLES:
        return False
    between = text[int(words.ends[index - 1]) : int(words.starts[index])]
    before = words.words[index - 1]
    if between not in {" ", ". "}:
        return False
    return (
        before in TITLES
        or (between == ". " and bool(shapes.initial[index - 1]))
        or (index > 1 and len(before) == 2 and words.words[index - 2] in TITLES)
    )
