"""What is computed from an article alone before the archive is touched: a pure step that any process can do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dedup.candidates import Asking, Keys, outline
from dedup.config import FingerprintParams
from dedup.errors import UnusableError
from dedup.fingerprint import Fingerprint, fingerprint
from dedup.model import Article, Claim, DateClaim, Finding, MetaSource, Named, PageCredits, PageLink
from dedup.text.hidden import hidden_findings
from dedup.text.lines import keys_of_lines, lines_of, stock_among
from dedup.text.residue import residue_findings
from dedup.text.telling import Keyed, telling, wording
from dedup.text.views import Source, Views, views_of
from dedup.text.words import Words, words_of

if TYPE_CHECKING:  # it knows the store, which a process that prepares articles has no use for
    from dedup.archive.keeping import Kept


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Computed:
    """What is computed from an article alone: its findings, its fingerprint, and the keys of its lines.

    It does not hold the article, as it is computed in one process and used in another that may have that already.
    """

    findings: tuple[Finding, ...]  # those that the article came with first
    record_digest: bytes
    words: Words
    views: Views
    fingerprint: Fingerprint
    keys: Keys  # under which the candidate indexes file the article
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Prepared(Computed):
    """An article ready to be stored."""

    article: Article
    kept: Kept | None = None  # what it was read from, if that is to be kept


def prepare(articles: Sequence[Article], params: FingerprintParams) -> list[Computed]:
    """Fingerprint some articles; raises UnusableError if the text of one holds no word.

    Each step is taken with all of them before the next, while its code and tables are at hand: in an ingest sixty-four
    take two thirds of the time that they take one after another.
    """
    texts = [(article.text, words_of(article.text)) for article in articles]
    for article, (_, words) in zip(articles, texts, strict=True):
        if not len(words):
            raise UnusableError(f"{article.key} holds no word; there is nothing to compare in it.")
    findings = [findings_of(article) for article in articles]
    lines = [lines_of(text, words) for text, words in texts]
    stock = [stock_among(found, len(words)) for found, (_, words) in zip(lines, texts, strict=True)]
    seen = views_of(
        Source(text, words, language_of(article), mask)
        for article, (text, words), mask in zip(articles, texts, stock, strict=True)
    )
    taken = [fingerprint(words, params, mask) for (_, words), mask in zip(texts, stock, strict=True)]
    digests = [record_digest(article) for article in articles]
    keys = [keys_of(one.bands.tolist(), one.samples, sight) for one, sight in zip(taken, seen, strict=True)]
    line_keys = [tuple(sorted(keys_of_lines(found))) for found in lines]
    return [
        Computed(
            findings=found,
            record_digest=digest,
            words=sight.words,
            views=sight,
            fingerprint=one,
            keys=filed,
            lines=of_lines,
        )
        for found, digest, sight, one, filed, of_lines in zip(
            findings, digests, seen, taken, keys, line_keys, strict=True
        )
    ]


def settled(computed: Computed, article: Article, kept: Kept | None) -> Prepared:
    """An article whose key and payload have been seen to, with what was computed from it before."""
    return Prepared(
        findings=computed.findings,
        record_digest=computed.record_digest,
        words=computed.words,
        views=computed.views,
        fingerprint=computed.fingerprint,
        keys=computed.keys,
        lines=computed.lines,
        article=replace(article, findings=computed.findings) if computed.findings else article,
        kept=kept,
    )


def keys_of(bands: Sequence[int], samples: NDArray[np.uint64], views: Views) -> Keys:
    """The keys under which the candidate indexes file a text: those of its fingerprint, and what its words tell."""
    seen = views.rarity if views.legible else np.zeros_like(views.rarity)  # what is not read has nothing to tell
    anchor = views.number | views.name
    keys, weights = telling(views.stems, seen, anchor)
    drawn = outline(views.stems, views.rarity, anchor) if len(keys) else b""
    return Keys(bands=bands, samples=samples, postings=keys, weights=weights, outline=drawn)


def wording_of(views: Views) -> Keyed:
    """All that the words of a text have to say, for a first look at a candidate."""
    return wording(views.stems, views.rarity, views.number | views.name)


def asking_of(views: Views) -> Asking:
    """A text as the outlines of others are held against it."""
    return Asking(views.stems, views.rarity, views.number | views.name)


def examined(article: Article) -> Article:
    """The article with what its text gives away."""
    return replace(article, findings=findings_of(article))


def findings_of(article: Article) -> tuple[Finding, ...]:
    """What an article came with and what its text gives away: hidden characters, traces of a rewriting tool."""
    findings = (*hidden_findings(article.text), *residue_findings(article.text))
    known = {finding.code for finding in article.findings}
    return (*article.findings, *(one for one in findings if one.code not in known))


def language_of(article: Article) -> str | None:
    """The language whose stems and frequencies a text is read with."""
    return article.language.value if article.language else None


def record_digest(article: Article) -> bytes:
    """16 bytes that change when the text or a claim changes; how and when it was captured makes no difference."""
    claims = {
        name: _said(getattr(article, name))
        for name in (
            "title", "byline", "publisher", "language", "canonical_url", "published", "modified", "first_seen"
        )
    }  # fmt: skip
    record: list[object] = [article.text, article.uri, claims, article.metadata]
    if article.page_credits:
        record.append(article.page_credits)
    written = _WRITER.encode(record).encode()
    return hashlib.blake2b(written, digest_size=16).digest()


def _fields_of(value: object) -> object:
    # `dataclasses.asdict` takes five times as long, as it copies what it finds; a page has dozens of links.
    return {name: getattr(value, name) for name in _FIELDS[type(value)]} if type(value) in _FIELDS else str(value)


_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (PageCredits, Named, PageLink)
}
_WRITER = json.JSONEncoder(sort_keys=True, default=_fields_of)
# A file's name or time changes when it is copied, the time of a capture with each; the article does not.
_PASSING = (MetaSource.FILE, MetaSource.CAPTURE, MetaSource.FETCH)


def notable(article: Article) -> tuple[str | None, ...]:
    """The claims of which an earlier state is remembered though the text stayed: title and dates."""
    return tuple(_said(claim) for claim in (article.title, article.published, article.modified))


def _said(claim: Claim | DateClaim | None) -> str | None:
    if claim is None or claim.source in _PASSING:
        return None
    return claim.iso if isinstance(claim, DateClaim) else claim.value
