"""What hangs on what in a story, and what is said of each member there, for a terminal or a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dedup.model import Member, OriginStatus, Parent, Story
from dedup.report.plain import plain, shorten
from dedup.report.timeline import name_of

_CREDIT = 100  # characters of the words of a credit
_NO_NAME = "its source"


@dataclass(slots=True)
class Branch:
    """A member (None: an origin that is not held or not known) and what hangs on it, the nearest first."""

    member: Member | None
    below: list[Branch] = field(default_factory=list)


class Telling:
    """What is said of the members of a story in its tree."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._members = {member.article: member for member in story.members}
        self.source = _source(story, self._members)

    def tree(self) -> Branch:
        """The members as a tree from the origin, held or not.

        Where the origin is undetermined nobody stands under a copy that it is not known to come from. A member with
        several parents hangs on the first. Members that hang on one another in a ring stand at the top.
        """
        root = self._story.canonical if self._story.origin.status is OriginStatus.HELD else None
        top = Branch(self._members.get(root) if root else None)
        below: defaultdict[str | None, list[Member]] = defaultdict(list)
        for member in self._story.members:
            if member.article != root:
                known = member.via in self._members and member.via != member.article
                below[member.via if known else root].append(member)
        drawn = {root}
        waiting = [(top, root)]
        while waiting:
            branch, key = waiting.pop(0)
            for member in sorted(below[key], key=_nearest):
                if member.article not in drawn:
                    drawn.add(member.article)
                    branch.below.append(Branch(member))
                    waiting.append((branch.below[-1], member.article))
        top.below += [Branch(member) for member in self._story.members if member.article not in drawn]
        return top

    def absent(self) -> str:
        """What stands at the root where the origin is not held, or not known."""
        if self._story.origin.status is OriginStatus.NOT_HELD:
            named = "" if self.source == _NO_NAME else f"{self.source}, "
            return f"{named}the origin, not held"
        return "The origin is undetermined"

    def credit(self, member: Member) -> str:
        """Whether the member names the publisher that the story leads to, and by which words; "" where that is open.

        Where that is only the canonical copy's, nobody is told off for not naming it.
        """
        if not member.credited:
            if member.credited is None or self._story.origin.status is OriginStatus.UNDETERMINED:
                return ""
            return f"does not name {self.source}"
        words = "; ".join(f"“{shorten(plain(line.words), _CREDIT)}”" for line in member.credits)
        return f"names {self.source}{f': {words}' if words else ''}"

    def reasons(self, member: Member) -> Iterator[str]:
        """Why it hangs where it does, unless it is drawn under the origin for no other reason than that, and what else.

        Where nothing is known to hang on, the member's own reason.
        """
        first, *others = member.parents or (None,)
        if first is None:
            if member.article != self._story.canonical and member.reason:
                yield plain(member.reason)
            return
        if first.article != self._story.origin.article and not first.revision and first.article is not None:
            yield f"hangs here because it {plain(first.why)}"
        for parent in others:
            yield f"{self._named(parent)}: {plain(parent.why)}"

    def _named(self, parent: Parent) -> str:
        if parent.article is None:
            return f"also {plain(parent.name or _NO_NAME)}, not held"
        return f"also from {name_of(parent.article, self._members)}"


def _nearest(member: Member) -> tuple[bool, int, float, str]:
    """The canonical copy first, then what is nearest to it."""
    return not member.role.belongs, member.kind.rank if member.kind else -1, -(member.score or 0.0), member.article


def _source(story: Story, members: Mapping[str, Member]) -> str:
    """The publisher whom the members are to name, for a sentence."""
    origin = story.origin
    if origin.status is OriginStatus.NOT_HELD:
        name = origin.name or origin.domain
    else:
        lead = members.get(origin.article or "") or members.get(story.canonical)
        name = lead.publisher if lead else None
    return plain(name) if name else _NO_NAME
