"""From clusters of contents to traced stories: the witnesses of each cluster, what ties them, and who cites it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dedup.archive.library import Library
from dedup.archive.witnesses import Reading, Witnesses, no_traits, reading
from dedup.model import Article, DateClaim, DerivedPair, Kind, Overlap, Relation, Review, Story
from dedup.provenance import (
    Memory,
    Pair,
    Publisher,
    Registry,
    Remembered,
    Tie,
    Traits,
    Witness,
    build_story,
    derived_pairs,
    panel,
    tied_pair,
    times_of,
    trace,
    tracing_digest,
)
from dedup.store import ArticleHead, Reader, Writer

_SCHEME = "scheme.tracing"
_HUBS = 12  # articles of one content that those of another are tied to: all pairs of 3,000 reprints are too many

Related = tuple[int, int, Kind, float, Overlap]
"""A relation between two contents: a, b, kind, score, overlap."""


def untraced(writer: Writer, registry: Registry) -> frozenset[int]:
    """All contents, if stories were traced with another registry, other tables or weights than now; else none."""
    digest = tracing_digest(registry)
    if writer.get_meta(_SCHEME) == digest:
        return frozenset()
    writer.set_meta(_SCHEME, digest)
    return frozenset(head.content for head in writer.heads().values())


@dataclass(frozen=True, slots=True)
class Traced:
    """A story and the directions of the pairs in it, without those `kept`, which are stored as they would be found.

    `grounds` are to be stored beside the others.
    """

    story: Story
    pairs: tuple[DerivedPair, ...]
    kept: frozenset[Pair]
    grounds: Mapping[Pair, bytes]


@dataclass(frozen=True, slots=True)
class Guest:
    """An article that is not held, and its relations to articles that are; it is `a` of each."""

    reading: Reading
    relations: tuple[Relation, ...]

    @property
    def derived(self) -> bool:
        """Whether it belongs to the story, rather than citing it."""
        return any(relation.kind.derived for relation in self.relations)


class Cluster:
    """The articles of one cluster with those outside that cite it, and how all of them are related.

    `holders` are the articles of each content of the cluster, `outside` those of contents that are related to one of
    them short of derivation, `reviews` the standing words by which articles of the cluster are the same.
    """

    def __init__(
        self,
        holders: Mapping[int, Sequence[ArticleHead]],
        outside: Mapping[int, Sequence[ArticleHead]],
        reviews: Sequence[Review] = (),
    ) -> None:
        self.members = [head for content in sorted(holders) for head in holders[content]]
        self.citing = [head for content in sorted(outside) for head in outside[content]]
        self._holders = {**outside, **holders}
        self._own = frozenset(holders)
        self.reviews = reviews
        self._asked: defaultdict[tuple[int, int], list[tuple[ArticleHead, ArticleHead]]] = defaultdict(list)
        heads = {head.key: head for head in self.members}
        for review in reviews:
            one, other = heads[review.a], heads[review.b]
            self._asked[one.content, other.content].append((one, other))
            self._asked[other.content, one.content].append((other, one))
        self.ties: defaultdict[str, dict[str, Tie]] = defaultdict(dict)
        self.kinds: defaultdict[str, dict[str, tuple[Kind, float]]] = defaultdict(dict)
        for content, held in holders.items():
            self._tie_same(content, held)

    def relate(self, a: int, b: int, kind: Kind, score: float, overlap: Overlap) -> None:
        """Note a relation between two contents, both of the cluster or one of them outside."""
        for one, other in (*_pairs(self._holders[a], self._holders[b]), *self._asked.get((a, b), ())):
            self.kinds[one.key][other.key] = self.kinds[other.key][one.key] = (kind, score)
            if kind.derived and {a, b} <= self._own:
                self.ties[one.key][other.key] = Tie(kind, overlap)
                self.ties[other.key][one.key] = Tie(kind, overlap.swapped())

    def invite(self, guest: Guest) -> None:
        """Note the relations of a guest to members."""
        known = {head.key for head in self.members}
        key = guest.reading.article.key
        for relation in guest.relations:
            if relation.b in known:
                kind, overlap = relation.kind, relation.comparison.overlap
                self.kinds[key][relation.b] = self.kinds[relation.b][key] = (kind, relation.score)
                if kind.derived:
                    self.ties[key][relation.b] = Tie(kind, overlap)
                    self.ties[relation.b][key] = Tie(kind, overlap.swapped())

    def _tie_same(self, content: int, heads: Sequence[ArticleHead]) -> None:
        for one, other in (*_pairs(heads, heads), *self._asked.get((content, content), ())):
            if one is not other:
                words = one.words
                self.kinds[one.key][other.key] = self.kinds[other.key][one.key] = (Kind.IDENTICAL, 1.0)
                tie = Tie(Kind.IDENTICAL, Overlap(words, words, words, words))
                self.ties[one.key][other.key] = self.ties[other.key][one.key] = tie


class Tracer:
    """Traces clusters as one snapshot of an archive sees them."""

    def __init__(self, reader: Reader, library: Library, witnesses: Witnesses) -> None:
        self._reader = reader
        self._library = library
        self._witnesses = witnesses

    def story(self, cluster: Cluster, guest: Guest | None = None, before: Mapping[Pair, bytes] | None = None) -> Traced:
        """Trace one cluster of two articles or more; a guest is traced as if it were held.

        `before` are the grounds stored beside directions between its members.
        """
        readings = self._witnesses.read(self._reader, (*cluster.members, *cluster.citing))
        digests = self._library.digests({head.content for head in (*cluster.members, *cluster.citing)})
        read = [*readings.values(), *([guest.reading] if guest else ())]
        registry, added = self._witnesses.registry_for(read)
        members = self._members(cluster.members, readings, digests, registry, added)
        citing = [
            self._witnesses.testify(readings[head.id], digests[head.content], registry, added, no_traits())
            for head in cluster.citing
        ]
        if guest is not None:
            traits = guest.reading.traits()
            asked = self._witnesses.testify(guest.reading, guest.reading.said.encode(), registry, added, traits)
            (members if guest.derived else citing).append(asked)
            cluster.invite(guest)
        memory = None if before is None else self._memory(cluster, before)
        lineage = trace(members, cluster.ties, citing=citing, registry=registry, reviews=cluster.reviews, memory=memory)
        grounds = {pair: note.packed for pair, note in lineage.notes.items()}
        return Traced(build_story(lineage, cluster.kinds), derived_pairs(lineage), lineage.kept, grounds)

    def _memory(self, cluster: Cluster, before: Mapping[Pair, bytes]) -> Memory:
        tied = ((a, b) for a, related in cluster.ties.items() for b in related if (a, b) in before)
        found = {pair: kept for pair in tied if (kept := Remembered.of(before[pair]))}
        return Memory(tracing_digest(self._witnesses.registry), found)

    def strangers(self, one: Article, other: Article, tie: Tie) -> DerivedPair:
        """The direction of two articles, held or not, from the two alone."""
        read = [reading(article) for article in (one, other)]
        registry, added = self._witnesses.registry_for(read)
        a, b = (
            self._witnesses.testify(each, each.article.text.encode(), registry, added, each.traits()) for each in read
        )
        return tied_pair(a, b, tie, registry)

    def pair(self, one: ArticleHead, other: ArticleHead, tie: Tie) -> DerivedPair:
        """The direction of a derived pair that no story holds, from the two alone."""
        readings = self._witnesses.read(self._reader, (one, other))
        digests = self._library.digests({one.content, other.content})
        registry, added = self._witnesses.registry_for(readings.values())
        a, b = (self._member(head, readings[head.id], digests, registry, added) for head in (one, other))
        return tied_pair(a, b, tie, registry)

    def _members(
        self,
        heads: Sequence[ArticleHead],
        readings: Mapping[int, Reading],
        digests: Mapping[int, bytes],
        registry: Registry,
        added: frozenset[Publisher],
    ) -> list[Witness]:
        """The members of a story as witnesses; those that are not on its panel without the traits of their texts."""
        known = {
            head.key: self._witnesses.testify(readings[head.id], digests[head.content], registry, added, no_traits())
            for head in heads
        }
        asked = panel(list(known.values()), {head.key: head.words for head in heads}, registry)
        return [
            replace(known[head.key], traits=self._traits(head, readings[head.id]))
            if head.key in asked
            else known[head.key]
            for head in heads
        ]

    def _member(
        self,
        head: ArticleHead,
        read: Reading,
        digests: Mapping[int, bytes],
        registry: Registry,
        added: frozenset[Publisher],
    ) -> Witness:
        return self._witnesses.testify(read, digests[head.content], registry, added, self._traits(head, read))

    def _traits(self, head: ArticleHead, read: Reading) -> Traits:
        return read.traits(self._library.views_of(head.content, read.article))


def hubs(heads: Sequence[ArticleHead]) -> list[ArticleHead]:
    """The articles of one content that stand for the rest: the earliest, as far as dates tell."""
    if len(heads) <= _HUBS:
        return list(heads)
    return sorted(heads, key=lambda head: (date.iso if (date := _date(head)) else "~", head.key))[:_HUBS]


def _date(head: ArticleHead) -> DateClaim | None:
    return head.published or times_of(head).noticed


def _pairs(heads: Sequence[ArticleHead], others: Sequence[ArticleHead]) -> Iterable[tuple[ArticleHead, ArticleHead]]:
    """Pairs of articles of two contents: all, but of many articles only those with a hub of the other content."""
    if len(heads) <= _HUBS and len(others) <= _HUBS:
        return ((one, other) for one in heads for other in others)
    near, far = hubs(heads), hubs(others)
    crossing = {(one.key, other.key): (one, other) for one in heads for other in far}
    crossing.update({(one.key, other.key): (one, other) for one in near for other in others})
    return crossing.values()
