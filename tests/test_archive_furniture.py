"""An outlet's furniture: learned from its pages, set aside once known, and given up when a page takes it away."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.model import Article
from tests.archive_factories import (
    BANK,
    BEETLE,
    FURNITURE,
    HARBOUR,
    RAIL,
    SCHOOL,
    article,
    edited,
    fill,
    furniture,
    invented,
    kinds,
    said,
)

HOST = "lantern.example"


def page(key: str, *paragraphs: str, host: str = HOST) -> Article:
    return article(key, paragraphs, host=host)


BANK_PAGE, RAIL_PAGE = page("bank", *BANK, FURNITURE), page("rail", *RAIL, FURNITURE)
BEETLE_PAGE = page("beetle", *BEETLE, FURNITURE)


def test_two_pages_that_share_a_long_notice_are_taken_for_excerpts_until_a_third_shows_what_it_is(
    tmp_path: Path,
) -> None:
    with fill(tmp_path / "news.db", [BANK_PAGE, RAIL_PAGE]) as archive:
        assert furniture(archive) == {}
        assert kinds(archive) == {("bank", "rail"): "excerpt"}
        archive.ingest([BEETLE_PAGE])
        assert {outlet: len(keys) for outlet, keys in furniture(archive).items()} == {HOST: 1}
        assert kinds(archive) == {}
        assert list(archive.stories()) == []
        archive.ingest([page("school", *SCHOOL, FURNITURE)])
        assert kinds(archive) == {}


def test_a_notice_longer_than_the_reports_above_it_is_learned_as_well(tmp_path: Path) -> None:
    """Its own words must not make the pages look like one subject."""
    short = [page(f"p{i}", text[0], text[1], FURNITURE) for i, text in enumerate([BANK, RAIL, BEETLE])]
    with fill(tmp_path / "news.db", short) as archive:
        assert set(furniture(archive)) == {HOST}
        assert kinds(archive) == {}


def test_furniture_is_shown_as_such_and_copies_are_found_beside_it(tmp_path: Path) -> None:
    copy = page("reprint", edited("\n\n".join(BANK), 0.04, 1), FURNITURE)
    with fill(tmp_path / "news.db", [BANK_PAGE, RAIL_PAGE, BEETLE_PAGE, copy]) as archive:
        (relation,) = archive.relations()
        assert (relation.a, relation.b, relation.kind.value) == ("bank", "reprint", "near_copy")
        (line,) = (line for line in relation.comparison.evidence if line.name == "stock")
        assert line.value == len(FURNITURE.split())
        assert line.weight == 0.0
        seen = archive.compare(archive.article("bank"), archive.article("rail"))
        assert seen.kind.value == "unrelated"
        assert [passage.stock for passage in seen.passages] == [True]


@pytest.mark.parametrize(
    "instead",
    [
        pytest.param(page("beetle", *BEETLE), id="the line goes"),
        pytest.param(page("beetle", *BEETLE, FURNITURE, host="moved.example"), id="the page goes to another outlet"),
        pytest.param(page("beetle", *RAIL, BEETLE[0], FURNITURE), id="the page turns to another's subject"),
    ],
)
def test_furniture_is_given_up_when_a_revision_takes_a_page_away(tmp_path: Path, instead: Article) -> None:
    with fill(tmp_path / "news.db", [BANK_PAGE, RAIL_PAGE, BEETLE_PAGE], [instead]) as archive:
        assert furniture(archive) == {}
        assert kinds(archive)["bank", "rail"] == "excerpt"
        with fill(tmp_path / "fresh.db", [BANK_PAGE, RAIL_PAGE, instead]) as fresh:
            assert said(archive) == said(fresh)
        archive.ingest([BEETLE_PAGE])
        assert set(furniture(archive)) == {HOST}
        assert kinds(archive) == {}


def test_a_revision_of_one_page_keeps_what_three_others_show(tmp_path: Path) -> None:
    pages = [BANK_PAGE, RAIL_PAGE, BEETLE_PAGE, page("school", *SCHOOL, FURNITURE)]
    with fill(tmp_path / "news.db", pages, [page("school", *SCHOOL)]) as archive:
        assert set(furniture(archive)) == {HOST}


def test_versions_of_one_story_do_not_turn_its_paragraphs_into_furniture(tmp_path: Path) -> None:
    text = "\n\n".join(HARBOUR[1:])
    versions = [page(f"v{i}", HARBOUR[0], edited(text, 0.03 * i, i)) for i in range(5)]
    with fill(tmp_path / "news.db", versions) as archive:
        assert furniture(archive) == {}
        assert len(kinds(archive)) == 10


def test_a_paragraph_in_two_stories_and_a_digest_of_them_is_no_furniture(tmp_path: Path) -> None:
    pages = [page("h", *HARBOUR), page("s", *SCHOOL), page("digest", *HARBOUR[:2], *SCHOOL[:2], BEETLE[0])]
    with fill(tmp_path / "news.db", pages) as archive:
        assert furniture(archive) == {}
        assert set(kinds(archive)) == {("digest", "h"), ("digest", "s")}


def test_outlets_do_not_learn_from_one_another(tmp_path: Path) -> None:
    apart = [
        page("a", *BANK, FURNITURE, host="a.example"),
        page("b", *RAIL, FURNITURE, host="b.example"),
        page("c", *BEETLE, FURNITURE, host="c.example"),
    ]
    with fill(tmp_path / "news.db", apart) as archive:
        assert furniture(archive) == {}


def test_an_outlets_furniture_counts_for_other_outlets(tmp_path: Path) -> None:
    """Whoever reprints the notice as part of a page of another outlet prints text that is not furniture there."""
    elsewhere = page("elsewhere", SCHOOL[0], SCHOOL[1], FURNITURE, host="other.example")
    with fill(tmp_path / "news.db", [BANK_PAGE, RAIL_PAGE, BEETLE_PAGE, elsewhere]) as archive:
        assert kinds(archive) == {}, "stock on one side is stock"


def test_articles_without_an_outlet_teach_nothing(tmp_path: Path) -> None:
    def nameless(key: str, *paragraphs: str) -> Article:
        return Article(key=key, text="\n\n".join(paragraphs), capture=BANK_PAGE.capture)

    pages = [nameless("a", *BANK, FURNITURE), nameless("b", *RAIL, FURNITURE), nameless("c", *BEETLE, FURNITURE)]
    with fill(tmp_path / "news.db", pages) as archive:
        assert len(kinds(archive)) == 3


def test_one_page_under_many_addresses_is_one_page(tmp_path: Path) -> None:
    same = [page(f"k{i}", *BANK, FURNITURE) for i in range(5)]
    with fill(tmp_path / "news.db", [*same, RAIL_PAGE]) as archive:
        assert furniture(archive) == {}
        archive.ingest([page("i", invented(3, 120), FURNITURE)])
        assert set(furniture(archive)) == {HOST}
        assert len(archive.story("k0").members) == 5


def test_asking_uses_the_furniture_that_is_known(tmp_path: Path) -> None:
    asked = page("asked", *SCHOOL[:2], FURNITURE)
    with Archive.open(tmp_path / "news.db") as archive:
        archive.ingest([BANK_PAGE, RAIL_PAGE])
        assert {relation.b for relation in archive.check(asked)} == {"bank", "rail"}
        archive.ingest([BEETLE_PAGE])
        assert archive.check(asked) == []
