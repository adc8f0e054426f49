"""What an archive says of where things come from: one article's origin, a pair's direction, a story's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dedup.archive.reviews import pair_with_word, standing, story_of
from dedup.archive.tracing import Cluster, Guest, Tracer
from dedup.archive.witnesses import reading
from dedup.archive.words import Words, as_reviewed
from dedup.model import Article, Change, Comparison, Derivation, DerivedPair, Finding, OriginReport, Relation
from dedup.provenance import Tie, times_of
from dedup.store import Reader


def history_of(reader: Reader, story: str) -> list[Change]:
    """The history of a story that is held, under all ids that it had, oldest first."""
    names = {story} | {old for old in reader.story_aliases() if reader.resolve_story(old) == story}
    return reader.changes(names)


def held_origin(reader: Reader, number: int, article: Article) -> OriginReport:
    """Where an article that is held comes from, as the archive has traced it."""
    found = reader.story_with(number)
    words = standing(reader, [article.key])
    story = story_of(reader, found) if found is not None else None
    pairs = tuple(_seen_from(article.key, pair_with_word(pair, words)) for pair in reader.derivations([number]))
    return OriginReport(article=article.key, held=True, story=story, pairs=pairs, findings=_findings(article))


def guest_origin(reader: Reader, tracer: Tracer, article: Article, relations: Sequence[Relation]) -> OriginReport:
    """Where an article that is not held would come from, if it were ingested now.

    `relations` are those to articles that are held, the strongest first. The story of the strongest is traced with the
    article in it, or with the article citing it where none is a derivation; stories are not clustered anew.
    """
    numbers = reader.article_ids([relation.b for relation in relations])
    for relation in relations:
        guest = Guest(reading(article), tuple(one for one in relations if one.kind.derived == relation.kind.derived))
        cluster = _cluster_of(reader, numbers[relation.b])
        traced = tracer.story(cluster, guest)
        pairs = tuple(_seen_from(article.key, pair) for pair in traced.pairs if article.key in (pair.a, pair.b))
        if any(member.article == article.key for member in traced.story.members):
            story = traced.story
            return OriginReport(article=article.key, held=False, story=story, pairs=pairs, findings=_findings(article))
    return OriginReport(article=article.key, held=False, story=None, pairs=(), findings=_findings(article))


def direction_of(reader: Reader, tracer: Tracer, a: Article, b: Article, comparison: Comparison) -> Derivation | None:
    """Who took from whom: as traced for two articles that are held, else from the two alone; None if not derived."""
    if not comparison.kind.derived:
        return None
    held = {row.article.key: row for key in (a.key, b.key) if (row := reader.article(key)) is not None}
    if a.key != b.key and all(one.key in held and held[one.key].article.text == one.text for one in (a, b)):
        for pair in reader.derivations([held[a.key].id]):
            if {pair.a, pair.b} == {a.key, b.key}:
                return _seen_from(a.key, pair).derivation
    first, second = (a, b) if a.key != b.key else (replace(a, key=f"{a.key} (A)"), replace(b, key=f"{b.key} (B)"))
    pair = tracer.strangers(first, second, Tie(comparison.kind, comparison.overlap))
    return _seen_from(first.key, pair).derivation


def _cluster_of(reader: Reader, number: int) -> Cluster:
    """The story that an article belongs to, or the article by itself, as a cluster to trace."""
    found = reader.story_of([number]).get(number)
    keys = (
        [member.article for member in next(iter(reader.stories([found]))).members if member.role.belongs]
        if found is not None
        else [head.key for head in reader.heads([number]).values()]
    )
    heads = reader.heads(list(reader.article_ids(keys).values()))
    contents = {head.content for head in heads.values()}
    words = Words(reader.reviews(keys), heads.values())
    ties = as_reviewed(reader.ties(contents), words)
    known = [row for row in ties if not row[2].derived or (row[0] in contents and row[1] in contents)]
    around = reader.holders({one for row in known for one in row[:2]} | contents)
    inside = {content: [head for head in around[content] if head.id in heads] for content in contents}
    outside = {content: held for content, held in around.items() if content not in contents}
    cluster = Cluster(inside, outside, words.within(heads.values()))
    for row in known:
        if row[0] in around and row[1] in around:
            cluster.relate(*row)
    return cluster


def _seen_from(key: str, pair: DerivedPair) -> DerivedPair:
    """The pair with the article of a key as its `a`."""
    return pair if pair.a == key else DerivedPair(pair.b, pair.a, pair.derivation.swapped(), pair.reviewed)


def _findings(article: Article) -> tuple[Finding, ...]:
    return times_of(article).findings
