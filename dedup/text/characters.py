"""What characters look like to whoever reads sentences and names: spaces, capitals, full stops and what closes."""

from __future__ import annotations

import re

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

_UNSEEN = re.compile(f"[{IGNORABLE}]")
_WORD = re.compile(r"\w")


def look_of(char: str) -> int:
    """What a character is: flags as `characters.h` names them, in their order from the lowest bit on."""
    return sum(
        1 << bit
        for bit, holds in enumerate(
            (
                char.isspace(),
                char.isupper(),
                char.islower(),
                char.istitle() and not char.isupper(),
                char in CLOSERS,
                char in MARKS,
                char in WIDE_MARKS,
                _UNSEEN.match(char),
                _WORD.match(char),
                char in FINISHED,
                char.isdigit(),
                char.isdecimal(),
            )
        )
        if holds
    )
