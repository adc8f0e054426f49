"""The care of an archive: which version it is of, bringing it up to this program's, looking it over, and copying it.

An upgrade runs in place, in one transaction, after a backup. SQLite's schema changes can be undone like any other, so a
failure or a kill leaves the archive as it was, and processes that have it open go on reading the old state until the
commit and are then refused at their next transaction; a copy that is swapped in would leave them writing to a file that
no longer has a name. The backup is made while the upgrade holds the write lock, so nothing written is missing from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from dedup.errors import ArchiveDamagedError, ArchiveError, NotFoundError, UsageError
from dedup.store import schema
from dedup.store.audit import problems
from dedup.store.engine import BEGIN_OPTION, Place, connect, locate, translated
from dedup.store.repository import is_archive, is_older, newer, read_revision, recognise

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Version:
    """The revision an archive is of, and the one this program needs."""

    archive: str
    head: str

    @property
    def up_to_date(self) -> bool:
        """Whether the archive can be used as it is."""
        return self.archive == self.head


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did; `backup` is None where there was nothing to do."""

    before: str
    after: str
    backup: Path | None


@dataclass(frozen=True, slots=True)
class Check:
    """What looking an archive over found; `problems` are sentences."""

    revision: str
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the archive is whole."""
        return not self.problems


def current(location: str | Path, *, patience: float = _PATIENCE) -> Version:
    """Which version an existing archive is of; raises NotFoundError or ArchiveForeignError without one."""
    with _opened(location, patience) as (engine, place), engine.connect() as connection:
        return Version(_revision(connection, place), schema.HEAD_REVISION)


def check(location: str | Path, *, patience: float = _PATIENCE) -> Check:
    """Look an archive over: its structure, its references, and what this program relies on beyond them."""
    with _opened(location, patience) as (engine, place), engine.connect() as connection:
        revision = _revision(connection, place)
        return Check(revision, problems(connection, place, at_head=revision == schema.HEAD_REVISION))


def backup(location: str | Path, to: str | Path | None = None, *, patience: float = _PATIENCE) -> Path:
    """Copy an archive while others may go on using it, and give the copy's path.

    Without `to`, the copy lies beside the archive under a name with its revision and the time. Raises UsageError if the
    target exists.
    """
    with _opened(location, patience) as (engine, place):
        with engine.connect() as connection:
            revision = _revision(connection, place)
        return _copy(engine, place, Path(to).absolute() if to is not None else _backup_path(place, revision))


def upgrade(location: str | Path, *, patience: float = _PATIENCE) -> Upgrade:
    """Bring an archive up to this program's version, after a backup; nothing changes if anything fails.

    Raises ArchiveVersionError if the archive is newer than this program, ArchiveDamagedError if it is not whole
    afterwards.
    """
    with _opened(location, patience) as (engine, place):
        connection = engine.connect().execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
        with closing(connection):
            # Rebuilding a table drops it, which would strike the rows that refer to it; settable only here, outside.
            _driver(connection).execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                before = _revision(connection, place)
                if before == schema.HEAD_REVISION:
                    return Upgrade(before, before, None)
                if not is_older(before):
                    raise newer(place, before)
                kept = _copy(engine, place, _backup_path(place, before))
                _run_scripts(connection, place, kept)
                after = _revision(connection, place)
                wrong = problems(connection, place, at_head=True)
                if after != schema.HEAD_REVISION or wrong:
                    raise ArchiveDamagedError(
                        f"The upgrade of {place} was undone, because the archive was not whole after it "
                        f"({wrong[0] if wrong else f'it is of version {after}'}); it is as it was before, "
                        f"and a copy is at {kept}."
                    )
        return Upgrade(before, after, kept)


def migrations_folder() -> Path:
    """Where the migrations lie: inside the installed package, else at the top of the checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "migrations", package.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise ArchiveError(f"This installation of dedup lacks its migrations (none in {package}); install it again.")


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings for our migrations, run on the given connection."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


@contextmanager
def _opened(location: str | Path, patience: float) -> Iterator[tuple[Engine, Place]]:
    place = locate(location)
    if recognise(place):
        raise NotFoundError(f"There is no archive at {place}; give the path of one with --db.")
    engine = connect(place, patience=patience)
    try:
        with translated(place):
            yield engine, place
    finally:
        engine.dispose()


def _revision(connection: Connection, place: Place) -> str:
    if not is_archive(connection, place):
        raise NotFoundError(f"There is no archive at {place}, only an empty database; give the path of one with --db.")
    return read_revision(connection, place)


def _run_scripts(connection: Connection, place: Place, kept: Path) -> None:
    try:
        command.upgrade(alembic_config(connection), "head")
    except ArchiveError:
        raise
    except Exception as error:  # a revision is a program of its own and may fail in any way
        raise ArchiveError(
            f"The upgrade of {place} failed and was undone ({type(error).__name__}: {error}); "
            f"the archive is as it was before, and a copy is at {kept}."
        ) from error


def _backup_path(place: Place, revision: str) -> Path:
    stem = f"{place.path.name}.backup-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    target, count = place.path.with_name(stem), 1
    while target.exists():
        count += 1
        target = place.path.with_name(f"{stem}-{count}")
    return target


def _copy(engine: Engine, place: Place, target: Path) -> Path:
    """Copy the archive as last committed, under another name until the copy is complete."""
    if target.exists():
        raise UsageError(f"{target} exists already; give another path for the backup of {place}.")
    if not target.parent.is_dir():
        raise NotFoundError(
            f"There is no folder {target.parent} for the backup of {place}; make it, or give another path."
        )
    partial = target.with_name(f"{target.name}.part")
    copies = connect(locate(partial), patience=_PATIENCE)
    try:
        with translated(locate(partial)), closing(engine.connect()) as source, closing(copies.connect()) as sink:
            _driver(source).backup(_driver(sink))
        copies.dispose()
        partial.replace(target)
    finally:
        copies.dispose()
        for leftover in ("", "-wal", "-shm", "-journal"):
            partial.with_name(partial.name + leftover).unlink(missing_ok=True)
    return target


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3.Connection, which SQLAlchemy types as Any
    return connection.connection.driver_connection
