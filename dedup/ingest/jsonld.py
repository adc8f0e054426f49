"""JSON-LD as pages carry it: several blocks, nested graphs, and JSON that is not quite JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from dedup.ingest.chars import repair

Node = Mapping[str, object]

_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPING = re.compile(
    r"^(?:<!--|//\s{0,9}<!\[CDATA\[|<!\[CDATA\[|/\*.{0,200}?\*/)|(?:-->|//\s{0,9}\]\]>|\]\]>);?$", re.DOTALL
)
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleBody|inLanguage|@type)"\s*:\s*"((?:[^"\\]|\\.)*)"', re.DOTALL
)
_MAX_NODES = 5_000  # a page's graph has dozens; a hostile one should not cost time
_MAX_NAME = 1_000  # characters of a person's or an outlet's name, as of a line of a feed; longer ones are a mistake
_MAX_BLOCK = 4_000_000  # characters of one block

_ARTICLE = re.compile(
    r"article|blogposting|reportage|liveblogposting|analysisnews|opinionnews|review(?!s|rating)|advertisercontent",
    re.IGNORECASE,
)
_NEWS = re.compile(r"news|report|liveblog|blogposting", re.IGNORECASE)


def parse_blocks(blocks: Iterable[str]) -> list[Node]:
    """Read JSON-LD blocks, mending the usual mistakes, and list every object in them, outer before inner."""
    nodes: list[Node] = []
    for block in blocks:
        if len(block) <= _MAX_BLOCK:
            for value in _values(block):
                nodes.extend(_flatten(value, _MAX_NODES - len(nodes)))
    return nodes


def _values(block: str) -> list[object]:
    text = _WRAPPING.sub("", block.strip()).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", text)), html.unescape(text)):
        values = _in_a_row(attempt)
        if values:
            return values
    fields: dict[str, object] = {}
    for name, raw in _FIELD.findall(text):
        try:
            fields.setdefault(name, json.loads(f'"{raw}"', strict=False))
        except ValueError:
            continue
    return [fields] if fields else []


def _in_a_row(text: str) -> list[object]:
    """Decode one value after another; empty unless the first one is sound."""
    decoder = json.JSONDecoder(strict=False)
    values: list[object] = []
    place = 0
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1
    return values


def _flatten(value: object, room: int) -> Iterator[Node]:
    """Walk a decoded value, breadth first and without recursion, and give its objects."""
    waiting = [value]
    while waiting and room > 0:
        following: list[object] = []
        for item in waiting:
            if isinstance(item, dict):
                room -= 1
                yield item
                following.extend(item.values())
            elif isinstance(item, list):
                following.extend(item)
            if room <= 0:
                return
        waiting = [item for item in following if isinstance(item, dict | list)]


def types_of(node: Node) -> str:
    """The node's types as one string."""
    kind = node.get("@type")
    return " ".join(str(part) for part in kind) if isinstance(kind, list) else str(kind or "")


def article_nodes(nodes: Iterable[Node]) -> list[Node]:
    """The nodes that describe an article, those of news first, those with a headline and a date before barer ones."""
    found = [node for node in nodes if _ARTICLE.search(types_of(node))]

    def fullness(node: Node) -> tuple[int, ...]:
        return (
            -int(bool(node.get("headline") or node.get("articleBody"))),
            -int(bool(node.get("datePublished"))),
            -int(bool(_NEWS.search(types_of(node)))),
        )

    return sorted(found, key=fullness)


def string_of(value: object) -> str | None:
    """A plain string from a value: a string, a number, `{"@value": …}`, `{"name": …}`, or the first of a list."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = next((value[name] for name in ("@value", "name", "@id", "url") if value.get(name)), None)
    if isinstance(value, str):
        plain = repair(html.unescape(value)).strip()
        return plain or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def names_of(value: object) -> list[str]:
    """Names of persons or organisations in an author or publisher value, addresses left out, none twice."""
    items = value if isinstance(value, list) else [value]
    names: list[str] = []
    for item in items[:20]:
        name = string_of(item.get("name") if isinstance(item, dict) else item)
        if name:
            plain = " ".join(name[: 2 * _MAX_NAME].split())[:_MAX_NAME]
            if plain and not plain.startswith(("http://", "https://", "#")) and plain not in names:
                names.append(plain)
    return names
