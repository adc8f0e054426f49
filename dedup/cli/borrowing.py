"""`dedup sources`: who is copied by whom. (What the user named as input is in `dedup.cli.sources`.)"""

from __future__ import annotations

import sys

from dedup.archive import Archive
from dedup.report.borrowing import BORROWING_COLUMNS, borrowing_record, print_borrowings
from dedup.report.console import drawing
from dedup.report.writers import Format, write_records


def run_borrowings(db: str, form: Format, *, publisher: str | None, uncredited: bool) -> int:
    """List who takes from whom."""
    with Archive.open(db, create=False) as archive:
        found = archive.borrowings(publisher, uncredited=uncredited)
    if form is Format.TABLE:
        with drawing(sys.stdout) as console:
            print_borrowings(console, found)
    else:
        write_records(map(borrowing_record, found), form, sys.stdout, BORROWING_COLUMNS)
    return 0
