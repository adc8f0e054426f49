"""Directions, parents and history between the model and the archive's rows, both ways.

Reading trusts nothing, as in `dedup.store.codec`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dedup.model import Change, ChangeSort, Clue, Derivation, DerivedPair, Direction, OriginStatus, Parent, Story
from dedup.store.packing import pack, unpack
from dedup.store.values import (
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


def pair_values(pair: DerivedPair, ids: Mapping[str, int], grounds: bytes) -> tuple[object, ...]:
    """The row of `derivation`: a, b, direction, certainty, revision, clues, grounds."""
    said = pair.derivation
    clues = [[clue.name, clue.template, clue.toward.value, clue.weight] for clue in said.clues]
    return ids[pair.a], ids[pair.b], said.direction.value, said.certainty, int(said.revision), pack(clues), grounds


def pair_of(row: Sequence[Any]) -> DerivedPair:
    """A pair from: key of a, key of b, direction, certainty, revision, clues."""
    a, b, direction, certainty, revision, clues = row
    derivation = Derivation(
        direction=Direction(direction),
        certainty=number_of(certainty),
        clues=tuple(
            Clue(text_of(name), text_of(template), Direction(toward), number_of(weight))
            for name, template, toward, weight in _listed(clues)
        ),
        revision=bool(flag_of(revision)),
    )
    return DerivedPair(text_of(a), text_of(b), derivation)


def _listed(packed: object) -> Sequence[Any]:
    clues = unpack(packed)
    if not isinstance(clues, list):
        raise TypeError(f"{clues!r} where a list of clues should be")
    return clues


def parent_values(story: Story, ids: Mapping[str, int], outside: Mapping[str, int]) -> Iterable[tuple[object, ...]]:
    """The rows of `story_parent`: story, article, position, parent, outside, why, revision."""
    for member in story.members:
        for position, parent in enumerate(member.parents):
            yield (
                name_text(story.id),
                ids[member.article],
                position,
                None if parent.article is None else ids[parent.article],
                None if parent.name is None else outside[name_text(parent.name)],
                name_text(parent.why),
                int(parent.revision),
            )


def parent_of(row: Sequence[Any]) -> tuple[str, Parent]:
    """The key of a member and what it hangs on, from: member key, parent key, outside name, why, revision."""
    member, parent, name, why, revision = row
    return text_of(member), Parent(
        optional_text_of(parent), optional_text_of(name), text_of(why), bool(flag_of(revision))
    )


def outside_of(stories: Iterable[Story]) -> dict[str, str | None]:
    """The publishers that stories hang on without holding anything of them: name, domain where it is known."""
    found: dict[str, str | None] = {}
    for story in stories:
        for member in story.members:
            found.update(
                {name_text(parent.name): found.get(name_text(parent.name)) for parent in member.parents if parent.name}
            )
        origin = story.origin
        if origin.status is OriginStatus.NOT_HELD and origin.name and origin.domain:
            found[name_text(origin.name)] = name_text(origin.domain)
    return found


def change_values(change: Change) -> tuple[object, ...]:
    """The row of `story_change`: story, at, sort, old, new, reason."""
    return (
        name_text(change.story),
        instant_text(change.at),
        change.sort.value,
        optional_name(change.old),
        name_text(change.new),
        name_text(change.reason),
    )


def change_of(row: Sequence[Any]) -> Change:
    """A change from: id, story, at, sort, old, new, reason."""
    number, story, at, sort, old, new, reason = row
    int_of(number)
    return Change(
        story=text_of(story),
        at=instant_of(at),
        sort=ChangeSort(sort),
        old=optional_text_of(old),
        new=text_of(new),
        reason=text_of(reason),
    )
