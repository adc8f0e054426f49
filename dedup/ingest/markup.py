"""HTML as a tree: parsed within bounds, with what a reader cannot see taken out, and turned into lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from dedup.config import IngestLimits
from dedup.errors import TooLargeError, UnusableError
from dedup.text.remembered import remembered

# Elements whose end tag may be left out, so that thousands in a row are no nesting; and elements without content.
_FLAT = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
        "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup",
        "colgroup", "html", "head", "body",
    }
)  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)")
_DROPPED = re.compile(r"<(script|style|svg)\b([^>]{0,300})", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\b[^>]{{0,100}}>", re.IGNORECASE) for name in ("script", "style", "svg")}
_DATA_URI = re.compile(r"data:[\w/+.-]{3,40};base64,[A-Za-z0-9+/=%\s]{200,}")
_HEAD_END = re.compile(r"</head\s{0,9}>", re.IGNORECASE)
_FRAME_TAG = re.compile(r"</?(?:html|head|body)\b[^<>]{0,2000}>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

# No buttons here: an end tag left out puts half a page into one.
_UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "select"})
_BLOCK = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio", "br",
    }
)  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
# These run in C as a whole; an iterator makes an object of Python for each element that it passes.
_ELEMENTS = cast("Callable[[HtmlElement], float]", etree.XPath("count(descendant-or-self::*)"))
_PIECES = cast("Callable[[HtmlElement], list[str]]", etree.XPath("descendant::text()", smart_strings=False))
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0(?:px|em|pt|%)?\s*(?:;|!|$))",
    re.IGNORECASE,
)
_STYLES_KEPT, _LONGEST_STYLE = 2_048, 400  # remembered, as pages repeat theirs; and characters of each
_WHITE = r"(?:#fff(?:fff)?|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|!|$)"
_WHITE_TEXT = re.compile(rf"(?:^|;)\s*color\s*:\s*{_WHITE}", re.IGNORECASE)
_WHITE_GROUND = re.compile(rf"(?:^|;)\s*background(?:-color)?\s*:\s*{_WHITE}", re.IGNORECASE)


def elements_at(path: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """A search for the elements that an XPath expression selects, in the order of the page."""
    return cast("Callable[[HtmlElement], list[HtmlElement]]", etree.XPath(path))


def holds(condition: str) -> Callable[[HtmlElement], bool]:
    """A question to an element: whether an XPath expression selects anything there."""
    return cast("Callable[[HtmlElement], bool]", etree.XPath(f"boolean({condition})"))


def parse(html: str, limits: IngestLimits) -> HtmlElement:
    """Parse a page; scripts, styles and embedded pictures are dropped first, JSON-LD stays.

    Raises TooLargeError for a page that is too large or nested too deep, UnusableError where nothing is left to parse.
    """
    html = _DECLARATION.sub("", html)
    html = _DATA_URI.sub("", html) if ";base64," in html else html
    html = _without_scripts(html)
    if len(html) > limits.max_page_chars:
        raise TooLargeError(
            f"holds {len(html):,} characters of markup, more than the {limits.max_page_chars:,} allowed for a page"
        )
    depth = nesting(html, limits.max_depth)
    if depth > limits.max_depth:
        raise TooLargeError(f"is nested more than {limits.max_depth:,} elements deep")
    tree = _tree(html)
    if tree.find("body") is None:
        tree = _tree(_with_body(html))
    if tree.find("body") is None:
        raise UnusableError("is a page without a body")
    elements = int(_ELEMENTS(tree))
    if elements > limits.max_elements:
        raise TooLargeError(f"holds {elements:,} elements, more than the {limits.max_elements:,} allowed for a page")
    return tree


def _tree(html: str) -> HtmlElement:
    parser = HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8")
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnusableError("holds no markup that can be read as a page") from error


def _with_body(html: str) -> str:
    """A page with all that follows its head in a body, whatever is said there of where the page begins and ends.

    Browsers show what follows a second head or an early end of the page; the parser drops it or takes it for the head.
    """
    found = _HEAD_END.search(html)
    place = found.end() if found else 0
    return f"{html[:place]}<body>{_FRAME_TAG.sub('', html[place:])}</body>"


def _without_scripts(html: str) -> str:
    """Cut scripts, styles and drawings out in one pass; JSON-LD stays, and so does what has no end."""
    kept: list[str] = []
    place = 0
    endless: set[str] = set()
    for found in _DROPPED.finditer(html):
        name = found[1].lower()
        if found.start() < place or name in endless or "ld+json" in found[2].lower():
            continue
        end = _ENDS[name].search(html, found.end())
        if end is None:
            endless.add(name)
            continue
        kept.append(html[place : found.start()])
        place = end.end()
    kept.append(html[place:])
    return "".join(kept)


def nesting(html: str, enough: int) -> int:
    """Depth of the deepest element, found in one pass without building a tree; stops counting beyond `enough`.

    A page with no more than so many tags that open is not counted through, and gives 0: nine of ten are such.
    """
    if html.count("<") - html.count("</") <= enough:
        return 0
    depth = deepest = 0
    for found in _TAG.finditer(html):
        closing, name, rest = found.groups()
        if name.lower() in _FLAT:
            continue
        if closing:
            depth = max(0, depth - 1)
        elif not rest.endswith("/"):
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest > enough:
                    break
    return deepest


def text_of(element: HtmlElement) -> str:
    """All text of an element, white space as single spaces; blocks are set apart, scripts and styles left out."""
    if len(element) == 0:
        return " ".join((element.text or "").split()) if element.tag not in _UNREAD else ""
    parts: list[str] = []
    skipping: HtmlElement | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if skipping is None and node.tag in _UNREAD:
                skipping = node
            if skipping is None:
                parts.append(" " if node.tag in _BLOCK else "")
                parts.append(node.text or "")
            continue
        if skipping is node:
            skipping = None
        if skipping is None and node is not element:
            parts.append(" " if node.tag in _BLOCK else "")
            parts.append(node.tail or "")
    return " ".join("".join(parts).split())


def word_total(element: HtmlElement) -> int:
    """Roughly how many words an element holds, scripts included; much quicker than `text_of`."""
    if len(element) == 0:
        return len((element.text or "").split())
    return len(" ".join(_PIECES(element)).split())


def raw_text(element: HtmlElement) -> str:
    """The text of an element as it stands in the markup, scripts included and nothing set apart."""
    if len(element) == 0:
        return element.text or ""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def quick_text(element: HtmlElement) -> str:
    """The text of an element as it stands in the markup, white space as single spaces."""
    return " ".join(raw_text(element).split())


def following(element: HtmlElement, count: int) -> Iterator[HtmlElement]:
    """The elements after one in the order of the page, those within it left out, as many as `count`."""
    node: HtmlElement | None = element
    down = False
    for _ in range(count):
        below = node[0] if down and node is not None and len(node) else None
        while below is None and node is not None:
            below = node.getnext()
            if below is None:
                node = node.getparent()
        if below is None:
            return
        node, down = below, True
        yield node


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def drop_unread(tree: HtmlElement) -> None:
    """Take out scripts, styles, templates and form controls, whose text no reader sees as text."""
    for element in list(tree.iter(*_UNREAD)):
        drop(element)


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element's own attributes hide it: `hidden`, or a style that shows nothing or white on white."""
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    if not style:
        return False
    return _hides(style)


@remembered(_STYLES_KEPT, _LONGEST_STYLE)
def _hides(style: str) -> bool:
    if _HIDDEN_STYLE.search(style):
        return True
    return bool(_WHITE_TEXT.search(style)) and bool(_WHITE_GROUND.search(style))


def fragment_lines(markup: str, limits: IngestLimits) -> list[str]:
    """Turn a fragment of a page into lines of text, one for each block; line breaks outside all blocks count as well.

    A row of a table is one line. Raises TooLargeError and UnusableError as `parse` does.
    """
    tree = parse(f"<html><body>{markup}</body></html>", limits)
    drop_unread(tree)
    body = tree.find("body")
    if body is None:
        raise UnusableError("is a page without a body")
    parts: list[str] = []
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        edge = "\t" if node.tag in {"td", "th"} else "\n" if node.tag in _BLOCK else ""
        if event == "start":
            parts.append(edge)
            parts.append(_flat(node.text, loose=node is body))
        else:
            parts.append(edge)
            if node is not body:
                parts.append(_flat(node.tail, loose=node.getparent() is body))
    rows = ("".join(parts)).split("\n")
    lines = (" – ".join(" ".join(cell.split()) for cell in row.strip().split("\t") if cell.strip()) for row in rows)
    return [line for line in lines if line]


def _flat(text: str | None, *, loose: bool) -> str:
    if not text:
        return ""
    return text.replace("\t", " ") if loose else _SPACE.sub(" ", text)
