"""Addresses of the web as articles: pages, feeds and site maps, and coming back to them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dedup.config import LiveLimits
from dedup.errors import FetchStoppedError, InputError, RetryLaterError, TooLargeError
from dedup.fetch import Client
from dedup.ingest import Found, Held, Live, Visit, article_from_page
from dedup.model import Article, DateClaim, Medium, MetaSource, Rejection
from tests.fetch_factories import QUICK, client
from tests.ingest_factories import OTHER, STORY, TITLE, articles, json_ld, rejections
from tests.ingest_factories import page as written
from tests.live_factories import index, item, rss, shown, sitemap
from tests.web_server import (
    LOOPBACK,
    Authority,
    Request,
    Route,
    WebServer,
    Wire,
    page,
    redirect,
)

MONDAY = "Mon, 07 Oct 2024 10:00:00 GMT"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def look(asking: Client, url: str) -> Found:
    return next(Live(asking).look([Visit(url)]))


def read(
    url: str, live: LiveLimits | None = None, held: Callable[[str], Held | None] | None = None
) -> list[Article | Rejection]:
    with client() as asking:
        reader = Live(asking, live=live, held=held or (lambda _: None))
        return list(reader.read([Visit(url)]))


def one(url: str) -> Article:
    (article,) = read(url)
    assert isinstance(article, Article)
    return article


def test_a_page_is_an_article_with_when_and_how_it_came(server: WebServer) -> None:
    server.otherwise = shown()
    article = one(server.url("/story?utm_source=feed"))
    assert article.text == "\n\n".join(STORY)
    assert article.key == server.url("/story")
    assert article.capture.source == article.capture.uri == server.url("/story?utm_source=feed")
    assert (article.capture.medium, article.capture.tls_verified) == (Medium.PAGE, False)
    assert article.capture.retrieved_at is not None
    seen = DateClaim(article.capture.retrieved_at.replace(microsecond=0), MetaSource.FETCH)
    assert article.first_seen == seen
    assert article.findings == ()


def test_a_page_over_tls_says_so(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with WebServer({"/": shown()}, authority.context(LOOPBACK)) as server:
        with client(replace(QUICK, ca_file=authority.file)) as asking:
            found = look(asking, server.url())
        assert found.article is not None
        assert found.article.capture.tls_verified is True


def test_a_plain_text_is_an_article(server: WebServer) -> None:
    server.routes["/"] = page("\n\n".join([TITLE, *STORY]).encode(), content_type="text/plain")
    assert one(server.url()).capture.medium is Medium.TEXT


def test_the_charset_of_the_header_is_used(server: WebServer) -> None:
    body = written("Каменный мост закрыли во вторник, " + "и паром не ходит. " * 20).replace(
        '<meta charset="utf-8">', ""
    )
    server.routes["/"] = page(body.encode("cp1251"), content_type="text/html; charset=windows-1251")
    assert one(server.url()).text.startswith("Каменный мост закрыли")


def test_a_default_charset_yields_to_the_pages_own(server: WebServer) -> None:
    body = written("Каменный мост закрыли во вторник, " + "и паром не ходит. " * 20).replace("utf-8", "windows-1251")
    server.routes["/"] = page(body.encode("cp1251"), content_type="text/html; charset=ISO-8859-1")
    assert one(server.url()).text.startswith("Каменный мост закрыли")


@pytest.mark.parametrize("charset", ["hex", "idna", "punycode", "undefined", "no-such", "utf-16"])
def test_a_charset_that_is_none_does_no_harm(server: WebServer, charset: str) -> None:
    body = written(f"{STORY[0]} Fähre.").replace("utf-8", charset).encode("cp1252")
    server.routes["/"] = page(body, content_type=f"text/html; charset={charset}")
    assert one(server.url()).text.endswith("Fähre.")


def test_a_redirect_to_another_site_is_a_finding_and_one_within_is_not(server: WebServer) -> None:
    server.routes |= {"/story": shown(), "/near": redirect("/story")}
    far = f"http://news.example:{server.port}/story"
    server.routes["/far"] = redirect(far)
    assert one(server.url("/near")).findings == ()
    allowed = replace(QUICK, allow=frozenset({LOOPBACK, "news.example"}))
    with client(allowed, {"news.example": [LOOPBACK]}) as asking:
        article = look(asking, server.url("/far")).article
    assert article is not None
    assert article.key == far
    assert [(found.code, found.detail) for found in article.findings] == [
        ("redirected", f"{server.url('/far')} led to another site, {far}")
    ]


def test_a_front_page_names_its_feed(server: WebServer) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    server.routes["/"] = shown("Welcome.", head=link)
    (rejected,) = rejections(read(server.url()))
    assert rejected.source == server.url()
    assert rejected.reason.endswith(f"; it names the feed {server.url('/feed.xml')}, which can be ingested")


# --- feeds and site maps ----------------------------------------------------------------------------------------------


def test_pages_of_a_feed_are_fetched_once_each_and_in_its_order(server: WebServer) -> None:
    server.routes |= {
        "/b": shown(*OTHER, title="Bread and bees"),
        "/a": shown(),
        "/feed": rss(
            *(item(server.url(path)) for path in ("/b", "/gone", "/a", "/b?utm_medium=rss")),
            item("", "<title>Nothing</title>"),
        ),
    }
    found = read(server.url("/feed"))
    assert [one.key if isinstance(one, Article) else one for one in found] == [
        server.url("/b"),
        Rejection(server.url("/gone"), f"{server.url('/gone')} answers with status 404."),
        server.url("/a"),
        Rejection(f"{server.url('/feed')}:5", "holds no text; it names no page that could be fetched"),
    ]
    assert sorted(server.paths) == ["/a", "/b", "/feed", "/gone"]


def test_a_feeds_claims_fill_what_the_page_leaves_open(server: WebServer) -> None:
    given = f"<pubDate>{MONDAY}</pubDate><title>Another title</title><author>Ida Renner</author>"
    server.routes |= {"/a": shown(), "/feed": rss(item(server.url("/a"), given))}
    (article,) = articles(read(server.url("/feed")))
    assert article.published == DateClaim(datetime(2024, 10, 7, 10, tzinfo=UTC), MetaSource.FEED)
    assert article.title is not None
    assert article.title.value == TITLE
    assert article.byline is not None
    assert (article.byline.value, article.byline.source) == ("Ida Renner", MetaSource.FEED)


def test_a_feed_that_contradicts_the_page_is_a_finding(server: WebServer) -> None:
    server.routes |= {
        "/a": shown(head=json_ld(datePublished="2024-10-01T08:00:00Z")),
        "/feed": rss(item(server.url("/a"), f"<pubDate>{MONDAY}</pubDate>")),
    }
    (article,) = articles(read(server.url("/feed")))
    assert article.published is not None
    assert article.published.source is MetaSource.JSON_LD
    assert [(one.code, one.detail) for one in article.findings] == [
        (
            "date_contradicted",
            "the page claims to be published on 2024-10-01T08:00:00+00:00, the feed that lists it says "
            "2024-10-07T10:00:00+00:00",
        )
    ]


def test_another_sites_feed_claims_nothing_about_a_page(server: WebServer) -> None:
    server.routes |= {"/a": shown(), "/feed": rss(item(server.url("/a"), f"<pubDate>{MONDAY}</pubDate>"))}
    allowed = replace(QUICK, allow=frozenset({LOOPBACK, "other.example"}))
    with client(allowed, {"other.example": [LOOPBACK]}) as asking:
        (article,) = articles(Live(asking).read([Visit(server.url("/feed", "other.example"))]))
    assert article.published is None


def whole_text(server: WebServer) -> str:
    markup = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in STORY)
    return item(server.url("/a"), f"<title>{TITLE}</title><content:encoded>{markup}</content:encoded>")


def test_an_entry_with_its_text_needs_no_fetch(server: WebServer) -> None:
    server.routes |= {"/a": shown(), "/feed": rss(whole_text(server))}
    (article,) = articles(read(server.url("/feed")))
    assert article.text == "\n\n".join(STORY)
    assert (article.key, article.capture.source) == (server.url("/a"), f"{server.url('/feed')}:1")
    assert article.capture.medium is Medium.ENTRY
    assert article.first_seen is not None
    assert article.first_seen.source is MetaSource.FETCH
    assert server.paths == ["/feed"]


def test_the_page_of_an_entry_with_its_text_is_fetched_on_request(server: WebServer) -> None:
    server.routes |= {"/a": shown(), "/feed": rss(whole_text(server))}
    with client() as asking:
        (article,) = articles(Live(asking, whole_pages=True).read([Visit(server.url("/feed"))]))
    assert article.capture.medium is Medium.PAGE
    assert server.paths == ["/feed", "/a"]


@pytest.mark.parametrize(
    ("lastmod", "paths"),
    [
        ("", ["/map"]),
        ("<lastmod>2024-10-07T09:59:59Z</lastmod>", ["/map"]),
        ("<lastmod>2024-10-06</lastmod>", ["/map"]),
        ("<lastmod>2024-10-07T10:00:01Z</lastmod>", ["/map", "/a"]),
        ("<lastmod>2024-10-07</lastmod>", ["/map", "/a"]),  # any moment of that day
    ],
)
def test_a_held_page_is_fetched_only_if_it_changed_since(server: WebServer, lastmod: str, paths: list[str]) -> None:
    server.routes |= {"/a": shown(), "/map": sitemap(server.url("/a?utm_source=map"), lastmod=lastmod)}
    server.otherwise = shown()
    asked: list[str] = []

    def held(url: str) -> Held:
        asked.append(url)
        return Held(datetime(2024, 10, 7, 10, tzinfo=UTC))

    read(server.url("/map"), held=held)
    assert asked == [server.url("/a")]
    assert [path.partition("?")[0] for path in server.paths] == paths


def test_a_held_page_gets_the_claims_that_a_feed_adds(server: WebServer) -> None:
    server.routes |= {"/a": shown(), "/feed": rss(item(server.url("/a"), f"<pubDate>{MONDAY}</pubDate>"))}
    first = one(server.url("/a"))
    now = datetime.now(UTC) + timedelta(hours=1)
    (again,) = articles(read(server.url("/feed"), held=lambda _: Held(now, first)))
    assert again.published == DateClaim(datetime(2024, 10, 7, 10, tzinfo=UTC), MetaSource.FEED)
    assert replace(again, published=None) == first
    assert read(server.url("/feed"), held=lambda _: Held(now, again)) == []
    assert server.paths == ["/a", "/feed", "/feed"]


def test_an_index_that_includes_itself_ends(server: WebServer) -> None:
    loop = [server.url("/index"), server.url("/index?utm_source=x"), server.url("/deeper"), server.url("/map")]
    server.routes |= {
        "/index": index(*loop),
        "/deeper": index(*reversed(loop)),
        "/map": page(gzip.compress(f"<urlset><url><loc>{server.url('/a')}</loc></url></urlset>".encode())),
        "/a": shown(),
    }
    assert [article.key for article in articles(read(server.url("/index")))] == [server.url("/a")]
    assert server.paths == ["/index", "/deeper", "/map", "/a"]


def test_limits_are_named_and_the_rest_is_read(server: WebServer) -> None:
    server.otherwise = shown()
    server.routes |= {
        "/index": index(*(server.url(f"/map{number}") for number in range(4))),
        **{f"/map{number}": sitemap(*(server.url(f"/{number}/{at}") for at in range(3))) for number in range(4)},
    }
    told: list[tuple[str, str]] = []

    def on_failure(address: str, error: InputError) -> None:
        told.append((address, type(error).__name__))

    with client() as asking:
        live = Live(asking, live=LiveLimits(max_pages=4, max_listings=2))
        found = list(live.articles(look(asking, server.url("/index")), on_failure))
    assert [article.key for article in articles(found)] == [
        server.url(path) for path in ("/0/0", "/0/1", "/0/2", "/1/0")
    ]
    assert [(one.source, one.reason) for one in rejections(found)] == [
        (
            server.url("/index"),
            "2 pages were left out beyond the 4 fetched at a time; the same call again goes on, "
            "--max-pages allows more",
        ),
        (server.url("/index"), "2 site maps were left out beyond the 2 read at a time; name those that are wanted"),
    ]
    assert told == [(server.url("/index"), TooLargeError.__name__)] * 2


def test_a_listing_where_a_page_was_to_be_expected_is_not_followed(server: WebServer) -> None:
    server.routes |= {"/feed": rss(item(server.url("/map"))), "/map": sitemap(server.url("/a")), "/a": shown()}
    assert [one.source for one in rejections(read(server.url("/feed")))] == [server.url("/map")]
    assert server.paths == ["/feed", "/map"]


# --- coming back ------------------------------------------------------------------------------------------------------


def conditional(body: bytes) -> Route:
    def route(request: Request, wire: Wire) -> None:
        same = request.headers.get("if-none-match") == '"v1"'
        (page(status="304 Not Modified") if same else page(body, etag='"v1"'))(request, wire)

    return route


def test_the_next_visit_asks_for_what_changed(server: WebServer) -> None:
    server.routes["/"] = conditional(written().encode())
    with client() as asking:
        live = Live(asking)
        first = look(asking, server.url())
        assert first.next_visit == Visit(server.url(), '"v1"')
        (second,) = live.look([first.next_visit])
        assert second.not_modified
        assert list(live.articles(second)) == []
        assert second.next_visit == first.next_visit


def test_a_busy_site_says_when_to_come_back_and_loses_no_mark(server: WebServer) -> None:
    server.routes["/"] = page(status="503 Service Unavailable", retry_after="120")
    with client() as asking:
        (found,) = Live(asking).look([Visit(server.url(), '"v1"')])
    assert isinstance(found.failure, RetryLaterError)
    assert found.retry_seconds == 120
    assert found.next_visit == Visit(server.url(), '"v1"')


def test_closing_the_client_ends_the_reading_without_a_rejection_for_each_page(server: WebServer) -> None:
    urls = [server.url(f"/{number}") for number in range(50)]
    server.otherwise = shown()
    server.routes["/feed"] = rss(*map(item, urls))
    told: list[type[InputError]] = []
    with client() as asking:
        live = Live(asking)
        reading = live.articles(look(asking, server.url("/feed")), lambda _, error: told.append(type(error)))
        next(reading)
        asking.close()
        assert rejections(reading) == []
        assert list(live.read([Visit(server.url("/feed"))])) == []
    assert told == [FetchStoppedError]
    assert len(server.paths) < 20


def corpus_pages(shared: Path) -> list[tuple[str, bytes]]:
    """Real pages by their names, every fifth of them."""
    files = sorted((shared / "corpora" / "html_articles" / "html").glob("*.html.gz"))[::5]
    return [(file.name.removesuffix(".gz"), gzip.decompress(file.read_bytes())) for file in files]


@pytest.mark.shared
def test_pages_give_the_same_articles_from_their_addresses_as_from_their_files(shared: Path, server: WebServer) -> None:
    pages = corpus_pages(shared)
    server.routes = {f"/{name}": page(payload, content_type="text/html") for name, payload in pages}
    with client(replace(QUICK, total_seconds=60.0)) as asking:
        for found, (name, payload) in zip(
            Live(asking).look(Visit(server.url(f"/{name}")) for name, _ in pages), pages, strict=True
        ):
            try:
                expected = article_from_page(payload, key=name, source=name, uri=server.url(f"/{name}"))
            except InputError as error:
                assert str(found.failure).startswith(str(error))
                continue
            assert found.article is not None
            assert found.article.text == expected.text
            assert (found.article.title, found.article.byline) == (expected.title, expected.byline)
            assert found.article.published == expected.published
