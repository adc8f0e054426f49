"""One story for people: the canonical copy and why, the tree of what hangs on what, and the timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from dedup.model import Member, Moment, OriginStatus, Parent, Story
from dedup.report.console import kind_text, member_headline, origin_sentence, role_word, text
from dedup.report.origins import print_ledger
from dedup.report.plain import counted, plain, shorten
from dedup.report.timeline import name_of, print_timeline

_CREDIT = 100  # characters of the words of a credit


def print_story(console: Console, story: Story, moments: Sequence[Moment]) -> None:
    """Draw a story: head, tree, timeline."""
    canonical = next(member for member in story.members if member.article == story.canonical)
    citing = sum(not member.role.belongs for member in story.members)
    head = Text.assemble((f"Story {plain(story.id)}", "bold"), f", {counted(len(story.members), 'member')}")
    console.print(head.append(f", {citing} of which only {'cites' if citing == 1 else 'cite'} it" if citing else ""))
    console.print(origin_sentence(story.origin))
    console.print(Text.assemble("\nCanonical copy: ", member_headline(canonical)))
    if canonical.title:
        console.print(Padding(text(canonical.article, "dim"), (0, 0, 0, 2)))
    console.print(Padding(Text.assemble("Why: ", plain(story.reason)), (0, 0, 0, 2)))
    print_ledger(console, story.ledger, story.certainty)
    console.print(Text("\nWhat hangs on what", style="bold"))
    console.print(tree_of(story, canonical))
    console.print(Text("\nTimeline", style="bold"))
    print_timeline(console, story, moments)


def tree_of(story: Story, canonical: Member) -> Tree:
    """The members as a tree from the origin, held or not.

    Where the origin is undetermined the root says so: nobody is drawn under a copy that it is not known to come from. A
    member with several parents hangs on the first and names the others.
    """
    drawing = _Drawing(story, canonical)
    root = canonical.article if story.origin.status is OriginStatus.HELD else None
    top = tree = Tree(drawing.node(canonical) if root else drawing.absent(), guide_style="dim")
    drawn = {root}
    waiting = [(tree, root)]
    while waiting:
        branch, key = waiting.pop(0)
        for member in drawing.below(key):
            if member.article not in drawn:
                drawn.add(member.article)
                waiting.append((branch.add(drawing.node(member)), member.article))
    for member in story.members:
        if member.article not in drawn:  # a ring of members that hang on one another
            top.add(drawing.node(member))
    return top


class _Drawing:
    """What is said of each member in the tree."""

    def __init__(self, story: Story, canonical: Member) -> None:
        self._story = story
        self._members = {member.article: member for member in story.members}
        self._source = _source(story, canonical)
        self._below: defaultdict[str | None, list[Member]] = defaultdict(list)
        root = canonical.article if story.origin.status is OriginStatus.HELD else None
        for member in story.members:
            if member.article != root:
                known = member.via in self._members and member.via != member.article
                self._below[member.via if known else root].append(member)

    def below(self, key: str | None) -> list[Member]:
        """What hangs on a member, or on the root: the canonical copy first, then what is nearest to it."""
        return sorted(
            self._below[key],
            key=lambda one: (
                not one.role.belongs,
                one.kind.rank if one.kind else -1,
                -(one.score or 0.0),
                one.article,
            ),
        )

    def absent(self) -> Text:
        """The root where the origin is not held, or not known."""
        if self._story.origin.status is OriginStatus.NOT_HELD:
            named = "" if self._source == _NO_NAME else f"{self._source}, "
            return Text(f"{named}the origin, not held", style="bold")
        return Text("The origin is undetermined", style="bold")

    def node(self, member: Member) -> Group:
        """A member's headline, what it is, whom it names, one line for each thing it hangs on, and its key."""
        lines = [member_headline(member), self._what(member), *self._credit(member), *self._reasons(member)]
        if member.reviewed is not None:
            lines.append(text(f"reviewed: {member.reviewed.value.replace('_', ' ')}. {member.reason}", "dim"))
        if member.title:
            lines.append(text(member.article, "dim"))
        return Group(*lines)

    def _what(self, member: Member) -> Text:
        if member.kind is None:
            return Text(role_word(member.role), style="dim")
        if not member.role.belongs:
            return Text.assemble("cites the story, is no copy (", kind_text(member.kind), ")")
        score = f", score {member.score:.3f}" if member.score is not None else ""
        if any(parent.revision for parent in member.parents):
            return Text.assemble("later state of the publisher's own article (", kind_text(member.kind), f"{score})")
        return Text.assemble(kind_text(member.kind), score)

    def _credit(self, member: Member) -> Iterator[Text]:
        """Whether the member names the publisher that the story leads to, and by which words.

        Where that is only the canonical copy's, nobody is told off for not naming it.
        """
        if not member.credited:
            if member.credited is None or self._story.origin.status is OriginStatus.UNDETERMINED:
                return
            yield Text(f"does not name {self._source}", style="yellow")
            return
        words = "; ".join(f"“{shorten(plain(line.words), _CREDIT)}”" for line in member.credits)
        yield Text(f"names {self._source}{f': {words}' if words else ''}")

    def _reasons(self, member: Member) -> Iterator[Text]:
        """Why it hangs where it does, unless it is drawn under the origin for no other reason than that, and what else.

        Where nothing is known to hang on, the member's own reason.
        """
        first, *others = member.parents or (None,)
        if first is None:
            if member.article != self._story.canonical and member.reason:
                yield text(member.reason, "dim")
            return
        if first.article != self._story.origin.article and not first.revision and first.article is not None:
            yield Text(f"hangs here because it {plain(first.why)}", style="dim")
        for parent in others:
            yield Text(f"{self._named(parent)}: {plain(parent.why)}", style="dim")

    def _named(self, parent: Parent) -> str:
        if parent.article is None:
            return f"also {plain(parent.name or _NO_NAME)}, not held"
        return f"also from {name_of(parent.article, self._members)}"


_NO_NAME = "its source"


def _source(story: Story, canonical: Member) -> str:
    """The publisher whom the members are to name, for a sentence."""
    origin = story.origin
    held: Mapping[str, Member] = {member.article: member for member in story.members}
    name = (
        origin.name or origin.domain
        if origin.status is OriginStatus.NOT_HELD
        else held.get(origin.article or "", canonical).publisher
    )
    return plain(name) if name else _NO_NAME
