"""Makers of small archives for the tests of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from dedup.model import (
    Article,
    Capture,
    Claim,
    Clue,
    Credit,
    CreditSort,
    Cue,
    DateClaim,
    Derivation,
    DerivedPair,
    Direction,
    Evidence,
    Kind,
    Medium,
    Member,
    MetaSource,
    Origin,
    OriginStatus,
    Overlap,
    Role,
    Span,
    Story,
)
from dedup.store import Filed, NewArticle, NewContent, Reader, RelationRow, Writer

NOW = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


def key64(name: str) -> int:
    """A key anywhere in 0..2**64-1."""
    return int.from_bytes(digest(name)[:8], "big")


def keys(name: str, count: int) -> list[int]:
    return [key64(f"{name}/{i}") for i in range(count)]


def article(key: str, text: str = "", *, host: str = "harbour.example", title: str | None = "Ferry sails") -> Article:
    return Article(
        key=key,
        text=text or f"The ferry {key} sailed at noon.",
        capture=Capture(source=f"{key}.html", medium=Medium.PAGE, digest="0" * 64),
        uri=f"https://{host}/{hashlib.sha256(key.encode(errors='replace')).hexdigest()[:8]}",
        title=Claim(title, MetaSource.META) if title else None,
        published=DateClaim(datetime(2025, 1, 2, tzinfo=UTC), MetaSource.JSON_LD, day_only=True),
    )


def credit(name: str = "Harbour Wire", **more: Any) -> Credit:  # noqa: ANN401 - any field
    fields = {"cue": Cue.FIRST_REPORTED, "sort": CreditSort.WHOLE_TEXT, "written": name, "span": Span(4, 31)}
    return Credit(name=name, **{**fields, **more})


def filed(name: str) -> Filed:
    """Three samples, two postings, an outline."""
    samples, postings = (
        np.array(keys(f"{sort} {name}", count), np.uint64) for sort, count in (("sample", 3), ("posting", 2))
    )
    return Filed(samples, postings, np.array([200, 100], np.uint8), f"outline {name}".encode())


def content(name: str, *, words: int = 100) -> NewContent:
    return NewContent(
        digest(name),
        words,
        keys(f"band {name}", 4),
        filed(name),
        params="p1",
    )


def add(writer: Writer, *names: str, host: str = "harbour.example") -> dict[str, int]:
    """Store an article for each name, with a content of its own; gives the articles' numbers."""
    contents = writer.add_contents([content(name) for name in names])
    new = [
        NewArticle(article(name, host=host), number, digest(f"record {name}"), keys(f"line {name}", 2), NOW)
        for name, number in zip(names, contents, strict=True)
    ]
    return dict(zip(names, writer.add_articles(new), strict=True))


def relation(a: int, b: int, *, kind: Kind = Kind.NEAR_COPY, score: float = 0.9) -> RelationRow:
    return RelationRow(
        a=a,
        b=b,
        kind=kind,
        score=score,
        overlap=Overlap(100, 80, 60, 55),
        ledger=(Evidence("long_run", "{a} and {b} share a run of 41 words.", 2.5, 41.0, (0,)),),
        passages=((0, 41, 3, 44, 41, 0), (50, 60, 50, 61, 9, 2)),
        proposed_by=("bands", "samples"),
        params="p1",
    )


def story(name: str, canonical: str, copies: Sequence[str] = (), citing: Sequence[str] = ()) -> Story:
    members = [
        Member(article=canonical, role=Role.WITNESS, kind=None, via=None, score=None, reason="It is the earliest.")
    ]
    members += [
        Member(article=key, role=Role.DERIVATIVE, kind=Kind.NEAR_COPY, via=canonical, score=0.9, reason="A copy.")
        for key in copies
    ]
    members += [
        Member(article=key, role=Role.CITING, kind=Kind.QUOTATION, via=canonical, score=0.1, reason="It quotes.")
        for key in citing
    ]
    origin = Origin(status=OriginStatus.NOT_HELD, name="Harbour Wire", domain="wire.example")
    return Story(id=name, origin=origin, canonical=canonical, reason="It is the earliest.", members=tuple(members))


def contents_of(reader: Reader, *names: str) -> list[int]:
    rows = {row.article.key: row.content for row in reader.articles()}
    return [rows[name] for name in names]


def related(writer: Writer, a: str, b: str, **more: object) -> RelationRow:
    """Store a relation of two articles' contents in the order of their digests."""
    first, second = sorted((a, b), key=digest)
    numbers = contents_of(writer, first, second)
    row = relation(*numbers, **more)  # type: ignore[arg-type]
    writer.put_relations([row])
    return row


def derived(a: str, b: str) -> DerivedPair:
    """A direction of two articles with one clue."""
    clue = Clue("dates", "{a} is of a later day than {b}.", Direction.A_FROM_B, 1.5)
    return DerivedPair(a, b, Derivation(direction=Direction.A_FROM_B, certainty=0.9, clues=(clue,)))
