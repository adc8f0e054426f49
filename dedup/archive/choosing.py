"""Which stories are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dedup.model import Member, Origin, OriginStatus, Role, Story
from dedup.store import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFilter:
    """Which stories are asked for; each condition that is given must hold.

    `publisher` (a name, another name, a domain) is that of a member or of an origin that is not held. `uncredited` are
    stories whose origin is known and not named by an article that comes from it.
    """

    status: OriginStatus | None = None
    publisher: str | None = None
    uncredited: bool = False

    def __bool__(self) -> bool:
        return self.status is not None or self.publisher is not None or self.uncredited


def chosen(reader: Reader, wanted: StoryFilter) -> Iterator[Story]:
    """The stories that a filter asks for, in the order of their ids."""
    stories = reader.stories()
    if wanted.publisher is not None:
        from dedup.archive.borrowing import having_part  # noqa: PLC0415 - loads much that other conditions can do without

        stories = having_part(reader, wanted.publisher)
    for story in stories:
        if wanted.status is not None and story.origin.status is not wanted.status:
            continue
        if wanted.uncredited and not any(map(_silent, story.members if _known(story.origin) else ())):
            continue
        yield story


def _known(origin: Origin) -> bool:
    return origin.status is not OriginStatus.UNDETERMINED


def _silent(member: Member) -> bool:
    """Whether a member comes from a known origin that it does not name."""
    return member.role.belongs and member.role is not Role.ORIGIN and member.credited is False
