"""Taking articles in: files, folders and standard input become `Article`s, or a `Rejection` that says why not."""

from dedup.ingest.columns import NO_COLUMNS, Columns, parse_columns
from dedup.ingest.pages import article_from_page, article_from_text
from dedup.ingest.reader import read
from dedup.ingest.sources import Source, expand

__all__ = [
    "NO_COLUMNS",
    "Columns",
    "Source",
    "article_from_page",
    "article_from_text",
    "expand",
    "parse_columns",
    "read",
]
