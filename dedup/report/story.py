"""One story for people: the canonical copy and why, the tree of what hangs on what, and the timeline."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from dedup.model import Member, Moment, Story
from dedup.report.console import kind_text, member_headline, origin_sentence, role_word, text
from dedup.report.origins import print_ledger
from dedup.report.plain import counted, plain
from dedup.report.timeline import print_timeline
from dedup.report.tree import Telling


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
    console.print(tree_of(story))
    console.print(Text("\nTimeline", style="bold"))
    print_timeline(console, story, moments)


def tree_of(story: Story) -> Tree:
    """The members as a tree from the origin, held or not; see `tree.Telling`."""
    telling = Telling(story)
    root = telling.tree()
    tree = Tree(_node(telling, root.member), guide_style="dim")
    waiting = [(tree, branch) for branch in root.below]
    while waiting:
        above, branch = waiting.pop(0)
        drawn = above.add(_node(telling, branch.member))
        waiting += [(drawn, one) for one in branch.below]
    return tree


def _node(telling: Telling, member: Member | None) -> Text | Group:
    """A member's headline, what it is, whom it names, one line for each thing it hangs on, and its key."""
    if member is None:
        return Text(telling.absent(), style="bold")
    lines = [member_headline(member), _what(member)]
    if credit := telling.credit(member):
        lines.append(Text(credit, style="" if member.credited else "yellow"))
    lines += [Text(reason, style="dim") for reason in telling.reasons(member)]
    if member.reviewed is not None:
        lines.append(text(f"reviewed: {member.reviewed.value.replace('_', ' ')}. {member.reason}", "dim"))
    if member.title:
        lines.append(text(member.article, "dim"))
    return Group(*lines)


def _what(member: Member) -> Text:
    if member.kind is None:
        return Text(role_word(member.role), style="dim")
    if not member.role.belongs:
        return Text.assemble("cites the story, is no copy (", kind_text(member.kind), ")")
    score = f", score {member.score:.3f}" if member.score is not None else ""
    if member.later_state:
        return Text.assemble("later state of the publisher's own article (", kind_text(member.kind), f"{score})")
    return Text.assemble(kind_text(member.kind), score)
