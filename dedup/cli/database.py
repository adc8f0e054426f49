"""`dedup db current`, `upgrade`, `check` and `backup`."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from dedup.report.plain import plain
from dedup.report.writers import write_document
from dedup.store import migrate


def run_current(db: str, *, as_json: bool) -> int:
    """Show an archive's version."""
    version = migrate.current(db)
    record = {"archive": version.archive, "program": version.head, "up_to_date": version.up_to_date}
    state = (
        "up to date" if version.up_to_date else f"this program needs {version.head}; `dedup db upgrade` brings it there"
    )
    _show(record, f"{version.archive} ({state})", as_json=as_json)
    return 0


def run_upgrade(db: str, *, as_json: bool) -> int:
    """Upgrade an archive."""
    done = migrate.upgrade(db)
    record = {"before": done.before, "after": done.after, "backup": str(done.backup) if done.backup else None}
    if done.backup is None:
        sentence = f"Nothing to do: the archive is of version {done.after} already."
    else:
        sentence = f"Upgraded from {done.before} to {done.after}; the archive as it was is kept in {done.backup}."
    _show(record, sentence, as_json=as_json)
    return 0


def run_check(db: str, *, as_json: bool) -> int:
    """Look an archive over; 1 if something is wrong."""
    found = migrate.check(db)
    record = {"version": found.revision, "ok": found.ok, "problems": list(found.problems)}
    lines = found.problems or (f"The archive is whole (version {found.revision}).",)
    _show(record, *lines, as_json=as_json)
    return 0 if found.ok else 1


def run_backup(db: str, target: str | None, *, as_json: bool) -> int:
    """Copy an archive."""
    copy = migrate.backup(db, target)
    _show({"backup": str(copy)}, f"Copied to {copy}.", as_json=as_json)
    return 0


def _show(record: Mapping[str, object], *sentences: str, as_json: bool) -> None:
    if as_json:
        write_document(record, sys.stdout)
    else:
        sys.stdout.writelines(f"{plain(sentence)}\n" for sentence in sentences)
