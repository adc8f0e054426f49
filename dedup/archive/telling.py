"""Stories for a reader who looks at one page of them at a time, whatever their size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dedup.archive.addresses import at
from dedup.archive.past import Past
from dedup.archive.reviews import standing, with_words
from dedup.errors import NotFoundError
from dedup.model import OriginStatus, Story, StoryPart
from dedup.provenance import timeline
from dedup.store import MemberLine, Reader

DRAWN = 80
"""Members in a drawn timeline: of more the marks stand so close that none can be told from its neighbours."""

_SOURCES = 20  # of these, those from which most others come, where not all are drawn
_LAST = datetime.max.replace(tzinfo=UTC)


class Telling(Past):
    """The part of an archive that tells its stories page by page."""

    def story_part(self, name: str, first: int = 0, count: int = 100) -> StoryPart:
        """A story, named as for `named_story`, and its members in the order of time.

        They are listed from place `first` (from 0) on, at most `count`. Raises NotFoundError.
        """
        with self._store.reading() as reader:
            return _page(reader, named_story(reader, name), first, count)


def named_story(reader: Reader, name: str) -> str:
    """The id of the story with an id, present or earlier, or of the story of an article; raises NotFoundError."""
    found = reader.resolve_story(name)
    if found is not None:
        return found
    row = at(reader, name)
    if row is None:
        raise NotFoundError(f"There is no story and no article {name!r}; `dedup stories` lists what there is.")
    found = reader.story_with(row.id)
    if found is None:
        raise NotFoundError(f"The article {name!r} stands alone: nothing held descends from it or it from.")
    return found


def _page(reader: Reader, story: str, first: int, count: int) -> StoryPart:
    head = reader.story_head(story)
    assert head is not None  # its id was read in this snapshot
    lines = sorted(reader.member_lines(story), key=lambda line: (line.at or _LAST, line.key))
    numbers = {line.key: place for place, line in enumerate(lines, 1)}
    listed = lines[first : first + count]
    drawn = _drawn(lines, head.canonical)
    canonical = [line for line in lines if line.key == head.canonical]
    wanted = {line.number for line in (*listed, *drawn, *canonical)}
    members = tuple(reader.members(story, wanted))
    shown = with_words(replace(head, members=members), standing(reader, [member.article for member in members]))
    above = {parent.article for member in members for parent in member.parents if parent.article}
    near = {member.article for member in members} | above
    heads = reader.heads(wanted | set(reader.article_ids(above).values()))
    return StoryPart(
        story=shown,
        total=len(lines),
        citing=sum(not line.role.belongs for line in lines),
        uncredited=sum(line.role.belongs and line.credited is False for line in lines) if _known(head) else 0,
        publishers=len({line.publisher for line in lines}),
        first=first,
        listed=tuple(line.key for line in listed),
        drawn=tuple(line.key for line in drawn),
        numbers={key: numbers[key] for key in near if key in numbers},
        moments=timeline(shown, heads.values()),
        history=tuple(reader.changes({story} | reader.former_ids(story))),
    )


def _known(story: Story) -> bool:
    """Whether there is a publisher whom the members are to name."""
    return story.origin.status is not OriginStatus.UNDETERMINED


def _drawn(lines: Sequence[MemberLine], canonical: str) -> list[MemberLine]:
    """The members of a timeline: all, or the canonical copy, those from which most others come, and the earliest."""
    if len(lines) <= DRAWN:
        return list(lines)
    below = Counter(line.via for line in lines if line.via is not None)
    place = {line.number: number for number, line in enumerate(lines)}
    sources = sorted((number for number in below if number in place), key=lambda one: (-below[one], place[one]))
    chosen = {line.number for line in lines if line.key == canonical} | set(sources[:_SOURCES])
    for line in lines:
        if len(chosen) >= DRAWN:
            break
        chosen.add(line.number)
    return [line for line in lines if line.number in chosen]
