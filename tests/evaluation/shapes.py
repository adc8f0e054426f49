"""What is done to an article besides changing its words: reordering, cutting, and laying other matter around it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

_BREAK = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[£$€]?[A-Z0-9])|\n\s*\n")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|[A-Z])\.$")
_PARAGRAPH = 3  # sentences
QUARTER = 0.25
AROUND = 3  # words of other matter for each word of the buried text


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; good enough for the plain prose of the samples. Nothing but white space is lost."""
    pieces: list[str] = []
    begun = 0
    for match in _BREAK.finditer(text):
        end = match.start() + len(match.group().rstrip())
        if not _TITLE.search(text[begun:end]):
            pieces.append(text[begun:end].strip())
            begun = end
    pieces.append(text[begun:].strip())
    return [piece for piece in pieces if piece]


def shuffled(text: str) -> str:
    """The sentences of a text in another order, three to a paragraph."""
    order = sentences_of(text)
    ranked = sorted(range(len(order)), key=lambda i: _digest(text, i))
    mixed = [order[i] for i in ranked]
    return "\n\n".join(" ".join(mixed[i : i + _PARAGRAPH]) for i in range(0, len(mixed), _PARAGRAPH))


def truncated(text: str, share: float = QUARTER) -> str:
    """The first words of a text, cut within a sentence as teasers are."""
    words = list(re.finditer(r"\S+", text))
    kept = max(1, round(share * len(words)))
    return text[: words[kept - 1].end()] if words else ""


def two_sentences(text: str) -> str:
    """Two neighbouring sentences from somewhere in a text."""
    listed = sentences_of(text)
    first = _digest(text, 0) % max(1, len(listed) - 1)
    return " ".join(listed[first : first + 2])


def buried(text: str, others: Sequence[str]) -> str:
    """A text in the midst of at least three times as much other matter, taken from other texts in turn.

    Raises ValueError where the others are too little.
    """
    around: list[str] = []
    wanted = AROUND * len(text.split())
    for other in others:
        if wanted <= 0:
            break
        around.append(other.strip())
        wanted -= len(other.split())
    if wanted > 0:
        raise ValueError("there is too little other matter to bury the text in")
    paragraphs = [paragraph for other in around for paragraph in other.split("\n\n")]
    middle = len(paragraphs) // 2
    return "\n\n".join([*paragraphs[:middle], text.strip(), *paragraphs[middle:]])


def _digest(text: str, key: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{key} {text}".encode()).digest()[:8], "big")
