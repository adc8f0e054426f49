"""`dedup capture`."""

from __future__ import annotations

import gzip
import sys

from dedup.archive import Archive
from dedup.cli.talk import bytes_output, say
from dedup.errors import UsageError
from dedup.report.captures import CAPTURE_COLUMNS, capture_record, print_captures
from dedup.report.console import drawing
from dedup.report.plain import counted
from dedup.report.warc import warc_record
from dedup.report.writers import Format, write_records


def run_captures(name: str, db: str, form: Format, *, number: int | None) -> int:
    """List the captures of an article that are kept, or one of them."""
    with Archive.open(db, create=False) as archive:
        pages = archive.captures(name) if number is None else [archive.capture(name, number)[0]]
    if form is Format.TABLE:
        with drawing(sys.stdout) as console:
            if not print_captures(console, pages):
                console.print("Nothing is kept that it was read from.")
    else:
        write_records(map(capture_record, pages), form, sys.stdout, CAPTURE_COLUMNS)
    return 0


def run_capture(name: str, db: str, *, number: int | None, target: str | None, warc: str | None, quiet: bool) -> int:
    """Write the payload of a capture to stdout or a file, or the capture as a record of a web archive."""
    if target is not None and warc is not None:
        raise UsageError("--output and --warc both name the file; give one of them.")
    with Archive.open(db, create=False) as archive:
        page, body = archive.capture(name, number)
    data = body
    if warc is not None:
        data = warc_record(page, body)
        if warc.lower().endswith(".gz"):
            data = gzip.compress(data, mtime=0)
    place = target if warc is None else warc
    with bytes_output(place) as stream:
        stream.write(data)
    if place not in {None, "-"} and not quiet:
        say(
            f"Wrote capture {page.number}, {counted(page.size, 'byte')} with SHA-256 {page.capture.digest}, to {place}."
        )
    return 0
