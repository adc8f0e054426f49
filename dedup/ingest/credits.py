"""What a page says, beside its text, about where its article comes from: machine-read statements and links out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from dedup.ingest import jsonld
from dedup.ingest.markup import text_of
from dedup.model import Named, PageCredits, PageLink, host_of
from dedup.text.addresses import carried
from dedup.text.remembered import remembered

_SYNDICATION = (
    "syndication-source", "original-source", "syndicationsource", "article:original_source", "dc.source",
    "dcterms.source", "parsely-original-source", "news_source", "article:source",
)  # fmt: skip
_BASED_ON = ("isBasedOn", "isBasedOnUrl", "basedOn", "translationOfWork", "exampleOfWork")
_SOURCES = ("sourceOrganization", "provider", "publisher")
_WITHIN = frozenset({"body", "html", "article", "main"})
_BESIDE = frozenset({"nav", "footer", "aside", "figure", "figcaption", "form", "button", "menu"})
_BESIDE_NAMES = (
    "related", "share", "social", "comment", "promo", "recommend", "teaser", "sidebar", "breadcrumb", "newsletter",
    "tags", "caption", "menu", "footer", "advert", "sponsor", "trending", "outbrain", "taboola", "read-more",
    "readmore", "cookie",
)  # fmt: skip
_INLINE = frozenset({"span", "em", "i", "small", "b", "strong", "u", "font", "cite", "q", "mark"})
_MAX_LINKS = 200  # of one article; one with more is a list
_SEEN_LINKS = 5_000
_AROUND = 120  # characters kept before and after a link
_READ = 4 * _AROUND  # characters and elements looked at for them: white space of the markup goes
_MAX_TEXT = 300
_MAX_VALUE = 1_000
_MAX_NAMED = 20
_MAX_DEPTH = 40  # ancestors looked at
# Names of elements that are remembered, and characters of each: most links of a page stand in elements that are called
# like others of it.
_NAMES_KEPT, _LONGEST_KEPT = 1_024, 600


def page_credits(tree: HtmlElement, nodes: Iterable[jsonld.Node], *, uri: str | None = None) -> PageCredits:
    """Collect a page's claims about its source. `nodes` are its JSON-LD articles, the page's own first.

    `uri` is the page's address: links to its own host are no links out. The tree is not changed.
    """
    own = list(nodes)[:2]
    return PageCredits(
        based_on=_named(node.get(name) for node in own for name in _BASED_ON),
        same_as=tuple(named.address for named in _named(node.get("sameAs") for node in own) if named.address),
        publishers=_named(node.get(name) for node in own for name in _SOURCES),
        copyright_holders=_named(node.get("copyrightHolder") for node in own),
        syndicated_from=tuple(dict.fromkeys(_syndicated(tree))),
        links=tuple(_links(tree, uri)),
    )


def _named(values: Iterable[object]) -> tuple[Named, ...]:
    found: dict[Named, None] = {}
    for value in values:
        for item in (value if isinstance(value, list) else [value])[:_MAX_NAMED]:
            named = _one(item)
            if named is not None:
                found.setdefault(named)
    return tuple(found)[:_MAX_NAMED]


def _one(item: object) -> Named | None:
    if isinstance(item, dict):
        name = jsonld.string_of(item.get("name")) or jsonld.string_of(item.get("headline"))
        addresses = (jsonld.string_of(item.get(key)) for key in ("url", "sameAs", "@id", "mainEntityOfPage"))
        address = next((value for value in addresses if value and host_of(value)), None)
        return Named(name[:_MAX_VALUE] if name else None, address) if name or address else None
    text = jsonld.string_of(item)
    if not text or len(text) > _MAX_VALUE:
        return None
    return Named(address=text) if host_of(text) else Named(name=text)


def _syndicated(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        value = (element.get("content") or "").strip()
        if name in _SYNDICATION and value and len(value) <= _MAX_VALUE:
            yield value
    for element in tree.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        address = (element.get("href") or "").strip()
        if (
            {"syndication-source", "original-source", "cite-as"} & set(relations)
            and host_of(address)
            and len(address) <= _MAX_VALUE
        ):
            yield address


def _links(tree: HtmlElement, uri: str | None) -> Iterator[PageLink]:
    own = host_of(uri)
    count = 0
    texts: dict[HtmlElement, str] = {}
    places: dict[HtmlElement, tuple[int, bool]] = {}
    for seen, element in enumerate(tree.iter("a")):
        if seen >= _SEEN_LINKS or count >= _MAX_LINKS:
            return
        if _is_beside(element, places):  # as most links are, and asked for less than their addresses
            continue
        address = _address(element.get("href"), uri)
        host = host_of(address)
        if address is None or host is None or (own is not None and _one_site(host, own)):
            continue
        text = text_of(element)[:_MAX_TEXT]
        before, after = _around(element, texts) if text else ("", "")
        if before or after:  # alone in its block it is a button or a teaser
            count += 1
            yield PageLink(address, text, before, after)


def _address(href: str | None, uri: str | None) -> str | None:
    value = (href or "").strip()
    if not value or len(value) > _MAX_VALUE or value.startswith(("#", "mailto:", "javascript:", "tel:")):
        return None
    try:
        whole = urljoin(uri, value) if uri else value
        urlsplit(whole)
    except ValueError:
        return None
    if not whole.startswith(("http://", "https://")):
        return None
    return carried(whole) or whole  # a link through a redirect or to an archive's copy means its target


def _one_site(host: str, own: str) -> bool:
    return host == own or host.endswith("." + own) or own.endswith("." + host)


def _is_beside(element: HtmlElement, places: dict[HtmlElement, tuple[int, bool]]) -> bool:
    """Whether a link stands beside the text of an article.

    `places` keeps of each element how many steps above it that is decided, and how, for the links that follow.
    """
    undecided: list[HtmlElement] = []
    node: HtmlElement | None = element
    while node is not None and node not in places:
        decided = _sets_apart(node)
        if decided is not None:
            places[node] = (0, decided)
            break
        undecided.append(node)
        node = node.getparent()
    steps, beside = places[node] if node is not None else (0, False)
    for below in reversed(undecided):
        steps += 1
        places[below] = (steps, beside)
    return beside and steps < _MAX_DEPTH


def _sets_apart(element: HtmlElement) -> bool | None:
    """Whether an element holds what stands beside a text (True) or a text (False); None for any other."""
    if element.tag in _WITHIN:
        return False
    if element.tag in _BESIDE:
        return True
    names, identity, role = element.get("class"), element.get("id"), element.get("role")
    if names is None and identity is None and role is None:
        return None
    return True if _names_beside(f"{names or ''} {identity or ''} {role or ''}") else None


@remembered(_NAMES_KEPT, _LONGEST_KEPT)
def _names_beside(marks: str) -> bool:
    folded = marks.lower()
    return any(name in folded for name in _BESIDE_NAMES)


def _around(element: HtmlElement, texts: dict[HtmlElement, str]) -> tuple[str, str]:
    """Text before and after a link inside its paragraph, white space as single spaces; `texts` keeps what was read.

    No more is read than is kept: a paragraph of a thousand links must not be read a thousand times.
    """
    before, after = "", (element.tail or "")[:_READ]
    inner, parent = element, element.getparent()
    for _ in range(8):
        if parent is None:
            break
        before = _beside(inner, texts, preceding=True) + before
        after += _beside(inner, texts, preceding=False)
        if parent.tag not in _INLINE:
            break
        after += (parent.tail or "")[:_READ]
        inner, parent = parent, parent.getparent()
    return " ".join(before.split())[-_AROUND:], " ".join(after.split())[:_AROUND]


def _beside(element: HtmlElement, texts: dict[HtmlElement, str], *, preceding: bool) -> str:
    """The nearest text of an element's siblings on one side, its own tail left out."""
    found = ""
    for number, sibling in enumerate(element.itersiblings(preceding=preceding)):
        if number >= _READ or len(found) >= _READ:
            return found
        if sibling not in texts:
            texts[sibling] = text_of(sibling) if isinstance(sibling.tag, str) else ""
        piece = texts[sibling] + (sibling.tail or "")
        found = piece[-_READ:] + found if preceding else found + piece[:_READ]
    return ((element.getparent().text or "")[-_READ:] if preceding else "") + found
