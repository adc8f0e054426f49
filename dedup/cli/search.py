"""`dedup search`."""

from __future__ import annotations

import sys
import time

from dedup.archive import Archive
from dedup.cli.talk import say
from dedup.report.console import drawing
from dedup.report.plain import counted
from dedup.report.search import HIT_COLUMNS, coverage, hit_record, print_search, search_record
from dedup.report.writers import Format, write_document, write_records

_INTERVAL = 10.0  # seconds between lines about a long indexing


def run_search(words: list[str], db: str, form: Format, *, first: int, limit: int, rebuild: bool, quiet: bool) -> int:
    """Find articles by words, phrases or an address; `first` counts from 1."""
    with Archive.open(db, create=False) as archive:
        if rebuild:
            archive.forget_words()
        tell = None if quiet else _Telling().pending
        report = archive.search(" ".join(words), first=first - 1, limit=limit, progress=tell)
    if form is Format.TABLE:
        with drawing(sys.stdout) as console:
            print_search(console, report)
    elif form is Format.JSON:
        write_document(search_record(report), sys.stdout)
    else:
        write_records(map(hit_record, report.hits), form, sys.stdout, HIT_COLUMNS)
        if not quiet:
            say(f"{counted(report.total, 'article')} found. {coverage(report)}")
    return 0


class _Telling:
    """Says now and then how far an indexing has come, if it takes long."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _INTERVAL

    def pending(self, articles: int) -> None:
        if articles and time.monotonic() >= self._next:
            self._next = time.monotonic() + _INTERVAL
            say(f"Indexing words: {counted(articles, 'article')} to go; this is done once.")
