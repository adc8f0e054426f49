"""Taking articles in: files, standard input and addresses become `Article`s, or a `Rejection` that says why not."""

from dedup.ingest.addressing import at_address
from dedup.ingest.columns import NO_COLUMNS, Columns, parse_columns
from dedup.ingest.entries import article_from_entry, articles_of
from dedup.ingest.explain import explain
from dedup.ingest.listings import feed_links, listing_kind, read_listing
from dedup.ingest.live import Found, Held, Live, OnFailure, Visit
from dedup.ingest.pages import article_from_page, article_from_text
from dedup.ingest.reader import read, read_steps
from dedup.ingest.sources import Source, expand
from dedup.ingest.tasks import Step, Task, finish
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
