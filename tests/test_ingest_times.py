"""When a page shows its reader that it was published, where nothing else in it says so."""

from __future__ import annotations

import pytest

from dedup.ingest import article_from_page
from dedup.model import MetaSource
from tests.ingest_factories import LEAD, LIMITS, OTHER, SECOND, page


def published(html: str) -> str | None:
    article = article_from_page(html, key="a.html", source="a.html", limits=LIMITS)
    assert article.published is None or article.published.source is MetaSource.MARKUP
    return article.published.iso if article.published else None


def below_headline(*paragraphs: str) -> str:
    return page().replace("</h1>", "</h1>" + "".join(paragraphs), 1)


def test_the_day_of_a_post_that_is_shown_in_an_article_is_not_the_article_s() -> None:
    post = f"<blockquote class='post'><p>{OTHER[0]}</p><time datetime='2024-01-02T08:00:00Z'>2 Jan</time></blockquote>"
    assert published(below_headline("<p class='line'>4 March 2026</p>").replace("</article>", post + "</article>")) == (
        "2026-03-04"
    )


@pytest.mark.parametrize(
    "column", ["div id='sidebar'", "div class='aside wide'", "div id='comments'", "div class='sidebar'"]
)
def test_the_days_of_columns_beside_an_article_are_not_its_own(column: str) -> None:
    teaser = f"<{column}><p>{OTHER[1]} <time class='published' datetime='2026-05-06'>6 May</time></p></{column[:3]}>"
    html = below_headline("<p><time datetime='2026-03-04'>4 March</time></p>")
    assert published(html.replace("</h1>", "</h1>" + teaser, 1)) == "2026-03-04"


def test_of_many_marked_days_the_one_below_the_headline_counts() -> None:
    teasers = "".join(
        f"<div class='box'><p>{text}</p><time pubdate datetime='2026-05-0{day}'>then</time></div>"
        for day, text in enumerate(OTHER, 6)
    )
    own = "<p><time datetime='2026-03-04'>4 March</time></p>"
    assert published(below_headline(own).replace("</main>", teasers + "</main>")) == "2026-03-04"
    marked = own.replace("<time", "<time pubdate")
    assert published(below_headline(marked).replace("<article>", teasers + "<article>")) == "2026-03-04"


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("Published 1 March 2026", "2026-03-01"),
        ("Publié le 1er mars 2026", "2026-03-01"),
        ("Updated 9 March 2026", "2026-03-04T10:00:00+00:00"),
        ("5 March 2026", "2026-03-04T10:00:00+00:00"),  # the same moment, in another zone
        ("31 February 2026", "2026-03-04T10:00:00+00:00"),
        ("on Wednesday", "2026-03-04T10:00:00+00:00"),
    ],
)
def test_what_a_reader_sees_goes_before_what_the_program_noted(shown: str, day: str) -> None:
    assert published(below_headline(f"<p><time datetime='2026-03-04T10:00:00Z'>{shown}</time></p>")) == day


def test_an_author_named_in_the_first_lines_of_the_body_is_read_there_and_leaves_it() -> None:
    bulk = "<i></i>" * 80  # too far from the headline to be found there
    html = page(LEAD, "<em>Von Ida Sandmann</em>", SECOND).replace("</h1>", f"</h1><div>{bulk}</div>", 1)
    article = article_from_page(html, key="a.html", source="a.html", limits=LIMITS)
    assert article.byline is not None
    assert article.byline.value == "Ida Sandmann"
    assert "Sandmann" not in article.text
    told = article_from_page(
        page("By Ida Sandmann we were told so", *(LEAD, SECOND)), key="b", source="b", limits=LIMITS
    )
    assert "Sandmann" in told.text
