"""Pages, texts and files for the tests of ingest, all invented."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from dedup.config import IngestLimits
from dedup.ingest import Source, read
from dedup.model import Article, Rejection

LIMITS = IngestLimits()

LEAD = (
    "The harbour board of Marlow Bridge voted on Tuesday to close the old ferry landing after divers found rot in "
    "eleven of its twenty timber piles."
)
SECOND = (
    "Ida Renner, the harbour master, told the meeting that the landing could carry no more than forty people until "
    "the piles had been replaced, which would take two winters."
)
THIRD = (
    "The ferry to Gull Island will leave from the coal quay instead. Islanders complained that the quay has no "
    "shelter, and that its steps are under water at spring tides."
)
FOURTH = (
    "Repairs are put at 1.4 million crowns, of which the county has promised half. The board meets again on 3 June to "
    "decide how to raise the rest."
)
STORY = (LEAD, SECOND, THIRD, FOURTH)
TITLE = "Rotten piles close Marlow Bridge ferry landing"
OTHER = (
    "Bakers in the upper town have begun to sell yesterday's bread at half price, a custom that their "
    "grandparents knew.",
    "A swarm of bees kept the number nine tram in its depot for most of Friday morning, to the delight of "
    "schoolchildren.",
)


def page(
    *paragraphs: str,
    head: str = "",
    title: str = TITLE,
    before: str = "",
    after: str = "",
    lang: str = "en",
    inside: str = "",
) -> str:
    """A page with navigation and a footer around an article of the given paragraphs, those of `STORY` by default."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or STORY)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Marlow Courier</title>{head}'
        "</head><body><header><nav><ul><li><a href='/'>Front page</a></li><li><a href='/harbour'>Harbour</a></li></ul>"
        f"</nav></header><main>{before}<article><h1>{title}</h1>{body}{inside}</article>{after}</main>"
        "<footer><p>Marlow Courier, Quay Street. All rights reserved.</p></footer></body></html>"
    )


def json_ld(**fields: object) -> str:
    """A JSON-LD block of a news article."""
    return (
        '<script type="application/ld+json">'
        + json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
        + "</script>"
    )


def story(number: int = 0) -> str:
    """The body of an article that differs from others by its number."""
    return "\n\n".join((*STORY, f"It was the harbour board's meeting number {number} on the matter this year."))


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and give its path."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def source(path: Path) -> Source:
    """A source for an existing file."""
    return Source(path.as_posix(), path, path.stat().st_size)


def read_all(path: Path, limits: IngestLimits = LIMITS) -> list[Article | Rejection]:
    """Everything that a file gives."""
    return list(read([source(path)], limits))


def articles(found: Iterable[Article | Rejection]) -> list[Article]:
    """The articles among what was read."""
    return [item for item in found if isinstance(item, Article)]


def rejections(found: Iterable[Article | Rejection]) -> list[Rejection]:
    """The rejections among what was read."""
    return [item for item in found if isinstance(item, Rejection)]


def jsonl(*records: object) -> str:
    """Records as lines of JSON; a string stands as the line it is."""
    return "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)


def only(found: list[Article | Rejection]) -> Article:
    """The one article that was found."""
    (item,) = found
    assert isinstance(item, Article), item
    return item


def refused(found: list[Article | Rejection]) -> Rejection:
    """The one rejection that was found."""
    (item,) = found
    assert isinstance(item, Rejection), item
    return item
