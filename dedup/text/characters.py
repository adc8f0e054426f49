"""What characters look like to whoever reads sentences and names: spaces, capitals, full stops and what closes."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

# Characters that show nothing and sit inside words: soft hyphen, zero-width space and joiners, word joiner and its
# invisible kin, byte order mark, variation selectors, and bidirectional controls (Unicode 15.1, Default_Ignorable).
IGNORABLE = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
CLOSERS = "\"'”’»)]」』›"
"""What may stand between the mark that ends a sentence and the space after it."""
MARKS = ".!?…؟।॥։።၊။"
"""Marks of many scripts that end a sentence where a space follows."""
WIDE_MARKS = "。！？｡；"
"""Marks that end one in any case: Chinese and Japanese put no space after them."""
FINISHED = ".!?:…\"”»’'"
"""With one of these a line ends that is no part of a wrapped paragraph."""

CASELESS = 1 << 8
"""How a letter looks that has no case, as those of most scripts."""

_UNSEEN = re.compile(f"[{IGNORABLE}]+")
_LISTED = {
    char: sum(1 << bit for bit, chars in ((4, CLOSERS), (5, MARKS), (6, WIDE_MARKS), (9, FINISHED)) if char in chars)
    for char in (*CLOSERS, *MARKS, *WIDE_MARKS, *FINISHED)
} | {"_": 1 << 8}  # fmt: skip
_ASKED = (str.isspace, str.isupper, str.islower, str.istitle, str.isalnum, str.isdigit, str.isdecimal)


def looks_of(chars: str) -> NDArray[np.uint16]:
    """What each character is: flags as `characters.h` names them, in their order from the lowest bit on."""
    # One question to all characters after another takes half the time of all questions to each.
    asked = zip(chars, *(map(is_so, chars) for is_so in _ASKED), strict=True)
    looks = np.array(
        [
            space | upper << 1 | lower << 2 | (title and not upper) << 3 | _LISTED.get(char, 0)
            | word << 8 | digit << 10 | decimal << 11
            for char, space, upper, lower, title, word, digit, decimal in asked
        ],
        np.uint16,
    )  # fmt: skip
    for unseen in _UNSEEN.finditer(chars):
        looks[unseen.start() : unseen.end()] |= 1 << 7
    return looks
