"""What HTTP wraps around a page on its way: chunks and content codings, taken off again within bounds.

Those who write captures down often keep the headers of the wrapping after they have taken it off. A body that plainly
is not wrapped as its headers say is therefore taken as it stands.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable

import brotli

from dedup.errors import TooLargeError, UnreadableError, UnusableError
from dedup.ingest.streams import GZIP_MAGIC, megabytes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_MAX_CODINGS = 3  # one is usual, two come from a server behind a proxy
_MAX_MEMBERS = 1_000  # a page is packed in one; each copies what follows it
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW_LOG = 23  # 8 MiB, all that a browser need grant (RFC 9659)
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
        if name not in _UNWRAPPERS:
            raise UnusableError(f"has the content coding {name[:40]!r}, which is not known")
        if not body or _MARKUP.match(body):
            return body
        body, whole = _UNWRAPPERS[name](body, limit)
        if len(body) > limit:
            raise TooLargeError(f"unpacks to more than the {megabytes(limit)} allowed for a captured page")
        if not whole and not cut:
            raise UnreadableError("its compression ends too early")
    return body


def _gzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    return _inflate(body, limit, 31) if body.startswith(GZIP_MAGIC) else (body, True)


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    """Inflate with the header that the coding asks for, else without, as many servers send it."""
    try:
        return _inflate(body, limit, 15)
    except UnreadableError:
        return _inflate(body, limit, -15)


def _inflate(body: bytes, limit: int, window: int) -> tuple[bytes, bool]:
    """Inflate a body, of gzip all its members; bytes after them that are none are padding."""
    parts: list[bytes] = []
    length = 0
    for _ in range(_MAX_MEMBERS):
        unpacker = zlib.decompressobj(wbits=window)
        try:
            parts.append(unpacker.decompress(body, limit + 1 - length))
        except zlib.error as error:
            raise UnreadableError(f"its compression is damaged: {error}") from error
        length += len(parts[-1])
        body = unpacker.unused_data
        if not unpacker.eof or length > limit or not body.startswith(GZIP_MAGIC):
            return b"".join(parts), unpacker.eof
    raise UnreadableError(f"its compression has more than {_MAX_MEMBERS} parts")


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    length = 0
    data = body
    try:
        while not unpacker.is_finished() and length <= limit:
            part = unpacker.process(data, output_buffer_limit=limit + 1 - length)
            data = b""
            length += len(part)
            parts.append(part)
            if not part:  # asked until nothing comes, since it would take more input while output waits
                break
    except brotli.error as error:
        raise UnreadableError(f"its compression is damaged: {error}") from error
    return b"".join(parts), unpacker.is_finished()


def _zstandard(body: bytes, limit: int) -> tuple[bytes, bool]:
    if not body.startswith(_ZSTD_MAGIC):
        return body, True
    unpacker = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zstd.ZstdError as error:
        raise UnreadableError(f"its compression is damaged: {error}") from error
    return plain, unpacker.eof


_UNWRAPPERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstandard,
}
