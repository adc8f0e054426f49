"""Connections to an archive's file: where it is, how it is opened, and what SQLite's errors mean to a user.

Only SQLite is spoken. Write-ahead logging lets readers go on while one process writes; `synchronous=NORMAL` then cannot
damage the file, a power cut loses at most the last commits. The driver is kept in autocommit and each transaction
begins by an explicit statement, because the driver's own rule (begin at the first INSERT) would give readers no
snapshot and let writers fail half-way instead of waiting at the door.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dedup.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveError,
    ArchiveForeignError,
    ArchiveFullError,
    UsageError,
)

CACHE_KIB = 64 * 1024
"""Page cache of a connection. Keys are random, so inserts touch pages all over; 64 MiB hold the inner pages of the
trees of a million articles."""

CHECKPOINT_PAGES = 16000
"""The log is folded into the file after 62 MiB. Keys are random, so a page is changed again and
again: against 16 MiB this saves a tenth to a quarter of an insert's processor time (measured up to 20,000 articles)."""

_PRAGMAS = (
    "foreign_keys = ON",
    "trusted_schema = OFF",  # an archive may come from a stranger
    "synchronous = NORMAL",
    "temp_store = MEMORY",
    f"cache_size = -{CACHE_KIB}",
    f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
)

CHUNK = 500
"""Values in one `IN (…)`: half the lowest limit SQLite was ever built with (999); larger chunks were no faster."""

_WRITE_FAILURES = {
    sqlite3.SQLITE_FULL: "its disk is full",
    sqlite3.SQLITE_READONLY: "it is not writable",
    sqlite3.SQLITE_PERM: "access to it is denied",
    sqlite3.SQLITE_CANTOPEN: "it, or the files beside it, cannot be opened for writing",
    sqlite3.SQLITE_IOERR: "its disk reports an error",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archive lies: its file, and the name and options by which SQLite is to open it."""

    path: Path
    name: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.path)


def locate(location: str | Path) -> Place:
    """Read a path or an SQLAlchemy URL; raises UsageError for anything that is not a file of SQLite's."""
    if isinstance(location, str) and "://" in location:
        place = _place_of_url(location)
    else:
        if not str(location) or "\0" in str(location):
            raise UsageError(f"{str(location)!r} is no path to an archive; give the path of a file.")
        path = Path(location).absolute()
        place = Place(path, str(path))
    if place.path.exists() and not place.path.is_file():
        what = "a folder" if place.path.is_dir() else "a device or a pipe"
        raise UsageError(f"{place} is {what}; give the path of an archive's file.")
    return place


def _place_of_url(location: str) -> Place:
    # Loaded here, because it takes 0.2 s and few give a URL.
    from sqlalchemy import make_url  # noqa: PLC0415
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        url = make_url(location)
        if url.get_backend_name() != "sqlite":
            raise UsageError(
                f"An archive is an SQLite file, and {location!r} names another kind of database; give a path."
            )
        (name,), options = SQLiteDialect_pysqlite().create_connect_args(url)
    except (ArgumentError, ValueError) as error:
        raise UsageError(f"{location!r} is not a database URL ({error}); give a path, or sqlite:///PATH.") from None
    bare = name.removeprefix("file:").partition("?")[0] if options.get("uri") else name
    if bare in {"", ":memory:"} or "mode=memory" in name:
        raise UsageError(f"An archive is a file, and {location!r} names none; give a path.")
    return Place(Path(bare).absolute(), name, options)


def connect(place: Place, *, patience: float) -> sqlite3.Connection:
    """A connection to the file; each wait for a lock lasts up to `patience` seconds."""
    given = {**place.options, "timeout": patience, "isolation_level": None, "check_same_thread": False}
    connection: sqlite3.Connection = sqlite3.connect(place.name, **given)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


class Connections:
    """Connections to one archive. One that is given back is lent again, with the pages that it has in its cache."""

    def __init__(self, place: Place, *, patience: float) -> None:
        self._place = place
        self._patience = patience
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses meanwhile; any thread may ask for one."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._place, patience=self._patience)
        try:
            yield connection
        except BaseException:
            connection.close()  # what it met may last
            raise
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Close all, those that are lent as they are given back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """A transaction begun by that statement: kept when the block ends, undone when it or the commit raises."""
    connection.execute(begin)
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """Turn the driver's errors into those of `dedup.errors`; a violated constraint is a fault of ours and goes on."""
    try:
        yield
    except sqlite3.Error as error:
        known = _translate(place, error)
        if known is None:
            raise
        raise known from error


def _translate(place: Place, error: sqlite3.Error) -> ArchiveError | None:
    code = getattr(error, "sqlite_errorcode", None)  # absent where the driver itself complains
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return ArchiveBusyError(
            f"The archive {place} is held by another process; wait until that one has finished, "
            "then run the command again."
        )
    if primary == sqlite3.SQLITE_NOTADB:
        return ArchiveForeignError(
            f"{place} is not an archive of dedup, nor a database at all; give another path with --db."
        )
    if primary in _WRITE_FAILURES:
        return ArchiveFullError(
            f"The archive {place} could not be written: {_WRITE_FAILURES[primary]} ({error}). "
            "Nothing of the last step was kept; make room or give access, then run the command again."
        )
    if primary == sqlite3.SQLITE_CORRUPT or (primary == sqlite3.SQLITE_ERROR and "no such" in str(error)):
        return ArchiveDamagedError(
            f"The archive {place} is damaged ({error}); `dedup db check` says more, "
            "and a backup beside it may be whole."
        )
    return None
