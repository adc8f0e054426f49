"""What characters look like to whoever reads sentences and names: spaces, capitals, full stops and what closes."""

from __future__ import annotations

import re
from collections.abc import Sequence

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

_ASKED = ((1, str.isupper), (2, str.islower), (3, str.istitle), (10, str.isdigit))
_LISTED = [
    (bit, re.compile(f"[{chars}]+"))
    for bit, chars in (
        (0, r"\s"), (4, re.escape(CLOSERS)), (5, MARKS), (6, WIDE_MARKS), (7, IGNORABLE), (8, r"\w"), (9, FINISHED),
        (11, r"\d"),
    )
]  # fmt: skip


def looks_of(chars: str) -> NDArray[np.uint16]:
    """What each character is: flags as `characters.h` names them, in their order from the lowest bit on."""
    looks = np.zeros(len(chars), np.uint16)
    for bit, is_so in _ASKED:
        looks |= np.frombuffer(bytes(map(is_so, chars)), np.uint8).astype(np.uint16) << bit
    looks &= ~(looks << 2 & 1 << 3)  # a capital is a title of one letter; what is both is told as a capital alone
    mark(looks, chars, _LISTED)
    return looks


def mark(flags: NDArray[np.unsignedinteger], chars: str, kinds: Sequence[tuple[int, re.Pattern[str]]]) -> None:
    """Set a bit of the flags of each character that is of a kind, given with the pattern of a run of such; in place."""
    for bit, kind in kinds:
        for run in kind.finditer(chars):
            flags[run.start() : run.end()] |= 1 << bit
