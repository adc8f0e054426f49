"""Who a page names as the authors of its article: persons before the outlet itself, wherever they are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from dedup.ingest import jsonld
from dedup.ingest.dates import day_in
from dedup.ingest.folding import letters
from dedup.ingest.markup import elements_at, following, quick_text, text_of
from dedup.model import Claim, MetaSource

if TYPE_CHECKING:
    from dedup.ingest.metadata import Meta

_META_NAMES = (
    "author", "article:author", "byline", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
    "citation_author", "authors",
)  # fmt: skip
_MARKED = elements_at(
    "body/descendant::*[@class[contains(., 'aut') or contains(., 'byline') or contains(., 'writer')]"
    " or @itemprop='author' or @property[contains(., 'author')] or @rel[contains(., 'author')]]"
)
_MARKS = re.compile(r"byline|author-name|author|auteur|autor|writer")
_NO_RANK = 9
_RANKS = {"byline": 2, "author-name": 3, "author": 4}
_NAMED = elements_at(".//*[@itemprop='name' or contains(@property, 'name')]")
_BY_WORDS = r"by|von|par|por|di|door|av|af|de|przez|автор|מאת"
_PREFIX = re.compile(
    rf"^\W*(?:(?:posted|published|written|authored|reported|story|words|text|texte|textos?)(?:\s+|(?=:)))?"
    rf"(?:(?:{_BY_WORDS}|text|texte|author|autor|autorin|auteur|autore)\b[:\s]+|(?<=[a-z])\s*:\s*)",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\s+(?:[|•·»«—–‹›~]|-{1,2})\s+|\s*[|•·]\s*|\s+on\s+(?=[A-Z][a-z]{2,8}\b[^,]{0,20}\d)|\s+am\s+(?=\d)|,\s+(?=\d{1,2}[\s.])"
)
_BARE_DAY = re.compile(r"^\W*\d[\d/.\-]{5,9}\s+(?:by\s+|von\s+|par\s+|por\s+)?", re.IGNORECASE)
_NAME_WORD = r"(?:[^\W\d_a-zà-þа-я\u3040-\ud7ff][\w.’'\-]{1,24}|[A-Z]\.)"
_NAMES = rf"{_NAME_WORD}(?:\s+(?:(?:de|da|del|van|der|von|el|al|bin|ben|le|la|dos|zu)\s+){{0,2}}{_NAME_WORD}){{1,3}}"
_BY_LINE = re.compile(
    rf"^\W{{0,3}}(?i:(?:text|posted|written)\s+)?(?i:{_BY_WORDS})[:\s]\s{{0,4}}({_NAMES}(?:\s+(?:and|und|et|y|e|og|och|en|&)\s+{_NAMES})?)"
)
_PERSONS = re.compile(
    rf"{_NAMES}(?:(?:\s+(?:and|und|et|y|e|og|och|en|&)\s+|,\s+){_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}}){{0,4}}"
)
_BY_ALONE = re.compile(rf"\W{{0,3}}(?:{_BY_WORDS})\W{{0,3}}", re.IGNORECASE)
_NO_NAME = re.compile(
    r"@|\b(?:twitter|facebook|whatsapp|linkedin|instagram|share|follow|photo|image|bild|foto)\b", re.IGNORECASE
)
_MOST_MARKED, _LOOKED_AT = 60, 25
_BELOW = 60  # elements after a headline among which a by-line stands
_DAY_AFTER = re.compile(
    r"(?:[\s,]+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch))+$"
)
_FIRST = 3  # lines of a text: headline, standfirst, authors
_ENDS = " .:|/*_—–-"
_FEW = 3  # elements looked at in one that may be a by-line
_INLINE = frozenset({"a", "span", "b", "strong", "em", "i"})
_MOST_WORDS = 14
_LONGEST = 120  # characters of a line that names authors
_LONGEST_VALUE = 200  # of a field that does
_TEAM = 9  # letters that an outlet's name has beside it where its staff is meant: `Redaktion`, `The … Team`
_OUTLET = 4  # letters; a shorter name may stand in another by accident


def read_byline(
    tree: HtmlElement,
    articles: Iterable[jsonld.Node],
    nodes: Iterable[jsonld.Node],
    meta: Meta,
    *,
    publisher: Claim | None,
    aside: Callable[[HtmlElement], bool],
) -> Claim | None:
    """The authors a page names: in JSON-LD before meta tags before what is seen.

    Where one of these gives only the outlet, the others are asked for a person first. `aside` tells whether an element
    stands beside the article.
    """
    outlet = letters(publisher.value) if publisher else ""
    spare: Claim | None = None
    for names, source in _claims(tree, articles, list(nodes), meta, aside):
        line = _DAY_AFTER.sub("", ", ".join(dict.fromkeys(names)))
        if not line or (spare and source is not MetaSource.JSON_LD and not _PERSONS.fullmatch(line)):
            continue
        claim = Claim(line, source)
        if not _is_outlet(letters(line), outlet):
            return claim
        spare = spare or claim
    return spare


def take_byline(paragraphs: list[str]) -> tuple[Claim | None, list[str]]:
    """The authors that one of a text's first lines names, if it says no more, and the text without that line."""
    for place, line in enumerate(paragraphs[:_FIRST]):
        found = _BY_LINE.match(line) if len(line) <= _LONGEST else None
        if found and not line[found.end() :].strip(_ENDS):
            return Claim(_DAY_AFTER.sub("", found[1]), MetaSource.MARKUP), paragraphs[:place] + paragraphs[place + 1 :]
    return None, paragraphs


def _claims(
    tree: HtmlElement,
    articles: Iterable[jsonld.Node],
    nodes: list[jsonld.Node],
    meta: Meta,
    aside: Callable[[HtmlElement], bool],
) -> Iterator[tuple[list[str], MetaSource]]:
    for node in articles:
        for role in ("author", "creator"):
            names = jsonld.names_of(node.get(role)) or referred(node.get(role), nodes)
            yield [name for name in names if _is_name(name)], MetaSource.JSON_LD
    for field in _META_NAMES:
        values = [value for value in meta.all((field,)) if len(value) < _LONGEST_VALUE]
        yield [plain for value in values if _is_name(plain := _PREFIX.sub("", value))], MetaSource.META
    for element in sorted(_MARKED(tree)[:_MOST_MARKED], key=_rank)[:_LOOKED_AT]:
        if _rank(element) < _NO_RANK and not aside(element):
            named = _NAMED(element)
            yield _line_names(text_of(named[0] if len(named) == 1 else element)), MetaSource.MARKUP
    yield _unmarked(tree), MetaSource.MARKUP


def _rank(element: HtmlElement) -> int:
    """How plainly an element is marked as naming authors, 0 the plainest."""
    if element.get("itemprop") == "author" or element.get("property"):
        return 0
    if "author" in (element.get("rel") or ""):
        return 1
    found = _MARKS.findall(element.get("class") or "")
    return min((_RANKS.get(mark, 5) for mark in found), default=_NO_RANK)


def referred(value: object, nodes: list[jsonld.Node]) -> list[str]:
    """Names behind `{"@id": …}` references into the page's graph."""
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        wanted = item.get("@id") if isinstance(item, dict) else None
        if wanted:
            names += [name for node in nodes if node.get("@id") == wanted for name in jsonld.names_of(dict(node))][:1]
    return names


def _is_name(value: str) -> bool:
    """Whether a value may name someone: no address and no number."""
    return not _NO_NAME.search(value) and not value.startswith(("http", "www.")) and any(map(str.isalpha, value))


def _is_outlet(line: str, outlet: str) -> bool:
    if len(outlet) < _OUTLET or len(line) < _OUTLET:
        return False
    return line in outlet or (outlet in line and len(line) - len(outlet) <= _TEAM)


def _line_names(line: str) -> list[str]:
    """The names in a visible line, its `By`, its date and its other parts taken off."""
    if len(line) > _LONGEST or len(line.split()) > _MOST_WORDS:
        return []
    parts = [_PREFIX.sub("", _BARE_DAY.sub("", part)).strip() for part in _PARTS.split(line)]
    names = [
        part
        for part in parts
        if len(part) >= 3 and day_in(part) is None and _is_name(part) and not _BY_ALONE.fullmatch(part)
    ]
    return names[:1]


def _unmarked(tree: HtmlElement) -> list[str]:
    """The names in a line below the headline that begins with `By`, or that follows one which holds no more."""
    waits = False
    heading = next(iter(tree.iter("h1")), None)
    for element in following(heading, _BELOW) if heading is not None else ():
        line = quick_text(element) if all(child.tag in _INLINE for child in element[: _FEW + 1]) else ""
        if not line or len(line) > _LONGEST:
            continue
        if waits:
            return [line] if re.fullmatch(_NAMES, line) else []
        found = _BY_LINE.match(line)
        if found and len(line.split()) <= _MOST_WORDS:
            return [found[1]]
        waits = _BY_ALONE.fullmatch(line) is not None
    return []
