"""Pages that a crawler or a browser received and kept, as articles: with the address and the time of the capture."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dedup.config import IngestLimits
from dedup.ingest.addressing import at_address
from dedup.ingest.metadata import DateReader
from dedup.ingest.pages import article_from_page
from dedup.model import Article, Finding, MetaSource

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]{2,40})""", re.IGNORECASE)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A page as it was received, free of what it was wrapped in."""

    uri: str
    body: bytes
    content_type: str = ""
    at: str | None = None  # when, as the capture says
    findings: tuple[Finding, ...] = ()


def is_page(content_type: str) -> bool:
    """Whether a content type is that of HTML."""
    return content_type.partition(";")[0].strip().lower() in _PAGES


def article_of(page: Received, *, source: str, limits: IngestLimits) -> Article:
    """Extract the article of a captured page; `source` names the record that held it. Raises InputError.

    The time of the capture is when the article was first seen, by whoever captured it.
    """
    charset = _CHARSET.search(page.content_type)
    article = article_from_page(
        page.body,
        key=source,
        source=source,
        limits=limits,
        charset=charset[1] if charset else None,
    )
    reader = DateReader()
    seen = reader.take([(page.at, MetaSource.CAPTURE)], "capture")
    captured = replace(
        article,
        capture=replace(article.capture, retrieved_at=seen.at if seen else None),
        first_seen=seen,
        findings=(*article.findings, *page.findings, *reader.findings),
    )
    return at_address(captured, page.uri)
