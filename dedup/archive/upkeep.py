"""Keeping stories in step with relations: only those that a change can have touched are traced anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dedup.archive.crediting import Crediting
from dedup.archive.history import changes, review_changes
from dedup.archive.library import Library
from dedup.archive.tracing import Cluster, Related, Traced, Tracer, hubs
from dedup.archive.witnesses import Witnesses
from dedup.archive.words import Words, as_reviewed, partners
from dedup.model import DerivedPair, Review, Role, Story
from dedup.provenance import Link, Pair, Tie, as_said, cluster
from dedup.store import ArticleHead, Writer
from dedup.text.topics import akin

_PORTION = 250  # contents whose stories are told in one transaction: a second or two, for which other writers wait

Holders = Mapping[int, Sequence[ArticleHead]]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What stories are traced from: contents that belong together, who has them, how they are related, what is said."""

    region: Collection[int]
    holders: Holders
    known: Sequence[Related]
    words: Words
    grounds: Mapping[Pair, bytes]
    """What the directions hung on that are stored."""


def rebuild_stories(
    writer: Writer,
    library: Library,
    witnesses: Witnesses,
    contents: Collection[int],
    articles: Collection[int],
    at: datetime,
    moved: Sequence[Review] = (),
) -> None:
    """Trace anew the stories of the given contents, and the stories that the given articles belonged to.

    What cites a story has a say in where it comes from: the contents that a changed one is related to in any way are to
    be among those given. `moved` are the reviews for whose sake it is done; the history of the stories names them.
    """
    former = set(writer.story_of(articles).values()) | writer.cited_by(articles)
    region, touched, reviews, holders, ties = _region(writer, set(contents), former)
    before = list(writer.stories(touched))
    words = Words(reviews, (head for held in holders.values() for head in held))
    known = as_reviewed(ties, words)
    inside = {head.id: head.key for held in holders.values() for head in held}
    holders |= writer.holders({number for row in known for number in row[:2]} - region)
    directed = writer.grounds(inside.keys() | articles)
    told = ((a, b) for a, b in directed if a in inside and b in inside)
    scene = Scene(region, holders, known, words, {(inside[a], inside[b]): directed[a, b] for a, b in told})
    traced, across = _traced(Tracer(writer, library, witnesses), library, scene)
    crediting = Crediting(writer)
    heads = {head.key: head for held in holders.values() for head in held}
    stories = [crediting.acknowledged(one.story, heads) for one in traced]
    aliases = _aliases(before, touched, stories)
    writer.replace_stories(touched, stories, aliases, at)
    kept = {pair for one in traced for pair in one.kept}
    writer.replace_derivations(
        [(a, b) for a, b in directed if (inside.get(a), inside.get(b)) not in kept],
        [*(pair for one in traced for pair in one.pairs), *across],
        {pair: found for one in traced for pair, found in one.grounds.items()},
    )
    writer.owe_no_more(region, inside.keys() | articles)
    lines = changes(before, stories, aliases, at)
    writer.add_changes((*lines, *review_changes(moved, before, stories, aliases, at)))


def catch_up(writer: Writer, library: Library, witnesses: Witnesses, at: datetime) -> bool:
    """Tell the stories a portion of what they do not know yet; whether there was anything to tell."""
    contents, articles = writer.owed(_PORTION)
    if not contents and not articles:
        return False
    rebuild_stories(writer, library, witnesses, contents, articles, at)
    return True


def _region(
    writer: Writer, contents: set[int], former: set[str]
) -> tuple[set[int], set[str], set[Review], dict[int, list[ArticleHead]], list[Related]]:
    """All that derived relations, earlier stories or people's words connect with the given contents and stories.

    Gives the contents, the stories, all reviews of the articles in them, these articles by content, and the relations
    that touch the contents, in the order of their numbers.
    """
    region: set[int] = set()
    asked: set[int] = set()
    ties: dict[tuple[int, int], Related] = {}
    holders: dict[int, list[ArticleHead]] = {}
    reviews: set[Review] = set()
    touched: set[str] = set()
    frontier = contents | writer.contents_of(former)
    touched |= former
    while frontier:
        region |= frontier
        found = writer.holders(frontier)
        holders |= found
        members = {head.id: head.key for heads in found.values() for head in heads}
        met = set(writer.story_of(members).values()) - touched
        touched |= met
        said = writer.reviews(members.values())
        reviews.update(said)
        frontier = (writer.contents_of(met) | partners(writer, said)) - region
        if not frontier:  # relations last: those inside a story are met from one side if all of it is asked for at once
            tied = writer.ties(region - asked)
            asked |= region
            ties.update((row[:2], row) for row in tied)
            frontier = {number for row in tied if row[2].derived for number in row[:2]} - region
    return region, touched, reviews, holders, [ties[pair] for pair in sorted(ties)]


def _traced(tracer: Tracer, library: Library, scene: Scene) -> tuple[list[Traced], list[DerivedPair]]:
    """Each cluster of the region as a story with the directions in it, and the directions across stories."""
    holders, words = scene.holders, scene.words
    inside = [content for content in sorted(scene.region) if content in holders]
    digests = library.digests(inside)
    numbers = {digest: number for number, digest in digests.items()}
    derived = [row for row in scene.known if row[2].derived and row[0] in digests and row[1] in digests]
    links = [Link(digests[a], digests[b], kind, score, shared.shared_a) for a, b, kind, score, shared in derived]

    def same_subject(x: bytes, y: bytes) -> bool:
        return akin(library.topic(numbers[x]), library.topic(numbers[y]))

    together, apart = ([(digests[a], digests[b]) for a, b in pairs] for pairs in (words.together(), words.apart()))
    found = cluster(numbers, links, same_subject, together=together, apart=apart)
    groups = [{numbers[digest] for digest in group} for group in found]
    home = {content: place for place, group in enumerate(groups) for content in group}
    across = [row for row in derived if home[row[0]] != home[row[1]]]
    stories = []
    for group, rows in zip(groups, _by_group(groups, home, scene.known, holders), strict=True):
        if sum(len(holders[content]) for content in group) > 1:
            outside = {number for row in rows for number in row[:2]} - group
            said = words.within(head for content in group for head in holders[content])
            story = Cluster({one: holders[one] for one in group}, {one: holders[one] for one in outside}, said)
            for row in rows:
                story.relate(*row)
            stories.append(tracer.story(story, before=scene.grounds))
    return stories, list(_across(tracer, across, holders, words))


def _by_group(
    groups: Sequence[set[int]], home: Mapping[int, int], known: Sequence[Related], holders: Holders
) -> list[list[Related]]:
    """For each cluster the relations inside it, and those short of derivation that lead out of it."""
    found: list[list[Related]] = [[] for _ in groups]
    for row in known:
        a, b, kind = row[:3]
        if a not in holders or b not in holders:
            continue
        if a in home and home.get(a) == home.get(b):
            found[home[a]].append(row)
        elif not kind.derived:
            for content in (a, b):
                if content in home:
                    found[home[content]].append(row)
    return found


def _across(tracer: Tracer, rows: Iterable[Related], holders: Holders, words: Words) -> Iterator[DerivedPair]:
    """Directions of derived pairs whose articles stand in different stories, each from the pair alone.

    What a person says of such a pair holds for it, though other words keep the two apart.
    """
    said = {review.pair: review for review in words.standing}
    for a, b, kind, _, overlap in rows:
        for one in hubs(holders[a]):
            for other in hubs(holders[b]):
                pair = tracer.pair(one, other, Tie(kind, overlap))
                review = said.get((pair.a, pair.b))
                yield replace(pair, derivation=as_said(pair.derivation, review)) if review else pair


def _aliases(before: Sequence[Story], touched: Collection[str], stories: Collection[Story]) -> dict[str, str]:
    """For each story id that vanishes, the story that now holds its canonical copy, else one that holds a member."""
    home = {member.article: story.id for story in stories for member in story.members if member.role is not Role.CITING}
    kept = {story.id for story in stories}
    aliases = {}
    for old in before:
        if old.id in touched and old.id not in kept:
            heirs = [home[key] for key in (old.canonical, *(m.article for m in old.members)) if key in home]
            if heirs:
                aliases[old.id] = heirs[0]
    return aliases
