"""What can be asked about stories without reading all that is known of their members.

A story may have thousands; a page shows some of them, and needs of the others when they came to be and on whom they
hang.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from dedup.model import Member, Parent, Role, Story
from dedup.store.codec import member_of, story_of
from dedup.store.origins import parent_of
from dedup.store.snapshot import Snapshot
from dedup.store.stories import MEMBER, PARENT, STORY
from dedup.store.values import flag_of, name_text, optional_text_of, text_of


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member in short: numbers of the article and of the member it hangs on; `at` is the date that it claims.

    Without a claim that is its first sighting, else its last change; None where no date is known.
    """

    number: int
    key: str
    role: Role
    via: int | None
    credited: bool | None
    publisher: str | None
    at: datetime | None


class StoryTeller(Snapshot):
    """Questions about stories of any size."""

    def story_head(self, story: str) -> Story | None:
        """A story without its members; None where none has this id."""
        rows = self._rows(f"{STORY} WHERE story.id = ?", (name_text(story),))
        return self._decoded("story", partial(story_of, ()), rows[0]) if rows else None

    def member_lines(self, story: str) -> list[MemberLine]:
        """All members of a story in short, in the order in which it has them."""
        rows = self._rows(
            "SELECT story_member.article, article.key, story_member.role, story_member.via, story_member.credited, "
            "article.publisher, coalesce(article.published, article.first_seen, article.modified) "
            "FROM story_member JOIN article ON article.id = story_member.article "
            "WHERE story_member.story = ? ORDER BY story_member.position",
            (name_text(story),),
        )
        return [self._decoded("a member of story", _line, row) for row in rows]

    def members(self, story: str, articles: Collection[int]) -> list[Member]:
        """Some members of a story, given by the numbers of their articles, in the order in which it has them."""
        before = (name_text(story),)
        parents: dict[str, list[tuple[int, Parent]]] = {}
        sql = PARENT.replace("SELECT ", "SELECT story_parent.position, ", 1)
        for row in self._rows_in(
            f"{sql} WHERE story_parent.story = ? AND story_parent.article IN ({{}})", articles, before
        ):
            key, parent = self._decoded("a parent in story", lambda found: parent_of(found[2:]), row)
            parents.setdefault(key, []).append((row[0], parent))
        found = []
        sql = MEMBER.replace("SELECT ", "SELECT story_member.position, ", 1)
        for row in self._rows_in(
            f"{sql} WHERE story_member.story = ? AND story_member.article IN ({{}})", articles, before
        ):
            member = self._decoded("a member of story", lambda found: member_of(found[2:]), row)
            above = sorted(parents.get(member.article, ()), key=lambda one: one[0])
            found.append((row[0], replace(member, parents=tuple(parent for _, parent in above))))
        return [member for _, member in sorted(found, key=lambda one: one[0])]

    def former_ids(self, story: str) -> set[str]:
        """The ids that a story had earlier."""
        rows = self._rows(
            "WITH RECURSIVE led (old) AS (SELECT old FROM story_alias WHERE new = ? "
            "UNION SELECT story_alias.old FROM led JOIN story_alias ON story_alias.new = led.old) SELECT old FROM led",
            (name_text(story),),
        )
        return {row[0] for row in rows}


def _line(row: Sequence[Any]) -> MemberLine:
    number, key, role, via, credited, publisher, at = row
    return MemberLine(
        number, text_of(key), Role(role), via, flag_of(credited), optional_text_of(publisher), _instant(at)
    )


def _instant(at: object) -> datetime | None:
    """The instant of a stored date; of a day alone its beginning, as UTC has it."""
    if at is None:
        return None
    found = datetime.fromisoformat(text_of(at))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
