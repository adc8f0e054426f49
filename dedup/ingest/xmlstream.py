"""XML of feeds and site maps as a stream of small trees: damaged markup is mended, nothing outside is ever looked up.

feedparser was tried and not taken: it takes twice the time, expands entities up to the parser's own limit, follows the
address of a document type to a file (its issue 107), and bounds neither entries nor depth nor size. A document type is
cut off before the parser sees it, so that no entity is declared and none can expand; the names that HTML gives to
characters are put in as characters, since feeds use them without declaring them.
"""

from __future__ import annotations

import codecs
import html
import html.entities
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from dedup.errors import TooLargeError, UnusableError
from dedup.ingest.chars import decode

_PIECE = 1 << 18  # bytes; a piece is mended and parsed before the next is decoded
_HELD = 64  # characters kept back at the end of a piece, so that no reference or mark is cut in two
_MAX_PROLOG = 1 << 16  # characters before the first element
_MAX_EVENTS = 3_000_000  # elements and runs of text in all: 50,000 entries of thirty each
_MAX_CHILDREN = 2_000  # of one element; those after them are left out
_TOO_MANY = f"it has more than {_MAX_EVENTS:,} elements and runs of text"
_MAX_DEPTH = 200  # elements inside one another in an entry; XHTML of pages stays below 100
_MAX_PIECES = 200_000  # elements and runs of text in one entry; two million characters of an article are one run
_MAX_TEXT = 8_000_000  # characters of one entry: the text of the longest article with its markup
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot|apos);|#(x[0-9a-fA-F]{1,6}|\d{1,7});|([A-Za-z]\w{1,31};))?")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://www.google.com/schemas/sitemap-video/1.1": "video",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


@dataclass(slots=True)
class Node:
    """An element: its name (`dc:creator`; without a prefix in the root's own vocabulary), attributes and content."""

    name: str
    attributes: Mapping[str, str]
    content: list[Node | str] = field(default_factory=list)
    named: dict[str, list[Node]] = field(default_factory=dict)  # the elements right inside, by name

    def add(self, node: Node) -> None:
        """Put an element at the end."""
        self.content.append(node)
        self.named.setdefault(node.name, []).append(node)

    def all(self, *names: str) -> list[Node]:
        """Elements right inside of the given names, in the order of the names."""
        return [child for name in names for child in self.named.get(name, ())]

    def text(self, *names: str) -> str | None:
        """The first text that is not blank of children of the given names, in the order of the names."""
        return next((text for child in self.all(*names) if (text := child.whole.strip())), None)

    @property
    def whole(self) -> str:
        """All text inside."""
        return "".join(item if isinstance(item, str) else item.whole for item in self.content)

    @property
    def markup(self) -> str:
        """What is inside, written as HTML."""
        return "".join(html.escape(item, quote=False) if isinstance(item, str) else item.outer for item in self.content)

    @property
    def outer(self) -> str:
        """The element itself, written as HTML."""
        name = self.name.rpartition(":")[2]
        given = "".join(f' {key}="{html.escape(value)}"' for key, value in self.attributes.items() if ":" not in key)
        return f"<{name}{given}>{self.markup}</{name}>" if self.content else f"<{name}{given}/>"


@dataclass(frozen=True, slots=True)
class Trees:
    """What was read: the root, what stands beside the entries (as children of `head`), the entries, what ended it."""

    root: Node
    head: Node
    entries: tuple[Node, ...]
    cut_short: str | None


def read_trees(payload: bytes, entries_of: Mapping[str, str], *, max_bytes: int, max_entries: int) -> Trees:
    """Read a document whose root is one of `entries_of`, which gives the name of its entries' elements.

    Raises UnusableError for another root and for what is no XML at all, TooLargeError for more than `max_bytes`. Any
    damage or limit behind that ends the reading, and what was read before stands.
    """
    if len(payload) > max_bytes:
        raise TooLargeError(f"holds {len(payload):,} bytes, more than the {max_bytes:,} allowed for a feed or site map")
    target = _Target(entries_of, max_entries)
    parser = etree.XMLParser(
        target=cast(Any, target),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    cut = None
    try:
        for text in _mended(payload):
            parser.feed(text.encode("utf-8", "replace"))
            if target.full:
                break
        parser.close()
    except etree.LxmlError as error:
        cut = f"it is damaged: {str(error)[:200]}"
    if target.root is None:
        raise UnusableError("is damaged XML of which nothing can be read")
    target.finish()
    return Trees(target.root, target.head, tuple(target.entries), target.full or cut)


class _Target:
    """Builds the entries' trees out of the parser's events, and nothing of what stands around them."""

    def __init__(self, entries_of: Mapping[str, str], most: int) -> None:
        self.root: Node | None = None
        self.head = Node("", {})
        self.entries: list[Node] = []
        self.full: str | None = None
        self._entries_of, self._most = entries_of, most
        self._entry, self._own = "", ""
        self._open: list[Node] = []
        self._channel = False
        self._seen = self._deep = 0
        self._pieces = self._letters = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._seen += 1
        if self.full or self._seen > _MAX_EVENTS:
            self.full = self.full or _TOO_MANY
            return
        node = Node(self._name(tag), {self._name(name): value for name, value in attributes.items()})
        if self.root is None:
            self._begin(node, tag)
        elif node.name == self._entry:
            self.finish()
            if len(self.entries) >= self._most:
                self.full = f"it has more than {self._most:,} entries"
                return
            self.entries.append(node)
            self._open = [node]
        elif self._deep or len(self._open) >= _MAX_DEPTH:
            self._deep += 1
        elif self._open:
            self._pieces += 1
            if len(self._open[-1].content) < _MAX_CHILDREN and self._pieces < _MAX_PIECES:
                self._open[-1].add(node)
            self._open.append(node)
        elif node.name == "channel":
            self.head.attributes = {**self.head.attributes, **node.attributes}
        elif len(self.head.content) < _MAX_CHILDREN:
            self.head.add(node)
            self._open = [node]

    def end(self, _tag: str) -> None:
        """An element ends."""
        if self._deep:
            self._deep -= 1
        elif self._open:
            self._open.pop()

    def data(self, text: str) -> None:
        """Running text."""
        self._seen += 1
        self._pieces += 1
        self._letters += len(text)
        if self._seen > _MAX_EVENTS:
            self.full = self.full or _TOO_MANY
        if self._open and not self._deep and self._pieces < _MAX_PIECES and self._letters < _MAX_TEXT:
            self._open[-1].content.append(text)

    def close(self) -> None:
        """The document ends."""

    def finish(self) -> None:
        """End what is open."""
        self._open, self._deep, self._pieces, self._letters = [], 0, 0, 0

    def _begin(self, node: Node, tag: str) -> None:
        name = node.name.rpartition(":")[2].lower()
        if name not in self._entries_of:
            raise UnusableError(f"is XML of another kind (<{name[:40]}>), no feed or site map")
        self._own = tag[1:].partition("}")[0] if tag.startswith("{") else ""
        self.root, self._entry = Node(name, node.attributes), self._entries_of[name]
        self.head.attributes = node.attributes

    def _name(self, tag: str) -> str:
        space, _, local = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
        prefix = "" if space == self._own else _PREFIXES.get(space, "")
        return f"{prefix}:{local}" if prefix else local


def _mended(payload: bytes) -> Iterator[str]:
    """The document from its root on, in pieces, with each `&` that means none and each named character mended."""
    encoding = decode(payload[:_PIECE]).encoding
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    held, quoted, begun = "", False, False
    for start in range(0, len(payload), _PIECE):
        last = start + _PIECE >= len(payload)
        held += decoder.decode(payload[start : start + _PIECE], last)
        if not begun:
            held, begun = _from_root(held), True
        cut = len(held) if last else _safe_cut(held)
        done, quoted = _mend(held[:cut], quoted)
        held = held[cut:]
        yield _ILLEGAL.sub("", done)


def _from_root(text: str) -> str:
    """Cut off all before the root: declaration, comments, style sheets, and a document type with its entities."""
    place = max(text.find("<"), 0)
    while place < _MAX_PROLOG:
        opening = text[place : place + 9].upper()
        if opening.startswith("<?"):
            end = text.find("?>", place)
        elif opening.startswith("<!--"):
            end = text.find("-->", place)
        elif opening.startswith("<!DOCTYPE"):
            inner, close = text.find("[", place), text.find(">", place)
            end = text.find("]>", inner) if 0 <= inner < close else close
        else:
            return text[place:]
        if end < 0:
            break
        following = text.find("<", end + 1)
        if following < 0:
            break
        place = following
    raise UnusableError("is XML whose first element does not come, or not soon enough")


def root_name(text: str) -> str | None:
    """The name of a document's first element, without prefix and in lower case; None where there is none."""
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return None
    try:
        found = re.match(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})[\s/>]", _from_root(text))
    except UnusableError:
        return None
    return found[1].lower() if found else None


def _safe_cut(text: str) -> int:
    tail = text[-_HELD:]
    marks = [place for mark in "&<]" if (place := tail.find(mark)) >= 0]
    return len(text) - len(tail) + min(marks) if marks else len(text)


def _mend(text: str, quoted: bool) -> tuple[str, bool]:
    """Mend references outside CDATA sections; `quoted` tells whether one is open at the beginning and at the end."""
    parts: list[str] = []
    place = 0
    while True:
        mark = "]]>" if quoted else "<![CDATA["
        found = text.find(mark, place)
        piece = text[place : found if found >= 0 else len(text)]
        parts.append(piece if quoted else _REFERENCE.sub(_reference, piece))
        if found < 0:
            return "".join(parts), quoted
        parts.append(mark)
        place, quoted = found + len(mark), not quoted


def _reference(found: re.Match[str]) -> str:
    known, number, name = found.groups()
    if known:
        return found[0]
    if number:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        char = chr(code) if code < 0x110000 else ""
        return "" if not char or _ILLEGAL.match(char) else found[0]
    char = html.entities.html5.get(name, "") if name else ""
    return html.escape(char) if char else f"&amp;{found[0][1:]}"
