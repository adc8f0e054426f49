"""Who an article credits: read from its text, its byline, and what its page says about itself.

A credit is a naming of a publisher, other than the article's own, in a form of words that makes it a source. The forms
are in `dedup.provenance.cues`, the namings found by `dedup.provenance.mentions`. Names beside pictures are credits of
sort `photo`, which say nothing about where the text comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dedup.model import Article, Credit, CreditSort, Cue, Span, host_of
from dedup.provenance import cues, tongues
from dedup.provenance.before import PHOTO_BEFORE, STATE_MEDIA, Before
from dedup.provenance.layout import Layout, Line
from dedup.provenance.mentions import Look, Mention, mentions
from dedup.provenance.outlets import COMMON, ROOMS, house_of, looks_like_agency, no_surname, outlet_shaped, words_of
from dedup.provenance.page import with_page_credits
from dedup.provenance.placed import PERSON, SHORT_LINE, SLASH_AFTER, SLASH_BEFORE, Found, placed_credit
from dedup.provenance.publishers import (
    Publisher,
    PublisherKind,
    Registry,
    Trust,
    plain_name,
    shipped_registry,
    spelt_by,
    without_article,
)
from dedup.text.hosts import registered_part
from dedup.text.words import Words

_AFTER = (*cues.AFTER, *tongues.AFTER)
_EARLY = 0.3  # share of a text in which "first reported by" speaks of the story, not of a detail
_MAX_CREDITS = 300
_PLACES = frozenset(
    {
        Cue.DATELINE, Cue.LEFTOVER, Cue.BYLINE, Cue.SIGNATURE, Cue.CONTRIBUTED, Cue.ORIGINAL_SOURCE, Cue.COPYRIGHT,
        Cue.FIRST_APPEARED, Cue.FIRST_REPORTED, Cue.HAT_TIP, Cue.VIA,
    }
)  # fmt: skip
_SHORT = re.compile(r"\(([A-Z]{2,6})\)\s*$")
_PICTURE_VIA = re.compile(rf"(?:/|\b[Pp]ool\b){PERSON}\W{{1,2}}via |^\W{{0,3}}[A-Z][\w’'-]+ {PERSON}\W{{1,2}}via ")


CREDITS_SCHEME = "4"
"""Changes whenever credits are read otherwise, so that an archive reads them anew."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who published an article, as far as it is known. False if nothing is."""

    name: str | None
    domain: str | None

    def __bool__(self) -> bool:
        return bool(self.name or self.domain)


def imprint(publisher: str | None, uri: str | None, canonical_url: str | None) -> Imprint:
    """The publisher of an article by what is claimed about it.

    A canonical address may be the source's, so it tells the domain only where nothing better does, and where it is made
    of the publisher's own name.
    """
    own = host_of(uri)
    canonical = None if own else host_of(canonical_url)
    return Imprint(publisher, own or (canonical if not publisher or spelt_by(canonical, publisher) else None))


def imprint_of(article: Article) -> Imprint:
    """Who published an article."""
    publisher, canonical = article.publisher, article.canonical_url
    return imprint(publisher.value if publisher else None, article.uri, canonical.value if canonical else None)


@dataclass(frozen=True, slots=True)
class Own:
    """The article's own publisher, whose name in its text is no credit."""

    name: str | None
    domain: str | None
    registry: Registry

    def __contains__(self, mention: Mention) -> bool:
        if self.registry.same(self.name, self.domain, mention.name, mention.domain):
            return True
        known = self.registry.by_domain(self.domain)
        names = (self.name, known.name if known else None)
        return any(part_of(mention.name, name) or room_of(mention.name, name) for name in names)


def read_credits(article: Article, registry: Registry | None = None, words: Words | None = None) -> tuple[Credit, ...]:
    """All credits of an article: those of its text in order, then byline and page. Deterministic, needs no archive.

    `words` is the normal form of its text, if it has been made already.
    """
    registry = registry or shipped_registry()
    publisher = imprint_of(article)
    own = Own(publisher.name, publisher.domain, registry)
    further = tongues.may_stand_in(article.language.value if article.language else None)
    found = list(_in_text(Layout(article.text, words), own, further=further))
    if article.byline is not None:
        found += _in_byline(article.byline.value, own, found)
    return with_page_credits(article, registry, found)[:_MAX_CREDITS]


def names_publisher(credit: Credit, name: str | None, domain: str | None, registry: Registry | None = None) -> bool:
    """Whether a credit means a publisher; a short form (the Gazette) fits any whose name ends so."""
    registry = registry or shipped_registry()
    if registry.same(credit.name, credit.domain, name, domain):
        return True
    if not credit.known and credit.written and registry.same(credit.written, None, name, domain):
        return True  # a link names a domain, and its words the publisher
    return not credit.known and credit.domain is None and part_of(credit.name, name, ending=True)


def naming(given: Iterable[Credit], publisher: Imprint, registry: Registry) -> tuple[Credit, ...]:
    """Those of an article's credits that name one publisher where a reader sees them; pictures do not count."""
    return tuple(
        credit
        for credit in given
        if credit.sort is not CreditSort.PHOTO
        and credit.cue.visible
        and names_publisher(credit, publisher.name, publisher.domain, registry)
    )


def sought(publisher: Imprint, registry: Registry) -> tuple[str, ...]:
    """How an unregistered publisher's name and address are written; what has one of them is read again with it in mind.

    Nothing for a registered one: whoever names it has been understood already.
    """
    if registry.by_name(publisher.name) is not None or registry.by_domain(publisher.domain) is not None:
        return ()
    return (*_spelt(publisher.name), *filter(None, (registered_part(publisher.domain),)))


def spelt(publisher: Imprint, registry: Registry) -> tuple[str, ...]:
    """How any publisher's name is written, and the word of the trade that may stand for it: the Gazette."""
    owner = registry.by_domain(publisher.domain) or registry.by_name(publisher.name)
    aliases = [alias for alias in owner.aliases if alias[0] not in list(Trust)] if owner else []
    names = [name for name in (publisher.name, owner.name if owner else None, *aliases) if name]
    last = [words[-1] for name in names if (words := _bare(name).split())]
    short = [word for word in last if outlet_shaped(f"A {word}")] if names else list(words_of(publisher.domain))
    return tuple(dict.fromkeys((*(written for name in names for written in _spelt(name)), *short)))


def credited(
    article: Article, name: str | None, domain: str | None, registry: Registry | None = None
) -> tuple[Credit, ...]:
    """The credits of an article that name one publisher where a reader sees them; pictures do not count.

    Knowing whom to look for, it is found under a name that looks like no outlet's (Cyber & Carrier) as well, and in a
    link to an address that does not either. Depends on the article and the publisher alone.
    """
    registry = registry or shipped_registry()
    publisher = Imprint(name, domain)
    if says(article, sought(publisher, registry)):
        registry = _with_one(registry, name or domain or "", domain)
    return naming(read_credits(article, registry), publisher, registry)


def named(article: Article, publisher: Imprint, registry: Registry) -> bool:
    """Whether the words of an article, pictures and their captions aside, name a publisher in whatever form.

    Of one that is known by its host alone, nobody knows how it is named: a word of that is enough.
    """
    if says(article, sought(publisher, registry)):
        registry = _with_one(registry, publisher.name or publisher.domain or "", publisher.domain)
    page = Layout(article.text)
    for mention in mentions(article.text, registry):
        credit = _credit(article.text, mention, Found(Cue.REPORTED, CreditSort.CLAIM, mention.start, mention.end))
        if names_publisher(credit, publisher.name, publisher.domain, registry):
            line = page.line_at(mention.start)
            left = Before(article.text[max(line.start if line else 0, mention.start - cues.REACH) : mention.start])
            if line is None or not _beside_picture(line, left, article.text[mention.end : line.end][: cues.REACH]):
                return True
    if publisher.name is None:
        own = (word for word in words_of(publisher.domain) if word not in COMMON)
        return any(re.search(rf"\b{re.escape(word)}\b", article.text) for word in own)
    byline = article.byline.value if article.byline else ""
    return any(written in byline for written in _spelt(publisher.name))


def says(article: Article, phrases: Iterable[str]) -> bool:
    """Whether one of some phrases stands in an article's text, its byline or the addresses that its page links to."""
    places = [article.text, *([article.byline.value] if article.byline else [])]
    places += (link.address for link in article.page_credits.links)
    return any(phrase in place for phrase in phrases for place in places)


def _spelt(name: str | None) -> tuple[str, ...]:
    """A name without article and brackets, as it is and in capitals, and an abbreviation from the brackets."""
    bare = _bare(name) if name else ""
    short = _SHORT.search(name or "")
    house = house_of(bare)
    written = (bare, bare.upper(), *([short[1]] if short else []), *([house] if house else []))
    return written if re.search(r"\w", bare) else ()


def _bare(name: str) -> str:
    return without_article(re.split(r"\s*\(", name)[0].strip())


@lru_cache(maxsize=128)
def _with_one(registry: Registry, name: str, domain: str | None) -> Registry:
    bare = _bare(name)
    # A single word may be an everyday one; then only an article makes it a name.
    aliases = [] if " " in bare else [f"{Trust.ARTICLE}{bare}"]
    if short := _SHORT.search(name):
        aliases.append(f"{Trust.PLACE}{short[1]}")
    if house := house_of(bare):
        aliases.append(house if " " in house else f"{Trust.ARTICLE}{house}")
    kind = PublisherKind.AGENCY if looks_like_agency(bare) else PublisherKind.OUTLET
    return registry.extended([Publisher(bare, kind, tuple(aliases), (domain,) if domain else ())])


def part_of(short: str, name: str | None, *, ending: bool = False) -> bool:
    """Whether a short form begins or ends an outlet's name and looks like an outlet itself: Free Press, Coast FM.

    A single word counts that is one of the trade and ends the name (Gazette). With `ending` only the end counts.
    """
    words, whole = plain_name(short).split(), plain_name(name).split()
    if not words or len(words) >= len(whole):
        return False
    if len(words) == 1:
        return outlet_shaped(f"A {short}") and whole[-1:] == words
    return outlet_shaped(short) and (whole[-len(words) :] == words or (not ending and whole[: len(words)] == words))


def room_of(room: str, name: str | None) -> bool:
    """Whether a name is that of a part of an outlet's own house: Coast Gazette News Bureau at the Coast Gazette."""
    words, whole = plain_name(room).split(), plain_name(name).split()
    return bool(whole) and words[: len(whole)] == whole and words[-1] in ROOMS and len(words) <= len(whole) + 2


def _in_text(page: Layout, own: Own, *, further: bool) -> Iterator[Credit]:
    text = page.text
    previous: tuple[Mention, Found] | None = None
    for mention in mentions(text, own.registry):
        found = _judge(page, mention, further=further)
        if found is None and previous is not None and cues.AND.match(text[previous[0].end : mention.start]):
            before = previous[1]
            found = replace(before, start=mention.start, end=mention.end)
        previous = (mention, found) if found is not None else None
        if found is None or mention in own:
            continue
        if mention.publisher is not None and mention.publisher.kind is PublisherKind.PLATFORM:
            continue
        yield _credit(text, mention, found)


def _credit(text: str, mention: Mention, found: Found) -> Credit:
    owner = mention.publisher
    return Credit(
        name=owner.name if owner else mention.name,
        cue=found.cue,
        sort=found.sort,
        written=text[mention.start : mention.end],
        domain=mention.domain,
        span=Span(found.start, found.end),
        agency=owner.agency if owner else looks_like_agency(mention.name),
        known=owner is not None,
    )


def _judge(page: Layout, mention: Mention, *, further: bool) -> Found | None:
    line = page.line_at(mention.start)
    if line is None or mention.end > line.end:
        return None
    left = Before(page.text[max(line.start, mention.start - cues.REACH) : mention.start], further=further)
    right = page.text[mention.end : min(line.end, mention.end + cues.REACH)]
    placed = None if mention.look is Look.SHORT or mention.picture else placed_credit(page, line, mention, left, right)
    if placed is not None:
        return placed
    slashed = line.words <= SHORT_LINE[0] and line.head and (SLASH_BEFORE.search(left.text) or SLASH_AFTER.match(right))
    if slashed or _beside_picture(line, left, right):
        return Found(Cue.PHOTO, CreditSort.PHOTO, mention.start, mention.end)
    if mention.picture:
        return None
    found = _by_words(line, mention, left, right, _AFTER if further else cues.AFTER)
    if found is None:
        return None
    if mention.place_only and found.cue not in _PLACES and not _AGENCY_BEFORE.search(left.text):
        return None
    early = mention.start <= _EARLY * len(page.text)
    if found.cue is Cue.FIRST_REPORTED and early:
        found = replace(found, sort=CreditSort.WHOLE_TEXT)
    if found.cue is Cue.VIA:
        return _via(line, found, left.text, right)
    return found


def _beside_picture(line: Line, left: Before, right: str) -> bool:
    return bool(line.caption or left.sign(PHOTO_BEFORE) or cues.PHOTO_AFTER.match(right))


_AGENCY_BEFORE = re.compile(r"(?i:agency|wire|agentur|agence|agencia|agência|agenzia|broadcaster|newspaper)\s[\"“„«]?$")


def _by_words(line: Line, mention: Mention, left: Before, right: str, following: Sequence[cues.Form]) -> Found | None:
    """Forms of words on either side of the name."""
    if cues.COMPOUND.match(right):
        return None
    for form, before in left.forms():
        if before.end() == len(left.text) and _holds(form, mention, line):
            return Found(form.cue, form.sort, mention.start - len(left.text) + _first_letter(before), mention.end)
    if _speaks_by_reports(mention, left):
        match = cues.SAID.match(right)
        if match is not None:
            return Found(Cue.REPORTED, CreditSort.CLAIM, mention.start, mention.end + match.end())
    if cues.NOT_REPORTED.match(right) and not (mention.publisher is not None and mention.publisher.agency):
        return None
    for form in following:
        hinted = not form.hints or any(hint in right for hint in form.hints)
        match = form.pattern.match(right) if hinted else None
        if match is not None and not (
            form.cue is Cue.REPORTED
            and mention.look is Look.DOMAIN
            and not mention.publisher
            and not outlet_shaped(mention.name.split(".")[0].title())
        ):
            return Found(form.cue, form.sort, mention.start, mention.end + match.end())
    return None


def _speaks_by_reports(mention: Mention, left: Before) -> bool:
    """Whether what the publisher "said" is a report: an agency's always is, and what a state's broadcaster says."""
    if left.sign(STATE_MEDIA):
        return True
    return (
        mention.publisher is not None and mention.publisher.agency and len(mention.name) > 3 and not mention.place_only
    )


def _first_letter(match: re.Match[str]) -> int:
    """Where the cue's own words begin: line breaks, brackets and stops that a pattern looks at do not belong to it."""
    lead = len(match[0]) - len(match[0].lstrip(" \t\n.!?)|(—–-"))
    return match.start() + lead


def _holds(form: cues.Form, mention: Mention, line: Line) -> bool:
    """A source line (Source: X) is short and names an outlet, not the office that a chart's figures come from."""
    if form.cue is Cue.ORIGINAL_SOURCE:
        return mention.look is not Look.SHORT and line.words <= 2 * SHORT_LINE[0]
    return True


def _via(line: Line, found: Found, left: str, right: str) -> Found | None:
    if _PICTURE_VIA.search(left):
        return Found(Cue.PHOTO, CreditSort.PHOTO, found.start, found.end)
    closed = re.match(r"\s?(?:[)\].,;|]|$|\s[–—|-])", right)
    if closed is None:
        return None
    return replace(found, sort=CreditSort.WHOLE_TEXT) if line.words <= SHORT_LINE[0] else found


def _in_byline(byline: str, own: Own, found: list[Credit]) -> list[Credit]:
    """Agencies and outlets in the byline that the page or the record states; those of the text's own byline once."""
    seen = {credit.name for credit in found if credit.cue is Cue.BYLINE}
    result = []
    for mention in mentions(byline[:500], own.registry):
        owner = mention.publisher
        if mention.picture or (owner is not None and owner.kind is PublisherKind.PLATFORM) or mention in own:
            continue
        if owner is None and not (mention.look is Look.SHAPED and no_surname(mention.name)):
            continue
        credit = _credit(byline, mention, Found(Cue.BYLINE, CreditSort.WHOLE_TEXT, mention.start, mention.end))
        if credit.name not in seen:
            seen.add(credit.name)
            result.append(replace(credit, span=None))
    return result
