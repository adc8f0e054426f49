"""The archive as a whole: opening it, and the two ways into it, reading and writing."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from dedup.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveForeignError,
    ArchiveFullError,
    ArchiveVersionError,
    NotFoundError,
)
from dedup.store import schema
from dedup.store.alone import alone
from dedup.store.engine import BEGIN_OPTION, Place, connect, forgetful, impatient, locate, translated
from dedup.store.reader import Reader
from dedup.store.writer import Writer

_MAGIC = b"SQLite format 3\0"
_APPLICATION_ID_AT = slice(68, 72)  # in the file's header, big-endian (sqlite.org/fileformat2.html, section 1.3)
_HEADER_BYTES = 100
_RETRY_SECONDS = (
    0.01  # the switch to write-ahead logging does not wait by itself; others hold the file for milliseconds
)

PATIENCE = 60.0
"""Seconds that a transaction waits for another process where nothing else is said: many times what a batch takes."""


class Store:
    """An open archive. Not to be carried over a fork: open it again in the child."""

    def __init__(self, engine: Engine, place: Place) -> None:
        self._engine = engine
        self._place = place
        self._ear: PoolProxiedConnection | None = None
        self._listening = threading.Lock()

    @classmethod
    def open(cls, location: str | Path, *, create: bool = True, patience: float = PATIENCE) -> Self:
        """Open the archive at a path or SQLAlchemy URL, and make it if there is none and `create` allows.

        `patience` is how many seconds a transaction waits for another process. Raises NotFoundError,
        ArchiveForeignError, ArchiveVersionError, ArchiveDamagedError, ArchiveBusyError or ArchiveFullError.
        """
        place = locate(location)
        missing = recognise(place)
        if missing and not create:
            raise NotFoundError(
                f"There is no archive at {place}; `dedup ingest SOURCE` makes one, or give its path with --db."
            )
        if not place.path.parent.is_dir():
            raise NotFoundError(
                f"There is no folder {place.path.parent} to make an archive in; make it, or give another path."
            )
        engine = connect(place, patience=patience)
        try:
            with translated(place):
                _settle(engine, place, create=create, patience=patience)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, place)

    @property
    def location(self) -> Path:
        """The archive's file."""
        return self._place.path

    def close(self) -> None:
        """Close all connections; the last one out folds the log into the file."""
        with self._listening:
            if self._ear is not None:
                self._ear.close()
                self._ear = None
        self._engine.dispose()

    def stamp(self) -> int:
        """A number that changes with every transaction that anybody has written since the last call.

        It means nothing to another `Store`. What is read after it is at least as new as what it stands for.
        """
        # SQLite tells a connection of other connections' commits only, so one is kept that never writes.
        with self._listening, translated(self._place):
            if self._ear is None:
                self._ear = self._engine.raw_connection()
            cursor = self._ear.cursor()
            cursor.execute("PRAGMA data_version")
            found = cursor.fetchone()
            cursor.close()
        return int(found[0]) if found else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A reader of one consistent snapshot, whatever other processes write meanwhile."""
        with self._transaction("BEGIN") as connection:
            yield Reader(connection, self._place)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The archive's only writer: its changes are kept when the block ends, and undone when it raises."""
        with self._writing(wait=True) as writer:
            yield writer

    @contextmanager
    def writing_if_free(self) -> Iterator[Writer | None]:
        """As `writing`, but without waiting: None while another process writes, or where nobody can."""
        with ExitStack() as open_ones:
            try:
                writer = open_ones.enter_context(self._writing(wait=False))
            except (ArchiveBusyError, ArchiveFullError):
                writer = None
            yield writer

    @contextmanager
    def _writing(self, *, wait: bool) -> Iterator[Writer]:
        with self._transaction("BEGIN IMMEDIATE", wait=wait) as connection:
            writer = Writer(connection, self._place)
            yield writer
            writer.flush()

    def alone(self, purpose: str) -> AbstractContextManager[None]:
        """Be the only process with this purpose while the block lasts; raises ArchiveBusyError."""
        return alone(self._place, purpose)

    @contextmanager
    def _transaction(self, begin: str, *, wait: bool = True) -> Iterator[Connection]:
        # Errors of the caller's own code must pass untouched, errors of the driver inside it must not.
        with (
            translated(self._place),
            self._engine.connect().execution_options(**{BEGIN_OPTION: begin}) as connection,
            nullcontext() if wait else impatient(connection),
            forgetful(connection),
            connection.begin(),
        ):
            require_head(connection, self._place)
            yield connection


def recognise(place: Place) -> bool:
    """Whether a file holds nothing, seen before SQLite touches it; raises ArchiveForeignError if it is no archive."""
    try:
        with place.path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        return True
    except OSError:
        return False  # SQLite will meet the same obstacle, and its error is translated
    if not header:
        return True
    if not header.startswith(_MAGIC):
        raise ArchiveForeignError(
            f"{place} is not an archive of dedup, nor a database at all; give another path with --db."
        )
    if int.from_bytes(header[_APPLICATION_ID_AT], "big") not in {0, schema.APPLICATION_ID}:
        raise foreign(place)
    return False


def foreign(place: Place) -> ArchiveForeignError:
    """The error for a database that is not ours."""
    return ArchiveForeignError(
        f"{place} is a database of another program, not an archive of dedup; give another path with --db."
    )


def _settle(engine: Engine, place: Place, *, create: bool, patience: float) -> None:
    """Have an archive at head in write-ahead mode, or raise."""
    with engine.connect() as connection:
        made = is_archive(connection, place)
        if made:
            require_head(connection, place)
    if not made:
        if not create:
            raise NotFoundError(
                f"There is no archive at {place}; `dedup ingest SOURCE` makes one, or give its path with --db."
            )
        with engine.connect().execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"}) as connection, connection.begin():
            if not is_archive(connection, place):  # another process may have made it while this one waited
                create_schema(connection)
            require_head(connection, place)
    _log_ahead(engine, patience)


def is_archive(connection: Connection, place: Place) -> bool:
    """Whether the database is an archive (True) or has nothing in it (False); raises ArchiveForeignError otherwise."""
    identity = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if identity == schema.APPLICATION_ID:
        return True
    if identity == 0 and not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
        return False
    raise foreign(place)


def create_schema(connection: Connection) -> None:
    """Make all tables at head in a database that has none, within the caller's transaction."""
    for table in schema.metadata.sorted_tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):  # a set, in no order of its own
            connection.execute(CreateIndex(index))
    connection.exec_driver_sql(schema.VERSION_TABLE)
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (schema.HEAD_REVISION,))
    mark_as_archive(connection)


def mark_as_archive(connection: Connection) -> None:
    """Write our application id into the database, within the caller's transaction."""
    connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")


def read_revision(connection: Connection, place: Place) -> str:
    """The revision of the archive's schema; raises ArchiveDamagedError without exactly one."""
    rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchall()
    if len(rows) != 1 or not isinstance(rows[0][0], str):
        raise ArchiveDamagedError(
            f"The archive {place} is damaged: it does not say which version it is of; restore a backup."
        )
    return str(rows[0][0])


def is_older(revision: str) -> bool:
    """Whether a revision comes before this program's head; revisions are numbered, so that no list is needed."""
    return revision.isdecimal() and int(revision) < int(schema.HEAD_REVISION)


def require_head(connection: Connection, place: Place) -> None:
    """Raise ArchiveVersionError unless the archive is at this program's revision.

    As the first statement of a reader it also takes the snapshot, which a deferred transaction has not done yet.
    """
    revision = read_revision(connection, place)
    if revision == schema.HEAD_REVISION:
        return
    if is_older(revision):
        raise ArchiveVersionError(
            f"The archive {place} is of an older version ({revision}; this dedup needs {schema.HEAD_REVISION}); "
            "run `dedup db upgrade`, which makes a backup first."
        )
    raise newer(place, revision)


def newer(place: Place, revision: str) -> ArchiveVersionError:
    """The error for an archive that this program is too old for."""
    return ArchiveVersionError(
        f"The archive {place} was written by a newer dedup (version {revision}; this one knows up to "
        f"{schema.HEAD_REVISION}); install a newer dedup to use it."
    )


def _log_ahead(engine: Engine, patience: float) -> None:
    """Switch the file to write-ahead logging, which it remembers; one that cannot be written is left as it is."""
    deadline = time.monotonic() + patience
    while True:
        raw = engine.raw_connection()  # outside a transaction, as the switch demands
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA journal_mode")
            if cursor.fetchone() == ("wal",):
                return
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
                return
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        finally:
            raw.close()
        time.sleep(_RETRY_SECONDS)
