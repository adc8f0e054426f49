"""A page that is read again and again: only what its article says makes another state of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dedup.archive import Archive
from dedup.model import Article, IngestReport
from dedup.store import migrate
from dedup.text.passing import is_passing
from dedup.text.words import words_of
from tests.archive_factories import BANK, BEETLE, FURNITURE, HARBOUR, RAIL, SCHOOL, article, fill, said

DAY = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def fetched(paragraphs: Sequence[str], day: int = 4, **more: Any) -> Article:  # noqa: ANN401 - any field
    """The page as it was read on a day of March."""
    page = article("page", paragraphs, **more)
    return replace(
        page, capture=replace(page.capture, retrieved_at=DAY.replace(day=day), digest=f"{day:064}", tls_verified=True)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Updated 3 hours ago", "Updated 2 days ago"),
        ("Last updated: 4 March 2025, 14:05 GMT", "Last updated: 5 March 2025, 09:30 GMT"),
        ("1,203 views · 45 comments", "8,991 views · 101 comments"),
        ("12 comments", "13 comments"),
        ("Aktualisiert am 4. März 2025 um 14:05 Uhr", "Aktualisiert am 5. März 2025 um 9:30 Uhr"),
        ("Publié le 4 mars 2025 à 14h05", "Publié le 5 mars 2025 à 9h30"),
        ("Read more: Council votes on the ferry", "Read more: Mayor opens the fair"),
        ("Advertisement", "Share this article"),
        ("Sign up for our newsletter to get stories by e-mail", "Follow us on Twitter and Facebook for more"),
        ("© 2024 The Post. All rights reserved.", "© 2025 The Post. All rights reserved."),
        ("4 March 2025, 14:05", "5 March 2025, 09:30"),
    ],
)
def test_what_stands_around_the_text_makes_no_revision(tmp_path: Path, before: str, after: str) -> None:
    first, second = (fetched([HARBOUR[0], line, *HARBOUR[1:]], day) for line, day in ((before, 4), (after, 5)))
    with fill(tmp_path / "news.db", [first, article("copy", HARBOUR)]) as archive:
        assert archive.ingest([second]) == IngestReport(unchanged=1)
        assert archive.article("page") == second
        with fill(tmp_path / "fresh.db", [second, article("copy", HARBOUR)]) as fresh:
            assert said(archive) == said(fresh), "what is gone has no say"
        last = fetched(HARBOUR, 6)
        assert archive.ingest([last]) == IngestReport(unchanged=1), "it may also go"
        assert archive.article("page") == last
        assert archive.revisions("page") == []
    assert migrate.check(tmp_path / "news.db").problems == ()


@pytest.mark.parametrize(
    "paragraphs",
    [
        [HARBOUR[0].replace("forty", "fifty"), *HARBOUR[1:]],
        [HARBOUR[0].replace("Vessholm", "vessholm"), *HARBOUR[1:]],
        [HARBOUR[0].replace(", timber", " timber"), *HARBOUR[1:]],
        [*HARBOUR, "Correction: an earlier version named another harbour."],
        [*HARBOUR, "Source: Harbour Wire"],
        [HARBOUR[1], HARBOUR[0], *HARBOUR[2:]],
        HARBOUR[1:],
    ],
)
def test_what_the_text_says_makes_one(tmp_path: Path, paragraphs: Sequence[str]) -> None:
    with fill(tmp_path / "news.db", [fetched(HARBOUR)]) as archive:
        assert archive.ingest([fetched(paragraphs, 5)]) == IngestReport(revised=1)
        (revision,) = archive.revisions("page")
        assert revision.text == "\n\n".join(HARBOUR)
        assert archive.article("page").text == "\n\n".join(paragraphs)


def test_marks_that_a_sites_software_exchanges_make_none(tmp_path: Path) -> None:
    typeset = [part.replace("'", "’").replace(" - ", " – ").replace(" ", "\u00a0", 1) for part in HARBOUR]
    with fill(tmp_path / "news.db", [fetched(HARBOUR)]) as archive:
        assert archive.ingest([fetched(typeset, 5)]) == IngestReport(unchanged=1)


def test_the_furniture_of_an_outlet_makes_none_once_it_is_known(tmp_path: Path) -> None:
    lantern: dict[str, Any] = {"host": "lantern.example"}
    others = [article(f"o{n}", [*text, FURNITURE], **lantern) for n, text in enumerate((BANK, RAIL, BEETLE))]
    with fill(tmp_path / "news.db", others, [fetched([*SCHOOL, FURNITURE], **lantern)]) as archive:
        assert archive.ingest([fetched(SCHOOL, 5, **lantern)]) == IngestReport(unchanged=1)
        assert archive.revisions("page") == []


def test_claims_are_refreshed_though_the_text_stays(tmp_path: Path) -> None:
    stamped = [HARBOUR[0], "Updated 3 hours ago", *HARBOUR[1:]]
    with fill(tmp_path / "news.db", [fetched(stamped, title="Lock shut", published="2025-03-04")]) as archive:
        report = archive.ingest([fetched(HARBOUR, 5, title="Lock shut again", published="2025-03-04")])
        assert report == IngestReport(revised=1)
        held = archive.article("page")
        assert held.title is not None
        assert (held.title.value, held.text) == ("Lock shut again", "\n\n".join(HARBOUR))
        assert held.capture.retrieved_at == DAY.replace(day=5)
        assert [(one.title, one.text) for one in archive.revisions("page")] == [("Lock shut", held.text)]
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_a_page_of_nothing_but_passing_lines_is_compared_as_it_is(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [fetched(["12 comments"])]) as archive:
        assert archive.ingest([fetched(["13 comments"], 5)]) == IngestReport(revised=1)


def test_thirty_days_of_one_page_are_one_state(tmp_path: Path) -> None:
    first: datetime | None = None
    with Archive.open(tmp_path / "news.db") as archive:
        for day in range(1, 31):
            lines = [f"Updated {day} minutes ago", *HARBOUR, f"{day * 37:,} views", f"Read also: story number {day}"]
            archive.ingest([fetched(lines, day)])
            first = first or archive.revision_report("page").states[0].since
        assert archive.counts().revisions == 0
        (state,) = archive.revision_report("page").states
        assert (state.since, state.until) == (first, None)
        assert archive.article("page").capture.retrieved_at == DAY.replace(day=30)


@pytest.mark.parametrize(
    "line",
    [
        "On 4 March 2025 the lock was shut",
        "4 March",
        "The number of comments rose to 40",
        "Two minutes at the gate",
        "14:05",
        "",
        "1,203",
        "Updated " * 20,
    ],
)
def test_prose_and_bare_days_are_no_passing_lines(line: str) -> None:
    assert not is_passing(line, words_of(line).words)
