"""An archive as SQLAlchemy knows it, for Alembic. All else speaks to SQLite itself and is spared the loading of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from dedup.store.engine import Place, connect


@contextmanager
def alchemical(place: Place, *, patience: float) -> Iterator[Connection]:
    """An SQLAlchemy connection to the file; its transaction begins by waiting for the write lock.

    Errors of the driver leave as such, not as SQLAlchemy's.
    """
    engine = create_engine("sqlite://", creator=partial(connect, place, patience=patience), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise error.orig or error from None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
