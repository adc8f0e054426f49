"""What a page says about itself: headline, authors, outlet, language, address, dates, each with where it was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from dedup.ingest import jsonld
from dedup.ingest.bylines import read_byline
from dedup.ingest.canonical import SHARED_AS, read_canonical
from dedup.ingest.chars import repair
from dedup.ingest.credits import page_credits
from dedup.ingest.dates import RefusedDate, read_date
from dedup.ingest.imprint import read_publisher
from dedup.ingest.language import primary_subtag
from dedup.ingest.markup import text_of
from dedup.ingest.times import BESIDE, SEPARATOR, days_near_headline, only_day, visible_times
from dedup.model import Claim, DateClaim, Finding, MetaSource, PageCredits

_TITLE_NAMES = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "citation_title",
    "title",
)
_SUMMARY_NAMES = ("og:description", "description", "twitter:description")
_LANGUAGE_NAMES = ("language", "content-language", "dc.language", "dcterms.language", "og:locale")
_PUBLISHED_NAMES = (
    "article:published_time", "og:published_time", "article:published", "og:article:published_time",
    "rnews:datepublished", "datepublished",
    "date.published", "published_time", "publication_date", "publish_date", "publish-date", "pubdate", "publishdate",
    "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "citation_publication_date",
    "citation_date", "article.published", "article_date_original", "originalpublicationdate", "ptime",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "bt:pubdate", "displaydate", "article:published_date", "timestamp", "date",
)  # fmt: skip
_MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "article:modified", "og:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified",
    "lastmod", "last-modified", "modified_time", "utime", "updated_time", "revised",
)  # fmt: skip

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(https?://[^\s<>\"]{4,2000})\s*-->", re.IGNORECASE)
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_-]|\b)")
_MAX_VALUE = 1000  # characters of a field; longer ones are a page's mistake


@dataclass(slots=True)
class PageClaims:
    """The claims of one page.

    `uri` is where it was saved from, if it says so; `article_body` is its copy of the text in JSON-LD.
    """

    title: Claim | None = None
    byline: Claim | None = None
    publisher: Claim | None = None
    language: Claim | None = None
    canonical_url: Claim | None = None
    published: DateClaim | None = None
    modified: DateClaim | None = None
    uri: str | None = None
    article_body: str | None = None
    summaries: tuple[str, ...] = ()
    page_credits: PageCredits = field(default_factory=PageCredits)
    findings: list[Finding] = field(default_factory=list)


class DateReader:
    """Takes the first acceptable date of several candidates, and keeps a finding for each one refused."""

    def __init__(self, now: datetime | None = None) -> None:
        self.findings: list[Finding] = []
        self._now = now

    def take(self, candidates: Iterable[tuple[object, MetaSource]], name: str) -> DateClaim | None:
        """Read candidates in order and give the first that is a possible date; `name` is the field, for the finding."""
        for value, source in candidates:
            if not isinstance(value, str | int | float) or isinstance(value, bool) or not str(value).strip():
                continue
            read = read_date(value, source, now=self._now)
            if isinstance(read, DateClaim):
                return read
            self.refuse(read, name)
        return None

    def refuse(self, read: RefusedDate, name: str) -> None:
        """Keep a finding for a date that was not taken; the same value is told once."""
        finding = Finding("date_refused", f"the {name} date {read.value!r} was not taken: it {_sentence(read.reason)}")
        if finding not in self.findings:
            self.findings.append(finding)


def _sentence(reason: str) -> str:
    return (
        reason if reason.startswith("lies") else f"is {reason}" if reason.startswith("not") else f"cannot be: {reason}"
    )


class Meta:
    """The `<meta>` values of a page by lower-case name, property or itemprop; the first of each name first."""

    def __init__(self, tree: HtmlElement) -> None:
        self._values: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = element.get("content") or element.get("value")
            if not content or not content.strip() or len(content) > _MAX_VALUE:
                continue
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = element.get(attribute)
                if name:
                    self._values.setdefault(name.strip().lower(), []).append(repair(content).strip())

    def all(self, names: Iterable[str]) -> Iterator[str]:
        """Values under any of the names, in the order of the names."""
        for name in names:
            yield from self._values.get(name, ())

    def first(self, names: Iterable[str]) -> str | None:
        """The first value under any of the names."""
        return next(self.all(names), None)


def read_claims(
    tree: HtmlElement, html: str, *, uri: str | None = None, find_day: Callable[[], str | None] | None = None
) -> PageClaims:
    """Collect what a page says about itself: JSON-LD before meta tags before visible elements.

    `find_day` is asked for a day (`YYYY-MM-DD`) where nothing else gives one.
    """
    blocks = [script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    nodes = jsonld.parse_blocks(blocks)
    meta = Meta(tree)
    claims = PageClaims()
    articles = _own_articles(nodes, meta)
    claims.uri = uri or _saved_from(tree, html)
    claims.canonical_url, doubts = read_canonical(tree, meta.all(SHARED_AS), base=claims.uri)
    claims.findings.extend(doubts)
    claims.publisher = read_publisher(tree, articles, nodes, meta, uri=claims.uri)
    claims.title = _title(tree, articles, meta, claims.publisher)
    claims.byline = read_byline(tree, articles, nodes, meta, publisher=claims.publisher, aside=BESIDE)
    claims.language = _language(tree, articles, meta)
    claims.article_body = next((body for node in articles if (body := jsonld.string_of(node.get("articleBody")))), None)
    described = [jsonld.string_of(node.get("description")) for node in articles[:2]]
    claims.summaries = tuple(filter(None, (_line(text) for text in (*described, *meta.all(_SUMMARY_NAMES)))))
    claims.page_credits = page_credits(tree, articles, uri=claims.uri)
    _read_dates(claims, tree, articles, meta, find_day)
    return claims


def _own_articles(nodes: list[jsonld.Node], meta: Meta) -> list[jsonld.Node]:
    """The JSON-LD articles, those first whose headline is the page's own: pages describe their teasers too."""
    articles = jsonld.article_nodes(nodes)
    own = _plain(meta.first(("og:title", "twitter:title")) or "")
    if len(articles) < 2 or not own:
        return articles

    def apart(node: jsonld.Node) -> bool:
        headline = _plain(jsonld.string_of(node.get("headline")) or jsonld.string_of(node.get("name")) or "")
        return not headline or not (headline in own or own in headline)

    return sorted(articles, key=apart)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _line(text: str | None) -> str | None:
    if not text:
        return None
    plain = " ".join(repair(text).split())
    return plain[:_MAX_VALUE] or None


def _saved_from(tree: HtmlElement, html: str) -> str | None:
    found = _SAVED_FROM.search(html[:4096])
    if found:
        return found[1]
    base = next((element.get("href") for element in tree.iter("base")), None)
    return base.strip() if base and urlsplit_path(base) else None


def urlsplit_path(address: str) -> bool:
    """Whether an http(s) address names a page and not just a site's root."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.netloc)
        and len(parts.path) > 1
        and not parts.path.endswith("/")
    )


def _title(tree: HtmlElement, articles: list[jsonld.Node], meta: Meta, publisher: Claim | None) -> Claim | None:
    headings = [line for element in tree.iter("h1") if (line := _line(text_of(element)))]
    for node in articles:
        headline = _line(jsonld.string_of(node.get("headline")))
        if headline:
            return Claim(_without_outlet(headline, publisher, headings), MetaSource.JSON_LD)
    shared = _line(meta.first(_TITLE_NAMES))
    if shared:
        return Claim(_without_outlet(shared, publisher, headings), MetaSource.META)
    element = tree.find(".//head/title")
    whole = _line(text_of(element)) if element is not None else None
    site = next((heading for heading in headings if whole and _names_site(heading, whole)), None)
    for heading in headings:
        if heading != site and len(heading) > 10 and (not whole or _plain(heading)[:40] in _plain(whole)):
            return Claim(heading, MetaSource.MARKUP)
    if whole:
        outlet = Claim(site, MetaSource.MARKUP) if site else publisher
        return Claim(_without_outlet(whole, outlet, headings), MetaSource.MARKUP)
    return Claim(headings[0], MetaSource.MARKUP) if headings else None


def _names_site(heading: str, whole: str) -> bool:
    """Whether a heading is what the page's title ends in behind a separator: a site's name above every article."""
    pieces = [_plain(piece) for piece in SEPARATOR.split(whole)]
    return len(pieces) > 1 and _plain(heading) == pieces[-1] and len(pieces[-1]) < len(pieces[0])


def _without_outlet(title: str, publisher: Claim | None, headings: list[str]) -> str:
    """Cut the outlet's name off a title: what follows a separator, if the outlet or a heading tells that it is one."""
    folded = title.casefold()
    for heading in headings:
        if len(heading) > 10 and folded.startswith(heading.casefold()) and SEPARATOR.match(title[len(heading) :]):
            return heading
    if publisher:
        pieces = list(SEPARATOR.finditer(title))
        if pieces:
            last = title[pieces[-1].end() :]
            name = _plain(publisher.value)
            if _plain(last) and (_plain(last) == name or _plain(last) in name or name in _plain(last)):
                return title[: pieces[-1].start()].strip() or title
    return title


def _language(tree: HtmlElement, articles: list[jsonld.Node], meta: Meta) -> Claim | None:
    root = tree.getroottree().getroot()
    for value, source in (
        (
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
            MetaSource.META,
        ),
        (next((node.get("inLanguage") for node in articles if node.get("inLanguage")), None), MetaSource.JSON_LD),
        (meta.first(_LANGUAGE_NAMES), MetaSource.META),
    ):
        subtag = primary_subtag(jsonld.string_of(value) or "") if value else None
        if subtag:
            return Claim(subtag, source)
    return None


def _read_dates(
    claims: PageClaims,
    tree: HtmlElement,
    articles: list[jsonld.Node],
    meta: Meta,
    find_day: Callable[[], str | None] | None,
) -> None:
    reader = DateReader()
    claims.modified = reader.take(
        [(jsonld.string_of(node.get("dateModified")), MetaSource.JSON_LD) for node in articles[:1]]
        + [(value, MetaSource.META) for value in meta.all(_MODIFIED_NAMES)],
        "modified",
    )
    linked = [
        (jsonld.string_of(node.get(name)), MetaSource.JSON_LD)
        for node in articles[:2]
        for name in ("datePublished", "dateCreated")
    ]
    tagged = [(value, MetaSource.META) for value in meta.all(_PUBLISHED_NAMES)]
    claims.published = reader.take(chain(linked, tagged, visible_times(tree)), "published")
    if claims.published is None:
        address = claims.uri or (claims.canonical_url.value if claims.canonical_url else "")
        found = _URL_DAY.search(address)
        if found:
            claims.published = reader.take([("-".join(found.groups()), MetaSource.URL)], "published")
    if claims.published is None:
        claims.published = reader.take(days_near_headline(tree), "published")
    if claims.published is None and find_day is not None:
        changed = claims.modified.at.date().isoformat() if claims.modified else None
        day = find_day()  # of a page that says only when it was changed, that day may be all there is to find
        claims.published = reader.take([(day, MetaSource.MARKUP)] if day != changed else [], "published")
    if claims.published is None:
        claims.published = reader.take(only_day(tree), "published")
    claims.findings.extend(reader.findings)
