"""What a search found: as JSON values and for people."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import Excerpt, Hit, SearchReport
from dedup.report.console import day, headline, text
from dedup.report.origins import Record
from dedup.report.plain import counted, plain

HIT_COLUMNS = ("article", "title", "publisher", "published", "url", "story", "rank", "excerpt", "marks")


def search_record(report: SearchReport) -> Record:
    """All that a search found."""
    return {
        "asked": report.asked,
        "address": report.address,
        "pages": list(report.pages),
        "total": report.total,
        "first": report.first,
        "held": report.held,
        "pending": report.pending,
        "hits": [hit_record(hit) for hit in report.hits],
    }


def hit_record(hit: Hit) -> Record:
    """One article that was found; `marks` are pairs of offsets into the excerpt."""
    return {
        "article": hit.article,
        "title": hit.title.text if hit.title else None,
        "publisher": hit.publisher,
        "published": hit.published,
        "url": hit.url,
        "story": hit.story,
        "rank": round(hit.rank, 4) if hit.rank is not None else None,
        "excerpt": hit.excerpt.text,
        "marks": [[span.start, span.end] for span in hit.excerpt.marks],
    }


def coverage(report: SearchReport) -> str:
    """What was searched, in a sentence: a search that finds nothing says nothing about what was not."""
    among = f"{counted(report.held, 'article')} held, as they are now"
    if report.address is None and report.pending:
        return f"Searched: {among}, but for {report.pending:,} that are new and not indexed yet."
    return f"Searched: {among}."


def print_search(console: Console, report: SearchReport) -> None:
    """Draw the articles that were found, the best first, with the words that were looked for."""
    if report.address is not None:
        _print_address(console, report)
        return
    shown = len(report.hits)
    if not report.total:
        console.print("Nothing found. Articles that are not held were not searched.")
    elif shown < report.total:
        last = report.first + shown
        found = counted(report.total, "article")
        console.print(f"{found}; shown are {report.first + 1:,} to {last:,}, the best first.")
    else:
        console.print(f"{counted(report.total, 'article')}.")
    for hit in report.hits:
        title = hit.title.text if hit.title else None
        console.print(Text.assemble("\n", headline(title, hit.publisher, day(hit.published), hit.article)))
        aside = f", story {plain(hit.story)}" if hit.story else ""
        console.print(Padding(text(f"{hit.article}{aside}", "dim"), (0, 0, 0, 2)))
        console.print(Padding(excerpt_text(hit.excerpt), (0, 0, 0, 4)))
    console.print(Text(f"\n{coverage(report)}", style="dim"))


def excerpt_text(excerpt: Excerpt) -> Text:
    """An excerpt with what was found in bold."""
    found, place = Text("… " if excerpt.before else ""), 0
    for mark in excerpt.marks:
        found.append(_part(excerpt.text[place : mark.start]))
        found.append(_part(excerpt.text[mark.start : mark.end]), style="bold")
        place = mark.end
    found.append(_part(excerpt.text[place:]))
    return found.append(" …") if excerpt.after else found


def _part(written: str) -> str:
    """A part of a text on one line; a blank at either end stays one."""
    bare = plain(written)
    return f"{' ' * written[:1].isspace()}{bare}{' ' * (bool(bare) and written[-1:].isspace())}"


def _print_address(console: Console, report: SearchReport) -> None:
    address = plain(report.address or "")
    if not report.pages:
        console.print(f"Of the page {address} nothing is held. What is not held was not compared with anything.")
        return
    console.print(f"Held of the page {address}:")
    for key in report.pages:
        console.print(Padding(text(key, "bold"), (0, 0, 0, 2)))
