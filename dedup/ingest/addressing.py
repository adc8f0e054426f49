"""Which key an article has that was read at an address, and what the address tells about it."""

from __future__ import annotations

from dataclasses import replace

from dedup.ingest.canonical import CONFLICT, DOUBTED, is_own_address
from dedup.ingest.dates import read_date
from dedup.model import Article, DateClaim, Finding, MetaSource, host_of
from dedup.text.addresses import normal_url

MAX_KEY = 2_000  # characters; an address that a browser takes is no longer


def at_address(article: Article, address: str) -> Article:
    """The article as read at an http(s) address: keyed by it, or by the canonical address that makes sense for it.

    The address as given is kept with the capture. Where it is an archive's copy or a redirect, the article's own `uri`
    is the page's that was meant, and the time of the copy is when the article was first seen, unless that is known.
    An address that is none, or too long for a key, leaves the key as it is.
    """
    normal = normal_url(address)
    if not normal.is_web:
        return article
    key, findings = normal.url, article.findings
    claim = article.canonical_url
    if claim is not None and all(finding.code != CONFLICT for finding in findings):
        canonical = normal_url(claim.value).url
        if is_own_address(claim.value, address, article.title.value if article.title else None):
            key = canonical
        elif host_of(canonical) == host_of(normal.url):
            detail = "the canonical address on the page's own site is another page's; the page is known by its own"
            findings = (*findings, Finding(DOUBTED, detail))
    seen = read_date(normal.captured_at.isoformat(), MetaSource.URL) if normal.captured_at else None
    captured = seen if isinstance(seen, DateClaim) else None
    return replace(
        article,
        key=key if len(key) <= MAX_KEY else article.key,
        uri=normal.unwrapped or address,
        capture=replace(
            article.capture,
            uri=address,
            retrieved_at=captured.at if captured else article.capture.retrieved_at,
        ),
        first_seen=article.first_seen or captured,
        findings=findings,
    )
