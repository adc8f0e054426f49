"""The body of a page: trafilatura's extraction, then what it leaves in or out put right."""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from dedup.ingest import furniture
from dedup.ingest.chars import repair
from dedup.ingest.folding import letters
from dedup.ingest.framing import open_frames
from dedup.ingest.markup import drop, drop_unread, elements_at, is_hidden, quick_text, raw_text, text_of, word_total
from dedup.ingest.recovery import put_back
from dedup.ingest.trimming import trim
from dedup.model import Finding
from dedup.text.literals import Literals

_HIDDEN_WORDS = 12  # fewer hidden words are labels for screen readers; a hidden sentence is longer
_ARTICLE_TAGS = frozenset({"article", "main"})
_KEPT_TAGS = frozenset({"html", "body", "main", "article", "h1", "p", "h2", "h3", "h4", "a", "em", "strong", "b", "i"})
_SIDE_ROLES = frozenset(
    {"complementary", "dialog", "alertdialog", "navigation", "search", "banner", "contentinfo", "tooltip", "form"}
)
_SIDE_WORDS = frozenset(
    {
        "factbox", "infobox", "caption", "figcaption", "related", "newsletter", "paywall", "modal", "dialog",
        "promo", "promotion", "recommended", "recommendation", "recommendations", "bio", "tooltip", "toggle",
        "share", "sharing", "social", "subscribe", "subscription", "sponsored", "advert", "advertisement",
        "comments", "comment", "taboola", "outbrain", "tweet", "twitter", "instagram", "cookie", "consent",
        "popup", "pullquote", "teaser", "teasers", "breadcrumb", "breadcrumbs", "byline", "authorbox",
    }
)  # fmt: skip
_SIDE = Literals(*sorted(_SIDE_WORDS))
_SIDE_TAGS = frozenset({"aside", "figcaption", "dialog", "nav", "footer"})
_SIDE_SHARE = 0.2  # of all words
_SIDE_PROSE = 0.15  # of the words in paragraphs
_SMALL_BOX = 50  # words; in a short article even a small box is a good part of it
_SMALL_SHARE = 0.3
_CARD_PARTS = ("p", "div", "h2", "h3", "h4", "h5", "article", "section", "ul")
_CARD = 500  # characters
_PROSE_WORDS = 12
_PATIENCE = 30  # times its words that a page may be looked through; ordinary pages take less than 3
# Elements with any attribute are found in two thirds of the time that it takes to find a class, an id or a role.
_MARKED = elements_at(
    f"*[not(self::head)]/descendant-or-self::*[@* or {' or '.join(f'self::{tag}' for tag in sorted(_SIDE_TAGS))}]"
)
_NAMES_LENGTH = 600  # characters of an element's names; more are no names
_NAMES_KEPT = 4_096  # names remembered: a page has 1,300, of which 200 are not those of another element
_STYLED = elements_at("descendant::*[@hidden or @style]")
_CAMEL = re.compile(r"([a-z])([A-Z])")
_NAME_WORD = re.compile(r"[A-Za-z]{2,}")
_WORD = re.compile(r"\w+")
_TEASER_WORDS = 4
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINE_TAGS = _HEADINGS | {"p", "li", "div", "section", "td", "article", "blockquote", "ul"}
_STANDFIRST_WORDS = 8
_STANDFIRST_PARTS = 6
_START = 4  # letters that tell most blocks apart from a summary
_WALL = 1.5
_OWN_WORDS = 100
_LONG_PARAGRAPH = 3000  # characters; a copy without its paragraphs was stripped carelessly, and runs words together
_DATED_CHARS = 400_000  # htmldate tries dozens of patterns on all of a page
# trafilatura drops format characters, which tell of copying and join letters in some scripts. Letters of Linear A, in
# which no news is written, stand in for them while it works.
_FORMAT = "".join(
    map(chr, (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
)
_SHIELD = {ord(char): 0x10600 + place for place, char in enumerate(_FORMAT)}
_UNSHIELD = {stand_in: char for char, stand_in in _SHIELD.items()}
_FORMAT_CHARS = re.compile(f"[{_FORMAT}]")
_STAND_INS = re.compile(f"[{''.join(map(chr, _UNSHIELD))}]")
_TAG = re.compile(r"<[^<>]{1,200}>")


@dataclass(slots=True)
class Body:
    """A page's body as paragraphs, and what was noticed on the way."""

    paragraphs: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def find_day(tree: HtmlElement) -> str | None:
    """Ask htmldate for the day of publication; None where it finds none."""
    if sum(map(len, tree.itertext())) > _DATED_CHARS:
        return None
    from htmldate import find_date  # noqa: PLC0415  # imports dateparser, half a second

    try:
        return find_date(deepcopy(tree), original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def extract_body(
    tree: HtmlElement,
    *,
    title: str | None,
    authors: str | None = None,
    summaries: Sequence[str] = (),
    article_body: str | None = None,
) -> Body:
    """Extract the body of a parsed page; the tree is changed.

    `summaries` are the page's descriptions of itself, one of which may stand above the body as its standfirst;
    `article_body` is the page's own copy of its text in JSON-LD.
    """
    body = Body()
    drop_unread(tree)
    open_frames(tree)
    _open_headings(tree)
    body.findings.extend(_take_out_hidden(tree))
    _take_out_side_matter(tree)
    own = _own_copy(article_body)
    paragraphs = _choose(_by_trafilatura(tree), own)
    headings = [quick_text(heading) for heading in tree.iter("h1")]
    wanted = _wanted(summaries, title)
    standfirst = _standfirst(tree, paragraphs, wanted) if wanted else None
    paragraphs = [standfirst, *paragraphs] if standfirst else paragraphs
    paragraphs = put_back(tree, paragraphs, title=title, own=own)
    body.paragraphs = trim(paragraphs, title=title, headings=headings, authors=authors, teasers=_link_lines(tree))
    return body


def _take_out_side_matter(tree: HtmlElement) -> None:
    """Remove captions, boxes, teasers, forms and sharing bars, told by element, role and words in class names.

    A block that holds a good part of the page's words, or of its prose, is left alone, whatever it is called.
    """
    total = word_total(tree)
    prose = _prose(tree)
    patience = _PATIENCE * total
    for element in _MARKED(tree):
        if element.tag == "a":
            if len(element) == 0 or not _is_card(element):
                continue
        elif element.tag == "article":
            if not _is_remark(element):
                continue
        elif element.tag in _KEPT_TAGS or (element.tag not in _SIDE_TAGS and not _is_side_matter(element)):
            continue
        if element.getparent() is None:
            continue
        words = word_total(element)
        patience -= words
        if patience < 0:
            return  # boxes nested in boxes a thousand deep are no page that a reader sees
        if element.tag == "a":
            if len(quick_text(element)) <= _CARD and not any(True for _ in element.iter("h1", "main")):
                drop(element)
            continue
        small = min(_SMALL_BOX, _SMALL_SHARE * prose)
        if words > max(_SIDE_SHARE * total, small) or _prose(element) > max(_SIDE_PROSE * prose, small):
            continue
        if not any(inner is not element for inner in element.iter("h1", "article", "main")):
            drop(element)


def _is_remark(element: HtmlElement) -> bool:
    """Whether an article within another is a reader's comment on it, as HTML has them."""
    return "omment" in (element.get("class") or "") and any(above.tag == "article" for above in element.iterancestors())


def _is_card(link: HtmlElement) -> bool:
    """Whether a link to another page holds whole blocks and stands alone: the teaser of another article."""
    parent = link.getparent()
    if (link.tail or "").strip() or (parent is not None and (parent.text or "").strip()):
        return False
    return not (link.get("href") or "#").startswith("#") and any(True for _ in link.iter(*_CARD_PARTS))


def _prose(element: HtmlElement) -> int:
    """Words in the paragraphs of an element that are long enough to be prose."""
    counts = (word_total(paragraph) for paragraph in element.iter("p"))
    return sum(count for count in counts if count >= _PROSE_WORDS)


def _is_side_matter(element: HtmlElement) -> bool:
    role = element.get("role")
    if role and role.lower() in _SIDE_ROLES:
        return True
    names, identity = element.get("class") or "", element.get("id") or ""
    if len(names) + len(identity) >= _NAMES_LENGTH:
        return False
    if _names_side_matter(names) or _names_side_matter(identity):
        return "easer" not in names or _leads_elsewhere(element)
    return False


def _leads_elsewhere(element: HtmlElement) -> bool:
    """Whether a block holds a link or lies in one; the teaser of the article itself does neither."""
    return any(True for _ in element.iter("a")) or any(above.tag == "a" for above in element.iterancestors())


@lru_cache(maxsize=_NAMES_KEPT)
def _names_side_matter(names: str) -> bool:
    if not _SIDE.places(names.lower()):
        return False
    words = _NAME_WORD.findall(_CAMEL.sub(r"\1 \2", names))
    return any(word.lower() in _SIDE_WORDS for word in words)


def _link_lines(tree: HtmlElement) -> frozenset[str]:
    """Texts of links that fill a whole block: teasers of other articles."""
    found: set[str] = set()
    blocks: dict[HtmlElement, str] = {}  # one block may hold thousands of links
    for link in tree.iter("a"):
        if (link.get("href") or "#").startswith("#"):
            continue  # a table of contents
        text = quick_text(link)
        if len(text.split()) < _TEASER_WORDS:
            continue
        block: HtmlElement | None = link
        while block is not None and block.tag not in _LINE_TAGS:
            block = block.getparent()
        if block is None or block.tag in _HEADINGS:
            continue
        around = blocks.get(block)
        if around is None:
            around = blocks[block] = quick_text(block)
        if len(around) <= 1.2 * len(text) + 12:
            found.update((letters(text), letters(around)))
    return frozenset(found)


def _beginning(element: HtmlElement) -> str:
    """The first text in an element that is more than white space, without reading on."""
    own = element.text or ""
    if own.strip():
        return own
    return next((text for text in element.itertext() if text.strip()), "")


def _wanted(summaries: Sequence[str], title: str | None) -> dict[str, str]:
    """The page's summaries of itself that are whole sentences and not its headline, by their letters."""
    wanted = {
        letters(one): one for one in summaries if len(one.split()) >= _STANDFIRST_WORDS and not furniture.is_cut(one)
    }
    wanted.pop(letters(title or ""), None)
    return wanted


def _parts(summary: str) -> list[str]:
    """Some words of a summary, in two places: commonly it stands nowhere on the page, which these tell at once."""
    words = summary.split()
    return [" ".join(words[1:6]), " ".join(words[-6:-1])]


def _standfirst(tree: HtmlElement, paragraphs: Sequence[str], wanted: Mapping[str, str]) -> str | None:
    """The page's summary of itself, if it stands on the page as a block of its own and the body lacks it."""
    shown = quick_text(tree)
    left = {folded for folded, summary in wanted.items() if any(part in shown for part in _parts(summary))}
    if left:
        body = "".join(map(letters, paragraphs))
        left = {folded for folded in left if folded not in body}
    starts = {folded[:_START] for folded in left}
    for element in tree.iter("p", "div", "h2", "h3", "span", "strong", "section") if left else ():
        if len(element) > _STANDFIRST_PARTS:
            continue
        if _folded_start(_beginning(element)) in starts:
            text = quick_text(element)
            if letters(text) in left:
                return text
    return None


def _folded_start(text: str) -> str:
    """The beginning of a text's folded form, without folding all of it where its own beginning will do."""
    start = letters(text[: 10 * _START])
    return (start if len(start) >= _START else letters(text))[:_START]


def _open_headings(tree: HtmlElement) -> None:
    """Let the text of a heading that unfolds what is below it be text: buttons are dropped."""
    for button in tree.iter("button"):
        parent = button.getparent()
        if parent is not None and parent.tag in _HEADINGS:
            button.tag = "span"


def _take_out_hidden(tree: HtmlElement) -> list[Finding]:
    """Remove what is hidden inside an article and tell of it where it reads like text."""
    hidden = 0
    patience: int | None = None
    for element in _STYLED(tree):
        if element.tag in {"html", "body", "article", "main"} or not is_hidden(element):
            continue
        if not any(above.tag in _ARTICLE_TAGS for above in element.iterancestors()):
            continue
        if patience is None:
            patience = _PATIENCE * word_total(tree)
        text = text_of(element)
        words = len(text.split())
        patience -= words
        if patience < 0:
            break
        if words > 200 and element.tag in {"div", "section"}:
            continue  # whole bodies are hidden until a script shows them
        links = sum(len(text_of(link).split()) for link in element.iter("a"))
        if words >= _HIDDEN_WORDS and 2 * links < words and furniture.ends_sentence(text):
            hidden += 1
        drop(element)
    if not hidden:
        return []
    return [
        Finding("hidden_text", "the page holds sentences that its style keeps from readers; they were left out", hidden)
    ]


def _by_trafilatura(tree: HtmlElement) -> list[str]:
    import logging  # noqa: PLC0415

    from trafilatura import bare_extraction  # noqa: PLC0415  # takes 0.4 s to import, which `--help` need not wait for

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings name no input; ours do
    shielded = _FORMAT_CHARS.search(raw_text(tree)) is not None
    if shielded:
        _exchange(tree, _FORMAT_CHARS, _SHIELD)
    try:
        document = bare_extraction(tree, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, RecursionError, LookupError):
        return []
    text = getattr(document, "text", None) if document is not None else None
    if shielded:
        _exchange(tree, _STAND_INS, _UNSHIELD)
        text = text.translate(_UNSHIELD) if text else None
    return _lines(text) if text else []


def _exchange(tree: HtmlElement, wanted: re.Pattern[str], table: Mapping[int, int]) -> None:
    """Exchange characters in all text of a tree."""
    for element in tree.iter():
        if element.text and wanted.search(element.text):
            element.text = element.text.translate(table)
        if element.tail and wanted.search(element.tail):
            element.tail = element.tail.translate(table)


def _lines(text: str) -> list[str]:
    rows = (re.sub(r"^\s*- ", "", row) for row in repair(text).split("\n"))
    return [" ".join(row.split(" ")).strip() for row in rows if row.strip(" |-\t")]


def _own_copy(article_body: str | None) -> list[str]:
    if not article_body:
        return []
    text = article_body
    if "<" in text:
        text = _TAG.sub("\n", text)
    return _lines(entities.unescape(text))


def _choose(paragraphs: list[str], own: list[str]) -> list[str]:
    """Settle between the extraction and the page's own copy of its text.

    The copy wins where it holds what was extracted and much more: the extraction met only the part before a wall.
    Where it is the smaller and lies within the extraction, it shows where the article ends.
    """
    if not paragraphs or not own:
        return paragraphs or own
    mine = Counter(_folded_words(paragraphs))
    theirs = Counter(_folded_words(own))
    common = (mine & theirs).total()
    if theirs.total() >= _OWN_WORDS and common < 0.5 * theirs.total():
        return own
    broken_up = max(map(len, own)) <= _LONG_PARAGRAPH
    if broken_up and theirs.total() >= _WALL * mine.total() and common >= 0.97 * mine.total():
        return own
    if common < 0.9 * theirs.total() or theirs.total() < 0.6 * mine.total():
        return paragraphs
    text = letters(" ".join(own))
    held = [place for place, line in enumerate(paragraphs) if len(line) > 20 and letters(line)[:60] in text]
    if not held:
        return paragraphs
    end = held[-1] + 1
    return paragraphs[:end] + [line for line in paragraphs[end:] if furniture.is_credit(line)]


def _folded_words(lines: Sequence[str]) -> list[str]:
    return [word for line in lines for word in _WORD.findall(line.casefold())]
