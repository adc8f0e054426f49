"""Bytes from files and standard input: opened without blocking, unpacked and split into lines within bounds."""

from __future__ import annotations

import codecs
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from dedup.errors import TooLargeError, UnreadableError

CHUNK = 1 << 18  # 256 KiB: large enough to make a call per chunk cheap, small enough to stay in cache
GZIP_MAGIC = b"\x1f\x8b"
BOMB_RATIO = 200  # text packs 3 to 20 times; deflate's limit of 1,032 is reached by a run of one byte only


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading; a pipe or device that took its place is refused without waiting for it.

    Raises UnreadableError.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        raise UnreadableError(f"cannot be opened: {_why(error)}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableError("is not a regular file")
        stream = os.fdopen(descriptor, "rb", buffering=0, closefd=False)
        yield stream
    finally:
        os.close(descriptor)


def chunks(stream: BinaryIO, on_bytes: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Read a stream to its end in pieces, telling `on_bytes` the size of each. Raises UnreadableError."""
    while True:
        try:
            piece = stream.read(CHUNK)
        except (OSError, ValueError) as error:
            raise UnreadableError(f"cannot be read: {_why(error)}") from error
        if not piece:
            return
        if on_bytes is not None:
            on_bytes(len(piece))
        yield piece


def peek(pieces: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Take at least `size` bytes (fewer at the end) from the front, and give them with an iterator over everything."""
    taken: list[bytes] = []
    length = 0
    for piece in pieces:
        taken.append(piece)
        length += len(piece)
        if length >= size:
            break
    head = b"".join(taken)
    return head, chain([head] if head else [], pieces)


def gunzip(pieces: Iterator[bytes], allowance: int) -> Iterator[bytes]:
    """Unpack a gzip stream (RFC 1952), members one after another, a bounded piece at a time.

    Raises UnreadableError on damage, and TooLargeError once more than `allowance` bytes came out of a stream that packs
    more than two hundredfold.
    """
    unpacker = zlib.decompressobj(wbits=31)
    packed = unpacked = 0
    within = False  # a member has begun and not ended
    for piece in pieces:
        packed += len(piece)
        rest = piece
        while rest:
            try:
                out = unpacker.decompress(rest, CHUNK)
            except zlib.error as error:
                raise UnreadableError(f"is damaged gzip: {error}") from error
            unpacked += len(out)
            if unpacked > allowance and unpacked > BOMB_RATIO * packed:
                raise TooLargeError(
                    f"unpacks to more than {BOMB_RATIO} times its size; unpack it yourself if that is right"
                )
            if out:
                yield out
            within = not unpacker.eof
            if within:
                rest = unpacker.unconsumed_tail
                continue
            rest = unpacker.unused_data.lstrip(b"\0")  # members may be padded with zeros
            unpacker = zlib.decompressobj(wbits=31)
            if rest and not rest.startswith(GZIP_MAGIC[: len(rest)]):
                return  # trailing garbage, ignored as gzip itself does
    if within:
        raise UnreadableError("is damaged gzip: it ends too early")


def transcode(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Turn a stream in a wide encoding into UTF-8; what cannot be read becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def gather(pieces: Iterator[bytes], limit: int, what: str) -> bytes:
    """Read everything, at most `limit` bytes. Raises TooLargeError, calling the thing `what`."""
    taken: list[bytes] = []
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > limit:
            raise TooLargeError(f"is larger than {megabytes(limit)}, too large for {what}")
        taken.append(piece)
    return b"".join(taken)


def lines(pieces: Iterator[bytes], limit: int) -> Iterator[bytes | None]:
    """Split a stream at line feeds, ends removed; a line of more than `limit` bytes comes as None and is never held."""
    parts: list[bytes] = []
    length = 0
    for piece in pieces:
        split = piece.split(b"\n")
        for index, part in enumerate(split):
            length += len(part)
            if length <= limit:
                parts.append(part)
            else:
                parts.clear()
            if index < len(split) - 1:
                yield b"".join(parts) if length <= limit else None
                parts.clear()
                length = 0
    if length:
        yield b"".join(parts) if length <= limit else None


def megabytes(count: int) -> str:
    """Say a number of bytes for people."""
    return f"{count / 1_000_000:.0f} MB" if count >= 1_000_000 else f"{count:,} bytes"


def _why(error: OSError | ValueError) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
