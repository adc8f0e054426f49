"""What is computed from an article alone before the archive is touched: a pure step that any process can do."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from dedup.candidates import Keys
from dedup.config import FingerprintParams
from dedup.errors import UnusableError
from dedup.fingerprint import Fingerprint, fingerprint
from dedup.model import Article, Claim, DateClaim, MetaSource
from dedup.text.hidden import hidden_findings
from dedup.text.lines import line_keys, stock_mask
from dedup.text.words import Words, words_of


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An article ready to be stored: with its findings, its fingerprint, and the keys of its lines."""

    article: Article
    record_digest: bytes
    words: Words
    fingerprint: Fingerprint
    lines: tuple[int, ...]

    @property
    def keys(self) -> Keys:
        """The keys under which the candidate indexes file the article."""
        return Keys(self.fingerprint.bands.tolist(), self.fingerprint.samples.tolist())


def prepare(article: Article, params: FingerprintParams) -> Prepared:
    """Fingerprint one article; raises UnusableError if its text holds no word."""
    words = words_of(article.text)
    if not len(words):
        raise UnusableError(f"{article.key} holds no word; there is nothing to compare in it.")
    findings = hidden_findings(article.text)
    known = {finding.code for finding in article.findings}
    article = replace(article, findings=(*article.findings, *(f for f in findings if f.code not in known)))
    return Prepared(
        article=article,
        record_digest=_record_digest(article),
        words=words,
        fingerprint=fingerprint(words, params, stock_mask(article.text, words)),
        lines=tuple(sorted(line_keys(article.text, words))),
    )


def _record_digest(article: Article) -> bytes:
    """16 bytes that change when the text or a claim changes; how and when it was captured makes no difference."""
    claims = {
        name: _said(getattr(article, name))
        for name in (
            "title", "byline", "publisher", "language", "canonical_url", "published", "modified", "first_seen"
        )
    }  # fmt: skip
    record = [article.text, article.uri, claims, article.metadata]
    written = json.dumps(record, sort_keys=True, default=str).encode()
    return hashlib.blake2b(written, digest_size=16).digest()


def _said(claim: Claim | DateClaim | None) -> str | None:
    # What is read off a file's name or time changes when the file is copied; the article does not.
    if claim is None or claim.source is MetaSource.FILE:
        return None
    return claim.iso if isinstance(claim, DateClaim) else claim.value
