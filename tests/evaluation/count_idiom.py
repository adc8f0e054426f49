"""Count the table of `dedup.provenance.idiom` over reports written for this project: count_idiom.py FOLDER..."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from dedup.provenance.idiom import START, Table, shapes

# Rewrites by machines are what the table is to tell apart, so only what reads as a report is counted.
_REPORTS = frozenset({"origin", "independent", "rival", "twin", "paraphrase", "partial"})
_COMMON = 260  # words looked at for the vocabulary
_SPREAD = 0.12  # share of the reports that a word of the vocabulary stands in: others belong to a subject
_SEEN = 2  # triples met once are left out: they are most of the table and say little


def reports(folder: Path) -> dict[str, list[str]]:
    """Texts of reports by family."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.json")):
        family = json.loads(path.read_text("utf-8"))
        found[family["family"]] = [a["text"] for a in family["articles"] if a.get("kind") in _REPORTS]
    return found


def count(texts: Sequence[str]) -> Table:
    """The table of some texts."""
    every: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for text in texts:
        words = [word.lower() for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text.replace("’", "'"))]
        every.update(words)
        spread.update(set(words))
    vocabulary = frozenset(word for word, _ in every.most_common(_COMMON) if spread[word] > _SPREAD * len(texts))
    single: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    triples: Counter[str] = Counter()
    for text in texts:
        for paragraph in text.split("\n"):
            tokens = shapes(paragraph, vocabulary)
            single.update(tokens[1:])
            pairs.update(f"{a} {b}" for a, b in pairwise(tokens))
            triples.update(f"{a} {b} {c}" for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False))
    kept = {key: number for key, number in triples.items() if number >= _SEEN}
    return Table.of(vocabulary, dict(single), dict(pairs), kept)


def main() -> None:
    """Write the table of all families to standard output."""
    texts = [text for folder in sys.argv[1:] for family in reports(Path(folder)).values() for text in family]
    table = count(texts)
    record = {
        "vocabulary": sorted(table.vocabulary),
        "single": dict(sorted(table.single.items())),
        "pairs": dict(sorted(table.pairs.items())),
        "triples": dict(sorted(table.triples.items())),
    }
    assert START not in table.single
    json.dump(record, sys.stdout, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
