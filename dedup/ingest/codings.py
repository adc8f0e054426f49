"""What HTTP wraps around a page on its way: chunks and content codings, taken off again within bounds.

Those who write captures down often keep the headers of the wrapping after they have taken it off. A body that plainly
is not wrapped as its headers say is therefore taken as it stands.
"""

from __future__ import annotations

import re

from dedup.errors import TooLargeError, UnreadableError, UnusableError
from dedup.fetch.unpack import CodingError, is_known, undo
from dedup.ingest.streams import GZIP_MAGIC, megabytes

_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_MAX_CODINGS = 3  # one is usual, two come from a server behind a proxy
_MAGIC = {"gzip": GZIP_MAGIC, "x-gzip": GZIP_MAGIC, "zstd": b"\x28\xb5\x2f\xfd"}  # without it, it is not wrapped
_MARKUP = re.compile(rb"[\xef\xbb\xbf\s\0]*<(?:!|\?xml|html|head|body)", re.IGNORECASE)


def unchunk(body: bytes) -> tuple[bytes, bool]:
    """Join the chunks of a body (RFC 9112, 7.1), and tell whether its last chunk was there.

    A body that does not begin with a chunk is given as it stands. Raises UnreadableError where a later one is broken.
    """
    parts: list[bytes] = []
    place = 0
    while found := _CHUNK_SIZE.match(body, place):
        size = int(found[1], 16)
        if not size:
            return b"".join(parts), True
        start, place = found.end(), found.end() + size
        parts.append(body[start:place])
        if place >= len(body):
            return b"".join(parts), False
        place += 2 if body.startswith(b"\r\n", place) else 1 if body.startswith(b"\n", place) else 0
    if not parts:
        return body, True
    if place >= len(body):
        return b"".join(parts), False
    raise UnreadableError(f"its chunks are broken after {place:,} bytes")


def unwrap(body: bytes, codings: str, limit: int, *, cut: bool = False) -> bytes:
    """Undo the content codings of a body (RFC 9110, 8.4), as the value of its header names them.

    `cut` says that the body is known to be a beginning only. Raises TooLargeError past `limit` bytes, UnreadableError
    for damage and for an early end, UnusableError for a coding that is not known.
    """
    names = [name for part in codings.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
    if len(names) > _MAX_CODINGS:
        raise UnusableError(f"is wrapped in {len(names)} content codings; {_MAX_CODINGS} are allowed")
    for name in reversed(names):
        if not is_known(name):
            raise UnusableError(f"has the content coding {name[:40]!r}, which is not known")
        if not body or _MARKUP.match(body):
            return body
        if body.startswith(_MAGIC.get(name, b"")):
            body = _undone(name, body, limit, cut=cut)
    return body


def _undone(name: str, body: bytes, limit: int, *, cut: bool) -> bytes:
    parts: list[bytes] = []
    length = 0
    try:
        for part in undo(name, [body]):
            parts.append(part)
            length += len(part)
            if length > limit:
                raise TooLargeError(f"unpacks to more than the {megabytes(limit)} allowed for a captured page")
    except CodingError as error:
        if not error.early:
            raise UnreadableError(f"its compression is damaged: {error}") from error
        if not cut:
            raise UnreadableError("its compression ends too early") from error
    return b"".join(parts)
