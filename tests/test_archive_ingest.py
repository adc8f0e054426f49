"""Taking articles in: what is new, what is the same, what is a revision, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dedup.archive import Archive, Params
from dedup.config import CompareParams, FingerprintParams
from dedup.errors import ArchiveError, ArchiveFullError, ArchiveVersionError, NotFoundError, UnusableError
from dedup.model import Article, IngestReport, Kind, MetaSource, Outcome, Rejection
from dedup.store import migrate
from tests.archive_factories import (
    BANK,
    BEETLE,
    HARBOUR,
    RAIL,
    SCHOOL,
    article,
    day,
    edited,
    fill,
    invented,
    kinds,
    mixed_family,
    said,
)


def test_the_same_articles_again_change_nothing(tmp_path: Path) -> None:
    family = mixed_family()
    with fill(tmp_path / "news.db", family) as archive:
        before, counts = said(archive), archive.counts()
        assert archive.ingest(family) == IngestReport(unchanged=len(family))
        assert (said(archive), archive.counts()) == (before, counts)
        assert counts.revisions == counts.stale == 0
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_another_place_of_the_source_and_another_time_of_capture_are_no_change(tmp_path: Path) -> None:
    page = article("page", HARBOUR)
    moved = replace(
        page, capture=replace(page.capture, source="/elsewhere/copy.html", retrieved_at=day("2025-01-01T07:00").at)
    )
    copied = replace(moved, modified=day("2025-01-02", source=MetaSource.FILE))  # what `cp` does to a file's time
    with fill(tmp_path / "news.db", [page]) as archive:
        assert archive.ingest([moved]) == IngestReport(unchanged=1)
        assert archive.ingest([copied]) == IngestReport(unchanged=1)
        assert archive.ingest([replace(copied, modified=day("2025-01-02"))]) == IngestReport(revised=1)


def test_a_changed_text_is_a_revision_and_the_earlier_one_is_kept(tmp_path: Path) -> None:
    first = article("page", HARBOUR, published="2024-10-09", title="Lock shut")
    second = article("page", SCHOOL, published="2024-10-10", title="School later")
    third = article("page", BANK)
    with fill(tmp_path / "news.db", [first], [second]) as archive:
        assert archive.ingest([third]) == IngestReport(revised=1)
        assert archive.article("page").text == third.text
        kept = [(r.number, r.title, r.published, r.text) for r in archive.revisions("page")]
        assert kept == [
            (1, "Lock shut", "2024-10-09", first.text),
            (2, "School later", "2024-10-10", second.text),
        ]
        assert archive.counts().contents == archive.counts().articles == 1
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_changed_claims_alone_make_no_second_copy_of_the_text(tmp_path: Path) -> None:
    plain, dated = article("page", HARBOUR), article("page", HARBOUR, published="2024-10-09", desk="local")
    with fill(tmp_path / "news.db", [plain]) as archive:
        assert archive.ingest([dated]) == IngestReport(revised=1)
        assert [(r.number, r.published, r.text) for r in archive.revisions("page")] == [(1, None, plain.text)]
        assert archive.article("page").published == day("2024-10-09")
        assert archive.article("page").metadata == {"desk": "local"}
        assert archive.ingest([dated]) == IngestReport(unchanged=1)


def test_a_new_date_moves_the_canonical_copy(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [article("a", HARBOUR, published="2024-10-09"), article("b", HARBOUR)]) as archive:
        assert archive.story("b").canonical == "a"
        archive.ingest([article("b", HARBOUR, published="2024-10-08")])
        assert archive.story("b").canonical == "b"
        assert archive.story("a").members[1].published == "2024-10-09"


def test_a_text_that_only_looks_different_is_kept_as_a_revision_of_the_same_content(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [article("a", HARBOUR), article("b", HARBOUR)]) as archive:
        loud = article("a", "\n\n".join(HARBOUR).upper())
        assert archive.ingest([loud]) == IngestReport(revised=1)
        assert archive.article("a").text == loud.text
        assert len(archive.revisions("a")) == 1
        assert archive.counts().contents == 1
        assert kinds(archive) == {("a", "b"): "identical"}


def test_a_revision_gives_up_its_relations_and_takes_up_others(tmp_path: Path) -> None:
    base = [article("a", HARBOUR), article("b", [*HARBOUR[:5], BANK[0]]), article("s", SCHOOL)]
    with fill(tmp_path / "news.db", base) as archive:
        assert kinds(archive) == {("a", "b"): "near_copy"}
        archive.ingest([article("b", [*SCHOOL[:5], BANK[1]])])
        assert kinds(archive) == {("b", "s"): "near_copy"}
        assert {member.article for member in archive.story("s").members} == {"b", "s"}
        with pytest.raises(NotFoundError, match="'a' stands alone"):
            archive.story("a")


def test_a_key_twice_in_one_call_is_a_revision(tmp_path: Path) -> None:
    told: list[Outcome | Rejection] = []
    items = [article("a", HARBOUR), article("b", SCHOOL), article("a", BANK), article("a", BANK), article("b", SCHOOL)]
    with Archive.open(tmp_path / "news.db") as archive:
        assert archive.ingest(items, told.append) == IngestReport(stored=2, unchanged=2, revised=1)
        assert archive.article("a").text == "\n\n".join(BANK)
        assert [revision.text for revision in archive.revisions("a")] == ["\n\n".join(HARBOUR)]
    assert told == [Outcome.STORED, Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.UNCHANGED]


@pytest.mark.parametrize("text", ["", " \n\t ", "…—!? ***", "\u200b\ufeff\u00ad"])
def test_an_article_without_words_is_rejected_by_name_and_the_rest_goes_on(tmp_path: Path, text: str) -> None:
    empty = article("empty", text, source="folder/empty.html:3")
    with Archive.open(tmp_path / "news.db") as archive:
        report = archive.ingest([article("a", HARBOUR), empty, article("b", HARBOUR)])
        reason = "empty holds no word; there is nothing to compare in it."
        assert report == IngestReport(stored=2, rejected=(Rejection("folder/empty.html:3", reason),))
        assert kinds(archive) == {("a", "b"): "identical"}
        with pytest.raises(UnusableError, match="holds no word"):
            archive.check(empty)


def test_a_revision_without_words_leaves_the_article_as_it_is(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [article("a", HARBOUR)]) as archive:
        assert len(archive.ingest([article("a", "—")]).rejected) == 1
        assert archive.article("a").text == "\n\n".join(HARBOUR)


def test_rejections_pass_through_in_their_order(tmp_path: Path) -> None:
    told: list[Outcome | Rejection] = []
    refused = [Rejection("x.png", "It is an image."), Rejection("y.jsonl:7", "It has no text.")]
    with Archive.open(tmp_path / "news.db") as archive:
        report = archive.ingest([refused[0], article("a", HARBOUR), refused[1]], told.append)
        assert archive.ingest([]) == IngestReport()
        assert archive.ingest(refused) == IngestReport(rejected=tuple(refused))
    assert report == IngestReport(stored=1, rejected=tuple(refused))
    assert report.read == 3
    assert [item for item in told if isinstance(item, Rejection)] == refused


def test_hidden_characters_are_found_and_remembered(tmp_path: Path) -> None:
    hidden = article("a", "\n\n".join(HARBOUR).replace("grain", "gr\u00adain").replace("timber", "tim\u200bber"))
    with fill(tmp_path / "news.db", [hidden, article("b", HARBOUR)]) as archive:
        codes = {finding.code for finding in archive.article("a").findings}
        assert {"soft_hyphen", "zero_width"} <= codes
        assert archive.article("b").findings == ()
        assert kinds(archive) == {("a", "b"): "identical"}
        assert archive.ingest([archive.article("a")]) == IngestReport(unchanged=1)


@pytest.mark.parametrize("key", ["\ud800 lone", "nul\0byte", "' OR 1=1 --", "x" * 3000, "ключ/鍵 {a} {b}"])
def test_any_key_is_a_key(tmp_path: Path, key: str) -> None:
    with fill(tmp_path / "news.db", [article("k", HARBOUR), replace(article("k", HARBOUR), key=key)]) as archive:
        (relation,) = archive.relations()
        assert relation.kind is Kind.IDENTICAL
        (story,) = archive.stories()
        assert len(story.members) == 2
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_calls_of_more_than_a_batch_are_told_article_by_article(tmp_path: Path) -> None:
    told: list[Outcome | Rejection] = []
    with Archive.open(tmp_path / "news.db") as archive:
        report = archive.ingest((article(f"n{i}", invented(i, 60)) for i in range(230)), told.append)
        assert report.stored == archive.counts().articles == len(told) == 230
        assert [head.article.key for head in archive.articles()] == sorted(f"n{i}" for i in range(230))


# --- parameters -------------------------------------------------------------------------------------------------------


def test_other_parameters_of_comparison_compare_everything_anew(tmp_path: Path) -> None:
    path, family = tmp_path / "news.db", mixed_family()
    strict = Params(compare=CompareParams(prior=-20.0))
    fill(path, family).close()
    with Archive.open(path, params=strict) as archive:
        assert archive.ingest(family[:1]) == IngestReport(unchanged=1)
        changed = said(archive)
        assert archive.counts().stale == 0
    with fill(tmp_path / "strict.db", family, params=strict) as expected:
        assert changed == said(expected)
    with Archive.open(path) as archive:
        assert said(archive) == changed, "reading alone changes nothing"
        archive.ingest(family[:1])
        back = said(archive)
    with fill(tmp_path / "default.db", family) as expected:
        assert back == said(expected) != changed


def test_fingerprints_of_other_parameters_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with fill(path, mixed_family()) as archive:
        before = said(archive)
    with Archive.open(path, params=Params(fingerprint=FingerprintParams(seed=2))) as other:
        for attempt in (
            lambda: other.ingest([article("new", RAIL)]),
            lambda: other.check(article("new", RAIL)),
            lambda: list(other.candidates()),
        ):
            with pytest.raises(ArchiveVersionError, match=r"news\.db holds fingerprints made with other parameters"):
                attempt()
    with Archive.open(path) as archive:
        assert said(archive) == before


# --- archives that cannot be written ----------------------------------------------------------------------------------


def test_an_archive_opened_for_reading_only_refuses_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with fill(path, mixed_family()) as archive:
        before = said(archive)
    with Archive.open(f"sqlite:///file:{path}?mode=ro&uri=true") as archive:
        with pytest.raises(ArchiveFullError, match="not writable"):
            archive.ingest([article("new", RAIL)])
        assert said(archive) == before


def test_an_error_in_the_source_keeps_the_batches_before_it(tmp_path: Path) -> None:
    def source() -> list[Article]:
        raise OSError("the disk went away")

    def articles() -> object:
        yield from (article(f"n{i}", invented(i, 60)) for i in range(850))
        yield from source()

    told: list[Outcome | Rejection] = []
    with Archive.open(tmp_path / "news.db") as archive:
        with pytest.raises(OSError, match="went away"):
            archive.ingest(articles(), told.append)  # type: ignore[arg-type]
        assert archive.counts().articles == len(told) == 800
        assert not isinstance(OSError(), ArchiveError)


def test_edits_and_beetles_meet_across_batches(tmp_path: Path) -> None:
    text = "\n\n".join(BEETLE)
    with fill(tmp_path / "news.db", *([article(f"b{i}", edited(text, 0.05, i))] for i in range(4))) as archive:
        assert set(kinds(archive).values()) == {"near_copy"}
        assert len(kinds(archive)) == 6
