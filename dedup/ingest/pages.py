"""An article from a page, and an article from text: everything found, put together."""

from __future__ import annotations

import hashlib
import re

from dedup.config import IngestLimits
from dedup.errors import TooLargeError, UnusableError
from dedup.ingest import jsonld
from dedup.ingest.body import extract_body, find_day
from dedup.ingest.bylines import take_byline
from dedup.ingest.chars import Decoded, decode, repair
from dedup.ingest.language import detect, primary_subtag
from dedup.ingest.markup import parse
from dedup.ingest.metadata import DateReader, read_claims
from dedup.ingest.plaintext import take_apart
from dedup.ingest.scripts import article_lines
from dedup.ingest.sniff import binary_kind, feed_kind
from dedup.model import BROKEN_LINES, Article, Capture, Claim, Finding, Medium, MetaSource, Payload

_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)

_SCRIPT_SAMPLE = 200  # characters that tell which script a text is in


def word_count(text: str) -> int:
    """Words of a text; in scripts that write no spaces between words, half its characters."""
    spaced = len(text.split())
    if text.isascii() or len(_SPACELESS.findall(text[:_SCRIPT_SAMPLE])) * 4 < min(len(text), _SCRIPT_SAMPLE):
        return spaced
    return max(spaced, len(_SPACELESS.findall(text)) // 2)


def article_from_page(
    payload: bytes | str,
    *,
    key: str,
    source: str,
    uri: str | None = None,
    limits: IngestLimits | None = None,
    medium: Medium = Medium.PAGE,
    digest: str | None = None,
    charset: str | None = None,
) -> Article:
    """Extract the article of a page: its body, and what the page claims about it.

    `uri` is the address it was fetched from, where that is known; the page's own statement of its address is a claim
    and becomes `canonical_url`. `digest` and `medium` are those of the record that held the page, if one did, `charset`
    what the server called its encoding.
    Raises TooLargeError for a page past a limit, UnusableError for one without an article.
    """
    limits = limits or IngestLimits()
    html, findings = _characters(payload, charset)
    tree = parse(html, limits)
    claims = read_claims(tree, html, uri=uri, find_day=lambda: find_day(tree))
    body = extract_body(
        tree,
        title=claims.title.value if claims.title else None,
        authors=claims.byline.value if claims.byline else None,
        summaries=claims.summaries,
        article_body=claims.article_body,
    )
    byline, paragraphs = (claims.byline, body.paragraphs) if claims.byline else take_byline(body.paragraphs)
    text = "\n\n".join(paragraphs)
    if len(text.split(maxsplit=limits.min_words)) <= limits.min_words and word_count(text) < limits.min_words:
        text = "\n\n".join(article_lines(html, claims.title.value if claims.title else None, limits)) or text
    _check(text, limits)
    return Article(
        key=key,
        text=text,
        capture=_capture(payload, digest, source=source, medium=medium, uri=claims.uri),
        uri=claims.uri,
        title=claims.title,
        byline=byline,
        publisher=claims.publisher,
        language=claims.language or detect(text),
        canonical_url=claims.canonical_url,
        published=claims.published,
        modified=claims.modified,
        findings=(*findings, *body.findings, *claims.findings),
        page_credits=claims.page_credits,
    )


def article_from_text(
    payload: bytes | str,
    *,
    key: str,
    source: str,
    uri: str | None = None,
    limits: IngestLimits | None = None,
    medium: Medium = Medium.TEXT,
    digest: str | None = None,
    title: str | None = None,
    language: str | None = None,
    charset: str | None = None,
) -> Article:
    """Make an article of text: plain, Markdown, copied off a page, or a fragment of one.

    `title` is the headline and `language` the language if they are known already, `charset` as for a page.
    Raises TooLargeError for a text past a limit, UnusableError for one too short to be an article.
    """
    limits = limits or IngestLimits()
    raw, findings = _characters(payload, charset)
    if len(raw) > 4 * limits.max_chars:
        raise TooLargeError(f"holds {len(raw):,} characters, more than the {limits.max_chars:,} allowed for an article")
    # A record gives the headline in a field of its own: the first line of its text is text.
    parts = take_apart(raw, limits, title=title, headed=medium is Medium.TEXT)
    text = "\n\n".join(parts.paragraphs)
    _check(text, limits)
    reader = DateReader()
    claims = parts.claims
    articles = jsonld.article_nodes(parts.nodes)
    told = {name: Claim(value, MetaSource.TEXT) for name, value in claims.items()}
    node = articles[0] if articles else {}
    byline = ", ".join(jsonld.names_of(node.get("author"))) if node else ""
    publisher = next(iter(jsonld.names_of(node.get("publisher"))), "") if node else ""
    headline = jsonld.string_of(node.get("headline")) if node else None
    given_language = (
        primary_subtag(language or claims.get("language", "")) if language or "language" in claims else None
    )
    return Article(
        key=key,
        text=text,
        capture=_capture(payload, digest, source=source, medium=medium, uri=uri),
        uri=uri or _address(claims.get("url")),
        title=Claim(headline, MetaSource.JSON_LD) if headline else told.get("title"),
        byline=Claim(byline, MetaSource.JSON_LD) if byline else told.get("author"),
        publisher=Claim(publisher, MetaSource.JSON_LD) if publisher else told.get("publisher"),
        language=Claim(given_language, MetaSource.GIVEN if language else MetaSource.TEXT)
        if given_language
        else detect(text),
        published=reader.take(_dates(node, "datePublished", claims.get("published")), "published"),
        modified=reader.take(_dates(node, "dateModified", claims.get("modified")), "modified"),
        findings=(*findings, *_broken(parts.broken), *reader.findings),
    )


def _broken(count: int) -> tuple[Finding, ...]:
    """That lines broke off in mid-sentence: joined in the text, though they tell of the layout it was taken from."""
    said = "1 line that breaks off" if count == 1 else f"{count} lines that break off"
    return (Finding(BROKEN_LINES, f"{said} in mid-sentence, joined here with what follows", count),) if count else ()


def _dates(node: jsonld.Node, name: str, told: str | None) -> list[tuple[object, MetaSource]]:
    return [(jsonld.string_of(node.get(name)), MetaSource.JSON_LD), (told, MetaSource.TEXT)]


def _address(value: str | None) -> str | None:
    return value if value and value.startswith(("http://", "https://")) else None


def _characters(payload: bytes | str, charset: str | None = None) -> tuple[str, tuple[Finding, ...]]:
    """Decode and mend a payload. Raises UnusableError for one that is empty or binary."""
    if isinstance(payload, str):
        decoded = Decoded(payload, "unicode")
    else:
        decoded = decode(payload, charset)
        kind = (
            binary_kind(payload[:4096])
            if decoded.encoding not in {"utf-16", "utf-32"} and "-" not in decoded.encoding[4:]
            else None
        )
        if kind and not decoded.encoding.startswith(("utf-16", "utf-32")):
            raise UnusableError(f"is {kind}, not text")
    if not decoded.text.strip("\0\ufeff \t\r\n"):
        raise UnusableError("is empty")
    other = feed_kind(decoded.text)
    if other:
        raise UnusableError(f"is {other}, not an article; name the articles' own pages instead")
    findings: tuple[Finding, ...] = ()
    if decoded.replaced:
        detail = f"bytes that are no {decoded.encoding} stand as U+FFFD"
        findings = (Finding("encoding_repaired", detail, decoded.replaced),)
    return repair(decoded.text), findings


def _check(text: str, limits: IngestLimits) -> None:
    if len(text) > limits.max_chars:
        raise TooLargeError(
            f"holds {len(text):,} characters of text, more than the {limits.max_chars:,} allowed for an article"
        )
    enough = max(1, limits.min_words)
    if len(text.split(maxsplit=enough)) > enough:
        return
    words = word_count(text)
    if not words:
        raise UnusableError("holds no article text")
    if words < limits.min_words:
        unit = "word" if words == 1 else "words"
        raise UnusableError(f"has a body of {words} {unit}, less than the {limits.min_words} that make an article")


def _capture(payload: bytes | str, digest: str | None, *, source: str, medium: Medium, uri: str | None) -> Capture:
    """The capture of a payload, which comes along unless it is a part of another that `digest` names."""
    if digest is not None:
        return Capture(source=source, medium=medium, digest=digest, uri=uri)
    raw = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    found = hashlib.sha256(raw).hexdigest()
    return Capture(source=source, medium=medium, digest=found, uri=uri, payload=Payload(raw))
