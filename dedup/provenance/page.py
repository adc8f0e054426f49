"""Credits that stand on an article's page and not in its text: addresses, machine-read statements, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dedup.model import Article, Credit, CreditSort, Cue, Named, PageLink, Span, host_of
from dedup.provenance import cues
from dedup.provenance.before import Before
from dedup.provenance.outlets import outlet_shaped
from dedup.provenance.publishers import Publisher, PublisherKind, Registry
from dedup.text.hosts import registered_part

_ANCHOR_CONTEXT = 30  # characters before a link that tell which of several like phrases it is
_NO_SOURCE = re.compile(
    r"\.(?:gov|mil|edu|int)(?:\.[a-z]{2})?$|\.(?:gouv|gob|gov|admin|bund|europa)\.[a-z]{2}$|\.ac\.[a-z]{2}$"
)
# Forms of words before a link that make an unknown site a source; the others introduce studies, firms and people too.
_CITING = frozenset(
    {Cue.FIRST_APPEARED, Cue.ORIGINAL_SOURCE, Cue.HAT_TIP, Cue.VIA, Cue.FIRST_REPORTED, Cue.CONTRIBUTED}
)
_ORIGINAL = re.compile(
    r"\b(?i:(?:read|see|find|view) (?:(?:the|their|its|his|her) )?(?:full |whole |original )?(?:article|story|report"
    r"|post|piece|version|original)|(?:im )?original(?: (?:article|story|source|report|post))?)\b"
)

_TRADE = (
    "times", "post", "news", "herald", "courier", "tribune", "gazette", "chronicle", "journal", "mail", "observer",
    "examiner", "telegraph", "guardian", "star", "sun", "echo", "mercury", "record", "press", "daily", "zeitung",
    "kurier", "tagblatt", "presse", "diario", "correio", "jornal", "giornale",
)  # fmt: skip
_IN_TRADE = tuple(word + ending for word in _TRADE for ending in ("", "s"))


def with_page_credits(article: Article, registry: Registry, found: Sequence[Credit]) -> tuple[Credit, ...]:
    """The credits found in a text, with the domains that links give them, and after them the credits of the page.

    Statements that name the article's own publisher are none. A canonical address counts where the address that the
    article was read at is known, since nothing else tells that the two differ.
    """
    own, page = _Own(article, registry), article.page_credits
    in_text = list(found)
    beside: list[Credit] = []
    if own.domain and article.canonical_url is not None:
        _add(beside, own.credit(Named(address=article.canonical_url.value), Cue.CANONICAL, unknown=True))
    for address in page.same_as if own.domain else ():
        _add(beside, own.credit(Named(address=address), Cue.JSON_LD, unknown=True))
    for named in page.based_on:
        _add(beside, own.credit(named, Cue.JSON_LD, unknown=True))
    for value in page.syndicated_from:
        named = Named(address=value) if host_of(value) else Named(name=value)
        _add(beside, own.credit(named, Cue.SYNDICATION, unknown=True))
    for named in (*page.publishers, *page.copyright_holders):
        # Groups hold the rights of their papers; only a publisher of news, known as one, is another source.
        _add(beside, own.credit(named, Cue.JSON_LD, unknown=False))
    for link in page.links:
        credit = own.link(link, article.text)
        if credit is not None and not _merge(in_text, credit, link):
            _add(beside, credit)
    return (*in_text, *beside)


def _add(credited: list[Credit], credit: Credit | None) -> None:
    if credit is not None and credit not in credited:
        credited.append(credit)


@dataclass(frozen=True, slots=True)
class _Site:
    """Whom links to a domain credit: a known publisher, or a name, which may be one of the trade."""

    owner: Publisher | None
    name: str
    in_trade: bool


class _Own:
    """What is needed to tell another publisher from the article's own."""

    def __init__(self, article: Article, registry: Registry) -> None:
        self.registry = registry
        self.name = article.publisher.value if article.publisher else None
        self.domain = host_of(article.uri)
        self._sites: dict[str, _Site | None] = {}

    def credit(self, named: Named, cue: Cue, *, unknown: bool) -> Credit | None:
        """A credit of the whole text to an organisation or address; unregistered ones only with `unknown`."""
        domain = host_of(named.address)
        if domain and not registered_part(domain):
            domain = None
        owner = self.registry.by_domain(domain) or self.registry.by_name(named.name)
        if owner is not None and owner.kind in {PublisherKind.PLATFORM, PublisherKind.PICTURES}:
            return None
        if owner is None and not (unknown and (domain or (named.name and outlet_shaped(named.name)))):
            return None
        if not (self.name or self.domain) or self.registry.same(
            self.name, self.domain, named.name or (owner.name if owner else None), domain
        ):
            return None
        return Credit(
            name=owner.name if owner else named.name or registered_part(domain),
            cue=cue,
            sort=CreditSort.WHOLE_TEXT,
            written=named.address or named.name or "",
            domain=domain or (owner.domains[0] if owner and owner.domains else None),
            agency=owner is not None and owner.agency,
            known=owner is not None,
        )

    def link(self, link: PageLink, text: str) -> Credit | None:
        """The credit that a link is: to a known publisher, to a domain that looks like one, or in citing words."""
        domain = host_of(link.address)
        if not domain:
            return None
        if domain not in self._sites:  # a page has several links to one
            self._sites[domain] = self._site(domain)
        site = self._sites[domain]
        if site is None:
            return None
        owner = site.owner
        form = _citing_form(link.before)
        whole = (form is not None and form.sort is CreditSort.WHOLE_TEXT) or _ORIGINAL.search(link.text) is not None
        if owner is None and not (whole or site.in_trade or form is not None):
            return None
        span = locate(link, text)
        if span is None and not whole:
            return None  # beside the article
        return Credit(
            name=owner.name if owner else site.name,
            cue=Cue.LINK,
            sort=CreditSort.WHOLE_TEXT if whole else CreditSort.CLAIM,
            written=link.text,
            domain=domain,
            span=span,
            agency=owner is not None and owner.agency,
            known=owner is not None,
        )

    def _site(self, domain: str) -> _Site | None:
        """What a domain can be credited as; None for the article's own, and for those that are nobody's source."""
        if _NO_SOURCE.search(domain) or self.registry.same(self.name, self.domain, None, domain):
            return None
        owner = self.registry.by_domain(domain)
        if owner is not None and owner.kind in {PublisherKind.PLATFORM, PublisherKind.PICTURES}:
            return None
        name = registered_part(domain)
        return _Site(owner, name, _ends_in_trade(name.split(".")[0]))


def _citing_form(before: str) -> cues.Form | None:
    """The form of words that a text before a link ends with, if it is one that makes any site a source."""
    left = Before(before[-cues.REACH :] + " ")
    # The others, which cost most, are asked for only to see that none of them comes first.
    if next(left.forms(_CITING), None) is None:
        return None
    form, _ = next(left.forms())
    return form if form.cue in _CITING else None


def _ends_in_trade(label: str) -> bool:
    return label.replace("-", "").endswith(_IN_TRADE)


def locate(link: PageLink, text: str) -> Span | None:
    """Where a link's words stand in the extracted text; None where they do not, or not where one could tell."""
    words = " ".join(link.text.split())
    if len(words) < 2:
        return None
    before = " ".join(link.before.split())[-_ANCHOR_CONTEXT:]
    for lead in (f"{before} ", before, ""):
        place = text.find(lead + words)
        if place >= 0 and (lead.strip() or text.find(words, place + 1) < 0):
            start = place + len(lead)
            return Span(start, start + len(words))
    return None


def _merge(found: list[Credit], credit: Credit, link: PageLink) -> bool:
    """Whether the link belongs to a credit of the text, which then takes its domain: a link tells namesakes apart."""
    if credit.span is None:
        return False
    for place, other in _near(found, credit.span):
        if other.domain is not None and registered_part(other.domain) == registered_part(credit.domain):
            return True
        if other.written and other.written in link.text:
            name = credit.name if credit.known else other.written
            found[place] = replace(
                other, name=name, domain=credit.domain, agency=credit.agency or other.agency, known=credit.known
            )
            return True
    return False


def _near(found: list[Credit], span: Span) -> Iterator[tuple[int, Credit]]:
    for place, other in enumerate(found):
        if (
            other.span is not None
            and other.span.start - cues.REACH <= span.start
            and span.end <= other.span.end + cues.REACH
        ):
            yield place, other
