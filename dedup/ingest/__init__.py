"""Taking articles in: files, standard input and addresses become `Article`s, or a `Rejection` that says why not.

Names are loaded when they are first asked for (PEP 562): a process that reads pages has no use for feeds and tables,
and whoever reads files has none for the web.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.lazily import offering

if TYPE_CHECKING:
    from dedup.ingest.addressing import at_address
    from dedup.ingest.columns import NO_COLUMNS, Columns, parse_columns
    from dedup.ingest.entries import article_from_entry, articles_of
    from dedup.ingest.explaining import explain
    from dedup.ingest.listings import feed_links, listing_kind, read_listing
    from dedup.ingest.live import Live, OnFailure
    from dedup.ingest.pages import article_from_page, article_from_text
    from dedup.ingest.reader import read, read_steps
    from dedup.ingest.sources import Source, expand
    from dedup.ingest.tasks import Step, Task, finish
    from dedup.ingest.visits import Found, Held, Visit
    from dedup.ingest.workers import Workers

__all__ = [
    "NO_COLUMNS",
    "Columns",
    "Found",
    "Held",
    "Live",
    "OnFailure",
    "Source",
    "Step",
    "Task",
    "Visit",
    "Workers",
    "article_from_entry",
    "article_from_page",
    "article_from_text",
    "articles_of",
    "at_address",
    "expand",
    "explain",
    "feed_links",
    "finish",
    "listing_kind",
    "parse_columns",
    "read",
    "read_listing",
    "read_steps",
]

_HOMES = {
    "dedup.ingest.addressing": ("at_address",),
    "dedup.ingest.columns": ("NO_COLUMNS", "Columns", "parse_columns"),
    "dedup.ingest.entries": ("article_from_entry", "articles_of"),
    "dedup.ingest.explaining": ("explain",),
    "dedup.ingest.listings": ("feed_links", "listing_kind", "read_listing"),
    "dedup.ingest.live": ("Live", "OnFailure"),
    "dedup.ingest.pages": ("article_from_page", "article_from_text"),
    "dedup.ingest.reader": ("read", "read_steps"),
    "dedup.ingest.sources": ("Source", "expand"),
    "dedup.ingest.tasks": ("Step", "Task", "finish"),
    "dedup.ingest.visits": ("Found", "Held", "Visit"),
    "dedup.ingest.workers": ("Workers",),
}

if not TYPE_CHECKING:  # a type checker would take any name for one of these
    __getattr__ = offering(__name__, _HOMES)
