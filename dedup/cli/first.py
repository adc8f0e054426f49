"""`dedup first`."""

from __future__ import annotations

import sys

from dedup.archive import Archive
from dedup.cli.talk import say
from dedup.report.console import drawing
from dedup.report.first import SIGHTING_COLUMNS, first_record, print_first, sighting_record
from dedup.report.writers import Format, write_document, write_records


def run_first(asked: str, db: str, form: Format, *, quiet: bool) -> int:
    """Tell where a sentence or a quotation stands, and who had it first."""
    with Archive.open(db, create=False) as archive:
        report = archive.first(asked)
    if form is Format.TABLE:
        with drawing(sys.stdout) as console:
            print_first(console, report)
    elif form is Format.JSON:
        write_document(first_record(report), sys.stdout)
    else:
        records = (sighting_record(one, report) for one in report.sightings)
        write_records(records, form, sys.stdout, SIGHTING_COLUMNS)
        if not quiet:
            say(f"First: {report.first or 'cannot tell'}. {report.reason}")
    return 0
