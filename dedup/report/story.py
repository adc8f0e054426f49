"""One story for people: the canonical copy and why, the tree of what hangs on what, and the timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from dedup.model import Member, OriginStatus, Story
from dedup.report.console import day, headline, kind_text, member_headline, origin_sentence, role_word, text
from dedup.report.listings import listing
from dedup.report.origins import print_ledger
from dedup.report.plain import counted, plain, shorten

_CREDIT = 100  # characters of the words of a credit
_TITLE = 60  # characters of another member's title inside a sentence


def print_story(console: Console, story: Story) -> None:
    """Draw a story: head, tree, timeline."""
    canonical = next(member for member in story.members if member.article == story.canonical)
    console.print(Text.assemble((f"Story {plain(story.id)}", "bold"), f", {counted(len(story.members), 'member')}"))
    console.print(origin_sentence(story.origin))
    console.print(Text.assemble("\nCanonical copy: ", member_headline(canonical)))
    console.print(Padding(text(canonical.article, "dim"), (0, 0, 0, 2)))
    console.print(Padding(Text.assemble("Why: ", plain(story.reason)), (0, 0, 0, 2)))
    print_ledger(console, story.ledger, story.certainty)
    console.print(Text("\nWhat hangs on what", style="bold"))
    console.print(tree_of(story, canonical))
    console.print(Text("\nTimeline", style="bold"))
    _print_timeline(console, story)


def tree_of(story: Story, canonical: Member) -> Tree:
    """The members as a tree from the canonical copy, or from the origin that is not held.

    A member whose `via` leads nowhere hangs on the root.
    """
    children: defaultdict[str, list[Member]] = defaultdict(list)
    known = {member.article for member in story.members}
    # Where the origin is not held, the canonical copy is one of its children and not the others' parent.
    beside = "" if story.origin.status is OriginStatus.NOT_HELD else canonical.article
    for member in story.members:
        if member.article != canonical.article:
            above = member.via if member.via in known and member.via != member.article else None
            children[above or beside].append(member)
    titles = {member.article: member.title for member in story.members if member.title}
    source = _source(story, canonical)
    tree = Tree(_node(canonical, titles, source), guide_style="dim")
    top = tree
    if story.origin.status is OriginStatus.NOT_HELD:
        top = Tree(Text(f"{source}, not held", style="bold"), guide_style="dim")
        tree = top.add(_node(canonical, titles, source))
    drawn = {canonical.article}
    waiting = [(tree, canonical.article)]
    for member in sorted(children.pop("", []), key=_strength):
        drawn.add(member.article)
        waiting.append((top.add(_node(member, titles, source)), member.article))
    while waiting:
        branch, key = waiting.pop(0)
        for member in sorted(children.pop(key, []), key=_strength):
            drawn.add(member.article)
            waiting.append((branch.add(_node(member, titles, source)), member.article))
    for member in story.members:
        if member.article not in drawn:  # a ring of members that hang on one another
            tree.add(_node(member, titles, source))
    return top


def _strength(member: Member) -> tuple[int, float, str]:
    return (member.kind.rank if member.kind else -1, -(member.score or 0.0), member.article)


def _credit(member: Member, publisher: str) -> str:
    """Whether the member names the publisher that the story leads to, and by which words."""
    if not member.credited:
        return f", does not name {publisher}"
    words = "; ".join(f"“{shorten(plain(line.words), _CREDIT)}”" for line in member.credits)
    return f", names {publisher}: {words}" if words else f", names {publisher}"


def _source(story: Story, canonical: Member) -> str:
    """The publisher whom the members are to name, for a sentence."""
    origin = story.origin
    held = next((member for member in story.members if member.article == origin.article), canonical)
    name = (origin.name or origin.domain) if origin.status is OriginStatus.NOT_HELD else held.publisher
    return plain(name) if name else "its source"


def _node(member: Member, titles: Mapping[str, str], source: str) -> Group:
    head = member_headline(member)
    if member.kind is None:
        return Group(head, Text(role_word(member.role), style="dim"))
    if not member.role.belongs:
        head.append(" (cites the story)", style="not bold dim")
    line = Text.assemble(kind_text(member.kind), (f", score {member.score:.3f}" if member.score is not None else ""))
    if member.credited is not None:
        line.append(_credit(member, source))
    reason = member.reason
    if (
        member.via is not None and member.via in titles and reason.endswith(f" {member.via}.")
    ):  # a title says more to a reader than a path
        named = shorten(plain(titles[member.via]), _TITLE)
        reason = f"{reason[: -len(member.via) - 1]}“{named}”."
    return Group(head, line.append(f". {plain(reason)}", style="not bold dim"), text(member.article, "dim"))


def _print_timeline(console: Console, story: Story) -> None:
    table = listing("published", "kind", "article")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].overflow = "fold"
    ordered = sorted(
        story.members, key=lambda member: (member.published is None, member.published or "", member.article)
    )
    for member in ordered:
        what = kind_text(member.kind) if member.kind else Text(role_word(member.role))
        named = headline(member.title, member.publisher, None, member.article)
        table.add_row(text(day(member.published), missing="no date"), what, named)
    console.print(table)
