"""Stories as graphs: who was made from whom as the stories tell it, with the reasons of each step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dedup.archive.press import press_of
from dedup.model import (
    Analysis,
    Article,
    Derivation,
    Direction,
    Edge,
    EdgeSort,
    Member,
    Node,
    NodeSort,
    OriginStatus,
    Parent,
    Story,
    StoryGraph,
    Vertex,
)
from dedup.provenance import Houses, imprint_of
from dedup.store import Reader

Pairs = Mapping[tuple[str, str], Derivation]
"""Directions by the keys of two articles, as the first of them sees it."""


def story_graphs(reader: Reader, only: Collection[str] | None = None) -> Iterator[StoryGraph]:
    """Stories as graphs in the order of their ids, streamed: all, or the given ones.

    Where all are given, an article that belongs to one story and cites another is a node of the first alone, and one
    that only cites is a node of the first story that it cites.
    """
    domains = reader.outside_domains()
    houses = press_of(reader).houses
    seen: set[str] = set()
    for story in reader.stories(only):
        numbers = reader.article_ids([member.article for member in story.members])
        homes = reader.story_of(numbers.values())
        members = {member.article: member for member in story.members}
        elsewhere = {
            key for key, number in numbers.items()
            if only is None and not members[key].role.belongs and (key in seen or number in homes)
        }  # fmt: skip
        seen.update(key for key in members if not members[key].role.belongs)
        rows = reader.articles([number for key, number in numbers.items() if key not in elsewhere])
        nodes = [_article(row.article, members[row.article.key], story, houses) for row in rows]
        pairs = _directions(reader, story, numbers)
        steps = (_edge(story, member, parent, pairs) for member in story.members for parent in member.parents)
        edges = tuple({(edge.source, edge.target, edge.sort): edge for edge in steps}.values())
        nodes.extend(_source(vertex, story, domains, houses) for vertex in _sources(story, edges))
        loose = tuple(_loose(story))
        if loose:
            nodes.append(Node(vertex=loose[0].target, story=story.id, title=f"Story {story.id}, origin undetermined"))
        said = (review for review in reader.reviews(numbers) if review.undone_at is None)
        reviews = tuple(review for review in said if review.a in numbers and review.b in numbers)
        yield StoryGraph(story, tuple(nodes), edges + loose, reviews)


def analysis_of(reader: Reader) -> Analysis:
    """What the archive was analysed with."""
    names = ("params.fingerprint", "params.compare", "scheme.credits", "scheme.tracing")
    return Analysis(*(reader.get_meta(name) for name in names))


def _sources(story: Story, edges: Collection[Edge]) -> list[Vertex]:
    """The sources that are not held: what members hang on, and the origin."""
    found = {edge.target for edge in edges if edge.target.sort is NodeSort.SOURCE}
    if story.origin.status is OriginStatus.NOT_HELD:
        found.add(_source_vertex(story, story.origin.name))
    return sorted(found, key=lambda vertex: vertex.key)


def _source_vertex(story: Story, name: str | None) -> Vertex:
    """The node of a source that is not held; one that nobody names belongs to its story alone."""
    return Vertex(NodeSort.SOURCE, name or f"unnamed source of {story.id}")


def _article(article: Article, member: Member, story: Story, houses: Houses) -> Node:
    imprint = imprint_of(article)
    house = houses.of(imprint.name, imprint.domain)
    return Node(
        vertex=Vertex(NodeSort.ARTICLE, article.key),
        title=article.title.value if article.title else None,
        publisher=imprint.name,
        house=house,
        outlet=houses.outlet(house) if house else None,
        domain=article.domain,
        url=article.uri,
        language=article.language.value if article.language else None,
        published=article.published.iso if article.published else None,
        modified=article.modified.iso if article.modified else None,
        first_seen=article.first_seen.iso if article.first_seen else None,
        digest=article.capture.digest,
        story=story.id if member.role.belongs else None,
        role=member.role,
        kind=member.kind,
        canonical=member.article == story.canonical,
    )


def _source(vertex: Vertex, story: Story, domains: Mapping[str, str], houses: Houses) -> Node:
    named = vertex != _source_vertex(story, None)
    domain = domains.get(vertex.key)
    house = houses.of(vertex.key, domain) if named else None
    return Node(
        vertex=vertex,
        title=f"{vertex.key} (not held)" if named else "Unnamed source (not held)",
        publisher=vertex.key if named else None,
        house=house,
        outlet=houses.outlet(house) if house else None,
        domain=domain,
    )


def _loose(story: Story) -> Iterator[Edge]:
    """Edges to the story itself of the members of an undetermined origin that hang on nothing."""
    if story.origin.status is not OriginStatus.UNDETERMINED:
        return
    for member in story.members:
        if member.role.belongs and not member.parents:
            yield Edge(
                source=Vertex(NodeSort.ARTICLE, member.article),
                target=Vertex(NodeSort.STORY, story.id),
                sort=EdgeSort.MEMBER,
                story=story.id,
                why=member.reason,
                kind=member.kind,
                score=member.score,
            )


def _edge(story: Story, member: Member, parent: Parent, pairs: Pairs) -> Edge:
    held = parent.article
    target = Vertex(NodeSort.ARTICLE, held) if held is not None else _source_vertex(story, parent.name)
    sort = EdgeSort.DERIVED if member.role.belongs else EdgeSort.QUOTED
    nearest = held is not None and held == member.via
    derivation = pairs.get((member.article, held)) if held is not None else None
    to_origin = target == _origin_vertex(story)
    certainty = story.certainty if to_origin and held is None else None
    return Edge(
        source=Vertex(NodeSort.ARTICLE, member.article),
        target=target,
        sort=EdgeSort.REVISION if parent.revision else sort,
        story=story.id,
        why=parent.why,
        kind=member.kind if nearest else None,
        score=member.score if nearest else None,
        credited=member.credited if to_origin else None,
        derivation=derivation,
        certainty=derivation.certainty if derivation else certainty,
    )


def _origin_vertex(story: Story) -> Vertex | None:
    origin = story.origin
    if origin.article is not None:
        return Vertex(NodeSort.ARTICLE, origin.article)
    return _source_vertex(story, origin.name) if origin.status is OriginStatus.NOT_HELD else None


def _directions(reader: Reader, story: Story, numbers: Mapping[str, int]) -> Pairs:
    """Directions of members and what they hang on, as the member sees them, where they agree with that."""
    wanted = {
        (member.article, parent.article)
        for member in story.members
        for parent in member.parents
        if parent.article is not None
    }
    ordered = {(min(pair), max(pair)) for pair in wanted}
    found = {}
    for pair in reader.derivations_between([(numbers[a], numbers[b]) for a, b in sorted(ordered)]):
        for keys, derivation in (
            ((pair.a, pair.b), pair.derivation),
            ((pair.b, pair.a), pair.derivation.swapped()),
        ):
            if keys in wanted and derivation.direction is Direction.A_FROM_B:
                found[keys] = derivation
    return found
