"""`dedup ingest`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dedup import ingest
from dedup.archive import Growing, preparing, publishers_text
from dedup.cli.sources import take_in
from dedup.cli.talk import INTERRUPTED, say
from dedup.cli.web import is_address, stopping, web_client
from dedup.config import LiveLimits, WorkLimits
from dedup.ingest import Columns, Workers, parse_columns
from dedup.model import IngestReport
from dedup.report.console import drawing
from dedup.report.listings import print_ingest, rejection_line
from dedup.report.plain import counted
from dedup.report.records import ingest_record
from dedup.report.writers import write_document

PARTLY = 3


@dataclass(frozen=True, slots=True)
class FromWeb:
    """How addresses are read: hosts allowed though not public, pages for one source, and pages in place of entries."""

    allow: Sequence[str]
    max_pages: int
    whole_pages: bool


def run(
    sources: Sequence[str],
    db: str,
    *,
    publishers: str | None,
    columns: str | None,
    web: FromWeb,
    keep_pages: bool,
    processes: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Take in what was named and report it; 3 if some of it was rejected, 1 if none of it could be used.

    A stop by Ctrl-C while pages are fetched ends as interrupted, after what was fetched has been stored and reported.
    """
    of_tables = parse_columns(columns)
    known = publishers_text(Path(publishers)) if publishers else None
    with Growing.open(db) as archive, working(processes) as workers:
        if known is not None:
            archive.use_publishers(known)
        report, stopped = _taken_in(archive, sources, web, of_tables, workers, keep_pages=keep_pages, quiet=quiet)
        if as_json:
            write_document(ingest_record(report), sys.stdout)
        else:
            counts = archive.counts()
            with drawing(sys.stdout) as console:
                print_ingest(console, report, db, counts.articles, counts.stories)
            sys.stdout.flush()
            for rejection in report.rejected:
                say(rejection_line(rejection))
    if stopped:
        say("dedup: Interrupted. What was fetched before is stored; the same call again does the rest.")
        return INTERRUPTED
    if not report.read:
        say(f"dedup: Nothing to read was found in {', '.join(sources)}.")
    return exit_code(report)


def _taken_in(
    archive: Growing,
    sources: Sequence[str],
    web: FromWeb,
    columns: Columns,
    workers: Workers | None,
    *,
    keep_pages: bool,
    quiet: bool,
) -> tuple[IngestReport, bool]:
    """What was taken in, and whether the reading was stopped."""
    take = partial(take_in, archive, sources, quiet=quiet, columns=columns, keep_pages=keep_pages, workers=workers)
    if not any(map(is_address, sources)):
        return take(), False
    with web_client(web.allow) as client, stopping(client):
        limits = LiveLimits(max_pages=web.max_pages)
        live = ingest.Live(client, live=limits, held=archive.held, whole_pages=web.whole_pages, workers=workers)
        report = take(live=live)
        stopped = client.closed
    if live.passed_over and not quiet:
        say(f"{counted(live.passed_over, 'page')} held already and not said to have changed; not fetched again.")
    return replace(report, unchanged=report.unchanged + live.passed_over), stopped


def working(processes: int | None) -> AbstractContextManager[Workers | None]:
    """That many processes to extract pages with, one for each processor if not said, none for 0."""
    return nullcontext() if processes == 0 else preparing(WorkLimits(processes=processes))


def exit_code(report: IngestReport) -> int:
    """0 if everything was taken in, 3 if only a part, 1 if nothing."""
    if report.read == len(report.rejected):
        return 1
    return PARTLY if report.rejected else 0
