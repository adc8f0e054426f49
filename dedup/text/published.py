"""Matter that a text prints and nobody there has worded: statements it announces, lists, ways to get in touch.

It is told by its form: where a colon stands, how many words have a capital or a digit, how a telephone number or an
address looks. Of words, only those are asked for by which statements are announced and persons described.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.text.lines import line_spans
from dedup.text.sentences import sentence_starts
from dedup.text.words import Words

_COLON = re.compile(r":[”\"’»)*_]{0,3}\s|：")
_STATEMENTS = (
    "statement", "Erklärung", "Stellungnahme", "communiqué", "déclaration", "comunicado", "comunicato", "dichiarazione",
    "declaração",
)  # fmt: skip
_STATEMENT = re.compile(rf"\b(?:{'|'.join(_STATEMENTS)})\b[^.:\n]{{0,80}}\.?[ \t]{{0,3}}\n")
# A telephone number has seven digits and more in groups; years, sums and results have fewer, or a comma between.
# Patterns begin with what they consume, as those that look around first try each place of a text.
_TELEPHONE = re.compile(
    r"[+(0](?<![\d.,].)(?:(?<=\+)\d{1,3}[ -]?|(?<=\()0|(?<=0))(?:\d{1,5}\)?[ /-]){0,3}\d{3,10}(?![\d.,]\d)"
)
_TELEPHONE_DIGITS = 7
_MAIL = re.compile(r"@(?<=\w@)[\w-]{1,60}\.\w{2,10}")
# How the police describe whom they look for, in words that every outlet prints.
_DESCRIPTIONS = ("described as", "décrit", "descrit")
_DESCRIBED = re.compile(r"\b(?:described as|décrite?s? comme|descrit[oa]s? como|descritt[oaie] come)\b")
_LISTED = 0.6  # of the words of a line in a list begin with a capital or a digit; of German prose 40 in 100
_ROWS = 3  # lines in a row: two can be a heading and a name
_ROLL = 0.8  # the same of a line that is a list by itself, such as the names of a team
_ROLL_WORDS = 12  # and so many words; headings in capitals are shorter


def _is_head(letter: str) -> bool:
    return letter.isupper() or letter.isdecimal()


_HEADS = np.array([_is_head(chr(code)) for code in range(256)])  # of what most texts are written in


class Published(NamedTuple):
    """Where a text prints such matter, in words.

    `announced` are the words behind colons, behind lines that end by speaking of a statement, and those that open a
    description of somebody, in ascending order; `bare` marks lists, and sentences with a telephone number or an address
    of electronic mail (boolean, one a word).
    """

    announced: NDArray[np.intp]
    bare: NDArray[np.bool_]


def published_in(text: str, words: Words) -> Published:
    """Find what a text announces, lists, and says of getting in touch. `words` is its normal form."""
    bare = np.zeros(len(words), np.bool_)
    for first, last in (*_listed(text, words), *_sentences(text, words, _contacts(text))):
        bare[first:last] = True
    ends = [found.end() for found in _COLON.finditer(text)]
    if any(word in text for word in _STATEMENTS):  # the pattern alone tries each place of the text
        ends += [found.end() for found in _STATEMENT.finditer(text)]
    described: list[int] = []
    if any(word in text for word in _DESCRIPTIONS):
        places = [found.start() for found in _DESCRIBED.finditer(text)]
        described = [first for first, _ in _sentences(text, words, places)]
    behind = words.starts.searchsorted(np.array(ends, np.int32))
    return Published(np.union1d(behind, np.array(described, np.intp)), bare)


def _listed(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """Word ranges of the lines of lists."""
    spans = line_spans(text)
    firsts = words.starts.searchsorted(np.array([start for start, _ in spans], np.int32))
    bounds = np.append(firsts, len(words))
    sizes = np.diff(bounds)
    shares = np.diff(np.append(0, np.cumsum(heads_of(text, words)))[bounds]) / np.maximum(sizes, 1)
    listed = (sizes > 0) & (shares >= _LISTED)
    if not listed.any():
        return
    for line in np.flatnonzero(listed & (shares >= _ROLL) & (sizes >= _ROLL_WORDS)).tolist():
        yield int(bounds[line]), int(bounds[line + 1])
    begun = 0
    for line, in_list in enumerate([*listed.tolist(), False]):
        if not in_list:
            if line - begun >= _ROWS:
                yield int(bounds[begun]), int(bounds[line])
            begun = line + 1


def heads_of(text: str, words: Words) -> NDArray[np.bool_]:
    """Which words of a text begin with a capital or a digit; boolean, shape (words,)."""
    first = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")[words.starts]
    found: NDArray[np.bool_] = _HEADS[np.minimum(first, len(_HEADS) - 1)]
    for place in np.flatnonzero(first >= len(_HEADS)).tolist():
        found[place] = _is_head(chr(first[place]))
    return found


def _contacts(text: str) -> list[int]:
    """Places of telephone numbers and addresses of electronic mail."""
    return [
        found.start()
        for found in _TELEPHONE.finditer(text)
        if sum(map(str.isdecimal, found.group())) >= _TELEPHONE_DIGITS
    ] + [found.start() for found in _MAIL.finditer(text)]


def _sentences(text: str, words: Words, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Word ranges of the sentences that hold some places."""
    if not places:
        return
    starts = sentence_starts(text, words)
    held = words.starts.searchsorted(np.array(places, np.int32), side="right") - 1
    for sentence in (starts.searchsorted(held, side="right") - 1).tolist():
        if 0 <= sentence < len(starts) - 1:
            yield int(starts[sentence]), int(starts[sentence + 1])
