"""`dedup watch`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dedup.archive import Archive, preparing
from dedup.cli.ingest import PARTLY
from dedup.cli.talk import say
from dedup.report.alerts import alert_line, alert_record, atom_feed
from dedup.report.plain import counted
from dedup.watch import Writing, assemble, read_settings

_ENDINGS = (signal.SIGINT, signal.SIGTERM)


def run(file: str, db: str, *, once: bool, quiet: bool) -> int:
    """Watch what a file lists; with `once` 3 if a source failed or alerts did not get through."""
    settings = read_settings(Path(file))
    with Archive.open(db) as archive, preparing() as workers:
        writing = Writing(alert_line, alert_record, atom_feed, write=_write, tell=say)
        watcher = assemble(settings, archive, writing, workers=workers)
        if not quiet:
            say(f"Watching {counted(len(settings.sources), 'source')} for {db}.")
        with ending(watcher.stop):
            report = watcher.run(once=once)
        if not quiet:
            say(
                f"{counted(report.looks, 'look')}, {report.failed:,} failed: {report.stored:,} stored, "
                f"{report.revised:,} revised."
            )
    return PARTLY if once and (report.failed or report.undelivered) else 0


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def ending(stop: Callable[[], None]) -> Iterator[None]:
    """Let the signals that end a program stop the watch instead; a second one ends it at once."""

    def heard(number: int, _frame: object) -> None:
        signal.signal(number, before[signal.Signals(number)])
        stop()

    before = {number: signal.signal(number, heard) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
