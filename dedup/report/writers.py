"""JSON, JSON lines and CSV, one record at a time.

Whatever is written can be shown on a terminal without harm: JSON escapes every control and bidirectional control, CSV
drops them, and no cell of a CSV can be taken for a formula.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TextIO


class Format(StrEnum):
    """How a listing is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


# JSON itself escapes only C0. The rest of these can stand nowhere in a JSON text but inside a string.
_HARMFUL = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_CSV_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

# Spreadsheets take a cell that begins so for a formula (OWASP, "CSV Injection"); full-width forms are folded by some.
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")


def json_text(value: object, *, indent: int | None = None) -> str:
    """A value as JSON in Unicode; controls are escaped, lone surrogates become U+FFFD."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _SURROGATES.sub("\ufffd", _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def write_document(record: object, stream: TextIO) -> None:
    """Write one record as an indented JSON document."""
    stream.write(json_text(record, indent=2) + "\n")


def write_records(
    records: Iterable[Mapping[str, object]], form: Format, stream: TextIO, columns: Sequence[str] = ()
) -> int:
    """Write records as they come and give their number; JSON has one record a line, CSV the given columns."""
    if form is Format.CSV:
        return _write_csv(records, stream, columns)
    number = 0
    listed = form is Format.JSON
    if listed:
        stream.write("[")
    for record in records:
        if listed:
            stream.write(",\n" if number else "\n")
        stream.write(json_text(record) + ("" if listed else "\n"))
        number += 1
    if listed:
        stream.write("\n]\n" if number else "]\n")
    return number


def _write_csv(records: Iterable[Mapping[str, object]], stream: TextIO, columns: Sequence[str]) -> int:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    number = 0
    for record in records:
        writer.writerow([cell(record.get(name)) for name in columns])
        number += 1
    return number


def cell(value: object) -> str | int | float:
    """A value as a CSV cell: lists of texts joined by ` | `, other structures as JSON, formulas disarmed by a `'`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = " | ".join(value)
    text = value if isinstance(value, str) else json_text(value) if value else ""
    text = _SURROGATES.sub("\ufffd", _CSV_DROPPED.sub("", text.replace("\r\n", "\n")))
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def flat(groups: Iterable[Iterable[Mapping[str, object]]]) -> Iterator[Mapping[str, object]]:
    """The records of all groups, one after another."""
    for group in groups:
        yield from group
