"""Which outlet a page is of: as it says for machines, else by the end of its title, where the page bears that out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from lxml.html import HtmlElement

from dedup.ingest import jsonld
from dedup.ingest.bylines import referred
from dedup.ingest.chars import repair
from dedup.ingest.folding import letters
from dedup.ingest.markup import elements_at, quick_text
from dedup.model import Claim, MetaSource, host_of
from dedup.text.hosts import registered_part

if TYPE_CHECKING:
    from dedup.ingest.metadata import Meta

_META_NAMES = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "apple-mobile-web-app-title",
    "al:ios:app_name",
)
_PUBLISHERS = elements_at("body/descendant::*[@itemprop='publisher']")
_NAMES = elements_at("descendant::*[@itemprop='name']")
_NO_NAMES = frozenset({"home", "homepage", "start", "startseite", "accueil", "inicio", "início", "forside", "index"})
_FIRST_LINKS = 40  # a site's name leads to its front page near the top
_LONGEST, _TITLE_END = 80, 200  # characters of a name, and of the end of a title in which one is looked for
_LEAST, _SHORT = 4, 3  # letters of a label that tells a name; and of words that it may leave out: The, of
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORD = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"\s(?:[|•·»«—–‹›~]|-{1,2})\s|\|")


def read_publisher(
    tree: HtmlElement, articles: list[jsonld.Node], nodes: list[jsonld.Node], meta: Meta, *, uri: str | None
) -> Claim | None:
    """The outlet that a page names as its publisher: in JSON-LD before meta tags before microdata and its title.

    `uri` is the page's address.
    """
    for node in articles:
        publisher = node.get("publisher")
        names = jsonld.names_of(publisher) or referred(publisher, nodes)
        if names:
            return Claim(names[0], MetaSource.JSON_LD)
    value = " ".join((meta.first(_META_NAMES) or "").split())
    if value and not value.startswith("http"):
        return Claim(value, MetaSource.META)
    shown = next(_in_microdata(tree), None) or _in_title(tree, uri)
    return Claim(shown, MetaSource.MARKUP) if shown else None


def _in_microdata(tree: HtmlElement) -> Iterator[str]:
    for element in _PUBLISHERS(tree)[:3]:
        for named in _NAMES(element)[:1]:
            name = _line(named.get("content") or quick_text(named))
            if name:
                yield name


def _in_title(tree: HtmlElement, uri: str | None) -> str | None:
    """What follows the last separator of a page's title, if its address spells it or it leads to the front page."""
    element = tree.find(".//head/title")
    whole = quick_text(element)[-_TITLE_END:] if element is not None else ""
    ends = list(_ENDS.finditer(whole))
    name = _line(whole[ends[-1].end() :]) if ends else None
    if name is None:
        return None
    folded = letters(name)
    if folded in _NO_NAMES:
        return None
    label = registered_part(host_of(uri)).partition(".")[0].replace("-", "")
    if len(label) >= _LEAST and any(_spells(label, plain) for plain in _plain(name)):
        return name
    links = islice(tree.iter("a"), _FIRST_LINKS)
    return name if any(_leads_home(link, uri) and letters(quick_text(link)) == folded for link in links) else None


def _plain(name: str) -> tuple[str, ...]:
    """A name in the letters that an address can have: without accents, or with `ue` for `ü`."""
    folded = name.casefold()
    return tuple(
        "".join(char for char in normalize("NFD", spelt) if not combining(char))
        for spelt in dict.fromkeys((folded, folded.translate(_UMLAUTS)))
    )


def _spells(label: str, name: str) -> bool:
    """Whether a label is made of all words of a name, short ones aside, in their order."""
    rest = label
    for word in _WORD.findall(name):
        if rest.startswith(word):
            rest = rest[len(word) :]
        elif len(word) > _SHORT:
            return False
    return not rest


def _leads_home(link: HtmlElement, uri: str | None) -> bool:
    """Whether a link leads to the front page of the page's own site."""
    address = (link.get("href") or "").strip()
    if address in {"/", "./"}:
        return True
    host = host_of(uri)
    rest = address.rstrip("/").partition("://")[2]
    return host is not None and "/" not in rest and host_of(address) == host


def _line(text: str) -> str | None:
    plain = " ".join(repair(text).split())
    return plain if 0 < len(plain) <= _LONGEST and any(map(str.isalpha, plain)) else None
