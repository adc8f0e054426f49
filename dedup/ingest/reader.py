"""Reading one source: looking at what it is, and giving its articles one by one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path, PurePath
from typing import BinaryIO

from dedup.config import IngestLimits
from dedup.errors import InputError, TooLargeError, UnreadableError, UnusableError
from dedup.ingest import streams
from dedup.ingest.captured import article_of
from dedup.ingest.chars import marked_encoding
from dedup.ingest.columns import NO_COLUMNS, Columns
from dedup.ingest.crawls import read_crawl
from dedup.ingest.datasets import read_document, read_records
from dedup.ingest.entries import articles_of
from dedup.ingest.listings import listing_kind, read_listing
from dedup.ingest.mhtml import saved_page
from dedup.ingest.pages import article_from_page, article_from_text
from dedup.ingest.parquet import read_parquet
from dedup.ingest.records import digest_of, read_from
from dedup.ingest.sniff import HEAD, Shape, binary_kind, container_of, shape_of
from dedup.ingest.sources import Source
from dedup.ingest.tables import ENDINGS as TABLE_ENDINGS
from dedup.ingest.tables import is_table, read_table
from dedup.ingest.tape import begins_packed
from dedup.ingest.tasks import Step, Task, finish
from dedup.ingest.wacz import read_wacz
from dedup.model import Article, Payload, Rejection


def read(
    sources: Iterable[Source | Rejection],
    limits: IngestLimits,
    *,
    stdin: BinaryIO | None = None,
    on_bytes: Callable[[int], None] | None = None,
    columns: Columns = NO_COLUMNS,
) -> Iterator[Article | Rejection]:
    """Read sources and give their articles in order, with a `Rejection` in the place of each that cannot be used.

    The arguments are those of `read_steps`.
    """
    for found in finish(read_steps(sources, limits, stdin=stdin, on_bytes=on_bytes, columns=columns), _nothing):
        yield found if isinstance(found, Rejection) else found[0]


def _nothing(articles: Sequence[Article]) -> list[None]:
    return [None] * len(articles)


def read_steps(
    sources: Iterable[Source | Rejection],
    limits: IngestLimits,
    *,
    stdin: BinaryIO | None = None,
    on_bytes: Callable[[int], None] | None = None,
    columns: Columns = NO_COLUMNS,
) -> Iterator[Step]:
    """Read sources in steps, of which those that extract a page are left to be done.

    What a source is gets decided by its first bytes; its ending only breaks ties. Data sets are streamed: one record
    at a time is held. `on_bytes` is told the size of each piece read (packed, if it is packed), for a progress bar;
    `columns` says what the columns of tables hold, where their names do not.
    """
    return chain.from_iterable(_steps(source, limits, stdin, on_bytes, columns) for source in sources)


def _steps(
    source: Source | Rejection,
    limits: IngestLimits,
    stdin: BinaryIO | None,
    on_bytes: Callable[[int], None] | None,
    columns: Columns,
) -> Iterator[Step]:
    if isinstance(source, Rejection):
        yield source
        return
    try:
        if source.path is None:
            yield from _read_stream(stdin or _standard_input(), source, limits, on_bytes, columns)
            return
        with streams.opened(source.path) as stream:
            yield from _read_stream(stream, source, limits, on_bytes, columns)
    except InputError as error:
        yield Rejection(source.name, str(error))


def _standard_input() -> BinaryIO:
    # Python sets it to None where it was closed before the start.
    if sys.stdin is None:
        raise UnreadableError("is standard input, which is closed; name a file, or send something in")
    return sys.stdin.buffer


def _read_stream(
    stream: BinaryIO,
    source: Source,
    limits: IngestLimits,
    on_bytes: Callable[[int], None] | None,
    columns: Columns,
) -> Iterator[Step]:
    head, pieces = streams.peek(streams.chunks(stream, on_bytes), HEAD)
    ending = _ending(source)
    held = _read_container(head, pieces, stream, source, limits, on_bytes, columns)
    if held is not None:
        yield from held
        return
    as_stored = head
    if head.startswith(streams.GZIP_MAGIC):
        head, pieces = streams.peek(streams.gunzip(pieces, limits.max_bytes), HEAD)
    wide = marked_encoding(head)
    if wide and wide.startswith(("utf-16", "utf-32")):
        whole_wide = pieces
        narrow, pieces = streams.peek(streams.transcode(whole_wide, wide), HEAD)
        head = narrow
    if b"\n" not in head and ending in TABLE_ENDINGS:  # as Excel on a Mac can save tables
        head, pieces = streams.peek((piece.replace(b"\r", b"\n") for piece in pieces), HEAD)
    if listing_kind(head) is not None:
        payload = streams.gather(pieces, limits.max_listing_bytes, "a feed or site map")
        listing = read_listing(payload, limits=limits)
        whole = Payload(payload)
        for item in articles_of(listing, source=source.name, digest=digest_of(payload), limits=limits):
            yield read_from(item, whole) if isinstance(item, Article) else item
        return
    shape = shape_of(head[:HEAD], ending)
    if is_table(head[:HEAD], columns) or (shape is Shape.TEXT and ending in TABLE_ENDINGS):
        yield from read_table(head[:HEAD], pieces, source.name, limits, columns)
    elif shape is Shape.EMPTY:
        _expect_empty(pieces)
    elif shape is Shape.BINARY:
        raise UnusableError(f"is {binary_kind(head[:HEAD])}, not an article")
    elif shape is Shape.SAVED:
        page = saved_page(pieces, limits)
        make = partial(article_of, page, source=source.name, limits=limits)
        yield Task(place=source.name, make=make, weight=len(page.body))
    elif shape is Shape.RECORDS:
        yield from read_records(pieces, source.name, limits)
    elif shape is Shape.DOCUMENT:
        yield from read_document(pieces, source.name, limits, ending)
    elif shape is Shape.PAGE:
        yield _page_task(source, head, pieces, limits, on_bytes, as_stored=head is as_stored)
    else:
        payload = _gather(pieces, source, min(limits.max_bytes, 4 * limits.max_chars), "the text of an article")
        yield article_from_text(payload, key=source.name, source=source.name, limits=limits)


def _read_container(
    head: bytes,
    pieces: Iterator[bytes],
    stream: BinaryIO,
    source: Source,
    limits: IngestLimits,
    on_bytes: Callable[[int], None] | None,
    columns: Columns,
) -> Iterator[Step] | None:
    """Read a file that holds many pages; None for any other. ZIP and Parquet files are read by their directories."""
    shape = container_of(head)
    if shape is Shape.CRAWL:
        return read_crawl(pieces, source.name, limits, packed=False)
    if shape is Shape.ZIP:
        return read_wacz(stream, source.name, limits, on_bytes)
    if shape is Shape.PARQUET:
        return read_parquet(stream, source.name, limits, columns)
    if head.startswith(streams.GZIP_MAGIC) and (begins_packed(head) or _ending(source) == ".warc"):
        return read_crawl(pieces, source.name, limits, packed=True)
    return None


def _page_task(
    source: Source,
    head: bytes,
    pieces: Iterator[bytes],
    limits: IngestLimits,
    on_bytes: Callable[[int], None] | None,
    *,
    as_stored: bool,
) -> Task:
    if as_stored and source.path is not None and source.size is not None:
        _check_size(source, limits.max_bytes, "a page")
        if on_bytes is not None:
            on_bytes(max(0, source.size - len(head)))
        make = partial(_article_of_file, source.path, source.name, limits)
        return Task(place=source.name, make=make, weight=source.size)
    payload = _gather(pieces, source, limits.max_bytes, "a page")
    make = partial(article_from_page, payload, key=source.name, source=source.name, limits=limits)
    return Task(place=source.name, make=make, weight=len(payload))


def _article_of_file(path: Path, name: str, limits: IngestLimits) -> Article:
    """The article of a page, read where it is made: to hand an average one, 280 kB, over costs half a millisecond."""
    with streams.opened(path) as stream:
        payload = streams.gather(streams.chunks(stream), limits.max_bytes, "a page")
    return article_from_page(payload, key=name, source=name, limits=limits)


def _ending(source: Source) -> str:
    name = PurePath(source.name.lower())
    return PurePath(name.stem).suffix if name.suffix == ".gz" else name.suffix


def _expect_empty(pieces: Iterator[bytes]) -> None:
    raise UnusableError("is empty" if not any(pieces) else "holds nothing but white space")


def _gather(pieces: Iterator[bytes], source: Source, limit: int, what: str) -> bytes:
    """Read a whole payload; one whose size is known to go past the limit is not read at all."""
    if not source.name.lower().endswith(".gz"):
        _check_size(source, limit, what)
    return streams.gather(pieces, limit, what)


def _check_size(source: Source, limit: int, what: str) -> None:
    if source.size is not None and source.size > limit:
        raise TooLargeError(
            f"is {streams.megabytes(source.size)}, larger than the {streams.megabytes(limit)} allowed for {what}"
        )
