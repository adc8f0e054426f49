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
_LISTED = {
    char: sum(1 << bit for bit, chars in ((4, CLOSERS), (5, MARKS), (6, WIDE_MARKS), (9, FINISHED)) if char in chars)
    for char in (*CLOSERS, *MARKS, *WIDE_MARKS, *FINISHED)
}


def look_of(char: str) -> int:
    """What a character is: flags as `characters.h` names them, in their order from the lowest bit on."""
    upper = char.isupper()
    return (
        char.isspace()
        | upper << 1
        | char.islower() << 2
        | (char.istitle() and not upper) << 3
        | _LISTED.get(char, 0)
        | (_UNSEEN.match(char) is not None) << 7
        | (char.isalnum() or char == "_") << 8
        | char.isdigit() << 10
        | char.isdecimal() << 11
    )
