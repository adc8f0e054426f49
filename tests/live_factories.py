"""Routes of pages, feeds and site maps for the tests of reading the web."""

from __future__ import annotations

from tests.ingest_factories import page as written
from tests.web_server import Route, page


def shown(*paragraphs: str, **given: str) -> Route:
    return page(written(*paragraphs, **given).encode(), content_type="text/html; charset=utf-8")


def rss(*items: str) -> Route:
    return page(f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode(), content_type="text/xml")


def item(url: str, more: str = "") -> str:
    return f"<item><link>{url}</link>{more}</item>"


def sitemap(*urls: str, lastmod: str = "") -> Route:
    listed = "".join(f"<url><loc>{url}</loc>{lastmod}</url>" for url in urls)
    return page(f"<urlset>{listed}</urlset>".encode(), content_type="application/xml")


def index(*urls: str) -> Route:
    listed = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return page(f"<sitemapindex>{listed}</sitemapindex>".encode(), content_type="application/xml")
