"""Tables as text (RFC 4180 and its kin): a header, then an article in each row, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from dedup.config import IngestLimits
from dedup.errors import UnusableError
from dedup.ingest import streams
from dedup.ingest.chars import decode
from dedup.ingest.columns import Columns
from dedup.ingest.datasets import Seen, take_record
from dedup.ingest.tasks import Step
from dedup.model import Rejection

ENDINGS = frozenset({".csv", ".tsv", ".tab"})
_DELIMITERS = (",", ";", "\t", "|")
_MAX_HEADER = 64 * 1024  # bytes; data sets with a thousand columns exist
_MAX_COLUMNS = 10_000
_SURE = 2  # columns with a known name, of which one is the text: no line of prose has them


def is_table(head: bytes, columns: Columns) -> bool:
    """Whether the first line of a file reads as the header of a table of articles, and something follows it."""
    line, newline, rest = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    if line.lower().startswith(b"sep="):
        line, newline, rest = rest.partition(b"\n")
    if not newline or len(line) > _MAX_HEADER or not rest.strip():
        return False
    return max(columns.known(_cells(decode(line).text, delimiter)) for delimiter in _DELIMITERS) >= _SURE


def read_table(
    head: bytes, pieces: Iterator[bytes], name: str, limits: IngestLimits, columns: Columns
) -> Iterator[Step]:
    """Read a table row by row; `head` is its beginning, which tells its encoding. Places are lines of the file.

    A row that grows past the limit is passed over and rejected, and one that has no end is not taken. Raises
    UnusableError for a header without a column for the text.
    """
    # The limit belongs to the process. It is raised only, and the rows themselves are bounded by `_Rows`.
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_line_bytes))
    rows = _Rows(pieces, decode(head[: head.rfind(b"\n") + 1] or head).encoding, limits.max_line_bytes)
    delimiter, names = _header(rows, columns)
    seen = Seen()
    while not rows.at_end():
        try:
            for row in csv.reader(rows, delimiter=delimiter):
                place = f"{name}:{rows.first}"
                if rows.at_end():  # the reader had to ask for more: the row's last cell has no end
                    lost = f"the rest of the file, up to line {rows.number:,}, is lost"
                    yield Rejection(place, f"opens a quotation mark that is never closed; {lost}")
                    break
                rows.begin()
                if len(row) > len(names):
                    row = row[: len(names)] if not any(row[len(names) :]) else row  # noqa: PLW2901
                if len(row) == len(names):
                    record = {field: cell for field, cell in zip(names, row, strict=True) if field and cell.strip()}
                    yield take_record(record, place, limits, seen)
                elif row:
                    yield Rejection(place, f"has {len(row)} cells where the header has {len(names)}")
        except _TooLongError as error:
            yield Rejection(f"{name}:{rows.first}", str(error))
            rows.pass_over()
        except csv.Error as error:
            bare = "new-line" in str(error)  # what the reader says of it is advice to programmers
            reason = "a line break (CR) stands in it without quotation marks" if bare else str(error)
            yield Rejection(f"{name}:{rows.first}", f"cannot be split into cells: {reason}")
            rows.begin()


class _TooLongError(Exception):
    """A row has outgrown the limit."""


class _Rows:
    """Lines for the CSV reader, which takes as many as a row has; counts them and what they hold."""

    def __init__(self, pieces: Iterator[bytes], encoding: str, limit: int) -> None:
        self._lines = streams.lines(pieces, limit)
        self._encoding = encoding  # for lines that are no UTF-8
        self._limit = limit
        self._size = 0
        self.number = 0  # of the line taken last
        self.first = 1  # of the row's first line
        self._ended = False
        self._quotes = 0  # in the row so far; an odd number leaves a cell open

    def at_end(self) -> bool:
        """Whether the end of the file has been met."""
        return self._ended

    def begin(self) -> None:
        """A row is complete; the next line begins another."""
        self.first = self.number + 1
        self._size = self._quotes = 0

    def pass_over(self) -> None:
        """Go on to the end of a row that is too long, holding none of it."""
        while self._quotes % 2 and not self._ended:
            try:
                line = next(self._lines)
            except StopIteration:
                self._ended = True
                break
            self.number += 1
            self._quotes += line.count(b'"') if line is not None else 0
        self.begin()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line with its end. Raises _TooLongError if the row has become too long with it."""
        try:
            line = next(self._lines)
        except StopIteration:
            self._ended = True
            raise
        self.number += 1
        self._quotes += line.count(b'"') if line is not None else 0
        self._size += len(line) + 1 if line is not None else self._limit + 1
        if line is None or self._size > self._limit:
            raise _TooLongError(f"is a row of more than {streams.megabytes(self._limit)}")
        return self._decoded(line).removeprefix("\ufeff" if self.number == 1 else "") + "\n"

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            if self._encoding == "utf-8":
                self._encoding = decode(line).encoding
            return line.decode(self._encoding, "replace")


def _header(rows: _Rows, columns: Columns) -> tuple[str, list[str]]:
    """Read the header: the delimiter that makes the most of it, and what each column is called in a record."""
    try:
        line = next(row for row in rows if row.strip())
        stated = line.strip().lower().startswith("sep=")  # Excel's own way to tell the delimiter
        delimiters: Sequence[str] = (line.strip()[4:] or "\t",) if stated else _DELIMITERS
        line = next(row for row in rows if row.strip()) if stated else line
    except StopIteration:
        raise UnusableError("is a table without a header") from None
    except _TooLongError as error:
        raise UnusableError(f"begins with a header that {error}") from None
    rows.begin()
    usable = [mark for mark in delimiters if mark in _DELIMITERS] or _DELIMITERS
    split = {mark: _cells(line, mark) for mark in usable}
    best = max(usable, key=lambda mark: (columns.known(split[mark]), len(split[mark])))
    if len(split[best]) > _MAX_COLUMNS or len(line) > _MAX_HEADER:
        raise UnusableError(f"has more than {_MAX_COLUMNS:,} columns, or names that fill {_MAX_HEADER:,} characters")
    return best, columns.name(split[best])


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])
    except csv.Error:
        return []
