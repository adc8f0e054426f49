"""Records of a web archive (ISO 28500, WARC 1.0 and 1.1), one by one, and the damage between them.

A record that does not end where its length says is damaged, and reading goes on at the next that can be found: in the
next gzip member, or in an unpacked file where a blank line and the first line of a record stand.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dedup.ingest.tape import Tape

MAX_HEAD = 64 * 1024  # bytes of headers, of a record or of HTTP; real ones stay below 20 KB
HELD = frozenset({"response", "resource"})  # types of records that can hold a page
_END = re.compile(rb"\r?\n\r?\n")
_VERSION = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n")
_LENGTH = re.compile(r"\d{1,18}")
_SEPARATOR = 4  # bytes: two line ends follow a record
_DIGESTS = {"sha1", "sha256", "md5", "sha512"}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields by lower-case name, and its block if it can hold a page.

    `place` is the byte of the file where it begins. A block longer than allowed is cut to its beginning.
    """

    place: str
    fields: Mapping[str, str]
    block: bytes
    length: int

    @property
    def type(self) -> str:
        """What the record holds: `response`, `resource`, `request`, `revisit`, …, in lower case."""
        return self.fields.get("warc-type", "").lower()

    @property
    def altered(self) -> bool:
        """Whether the whole block is not the one that the record's own digest was taken of."""
        name, _, stated = self.fields.get("warc-block-digest", "").partition(":")
        name = name.strip().lower().replace("-", "")
        if name not in _DIGESTS or not stated or len(self.block) != self.length:
            return False
        digest = hashlib.new(name, self.block, usedforsecurity=False).digest()
        told = stated.strip().rstrip("=")
        return told.lower() != digest.hex() and told.upper() != b32encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no sound record, where they begin, and why."""

    place: str
    reason: str


def records(tape: Tape, limit: int) -> Iterator[Record | Damage]:
    """Read record after record; blocks of more than `limit` bytes are passed over and given by their beginning."""
    while tape.advance():
        begin, told = tape.place, False
        while tape.skip_blanks():
            item = _record(tape, limit)
            yield item
            if isinstance(item, Damage):
                told = True
                if not tape.seek_record():
                    break
        if tape.broken and not told:
            yield Damage(begin, tape.broken)


def fields_of(head: bytes) -> dict[str, str]:
    """Named fields below a first line, by lower-case name; of several the first counts, and folded lines are joined."""
    fields: dict[str, str] = {}
    name = ""
    for line in head.decode("utf-8", "replace").split("\n")[1:]:
        if line[:1] in {" ", "\t"} and name:
            fields[name] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower() if colon else ""
        if name in fields:
            name = ""
        elif name:
            fields[name] = value.strip()
    return fields


def head_end(text: bytes | bytearray, limit: int = MAX_HEAD) -> int:
    """Where the blank line after the headers ends; -1 if none comes within `limit` bytes."""
    found = _END.search(text, 0, limit)
    return found.end() if found else -1


def _record(tape: Tape, limit: int) -> Record | Damage:
    """Take one record off the tape. Of what is damaged nothing is taken, since the next record may stand inside."""
    place = tape.place
    end = -1
    size = 0
    while end < 0 and size < MAX_HEAD:  # most headers have less than a thousand bytes
        size = min(MAX_HEAD, max(4096, 4 * size))
        if tape.reach(size) < size:
            size = MAX_HEAD
        if not _VERSION.match(tape.window):
            return Damage(place, tape.broken or "is no record of a web archive")
        end = head_end(tape.window, size)
    if end < 0:
        reason = "has endless headers" if len(tape.window) >= MAX_HEAD else "ends within its headers"
        return Damage(place, tape.broken or reason)
    fields = fields_of(bytes(tape.window[:end]))
    if not _LENGTH.fullmatch(fields.get("content-length", "")):
        return Damage(place, "does not say how long it is")
    length = int(fields["content-length"])
    record = _long(tape, place, fields, end, length) if length > limit else _short(tape, place, fields, end, length)
    if isinstance(record, Record) and tape.broken and not tape.window.strip(b"\r\n\0 \t"):
        return Damage(place, tape.broken)
    return record


def _short(tape: Tape, place: str, fields: dict[str, str], end: int, length: int) -> Record | Damage:
    have = tape.reach(end + length)
    if have < end + length:
        return Damage(place, tape.broken or _cut(end + length - have))
    if not _ends_here(tape, end + length):
        return Damage(place, f"is not of the {length:,} bytes that it says it has")
    held = fields.get("warc-type", "").lower() in HELD
    block = bytes(memoryview(tape.window)[end : end + length]) if held else b""
    tape.drop(end + length)
    return Record(place, fields, block, length)


def _long(tape: Tape, place: str, fields: dict[str, str], end: int, length: int) -> Record | Damage:
    have = tape.reach(end + MAX_HEAD)
    record = Record(place, fields, bytes(memoryview(tape.window)[end:have]), length)
    tape.drop(end)
    passed = tape.skip(length)
    if passed < length:
        return Damage(place, tape.broken or _cut(length - passed))
    return record if _ends_here(tape, 0) else Damage(place, f"is not of the {length:,} bytes that it says it has")


def _cut(missing: int) -> str:
    return f"ends {missing:,} bytes before its length"


def _ends_here(tape: Tape, place: int) -> bool:
    """Whether a record may end at a place of the window: two line ends follow, or another record, or nothing."""
    have = tape.reach(place + _SEPARATOR + 5)
    after = bytes(tape.window[place:have])
    rest = after.lstrip(b"\r\n\0 \t")
    return after.startswith((b"\r\n\r\n", b"\n\n")) or not rest or b"WARC/".startswith(rest[:5])
