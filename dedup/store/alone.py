"""One process at a time: a lock beside the archive that ends with its holder, however that ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from dedup.errors import ArchiveBusyError, ArchiveFullError
from dedup.store.engine import Place


@contextmanager
def alone(place: Place, purpose: str) -> Iterator[None]:
    """Hold the lock for a purpose while the block lasts; raises ArchiveBusyError where another process has it.

    The lock is SQLite's own on an empty file beside the archive, which every system releases when a process dies. The
    file stays: to remove it would let a third process lock a file that a second one still waits for.
    """
    path = place.path.with_name(f"{place.path.name}.{purpose}-lock")
    try:
        connection = sqlite3.connect(path, timeout=0.0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise ArchiveFullError(f"{path} cannot be made ({error}); give access to the folder of the archive.") from error
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise ArchiveBusyError(
                f"Another `dedup {purpose}` is at work on the archive {place}; end it first, or let it go on."
            ) from error
        yield
