"""Opening an archive, and its transactions."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from dedup.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveForeignError,
    ArchiveFullError,
    ArchiveVersionError,
    NotFoundError,
    UsageError,
)
from dedup.store import Store, repository
from dedup.store.engine import Place, connect
from dedup.store.schema import APPLICATION_ID, HEAD_REVISION
from tests.store_factories import NOW, add, article


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def archive(path: Path) -> Path:
    """An archive of three articles, closed."""
    with Store.open(path) as store, store.writing() as writer:
        add(writer, "one", "two", "three")
    return path


# --- opening ----------------------------------------------------------------------------------------------------------


def test_a_new_archive_is_at_head_and_marked_as_ours(path: Path) -> None:
    with Store.open(path) as store:
        assert store.location == path
        with store.reading() as reader:
            assert reader.counts().articles == 0
    with raw(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD_REVISION,)]
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_archive_is_found_again(archive: Path) -> None:
    with Store.open(archive, create=False) as store, store.reading() as reader:
        assert [row.article.key for row in reader.articles()] == ["one", "three", "two"]


def test_the_pragmas_hold_on_every_connection(archive: Path) -> None:
    with Store.open(archive) as store, store.reading() as one, store.reading() as two:
        for reader in (one, two):
            connection = reader._connection
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0


@pytest.mark.parametrize("form", ["sqlite:///{}", "sqlite+pysqlite:///{}", "sqlite:///file:{}?mode=rwc&uri=true"])
def test_an_sqlalchemy_url_names_a_file(archive: Path, form: str) -> None:
    with Store.open(form.format(archive), create=False) as store, store.reading() as reader:
        assert store.location == archive
        assert reader.counts().articles == 3


@pytest.mark.parametrize("name", ["my news.db", "100%.db", "a?b.db", "file:x.db", ":memory:", "naïve#1.db"])
def test_odd_file_names_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Store.open(name).close()
    assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize(
    "location",
    ["postgresql://localhost/news", "sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true", "x://", ""],
)
def test_what_is_no_file_is_refused(location: str) -> None:
    with pytest.raises(UsageError, match=r"give (a|the) path"):
        Store.open(location)


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        Store.open(tmp_path)


def test_a_pipe_is_no_archive_and_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(UsageError, match="a device or a pipe"):
        Store.open(path)


def test_a_missing_archive_is_not_made_unless_asked(path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no archive at .*news\.db.*dedup ingest"):
        Store.open(path, create=False)
    assert not path.exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no folder .*nowhere"):
        Store.open(tmp_path / "nowhere" / "news.db")


@pytest.mark.parametrize("kind", ["nothing", "empty database"])
def test_an_empty_file_becomes_an_archive(path: Path, kind: str) -> None:
    path.touch()
    if kind == "empty database":
        with raw(path) as connection:
            connection.execute("PRAGMA user_version = 0")
            connection.execute("VACUUM")
    with pytest.raises(NotFoundError):
        Store.open(path, create=False)
    with Store.open(path) as store, store.writing() as writer:
        add(writer, "one")


def test_an_archive_made_by_another_in_the_last_moment_is_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connections: list[Connection] = []

    def slow(place: Place, *, patience: float) -> Engine:
        engine = connect(place, patience=patience)

        def overtaken(connection: Connection) -> None:
            connections.append(connection)
            if len(connections) == 2:  # the first one has seen that there is nothing, this one is to make the archive
                monkeypatch.undo()
                with Store.open(path) as other, other.writing() as writer:
                    add(writer, "one")

        event.listen(engine, "engine_connect", overtaken)
        return engine

    monkeypatch.setattr(repository, "connect", slow)
    with Store.open(path, patience=1) as store, store.reading() as reader:
        assert len(connections) > 1
        assert reader.counts().articles == 1


def test_opening_does_not_import_alembic(archive: Path) -> None:
    code = (
        "import sys; from dedup.store import Store; Store.open(sys.argv[1]).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(archive)], check=False, timeout=60).returncode == 0


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matter", [b"<html>no database</html>" * 100, b"x", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_foreign_and_stays_as_it_is(path: Path, matter: bytes) -> None:
    path.write_bytes(matter)
    with pytest.raises(ArchiveForeignError, match=r"news\.db is"):
        Store.open(path)
    assert path.read_bytes() == matter
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("application_id", [0, 0x0F055112])
def test_a_database_of_another_program_is_foreign_and_stays_as_it_is(path: Path, application_id: int) -> None:
    with raw(path) as connection:
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute("CREATE TABLE recipe (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(ArchiveForeignError, match="database of another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_an_older_archive_is_refused_with_the_way_out(archive: Path) -> None:
    with raw(archive) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(ArchiveVersionError, match=r"older version \(0000;.*dedup db upgrade"):
        Store.open(archive)


@pytest.mark.parametrize("revision", ["9999", "f00dfeed"])
def test_a_newer_archive_is_refused(archive: Path, revision: str) -> None:
    with raw(archive) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(ArchiveVersionError, match=f"newer dedup .version {revision}"):
        Store.open(archive)


def test_an_archive_that_is_upgraded_while_open_is_refused_at_the_next_transaction(archive: Path) -> None:
    with Store.open(archive) as store:
        with raw(archive) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(ArchiveVersionError), store.writing():
            pass
        with pytest.raises(ArchiveVersionError), store.reading():
            pass


@pytest.mark.parametrize("change", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_an_archive_without_its_version_is_damaged(archive: Path, change: str) -> None:
    with raw(archive) as connection:
        connection.execute(change)
    with pytest.raises(ArchiveDamagedError, match=r"news\.db is damaged"):
        Store.open(archive)


def test_a_truncated_archive_is_damaged(archive: Path) -> None:
    with Store.open(archive) as store, store.writing() as writer:
        add(writer, *(f"more {i}" for i in range(300)))
    size = archive.stat().st_size
    os.truncate(archive, size // 2 // 4096 * 4096)
    with (
        pytest.raises(ArchiveDamagedError, match=r"news\.db is damaged"),
        Store.open(archive) as store,
        store.reading() as reader,
    ):
        list(reader.articles())


def test_overwritten_pages_are_damage(archive: Path) -> None:
    with archive.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (archive.stat().st_size - 4096))
    with (
        pytest.raises(ArchiveDamagedError, match=r"news\.db is damaged"),
        Store.open(archive) as store,
        store.reading() as reader,
    ):
        list(reader.articles())


# --- transactions -----------------------------------------------------------------------------------------------------


def test_an_error_undoes_the_transaction_and_passes_through(archive: Path) -> None:
    with Store.open(archive) as store:
        with pytest.raises(ZeroDivisionError), store.writing() as writer:
            add(writer, "four")
            raise ZeroDivisionError
        with store.reading() as reader:
            assert reader.article("four") is None
        with store.writing() as writer:
            add(writer, "four")
        with store.reading() as reader:
            assert reader.article("four") is not None


def test_a_reader_keeps_its_snapshot(archive: Path) -> None:
    with Store.open(archive) as store:
        with store.reading() as before:
            with store.writing() as writer:
                add(writer, "four")
            assert before.article("four") is None
            assert before.counts().articles == 3
        with store.reading() as after:
            assert after.counts().articles == 4


def test_a_locked_archive_is_busy_after_the_patience(archive: Path) -> None:
    with Store.open(archive, patience=0.05) as store, raw(archive) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveBusyError, match=r"news\.db is held by another process"), store.writing():
            pass
        with store.reading() as reader:  # readers go on
            assert reader.counts().articles == 3
        other.execute("ROLLBACK")
        with store.writing() as writer:
            add(writer, "four")


def test_an_exclusively_locked_archive_cannot_be_opened(archive: Path) -> None:
    with raw(archive) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE article SET title = NULL")
        with pytest.raises(ArchiveBusyError):
            Store.open(archive, patience=0.05)


def test_a_read_only_archive_can_be_read_and_not_written(archive: Path) -> None:
    with Store.open(f"sqlite:///file:{archive}?mode=ro&uri=true") as store:
        with store.reading() as reader:
            assert reader.counts().articles == 3
        with (
            pytest.raises(ArchiveFullError, match=r"news\.db could not be written: it is not writable"),
            store.writing() as writer,
        ):
            add(writer, "four")


def test_a_full_disk_keeps_the_archive_as_it_was(archive: Path) -> None:
    with Store.open(archive) as store:
        with (
            pytest.raises(ArchiveFullError, match=r"news\.db could not be written: its disk is full"),
            store.writing() as writer,
        ):
            pages = writer._connection.exec_driver_sql("PRAGMA page_count").scalar()
            writer._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            number = writer.add_contents([])
            assert number == []
            for i in range(100):
                add(writer, f"more {i}")
        with store.reading() as reader:
            assert reader.counts().articles == 3


def test_a_violated_constraint_is_a_fault_of_the_program_and_undone(archive: Path) -> None:
    with Store.open(archive) as store:
        with pytest.raises(sqlite3.IntegrityError), store.writing() as writer:
            writer.add_article(article("four"), 1, b"d", [], at=NOW)
            writer.add_article(article("one"), 1, b"d", [], at=NOW)
        with store.reading() as reader:
            assert reader.counts().articles == 3


def test_a_stamp_changes_with_every_commit_and_with_nothing_else(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store, Store.open(tmp_path / "a.db") as other:
        seen = [store.stamp()]
        with store.reading() as reader:
            assert reader.counts().articles == 0
        assert store.stamp() == seen[-1]
        for writer_of in (other, store):
            with writer_of.writing() as writer:
                writer.set_meta("said", f"{len(seen)}")
                assert store.stamp() == seen[-1]
            seen.append(store.stamp())
        assert len(set(seen)) == 3
        with pytest.raises(RuntimeError), store.writing() as writer:
            writer.set_meta("said", "nothing")
            raise RuntimeError
        assert store.stamp() == seen[-1]
