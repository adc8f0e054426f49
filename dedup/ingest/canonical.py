"""A page's own word on its address: read as a claim, and believed only where it makes sense for this very page.

Canonical links are wrong in ways that would merge what is apart: one address for every article of a site, the front
page, the first of several pages, the latest story by a mistake of the theme. A copy on another site that names its
original is right, and still is another page. So a claim is believed only on the page's own site, and only if it looks
like this page's address: by its last words, by a number both have, or by the words of the headline.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from dedup.model import Claim, Finding, MetaSource, host_of
from dedup.text.addresses import carried, normal_url
from dedup.text.hosts import registered_part

SHARED_AS = ("og:url", "twitter:url")
CONFLICT = "canonical_conflict"
DOUBTED = "canonical_doubted"

_LONGEST = 2_000  # characters
_SLUG = 3  # words of a path's last part that hardly two articles of a site share
_SHARE = 0.6  # of the shorter of two slugs; editors change a word or two of a headline
_NUMBER = re.compile(r"\d{5,}")  # an article's number; a shorter one is a year, a day or a section
_DAY = re.compile(r"(?:19|20)\d{6}")
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cfm|ece|story)$", re.IGNORECASE)
_PART = re.compile(r"(?:/page|/seite)?/\d{1,2}")
_PART_NAMES = frozenset({"page", "p", "pg", "seite", "pagina", "paged", "start", "offset", "part", "pn", "pagenumber"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def read_canonical(
    tree: HtmlElement, shared_as: Iterable[str], *, base: str | None
) -> tuple[Claim | None, tuple[Finding, ...]]:
    """The address that a page gives as its own, and a finding if its canonical links name several pages.

    `shared_as` are the addresses under which it wants to be shared, taken where it has no canonical link; `base` is
    where it was read, for relative ones. Only http(s) addresses count.
    """
    linked = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    named = [whole for address in linked if (whole := _whole(address, base))]
    pages = {normal_url(address).url for address in named}
    found: tuple[Finding, ...] = ()
    if len(pages) > 1:
        found = (Finding(CONFLICT, f"the page names {len(pages)} addresses as its own; none decides what it is"),)
    address = next(iter(named), None) or next((whole for one in shared_as if (whole := _whole(one, base))), None)
    return (Claim(address, MetaSource.META) if address else None), found


def _whole(address: str | None, base: str | None) -> str | None:
    if not address or not address.strip():
        return None
    try:
        whole = urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return None
    if not host_of(whole) or not whole.startswith(("http://", "https://")) or len(whole) > _LONGEST:
        return None
    return carried(whole) or whole  # an archive rewrites the links of what it keeps


def is_own_address(canonical: str, address: str, title: str | None = None) -> bool:
    """Whether a canonical address makes sense for the page read at `address`; `title` is its headline, if known."""
    own, other = normal_url(address), normal_url(canonical)
    if not (own.is_web and other.is_web):
        return False
    if own.url == other.url:
        return True
    here, there = urlsplit(own.url), urlsplit(other.url)
    if not _one_site(here, there) or (there.path == "/" and not there.query) or _is_part(here, there):
        return False
    return _like(here, there) or _speaks_of(there, title)


def _one_site(here: SplitResult, there: SplitResult) -> bool:
    if here.netloc == there.netloc:
        return True
    site = registered_part(here.hostname)
    return site != "" and site == registered_part(there.hostname) and here.port == there.port


def _is_part(here: SplitResult, there: SplitResult) -> bool:
    """Whether the page is the second or a later part of what is at the other address."""
    if here.path != there.path:
        return here.path.startswith(there.path) and _PART.fullmatch(here.path[len(there.path) :]) is not None
    claimed = parse_qsl(there.query, keep_blank_values=True)
    return any(
        name.lower() in _PART_NAMES and value.isdigit() and len(value) < 3 and (name, value) not in claimed
        for name, value in parse_qsl(here.query)
    )


def _like(here: SplitResult, there: SplitResult) -> bool:
    """Whether two addresses of one site share what tells its articles apart."""
    if _numbers(here) & _numbers(there):
        return True
    own, other = _slug(here), _slug(there)
    shared = len(own & other)
    if shared >= _SLUG and shared >= _SHARE * min(len(own), len(other)):
        return True
    fields = set(parse_qsl(here.query)) & set(parse_qsl(there.query))
    return here.path == there.path and any(any(map(str.isdigit, value)) for _, value in fields)


def _numbers(parts: SplitResult) -> set[str]:
    found = set(_NUMBER.findall(unquote(parts.path))) | set(_NUMBER.findall(parts.query))
    return {number for number in found if not _DAY.fullmatch(number)}


def _slug(parts: SplitResult) -> set[str]:
    """The words of a path's last part that has at least three."""
    for segment in reversed(parts.path.split("/")[-2:]):
        words = set(_WORD.findall(_ENDING.sub("", _plain(unquote(segment)))))
        if len(words) >= _SLUG:
            return words
    return set()


def _speaks_of(there: SplitResult, title: str | None) -> bool:
    """Whether an address is made of the words of a headline."""
    folded = (title or "").casefold()
    words = {word for text in (folded.translate(_GERMAN), folded) for word in _WORD.findall(_plain(text))}
    slug = {word for word in _slug(there) if not word.isdigit()}
    shared = len(slug & words)
    return shared >= _SLUG and shared >= _SHARE * len(slug)


def _plain(text: str) -> str:
    """Letters without their accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
