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
from dedup.text.views import Views, views
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


def prepare(article: Article, params: FingerprintParams) -> Computed:
    """Fingerprint one article; raises UnusableError if its text holds no word."""
    words = words_of(article.text)
    if not len(words):
        raise UnusableError(f"{article.key} holds no word; there is nothing to compare in it.")
    article = examined(article)
    lines = lines_of(article.text, words)
    stock = stock_among(lines, len(words))
    seen = views(article.text, words, language_of(article), stock)
    taken = fingerprint(words, params, stock)
    return Computed(
        findings=article.findings,
        record_digest=record_digest(article),
        words=words,
        views=seen,
        fingerprint=taken,
        keys=keys_of(taken.bands.tolist(), taken.samples, seen),
        lines=tuple(sorted(keys_of_lines(lines))),
    )


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
        article=replace(article, findings=computed.findings),
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
    """The article with what its text gives away: hidden characters, traces of a rewriting tool."""
    findings = (*hidden_findings(article.text), *residue_findings(article.text))
    known = {finding.code for finding in article.findings}
    return replace(article, findings=(*article.findings, *(f for f in findings if f.code not in known)))


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
