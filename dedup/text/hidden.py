"""Characters that a reader does not see or takes for others: reported, never removed from the article.

The normal form ignores them (`dedup.text.words`), so that they hide nothing; that they were there is worth knowing, as
they are rare in honest pages and common in disguised copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dedup.model import Finding, Span
from dedup.text.literals import beyond_ascii
from dedup.text.lookalike import FOREIGN, fold_lookalikes, is_latin_text

_LETTER = r"[^\W\d_]"
_SOFT_HYPHEN = re.compile("\u00ad")
# Joiners are part of the spelling in Persian and Indic scripts and in emoji; between these letters they hide something.
_ALPHABET = r"[a-zA-Z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]"
_ZERO_WIDTH = re.compile(f"(?<={_ALPHABET})[\u200b-\u200d\u2060-\u2064\ufeff\u034f]+(?={_ALPHABET})")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FULL_WIDTH = re.compile("[\uff21-\uff3a\uff41-\uff5a]{2,}")
_MIXED = re.compile(f"(?:{_LETTER}|[\u00ad\u200b-\u200d\u2060])+")
# One of these stands in every text of which there is something to report.
_SUSPECT = re.compile(
    "[\u00ad\u034f\u200b-\u200d\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\uff21-\uff3a\uff41-\uff5a"
    "\u0370-\u03ff\u0400-\u052f\u0531-\u0587]"
)
_MAX_SPANS = 20  # enough to show; the count says how many there are

_SENTENCES = {
    "soft_hyphen": ("a soft hyphen stands inside a word", "{n} soft hyphens stand inside words"),
    "zero_width": (
        "zero-width characters stand inside a word",
        "zero-width characters stand in {n} places inside words",
    ),
    "bidi_control": (
        "a character changes the direction in which the text is shown",
        "{n} characters change the direction in which the text is shown",
    ),
    "full_width": ("a word is written in full-width letters", "{n} words are written in full-width letters"),
    "look_alike": (
        "a word holds letters of another script that look like Latin ones",
        "{n} words hold letters of another script that look like Latin ones",
    ),
}


def hidden_findings(text: str) -> tuple[Finding, ...]:
    """What is hidden or disguised in a text, one finding a kind, each with up to 20 places."""
    if not _SUSPECT.search(beyond_ascii(text)):
        return ()
    found: list[Finding] = []
    for code, spans in (
        ("soft_hyphen", _spans(_SOFT_HYPHEN, text)),
        ("zero_width", _spans(_ZERO_WIDTH, text)),
        ("bidi_control", _spans(_BIDI, text)),
        ("full_width", _spans(_FULL_WIDTH, text)),
        ("look_alike", list(_look_alikes(text))),
    ):
        if spans:
            one, many = _SENTENCES[code]
            sentence = one if len(spans) == 1 else many.format(n=len(spans))
            found.append(Finding(code, sentence, len(spans), tuple(spans[:_MAX_SPANS])))
    return tuple(found)


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [Span(*m.span()) for m in pattern.finditer(text)]


def _look_alikes(text: str) -> Iterator[Span]:
    if not FOREIGN.search(text):
        return
    latin = is_latin_text(text)
    for match in _MIXED.finditer(text):
        word = match.group().casefold()
        if not word.isascii() and fold_lookalikes(word, latin=latin) != word:
            yield Span(*match.span())
