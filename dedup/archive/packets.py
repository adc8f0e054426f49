"""Evidence packets made from an archive, each within one snapshot of it, so that no writer can split what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from dedup.archive.addresses import required
from dedup.archive.checking import faced, furniture_of
from dedup.archive.crediting import Crediting
from dedup.archive.graph import analysis_of
from dedup.archive.origins import direction_of, history_of
from dedup.archive.reviews import statuses, story_of
from dedup.archive.revisions import states_and_changes
from dedup.archive.tracing import Tracer
from dedup.config import CompareParams
from dedup.errors import ArchiveDamagedError, UsageError
from dedup.model import (
    PACKET_FORM,
    PACKET_LAYOUT,
    Amendment,
    Counterpart,
    Direction,
    Fact,
    KeptPage,
    Packet,
    PacketArticle,
    PacketCapture,
    PacketChange,
    PacketPair,
    PacketState,
    PacketStory,
    Parameter,
    Passage,
    Piece,
    Rewording,
    Span,
    State,
    Step,
    Story,
    TextsKept,
)
from dedup.provenance import timeline, times_of
from dedup.store import ArticleRow, Reader

MOST_PAIRS = 25
"""Derived members of a story that a packet shows with their proof: some hundred pages of paper."""

_HEADERS = frozenset({"date", "last-modified", "etag", "content-type", "age"})


@dataclass(frozen=True, slots=True)
class Making:
    """What a packet is made with that is not in the archive: the time, the program's version, how much of the texts."""

    made_at: datetime
    made_with: str
    texts: TextsKept = TextsKept.WHOLE


def packet_of_pair(
    reader: Reader, tracer: Tracer, params: CompareParams, names: tuple[str, str], making: Making
) -> Packet:
    """All that is known of two articles, by key or address; raises NotFoundError, and UsageError for one twice."""
    a, b = (required(reader, name) for name in names)
    if a.id == b.id:
        raise UsageError(f"A packet is of two articles, and {a.article.key} was given twice; name another one.")
    pairs = _pairs(reader, tracer, params, [(a, b)])
    return _packet(reader, params, making, (a, b), pairs)


def packet_of_story(reader: Reader, tracer: Tracer, params: CompareParams, name: str, making: Making) -> Packet:
    """All that is known of a story with this id; each derived member is compared with what it hangs on."""
    story = story_of(reader, name)
    numbers = reader.article_ids([member.article for member in story.members])
    wanted = list(_steps(story))
    shown = {key for step in wanted[:MOST_PAIRS] for key in step} | {story.canonical}
    rows = {row.article.key: row for row in reader.articles([numbers[key] for key in shown])}
    pairs = _pairs(reader, tracer, params, [(rows[a], rows[b]) for a, b in wanted[:MOST_PAIRS]])
    told = PacketStory(
        story=story,
        moments=timeline(story, reader.heads(list(numbers.values())).values()),
        history=tuple(history_of(reader, story.id)),
        left_out=max(0, len(wanted) - MOST_PAIRS),
    )
    ordered = [rows[moment.article] for moment in told.moments if moment.article in rows]
    return _packet(reader, params, making, ordered, pairs, told)


def _steps(story: Story) -> Iterable[tuple[str, str]]:
    """Each derived member with the member that it hangs on, else with the canonical copy."""
    for member in story.members:
        if member.role.belongs and member.article != story.canonical:
            yield member.article, member.via if member.via not in {None, member.article} else story.canonical


def _packet(
    reader: Reader,
    params: CompareParams,
    making: Making,
    rows: Sequence[ArticleRow],
    pairs: Sequence[PacketPair],
    story: PacketStory | None = None,
) -> Packet:
    keys = {row.article.key for row in rows}
    shown = _shown(pairs)
    return Packet(
        form=PACKET_FORM,
        layout=PACKET_LAYOUT,
        made_at=making.made_at,
        made_with=making.made_with,
        texts=making.texts,
        held=reader.counts().articles,
        analysis=analysis_of(reader),
        parameters=tuple(Parameter(name, json.dumps(value)) for name, value in sorted(asdict(params).items())),
        articles=tuple(_article(reader, row, making.texts, shown.get(row.article.key, ())) for row in rows),
        pairs=tuple(pairs),
        reviews=tuple(one for one in statuses(reader, keys) if set(one.review.pair) <= keys),
        story=story,
    )


# --- pairs ------------------------------------------------------------------------------------------------------------


def _pairs(
    reader: Reader, tracer: Tracer, params: CompareParams, wanted: Sequence[tuple[ArticleRow, ArticleRow]]
) -> list[PacketPair]:
    furniture = furniture_of(reader, [row.article for pair in wanted for row in pair])
    crediting = Crediting(reader)
    heads = reader.heads({row.id for pair in wanted for row in pair})
    found = []
    for a, b in wanted:
        lying = faced(a.article, b.article, furniture, params)
        derivation = direction_of(reader, tracer, a.article, b.article, lying.comparison)
        credited = None
        if lying.comparison.kind.derived:
            direction = derivation.direction if derivation else Direction.UNDETERMINED
            credited = crediting.between(heads[a.id], {b.id: (heads[b.id], direction)}).get(b.id)
        found.append(
            PacketPair(a=a.article.key, b=b.article.key, faced=lying, derivation=derivation, credited=credited)
        )
    return found


def _shown(pairs: Iterable[PacketPair]) -> Mapping[str, list[Span]]:
    """The places of each article's text that a pair refers to."""
    found: dict[str, list[Span]] = {}
    for pair in pairs:
        proof = pair.comparison
        places: list[Passage | Counterpart | Rewording | Fact] = [
            *proof.passages,
            *proof.counterparts,
            *proof.spun,
            *proof.altered,
            *pair.faced.facing.facts,
        ]
        found.setdefault(pair.a, []).extend(place.a for place in places)
        found.setdefault(pair.b, []).extend(place.b for place in places)
    return found


# --- articles ---------------------------------------------------------------------------------------------------------


def _article(reader: Reader, row: ArticleRow, texts: TextsKept, shown: Iterable[Span]) -> PacketArticle:
    article = row.article
    states, changes = states_and_changes(reader, row)
    credits_given = reader.credits([row.id])[row.id]
    whole = texts is TextsKept.WHOLE
    places = [Span(0, len(article.text))] if whole else [*shown, *(one.span for one in credits_given if one.span)]
    return PacketArticle(
        key=article.key,
        uri=article.uri,
        title=article.title,
        byline=article.byline,
        publisher=article.publisher,
        language=article.language,
        canonical_url=article.canonical_url,
        published=article.published,
        modified=article.modified,
        first_seen=article.first_seen,
        findings=article.findings,
        date_findings=times_of(article).findings,
        credits=credits_given,
        source=article.capture.source,
        medium=article.capture.medium,
        received_from=article.capture.uri,
        received_digest=article.capture.digest,
        retrieved_at=article.capture.retrieved_at,
        tls_verified=article.capture.tls_verified,
        standing_since=states[-1].since,
        captures=tuple(_capture(reader, page) for page in reader.captures(row.id)),
        states=tuple(_state(one, one.until) for one in states if one.until is not None),
        changes=tuple(_change(one, whole=whole) for one in changes),
        text_digest=text_digest(article.text),
        characters=len(article.text),
        pieces=tuple(Piece(span.start, article.text[span.start : span.end]) for span in joined(places)),
    )


def text_digest(text: str) -> str:
    """The SHA-256 of a text as UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def joined(places: Iterable[Span]) -> list[Span]:
    """Places of one text in order, those that touch or overlap joined, those without a character left out."""
    found: list[Span] = []
    for span in sorted(places, key=lambda one: (one.start, one.end)):
        if span.start == span.end:
            continue
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _capture(reader: Reader, page: KeptPage) -> PacketCapture:
    try:
        reader.payload(page.capture.digest)
    except ArchiveDamagedError:
        intact = False
    else:
        intact = True
    return PacketCapture(
        number=page.number,
        source=page.capture.source,
        medium=page.capture.medium,
        uri=page.capture.uri,
        retrieved_at=page.capture.retrieved_at,
        ingested_at=page.ingested_at,
        digest=page.capture.digest,
        size=page.size,
        status=page.payload.status,
        tls_verified=page.capture.tls_verified,
        tls=page.payload.tls,
        headers=tuple(header for header in page.payload.headers if header[0].lower() in _HEADERS),
        intact=intact,
    )


def _state(state: State, until: datetime) -> PacketState:
    return PacketState(
        number=state.number,
        since=state.since,
        until=until,
        title=state.title,
        published=state.published,
        modified=state.modified,
        payload_digest=state.digest,
        text_digest=text_digest(state.text),
        characters=len(state.text),
    )


def _change(one: Amendment, *, whole: bool) -> PacketChange:
    return PacketChange(
        before=one.before.number,
        after=one.after.number,
        removed=one.count(Step.REMOVED),
        added=one.count(Step.ADDED),
        reworded=one.count(Step.REWORDED),
        moved=one.count(Step.MOVED),
        facts=one.facts if whole else (),
    )
