"""Undoing content codings piece by piece, so that a bomb costs no more than what was asked of it.

The libraries' one-call forms unpack everything a piece of input holds: 64 KB of brotli can hold a gigabyte. Here each
step yields `PIECE` bytes or little more, and nothing is unpacked before the reader asks for the next piece.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import brotli

from dedup.errors import ProtocolError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
PIECE = 64 * 1024
MAX_CODINGS = 2  # one is usual, a second comes from a cache before a server; more are there to cost time
MAX_MEMBERS = 1_000  # gzip members or zstd frames: each copies the rest of its piece, and a thousand are no page
_ZSTD_WINDOW = 23  # 8 MiB, the most that RFC 9659 lets a server assume

_Step = Callable[[Iterable[bytes]], Iterator[bytes]]


class CodingError(Exception):
    """What came is not in its coding, or ends before it is whole; becomes an error that names the input further up."""

    def __init__(self, reason: str, *, early: bool = False) -> None:
        super().__init__(reason)
        self.early = early


def is_known(coding: str) -> bool:
    """Whether a content coding, in lower case, can be undone."""
    return coding in _STEPS


def undo(coding: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Undo one known content coding; raises CodingError at the place where it cannot go on."""
    return _STEPS[coding](pieces)


def unpack(pieces: Iterable[bytes], codings: Sequence[str], url: str) -> Iterator[bytes]:
    """Undo content codings, given in the order in which they were applied. An empty body is empty in every coding.

    Raises:
        ProtocolError: If a coding is unknown, there are too many, or the bytes are broken or end too early.
    """
    wanted = [coding for coding in (name.strip().lower() for name in codings) if coding not in {"", "identity"}]
    unknown = [coding for coding in wanted if not is_known(coding)]
    if unknown or len(wanted) > MAX_CODINGS:
        raise ProtocolError(f"{url} is packed in a way that was not offered: {', '.join(wanted)[:80]!a}.")
    stream: Iterable[bytes] = pieces
    for coding in reversed(wanted):
        stream = undo(coding, stream)
    return _named(stream, url)


def _named(stream: Iterable[bytes], url: str) -> Iterator[bytes]:
    try:
        yield from stream
    except CodingError as error:
        raise ProtocolError(f"{url} came damaged: {error}.") from error


def _gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Members one after another; what follows the last one and is none is padding, which browsers ignore as well."""
    return _zlib(pieces, wbits=31, what="gzip", goes_on=lambda rest: rest.startswith(b"\x1f"))


def _deflate(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """With the zlib header that the standard asks for, or bare, as some servers send it."""
    stream = iter(pieces)
    head = b""
    while len(head) < 2 and (piece := next(stream, b"")):
        head += piece
    wrapped = len(head) > 1 and head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    return _zlib(_before(head, stream), wbits=15 if wrapped else -15, what="deflate", goes_on=lambda rest: False)


def _before(head: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from stream


def _zlib(pieces: Iterable[bytes], wbits: int, what: str, goes_on: Callable[[bytes], bool]) -> Iterator[bytes]:
    machine = zlib.decompressobj(wbits)
    started, members = False, 0
    for piece in pieces:
        rest = piece
        while rest:
            if machine.eof:
                if not goes_on(rest):
                    return
                machine = zlib.decompressobj(wbits)
                members = _counted(members, what)
            started = True
            try:
                out = machine.decompress(rest, PIECE)
            except zlib.error:
                raise CodingError(f"it is not {what} data") from None
            if out:
                yield out
            rest = machine.unused_data if machine.eof else machine.unconsumed_tail
    while started and not machine.eof:
        # What a full piece left inside the machine, of which no input tells.
        out = machine.decompress(b"", PIECE)
        if not out:
            raise CodingError(f"its {what} data ends too early", early=True)
        yield out


def _brotli(pieces: Iterable[bytes]) -> Iterator[bytes]:
    machine = brotli.Decompressor()
    started = False
    for piece in pieces:
        started = started or bool(piece)
        rest = piece
        # Asked until nothing comes: `can_accept_more_data` is true although output waits.
        while not machine.is_finished():
            try:
                out = machine.process(rest, output_buffer_limit=PIECE)
            except brotli.error:
                raise CodingError("it is not brotli data") from None
            rest = b""
            if not out:
                break
            yield out
    if started and not machine.is_finished():
        raise CodingError("its brotli data ends too early", early=True)


def _zstd(pieces: Iterable[bytes]) -> Iterator[bytes]:
    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW}
    machine = zstd.ZstdDecompressor(options=options)
    started, members = False, 0
    for piece in pieces:
        rest = piece
        while rest or not (machine.needs_input or machine.eof):
            if machine.eof:
                machine = zstd.ZstdDecompressor(options=options)
                members = _counted(members, "zstd")
            started = True
            try:
                out = machine.decompress(rest, PIECE)
            except zstd.ZstdError:
                raise CodingError("it is not zstd data, or needs more memory than allowed") from None
            if out:
                yield out
            rest = machine.unused_data if machine.eof else b""
    if started and not machine.eof:
        raise CodingError("its zstd data ends too early", early=True)


def _counted(members: int, what: str) -> int:
    if members >= MAX_MEMBERS:
        raise CodingError(f"its {what} data has more than {MAX_MEMBERS} parts")
    return members + 1


_STEPS: dict[str, _Step] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
