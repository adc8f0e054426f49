"""One corpus of families in the forms in which articles come: as saved pages, and as records with their text.

A saved page has neither an address of its own nor a time at which it was first seen; a record with a text has no
markup. The answers are to be the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.evaluation.frontdoor import FrontDoor, Row

_FIELDS = ("id", "url", "publisher", "title", "text", "published", "modified", "first_seen", "language")


class Renamed:
    """An archive behind its front door, with the articles named as in the labels."""

    def __init__(self, door: FrontDoor, names: Mapping[str, str]) -> None:
        """`names` gives for the keys of the archive those of the labels."""
        self._door = door
        self._names = names

    def articles(self) -> list[Row]:
        """All articles as exported."""
        return self._named(self._door.articles())

    def relations(self) -> list[Row]:
        """All relations as exported, `a` before `b` as the labels name them."""
        return self._named(self._door.relations())

    def stories(self) -> list[Row]:
        """All stories as listed."""
        return self._named(self._door.stories())

    def _named(self, rows: Iterable[Row]) -> list[Row]:
        return [self._walk(row) for row in rows]

    def _walk(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            return {name: self._walk(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._walk(one) for one in value]
        return self._names.get(value, value) if isinstance(value, str) else value


def as_pages(corpus: Path, work: Path) -> Renamed:
    """The corpus as a folder of pages, each in a file named by nothing but a number."""
    folder = work / "pages"
    folder.mkdir()
    names = {}
    with (corpus / "documents.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            document = json.loads(line)
            path = folder / f"{number:05}.html"
            path.write_text(document["html"], encoding="utf-8")
            names[str(path)] = document["id"]
    door = FrontDoor(work / "archive.db")
    door.ingest(folder)
    return Renamed(door, names)


def as_texts(corpus: Path, work: Path) -> Renamed:
    """The corpus as records with text, dates and publisher."""
    records = work / "texts.jsonl"
    with records.open("w", encoding="utf-8") as stream:
        for article in _articles(corpus):
            fields = {name: article[name] for name in _FIELDS if article.get(name)}
            stream.write(json.dumps({**fields, "author": article.get("byline")}) + "\n")
    door = FrontDoor(work / "archive.db")
    door.ingest(records)
    return Renamed(door, {})


def _articles(corpus: Path) -> Iterator[Row]:
    for path in sorted((corpus / "families").glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))["articles"]
