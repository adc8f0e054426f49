"""Which labelled stories directions are fitted on: half of them, so that the other half measures what is shipped."""

from __future__ import annotations

import hashlib
import re


def story_of(key: str) -> str:
    """The document that a source text was taken from, by its id: passages of one document overlap."""
    found = re.search(r"source-document\d+", key)
    return found[0] if found else key


def fitted(key: str) -> bool:
    """Whether the story of a source text is in the half that is fitted on."""
    return hashlib.sha256(story_of(key).encode()).digest()[0] % 2 == 0
