"""How one snapshot of an archive is asked and changed: values go in chunks, and what cannot be read is named.

Look-ups by many values run in chunks of CHUNK, so any number of values may be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection

from dedup.errors import ArchiveDamagedError
from dedup.store.engine import CHUNK, Place
from dedup.store.values import UNREADABLE, as_json

T = TypeVar("T")
V = TypeVar("V")

PAGE = 200
"""Rows fetched at a time where rows stream: a page of articles is about a megabyte."""


def chunks(values: Iterable[V], size: int = CHUNK) -> Iterator[list[V]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def marks(count: int) -> str:
    """The inside of `IN (…)` for so many values."""
    return ",".join("?" * count)


class Snapshot:
    """One snapshot of an archive, and how its tables are read."""

    def __init__(self, connection: Connection, place: Place) -> None:
        self._connection = connection
        self._place = place

    def _rows(self, sql: str, values: Sequence[object] = ()) -> Sequence[Any]:
        return self._connection.exec_driver_sql(sql, tuple(values)).fetchall()

    def _rows_in(self, sql: str, values: Iterable[object], before: Sequence[object] = ()) -> Iterator[Any]:
        """Rows of a statement with `{}` for the marks of a chunk of values; `before` are values of earlier marks."""
        for part in chunks(values):
            yield from self._rows(sql.format(marks(len(part))), (*before, *part))

    def _rows_of_pairs(self, sql: str, pairs: Iterable[tuple[object, object]]) -> Iterator[Any]:
        """Rows of a statement with `{}` for the marks of a page of pairs."""
        for part in chunks(pairs, PAGE):
            wanted = ",".join(["(?,?)"] * len(part))
            yield from self._rows(sql.format(f"VALUES {wanted}"), [value for pair in part for value in pair])

    def _rows_touching(self, sql: str, numbers: Iterable[int]) -> Sequence[Any]:
        """Rows of a table of pairs (a, b) of which one side at least is among some numbers, each row once.

        All numbers go at once: in chunks a pair of two of them would be read from either side.
        """
        asked = "(SELECT value FROM json_each(?1))"
        either = f"{sql} WHERE a IN {asked} UNION ALL {sql} WHERE b IN {asked} AND a NOT IN {asked}"
        return self._rows(either, (as_json([*numbers]),))

    def _one(self, sql: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401 - as SQLite gives it
        return self._connection.exec_driver_sql(sql, tuple(values)).scalar()

    def _decoded(self, what: str, decode: Callable[[Sequence[Any]], T], row: Sequence[Any]) -> T:
        try:
            return decode(row)
        except UNREADABLE as error:
            raise ArchiveDamagedError(
                f"The archive {self._place} is damaged: {what} {row[0]!r} cannot be read ({error}); "
                "`dedup db check` says more, and a backup beside it may be whole."
            ) from error


class Changes(Snapshot):
    """A snapshot that is written to: statements that change it, within the one writing transaction."""

    def _run(self, sql: str, values: Sequence[object] = ()) -> int:
        return self._connection.exec_driver_sql(sql, tuple(values)).rowcount

    def _run_many(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        if rows:
            self._connection.exec_driver_sql(sql, rows)

    def _run_in(self, sql: str, values: Iterable[object]) -> None:
        for part in chunks(values):
            self._run(sql.format(marks(len(part))), part)
