"""A kept capture as a record of a web archive (ISO 28500, WARC 1.1), as other tools read it."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from datetime import UTC, datetime

from dedup.model import KeptPage, Medium, host_of

_TYPES = {
    Medium.PAGE: "text/html",
    Medium.TEXT: "text/plain",
    Medium.RECORD: "application/json",
    Medium.ENTRY: "application/octet-stream",  # a feed of XML or JSON
}
# The body is kept without its codings. What was said of the coded one stays readable under the names that the
# Internet Archive gives to such headers.
_OF_THE_CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_RENAMED = "X-Archive-Orig-"
_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f<>]")


def warc_record(page: KeptPage, body: bytes) -> bytes:
    """The record of a capture and its payload: a `response` if a server gave it, else a `resource`.

    The same capture always gives the same record, its identifier included.
    """
    answered = page.payload.status is not None
    block = _http_head(page, len(body)) + body if answered else body
    at = page.capture.retrieved_at or page.ingested_at
    address = _address(page)
    fields = [
        ("WARC-Type", "response" if answered else "resource"),
        ("WARC-Record-ID", f"<urn:uuid:{_identity(page, address, at)}>"),
        ("WARC-Date", at.astimezone(UTC).isoformat().replace("+00:00", "Z")),
        ("WARC-Target-URI", address),
        ("WARC-Payload-Digest", _digest(body)),
        ("WARC-Block-Digest", _digest(block)),
        ("Content-Type", "application/http; msgtype=response" if answered else _TYPES[page.capture.medium]),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def _address(page: KeptPage) -> str:
    """The address at which it was read; what has none is named by its digest (RFC 6920)."""
    uri = page.capture.uri
    if uri and host_of(uri):
        return _NO_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", uri)
    digest = base64.urlsafe_b64encode(bytes.fromhex(page.capture.digest)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def _identity(page: KeptPage, address: str, at: datetime) -> uuid.UUID:
    told = "\n".join((page.article, page.capture.digest, address, at.isoformat()))
    return uuid.UUID(bytes=hashlib.sha256(told.encode("utf-8", "replace")).digest()[:16], version=5)


def _digest(data: bytes) -> str:
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"


def _http_head(page: KeptPage, length: int) -> bytes:
    payload = page.payload
    version = payload.http_version or "1.1"
    lines = [f"{version if version.startswith('HTTP/') else f'HTTP/{version}'} {payload.status} {payload.reason}"]
    for name, value in payload.headers:
        lines.append(f"{_RENAMED if name.lower() in _OF_THE_CODED else ''}{name}: {value}")
    lines.append(f"Content-Length: {length}")
    # One character of a header stands for one byte.
    return "".join(f"{_BREAKS.sub(' ', line).strip()}\r\n" for line in lines).encode("latin-1", "replace") + b"\r\n"
