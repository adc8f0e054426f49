"""Pages of a crawl: the records of web archives that hold an HTML page, as articles; one by one, whatever the size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from dedup.config import IngestLimits
from dedup.errors import InputError, TooLargeError, UnreadableError
from dedup.ingest.captured import Received, article_of, is_page
from dedup.ingest.codings import unchunk, unwrap
from dedup.ingest.sniff import HEAD, Shape, shape_of
from dedup.ingest.streams import megabytes
from dedup.ingest.tape import Tape, members, plain
from dedup.ingest.tasks import Step, Task
from dedup.ingest.warc import HELD, MAX_HEAD, Damage, Record, fields_of, head_end, records
from dedup.model import Finding, Rejection

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_PARTIAL = frozenset({204, 205, 206})  # successes without a page, or with a part of one
_ADDRESS = ("http://", "https://")
_SHOWN = 200  # characters of an address in a message


def read_crawl(pieces: Iterator[bytes], name: str, limits: IngestLimits, *, packed: bool) -> Iterator[Step]:
    """Read the pages of a web archive from its bytes, with a `Rejection` for each record that is damaged or unusable.

    Only HTML that an http(s) address gave with a status of success is a page; other records are passed over without a
    word, also repeats (`revisit`), whose page stands in another record.
    """
    tape = Tape(members(pieces, limits.max_bytes) if packed else plain(pieces))
    found = seen = 0
    for item in records(tape, limits.max_capture_bytes):
        seen += 1
        place = f"{name}:{item.place}"
        if isinstance(item, Damage):
            found += 1
            yield Rejection(place, item.reason)
            continue
        uri = _address(item)
        try:
            page = _page(item, uri, limits.max_capture_bytes)
            if page is None:
                continue
            found += 1
            make = partial(article_of, page, source=place, limits=limits)
            yield Task(place=place, make=make, remark=f" ({uri[:_SHOWN]})", weight=len(page.body))
        except InputError as error:
            found += 1
            yield Rejection(place, f"{error} ({uri[:_SHOWN]})")
    if not found:
        yield Rejection(name, f"holds no captured page; none of its {seen:,} records is HTML that was received whole")


def _address(record: Record) -> str:
    return record.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">").strip()  # as wget writes it


def _page(record: Record, uri: str, limit: int) -> Received | None:
    """The page that a record holds; None if it holds something else. Raises InputError for one that is not whole."""
    if record.type not in HELD or not uri.lower().startswith(_ADDRESS):
        return None
    http: dict[str, str] = {}
    body = record.block
    content_type = record.fields.get("content-type", "")
    if record.type == "response":
        status = _STATUS.match(record.block)
        end = head_end(record.block)
        if not status or not 200 <= int(status[1]) < 300 or int(status[1]) in _PARTIAL:
            return None
        if end < 0:
            what = "endless HTTP headers" if len(record.block) >= MAX_HEAD else "HTTP headers without an end"
            raise UnreadableError(f"has {what}")
        http, body = fields_of(record.block[:end]), record.block[end:]
        content_type = http.get("content-type", "")
    if content_type and not is_page(content_type):
        return None
    if record.length > len(record.block):
        raise TooLargeError(f"is a record of {megabytes(record.length)}; a captured page may have {megabytes(limit)}")
    if record.altered:
        raise UnreadableError("is not what was captured: its content does not match its own digest")
    if "warc-segment-number" in record.fields:
        raise UnreadableError("holds only a part of a page, which continues in other records")
    body, cut = _unwrapped(body, http, record, limit)
    if not content_type and shape_of(body[:HEAD]) is not Shape.PAGE:
        return None
    return Received(
        uri=uri, body=body, content_type=content_type, at=record.fields.get("warc-date"), findings=(cut,) if cut else ()
    )


def _unwrapped(body: bytes, http: dict[str, str], record: Record, limit: int) -> tuple[bytes, Finding | None]:
    """The page itself, and a finding if the crawler kept only its beginning."""
    reason = record.fields.get("warc-truncated", "").strip()[:40]
    cut = Finding("capture_cut", f"the crawler kept only the beginning of the page ({reason})") if reason else None
    if "chunked" in http.get("transfer-encoding", "").lower():
        body, whole = unchunk(body)
        if not whole and cut is None:
            raise UnreadableError("ends before its last chunk")
    return unwrap(body, http.get("content-encoding", ""), limit, cut=cut is not None), cut
