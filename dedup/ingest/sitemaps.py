"""Site maps (sitemaps.org 0.9, with Google's extension for news), indexes of them, and plain lists of addresses."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.ingest.chars import decode
from dedup.ingest.feeds import Dates, claim, page_address
from dedup.ingest.language import primary_subtag
from dedup.ingest.xmlstream import Node, Trees
from dedup.model import Entry, Listing, ListingKind, MetaSource
from dedup.text.addresses import normal_url


def sitemap_listing(trees: Trees, *, address: str | None) -> Listing:
    """The listing that a site map or an index of site maps is; an index has its maps in `more`."""
    found = [(node, page_address(node.text("loc"), address)) for node in trees.entries]
    if trees.root.name == "sitemapindex":
        return Listing(
            kind=ListingKind.SITEMAP_INDEX,
            address=address,
            more=_once((url for _, url in found if url), address),
            cut_short=trees.cut_short,
        )
    return Listing(
        kind=ListingKind.SITEMAP,
        address=address,
        entries=tuple(_entry(node, url) for node, url in found if url),
        cut_short=trees.cut_short,
    )


def _entry(node: Node, url: str) -> Entry:
    """An entry; a news site map tells its publication, and `lastmod` when the page last changed, however slightly."""
    dates = Dates(MetaSource.SITEMAP)
    told = node.all("news:news", "news")
    if not told:
        return Entry(url=url, updated=dates.first([node.text("lastmod")], "updated"), findings=dates.findings)
    news = told[0]
    source = next(iter(news.all("news:publication", "publication")), Node("", {}))
    language = primary_subtag(source.text("news:language", "language") or "")
    return Entry(
        url=url,
        title=claim(news.text("news:title", "title"), MetaSource.SITEMAP),
        publisher=claim(source.text("news:name", "name"), MetaSource.SITEMAP),
        language=claim(language, MetaSource.SITEMAP),
        published=dates.first([news.text("news:publication_date", "publication_date")], "published"),
        updated=dates.first([node.text("lastmod")], "updated"),
        findings=dates.findings,
    )


def text_listing(payload: bytes, *, address: str | None, max_entries: int) -> Listing:
    """The listing that a text with one address a line is; lines that are none are passed over."""
    lines = decode(payload).text.splitlines()
    urls = _once((url for line in lines[: 2 * max_entries] if (url := page_address(line, None))), None)
    over = len(lines) > 2 * max_entries or len(urls) > max_entries
    return Listing(
        kind=ListingKind.SITEMAP_TEXT,
        address=address,
        entries=tuple(Entry(url=url) for url in urls[:max_entries]),
        cut_short=f"it has more than {max_entries:,} entries" if over else None,
    )


def _once(urls: Iterable[str], address: str | None) -> tuple[str, ...]:
    """Each page's address once, in order, the listing's own left out."""
    own = normal_url(address).url if address else None
    pages: dict[str, str] = {}
    for url in urls:
        pages.setdefault(normal_url(url).url, url)
    return tuple(url for page, url in pages.items() if page != own)
