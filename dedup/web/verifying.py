"""Verifying the file of a packet: against what its own data would make, and its data against the archive.

The file may come from anybody. It is never parsed as HTML: its data stands between two fixed lines, and the rest is
compared, letter for letter, with the page that this data makes. What the archive is asked for is two articles or a
story by name, as any other call asks for them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dedup.archive import Archive
from dedup.errors import NotFoundError, TooLargeError, UnreadableError, UnusableError
from dedup.model import PACKET_LAYOUT, Against, Difference, Packet, Verification
from dedup.report.changed import changes
from dedup.report.packet.data import data_digest, read_data
from dedup.report.packet.differences import differences, named, notes
from dedup.report.plain import plain, shorten
from dedup.web.packet import (
    DATA_BEGINS,
    DATA_ENDS,
    MAX_FILE,
    SEAL_BEGINS,
    SEAL_ENDS,
    SHORT,
    packet_page,
    seal,
    style_hash,
    style_of,
)

_TOKENS = re.compile(r"<[^<>]*>|[^<\s]+|\s+|<")
_HEADING = re.compile(r"<h[1-4][ >]|<p class=\"eyebrow\">")
_INLINE = re.compile(r"</?(?:bdi|span|code|sup|strong)\b")
_PRINTED = re.compile(r"Data of this packet: <code>sha256 ([0-9a-f]{64})</code>")
# Ways in which browsers write what they were given otherwise: the letters of the doctype, white space outside of head
# and body, elements without matter, and quotation marks.
_SPELLINGS = (
    (re.compile(r"\A<!doctype html>\s*", re.IGNORECASE), "<!doctype html>\n"),
    (re.compile(r"<html lang=\"en\">\s*<head>"), '<html lang="en">\n<head>'),
    (re.compile(r"</head>\s*<body>"), "</head>\n<body>"),
    (re.compile(r"(<rect [^<>]*?)/>"), r"\1></rect>"),
)
_REFERENCE = re.compile(r"&(?:#39|#34|quot|nbsp|#160);|\u00a0")
_SEAL = 64  # hex digits of a SHA-256
_AROUND = 6  # tokens on either side of a change that are told with it
_SHOWN = 240  # characters of what differs
_MOST = 50  # places of a file that are told one by one


@dataclass(frozen=True, slots=True)
class PacketFile:
    """A packet as it was read from a file, with all that stands in the file."""

    text: str
    data: str
    packet: Packet
    other_lines: bool  # its line endings are not those that it was written with


def read_packet(path: Path) -> PacketFile:
    """The packet in a file; raises NotFoundError, UnreadableError, TooLargeError, and UnusableError for no packet."""
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}; name one that `dedup packet` has written.")
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror or error}.") from error
    if len(content) > MAX_FILE:
        raise TooLargeError(f"{path} is longer than the {MAX_FILE // 2**20} MiB that a packet can have.")
    try:
        return packet_in(content)
    except UnusableError as error:
        raise UnusableError(f"{path} cannot be verified. {error}") from error


def packet_in(content: bytes) -> PacketFile:
    """The packet in the bytes of a file; raises UnusableError, with a sentence that says why, for no packet."""
    try:
        given = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableError(f"Byte {error.start + 1:,} of it is not UTF-8: it is no packet, or damaged.") from None
    text = given.replace("\r\n", "\n")
    rest = text.partition(DATA_BEGINS)[2]
    data, ends, after = rest.partition(DATA_ENDS)
    if not ends:
        raise UnusableError("It is no evidence packet of dedup, or its data is gone; `dedup packet` makes them.")
    if DATA_BEGINS in after:
        raise UnusableError("It holds the data of two packets, so it was put together by other means.")
    return PacketFile(text, data, read_data(data), other_lines=text != given)


def verified(given: PacketFile, archive: Archive, version: str) -> Verification:
    """What differs in a file, and between its data and the archive; `version` is that of the program that verifies."""
    packet = given.packet
    found = list(_page(given))
    told = []
    if packet.made_with != version:
        told.append(f"It was made with dedup {plain(packet.made_with)}, and this is dedup {version}.")
    page_checked = packet.layout == PACKET_LAYOUT
    if not page_checked:
        told.append(
            f"Its page is of layout {packet.layout} and this version makes layout {PACKET_LAYOUT}: its data was "
            "judged, the words of its page could not be. --page writes the data as a page of this version."
        )
    try:
        now = archive.packet_again(packet)
    except NotFoundError as error:
        found.append(Difference(Against.ARCHIVE, "what it is of", "an article or a story", f"not held: {error}"))
    else:
        found.extend(differences(packet, now))
        told.extend(notes(packet, now))
    return Verification(
        made_at=packet.made_at,
        made_with=packet.made_with,
        digest=data_digest(given.data),
        articles=tuple((named(packet, one.key), one.key) for one in packet.articles),
        page_checked=page_checked,
        differences=tuple(found),
        notes=tuple(told),
    )


def _page(given: PacketFile) -> Iterator[Difference]:
    """What differs between a file and the page of its data; of a page of another layout, only what needs no page."""
    if given.other_lines:
        yield Difference(Against.FILE, "line endings", "CR LF", "LF")
    head, begins, tail = given.text.rpartition(SEAL_BEGINS)
    if not begins:
        head, tail = given.text, ""
    written, end = tail[:_SEAL], tail[_SEAL:]
    if written != seal(head):
        yield Difference(Against.FILE, "seal", written or None, seal(head))
    elif end != SEAL_ENDS:
        yield Difference(Against.FILE, "end of the file", shorten(end, _SHOWN), SEAL_ENDS)
    digest = data_digest(given.data)
    found = _PRINTED.search(head)
    printed = found[1] if found else digest
    if printed != digest:
        yield Difference(Against.FILE, "digest of the data", printed, digest)
    if given.packet.layout == PACKET_LAYOUT:
        expected = packet_page(given.packet).rpartition(SEAL_BEGINS)[0]
        yield from _places(_with_digest(head, printed, digest), expected)


def _with_digest(head: str, printed: str, digest: str) -> str:
    """A page with another digest in each place that a digest of the data has, so that these are told once."""
    if printed == digest:
        return head
    for old, new in (
        (printed, digest),
        (printed[:SHORT], digest[:SHORT]),
        (style_hash(style_of(printed)), style_hash(style_of(digest))),
    ):
        head = head.replace(old, new)
    return head


def _places(text: str, expected: str) -> Iterator[Difference]:
    if text == expected:
        return
    here, there = (_TOKENS.findall(_respelt(one)) for one in (text, expected))
    found = changes(there, here)
    if not found:
        said = "as another program spells it; every word and every element is the same"
        yield Difference(Against.FILE, "markup", said, "as dedup spells it")
    sections = _sections(there)
    for start, end, other, other_end in found[:_MOST]:
        yield Difference(
            Against.FILE,
            _place(sections, start, there[start:end] + here[other:other_end]),
            _told(here, other, other_end),
            _told(there, start, end),
        )
    if len(found) > _MOST:
        yield Difference(Against.FILE, "further places", str(len(found) - _MOST), None)


def _respelt(page: str) -> str:
    """A page in one spelling of what HTML can spell in several ways, so that one which a browser saved is the same."""
    for pattern, spelling in _SPELLINGS:
        page = pattern.sub(spelling, page)
    return _REFERENCE.sub(lambda found: html.escape(html.unescape(found[0]), quote=False), page)


def _sections(tokens: list[str]) -> list[tuple[int, str]]:
    """Where each part of a page begins, and what it is called."""
    found = [(0, "head of the file")]
    for number, token in enumerate(tokens):
        if token == "<body>":
            found.append((number, "beginning"))
        elif _HEADING.match(token):
            name = token[1:].split(">")[0].split(" ")[0]
            end = tokens.index(f"</{name}>", number)
            words = html.unescape("".join(map(_worded, tokens[number:end])))
            found.append((number, f"“{shorten(' '.join(words.split()), 80)}”"))
        elif token == DATA_BEGINS:
            found.append((number, "data of the packet"))
    return found


def _place(sections: list[tuple[int, str]], start: int, changed: list[str]) -> str:
    name = [name for number, name in sections if number <= start][-1]
    if all(token.startswith("<") for token in changed):
        return f"{name}, markup"
    return f"{name}, white space" if not "".join(changed).strip() else name


def _told(tokens: list[str], start: int, end: int) -> str:
    """What stands at a place, with the words around it; markup only where it is what differs."""
    inside = "".join(tokens[start:end])
    before, after = tokens[max(0, start - _AROUND) : start], tokens[end : end + _AROUND]
    left, right = ("".join(map(_worded, part)) for part in (before, after))
    shown = plain(html.unescape(f"{left}\u27e6{shorten(inside, _SHOWN)}\u27e7{right}"))
    return shorten(shown, 2 * _SHOWN)


def _worded(token: str) -> str:
    """What a token adds to the words of a page: a tag that begins or ends a block parts them."""
    if not token.startswith("<"):
        return token
    return "" if _INLINE.match(token) else " "
