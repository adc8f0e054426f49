"""Data sets: records one after another, each of which becomes an article or a `Rejection`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import blake2b

from dedup.config import IngestLimits
from dedup.errors import InputError, UnusableError
from dedup.ingest import streams
from dedup.ingest.chars import decode
from dedup.ingest.pages import article_from_text
from dedup.ingest.records import TOO_DEEP, article_from_record, decode_record, digest_of, has_id, read_from
from dedup.ingest.tasks import Step, Task
from dedup.model import Article, Payload, Rejection


def read_records(pieces: Iterator[bytes], name: str, limits: IngestLimits) -> Iterator[Step]:
    """Read one JSON object a line, holding one at a time; `name` is that of the source."""
    seen = Seen()
    number = 0
    try:
        for number, line in enumerate(streams.lines(pieces, limits.max_line_bytes), start=1):
            place = f"{name}:{number}"
            if line is None:
                yield Rejection(place, f"is a line of more than {streams.megabytes(limits.max_line_bytes)}")
            elif not line.isspace() and line:
                yield _read_record(line, place, limits, seen)
    except InputError as error:
        yield Rejection(f"{name}:{number + 1}", str(error))


def _read_record(line: bytes, place: str, limits: IngestLimits, seen: Seen) -> Step:
    try:
        record = decode_record(line)
    except InputError as error:
        return Rejection(place, str(error))
    return take_record(record, place, limits, seen, line)


def take_record(
    record: Mapping[str, object], place: str, limits: IngestLimits, seen: Seen, raw: bytes | None = None
) -> Step:
    """Make an article of a record that stands at `place`, whose key none of those `seen` may have with another text.

    `raw` is the record as it was read; what stands for a row of a table is the row as JSON. A record with a page is a
    task for later.
    """
    whole = json.dumps(record).encode() if raw is None else raw
    make = partial(article_from_record, record, source=place, limits=limits, digest=digest_of(whole))

    def check(article: Article) -> Article | Rejection:
        return seen.check(read_from(article, Payload(whole)), place, None if has_id(record) else article.capture.uri)

    if isinstance(record.get("html"), str):
        return Task(place=place, make=make, check=check, weight=len(whole))
    try:
        return check(make())
    except InputError as error:
        return Rejection(place, str(error))


def read_document(pieces: Iterator[bytes], name: str, limits: IngestLimits, ending: str) -> Iterator[Step]:
    """Read one JSON value: an object, or a list of them. A data set whose first line is broken is read line by line."""
    payload = streams.gather(pieces, limits.max_bytes, "a JSON document; write one object a line, which is streamed")
    try:
        value = json.loads(decode(payload).text, strict=False)
    except (ValueError, RecursionError) as error:
        if ending in {".jsonl", ".ndjson"}:
            yield from read_records(iter([payload]), name, limits)
            return
        if ending not in {".json"}:
            yield article_from_text(payload, key=name, source=name, limits=limits)
            return
        raise UnusableError(TOO_DEEP if isinstance(error, RecursionError) else f"is not JSON: {error}") from error
    seen = Seen()
    listed = isinstance(value, list)
    for number, record in enumerate(value if listed else [value], start=1):
        place = f"{name}:{number}" if listed else name
        try:
            raw = json.dumps(record, ensure_ascii=True).encode()
        except RecursionError:
            yield Rejection(place, TOO_DEEP)
            continue
        yield _read_record(raw, place, limits, seen)


class Seen:
    """The keys of one data set with a digest of their text, so that a second text under one key is noticed.

    Under another spelling of its address a page was read a second time, and its other text is a revision.
    """

    def __init__(self) -> None:
        self._first: dict[bytes, tuple[bytes, str]] = {}

    def check(self, article: Article, place: str, address: str | None) -> Article | Rejection:
        """Pass an article on unless its key, or the address as given where that is its key, had another text before."""
        named = article.key if address is None else f"\0{address}"
        key = blake2b(named.encode("utf-8", "replace"), digest_size=16).digest()
        text = blake2b(article.text.encode("utf-8", "replace"), digest_size=16).digest()
        first = self._first.setdefault(key, (text, place))
        if first[0] == text:
            return article
        return Rejection(place, f"has the same key {article.key[:200]!r} as {first[1]} with another text")
