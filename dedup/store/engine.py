"""Connections to an archive's file: where it is, how it is opened, and what SQLite's errors mean to a user.

Only SQLite is spoken. Write-ahead logging lets readers go on while one process writes; `synchronous=NORMAL` then cannot
damage the file, a power cut loses at most the last commits. The driver is kept in autocommit and each transaction
begins by an explicit statement, because the driver's own rule (begin at the first INSERT) would give readers no
snapshot and let writers fail half-way instead of waiting at the door.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from dedup.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveError,
    ArchiveForeignError,
    ArchiveFullError,
    UsageError,
)

BEGIN_OPTION = "dedup_begin"
"""Execution option of a connection: the statement that begins its transactions."""

PAGE_BYTES = 16 * 1024
"""Bytes of a page of a new archive. An article of 2.3 kB shares a page with six others, and seven in a hundred bytes
stay empty; of SQLite's usual 4 KiB it leaves a third empty. An archive keeps the size that it was made with."""

CACHE_KIB = 64 * 1024
"""Page cache of a connection. Keys are random, so inserts touch pages all over; 64 MiB hold the inner pages of the
trees of a million articles."""

CHECKPOINT_BYTES = 62 * 1024 * 1024
"""The log is folded into the file after 62 MiB. Keys are random, so a page is changed again and
again: against 16 MiB this saves a tenth to a quarter of an insert's processor time (measured up to 20,000 articles)."""

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
    """Where an archive lies: the SQLAlchemy URL, and the file it names."""

    url: URL
    path: Path

    def __str__(self) -> str:
        return str(self.path)


def locate(location: str | Path) -> Place:
    """Read a path or an SQLAlchemy URL; raises UsageError for anything that is not a file of SQLite's."""
    if isinstance(location, str) and "://" in location:
        try:
            url = make_url(location)
        except (ArgumentError, ValueError) as error:
            raise UsageError(f"{location!r} is not a database URL ({error}); give a path, or sqlite:///PATH.") from None
        if url.get_backend_name() != "sqlite":
            raise UsageError(
                f"An archive is an SQLite file, and {location!r} names another kind of database; give a path."
            )
        name = url.database or ""
        bare = name.removeprefix("file:").partition("?")[0] if name.startswith("file:") else name
        if bare in {"", ":memory:"} or "mode=memory" in name or url.query.get("mode") == "memory":
            raise UsageError(f"An archive is a file, and {location!r} names none; give a path.")
        path = Path(bare).absolute()
        if bare == name:
            url = url.set(database=str(path))
    else:
        if not str(location) or "\0" in str(location):
            raise UsageError(f"{str(location)!r} is no path to an archive; give the path of a file.")
        path = Path(location).absolute()
        url = URL.create("sqlite", database=str(path))
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "a device or a pipe"
        raise UsageError(f"{path} is {what}; give the path of an archive's file.")
    return Place(url, path)


def connect(place: Place, *, patience: float, pooled: bool = True) -> Engine:
    """An engine for the file; each wait for a lock lasts up to `patience` seconds. Nothing is opened yet."""
    # The connection that was used last has in its cache what the next question asks for.
    pool: dict[str, Any] = {"poolclass": QueuePool, "pool_use_lifo": True} if pooled else {"poolclass": NullPool}
    engine = create_engine(
        place.url,
        **pool,
        connect_args={"timeout": patience, "isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"page_size = {PAGE_BYTES}",  # heeded only while there is nothing in the file
        "foreign_keys = ON",
        "trusted_schema = OFF",  # an archive may come from a stranger
        "synchronous = NORMAL",
        "temp_store = MEMORY",
        f"cache_size = -{CACHE_KIB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("PRAGMA page_size")
    (page,) = cursor.fetchall()[0]
    cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_BYTES // page}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN_OPTION, "BEGIN"))


@contextmanager
def forgetful(connection: Connection) -> Iterator[None]:
    """Within, what a connection remembers of a transaction that fails was never there.

    SQLAlchemy tells nobody of one that fails as it is committed, as it does on a full disk.
    """
    try:
        yield
    except BaseException:
        connection.info.clear()
        raise


@contextmanager
def impatient(connection: Connection) -> Iterator[None]:
    """Within, a connection that is outside a transaction waits for no lock."""
    cursor = connection.connection.cursor()  # the driver's own: a statement of ours would begin a transaction
    try:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchall()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
    finally:
        cursor.close()


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """Turn the driver's errors into those of `dedup.errors`; a violated constraint is a fault of ours and goes on."""
    try:
        yield
    except DBAPIError as error:
        raise _translate(place, error.orig) from error
    except sqlite3.Error as error:
        raise _translate(place, error) from error


def _translate(place: Place, error: BaseException | None) -> BaseException:
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, BaseException):
        return ArchiveError(f"The archive {place} could not be used; run `dedup db check`.")
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
    return error
