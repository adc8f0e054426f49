"""Between the model's values and the archive's rows, both ways.

Reading trusts nothing: what cannot be decoded raises one of `values.UNREADABLE`, which the reader turns into an
ArchiveDamagedError that names the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dedup.model import (
    Article,
    Capture,
    Claim,
    DateClaim,
    Evidence,
    Finding,
    Kind,
    Medium,
    Member,
    MetaSource,
    Origin,
    OriginStatus,
    Overlap,
    Role,
    Span,
    Story,
)
from dedup.store.credits import lines_of_text, lines_text, page_credits_of, page_credits_text
from dedup.store.packing import pack, unpack
from dedup.store.rows import ArticleHead, ArticleRow, ContentRow, RelationRow, RevisionRow, Speaker, WordPassage
from dedup.store.values import (
    as_json,
    body_text,
    bytes_of,
    digest_of,
    digest_value,
    flag_of,
    instant_of,
    instant_text,
    int_of,
    name_text,
    number_of,
    optional_name,
    optional_text_of,
    text_of,
)

_CLAIMS = ("title", "byline", "publisher", "language", "canonical_url")
_DATES = ("published", "modified", "first_seen")
_DAY_LENGTH = len("2024-10-09")

# A letter for each of _CLAIMS and _DATES says where it was read.
_SOURCE_LETTERS = {
    MetaSource.GIVEN: "g", MetaSource.JSON_LD: "j", MetaSource.META: "m", MetaSource.MARKUP: "k", MetaSource.URL: "u",
    MetaSource.TEXT: "t", MetaSource.FEED: "f", MetaSource.SITEMAP: "s", MetaSource.FILE: "n", MetaSource.CAPTURE: "c",
    MetaSource.FETCH: "h",
}  # fmt: skip
_SOURCES = {letter: source for source, letter in _SOURCE_LETTERS.items()}
_NO_SOURCE = "-"

CAPTURE_FIELDS = ("source", "medium", "payload_digest", "capture_uri", "retrieved_at", "tls_verified")
"""The columns of `article` that `capture_fields` fills, in its order."""

ARTICLE_FIELDS = (
    "key", "content", "record_digest", "outlet", "uri", *_CLAIMS, *_DATES, "sources", "findings", "metadata",
    *CAPTURE_FIELDS, "text", "page_credits",
)  # fmt: skip
"""The columns that `article_values` fills, in its order."""

ARTICLE_COLUMNS = ("id", "revision", "ingested_at", *ARTICLE_FIELDS)
"""The columns that `article_row` reads, in its order."""

HEAD_COLUMNS = (
    "id", "key", "content", "revision", "outlet", "uri", "title", "publisher", "language", "canonical_url",
    *_DATES, "sources", "ingested_at",
)  # fmt: skip
"""The columns of `article` that `article_head` reads, in its order; `content.words` follows."""


# --- articles ---------------------------------------------------------------------------------------------------------


def article_values(article: Article, content: int, record_digest: bytes) -> tuple[object, ...]:
    """The values of ARTICLE_FIELDS."""
    claims: list[Claim | None] = [getattr(article, name) for name in _CLAIMS]
    dates: list[DateClaim | None] = [getattr(article, name) for name in _DATES]
    findings = [[f.code, f.detail, f.count, [[s.start, s.end] for s in f.spans]] for f in article.findings]
    return (
        name_text(article.key),
        content,
        record_digest,
        optional_name(article.outlet),
        optional_name(article.uri),
        *(name_text(claim.value) if claim else None for claim in claims),
        *(date.iso if date else None for date in dates),
        "".join(_SOURCE_LETTERS[claim.source] if claim else _NO_SOURCE for claim in (*claims, *dates)),
        as_json(findings),
        as_json(dict(article.metadata)),
        *capture_fields(article.capture),
        body_text(article.text),
        page_credits_text(article.page_credits),
    )


def capture_fields(capture: Capture) -> tuple[object, ...]:
    """The values of CAPTURE_FIELDS."""
    return (
        name_text(capture.source),
        capture.medium.value,
        digest_value(capture.digest),
        optional_name(capture.uri),
        instant_text(capture.retrieved_at) if capture.retrieved_at else None,
        None if capture.tls_verified is None else int(capture.tls_verified),
    )


def article_row(row: Sequence[Any]) -> ArticleRow:
    """The article of a row of ARTICLE_COLUMNS."""
    values = dict(zip(ARTICLE_COLUMNS, row, strict=True))
    sources = _sources(values["sources"])
    claims = {name: _claim(values[name], sources.get(name)) for name in _CLAIMS}
    dates = {name: _date(values[name], sources.get(name)) for name in _DATES}
    article = Article(
        key=text_of(values["key"]),
        text=text_of(values["text"]),
        capture=Capture(
            source=text_of(values["source"]),
            medium=Medium(values["medium"]),
            digest=digest_of(values["payload_digest"]),
            uri=optional_text_of(values["capture_uri"]),
            retrieved_at=None if values["retrieved_at"] is None else instant_of(values["retrieved_at"]),
            tls_verified=flag_of(values["tls_verified"]),
        ),
        uri=optional_text_of(values["uri"]),
        title=claims["title"],
        byline=claims["byline"],
        publisher=claims["publisher"],
        language=claims["language"],
        canonical_url=claims["canonical_url"],
        published=dates["published"],
        modified=dates["modified"],
        first_seen=dates["first_seen"],
        findings=tuple(_finding(entry) for entry in json.loads(values["findings"])),
        page_credits=page_credits_of(values["page_credits"]),
        metadata=_mapping(values["metadata"]),
    )
    return ArticleRow(
        id=int_of(values["id"]),
        content=int_of(values["content"]),
        revision=int_of(values["revision"]),
        record_digest=bytes_of(values["record_digest"]),
        ingested_at=instant_of(values["ingested_at"]),
        article=article,
    )


def article_head(row: Sequence[Any]) -> ArticleHead:
    """The head of a row of HEAD_COLUMNS followed by `content.words`."""
    (id_, key, content, revision, outlet, uri, title, publisher, language, canonical, published, modified, seen,
     sources_letters, ingested, words) = row  # fmt: skip
    sources = _sources(sources_letters)
    return ArticleHead(
        id=int_of(id_),
        key=text_of(key),
        content=int_of(content),
        words=int_of(words),
        revision=int_of(revision),
        outlet=optional_text_of(outlet),
        uri=optional_text_of(uri),
        title=optional_text_of(title),
        publisher=optional_text_of(publisher),
        language=optional_text_of(language),
        canonical_url=optional_text_of(canonical),
        published=_date(published, sources.get("published")),
        modified=_date(modified, sources.get("modified")),
        first_seen=_date(seen, sources.get("first_seen")),
        ingested_at=instant_of(ingested),
    )


def speaker(row: Sequence[Any]) -> Speaker:
    """The speaker of a row (content, id, revision, ingested_at, outlet, language, key)."""
    _, id_, revision, ingested, outlet, language, _ = row
    return Speaker(
        int_of(id_), int_of(revision), text_of(ingested), optional_text_of(outlet), optional_text_of(language)
    )


def revision_row(row: Sequence[Any]) -> RevisionRow:
    """The earlier state of an article, from the columns of `revision` in the order of the type's fields."""
    article, number, content, payload, title, published, modified, ingested, replaced, text = row
    return RevisionRow(
        article=int_of(article),
        number=int_of(number),
        content_digest=bytes_of(content),
        payload_digest=digest_of(payload),
        title=optional_text_of(title),
        published=optional_text_of(published),
        modified=optional_text_of(modified),
        ingested_at=instant_of(ingested),
        replaced_at=instant_of(replaced),
        text=text_of(text),
    )


def content_row(row: Sequence[Any]) -> ContentRow:
    """The content of a row (id, digest, words, params)."""
    id_, digest, words, params = row
    return ContentRow(int_of(id_), bytes_of(digest), int_of(words), text_of(params))


def _mapping(value: object) -> dict[str, Any]:
    loaded = json.loads(text_of(value))
    if not isinstance(loaded, dict):
        raise TypeError(f"{value!r} where a JSON object should be")
    return loaded


def _sources(letters: object) -> dict[str, MetaSource]:
    """Where each field was read that was read anywhere."""
    named = zip((*_CLAIMS, *_DATES), text_of(letters), strict=True)
    return {name: _SOURCES[letter] for name, letter in named if letter != _NO_SOURCE}


def _claim(value: object, source: MetaSource | None) -> Claim | None:
    return None if value is None else Claim(text_of(value), MetaSource(str(source)))


def _date(value: object, source: MetaSource | None) -> DateClaim | None:
    if value is None:
        return None
    stored = text_of(value)
    day_only = len(stored) == _DAY_LENGTH
    at = datetime.fromisoformat(stored)
    return DateClaim(at.replace(tzinfo=UTC) if day_only else at, MetaSource(str(source)), day_only)


def _finding(entry: Sequence[Any]) -> Finding:
    code, detail, count, spans = entry
    return Finding(text_of(code), text_of(detail), int_of(count), tuple(Span(int_of(s), int_of(e)) for s, e in spans))


# --- relations and stories --------------------------------------------------------------------------------------------

RELATION_COLUMNS = (
    "a", "b", "kind", "score", "words_a", "words_b", "shared_a", "shared_b", "params", "proof",
)  # fmt: skip
"""The columns of `relation_values` and `relation_row`, in their order."""


def relation_values(row: RelationRow) -> tuple[object, ...]:
    """The values of RELATION_COLUMNS."""
    o = row.overlap
    return (
        row.a, row.b, row.kind.value, row.score, o.words_a, o.words_b, o.shared_a, o.shared_b, row.params,
        pack([row.proposed_by, _ledger_list(row.ledger), _steps(row.passages)]),
    )  # fmt: skip


def relation_row(row: Sequence[Any]) -> RelationRow:
    """The relation of a row of RELATION_COLUMNS."""
    a, b, kind, score, words_a, words_b, shared_a, shared_b, params, proof = row
    proposed, ledger, steps = _proof(proof)
    return RelationRow(
        a=int_of(a),
        b=int_of(b),
        kind=Kind(kind),
        score=number_of(score),
        overlap=Overlap(int_of(words_a), int_of(words_b), int_of(shared_a), int_of(shared_b)),
        ledger=tuple(_evidence(entry) for entry in ledger),
        passages=tuple(_passages(steps)),
        proposed_by=tuple(text_of(name) for name in proposed),
        params=text_of(params),
    )


def ledger_text(ledger: Sequence[Evidence]) -> str:
    """The lines of a ledger as JSON."""
    return as_json(_ledger_list(ledger))


def ledger_of(value: object) -> tuple[Evidence, ...]:
    """What `ledger_text` wrote."""
    return tuple(_evidence(entry) for entry in json.loads(text_of(value)))


def proof_ledger(proof: object) -> tuple[Evidence, ...]:
    """The ledger of a relation's column `proof`."""
    return tuple(_evidence(entry) for entry in _proof(proof)[1])


def _proof(packed: object) -> Sequence[Any]:
    """Who proposed a pair, the lines of the ledger, and the steps of the passages."""
    proof = unpack(packed)
    if not isinstance(proof, list) or len(proof) != 3:
        raise ValueError("a proof is not made of three parts")
    return proof


def _ledger_list(ledger: Sequence[Evidence]) -> list[list[object]]:
    return [[line.name, line.template, line.weight, line.value, line.passages] for line in ledger]


def _evidence(entry: Sequence[Any]) -> Evidence:
    name, template, weight, value, passages = entry
    return Evidence(
        name=text_of(name),
        template=text_of(template),
        weight=number_of(weight),
        value=None if value is None else number_of(value),
        passages=tuple(int_of(index) for index in passages),
    )


def _steps(passages: Sequence[WordPassage]) -> list[int]:
    """Six small numbers for each passage: how far it begins after the last one in A, its words there, the same in B
    where its words are told beside those in A, the words that differ, the flags."""
    steps: list[int] = []
    a_last = b_last = 0
    for a_start, a_end, b_start, b_end, words, flags in passages:
        length = a_end - a_start
        steps += (a_start - a_last, length, b_start - b_last, b_end - b_start - length, length - words, flags)
        a_last, b_last = a_end, b_end
    return steps


def _passages(steps: Sequence[Any]) -> Iterator[WordPassage]:
    """The passages of `_steps`."""
    a_end = b_end = 0
    rest = map(int_of, steps)
    for a_gap, length, b_gap, longer, differ, flags in zip(rest, rest, rest, rest, rest, rest, strict=True):
        a_start, b_start = a_end + a_gap, b_end + b_gap
        a_end, b_end = a_start + length, b_start + length + longer
        yield a_start, a_end, b_start, b_end, length - differ, flags


def story_values(story: Story, ids: Mapping[str, int]) -> tuple[object, ...]:
    """The row of `story`: id, canonical, the origin (status, article, name, domain), reason, certainty, ledger."""
    origin = story.origin
    return (
        name_text(story.id),
        ids[story.canonical],
        origin.status.value,
        None if origin.article is None else ids[origin.article],
        optional_name(origin.name),
        optional_name(origin.domain),
        name_text(story.reason),
        story.certainty,
        ledger_text(story.ledger),
    )


def member_values(story: str, position: int, member: Member, ids: Mapping[str, int]) -> tuple[object, ...]:
    """The row of `story_member`: story, article, position, role, kind, via, score, reason, credited, credits."""
    return (
        name_text(story),
        ids[member.article],
        position,
        member.role.value,
        member.kind.value if member.kind else None,
        None if member.via is None else ids[member.via],
        member.score,
        name_text(member.reason),
        None if member.credited is None else int(member.credited),
        lines_text(member.credits),
    )


def member_of(row: Sequence[Any]) -> Member:
    """A member from: key, role, kind, via key, score, reason, credited, credits, title, publisher, published."""
    key, role, kind, via, score, reason, credited, lines, title, publisher, published = row
    return Member(
        article=text_of(key),
        role=Role(role),
        kind=None if kind is None else Kind(kind),
        via=optional_text_of(via),
        score=None if score is None else number_of(score),
        reason=text_of(reason),
        credited=flag_of(credited),
        credits=lines_of_text(lines),
        title=optional_text_of(title),
        publisher=optional_text_of(publisher),
        published=optional_text_of(published),
    )


def story_of(members: tuple[Member, ...], row: Sequence[Any]) -> Story:
    """A story from: id, canonical key, origin status, origin key, name and domain, reason, certainty, ledger."""
    id_, canonical, status, origin, name, domain, reason, certainty, ledger = row
    return Story(
        id=text_of(id_),
        origin=Origin(
            status=OriginStatus(status),
            article=optional_text_of(origin),
            name=optional_text_of(name),
            domain=optional_text_of(domain),
        ),
        canonical=text_of(canonical),
        reason=text_of(reason),
        members=members,
        certainty=number_of(certainty),
        ledger=ledger_of(ledger),
    )
