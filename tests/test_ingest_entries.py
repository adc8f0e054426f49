"""Articles out of feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedup.errors import UnusableError
from dedup.ingest import article_from_entry
from dedup.model import Article, Claim, Entry, Listing, ListingKind, Medium, MetaSource, Rejection
from tests.cli_factories import dedup
from tests.ingest_factories import LIMITS, OTHER, STORY, TITLE, articles, read_all, rejections, write

HOME = "https://courier.example"
URL = f"{HOME}/2026/landing"
MARKUP = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
FETCH = ", which have to be fetched; name its address instead"
MAPS = f"<sitemap><loc>{HOME}/1.xml</loc></sitemap><sitemap><loc>{HOME}/2.xml</loc></sitemap>"
TEASER = f"<p>{STORY[0]} {STORY[1][:40]}… <a href='{URL}'>Continue reading</a></p>"


def made(
    content: str | None,
    *,
    url: str | None = URL,
    address: str | None = None,
    title: str = TITLE,
    summary: str | None = None,
) -> Article:
    entry = Entry(url=url, id="courier-7", title=Claim(title, MetaSource.FEED), content=content, summary=summary)
    listing = Listing(kind=ListingKind.RSS, address=address, entries=(entry,))
    return article_from_entry(entry, listing, source="feed.xml:1", digest="0" * 64, limits=LIMITS)


def test_an_entry_with_its_text_is_an_article() -> None:
    article = made(
        f"{MARKUP}<p>The post <a href='{URL}/?utm_source=rss'>Rotten</a> appeared first on <a href='/'>C</a>.</p>"
    )
    assert article.text == "\n\n".join(STORY)
    assert (article.key, article.uri, article.capture.medium) == (URL, URL, Medium.ENTRY)
    assert article.title == Claim(TITLE, MetaSource.FEED)


def test_markup_in_a_headline_goes() -> None:
    assert made(MARKUP, title="<i>Rotten</i> piles &amp; planks").title == Claim(
        "Rotten piles & planks", MetaSource.FEED
    )


def test_without_an_address_the_entrys_id_is_the_key() -> None:
    article = made(MARKUP, url=None)
    assert (article.key, article.uri) == ("courier-7", None)


def test_a_long_description_is_a_text_and_a_short_one_is_not() -> None:
    assert made(None, summary=f"{MARKUP}<p>{OTHER[0]}</p>").text == "\n\n".join((*STORY, OTHER[0]))
    with pytest.raises(
        UnusableError, match=r"holds only a summary; the page https://courier\.example/2026/landing has"
    ):
        made(None, summary=f"<p>{STORY[0]}</p>")


@pytest.mark.parametrize("cut", [TEASER, f"{MARKUP}<p>{STORY[0][:60]} [&hellip;]</p>", f"{MARKUP}<p>And [...]</p>"])
def test_a_text_that_was_cut_is_none(cut: str) -> None:
    with pytest.raises(UnusableError, match="holds only a summary"):
        made(cut)


def test_an_entry_with_nothing_says_so() -> None:
    with pytest.raises(UnusableError, match=r"holds no text; it names no page that could be fetched"):
        made(None, url=None)


@pytest.mark.parametrize("address", [f"{HOME}/feed", "https://feeds.courier.example/x", "http://www.courier.example/"])
def test_a_feed_speaks_for_its_own_site(address: str) -> None:
    assert made(MARKUP, address=address).key == URL


@pytest.mark.parametrize("address", ["https://thief.example/feed", "http://127.0.0.1/feed"])
def test_a_feed_does_not_speak_for_anothers_pages(address: str) -> None:
    with pytest.raises(UnusableError, match="is of another site than the feed"):
        made(MARKUP, address=address)


def feed(*items: str) -> str:
    return (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>' + "".join(items) + "</channel></rss>"
    )


def item(url: str, content: str = "", summary: str = "") -> str:
    return (
        f"<item><title>{TITLE}</title><link>{url}</link><pubDate>Wed, 04 Mar 2026 10:30:00 GMT</pubDate>"
        f"<description><![CDATA[{summary}]]></description><content:encoded><![CDATA[{content}]]></content:encoded></item>"
    )


def test_a_feed_in_a_file_gives_articles_and_names_what_has_to_be_fetched(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.xml", feed(item(f"{URL}?utm_source=rss", MARKUP), item(f"{HOME}/b", "", TEASER)))
    found = read_all(path)
    (article,) = articles(found)
    assert (article.key, article.capture.source) == (URL, f"{path.as_posix()}:1")
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04T10:30:00+00:00", MetaSource.FEED)
    (refused,) = rejections(found)
    assert refused.source == f"{path.as_posix()}:2"
    assert refused.reason == f"holds only a summary; the page {HOME}/b has to be fetched"


def test_ingesting_a_feed_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.xml", feed(item(URL, MARKUP)))
    for outcome in ("stored", "unchanged"):
        done = dedup("ingest", path, "--db", tmp_path / "news.db", "--format", "json")
        assert (done.code, done.json()[outcome]) == (0, 1)
    told = dedup("export", "articles", "--db", tmp_path / "news.db", "--format", "jsonl").lines()
    assert [(one["id"], one["medium"], one["sources"]["published"]) for one in told] == [(URL, "entry", "feed")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"<urlset>{2 * f'<url><loc>{URL}</loc></url>'}</urlset>", f"is a list of 2 pages{FETCH}"),
        (f"{URL}\n{HOME}/b\n", f"is a list of 2 pages{FETCH}"),
        (f"<sitemapindex>{MAPS}</sitemapindex>", f"is an index of 2 site maps{FETCH}"),
        (feed(), "is a feed without entries"),
    ],
)
def test_what_gives_no_article_is_rejected_by_name(tmp_path: Path, content: str, reason: str) -> None:
    path = write(tmp_path / "a.xml", content)
    assert read_all(path) == [Rejection(path.as_posix(), reason)]
