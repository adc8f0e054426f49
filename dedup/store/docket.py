"""What the docket is made of: every relation, direction and membership of one snapshot, without proofs and texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dedup.model import Direction, Kind, OriginStatus, Overlap
from dedup.store.codec import proof_ledger
from dedup.store.snapshot import Snapshot
from dedup.store.values import flag_of, instant_of, int_of, number_of, optional_text_of

_VERBATIM = ", ".join(f"'{kind.value}'" for kind in (Kind.IDENTICAL, Kind.NEAR_COPY, Kind.EXCERPT))
_SENTENCES = "sentences"  # the line of a ledger whose value is the share of sentences that have a counterpart

# An address tells the publisher's domain; only where there is none the canonical one may, article by article.
_NAMINGS = (
    "SELECT article.publisher, article.outlet, min(article.uri), min(article.canonical_url), "
    "own_article.key IS NOT NULL, count(*), min(article.published), max(article.published), "
    "count(*) - count(article.published), max(article.ingested_at) "
    "FROM article LEFT JOIN own_article ON own_article.key = article.key "
    "GROUP BY article.publisher, article.outlet, own_article.key IS NOT NULL, "
    "CASE WHEN article.uri LIKE 'http%' THEN NULL ELSE coalesce(article.canonical_url, '') END"
)


@dataclass(frozen=True, slots=True)
class NamingRow:
    """How a group of articles names its publisher, and how many there are; dates as they stand."""

    publisher: str | None
    outlet: str | None
    uri: str | None
    canonical_url: str | None
    own: bool
    articles: int
    first: str | None
    last: str | None
    undated: int
    ingested_at: datetime


@dataclass(frozen=True, slots=True)
class TieRow:
    """A relation between two contents without its proof; shares are of the words of each that stand in the other.

    `reworded` is the share of sentences that say the same, where they were compared; 0 elsewhere.
    """

    a: int
    b: int
    kind: Kind
    score: float
    share_a: float
    share_b: float
    reworded: float


class DocketReader(Snapshot):
    """Questions about all pairs at once to one snapshot of an archive."""

    def namings(self) -> list[NamingRow]:
        """How articles name their publishers."""
        return [self._decoded("a publisher", _naming, row) for row in self._rows(_NAMINGS)]

    def outside_namings(self) -> list[tuple[str | None, str | None]]:
        """Name and domain of the origins that are not held, once for each story."""
        rows = self._rows("SELECT origin_name, origin_domain FROM story WHERE origin IS NULL")
        return [tuple(row) for row in rows]

    def all_directions(self) -> list[tuple[int, int, Direction, float]]:
        """The directions of all derived pairs but revisions, with their certainty; the smaller key comes first."""
        rows = self._rows("SELECT a, b, direction, certainty FROM derivation WHERE revision = 0")
        return [(a, b, Direction(direction), certainty) for a, b, direction, certainty in rows]

    def all_ties(self, possible: float) -> Iterator[TieRow]:
        """All relations of a derived kind, and others from the score of `possible` on."""
        sql = (
            "SELECT a, b, kind, score, words_a, words_b, shared_a, shared_b, "
            f"CASE WHEN score >= ? AND kind NOT IN ({_VERBATIM}) THEN proof END FROM relation"
        )
        for row in self._rows(sql, (possible,)):
            tie = self._decoded("the relation of content", _tie, row)
            if tie.kind.derived or tie.score >= possible:
                yield tie

    def memberships(self) -> dict[int, tuple[str, bool | None]]:
        """For each article that belongs to a story its id, and whether the article names where the story comes from."""
        sql = "SELECT article, story, credited FROM story_member WHERE role <> 'citing'"
        return {
            article: (story, None if credited is None else bool(credited))
            for article, story, credited in self._rows(sql)
        }

    def held_parents(self) -> dict[int, set[int]]:
        """For each article the held ones that it hangs on in its story."""
        found: dict[int, set[int]] = {}
        sql = "SELECT article, parent FROM story_parent WHERE parent IS NOT NULL AND revision = 0"
        for article, parent in self._rows(sql):
            found.setdefault(article, set()).add(parent)
        return found

    def storied(self) -> set[int]:
        """The articles that stand in a story, as members or citing it, or in a derived pair."""
        sql = "SELECT article FROM story_member UNION SELECT a FROM derivation UNION SELECT b FROM derivation"
        return {row[0] for row in self._rows(sql)}

    def listed_stories(
        self,
        status: OriginStatus | None = None,
        *,
        silent: bool = False,
        namings: Collection[tuple[str | None, str | None]] | None = None,
        outside: Collection[tuple[str | None, str | None]] = (),
    ) -> list[str]:
        """Ids of the stories with an origin of a status, those with most members first.

        `silent` asks for a known origin that an article which comes from it does not name; `namings` (publisher and
        outlet as articles have them) for a member of one of these, or an origin not held of a name and domain of
        `outside`.
        """
        rows = self._rows(
            "SELECT story.id, story.origin_status, story.origin_name, story.origin_domain, story.origin, "
            "sum(role <> 'citing'), max(role NOT IN ('citing', 'origin') AND credited IS 0) "
            "FROM story JOIN story_member ON story_member.story = story.id GROUP BY story.id"
        )
        members = None if namings is None else self._stories_of(namings)
        named = set(outside)
        found = [
            (-size, id_)
            for id_, its, name, domain, origin, size, muted in rows
            if (status is None or its == status.value)
            and (not silent or (muted and its != OriginStatus.UNDETERMINED.value))
            and (members is None or id_ in members or (origin is None and (name, domain) in named))
        ]
        return [id_ for _, id_ in sorted(found)]

    def _stories_of(self, namings: Collection[tuple[str | None, str | None]]) -> set[str]:
        """The stories with a member of which one of the namings holds."""
        sql = (
            "SELECT DISTINCT story_member.story FROM story_member JOIN article ON article.id = story_member.article "
            "WHERE (coalesce(article.publisher, ''), coalesce(article.outlet, '')) IN ({})"
        )
        pairs = [(publisher or "", outlet or "") for publisher, outlet in namings]
        return {row[0] for row in self._rows_of_pairs(sql, pairs)}

    def crowded_count(self) -> int:
        """How many contents are compared with the first of their like alone."""
        return int(self._one("SELECT count(*) FROM crowded"))

    def waiting_count(self) -> int:
        """How many contents are not yet compared under what is known now."""
        return int(self._one("SELECT count(*) FROM content WHERE stale = 1"))


def _naming(row: Sequence[Any]) -> NamingRow:
    publisher, outlet, uri, canonical, own, articles, first, last, undated, ingested = row
    return NamingRow(
        publisher=optional_text_of(publisher),
        outlet=optional_text_of(outlet),
        uri=optional_text_of(uri),
        canonical_url=optional_text_of(canonical),
        own=bool(flag_of(own)),
        articles=int_of(articles),
        first=optional_text_of(first),
        last=optional_text_of(last),
        undated=int_of(undated),
        ingested_at=instant_of(ingested),
    )


def _tie(row: Sequence[Any]) -> TieRow:
    a, b, kind, score, words_a, words_b, shared_a, shared_b, proof = row
    overlap = Overlap(int_of(words_a), int_of(words_b), int_of(shared_a), int_of(shared_b))
    ledger = proof_ledger(proof) if proof is not None else ()
    counterparts = (line.value for line in ledger if line.name == _SENTENCES)
    return TieRow(
        a=int_of(a),
        b=int_of(b),
        kind=Kind(kind),
        score=number_of(score),
        share_a=overlap.containment_a,
        share_b=overlap.containment_b,
        reworded=next((value for value in counterparts if value is not None), 0.0),
    )
