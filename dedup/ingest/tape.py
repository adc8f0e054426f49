"""The unpacked bytes of a web archive, streamed, with the places in the file that they come from.

Crawlers pack each record into a gzip member of its own (WARC 1.1, annex D), so damage costs one record: reading goes on
at the next member. Some tools pack a whole file into one member, or do not pack at all. All three are read as
*stretches*: a member, or the whole plain file. The libraries that read WARC (warcio 1.8, FastWARC 2.0 were tried) stop
at the first damage, and take a record that ends too early for a whole one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from dedup.ingest.streams import BOMB_RATIO, CHUNK

_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")  # RFC 1952, 2.3.1: deflate, and no reserved flag
_KEPT = 4 << 20  # packed bytes of a member that are searched again if it proves damaged: pages have some ten thousand
_TRIAL = 1 << 10  # packed bytes that are enough to unpack the first line of a record
_MAX_TRIALS = 10_000  # chance makes one such head in 134 million bytes; more are made to waste time
_RECORD = re.compile(rb"\n\r?\n(?=WARC/1\.[01]\r?\n)")
_OVERLAP = 32  # bytes kept between two searches, so that a beginning across pieces is found
_BLANKS = re.compile(rb"[\r\n\0 \t]*")
_ZEROS = re.compile(rb"\0*")
_STEP = 1 << 14  # packed bytes handed over at once: a file of tiny members must not be copied for each of them


@dataclass(frozen=True, slots=True)
class Begin:
    """A stretch begins at this byte of the file."""

    offset: int
    packed: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """The stretch ends here, because of damage."""

    reason: str


Event = Begin | Broken | bytes


def plain(pieces: Iterator[bytes]) -> Iterator[Event]:
    """A file that is not packed, as one stretch."""
    yield Begin(0, packed=False)
    yield from pieces


def members(pieces: Iterator[bytes], allowance: int) -> Iterator[Event]:
    """A file of gzip members, a stretch each; one that is damaged or a bomb ends in `Broken`, and the next follows.

    A bomb is what unpacks to more than `allowance` bytes, and to more than two hundred times its size.
    """
    packed = _Packed(pieces)
    while packed.skip_zeros():
        yield Begin(packed.offset, packed=True)
        problem = yield from _member(packed, allowance)
        if problem:
            yield Broken(problem)
            if not packed.find_member():
                return


def begins_packed(head: bytes) -> bool:
    """Whether the first bytes of a gzip stream unpack to the beginning of a web archive."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _member(packed: _Packed, allowance: int) -> Generator[Event, None, str | None]:
    """Unpack the member at the front and take it off; returns what is wrong with it, and leaves it there then."""
    unpacker = zlib.decompressobj(wbits=31)
    taken = unpacked = total = 0
    while piece := packed.after(taken):
        taken += len(piece)
        total += len(piece)
        while piece:
            try:
                out = unpacker.decompress(piece, CHUNK)
            except zlib.error as error:
                return f"its gzip member is damaged: {error}"
            unpacked += len(out)
            if unpacked > allowance and unpacked > BOMB_RATIO * total:
                return f"its gzip member unpacks to more than {BOMB_RATIO} times its size"
            if out:
                yield out
            if unpacker.eof:
                packed.drop(taken - len(unpacker.unused_data))
                return None
            piece = unpacker.unconsumed_tail
        taken -= packed.trim()
    return "its gzip member ends too early"


class _Packed:
    """The packed bytes from the beginning of a member on, as far as they have been needed."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._window = bytearray()
        self.offset = 0  # of the window in the file

    def _load(self) -> bool:
        piece = next(self._pieces, b"")
        self._window += piece
        return bool(piece)

    def after(self, count: int) -> bytes:
        """What follows the first `count` bytes, a piece at a time; empty at the end of the file."""
        if len(self._window) > count or self._load():
            return bytes(memoryview(self._window)[count : count + _STEP])
        return b""

    def drop(self, count: int) -> None:
        """Forget the first bytes."""
        del self._window[:count]
        self.offset += count

    def trim(self) -> int:
        """Forget all but the last bytes of a long member, and tell how many were forgotten."""
        surplus = max(0, len(self._window) - _KEPT)
        self.drop(surplus)
        return surplus

    def skip_zeros(self) -> bool:
        """Pass over padding; False at the end of the file."""
        while self._window or self._load():
            self.drop(_leading(_ZEROS, self._window))
            if self._window:
                return True
        return False

    def find_member(self) -> bool:
        """Go on to the next member that holds a record, after the first byte; False if there is none."""
        start = 1
        for _ in range(_MAX_TRIALS):
            while not (found := _MEMBER.search(self._window, start)):
                self.drop(max(0, len(self._window) - 3))
                start = 0
                if not self._load():
                    return False
            place = found.start()
            del found  # a match keeps the window from being changed
            while len(self._window) < place + _TRIAL and self._load():
                pass
            if begins_packed(bytes(memoryview(self._window)[place : place + _TRIAL])):
                self.drop(place)
                return True
            start = place + 1
        return False


def _leading(pattern: re.Pattern[bytes], window: bytearray) -> int:
    """Length of what a pattern that always matches finds at the front."""
    found = pattern.match(window)
    return found.end() if found else 0


class Tape:
    """A window on the unpacked bytes: grows when more is asked for, and shrinks as records are done with."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._next: Event | None = None
        self._begin = Begin(0, packed=False)
        self._ended = True
        self.window = bytearray()
        self._place = 0  # of the window in the stretch
        self.broken: str | None = None  # why the stretch ended, once it has

    @property
    def place(self) -> str:
        """Where in the file the window begins: its byte, or the byte of its gzip member and the byte in that."""
        if not self._begin.packed:
            return str(self._begin.offset + self._place)
        return f"{self._begin.offset}+{self._place}" if self._place else str(self._begin.offset)

    def advance(self) -> bool:
        """Go on to the next stretch; False at the end of the file."""
        while self._fill():
            self.window.clear()
        begin = self._next or next(self._events, None)
        self.window.clear()
        self._next, self._place, self.broken = None, 0, None
        self._ended = not isinstance(begin, Begin)
        if isinstance(begin, Begin):
            self._begin = begin
        return not self._ended

    def reach(self, count: int) -> int:
        """Fill the window to `count` bytes, fewer at the end of the stretch, and tell how many of them there are."""
        while len(self.window) < count and self._fill():
            pass
        return min(count, len(self.window))

    def drop(self, count: int) -> None:
        """Be done with the first bytes of the window."""
        del self.window[:count]
        self._place += count

    def skip(self, count: int) -> int:
        """Pass over bytes without holding them, and tell how many there were."""
        left = count
        while left and self.reach(1):
            step = min(left, len(self.window))
            self.drop(step)
            left -= step
        return count - left

    def skip_blanks(self) -> bool:
        """Pass over what separates records; False at the end of the stretch."""
        while self.reach(1):
            self.drop(_leading(_BLANKS, self.window))
            if self.window:
                return True
        return False

    def seek_record(self) -> bool:
        """Go on to the next place in the stretch that looks like the beginning of a record; False without one.

        Only for what follows damage: a page may show what a record looks like, and is not to be taken for one.
        """
        while not (found := _RECORD.search(self.window)):
            self.drop(max(0, len(self.window) - _OVERLAP))
            if not self._fill():
                return False
        end = found.end()
        del found  # a match keeps the window from being changed
        self.drop(end)
        return True

    def _fill(self) -> bool:
        if self._ended:
            return False
        event = next(self._events, None)
        if isinstance(event, bytes):
            self.window += event
            return True
        self._ended = True
        if isinstance(event, Broken):
            self.broken = event.reason
        else:
            self._next = event
        return False
