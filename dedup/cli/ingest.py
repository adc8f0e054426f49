"""`dedup ingest`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dedup.archive import Archive, publishers_text
from dedup.cli.sources import take_in
from dedup.cli.talk import say
from dedup.ingest import parse_columns
from dedup.model import IngestReport
from dedup.report.console import drawing
from dedup.report.listings import print_ingest, rejection_line
from dedup.report.records import ingest_record
from dedup.report.writers import write_document

PARTLY = 3


def run(
    sources: Sequence[str],
    db: str,
    *,
    publishers: str | None,
    columns: str | None,
    keep_pages: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Take in what was named and report it; 3 if some of it was rejected, 1 if none of it could be used."""
    of_tables = parse_columns(columns)
    known = publishers_text(Path(publishers)) if publishers else None
    with Archive.open(db) as archive:
        if known is not None:
            archive.use_publishers(known)
        report = take_in(archive, sources, quiet=quiet, columns=of_tables, keep_pages=keep_pages)
        if as_json:
            write_document(ingest_record(report), sys.stdout)
        else:
            counts = archive.counts()
            with drawing(sys.stdout) as console:
                print_ingest(console, report, db, counts.articles, counts.stories)
            sys.stdout.flush()
            for rejection in report.rejected:
                say(rejection_line(rejection))
    if not report.read:
        say(f"dedup: Nothing to read was found in {', '.join(sources)}.")
    return exit_code(report)


def exit_code(report: IngestReport) -> int:
    """0 if everything was taken in, 3 if only a part, 1 if nothing."""
    if report.read == len(report.rejected):
        return 1
    return PARTLY if report.rejected else 0
