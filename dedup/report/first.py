"""Where a sentence stands, and who had it first: as JSON values and for people."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import FirstReport, Sighting, Wording
from dedup.report.console import day, headline, text
from dedup.report.origins import Record
from dedup.report.passages import marked
from dedup.report.plain import counted, plain, shorten

SIGHTING_COLUMNS = (
    "article", "title", "publisher", "url", "date", "date_is", "date_source", "wording", "likeness", "quoted",
    "speaker", "story", "first", "start", "end", "passage",
)  # fmt: skip

_PASSAGE = 700  # characters of a passage that are shown
_WORDINGS = {
    Wording.VERBATIM: "word for word",
    Wording.CUT: "cut",
    Wording.ALTERED: "altered",
    Wording.REWORDED: "in other words",
}


def first_record(report: FirstReport) -> Record:
    """Where words stand and who had them first."""
    return {
        "asked": report.asked,
        "looked_at": report.looked_at,
        "first": report.first,
        "reason": report.reason,
        "notes": list(report.notes),
        "sightings": [sighting_record(one, report) for one in report.sightings],
    }


def sighting_record(sighting: Sighting, report: FirstReport) -> Record:
    """One article in which the words stand."""
    date = sighting.date
    return {
        "article": sighting.article,
        "title": sighting.title,
        "publisher": sighting.publisher,
        "url": sighting.url,
        "date": date.iso if date else None,
        "date_is": ("first_seen" if sighting.seen else "published") if date else None,
        "date_source": date.source.value if date else None,
        "wording": sighting.wording.value,
        "likeness": sighting.likeness,
        "quoted": sighting.quoted,
        "speaker": sighting.speaker,
        "story": sighting.story,
        "first": sighting.article == report.first,
        "start": sighting.span.start,
        "end": sighting.span.end,
        "passage": sighting.passage,
    }


def print_first(console: Console, report: FirstReport) -> None:
    """Draw the appearances in their order, with what differs in brackets."""
    asked = plain(report.asked)
    console.print(Text.assemble(("Asked for  ", "bold"), shorten(asked, _PASSAGE)))
    covered = f"Looked at {counted(report.looked_at, 'article')} held"
    if not report.sightings:
        console.print(f"{covered}; it stands in none of them. Articles that are not held were not looked at.")
        return
    console.print(f"{covered}; it stands in {len(report.sightings)}, the earliest first.")
    if report.first is not None:
        console.print(Text.assemble("\n", ("First: ", "bold"), plain(report.first)))
    else:
        console.print(Text("\nFirst: cannot tell", style="bold"))
    for line in (report.reason, *report.notes):
        console.print(Padding(text(line), (0, 0, 0, 2)))
    dated = [one for one in report.sightings if one.date is not None]
    for one in dated:
        _print_sighting(console, one, asked)
    undated = report.sightings[len(dated) :]
    if undated:
        console.print(Text("\nWithout a date", style="bold"))
    for one in undated:
        _print_sighting(console, one, asked)


def _print_sighting(console: Console, sighting: Sighting, asked: str) -> None:
    console.print(Text.assemble("\n", headline(sighting.title, sighting.publisher, None, sighting.article)))
    console.print(Padding(text(sighting.article, "dim"), (0, 0, 0, 2)))
    said = [_date_words(sighting), _WORDINGS[sighting.wording]]
    if sighting.quoted:
        said.append("as direct speech")
    if sighting.speaker is not None:
        said.append(f"said by {plain(sighting.speaker)}")
    if sighting.story is not None:
        said.append(f"story {plain(sighting.story)}")
    console.print(Padding(text("; ".join(part for part in said if part)), (0, 0, 0, 2)))
    passage = plain(sighting.passage)
    body = Text(shorten(passage, _PASSAGE)) if sighting.wording is Wording.VERBATIM else marked(asked, passage)[1]
    console.print(Padding(body, (0, 0, 0, 4)))


def _date_words(sighting: Sighting) -> str:
    date = sighting.date
    if date is None:
        return ""
    return f"{'first seen' if sighting.seen else 'published'} {day(date.iso)} ({date.source.value})"
