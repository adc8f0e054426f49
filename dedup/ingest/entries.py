"""Articles out of a feed's entries, where the feed holds their whole text and may speak for their page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from dedup.config import IngestLimits
from dedup.errors import InputError, UnusableError
from dedup.ingest.addressing import MAX_KEY, at_address
from dedup.ingest.markup import parse, text_of
from dedup.ingest.pages import article_from_page, word_count
from dedup.model import Article, Claim, Entry, Listing, ListingKind, Medium, Rejection
from dedup.text.addresses import normal_url, same_page
from dedup.text.hosts import registered_part

_WHOLE = 120  # words from which a description may be a whole article: teasers of feeds have 20 to 60
# A text that was cut: an ellipsis at its end, behind which a link to the rest may stand.
_CUT = re.compile(r"(?:…|\.\.\.|\[\s*&hellip;\s*\])\s*[\])]?(?:\s+\S+){0,8}\s*$")
_FOOTER = 30  # words of a last paragraph by which a feed links back to the entry's page


def articles_of(listing: Listing, *, source: str, digest: str, limits: IngestLimits) -> Iterator[Article | Rejection]:
    """An article for each entry that holds its text, and a rejection for each that does not.

    `source` names the feed, `digest` is that of its payload. Of a site map nothing but addresses is known, so that
    it is rejected as a whole.
    """
    if not listing.kind.is_feed:
        yield Rejection(source, _of_addresses(listing))
        return
    for number, entry in enumerate(listing.entries, start=1):
        place = f"{source}:{number}"
        try:
            yield article_from_entry(entry, listing, source=place, digest=digest, limits=limits)
        except InputError as error:
            yield Rejection(place, str(error))
    if listing.cut_short or not listing.entries:
        yield Rejection(
            source, f"was read up to here: {listing.cut_short}" if listing.cut_short else "is a feed without entries"
        )


def article_from_entry(entry: Entry, listing: Listing, *, source: str, digest: str, limits: IngestLimits) -> Article:
    """The article that an entry holds, keyed by its address, else by its id.

    A feed speaks for the pages of its own site alone: the text that another's feed gives under an address is not what
    stands there. Raises UnusableError where the page has to be fetched instead.
    """
    written = _text(entry)
    if entry.url and not at_home(entry.url, listing):
        raise UnusableError(f"is of another site than the feed; the page {entry.url[:300]} has to be fetched")
    identity = entry.id if entry.id and len(entry.id) <= MAX_KEY else None
    article = article_from_page(
        _page(written, entry), key=identity or source, source=source, uri=entry.url, limits=limits,
        medium=Medium.ENTRY, digest=digest,
    )  # fmt: skip
    said = replace(
        article,
        title=_plain(entry.title) or article.title,
        byline=entry.author or article.byline,
        publisher=entry.publisher or article.publisher,
        language=entry.language or article.language,
        published=entry.published or article.published,
        modified=entry.updated or article.modified,
        findings=(*article.findings, *entry.findings),
    )
    return at_address(said, entry.url) if entry.url else said


def _of_addresses(listing: Listing) -> str:
    if listing.kind is ListingKind.SITEMAP_INDEX:
        return f"is an index of {len(listing.more):,} site maps, which have to be fetched; name its address instead"
    return f"is a list of {len(listing.entries):,} pages, which have to be fetched; name its address instead"


def _text(entry: Entry) -> str:
    """The markup of an entry's whole text."""
    content, summary = entry.content or "", entry.summary or ""
    for markup, least in ((content, 1), (summary, _WHOLE)):
        if markup and least <= word_count(plain := _stripped(markup)) and not _CUT.search(plain):
            return markup
    page = f"the page {entry.url[:300]} has to be fetched" if entry.url else "it names no page that could be fetched"
    raise UnusableError(f"holds only a summary; {page}" if content or summary else f"holds no text; {page}")


def _stripped(markup: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", " ", markup)).rstrip()


def at_home(url: str, listing: Listing) -> bool:
    """Whether an entry's page is of the site at which the feed was read; a file was chosen by its reader."""
    if listing.address is None:
        return True
    hosts = [urlsplit(normal_url(one).url).hostname or "" for one in (url, listing.address)]
    return hosts[0] == hosts[1] or (registered_part(hosts[0]) or hosts[0]) == (registered_part(hosts[1]) or hosts[1])


def _page(markup: str, entry: Entry) -> str:
    """A page of an entry's markup, without the line by which the feed sends its reader to the site."""
    title = html.escape(title.value) if (title := _plain(entry.title)) else ""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><main><article><h1>{title}</h1>"
        f"{_without_footer(markup, entry.url)}</article></main></body></html>"
    )


def _without_footer(markup: str, url: str | None) -> str:
    start = markup.rfind("<p")
    if url is None or start <= 0:
        return markup
    last = markup[start:]
    if word_count(_stripped(last)) > _FOOTER:
        return markup
    linked = re.findall(r"href\s*=\s*[\"']([^\"']+)", last)
    return markup[:start] if any(same_page(html.unescape(one), url) for one in linked) else markup


def _plain(title: Claim | None) -> Claim | None:
    """A title without the markup that some feeds put into it."""
    if title is None or not re.search(r"[<&]", title.value):
        return title
    try:
        text = " ".join(text_of(parse(f"<p>{title.value}</p>", IngestLimits())).split())
    except InputError:
        text = ""
    return Claim(text, title.source) if text else title
