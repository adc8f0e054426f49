"""`dedup packet` and `dedup verify`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dedup.archive import Archive, Making
from dedup.cli.talk import output, say
from dedup.errors import UsageError
from dedup.model import PACKET_LAYOUT, TextsKept
from dedup.report.console import drawing
from dedup.report.packet.outcome import print_verification, verification_record
from dedup.report.plain import counted
from dedup.report.writers import write_document
from dedup.version import installed_version
from dedup.web.packet import packet_page
from dedup.web.verifying import read_packet, verified

PARTLY = 3


def run_packet(
    articles: Sequence[str], db: str, *, story: str | None, target: str | None, texts: str, quiet: bool
) -> int:
    """Write the packet of two articles or of a story."""
    if (story is None) != (len(articles) == 2) or (story is not None and articles):
        raise UsageError("A packet is of two articles or of one story: name A and B, or give --story.")
    making = Making(datetime.now(UTC), installed_version(), TextsKept(texts))
    with Archive.open(db, create=False) as archive:
        if story is not None:
            made = archive.story_packet(story, making)
        else:
            made = archive.packet(articles[0], articles[1], making)
    page = packet_page(made)
    with output(target) as stream:
        stream.write(page)
    if target not in {None, "-"} and not quiet:
        what = counted(len(made.articles), "article")
        say(f"Wrote the evidence on {what} to {target}; `dedup verify {target}` checks it.")
    return 0


def run_verify(file: str, db: str, *, as_json: bool, page: str | None) -> int:
    """Check a packet, and say what differs."""
    given = read_packet(Path(file))
    with Archive.open(db, create=False) as archive:
        result = verified(given, archive, installed_version())
    if page is not None:
        with output(page) as stream:
            stream.write(packet_page(replace(given.packet, layout=PACKET_LAYOUT)))
    if as_json:
        write_document(verification_record(result), sys.stdout)
    else:
        with drawing(sys.stdout) as console:
            print_verification(console, result)
    if not result.matches:
        return 1
    return 0 if result.page_checked else PARTLY
