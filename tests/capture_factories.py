"""Web archives for the tests, written as the standard says and as wget writes them, of invented pages."""

from __future__ import annotations

import gc
import gzip
import io
import sys
import warnings
import zlib
from collections.abc import Iterable
from pathlib import Path

import brotli
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.ingest_factories import STORY, page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DATE = "2026-03-04T10:30:00Z"
HTML = "text/html; charset=utf-8"


# An article's page in each of the content codings.
WRAPPED = {
    "gzip": gzip.compress(page().encode()),
    "deflate": zlib.compress(page().encode()),
    "br": brotli.compress(page().encode()),
    "zstd": zstd.compress(page().encode()),
}


def address(number: int) -> str:
    """The address of the page of a number."""
    return f"https://courier.example/landing/{number}"


def numbered(number: int) -> str:
    """A page that differs from others by its number."""
    return page(*STORY, f"It was the harbour board's meeting number {number} on the matter this year.")


def http(
    body: bytes | str, *headers: str, status: str = "200 OK", content_type: str | None = HTML, version: str = "1.1"
) -> bytes:
    """An HTTP answer as it comes over the wire."""
    lines = [f"HTTP/{version} {status}", *([f"Content-Type: {content_type}"] if content_type else []), *headers]
    return "\r\n".join((*lines, "", "")).encode() + (body.encode() if isinstance(body, str) else body)


def record(
    block: bytes, *, uri: str = address(1), kind: str = "response", length: object = None, **fields: str
) -> bytes:
    """One record; `fields` are more of its headers, with `_` for `-`, and take the place of its own."""
    named = {
        "WARC-Type": kind,
        "WARC-Target-URI": uri,
        "WARC-Date": DATE,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
        "Content-Type": "application/http;msgtype=response" if kind == "response" else "text/html",
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(block) if length is None else length),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def pages(count: int) -> list[bytes]:
    """Records of so many pages, with addresses of their own."""
    return [record(http(numbered(number)), uri=address(number)) for number in range(1, count + 1)]


def packed(records: Iterable[bytes]) -> bytes:
    """Each record in a gzip member of its own."""
    return b"".join(gzip.compress(item, 1, mtime=0) for item in records)


def wget_archive(count: int) -> bytes:
    """An archive in the layout of wget: addresses in angle brackets, a request beside each answer, logs at the end."""
    written = [record(b"software: Wget/1.21\r\n", kind="warcinfo", Content_Type="application/warc-fields")]
    for number in range(1, count + 1):
        uri = f"<{address(number)}>"
        asked = b"GET / HTTP/1.1\r\nHost: courier.example\r\n\r\n"
        written.append(record(asked, uri=uri, kind="request", Content_Type="application/http;msgtype=request"))
        written.append(record(http(numbered(number)), uri=uri))
    log = "metadata://gnu.org/software/wget/warc/wget.log"
    written.append(record(b"saved\n", uri=log, kind="resource", Content_Type="text/plain"))
    return packed(written)


def warcio_archive(count: int, *, packing: bool) -> bytes:
    """An archive as warcio writes it, which leaves it to chance when its temporary files are closed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        content = _by_warcio(count, packing)
        gc.collect()
    return content


def _by_warcio(count: int, packing: bool) -> bytes:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packing)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "tests"}))
    for number in range(1, count + 1):
        headers = StatusAndHeaders("200 OK", [("Content-Type", HTML)], protocol="HTTP/1.1")
        body = io.BytesIO(numbered(number).encode())
        written = writer.create_warc_record(
            address(number), "response", payload=body, http_headers=headers, warc_headers_dict={"WARC-Date": DATE}
        )
        writer.write_record(written)
        writer.write_record(writer.create_revisit_record(address(number), "sha1:" + "A" * 32, address(number), DATE))
    return stream.getvalue()


def fastwarc_archive(count: int) -> bytes:
    """An archive as FastWARC writes it, each record packed."""
    written = []
    for number in range(1, count + 1):
        made = WarcRecord()
        made.init_headers(WarcRecordType.response)
        made.is_http = True
        made.headers["WARC-Target-URI"] = address(number)
        made.headers["WARC-Date"] = DATE
        made.set_bytes_content(http(numbered(number)))
        stream = io.BytesIO()
        made.write(stream, checksum_data=True)
        written.append(stream.getvalue())
    return packed(written)


def write_pages(path: Path, pages: Iterable[bytes | str]) -> Path:
    """A packed archive of pages, written one by one."""
    with path.open("wb") as stream:
        for number, content in enumerate(pages, start=1):
            stream.write(packed([record(http(content), uri=address(number))]))
    return path
