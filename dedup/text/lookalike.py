"""Look-alike letters: Cyrillic and Greek letters that pass for Latin ones, folded where they can only be a disguise.

A word that mixes scripts is folded, and so is a word made of look-alikes alone inside a text that is otherwise Latin.
A Russian or Greek text is left as it is. Pairs follow Unicode Technical Standard 39 (confusables), kept to letters of
running text, after case folding.
"""

from __future__ import annotations

import re

_PAIRS = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "н": "h", "і": "i", "ј": "j", "к": "k", "ӏ": "l",
    "м": "m", "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y", "ү": "y",
    "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
    "χ": "x", "γ": "y", "ω": "w", "ı": "i", "ɡ": "g", "ɑ": "a", "ո": "n", "օ": "o", "ս": "u", "հ": "h",
}  # fmt: skip
_TABLE = str.maketrans(_PAIRS)
LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u0531-\u0587]")
# Letters that cannot be told from Latin ones at all. A word of these alone is a disguise in a Latin text; one that
# has a letter like т or м, which only resembles, is a foreign name (Москва has four of them).
_TWINS = "асеорхуіјѕһԁԛԝοναιρυ"
_DISGUISED = re.compile(f"[{_TWINS}]+")
_LATIN_SHARE = 0.8  # in real bilingual pages the second script takes more than a fifth of the letters


def is_latin_text(text: str) -> bool:
    """Whether a text is in Latin letters, with at most a fifth of its letters in Greek, Cyrillic or Armenian."""
    foreign = len(FOREIGN.findall(text))
    if not foreign:
        return True
    return len(LATIN.findall(text)) >= _LATIN_SHARE / (1 - _LATIN_SHARE) * foreign


def fold_lookalikes(word: str, *, latin: bool) -> str:
    """Replace look-alike letters of one case-folded word by the Latin letters they pass for.

    `latin` says that the text around is Latin. A word without look-alikes, or wholly of another script in a text of
    that script, comes back as it was.
    """
    if word.isascii() or not _disguised(word, latin=latin):
        return word
    return word.translate(_TABLE)


def _disguised(word: str, *, latin: bool) -> bool:
    if LATIN.search(word):
        return bool(FOREIGN.search(word)) or "ɡ" in word or "ɑ" in word
    return latin and _DISGUISED.fullmatch(word) is not None and len(word) > 1
