"""What is reported, as JSON values: the fields that scripts rely on, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dedup.model import (
    Article,
    CandidatePair,
    Claim,
    Comparison,
    Credit,
    DateClaim,
    Derivation,
    Direction,
    IngestReport,
    Member,
    Passage,
    Relation,
    ReviewStatus,
    Span,
    Story,
)
from dedup.report.origins import Record, derivation_record, ledger_record, parent_record
from dedup.report.reviews import holding_word, review_record

RELATION_COLUMNS = (
    "a", "b", "kind", "score", "direction", "credited", "proposed_by", "possible",
    "containment_a", "containment_b", "shared_words", "words_a", "words_b", "evidence", "reviewed",
)  # fmt: skip
CANDIDATE_COLUMNS = ("a", "b", "proposed_by", "strength")
CHECK_COLUMNS = (*RELATION_COLUMNS, "title", "publisher", "published", "url")
MEMBER_COLUMNS = (
    "story", "origin_status", "origin_article", "origin_name", "origin_domain", "canonical",
    "article", "role", "kind", "credited", "publisher", "published", "title", "via", "score", "reason", "credits",
    "reviewed",
)  # fmt: skip
ARTICLE_COLUMNS = (
    "id", "url", "title", "text", "published", "modified", "first_seen", "publisher", "author", "language",
    "canonical_url", "sources", "findings", "credits", "source", "medium", "story", "metadata",
)  # fmt: skip

_CLAIMS = {
    "title": "title",
    "published": "published",
    "modified": "modified",
    "first_seen": "first_seen",
    "publisher": "publisher",
    "author": "byline",
    "language": "language",
    "canonical_url": "canonical_url",
}


def ingest_record(report: IngestReport) -> Record:
    """What one ingest did."""
    return {
        "read": report.read,
        "stored": report.stored,
        "unchanged": report.unchanged,
        "revised": report.revised,
        "rejected": [{"source": item.source, "reason": item.reason} for item in report.rejected],
    }


def story_record(story: Story) -> Record:
    """A story with its members."""
    return {
        "story": story.id,
        "origin": {
            "status": story.origin.status.value,
            "article": story.origin.article,
            "name": story.origin.name,
            "domain": story.origin.domain,
        },
        "canonical": story.canonical,
        "members": [_member(member) for member in story.members],
        "reason": story.reason,
        "certainty": story.certainty,
        "ledger": ledger_record(story.ledger),
    }


def _member(member: Member) -> Record:
    return {
        "article": member.article,
        "role": member.role.value,
        "kind": member.kind.value if member.kind else None,
        "credited": member.credited,
        "publisher": member.publisher,
        "published": member.published,
        "title": member.title,
        "via": member.via,
        "score": member.score,
        "reason": member.reason,
        "credits": [{"cue": line.cue.value, "words": line.words} for line in member.credits],
        "parents": [parent_record(parent) for parent in member.parents],
        "reviewed": member.reviewed.value if member.reviewed else None,
    }


def member_records(story: Story) -> Iterator[Record]:
    """A story as one flat record for each member, for CSV."""
    for member in story.members:
        yield {
            "story": story.id,
            "origin_status": story.origin.status.value,
            "origin_article": story.origin.article,
            "origin_name": story.origin.name,
            "origin_domain": story.origin.domain,
            "canonical": story.canonical,
            **_member(member),
        }


def relation_record(relation: Relation) -> Record:
    """A relation with its figures and the sentences of its ledger."""
    overlap = relation.comparison.overlap
    return {
        "a": relation.a,
        "b": relation.b,
        "kind": relation.kind.value,
        "score": relation.score,
        "direction": relation.direction.value,
        "credited": relation.credited,
        "proposed_by": list(relation.proposed_by),
        "possible": relation.comparison.possible,
        "containment_a": round(overlap.containment_a, 4),
        "containment_b": round(overlap.containment_b, 4),
        "shared_words": max(overlap.shared_a, overlap.shared_b),
        "words_a": overlap.words_a,
        "words_b": overlap.words_b,
        "evidence": [line.sentence for line in relation.comparison.evidence],
        "reviewed": relation.reviewed.value if relation.reviewed else None,
    }


def candidate_record(pair: CandidatePair) -> Record:
    """A pair that was worth comparing."""
    return {"a": pair.a, "b": pair.b, "proposed_by": list(pair.proposed_by), "strength": pair.strength}


def check_record(relation: Relation, held: Article) -> Record:
    """A relation of a text that is not stored to an article that is; `b` is the held one."""
    return {
        **relation_record(relation),
        "title": held.title.value if held.title else None,
        "publisher": held.publisher.value if held.publisher else None,
        "published": held.published.iso if held.published else None,
        "url": held.uri,
    }


def article_record(article: Article, story: str | None, given: Sequence[Credit] = ()) -> Record:
    """An article with its claims, where each was read under `sources`, and the credits that it gives."""
    claims: Mapping[str, Claim | DateClaim | None] = {
        name: getattr(article, attribute) for name, attribute in _CLAIMS.items()
    }
    values = {name: _value(claim) for name, claim in claims.items()}
    return {
        "id": article.key,
        "url": article.uri,
        "title": values.pop("title"),
        "text": article.text,
        **values,
        "sources": {name: claim.source.value for name, claim in claims.items() if claim is not None},
        "findings": _findings(article),
        "credits": [_credit(credit, article.text) for credit in given],
        "source": article.capture.source,
        "medium": article.capture.medium.value,
        "story": story,
        "metadata": dict(article.metadata),
    }


def _credit(credit: Credit, text: str) -> Record:
    span = credit.span
    return {
        "name": credit.name,
        "domain": credit.domain,
        "cue": credit.cue.value,
        "sort": credit.sort.value,
        "written": credit.written,
        "span": [span.start, span.end] if span else None,
        "words": text[span.start : span.end] if span else None,
        "agency": credit.agency,
        "known": credit.known,
    }


def _value(claim: Claim | DateClaim | None) -> str | None:
    if claim is None:
        return None
    return claim.iso if isinstance(claim, DateClaim) else claim.value


def comparison_record(
    a: Article,
    b: Article,
    comparison: Comparison,
    derivation: Derivation | None = None,
    reviewed: Sequence[ReviewStatus] = (),
) -> Record:
    """A verdict on two articles with its proof: the ledger, each shared passage in both texts, and what people said."""
    overlap = comparison.overlap
    return {
        "a": a.key,
        "b": b.key,
        "kind": comparison.kind.value,
        "score": comparison.score,
        "overlap": {
            "words_a": overlap.words_a,
            "words_b": overlap.words_b,
            "shared_a": overlap.shared_a,
            "shared_b": overlap.shared_b,
            "containment_a": round(overlap.containment_a, 4),
            "containment_b": round(overlap.containment_b, 4),
        },
        "evidence": [
            {
                "name": line.name,
                "sentence": line.sentence,
                "weight": round(line.weight, 4),
                "value": None if line.value is None else round(line.value, 4),
                "passages": list(line.passages),
            }
            for line in comparison.evidence
        ],
        "passages": [_passage(passage, a.text, b.text) for passage in comparison.passages],
        "direction": derivation.direction.value if derivation else Direction.UNDETERMINED.value,
        "params": comparison.params_digest,
        "derivation": derivation_record(derivation) if derivation else None,
        "possible": comparison.possible,
        "counterparts": [
            {**_both(pair.a, pair.b, a.text, b.text), "likeness": round(pair.likeness, 4)}
            for pair in comparison.counterparts
        ],
        "spun_phrases": [_both(change.a, change.b, a.text, b.text) for change in comparison.spun],
        "altered_quotations": [_both(change.a, change.b, a.text, b.text) for change in comparison.altered],
        "findings": {"a": _findings(a), "b": _findings(b)},
        "reviewed": holding_word(reviewed),
        "reviews": [review_record(status) for status in reviewed],
    }


def _findings(article: Article) -> list[Record]:
    return [
        {
            "code": finding.code,
            "detail": finding.detail,
            "count": finding.count,
            "spans": [[span.start, span.end] for span in finding.spans],
        }
        for finding in article.findings
    ]


def _passage(passage: Passage, text_a: str, text_b: str) -> Record:
    return {
        **_both(passage.a, passage.b, text_a, text_b),
        "words": passage.words,
        "quoted": passage.quoted,
        "stock": passage.stock,
    }


def _both(a: Span, b: Span, text_a: str, text_b: str) -> Record:
    """Places in two texts, and what stands there."""
    return {
        "a": [a.start, a.end],
        "b": [b.start, b.end],
        "text_a": text_a[a.start : a.end],
        "text_b": text_b[b.start : b.end],
    }
