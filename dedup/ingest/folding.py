"""Texts as they are compared while a page is read: letters and digits alone, without case."""

from __future__ import annotations

import re

from dedup.text.remembered import remembered

_WORD_CHARS = re.compile(r"[^\W_]+")
_LINES_KEPT, _LONGEST = 1_024, 2_000  # each line of a page is asked for three times; and characters of each
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


@remembered(_LINES_KEPT, _LONGEST)
def letters(text: str) -> str:
    """A text's letters and digits, case folded, without anything between them."""
    if text.isascii():
        return text.lower().encode().translate(None, _NO_LETTERS).decode()
    return "".join(_WORD_CHARS.findall(text.casefold()))
