"""`dedup sources`: who is copied by whom. (What the user named as input is in `dedup.cli.sources`.)"""

from __future__ import annotations

import sys

from dedup.archive import Archive
from dedup.model import Period
from dedup.report.borrowing import (
    BORROWING_COLUMNS,
    SPELL_COLUMNS,
    borrowing_record,
    print_borrowings,
    print_spells,
    spell_records,
)
from dedup.report.console import drawing
from dedup.report.writers import Format, write_records


def run_borrowings(db: str, form: Format, *, publisher: str | None, uncredited: bool, by: str | None) -> int:
    """List who takes from whom, in all or by period."""
    period = Period(by) if by is not None else None
    with Archive.open(db, create=False) as archive:
        found = archive.borrowings(publisher, uncredited=uncredited)
    if form is Format.TABLE:
        with drawing(sys.stdout) as console:
            if period is None:
                print_borrowings(console, found)
            else:
                print_spells(console, found, period)
    elif period is None:
        write_records(map(borrowing_record, found), form, sys.stdout, BORROWING_COLUMNS)
    else:
        write_records(spell_records(found, period), form, sys.stdout, SPELL_COLUMNS)
    return 0
