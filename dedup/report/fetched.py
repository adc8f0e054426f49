"""What happened when an address was fetched: as JSON values and for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import Article, Claim, DateClaim, Explanation, Hop, Listing, Received, host_of
from dedup.report.console import text
from dedup.report.origins import Record
from dedup.report.plain import counted, plain, shorten, shorten_name
from dedup.text.addresses import normal_url

_REFUSALS = frozenset({"canonical_conflict", "canonical_doubted"})
_SHOWN = 8  # pieces of text and entries that a table shows; JSON has them all
_WIDTH = 100  # characters of such a piece


def explanation_record(told: Explanation) -> Record:
    """Everything about a fetch; what was not reached is null."""
    return {
        "asked": told.asked,
        "url": told.received.url if told.received else None,
        "hops": [_hop(hop) for hop in told.hops],
        "answer": _answer(told.received) if told.received else None,
        "taken_for": told.taken_for,
        "failure": {"kind": told.failure_kind, "reason": told.failure} if told.failure else None,
        "article": _article(told.article, told) if told.article else None,
        "listing": _listing(told.listing) if told.listing else None,
        "feeds": list(told.feeds),
    }


def _hop(hop: Hop) -> Record:
    return {
        "url": hop.url,
        "addresses": list(hop.addresses),
        "connected": hop.connected,
        "tls": {"version": hop.tls.version, "certificate": hop.tls.certificate} if hop.tls else None,
        "status": hop.status,
    }


def _answer(received: Received) -> Record:
    return {
        "status": received.status,
        "http_version": received.http_version,
        "type": received.content_type,
        "charset": received.charset,
        "coding": received.header("content-encoding"),
        "bytes_sent": received.raw_length,
        "bytes": len(received.body),
        "digest": received.digest,
        "retrieved_at": received.retrieved_at.isoformat(),
        "tls_verified": received.tls_verified,
        "etag": received.etag,
        "last_modified": received.last_modified,
    }


def _article(article: Article, told: Explanation) -> Record:
    return {
        "key": article.key,
        "title": _claim(article.title),
        "byline": _claim(article.byline),
        "publisher": _claim(article.publisher),
        "language": _claim(article.language),
        "words": len(article.text.split()),
        "page_words": told.page_words,
        "left_out": list(told.left_out),
        "dates": {name: _claim(date) for name, date in _dates(article)},
        "canonical": {"claimed": _claim(article.canonical_url), "decision": canonical_decision(article)},
        "findings": [{"code": one.code, "detail": one.detail, "count": one.count} for one in article.findings],
    }


def _listing(listing: Listing) -> Record:
    return {
        "title": listing.title,
        "entries": [
            {
                "url": entry.url,
                "title": _claim(entry.title),
                "published": _claim(entry.published),
                "updated": _claim(entry.updated),
                "holds": "text" if entry.content else "summary" if entry.summary else None,
            }
            for entry in listing.entries
        ],
        "more": list(listing.more),
        "cut_short": listing.cut_short,
    }


def _claim(claim: Claim | DateClaim | None) -> Record | None:
    if claim is None:
        return None
    return {"value": claim.iso if isinstance(claim, DateClaim) else claim.value, "source": claim.source.value}


def _dates(article: Article) -> tuple[tuple[str, DateClaim | None], ...]:
    return (("published", article.published), ("modified", article.modified), ("first_seen", article.first_seen))


def canonical_decision(article: Article) -> str:
    """What was made of a page's canonical link, in words."""
    refused = next((finding.detail for finding in article.findings if finding.code in _REFUSALS), None)
    if refused is not None:
        return f"not believed: {refused}"
    if article.canonical_url is None:
        return "the page names none"
    named = normal_url(article.canonical_url.value).url
    if named == article.key:
        return "believed: it is the page's key"
    if host_of(named) != host_of(article.key):
        return "another site's: kept as a claim, the page is known by its own address"
    return "not taken as the page's key"


def print_explanation(console: Console, told: Explanation) -> None:
    """Draw what happened from the first question to the article."""
    for number, hop in enumerate(told.hops, start=1):
        console.print(Text.assemble((f"{number}. ", "bold cyan"), plain(hop.url)), soft_wrap=True)
        console.print(Padding(text("; ".join(_hop_words(hop))), (0, 0, 0, 3)))
    if told.received is not None:
        _row(console, "answer", "; ".join(_answer_words(told.received)))
    if told.failure is not None:
        _row(console, "not taken", told.failure)
    else:
        _row(console, "taken for", told.taken_for)
    if told.article is not None:
        _print_article(console, told.article, told)
    if told.listing is not None:
        _print_listing(console, told.listing)
    for feed in told.feeds:
        _row(console, "feed", feed)


def _row(console: Console, name: str, value: str | None) -> None:
    line = Text.assemble((f"{name:<11}", "bold"), text(value))
    console.print(line, soft_wrap=True)


def _hop_words(hop: Hop) -> Iterator[str]:
    if hop.addresses:
        yield f"resolved to {', '.join(hop.addresses)}"
    if hop.connected:
        yield f"asked {hop.connected}"
    if hop.tls is not None:
        yield f"{hop.tls.version}, certificate {hop.tls.certificate[:16]}…"
    elif hop.connected:
        yield "not encrypted"
    yield f"status {hop.status}" if hop.status is not None else "no answer"


def _answer_words(received: Received) -> Iterator[str]:
    yield received.content_type or "no type"
    yield f"charset {received.charset}" if received.charset else "no charset"
    coding = received.header("content-encoding")
    yield f"{counted(received.raw_length, 'byte')}{f' as {coding}' if coding else ''}"
    if coding:
        yield f"unpacked {len(received.body):,}"
    yield f"SHA-256 {received.digest[:16]}…"


def _print_article(console: Console, article: Article, told: Explanation) -> None:
    _row(console, "key", article.key)
    for name in ("title", "byline", "publisher", "language"):
        claim: Claim | None = getattr(article, name)
        _row(console, name, f"{claim.value} ({claim.source.value})" if claim else None)
    for name, date in _dates(article):
        _row(console, name.replace("_", " "), f"{date.iso} ({date.source.value})" if date else None)
    claimed = f"{article.canonical_url.value}: " if article.canonical_url else ""
    _row(console, "canonical", f"{claimed}{canonical_decision(article)}")
    shown = f" of {told.page_words:,} that the page shows" if told.page_words is not None else ""
    _row(console, "words", f"{len(article.text.split()):,}{shown}")
    for piece in told.left_out[:_SHOWN]:
        _row(console, "left out", shorten(plain(piece), _WIDTH))
    if len(told.left_out) > _SHOWN:
        _row(console, "", f"and {len(told.left_out) - _SHOWN:,} more pieces; --format json has them")
    for finding in article.findings:
        _row(console, "finding", f"{finding.code}: {finding.detail}")


def _print_listing(console: Console, listing: Listing) -> None:
    _row(console, "title", listing.title)
    with_text = sum(entry.content is not None for entry in listing.entries)
    _row(console, "entries", f"{len(listing.entries):,}, {with_text:,} of them with their text")
    for entry in listing.entries[:_SHOWN]:
        date = entry.published or entry.updated
        name = shorten_name(plain(entry.url or entry.id or ""), _WIDTH)
        _row(console, "entry", f"{name}{f', {date.iso} ({date.source.value})' if date else ''}")
    if listing.more:
        _row(console, "more", f"{counted(len(listing.more), 'further listing')}, {plain(listing.more[0])} the first")
    if listing.cut_short:
        _row(console, "cut short", listing.cut_short)
