"""The timeline of a story: the best date of each member, what it rests on, and what contradicts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console

from dedup.model import Basis, Clash, DateClaim, Member, MetaSource, Moment, Role, Story
from dedup.report.console import day, headline, kind_text, role_word, text
from dedup.report.listings import listing
from dedup.report.plain import counted, plain, shorten, shorten_name

_NAMED = 50  # characters of another member's title, or key, inside a sentence
READ_FROM = {
    MetaSource.GIVEN: "as given",
    MetaSource.JSON_LD: "JSON-LD",
    MetaSource.META: "meta tag",
    MetaSource.MARKUP: "on page",
    MetaSource.URL: "address",
    MetaSource.TEXT: "in text",
    MetaSource.FEED: "feed",
    MetaSource.SITEMAP: "site map",
    MetaSource.FILE: "of file",
    MetaSource.CAPTURE: "capture",
    MetaSource.FETCH: "fetch",
}
"""Where a date was read, for people."""
_BASES = {Basis.CLAIMED: "claimed", Basis.MODIFIED: "changed"}


def timeline_records(moments: Sequence[Moment]) -> list[dict[str, object]]:
    """Moments as JSON values, in their order."""
    return [
        {
            "article": one.article,
            "date": one.at.iso if one.at else None,
            "basis": one.basis.value if one.basis else None,
            "read_from": one.at.source.value if one.at else None,
            "first_seen": one.seen.iso if one.seen else None,
            "findings": [
                *({"code": finding.code, "detail": finding.detail} for finding in one.findings),
                *(
                    {"code": "date_before_source", "detail": clash_sentence(clash, clash.source, one.seen)}
                    for clash in one.clashes
                ),
            ],
        }
        for one in moments
    ]


def print_timeline(console: Console, story: Story, moments: Sequence[Moment]) -> None:
    """Members in the order of time, each with what its date rests on; the undated last."""
    members = {member.article: member for member in story.members}
    table = listing("date", "rests on", "article")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].overflow = "fold"
    for moment in moments:
        member = members[moment.article]
        described = headline(member.title, member.publisher, None, member.article)
        described.append(f" ({_what(member)})", style="not bold dim")
        said = [plain(finding.detail) for finding in moment.findings]
        said += [clash_sentence(clash, name_of(clash.source, members), moment.seen) for clash in moment.clashes]
        for sentence in said:
            described.append(f"\n! {sentence}", style="not bold yellow")
        date = moment.at.iso if moment.at else None
        table.add_row(text(day(date), missing="no date"), rests_on(moment), described)
    console.print(table)
    if any(one.basis is Basis.CLAIMED for one in moments):
        console.print("Claimed: the article's own word. First seen: it existed by then. Times are UTC.", style="dim")
    undated = sum(one.at is None for one in moments)
    if undated:
        console.print(f"{counted(undated, 'member')} without any date, listed last in no order of time.", style="dim")


def name_of(key: str, members: Mapping[str, Member]) -> str:
    """A member inside a sentence: its title in quotation marks, else its key."""
    title = plain(members[key].title or "") if key in members else ""
    return f"“{shorten(title, _NAMED)}”" if title else shorten_name(plain(key), _NAMED)


def clash_sentence(clash: Clash, source: str, seen: DateClaim | None) -> str:
    """That an article claims to be older than what it comes from, which is called `source`."""
    date = day(clash.date.iso)
    later = f" (first seen later, {day(seen.iso)})" if clash.seen_after and seen else ""
    if clash.basis is Basis.CLAIMED:
        return f"Claims to be older than {source}, {date}, from which it comes{later}."
    return f"Claims a time before {source}, from which it comes and which is undated, was first seen, {date}{later}."


def _what(member: Member) -> str:
    """What a member is, in a word or two."""
    if member.role is Role.CITING:
        return "cites the story"
    if member.later_state:
        return "later state"
    return kind_text(member.kind).plain if member.kind else role_word(member.role)


def rests_on(moment: Moment) -> str:
    """What the date of an article rests on; nothing where there is none."""
    if moment.at is None or moment.basis is None:
        return ""
    if moment.basis is Basis.FIRST_SEEN:
        return "first seen"
    return f"{_BASES[moment.basis]}, {READ_FROM[moment.at.source]}"
