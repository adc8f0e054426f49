"""What measuring and fitting both do with the texts of the corpora."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.evaluation.frontdoor import Row

LEADS = (80, 120, 180, 250)
"""Words of a lead: reports of one event share the most facts in their first paragraphs."""

SOURCE = re.compile(r"source-document\d+")
"""In an id of `translated_spun_passages`: the document that a passage was taken from."""


def rows(path: Path) -> list[Row]:
    """The records of a file of one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def lead(text: str, words: int) -> str:
    """The first words of a text, cut back to the end of a sentence where that costs less than two fifths."""
    found = list(re.finditer(r"\S+", text))
    if len(found) <= words:
        return text
    cut = text[: found[words - 1].end()]
    end = max(cut.rfind(mark) for mark in (". ", ".\n", ".”", '."'))
    return cut if end < 0.6 * len(cut) else cut[: end + 1]
