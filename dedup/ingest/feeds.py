"""Feeds: RSS of every age, Atom and JSON Feed, into entries whose dates and names are claims of the feed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urljoin

from dedup.errors import UnusableError
from dedup.ingest.chars import decode, repair
from dedup.ingest.language import primary_subtag
from dedup.ingest.metadata import DateReader
from dedup.ingest.xmlstream import Node, Trees
from dedup.model import Claim, DateClaim, Entry, Finding, Listing, ListingKind, MetaSource, host_of
from dedup.text.addresses import normal_url

_LONGEST = 4_000  # characters of an address
_LINE = 1_000  # characters of a title or a name
_MAX_AUTHORS = 20
_PUBLISHED = ("pubDate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "date")
_UPDATED = ("updated", "atom:updated", "modified", "dcterms:modified", "lastBuildDate")
_AUTHORS = ("dc:creator", "author", "atom:author", "creator", "itunes:author", "media:credit")
_SUMMARIES = ("description", "summary", "atom:summary", "dc:description", "media:description", "itunes:summary")
_HTML = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})


def feed_listing(trees: Trees, *, address: str | None, max_entries: int) -> Listing:
    """The listing that an RSS or Atom document is; `address` is where it was read, for relative links."""
    atom = trees.root.name == "feed"
    base = _base(trees.head, address)
    language = _language(trees.head)
    title = trees.head.text("title", "dc:title")
    return Listing(
        kind=ListingKind.ATOM if atom else ListingKind.RSS,
        address=address,
        title=line(title),
        home=_link(trees.head, base),
        entries=tuple(_entry(node, base, language) for node in trees.entries[:max_entries]),
        more=_other_pages(_next_pages(trees.head, base), address),
        cut_short=trees.cut_short,
    )


def _entry(node: Node, base: str | None, language: str | None) -> Entry:
    base = _base(node, base)
    dates = Dates(MetaSource.FEED)
    return Entry(
        url=_link(node, base),
        id=line(node.text("guid", "id", "dc:identifier") or node.attributes.get("about")),
        title=claim(_title(node)),
        author=claim(", ".join(dict.fromkeys(_authors(node)))),
        publisher=claim(node.text("dc:publisher") or _credited(node)),
        language=claim(_language(node) or language),
        published=dates.first((node.text(name) for name in _PUBLISHED), "published"),
        updated=dates.first((node.text(name) for name in _UPDATED), "updated"),
        summary=next((text for child in node.all(*_SUMMARIES) if (text := _marked_up(child, base))), None),
        content=_content(node, base),
        findings=dates.findings,
    )


def _title(node: Node) -> str | None:
    for child in node.all("title", "dc:title", "media:title"):
        text = child.markup if child.attributes.get("type") == "xhtml" else child.whole
        if text.strip():
            return text
    return None


def _authors(node: Node) -> Iterable[str]:
    for child in node.all(*_AUTHORS)[:_MAX_AUTHORS]:
        name = line(child.text("name", "atom:name") or ("" if child.named else child.whole))
        if name:
            # RSS 2.0 gives an e-mail address with the name in brackets behind it
            mail, _, bracketed = name.partition(" (")
            yield bracketed.rstrip(")") if "@" in mail and bracketed else name


def _credited(node: Node) -> str | None:
    """The feed that an entry was taken over from."""
    return next((child.text("title") or child.whole for child in node.all("source", "atom:source")), None)


def _content(node: Node, base: str | None) -> str | None:
    for child in node.all("content:encoded", "encoded", "content", "atom:content", "fullitem", "body"):
        if child.attributes.get("src") or child.attributes.get("url"):
            continue  # a file that stands elsewhere; media:content has the same local name
        text = _marked_up(child, base)
        if text:
            return text
    return None


def _marked_up(node: Node, base: str | None) -> str | None:
    """What an element holds as HTML: markup escaped or in CDATA, elements of its own, or plain text."""
    kind = (node.attributes.get("type") or "html").lower()
    text = node.markup if node.named else node.whole
    if kind not in _HTML and not kind.startswith("text"):
        return None  # an image or another payload in base64
    return repair(text).strip() or None


def _link(node: Node, base: str | None) -> str | None:
    """The address of an entry's page: the one behind a counting redirect if given, else its alternate link."""
    proxied = node.text("feedburner:origLink", "origLink")
    links = node.all("link", "atom:link")
    alternate = (one.attributes.get("href") for one in links if one.attributes.get("rel", "alternate") == "alternate")
    plain = (one.whole for one in links if not one.attributes.get("href"))
    permanent = (one.whole for one in node.all("guid") if one.attributes.get("isPermaLink", "true").lower() == "true")
    about = (node.attributes.get("about"), node.text("id"))
    for candidate in (proxied, *plain, *alternate):
        found = page_address(candidate, base)
        if found:
            return found
    permalinks = (page_address(one, None) for one in (*permanent, *about) if one and host_of(one))
    return next(filter(None, permalinks), None)


def page_address(written: str | None, base: str | None) -> str | None:
    """An http(s) address as it can be fetched, resolved against where it stands and taken out of what wraps it."""
    value = (written or "").strip()
    if not value or len(value) > _LONGEST:
        return None
    try:
        whole = urljoin(base, value) if base else value
    except ValueError:
        return None
    normal = normal_url(whole)
    return (normal.unwrapped or whole) if normal.is_web and whole.startswith(("http://", "https://")) else None


def _base(node: Node, above: str | None) -> str | None:
    given = node.attributes.get("xml:base")
    return (page_address(given, above) or above) if given else above


def _language(node: Node) -> str | None:
    given = node.text("language", "dc:language") or node.attributes.get("xml:lang")
    return primary_subtag(given) if given else None


def _next_pages(head: Node, base: str | None) -> Iterable[str | None]:
    for link in head.all("link", "atom:link"):
        if link.attributes.get("rel") in {"next", "prev-archive"}:
            yield page_address(link.attributes.get("href"), base)


def _other_pages(found: Iterable[str | None], address: str | None) -> tuple[str, ...]:
    own = normal_url(address).url if address else None
    pages = {normal_url(one).url: one for one in found if one}
    return tuple(one for page, one in pages.items() if page != own)


class Dates:
    """Reads dates as claims of a listing and collects what was refused."""

    def __init__(self, source: MetaSource) -> None:
        self._reader = DateReader()
        self._source = source

    def first(self, values: Iterable[str | None], name: str) -> DateClaim | None:
        """The first acceptable date of some values."""
        return self._reader.take(((value, self._source) for value in values), name)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each date that was not taken."""
        return tuple(self._reader.findings)


def line(text: object) -> str | None:
    """A value as one line of bounded length; None for nothing."""
    if not isinstance(text, str | int) or isinstance(text, bool):
        return None
    return " ".join(repair(str(text)).split())[:_LINE] or None


def claim(text: object, source: MetaSource = MetaSource.FEED) -> Claim | None:
    """A value as a claim of the listing; None for nothing."""
    value = line(text)
    return Claim(value, source) if value else None


def json_listing(payload: bytes, *, address: str | None, max_entries: int) -> Listing:
    """The listing that a JSON Feed (version 1.0 or 1.1) is. Raises UnusableError for one that is no JSON object."""
    try:
        feed = json.loads(decode(payload).text, strict=False)
    except (ValueError, RecursionError) as error:
        raise UnusableError(f"is a JSON Feed that cannot be read: {str(error)[:200]}") from error
    if not isinstance(feed, dict):
        raise UnusableError("is no JSON Feed: it is not an object")
    items = feed.get("items")
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    language = primary_subtag(line(feed.get("language")) or "")
    base = page_address(line(feed.get("feed_url")), address) or address
    cut = f"it has more than {max_entries:,} entries" if len(listed) > max_entries else None
    return Listing(
        kind=ListingKind.JSON_FEED,
        address=address,
        title=line(feed.get("title")),
        home=page_address(line(feed.get("home_page_url")), base),
        entries=tuple(_json_entry(item, feed, base, language) for item in listed[:max_entries]),
        more=_other_pages([page_address(line(feed.get("next_url")), base)], address),
        cut_short=cut,
    )


def _json_entry(
    item: Mapping[str, object], feed: Mapping[str, object], base: str | None, language: str | None
) -> Entry:
    dates = Dates(MetaSource.FEED)
    authors = [*_json_authors(item)] or [*_json_authors(feed)]
    url = page_address(line(item.get("url")), base)
    identity = line(item.get("id"))
    text = _string(item.get("content_text"))
    return Entry(
        url=url or (page_address(identity, None) if host_of(identity) else None),
        id=identity,
        title=claim(item.get("title")),
        author=claim(", ".join(dict.fromkeys(authors))),
        language=claim(primary_subtag(line(item.get("language")) or "") or language),
        published=dates.first([line(item.get("date_published"))], "published"),
        updated=dates.first([line(item.get("date_modified"))], "updated"),
        summary=_string(item.get("summary")),
        content=_string(item.get("content_html")) or (_paragraphs(text) if text else None),
        findings=dates.findings,
    )


def _json_authors(holder: Mapping[str, object]) -> Iterable[str]:
    given = holder.get("authors")
    listed: Sequence[object] = given if isinstance(given, list) else [holder.get("author")]
    for one in listed[:_MAX_AUTHORS]:
        name = line(one.get("name")) if isinstance(one, dict) else None
        if name:
            yield name


def _string(value: object) -> str | None:
    return (repair(value).strip() or None) if isinstance(value, str) else None


def _paragraphs(text: str) -> str:
    """Plain text as HTML, a paragraph for each of its blocks."""
    blocks = (block.strip() for block in text.split("\n\n"))
    escaped = (block.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for block in blocks if block)
    return "".join(f"<p>{block}</p>" for block in escaped)
