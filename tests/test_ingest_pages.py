"""Articles from pages: the body alone, and what the page says about itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.errors import InputError, UnusableError
from dedup.ingest import article_from_page
from dedup.model import Article, MetaSource
from tests.ingest_factories import FOURTH, LEAD, LIMITS, OTHER, SECOND, STORY, THIRD, TITLE, json_ld, page


def made(html: str | bytes, uri: str | None = None) -> Article:
    return article_from_page(html, key="a.html", source="a.html", uri=uri, limits=LIMITS)


def body(html: str | bytes) -> list[str]:
    return made(html).text.split("\n\n")


# --- the body ---------------------------------------------------------------------------------------------------------


def test_the_body_is_the_article_alone() -> None:
    assert body(page()) == list(STORY)


@pytest.mark.parametrize(
    "extra",
    [
        f"<aside class='related'><p>{OTHER[0]}</p></aside>",
        f"<div class='related-stories'><h3>More</h3><p>{OTHER[0]}</p></div>",
        f"<div class='newsletterSignup'><p>{OTHER[1]}</p></div>",
        f"<div class='factbox'><p>{OTHER[1]}</p></div>",
        f"<section id='comments'><p>{OTHER[0]}</p></section>",
        f"<figure><img src='a.jpg'><figcaption>{OTHER[0]}</figcaption></figure>",
        f"<div role='dialog'><p>{OTHER[1]}</p></div>",
        f"<p><a href='/bread'>{OTHER[0].rstrip('.')}</a></p>",
        "<p>Read more: Bread at half price in the upper town</p>",
        "<p>Follow us on Facebook</p><p>Sign up for our newsletter to get stories like this.</p>",
        "<h2>You may also like</h2>",
        "<p>Advertisement</p>",
    ],
)
@pytest.mark.parametrize("place", ["inside", "after", "before"])
def test_side_matter_stays_out_of_the_body(extra: str, place: str) -> None:
    html = {"inside": page(inside=extra), "after": page(after=extra), "before": page(before=extra)}[place]
    assert body(html) == list(STORY)


def test_a_block_with_most_of_the_story_is_the_story_whatever_it_is_called() -> None:
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    html = f"<html><body><main><h1>{TITLE}</h1><div class='paywall comments related'>{inner}</div></main></body></html>"
    assert body(html) == list(STORY)


def test_a_source_line_in_the_article_stays() -> None:
    line = '<p class="source">Source: <a href="https://courier.example/landing">courier.example</a></p>'
    assert body(page(inside=line)) == [*STORY, "Source: courier.example"]


def test_a_standfirst_outside_the_paragraphs_is_part_of_the_body() -> None:
    standfirst = (
        "Divers found rot in eleven of twenty piles, and islanders will have to climb wet steps until next year."
    )
    html = page(
        head=f'<meta property="og:description" content="{standfirst}">', before=f'<div class="dek">{standfirst}</div>'
    )
    assert body(html) == [standfirst, *STORY]


def test_a_description_that_is_not_shown_is_no_part_of_the_body() -> None:
    assert body(
        page(
            head='<meta name="description" content="All about the old ferry landing and why it had to be closed '
            'this week.">'
        )
    ) == list(STORY)


def test_the_whole_text_in_json_ld_wins_over_a_page_behind_a_wall() -> None:
    html = page(LEAD, SECOND, head=json_ld(headline=TITLE, articleBody="\n\n".join((*STORY, *OTHER, *reversed(STORY)))))
    assert made(html).text.startswith("\n\n".join((*STORY, *OTHER)))


def test_a_summary_in_json_ld_does_not_replace_the_body() -> None:
    assert body(page(head=json_ld(headline=TITLE, articleBody=LEAD))) == list(STORY)


def test_hidden_sentences_are_left_out_and_told() -> None:
    hidden = "Cheap flights to every island can be booked here today, say experts who were never asked about any ferry."
    for style in (
        'style="display:none"',
        "hidden",
        'style="color:#fff;background:#ffffff"',
        'style="visibility: hidden"',
    ):
        article = made(page(inside=f"<p {style}>{hidden}</p><p>{FOURTH} Again.</p>"))
        assert hidden not in article.text
        assert [finding.code for finding in article.findings] == ["hidden_text"], style


def test_hidden_labels_are_no_finding() -> None:
    article = made(
        page(
            inside="<span hidden>Opens in a new window</span>",
            before="<nav style='display:none'>Front page, harbour, sport.</nav>",
        )
    )
    assert article.findings == ()


def test_characters_are_kept_and_entities_decoded() -> None:
    first = (
        "The cap&shy;tain&rsquo;s &laquo;last&raquo; trip, he said, took zero&#8203;width time &amp; "
        "cost 5 &lt; 6 crowns at the quay."
    )
    text = made(page(first, *STORY)).text
    assert "captain" not in text
    assert "cap\u00adtain’s «last» trip" in text
    assert "zero\u200bwidth time & cost 5 < 6 crowns" in text


def test_a_headline_repeated_above_the_text_is_not_in_the_body() -> None:
    assert body(page(TITLE, *STORY)) == list(STORY)


# --- what the page says about itself ----------------------------------------------------------------------------------


def test_json_ld_goes_before_meta_and_each_claim_tells_its_source() -> None:
    head = (
        json_ld(
            headline=TITLE,
            datePublished="2026-03-04T10:30:00+01:00",
            dateModified="2026-03-05T08:00:00+01:00",
            author=[{"@type": "Person", "name": "Ida Brook"}, {"@type": "Person", "name": "Jon Vale"}],
            publisher={"@type": "Organization", "name": "Marlow Courier"},
        )
        + '<meta property="article:published_time" content="2026-03-01T00:00:00Z"><link rel="canonical" '
        'href="https://courier.example/landing">' + '<meta property="og:title" content="Another title">'
    )
    article = made(page(head=head))
    for claim, value, origin in (
        (article.title, TITLE, MetaSource.JSON_LD),
        (article.byline, "Ida Brook, Jon Vale", MetaSource.JSON_LD),
        (article.publisher, "Marlow Courier", MetaSource.JSON_LD),
        (article.canonical_url, "https://courier.example/landing", MetaSource.META),
        (article.language, "en", MetaSource.META),
    ):
        assert claim is not None
        assert (claim.value, claim.source) == (value, origin)
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04T10:30:00+01:00", MetaSource.JSON_LD)
    assert article.modified is not None
    assert article.modified.iso == "2026-03-05T08:00:00+01:00"
    assert article.uri is None
    assert article.key == "a.html"


def test_a_page_that_says_only_when_it_was_changed_claims_no_day_of_publication() -> None:
    """The fallback finds the day of the change, which is no claim of when the article was published."""
    changed = made(page(head='<meta property="article:modified_time" content="2026-03-05T08:00:00+01:00">'))
    assert changed.modified is not None
    assert changed.modified.iso == "2026-03-05T08:00:00+01:00"
    assert changed.published is None


def test_meta_tags_serve_where_json_ld_is_missing() -> None:
    head = (
        '<meta property="og:title" content="Landing closes | Marlow Courier"><meta property="og:site_name" '
        'content="Marlow Courier">'
        '<meta name="author" content="By Ida Brook"><meta property="article:published_time" '
        'content="2026-03-04T10:30:00Z">'
        '<meta property="og:url" content="https://courier.example/landing">'
    )
    article = made(page(head=head))
    assert article.title is not None
    assert (article.title.value, article.title.source) == ("Landing closes", MetaSource.META)
    assert article.publisher is not None
    assert article.publisher.value == "Marlow Courier"
    assert article.byline is not None
    assert article.byline.value == "Ida Brook"
    assert article.canonical_url is not None
    assert article.canonical_url.value == "https://courier.example/landing"
    assert article.published is not None
    assert article.published.source is MetaSource.META


def test_what_the_reader_sees_serves_where_nothing_is_declared() -> None:
    html = page(before='<p class="byline">By Ida Brook</p><time class="published" datetime="2026-03-04">4 March</time>')
    article = made(html)
    assert article.title is not None
    assert (article.title.value, article.title.source) == (TITLE, MetaSource.MARKUP)
    assert article.byline is not None
    assert (article.byline.value, article.byline.source) == ("Ida Brook", MetaSource.MARKUP)
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04", MetaSource.MARKUP)


@pytest.mark.parametrize(
    "block",
    [
        '{"@graph": [{"@type": "Site"}, {"@type": ["NewsArticle"], "headline": "%s", "datePublished": "2026-03-04"}]}',
        '[{"@type": "BreadcrumbList"}, '
        '{"@type": "ReportageNewsArticle", "headline": "%s", "datePublished": "2026-03-04"}]',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "%s", "datePublished": "2026-03-04"}}',
        '{"@type": "NewsArticle", "headline": "%s", "datePublished": "2026-03-04",}',
        '<!-- {"@type": "NewsArticle", "headline": "%s", "datePublished": "2026-03-04"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "%s", "datePublished": "2026-03-04"}\n//]]>',
        '{"@type": "Person"}\n{"@type": "NewsArticle", "headline": "%s", "datePublished": "2026-03-04"}',
        '{"@type": "NewsArticle", "headline": "%s", "description": "a "quoted" word", "datePublished": "2026-03-04"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;%s&quot;,"
        "&quot;datePublished&quot;: &quot;2026-03-04&quot;}",
        '{"@type": "NewsArticle", "headline": "%s", "articleSection": "a\nb", "datePublished": "2026-03-04"}',
    ],
)
def test_json_ld_is_read_in_all_its_shapes(block: str) -> None:
    article = made(page(head=f'<script type="application/ld+json">{block.replace("%s", TITLE)}</script>'))
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04", MetaSource.JSON_LD)
    assert article.title is not None
    assert article.title.value == TITLE


def test_the_pages_own_article_is_told_from_its_teasers_in_json_ld() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Bread at half price", "datePublished": "2020-01-01"}
    own = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-03-04"}
    block = f'<script type="application/ld+json">{json.dumps([teaser, own])}</script>'
    article = made(page(head=block + f'<meta property="og:title" content="{TITLE}">'))
    assert article.title is not None
    assert article.title.value == TITLE
    assert article.published is not None
    assert article.published.iso == "2026-03-04"


def test_an_impossible_date_is_passed_over_and_told() -> None:
    head = (
        json_ld(headline=TITLE, datePublished="3000-01-01")
        + '<meta property="article:published_time" content="2026-03-04">'
    )
    article = made(page(head=head))
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04", MetaSource.META)
    assert [finding.code for finding in article.findings] == ["date_refused"]
    assert "3000" in article.findings[0].detail


def test_a_day_in_the_address_serves_last() -> None:
    article = made(page(), uri="https://courier.example/2026/03/04/landing")
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04", MetaSource.URL)
    assert article.uri == "https://courier.example/2026/03/04/landing"


@pytest.mark.parametrize("line", ["31 Feb 2026", "2026年13月45日", "32.13.2026"])
def test_a_day_that_no_calendar_has_dates_no_page_and_costs_none(line: str) -> None:
    article = made(page(before=f"<p class='date'>{line}</p><p class='byline'>By {line}</p>", inside=f"<p>{line}</p>"))
    assert article.published is None
    assert article.text.startswith(STORY[0])


def test_a_saved_page_tells_where_it_was_saved_from() -> None:
    html = page().replace("<html", "<!-- saved from url=(0031)https://courier.example/landing -->\n<html", 1)
    article = made(html)
    assert article.uri == "https://courier.example/landing"
    assert article.key == "a.html"


def test_a_title_that_holds_a_dash_is_cut_only_at_the_outlets_name() -> None:
    title = "Ferry landing - what the divers found"
    assert made(page(title=title)).title is not None
    article = made(
        page(
            head=f'<meta property="og:title" content="{title} - Marlow Courier"><meta property="og:site_name" '
            f'content="Marlow Courier">',
            title=title,
        )
    )
    assert article.title is not None
    assert article.title.value == title


def test_the_language_is_detected_where_none_is_declared() -> None:
    german = (
        "Der Hafenrat von Marlow hat am Dienstag beschlossen, den alten Anleger zu schließen, weil Taucher faule "
        "Pfähle fanden.",
        "Die Fähre zur Möweninsel legt künftig am Kohlenkai ab, wo es weder Dach noch trockene Stufen für die "
        "Gäste gibt.",
    )
    article = made(page(*german, lang=""))
    assert article.language is not None
    assert (article.language.value, article.language.source) == ("de", MetaSource.TEXT)


def test_escape_sequences_reach_no_claim() -> None:
    article = made(
        page(
            head=json_ld(
                headline="Landing\x1b[2J closes\u0007", author="Ida\x1b Brook", publisher={"name": "C\x00ourier"}
            )
        )
    )
    for claim in (article.title, article.byline, article.publisher):
        assert claim is not None
        assert claim.value.isprintable()


def test_a_page_without_an_article_is_unusable() -> None:
    with pytest.raises(UnusableError):
        made("<html><body><nav><a href='/'>Front page</a></nav></body></html>")


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div class='related'>",
                "</div>",
                "<table><td>",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                "<time datetime='9999'>",
                "<a href='//['>",
                "</a>",
                "<aside hidden>",
                "<base href='http://['>",
                "<li>",
                "&#0;",
                "&#xD800;",
                "<![CDATA[",
                LEAD,
                THIRD,
            ]
        ),
        max_size=40,
    )
)
def test_any_page_gives_an_article_or_a_reason(parts: list[str]) -> None:
    try:
        article = made(page(inside="".join(parts), head="".join(parts[:9])))
    except InputError as error:
        assert str(error)
    else:
        assert article.text.encode()


@pytest.mark.shared
def test_the_seeds_are_read_as_their_kinds_demand(shared: Path) -> None:
    from tests.ingest_factories import articles, read_all  # noqa: PLC0415

    found = [article for path in sorted((shared / "seeds").glob("*.txt")) for article in articles(read_all(path))]
    assert len(found) == 5
    for article in found:
        assert not any(
            mark in article.text for mark in ("<p>", '"@context"', "Subscribe to get the latest posts", "Milton")
        )
    assert {claim.iso[:10] for article in found if (claim := article.published)} == {"2024-10-09", "2024-06-24"}


def test_a_page_that_gives_no_day_gets_none() -> None:
    """Years and days in the running text are not guessed at: an undated origin must stay undated."""
    told = (
        "The landing was built in 1911, rebuilt after the flood of 12 February 2014 and painted for a regatta in 2019."
    )
    assert made(page(told, *STORY)).published is None


@pytest.mark.parametrize("line", ["March 4, 2026", "Posted on 4 March 2026 by Ida Brook", "04.03.2026", "4. März 2026"])
def test_a_day_printed_under_the_headline_is_read(line: str) -> None:
    article = made(page(*STORY).replace("</h1>", f"</h1><div>{line}</div>"))
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04", MetaSource.MARKUP)


@pytest.mark.parametrize(
    "hostile",
    [
        "<!-- -->" * 20_000,
        "<script>" * 200_000,
        "<script " * 200_000,
        "<style>" * 200_000,
        "<p style='" + " ;" * 300_000 + "'>",
        "<script type='application/ld+json'>" + "-->" + " " * 500_000 + "x</script>",
        "<a class='" + "related " * 50_000 + "'>",
        "".join(f"<a href='/{n}'>four words of teaser {n}</a>" for n in range(9_000)),
        "<div class='related box'>" * 900,
        "<div hidden>" * 900 + "a few words",
    ],
    ids=["comments", "scripts", "open scripts", "styles", "style", "wrapping", "classes", "links", "boxes", "hidden"],
)
def test_hostile_markup_takes_no_more_than_linear_time(hostile: str) -> None:
    """What fails here fails by the suite's timeout: each of these once took minutes or could have."""
    for html in (hostile + page(), page(inside=hostile)):
        try:
            made(html)
        except InputError as error:
            assert str(error)
