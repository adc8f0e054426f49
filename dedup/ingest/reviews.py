"""Files of reviews, as `dedup export reviews` writes them: JSON lines, one JSON list, or CSV.

A record that is none is rejected with its place and reason, and the rest goes on.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from dedup.errors import InputError, NotFoundError, UnusableError
from dedup.ingest.records import decode_record
from dedup.ingest.streams import chunks, gather, lines, opened, peek
from dedup.model import Direction, Rejection, Review, Word

_MAX_BYTES = 64 * 1024 * 1024  # of a file that has to be read whole; 5,000 reviews have about 2 MB
_MAX_LINE = 64 * 1024  # of one review: two keys, a name and a note come to 5 kB at most
_MAX = {"a": 2000, "b": 2000, "reviewer": 200, "note": 2000, "a_digest": 128, "b_digest": 128}  # characters
_AHEAD = timedelta(days=1)  # clocks differ, but a word from the years to come could never be newer than
_PREFIX = 4096  # bytes that tell what a file is


def read_reviews(path: Path, now: datetime) -> Iterator[Review | Rejection]:
    """The reviews in a file; `now` bounds the times that can be right.

    Raises NotFoundError for a file that does not exist, and the errors of the input family for one that cannot be read.
    """
    if not path.exists():
        raise NotFoundError(f"There is no file {path}; name one that `dedup export reviews` has written.")
    try:
        yield from _reviews(path, now)
    except InputError as error:
        raise type(error)(f"{path} {error}.") from error


def _reviews(path: Path, now: datetime) -> Iterator[Review | Rejection]:
    with opened(path) as stream:
        start, pieces = peek(chunks(stream), _PREFIX)
        head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if head == b"{":
            yield from _from_lines(path, lines(pieces, _MAX_LINE), now)
            return
        whole = gather(pieces, _MAX_BYTES, "a file of reviews").decode("utf-8-sig", "replace")
        if not head and path.suffix in {".jsonl", ".ndjson"}:  # what JSON lines of no review are
            return
    records = _from_list(whole) if head == b"[" else _from_table(whole)
    for number, record in records:
        yield _review(f"{path}:{number}", record, now)


def _from_lines(path: Path, found: Iterator[bytes | None], now: datetime) -> Iterator[Review | Rejection]:
    for number, line in enumerate(found, 1):
        where = f"{path}:{number}"
        if line is None:
            yield Rejection(where, f"is longer than {_MAX_LINE:,} bytes, too long for a review")
        elif line.strip():
            try:
                record = decode_record(line)
            except UnusableError as error:
                yield Rejection(where, str(error))
            else:
                yield _review(where, record, now)


def _from_list(whole: str) -> Iterator[tuple[int, object]]:
    try:
        listed = json.loads(whole, strict=False)
    except (ValueError, RecursionError) as error:
        raise UnusableError(f"is not JSON ({error}); export the reviews again") from error
    yield from enumerate(listed, 1)


def _from_table(whole: str) -> Iterator[tuple[int, object]]:
    if "\0" in whole:
        raise UnusableError("is no file of reviews: neither JSON nor CSV")
    # The limit belongs to the process, so it is raised only. `_MAX` bounds what each cell may hold.
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_BYTES))
    reader = csv.DictReader(io.StringIO(whole, newline=""))
    if not {"a", "b", "word", "reviewer", "at"} <= set(reader.fieldnames or ()):
        raise UnusableError(
            "is no file of reviews: its first line does not name the columns a, b, word, reviewer and at"
        )
    for record in reader:
        yield reader.line_num, {name: _armed(value) for name, value in record.items() if value not in ("", None)}


def _armed(value: object) -> object:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    disarmed = isinstance(value, str) and value[:1] == "'" and value[1:].lstrip(" ")[:1] in set("=+-@\t\n＝＋－＠")
    return value[1:] if disarmed and isinstance(value, str) else value


def _review(where: str, record: object, now: datetime) -> Review | Rejection:
    if not isinstance(record, dict):
        return Rejection(where, "is not a JSON object with fields")
    try:
        return _read(record, now)
    except (ValueError, OverflowError) as error:
        return Rejection(where, f"is no review: {error}")


def _read(record: Mapping[str, object], now: datetime) -> Review:
    for name, limit in _MAX.items():
        if len(_text(record, name, required=name in {"a", "b", "reviewer"}) or "") > limit:
            raise ValueError(f"its `{name}` has more than {limit:,} characters")
    at = _time(record, "at")
    if at is None:
        raise ValueError("it has no `at`, the time when it was given")
    if at > now + _AHEAD:
        raise ValueError(f"its time {at.isoformat()} has not come yet")
    direction = _text(record, "direction")
    return Review(
        a=_text(record, "a", required=True) or "",
        b=_text(record, "b", required=True) or "",
        word=Word(_one_of(_text(record, "word", required=True) or "", Word, "word")),
        direction=Direction(_one_of(direction, Direction, "direction")) if direction else None,
        reviewer=_text(record, "reviewer", required=True) or "",
        note=_text(record, "note") or "",
        at=at,
        undone_at=_time(record, "undone_at"),
        a_digest=_text(record, "a_digest"),
        b_digest=_text(record, "b_digest"),
        score_seen=record.get("score_seen") in (True, "true"),
        credited=_flag(record, "credited"),
    )


def _one_of(value: str, words: type[Word] | type[Direction], name: str) -> str:
    known = [word.value for word in words]
    if value not in known:
        raise ValueError(f"its `{name}` is {value[:40]!r}, and can be {', '.join(known)}")
    return value


def _flag(record: Mapping[str, object], name: str) -> bool | None:
    value = record.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, (bool, str)) or str(value) not in {"True", "False", "true", "false"}:
        raise ValueError(f"its `{name}` is neither true nor false")
    return str(value) in {"True", "true"}


def _text(record: Mapping[str, object], name: str, *, required: bool = False) -> str | None:
    value = record.get(name)
    if value is None or value == "":
        if required:
            raise ValueError(f"it has no `{name}`")
        return None
    if not isinstance(value, str):
        raise ValueError(f"its `{name}` is no string")
    return value


def _time(record: Mapping[str, object], name: str) -> datetime | None:
    value = _text(record, name)
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(
            f"its `{name}` is {value[:40]!r}, which is no time such as 2026-03-04T12:00:00+00:00"
        ) from None
    if at.tzinfo is None:
        raise ValueError(f"its `{name}` has no zone, such as +00:00")
    return at
