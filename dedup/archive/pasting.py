"""A text that somebody pasted, as an article that is nowhere held."""

from __future__ import annotations

from dedup.errors import InputError, UsageError
from dedup.ingest import article_from_text
from dedup.model import Article

MOST_PASTED = 100_000
"""Characters: three times the longest report of a newspaper. One is compared in a second or two."""

PASTED = "pasted text"
"""Its key. No article that was read from anywhere has one with a blank in it."""


def pasted_article(text: str) -> Article:
    """The article that a pasted text makes, read as from a file of text; raises UsageError for what makes none."""
    if len(text) > MOST_PASTED:
        raise UsageError(
            f"The text has {len(text):,} characters, and at most {MOST_PASTED:,} are compared here; "
            "paste a part of it, or use `dedup check`."
        )
    try:
        return article_from_text(text, key=PASTED, source=PASTED)
    except InputError as error:
        raise UsageError(f"The text {error}; paste an article, or a passage of some sentences.") from None
