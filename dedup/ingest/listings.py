"""Looking whether a payload is a feed or site map, and reading it; and the feeds that a page names."""

from __future__ import annotations

import re

from dedup.config import IngestLimits
from dedup.errors import InputError, TooLargeError, UnusableError
from dedup.ingest import streams
from dedup.ingest.chars import decode
from dedup.ingest.feeds import feed_listing, json_listing, page_address
from dedup.ingest.markup import parse
from dedup.ingest.sitemaps import sitemap_listing, text_listing
from dedup.ingest.sniff import HEAD
from dedup.ingest.xmlstream import read_trees, root_name
from dedup.model import Listing, ListingKind

_ENTRIES_OF = {"rss": "item", "rdf": "item", "feed": "entry", "urlset": "url", "sitemapindex": "sitemap"}
_KINDS = {
    "rss": ListingKind.RSS,
    "rdf": ListingKind.RSS,
    "feed": ListingKind.ATOM,
    "urlset": ListingKind.SITEMAP,
    "sitemapindex": ListingKind.SITEMAP_INDEX,
}
_JSON_FEED = re.compile(r"\s*\{(?:[^{}\[\]]|\[[^\[\]]*\])*?\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org\\?/version")
_JSON_HEAD = 4096
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_LINES = 20  # looked at to tell a list of addresses
_FEED_TYPES = re.compile(r"application/(?:rss\+xml|atom\+xml|feed\+json|rdf\+xml)|application/json", re.IGNORECASE)
_MAX_LINKS = 50


def listing_kind(head: bytes) -> ListingKind | None:
    """What kind of listing a payload is, from its first `HEAD` bytes, unpacked; None for anything else."""
    text = decode(head[:HEAD]).text.lstrip("\ufeff \t\r\n\0")
    name = root_name(text)
    if name is not None:
        return _KINDS.get(name)
    if text.startswith("{") and _JSON_FEED.match(text[:_JSON_HEAD]):
        return ListingKind.JSON_FEED
    lines = [line.strip() for line in text.splitlines()[: _LINES + 1]]
    whole = [line for line in (lines[:-1] if len(text) > _JSON_HEAD else lines) if line]
    return ListingKind.SITEMAP_TEXT if whole and all(_ADDRESS.fullmatch(line) for line in whole) else None


def read_listing(payload: bytes, *, address: str | None = None, limits: IngestLimits | None = None) -> Listing:
    """Read a feed or site map, packed by gzip or not; `address` is where it was read, for its relative links.

    Pure: nothing is fetched, no entity or document type is followed. Raises UnusableError for what is none,
    TooLargeError past the limits; damage behind the beginning and too many entries end the reading (`cut_short`).
    """
    limits = limits or IngestLimits()
    packed = payload.startswith(streams.GZIP_MAGIC)
    if packed:
        unpacked = streams.gunzip(iter([payload]), limits.max_listing_bytes)
        payload = streams.gather(unpacked, limits.max_listing_bytes, "a feed or site map")
    kind = listing_kind(payload)
    if kind is None:
        raise UnusableError("is no feed and no site map")
    if len(payload) > limits.max_listing_bytes:
        raise TooLargeError(
            f"is larger than the {streams.megabytes(limits.max_listing_bytes)} allowed for a feed or site map"
        )
    if kind is ListingKind.JSON_FEED:
        return json_listing(payload, address=address, max_entries=limits.max_entries)
    if kind is ListingKind.SITEMAP_TEXT:
        return text_listing(payload, address=address, max_entries=limits.max_entries)
    trees = read_trees(payload, _ENTRIES_OF, max_bytes=limits.max_listing_bytes, max_entries=limits.max_entries)
    if kind.is_feed:
        return feed_listing(trees, address=address, max_entries=limits.max_entries)
    return sitemap_listing(trees, address=address)


def feed_links(payload: bytes | str, *, address: str, limits: IngestLimits | None = None) -> tuple[str, ...]:
    """The addresses of the feeds that a page names in its head, in order, each once; empty for what is no page."""
    html = payload if isinstance(payload, str) else decode(payload).text
    try:
        tree = parse(html, limits or IngestLimits())
    except InputError:
        return ()
    base = next((page_address(element.get("href"), address) for element in tree.iter("base")), None) or address
    found: dict[str, None] = {}
    for link in tree.iter("link"):
        relations = set((link.get("rel") or "").lower().split())
        listed = "alternate" in relations and _FEED_TYPES.match((link.get("type") or "").strip())
        url = page_address(link.get("href"), base) if listed or "feed" in relations else None
        if url and "oembed" not in url and "/wp-json/" not in url:  # JSON of another kind under the same type
            found.setdefault(url)
    return tuple(found)[:_MAX_LINKS]
