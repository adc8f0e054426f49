"""An article that a page holds only as data in its scripts, to be shown by a script: the page's elements are empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dedup.config import IngestLimits
from dedup.errors import DedupError
from dedup.ingest import furniture
from dedup.ingest.markup import fragment_lines

_SCRIPT = re.compile(r"<script\b([^>]{0,400})>", re.IGNORECASE)
_DATA = re.compile(
    r"\s*(?:(?:window|self|globalThis|var|let|const)\b[\w.\[\]\"' ]{0,80}?=\s*)?(?=[\[{])|\s*(?:\(\s*)?self\.__next_f"
    r"(?:\s*=\s*self\.__next_f\s*\|\|\s*\[\]\s*\))?\.push\("
)
_CHUNK = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:(?:T[0-9a-f]{1,6},|[A-Z]{0,3}(?=[\[{\"]))")
_SHORTEST = 300  # characters of a script that may hold an article
_MOST = 6_000_000  # characters of scripts
_VALUES = 200_000
_DEPTH = 60
_PROSE = 40  # characters
_MARKED_UP = 200
_SENTENCES = 3  # of one item of a list; one with more is no paragraph
_LONG_WORD = 5
_TOLD = 0.3  # share of a headline's long words, or pairs of letters, that its article says again
_PARAGRAPH = re.compile(r"<p\b", re.IGNORECASE)
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(slots=True)
class _Search:
    """The best text met so far, as lines or as markup, and how many values may still be looked at."""

    lines: list[str]
    markup: str = ""
    size: int = 0
    left: int = _VALUES


def article_lines(html: str, title: str | None, limits: IngestLimits) -> list[str]:
    """Lines of the article in a page's scripts; none where no text there speaks of the page's headline."""
    if not title:
        return []
    search = _Search([])
    for value in _values(html):
        _look(value, search, 0)
    lines = search.lines
    if search.markup:
        try:
            lines = fragment_lines(search.markup, limits)
        except DedupError:
            return []
    return lines if _speaks_of(" ".join(lines).casefold(), title.casefold()) else []


def _values(html: str) -> Iterator[object]:
    """What the scripts of a page hold as JSON, and what they push in pieces put together."""
    decoder = json.JSONDecoder(strict=False)
    pushed: list[str] = []
    place = taken = 0
    while (found := _SCRIPT.search(html, place)) is not None and taken < _MOST:
        end = html.find("</script", found.end())
        if end < 0:
            break
        place = end
        text = html[found.end() : end]
        data = _DATA.match(text) if "ld+json" not in found[1] else None
        if data is None:
            continue
        streams = data[0].endswith("push(")
        if len(text) < _SHORTEST and not streams:
            continue
        taken += len(text)
        try:
            value, _ = decoder.raw_decode(text, data.end())
        except (ValueError, RecursionError):
            continue
        if not streams:
            yield value
        elif isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            pushed.append(value[1])
    yield from _streamed("".join(pushed), decoder)


def _streamed(text: str, decoder: json.JSONDecoder) -> Iterator[object]:
    """The values of a stream of numbered chunks: text, or JSON."""
    marks = list(_CHUNK.finditer(text))
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=False):
        if mark[0].endswith(","):
            yield text[mark.end() : end]
            continue
        try:
            yield decoder.raw_decode(text, mark.end())[0]
        except (ValueError, RecursionError):
            continue


def _look(value: object, search: _Search, depth: int) -> list[str]:
    """Keep the largest text in a value if it is the largest so far; gives the sentences in it, no more than four."""
    search.left -= 1
    if search.left < 0 or depth > _DEPTH:
        return []
    if isinstance(value, str):
        return _sentences(value, search)
    if isinstance(value, dict):
        found: list[str] = []
        for inner in value.values():
            found += _look(inner, search, depth + 1)[: _SENTENCES + 1 - len(found)]
        return found
    if not isinstance(value, list):
        return []
    items = [_look(inner, search, depth + 1) for inner in value]
    lines = [line for item in items if len(item) <= _SENTENCES for line in item]
    size = sum(map(len, lines))
    if size > search.size:
        search.lines, search.markup, search.size = lines, "", size
    return [line for item in items for line in item][: _SENTENCES + 1]


def _sentences(text: str, search: _Search) -> list[str]:
    if len(text) < _PROSE:
        return []
    if len(text) >= _MARKED_UP and _PARAGRAPH.search(text):
        if len(text) > search.size:
            search.lines, search.markup, search.size = [], text, len(text)
        return []
    plain = " ".join(text.split())
    return [plain] if furniture.ends_sentence(plain) and (" " in plain or _SPACELESS.search(plain)) else []


def _speaks_of(text: str, title: str) -> bool:
    words = {word for word in re.findall(r"[^\W_]+", title) if len(word) >= _LONG_WORD}
    if _SPACELESS.search(title):
        plain = "".join(re.findall(r"[^\W_]+", title))
        words = {plain[place : place + 2] for place in range(len(plain) - 1)}
    return bool(words) and sum(word in text for word in words) >= _TOLD * len(words)
