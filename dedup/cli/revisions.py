"""`dedup revisions`."""

from __future__ import annotations

import sys

from dedup.archive import Archive
from dedup.report.console import drawing
from dedup.report.revisions import print_revisions, revisions_record
from dedup.report.writers import write_document


def run_revisions(name: str, db: str, *, as_json: bool) -> int:
    """Show the states of an article and what changed between them."""
    with Archive.open(db, create=False) as archive:
        report = archive.revision_report(name)
    if as_json:
        write_document(revisions_record(report), sys.stdout)
    else:
        with drawing(sys.stdout) as console:
            print_revisions(console, report)
    return 0
