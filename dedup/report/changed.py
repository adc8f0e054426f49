"""Where two sequences differ, found without the cost of aligning what is the same at both ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Change = tuple[int, int, int, int]
"""Half-open places in both sequences that stand for one another: start and end in the first, then in the second."""

_ALIGNED = 4_000  # items between the first and the last difference of which all are used to align them
_LONGEST = 100_000  # items beyond which nothing is aligned: a second's work, and a text of 50,000 words
_APART = 3  # changes with fewer items between them are told as one
_WORDS = re.compile(r"\S+|\s+")


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The places that differ, in order; in sequences of more than `_LONGEST` items they are told as one.

    Up to `_ALIGNED` items the alignment is the best there is; beyond it rests on rare items alone.
    """
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    last_old, last_new = len(old) - end, len(new) - end
    if start == last_old and start == last_new:
        return []
    longest = max(last_old, last_new) - start
    if longest > _LONGEST:
        return [(start, last_old, start, last_new)]
    matcher = SequenceMatcher(None, old[start:last_old], new[start:last_new], autojunk=longest > _ALIGNED)
    found: list[Change] = []
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        here = (a + start, a_end + start, b + start, b_end + start)
        if found and here[0] - found[-1][1] < _APART and here[2] - found[-1][3] < _APART:
            found[-1] = (found[-1][0], here[1], found[-1][2], here[3])
        else:
            found.append(here)
    return found


def words_in(text: str) -> list[str]:
    """A text as words and the white space between them, all of it."""
    return _WORDS.findall(text)
