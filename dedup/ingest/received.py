"""What the web answered, looked at: a page, a text, a feed or a site map, with when and how it came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from dedup.config import IngestLimits
from dedup.errors import UnusableError
from dedup.ingest import streams
from dedup.ingest.addressing import at_address
from dedup.ingest.listings import feed_links, listing_kind, read_listing
from dedup.ingest.pages import article_from_page, article_from_text
from dedup.ingest.sniff import HEAD, Shape, binary_kind, shape_of
from dedup.model import Article, DateClaim, Entry, Finding, Listing, MetaSource, Payload, Received, host_of
from dedup.text.hosts import registered_part

_SHOWN_AS_MEDIA = ("image/", "audio/", "video/", "font/")
_ONE_DAY = timedelta(hours=24)  # a feed and a page that leave out their zones differ by less


def look_at(received: Received, limits: IngestLimits) -> Article | Listing:
    """The article or listing that an answer is, told by its bytes, not by its type or address.

    Raises UnusableError for anything else, naming what it is, and TooLargeError past the limits.
    """
    head = received.body[:HEAD]
    if head.startswith(streams.GZIP_MAGIC):
        unpacked = streams.gunzip(iter([received.body]), limits.max_listing_bytes)
        head, _ = streams.peek(unpacked, HEAD)
    if listing_kind(head) is not None:
        return read_listing(received.body, address=received.url, limits=limits)
    return as_fetched(_article(received, limits), received)


def _article(received: Received, limits: IngestLimits) -> Article:
    shape = shape_of(received.body[:HEAD])
    if shape is Shape.EMPTY:
        raise UnusableError("is empty")
    if shape is Shape.BINARY:
        raise UnusableError(f"is {binary_kind(received.body[:HEAD])}, not an article")
    if shape in {Shape.RECORDS, Shape.DOCUMENT}:
        raise UnusableError("is a data set, not an article; save it, and name the file")
    kind = received.content_type or ""
    if kind.startswith(_SHOWN_AS_MEDIA):
        raise UnusableError(f"is called {kind} by its server, so that no reader is shown it as an article")
    address, charset = received.url, received.charset
    if shape is Shape.TEXT:
        return article_from_text(
            received.body, key=address, source=received.asked, uri=address, limits=limits, charset=charset
        )
    with _pointing_to_feeds(received, limits):
        return article_from_page(
            received.body, key=address, source=received.asked, uri=address, limits=limits, charset=charset
        )


@contextmanager
def _pointing_to_feeds(received: Received, limits: IngestLimits) -> Iterator[None]:
    """A page without an article is often a front page, whose feed is what was meant."""
    try:
        yield
    except UnusableError as error:
        feeds = feed_links(received.body, address=received.url, limits=limits)
        if not feeds:
            raise
        raise UnusableError(f"{error}; it names the feed {feeds[0][:300]}, which can be ingested") from error


def as_fetched(article: Article, received: Received) -> Article:
    """The article of a page with the address where it was found, and with when and how it came."""
    return captured(at_address(replace(article, findings=(*article.findings, *_way(received))), received.url), received)


def captured(article: Article, received: Received) -> Article:
    """The article with when and how the answer came that holds it: its page, or a feed with its text."""
    capture = article.capture
    return replace(
        article,
        capture=replace(
            capture,
            retrieved_at=capture.retrieved_at or received.retrieved_at,
            tls_verified=received.tls_verified,
            payload=Payload.of(received),
        ),
        first_seen=article.first_seen or DateClaim(received.retrieved_at.replace(microsecond=0), MetaSource.FETCH),
    )


def _way(received: Received) -> Iterator[Finding]:
    """What was odd on the way from the address that was asked for to the one that answered."""
    asked, answered = host_of(received.asked), host_of(received.url)
    if asked and answered and (registered_part(asked) or asked) != (registered_part(answered) or answered):
        yield Finding("redirected", f"{received.asked[:300]} led to another site, {received.url[:300]}")
    if received.downgraded:
        yield Finding("downgraded", "on the way to the page a connection that was encrypted led to one that is not")


def adds_to(entry: Entry, article: Article) -> bool:
    """Whether a listing claims something about an article that is not known yet."""
    pairs = (
        (article.title, entry.title), (article.byline, entry.author), (article.publisher, entry.publisher),
        (article.language, entry.language), (article.published, entry.published), (article.modified, entry.updated),
    )  # fmt: skip
    return any(known is None and claimed is not None for known, claimed in pairs)


def with_claims(article: Article, entry: Entry) -> Article:
    """The article of a page with what a listing claims about it, where the page itself claims nothing.

    Where both claim a date and differ by more than a day, that is a finding.
    """
    findings = list(article.findings)
    for name, own, other in (
        ("published", article.published, entry.published),
        ("modified", article.modified, entry.updated),
    ):
        if own is not None and other is not None and abs(own.instant - other.instant) > _ONE_DAY:
            what = f"the page claims to be {name} on {own.iso}, the {other.source.value} that lists it says {other.iso}"
            findings.append(Finding("date_contradicted", what))
    return replace(
        article,
        title=article.title or entry.title,
        byline=article.byline or entry.author,
        publisher=article.publisher or entry.publisher,
        language=article.language or entry.language,
        published=article.published or entry.published,
        modified=article.modified or entry.updated,
        findings=(*findings, *entry.findings),
    )
