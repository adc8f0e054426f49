"""What an extraction left out of an article: the standfirst below the headline, and paragraphs among those it took.

trafilatura settles on one part of a page and throws out what is dense with links or has a telling name there. So a
standfirst in the article's header is lost, as is a paragraph that is mostly one link or stands in a folded panel.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from dedup.ingest import furniture
from dedup.ingest.dates import day_in
from dedup.ingest.folding import letters
from dedup.ingest.markup import following, quick_text

_KEY = 40  # characters that tell the lines of a page apart
_PROSE = 12  # words; a shorter line is a label or a teaser's headline
_LEAD = 8
_LONGEST_LEAD = 120
_LEADS = 3
_STEPS = 200  # elements between a headline and the text below it
_CLIMB = 8
_READ = 2_000_000  # characters of a page's paragraphs; those of ordinary pages are 10,000
_MOST_LOST = 300  # paragraphs of a page that may be put back; each is looked for in the whole text
_KIN = 2  # paragraphs that were taken from an element before others in it are trusted
_COPY = 0.5  # of the length of the text; a page's copy that is shorter is a summary
_LINKED = 0.6  # share of words in links; above, a paragraph points at another article
_PARAGRAPHS = frozenset({"p", "li"})
_LEAD_TAGS = frozenset({"p", "div", "h2", "h3", "span", "strong", "section"})
_ITEMS = frozenset({"a", "div", "p", "span", "button", "img", "h2", "h3", "h4", "figure", "article", "ul", "label"})
_INNER_BLOCKS = frozenset({"p", "div", "ul", "ol", "section", "article", "h2", "h3", "table", "figure", "header"})
_NO_TEXT = frozenset(
    {"a", "figure", "form", "button", "nav", "table", "blockquote", "label", "time", "footer", "aside"}
)
_LEAD_NAME = re.compile(
    r"(?<![a-z])(?:lead|lede|dek|deck|standfirst|subtitle|sub-?head(?:line|ing)?|excerpt|intro|summary|abstract|preamble"
    r"|ingress|vorspann|chapo|entradilla|bajada|sommario|linha-fina|teaser|synopsis|description)(?![a-z])",
    re.IGNORECASE,
)
_BESIDE_NAME = re.compile(
    r"comment|author|related|recommend|newsletter|promo|caption|credit|share|sidebar|footer|copyright|disclaimer"
    r"|advert|sponsor|byline|tags|consent|embed|tagline|site-?desc|read-?more|(?<![a-z])(?:bio|teaser|(?:\w{2,20}[-_]?)?box)(?![a-z])",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:^|[.)/|]\s*)(?:photo(?:graph)?|image|picture|bild|foto|credit)(?: by)?\s*[:：/]", re.IGNORECASE
)


@dataclass(slots=True)
class _Held:
    """The lines that were taken, by how they begin, and where on the page they stand."""

    places: dict[str, int]
    parents: Counter[HtmlElement] = field(default_factory=Counter)
    makes: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: int = -1


@dataclass(slots=True)
class _Lost:
    element: HtmlElement
    text: str
    after: int  # place of the line that it follows


def put_back(
    tree: HtmlElement,
    lines: Sequence[str],
    *,
    title: str | None,
    own: Sequence[str] = (),
) -> list[str]:
    """Lines of an extraction, with the page's standfirst and lost paragraphs where they stand on the page.

    `own` is the page's copy of its text: where it is more than a summary, no paragraph is put back that it lacks.
    """
    if not lines:
        return list(lines)
    held = _Held({line[:_KEY]: place for place, line in reversed(list(enumerate(lines)))})
    heading, lost = _survey(tree, held, title)
    found: dict[int, list[str]] = {}
    whole = ""
    if heading is not None:
        wanted = letters(title or "")
        leads = dict.fromkeys(_leads(heading, held, named=not _alike(letters(quick_text(heading)), wanted)))
        if leads:
            whole = "".join(map(letters, lines))
            found[-1] = [lead for lead in leads if letters(lead) != wanted and not _stands(letters(lead), whole)]
    copy = "".join(map(letters, own)) if lost and sum(map(len, own)) >= _COPY * sum(map(len, lines)) else None
    for one in lost:
        if one.after < 0 or not _belongs(one, held):
            continue
        whole = whole or "".join(map(letters, lines))
        if copy is not None and not _stands(letters(one.text), copy):
            continue
        more = found.setdefault(one.after, [])
        more += [text for text in _whole_list(one) if text not in more and not _stands(letters(text), whole)]
    if not found:
        return list(lines)
    kept = found.get(-1, [])
    for place, line in enumerate(lines):
        kept.append(line)
        kept += found.get(place, ())
    return kept


def _whole_list(lost: _Lost) -> list[str]:
    """A lost paragraph, or with a lost item of a list all items: half a list would misread."""
    parent = lost.element.getparent()
    if lost.element.tag != "li" or parent is None:
        return [lost.text]
    return [text for item in parent.iterchildren("li") if (text := quick_text(item))]


def _stands(plain: str, whole: str) -> bool:
    """Whether a line stands in a text, told by its ends: between them a page may hold notes and marks."""
    return plain[:_KEY] in whole or plain[-_KEY:] in whole


def _survey(tree: HtmlElement, held: _Held, title: str | None) -> tuple[HtmlElement | None, list[_Lost]]:
    """Go through a page's paragraphs once: its headline, and the prose that was not taken."""
    heading: HtmlElement | None = None
    lost: list[_Lost] = []
    left = _READ
    wanted = letters(title or "")
    for element in tree.iter("h1", "p", "li"):
        if element.tag == "li" and len(element) and not (element.text or "").strip() and element[0].tag in _ITEMS:
            continue  # of a menu, or with paragraphs of its own
        own = element.text or ""
        place = held.places.get(" ".join(own[: 3 * _KEY].split())[:_KEY]) if len(own) > 3 * _KEY else None
        text = quick_text(element) if place is None else ""
        left -= len(text)
        if left < 0:
            break  # lists in lists, each read with all that is in it
        if element.tag == "h1":
            if held.last >= 0 and text[:_KEY] not in held.places:
                break  # another article below
            if heading is None or _alike(letters(text), wanted):
                heading = element
            continue
        place = held.places.get(text[:_KEY]) if place is None else place
        if place is not None:
            parent = element.getparent()
            if parent is not None:
                held.parents[parent] += 1
                held.makes[_make(element)] += 1
            held.last = max(held.last, place)
        elif (
            len(lost) < _MOST_LOST
            and len(text) > 5 * _PROSE
            and len(text.split()) >= _PROSE
            and furniture.ends_sentence(text)
        ):
            lost.append(_Lost(element, text, held.last))
    return heading, lost


def _alike(heading: str, title: str) -> bool:
    return bool(heading) and bool(title) and (heading in title or title in heading or heading[:15] == title[:15])


def _make(element: HtmlElement) -> tuple[str, str]:
    parent = element.getparent()
    return element.get("class") or "", (parent.get("class") or "") if parent is not None else ""


def _belongs(lost: _Lost, held: _Held) -> bool:
    """Whether a lost paragraph stands among those that were taken, or is made as they are."""
    if furniture.is_furniture(lost.text) or any(
        inner is not lost.element for inner in lost.element.iter(*_INNER_BLOCKS)
    ):
        return False
    make = _make(lost.element)
    kin = all(make) and held.makes[make] >= _KIN
    amid = lost.after < held.last
    for above, parent in enumerate(_above(lost.element)):
        if held.parents[parent] >= _KIN:
            kin = kin or above == 0 or amid
            break
        if (
            parent.tag in _NO_TEXT
            or parent.tag == "article"
            or _BESIDE_NAME.search(f"{parent.get('class') or ''} {parent.get('id') or ''}")
        ):
            return False
    return kin and _linked(lost.element) <= _LINKED * len(lost.text.split())


def _above(element: HtmlElement) -> Iterator[HtmlElement]:
    parent = element.getparent()
    for _ in range(_CLIMB):
        if parent is None:
            return
        yield parent
        parent = parent.getparent()


def _linked(element: HtmlElement) -> int:
    return sum(len(quick_text(link).split()) for link in element.iter("a"))


def _leads(heading: HtmlElement, held: _Held, *, named: bool) -> Iterator[str]:
    """Sentences between a headline and the first line that was taken; none where that line is not found.

    `named` asks for a telling name of each, where it is not sure that the headline is the article's.
    """
    found: list[str] = []
    inside: HtmlElement | None = None
    for element in following(heading, _STEPS):
        if inside is not None:
            if any(above is inside for above in element.iterancestors()):
                continue
            inside = None
        if element.tag in _NO_TEXT:
            inside = element
        if element.tag not in _LEAD_TAGS or any(child.tag in _INNER_BLOCKS for child in element):
            continue
        text = quick_text(element)
        if text[:_KEY] in held.places:
            yield from found[:_LEADS]
            return
        if _LEAD <= len(text.split()) <= _LONGEST_LEAD and inside is None:
            inside = element
            if _is_lead(element, text, named=named):
                found.append(text)


def _is_lead(element: HtmlElement, text: str, *, named: bool) -> bool:
    names = " ".join(f"{one.get('class') or ''} {one.get('id') or ''}" for one in (element, *list(_above(element))[:2]))
    if (
        _BESIDE_NAME.search(names.replace("teaser", ""))
        or _PICTURE.search(text)
        or furniture.is_furniture(text)
        or 2 * _linked(element) > len(text.split())
    ):
        return False
    if (named or not furniture.ends_sentence(text)) and not _LEAD_NAME.search(names):
        return False
    return day_in(text) is None or len(text.split()) > 2 * _LEAD
