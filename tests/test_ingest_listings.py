"""Feeds and site maps of every kind, and hostile ones."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.config import IngestLimits
from dedup.errors import DedupError, TooLargeError, UnusableError
from dedup.ingest.listings import feed_links, listing_kind, read_listing
from dedup.model import Claim, Entry, Listing, ListingKind, MetaSource
from dedup.text.addresses import normal_url
from tests.ingest_factories import page

HOME = "https://courier.example"
FEED = f"{HOME}/feed"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(*items: str, head: str = "", before: str = '<?xml version="1.0"?>', version: str = "2.0") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'{before}<rss version="{version}" {NAMESPACES}><channel><title>Marlow Courier</title><link>{HOME}/</link>'
        f"{head}{listed}</channel></rss>"
    )


def listing(text: str | bytes, address: str | None = FEED, limits: IngestLimits | None = None) -> Listing:
    payload = text if isinstance(text, bytes) else text.encode()
    found = read_listing(payload, address=address, limits=limits)
    assert listing_kind(payload) in {found.kind, None}
    return found


def only(text: str | bytes) -> Entry:
    found = listing(text)
    assert len(found.entries) == 1
    return found.entries[0]


def said(one: Claim | None) -> tuple[str, str] | None:
    return (one.value, one.source.value) if one else None


def test_rss_with_everything() -> None:
    found = listing(
        rss(
            "<title>Landing &amp; ferry</title><link>/2026/landing?utm_source=rss</link>"
            "<guid isPermaLink='false'>courier-7</guid><pubDate>Wed, 04 Mar 2026 10:30:00 +0100</pubDate>"
            "<atom:updated>2026-03-05T08:00:00Z</atom:updated><dc:creator>Ida Brook</dc:creator>"
            "<dc:language>de-AT</dc:language><description>Piles &lt;b&gt;rot&lt;/b&gt;.</description>"
            "<content:encoded><![CDATA[<p>Piles & planks</p>]]></content:encoded>"
            "<media:content url='https://courier.example/a.jpg'/>",
            head="<language>en-gb</language><image><url>https://courier.example/x.png</url></image>"
            f"<atom:link rel='next' href='{FEED}?paged=2'/><atom:link rel='self' href='{FEED}'/>",
        )
    )
    assert (found.kind, found.title, found.home) == (ListingKind.RSS, "Marlow Courier", f"{HOME}/")
    assert (found.more, found.cut_short) == ((f"{FEED}?paged=2",), None)
    (entry,) = found.entries
    assert (entry.url, entry.id) == (f"{HOME}/2026/landing?utm_source=rss", "courier-7")
    assert said(entry.title) == ("Landing & ferry", "feed")
    assert (said(entry.author), said(entry.language)) == (("Ida Brook", "feed"), ("de", "feed"))
    assert entry.published is not None
    assert entry.updated is not None
    assert (entry.published.iso, entry.published.source) == ("2026-03-04T10:30:00+01:00", MetaSource.FEED)
    assert entry.updated.iso == "2026-03-05T08:00:00+00:00"
    assert (entry.summary, entry.content) == ("Piles <b>rot</b>.", "<p>Piles & planks</p>")


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_older_rss_is_read_alike(version: str) -> None:
    dtd = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://dtd.example/rss-0.91.dtd">'
    entry = only(rss("<title>A</title><link>https://courier.example/a</link>", before=dtd, version=version))
    assert (entry.url, said(entry.title)) == (f"{HOME}/a", ("A", "feed"))


def test_rss_1_has_its_items_beside_the_channel() -> None:
    found = listing(
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f" {NAMESPACES}>"
        f'<channel rdf:about="{FEED}"><title>C</title><link>{HOME}</link></channel>'
        f'<item rdf:about="{HOME}/a"><title>A</title><link>{HOME}/a</link><dc:date>2026-03-04</dc:date></item>'
        "</rdf:RDF>"
    )
    assert (found.kind, found.title, [entry.url for entry in found.entries]) == (ListingKind.RSS, "C", [f"{HOME}/a"])
    assert found.entries[0].published is not None
    assert found.entries[0].published.day_only


def test_atom_with_bases_and_xhtml() -> None:
    found = listing(
        '<?xml-stylesheet href="x.xsl"?><!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"'
        ' xml:base="/news/"><title>C</title><link rel="self" href="/feed"/><link rel="next" href="?page=2"/>'
        '<entry xml:base="harbour/"><id>tag:courier.example,2026:7</id><title type="xhtml"><div>The <b>end</b></div>'
        '</title><link rel="edit" href="/edit"/><link href="landing"/><published>2026-03-04T10:30:00Z</published>'
        "<updated>2026-03-05T10:30:00Z</updated><author><name>Ida Brook</name></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &lt; <a href="/x">two</a></p></div>'
        "</content><summary>Short.</summary></entry></feed>"
    )
    (entry,) = found.entries
    assert (found.kind, found.more) == (ListingKind.ATOM, (f"{HOME}/news/?page=2",))
    assert (entry.url, entry.id) == (f"{HOME}/news/harbour/landing", "tag:courier.example,2026:7")
    assert (said(entry.author), said(entry.language)) == (("Ida Brook", "feed"), ("en", "feed"))
    assert entry.content == '<div><p>One &lt; <a href="/x">two</a></p></div>'
    assert entry.summary == "Short."


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "C", "home_page_url": HOME, "next_url": "/feed?page=2",
        "language": "en-US", "authors": [{"name": "Desk"}],
        "items": [
            {"id": "7", "url": "/a", "title": "A", "content_html": "<p>x</p>", "date_published": "2026-03-04"},
            {"id": f"{HOME}/b", "content_text": "One & two\n\nThree", "authors": [{"name": "Ida"}], "summary": "S"},
            "no entry", {"id": 9, "date_published": "3026-01-01"},
        ],
    }  # fmt: skip
    found = listing(json.dumps(feed))
    first, second, third = found.entries
    assert (found.kind, found.more) == (ListingKind.JSON_FEED, (f"{HOME}/feed?page=2",))
    assert (first.url, first.content, said(first.author)) == (f"{HOME}/a", "<p>x</p>", ("Desk", "feed"))
    assert (second.url, second.content) == (f"{HOME}/b", "<p>One &amp; two</p><p>Three</p>")
    assert (third.url, third.published, third.findings[0].code) == (None, None, "date_refused")


def test_site_maps_tell_news() -> None:
    found = listing(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc> {HOME}/a?x=1&amp;y=2 </loc><news:news><news:publication><news:name>Marlow Courier</news:name>"
        "<news:language>en</news:language></news:publication><news:publication_date>2026-03-04</news:publication_date>"
        f"<news:title>A</news:title></news:news></url><url><loc>{HOME}/b</loc><lastmod>2026-03-05</lastmod></url>"
        "<url><loc>javascript:alert(1)</loc></url><url><lastmod>2026-03-05</lastmod></url></urlset>"
    )
    first, second = found.entries
    assert found.kind is ListingKind.SITEMAP
    assert (first.url, said(first.title)) == (f"{HOME}/a?x=1&y=2", ("A", "sitemap"))
    assert (said(first.publisher), said(first.language)) == (("Marlow Courier", "sitemap"), ("en", "sitemap"))
    assert first.published is not None
    assert (first.published.iso, first.published.source) == ("2026-03-04", MetaSource.SITEMAP)
    assert second.updated is not None
    assert (second.published, second.updated.iso) == (None, "2026-03-05")


def test_an_index_never_names_itself_and_a_circle_shows_in_normal_forms() -> None:
    own = f"{HOME}/sitemap.xml"
    maps = [
        own,
        "http://www.courier.example/sitemap.xml?utm_source=x",
        f"{HOME}/1.xml",
        f"{HOME}/1.xml",
        f"{HOME}/2.xml",
    ]
    text = "<sitemapindex>" + "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in maps) + "</sitemapindex>"
    found = listing(text, own)
    assert (found.kind, found.more) == (ListingKind.SITEMAP_INDEX, (f"{HOME}/1.xml", f"{HOME}/2.xml"))
    assert len({normal_url(one).url for one in maps}) == 3


def test_a_list_of_addresses_is_a_site_map() -> None:
    found = listing(f"\ufeff{HOME}/a\n\n{HOME}/b\r\n{HOME}/a?utm_source=x\n")
    assert (found.kind, [entry.url for entry in found.entries]) == (
        ListingKind.SITEMAP_TEXT,
        [f"{HOME}/a", f"{HOME}/b"],
    )


@pytest.mark.parametrize(
    "text", ["", "Some prose.", page(), "<svg/>", "<note><item/></note>", "{}", '{"version": 2}', "<"]
)
def test_nothing_else_is_a_listing(text: str) -> None:
    assert listing_kind(text.encode()) is None
    with pytest.raises(UnusableError, match="is no feed and no site map"):
        read_listing(text.encode())


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (f"<link>https://proxy.example/~r/1</link><feedburner:origLink>{HOME}/a</feedburner:origLink>", f"{HOME}/a"),
        (f"<link>https://www.google.com/url?q={HOME}/a</link>", f"{HOME}/a"),
        (f"<guid>{HOME}/a</guid>", f"{HOME}/a"),
        (f"<guid isPermaLink='false'>{HOME}/a</guid>", None),
        (f"<atom:link rel='alternate' href='{HOME}/a'/><link></link>", f"{HOME}/a"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>https://[::1</link>", None),
        (f"<link>{HOME}/{'x' * 5000}</link>", None),
    ],
)
def test_the_address_of_an_entry(link: str, url: str | None) -> None:
    assert only(rss(f"<title>A</title>{link}")).url == url


def test_wrong_dates_are_refused_and_told() -> None:
    entry = only(rss(f"<link>{HOME}/a</link><pubDate>Mon, 42 Foo 2026</pubDate><dc:date>3026-01-01</dc:date>"))
    assert entry.published is None
    assert [finding.code for finding in entry.findings] == ["date_refused", "date_refused"]


def test_a_year_of_two_digits_is_read_as_mail_has_it() -> None:
    published = only(rss(f"<link>{HOME}/a</link><pubDate>Wed, 04 Mar 26 10:30:00 EST</pubDate>")).published
    assert published is not None
    assert published.iso == "2026-03-04T10:30:00-05:00"


def test_damaged_markup_is_mended() -> None:
    entry = only(
        rss(
            f"<title>Caf\u00e9&nbsp;&eacute; & co \x0b&#0;&bogus;</title><link>{HOME}/a?x=1&y=2</link>",
            before=" \n<?xml version='1.0'?>",
        )
    )
    assert entry.url == f"{HOME}/a?x=1&y=2"
    assert said(entry.title) == ("Caf\u00e9 \u00e9 & co &bogus;", "feed")
    latin = '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><item><title>Möwe</title></item></channel></rss>'
    assert said(only(latin.encode("latin-1")).title) == ("Möwe", "feed")
    assert said(only(rss("<title>Möwe</title>").encode("utf-16")).title) == ("Möwe", "feed")


def test_a_document_that_breaks_off_keeps_what_was_read() -> None:
    text = rss(*(f"<link>{HOME}/{n}</link><description>{'x' * 100}</description>" for n in range(20)))
    assert len(listing(text[: len(text) // 2]).entries) == 10
    packed = gzip.compress(text.encode())
    assert len(listing(packed).entries) == 20


def test_marks_that_fall_between_two_pieces_stay_whole() -> None:
    for shift in range(40):
        filler = "x" * (262_144 - 700 - shift)
        text = rss(f"<description>{filler}</description><link>{HOME}/a?x=1&y=2&amp;z=3</link>"
                   "<title><![CDATA[a&b]]></title>"
                   f"<content:encoded><![CDATA[{'y&' * 300}]]></content:encoded>")  # fmt: skip
        entry = only(text)
        assert (entry.url, said(entry.title)) == (f"{HOME}/a?x=1&y=2&z=3", ("a&b", "feed"))
        assert entry.content == "y&" * 300


def bomb() -> str:
    names = "abcdefghij"
    inner = "".join(f'<!ENTITY {n} "{f"&{names[at]};" * 10}">' for at, n in enumerate(names[1:]))
    return f'<!DOCTYPE rss [<!ENTITY a "lol">{inner}]>'


@pytest.mark.parametrize(
    "before",
    [
        bomb(),
        '<!DOCTYPE rss [<!ENTITY j SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
    ],
)
def test_no_entity_is_expanded(before: str) -> None:
    assert said(only(rss(f"<title>[&j;]</title><link>{HOME}/a</link>", before=before)).title) == ("[&j;]", "feed")


def test_limits_end_the_reading_and_say_so() -> None:
    items = [f"<link>{HOME}/{n}</link>" for n in range(10)]
    few = IngestLimits(max_entries=4)
    assert len(listing(rss(*items), limits=few).entries) == 4
    assert listing(rss(*items), limits=few).cut_short == "it has more than 4 entries"
    small = IngestLimits(max_listing_bytes=1_000)
    with pytest.raises(TooLargeError):
        read_listing(rss("<title>" + "x" * 2_000 + "</title>").encode(), limits=small)
    with pytest.raises(TooLargeError):
        read_listing(gzip.compress(b"<rss>" + b" " * 10_000_000), limits=small)


def test_depth_and_crowds_are_bounded() -> None:
    deep = rss(
        f"<link>{HOME}/a</link><description>{'<b>' * 50_000}x{'</b>' * 50_000}</description>", f"<link>{HOME}/b</link>"
    )
    assert [entry.url for entry in listing(deep).entries] == [f"{HOME}/a", f"{HOME}/b"]
    crowd = rss(f"<link>{HOME}/a</link>" + "<x/>" * 50_000)
    assert only(crowd).url == f"{HOME}/a"


FRAGMENTS = r"""
<rss> <channel> <item> </item> <link> </link> https://a.example/ <![CDATA[ ]]> & &amp; &#0; ]> <!-- --> <? ?> <urlset>
<url> <loc> é <feed> <entry/> <sitemapindex> <rdf:RDF> {} ]} "items":[ <!DOCTYPE_rss_[
{"version":"https://jsonfeed.org/version/1",
"""
PIECES = [*(piece.replace("_", " ") for piece in FRAGMENTS.split()), "\0", "\ufeff", " "]


@given(st.lists(st.sampled_from(PIECES)))
def test_whatever_comes_is_read_or_refused(pieces: list[str]) -> None:
    try:
        read_listing("".join(pieces).encode(), address=FEED)
    except DedupError as error:
        assert str(error)


def test_feeds_that_a_page_names() -> None:
    head = (
        '<base href="/news/"><link rel="alternate" type="application/rss+xml" href="feed.xml">'
        '<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="https://courier.example/atom">'
        '<link rel="alternate" type="application/feed+json" href="/feed.json"><link rel="feed" href="/f">'
        '<link rel="alternate" type="application/json" href="/wp-json/x">'
        '<link rel="alternate" hreflang="de" href="/de">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:x"><link rel="stylesheet" href="x.css">'
    )
    assert feed_links(page(head=head), address=f"{HOME}/x") == (
        f"{HOME}/news/feed.xml", f"{HOME}/atom", f"{HOME}/feed.json", f"{HOME}/f",
    )  # fmt: skip
    assert feed_links(b"", address=HOME) == ()
