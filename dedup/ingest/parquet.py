"""Tables in Parquet files, a few rows at a time. Needs pyarrow, which the extra `tables` brings."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import BinaryIO

from dedup.config import IngestLimits
from dedup.errors import TooLargeError, UnreadableError, UnusableError
from dedup.ingest import streams
from dedup.ingest.chars import decode
from dedup.ingest.columns import Columns
from dedup.ingest.datasets import Seen, take_record
from dedup.ingest.tasks import Step
from dedup.model import Rejection

_ROWS = 32  # held at a time; articles have some thousand characters, and none may have more than two million
_MAX_FOOTER = 16 << 20  # bytes of the schema and the places of all columns; a file of a gigabyte has some ten thousand
_READ = 1 << 20  # bytes of a column read at a time
_MAX_NESTING = 20  # of lists and structures in a cell


def read_parquet(stream: BinaryIO, name: str, limits: IngestLimits, columns: Columns) -> Iterator[Step]:
    """Read a table row by row; places are numbers of rows, from 1.

    Raises UnusableError without pyarrow, or for a table without a column for the text, UnreadableError for damage.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # not always there, and slow to import
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise UnusableError(
            "is a Parquet table, which needs pyarrow; install it with `pip install 'dedup[tables]'`"
        ) from error
    _check_footer(stream)
    failures = (pa.ArrowException, OSError, ValueError, OverflowError)
    try:
        table = pq.ParquetFile(stream, pre_buffer=False, buffer_size=_READ)
        _check_sizes(table.metadata, limits)
        columns_of_table = table.schema_arrow.names
    except failures as error:
        raise UnreadableError(f"is a damaged Parquet table: {_first_line(error)}") from error
    names = columns.name(columns_of_table)
    seen = Seen()
    number = 0
    batches = table.iter_batches(_ROWS, use_threads=False)
    while True:
        try:
            batch = next(batches, None)
            rows = list(zip(*(cells.to_pylist() for cells in batch.columns), strict=True)) if batch else []
        except failures as error:
            raise UnreadableError(f"is damaged after row {number:,}: {_first_line(error)}") from error
        if batch is None:
            return
        for row in rows:
            number += 1
            yield _taken(_record(names, row), f"{name}:{number}", limits, seen)


def _taken(record: Mapping[str, object], place: str, limits: IngestLimits, seen: Seen) -> Step:
    if sum(len(cell) for cell in record.values() if isinstance(cell, str)) > limits.max_line_bytes:
        return Rejection(place, f"is a row of more than {streams.megabytes(limits.max_line_bytes)}")
    return take_record(record, place, limits, seen)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["it cannot be read"])[0][:200]


def _check_footer(stream: BinaryIO) -> None:
    """Refuse a table whose description is too large to be read into memory, or that has none."""
    try:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - 8))
        end = stream.read(8)
        stream.seek(0)
    except (OSError, ValueError) as error:
        raise UnusableError("is a Parquet table, which is read from a file only; save it and name that") from error
    if len(end) < 8 or not end.endswith(b"PAR1"):
        raise UnreadableError("is a damaged Parquet table: it ends too early")
    if int.from_bytes(end[:4], "little") > _MAX_FOOTER:
        raise TooLargeError(f"is a Parquet table with a description of more than {streams.megabytes(_MAX_FOOTER)}")


def _check_sizes(metadata: object, limits: IngestLimits) -> None:
    """Refuse columns that unpack to more than two hundred times their size."""
    groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]  # type: ignore[attr-defined]
    for group in groups:
        for place in range(group.num_columns):
            column = group.column(place)
            unpacked = column.total_uncompressed_size
            if unpacked > limits.max_bytes and unpacked > streams.BOMB_RATIO * column.total_compressed_size:
                raise TooLargeError(f"is a Parquet table that unpacks to more than {streams.BOMB_RATIO} times its size")


def _record(names: Sequence[str], cells: Sequence[object]) -> Mapping[str, object]:
    record = {name: _plain(cell) for name, cell in zip(names, cells, strict=True) if name}
    identity = record.get("id")
    if isinstance(identity, float) and identity.is_integer():  # what a gap makes of whole numbers
        record["id"] = int(identity)
    return {name: cell for name, cell in record.items() if cell is not None and cell != ""}


def _plain(cell: object, depth: int = 0) -> object:
    """A cell as JSON has it: text for times, and nothing for what is no number."""
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return decode(cell).text
    if isinstance(cell, Decimal | timedelta) or depth > _MAX_NESTING:
        return str(cell)
    if isinstance(cell, list | tuple):
        return [_plain(item, depth + 1) for item in cell]
    if isinstance(cell, dict):
        return {str(name): _plain(item, depth + 1) for name, item in cell.items()}
    return cell if isinstance(cell, str | int | bool | None) else str(cell)
