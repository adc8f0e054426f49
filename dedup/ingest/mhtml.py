"""Pages saved with all they need in one file (MHTML, RFC 2557): the page itself is taken, the rest passed over."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser

from dedup.config import IngestLimits
from dedup.errors import TooLargeError, UnreadableError, UnusableError
from dedup.ingest import streams
from dedup.ingest.captured import Received, is_page
from dedup.ingest.warc import MAX_HEAD

_MAX_NESTING = 5  # parts within parts; browsers write one level, mail programs two
_MAX_BOUNDARY = 200  # characters; RFC 2046 allows 70


def saved_page(pieces: Iterator[bytes], limits: IngestLimits) -> Received:
    """The page of an MHTML file: its first HTML part, with the address it was saved from and when.

    Reads no further than the end of that part. Raises UnreadableError for a file that ends before, TooLargeError,
    UnusableError for one without an HTML part.
    """
    rows = streams.lines(pieces, limits.max_line_bytes)
    top = _headers(rows)
    part = top
    boundaries: list[bytes] = []
    while not is_page(part.get_content_type()):
        if part.get_content_maintype() == "multipart" and len(boundaries) < _MAX_NESTING:
            boundaries.append(_boundary(part))
        following = _next_part(rows, boundaries)
        if following is None:
            raise UnusableError("is a saved page without its HTML")
        part = following
    body = _body(rows, part, boundaries, limits.max_capture_bytes)
    uri = _field(top, "snapshot-content-location") or _field(part, "content-location")
    uri = uri or _field(top, "content-location")
    return Received(uri=uri, body=body, content_type=_field(part, "content-type"), at=_field(top, "date") or None)


def _headers(rows: Iterator[bytes | None]) -> Message:
    """Headers up to the blank line after them; blank lines before them are passed over."""
    head: list[bytes] = []
    size = 0
    for row in rows:
        if row is None or (size := size + len(row)) > MAX_HEAD:
            raise TooLargeError(f"has headers of more than {streams.megabytes(MAX_HEAD)}")
        row = row.removeprefix(b"\xef\xbb\xbf").rstrip()  # noqa: PLW2901
        if row:
            head.append(row)
        elif head:
            break
    return BytesHeaderParser().parsebytes(b"\n".join(head))


def _field(part: Message, name: str) -> str:
    """A header on one line; long addresses are folded."""
    value = part.get(name)
    return re.sub(r"\r?\n[ \t]+", "", str(value)).strip() if value is not None else ""


def _boundary(part: Message) -> bytes:
    boundary = part.get_boundary()
    if not boundary or len(boundary) > _MAX_BOUNDARY:
        raise UnreadableError("does not say where its parts end")
    return b"--" + boundary.encode("utf-8", "surrogateescape")


def _next_part(rows: Iterator[bytes | None], boundaries: list[bytes]) -> Message | None:
    for row in rows:
        if row is not None and row.rstrip() in boundaries:
            return _headers(rows)
    return None


def _body(rows: Iterator[bytes | None], part: Message, boundaries: list[bytes], limit: int) -> bytes:
    closing = {*boundaries, *(boundary + b"--" for boundary in boundaries)}
    taken: list[bytes] = []
    size = 0
    for row in rows:
        if row is None or (size := size + len(row) + 1) > 3 * limit:  # each byte may take three
            raise TooLargeError(f"is larger than the {streams.megabytes(limit)} allowed for a saved page")
        if row.startswith(b"--") and row.rstrip() in closing:
            break
        taken.append(row)
    else:
        if boundaries:
            raise UnreadableError("ends within the page")
    body = _decoded(b"\n".join(taken), _field(part, "content-transfer-encoding").lower())
    if len(body) > limit:
        raise TooLargeError(f"is larger than the {streams.megabytes(limit)} allowed for a saved page")
    return body


def _decoded(raw: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    if encoding != "base64":
        return raw
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error as error:
        raise UnreadableError(f"its HTML is damaged: {error}") from error
