"""What a packet says of a story as a whole."""

from __future__ import annotations

from dedup.model import Member, Moment, Packet, PacketArticle, Role, Story
from dedup.report.console import origin_sentence
from dedup.report.packet.words import kind_words, label
from dedup.report.plain import counted
from dedup.report.timeline import clash_sentence, name_of


def heading(packet: Packet) -> str:
    """What is known of the origin of the packet's story, in a sentence with its title."""
    story = packet.story.story if packet.story else None
    if story is None or story.origin.article is None:
        return origin_sentence(story.origin) if story else ""
    return f"The origin is held: {member_title(story, story.origin.article)}."


def by_time(packet: Packet) -> list[tuple[Moment | None, Member]]:
    """The members of the packet's story with what is known of their dates, in the order of the timeline."""
    if packet.story is None:
        return []
    members = {one.article: one for one in packet.story.story.members}
    dated: list[tuple[Moment | None, Member]] = [
        (moment, members.pop(moment.article)) for moment in packet.story.moments if moment.article in members
    ]
    return dated + [(None, member) for member in members.values()]


def number(packet: Packet, key: str) -> str:
    """The number of an article of a story's packet; nothing for a member that is only listed."""
    return label(packet, key) if any(one.key == key for one in packet.articles) else ""


def members_sentence(packet: Packet) -> str:
    """How many articles belong to the story, and how many of them give credit."""
    members = packet.story.story.members if packet.story else ()
    belong = [one for one in members if one.role.belongs]
    silent = sum(one.credited is False for one in belong)
    cites = len(members) - len(belong)
    said = f"{counted(len(belong), 'article')} descend from one another or from one source"
    said += f", and {counted(cites, 'article')} only {'cites' if cites == 1 else 'cite'} the story." if cites else "."
    if silent:
        said += f" {silent} of them {'does' if silent == 1 else 'do'} not name the publisher that the story leads to."
    return said


def member_title(story: Story, key: str) -> str:
    """A member by its title and publisher, else by its key."""
    member = next((one for one in story.members if one.article == key), None)
    said = [part for part in (member.title, member.publisher) if part] if member else []
    return ", ".join(said) or key


def article_title(article: PacketArticle) -> str:
    """An article by its title and publisher, else by its key."""
    return ", ".join(one.value for one in (article.title, article.publisher) if one) or article.key


def what_is(member: Member, canonical: str) -> str:
    """What a member is to its story, in a few words."""
    if member.article == canonical:
        return "origin" if member.role is Role.ORIGIN else "canonical copy, a witness to the origin"
    if not member.role.belongs:
        return "cites the story, is no copy"
    if member.later_state:
        return "later state of the publisher\u2019s own article"
    return kind_words(member.kind)


def credited(member: Member) -> str:
    """Whether a member names the publisher that the story leads to."""
    return {True: "names it", False: "does not name it", None: "\u2013"}[member.credited]


def clashes(moment: Moment, packet: Packet) -> list[str]:
    """What is wrong with the date of a member."""
    members = {one.article: one for one in packet.story.story.members} if packet.story else {}
    found = [finding.detail for finding in moment.findings]
    return found + [clash_sentence(one, name_of(one.source, members), moment.seen) for one in moment.clashes]
