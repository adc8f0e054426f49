"""Taking articles in: files, folders and standard input become `Article`s, or a `Rejection` that says why not."""

from dedup.ingest.pages import article_from_page, article_from_text
from dedup.ingest.reader import read
from dedup.ingest.sources import Source, expand

__all__ = ["Source", "article_from_page", "article_from_text", "expand", "read"]
