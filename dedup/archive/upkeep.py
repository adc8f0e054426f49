"""Keeping stories in step with relations: only those that a change can have touched are built anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from dedup.archive.crediting import Crediting
from dedup.archive.library import Library
from dedup.model import Kind, Story
from dedup.provenance import Copy, Link, build_story, cluster
from dedup.store import ArticleHead, Writer
from dedup.text.topics import akin


def rebuild_stories(
    writer: Writer, library: Library, contents: Collection[int], articles: Collection[int], at: datetime
) -> None:
    """Build anew the stories of the given contents, and the stories that the given articles belonged to."""
    former = set(writer.story_of(articles).values())
    region, touched = _region(writer, set(contents), former)
    holders = {content: heads for content, heads in writer.holders(region).items() if heads}
    digests = library.digests(holders)
    crediting = Crediting(writer)
    heads = {head.key: head for held in holders.values() for head in held}
    stories = [
        crediting.acknowledged(story, heads) for story in _stories(library, holders, digests, writer.ties(holders))
    ]
    writer.replace_stories(touched, stories, _aliases(writer, touched, stories), at)


def _region(writer: Writer, contents: set[int], former: set[str]) -> tuple[set[int], set[str]]:
    """Everything that derived relations or earlier stories connect with the given contents and stories."""
    region: set[int] = set()
    touched: set[str] = set()
    frontier = contents | _contents_of(writer, former)
    touched |= former
    while frontier:
        region |= frontier
        members = {head.id for heads in writer.holders(frontier).values() for head in heads}
        met = set(writer.story_of(members).values()) - touched
        touched |= met
        frontier = (writer.neighbours(frontier) | _contents_of(writer, met)) - region
    return region, touched


def _contents_of(writer: Writer, stories: set[str]) -> set[int]:
    if not stories:
        return set()
    keys = {member.article for story in writer.stories(stories) for member in story.members}
    return {head.content for head in writer.heads(set(writer.article_ids(keys).values())).values()}


def _stories(
    library: Library,
    holders: dict[int, list[ArticleHead]],
    digests: dict[int, bytes],
    found: Iterable[tuple[int, int, Kind, float, int]],
) -> Iterable[Story]:
    numbers = {digest: number for number, digest in digests.items()}
    links = []
    ties: defaultdict[bytes, dict[bytes, tuple[Kind, float]]] = defaultdict(dict)
    for first, second, kind, score, shared in found:
        a, b = digests[first], digests[second]
        links.append(Link(a, b, kind, score, shared))
        ties[a][b] = ties[b][a] = (kind, score)

    def same_subject(x: bytes, y: bytes) -> bool:
        return akin(library.topic(numbers[x]), library.topic(numbers[y]))

    for group in cluster(numbers, links, same_subject):
        copies = [
            Copy(
                key=head.key,
                content=digest,
                words=head.words,
                published=head.published,
                first_seen=head.first_seen,
            )
            for digest in sorted(group)
            for head in holders[numbers[digest]]
        ]
        if len(copies) > 1:
            inside = {x: {y: tie for y, tie in ties[x].items() if y in group} for x in group if x in ties}
            yield build_story(copies, inside)


def _aliases(writer: Writer, touched: Collection[str], stories: Collection[Story]) -> dict[str, str]:
    """For each story id that vanishes, the story that now holds its canonical copy, else one that holds a member."""
    home = {member.article: story.id for story in stories for member in story.members}
    kept = {story.id for story in stories}
    aliases = {}
    for old in writer.stories([story for story in touched if story not in kept]):
        heirs = [home[key] for key in (old.canonical, *(m.article for m in old.members)) if key in home]
        if heirs:
            aliases[old.id] = heirs[0]
    return aliases
