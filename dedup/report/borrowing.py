"""Who takes from whom, as JSON values and as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from dedup.model import Borrowing, Outlet
from dedup.report.listings import listing
from dedup.report.plain import plain

BORROWING_COLUMNS = (
    "source", "source_domain", "source_held", "taker", "taker_domain",
    "articles", "credited", "uncredited", "undetermined", "stories", "first", "last",
)  # fmt: skip
_UNKNOWN = "publisher not known"


def borrowing_record(one: Borrowing) -> dict[str, object]:
    """One publisher's debt to another."""
    return {
        "source": one.source.name,
        "source_domain": one.source.domain,
        "source_held": one.held,
        "taker": one.taker.name,
        "taker_domain": one.taker.domain,
        "articles": one.articles,
        "credited": one.credited,
        "uncredited": one.uncredited,
        "undetermined": one.undetermined,
        "stories": one.stories,
        "first": one.first,
        "last": one.last,
    }


def print_borrowings(console: Console, found: Sequence[Borrowing]) -> int:
    """Who takes from whom, a source with its takers below it, the one most taken from first; gives the number of rows.

    Below that come the pairs of publishers of whom it is not known who took.
    """
    if not found:
        console.print("Nobody is found to take from anybody here.")
        return 0
    decided = [one for one in found if one.articles]
    if decided:
        _print_sources(console, decided)
    undecided = [one for one in found if not one.articles]
    if undecided:
        console.print(Text("\nWho took from whom is undetermined" if decided else "Who took from whom is undetermined"))
        table = listing("pairs", "stories", "publishers", right=("pairs", "stories"))
        table.columns[2].overflow = "fold"
        for one in undecided:
            names = Text(f"{_name(one.source)} and {_name(one.taker)}").append(_days(one), style="dim")
            table.add_row(f"{one.undetermined:,}", f"{one.stories:,}", names)
        console.print(table)
    return len(found)


def _print_sources(console: Console, found: Sequence[Borrowing]) -> None:
    table = listing("articles", "credited", "not", "taken from", right=("articles", "credited", "not"))
    table.columns[3].overflow = "fold"
    groups: dict[tuple[Outlet, bool], list[Borrowing]] = {}
    for one in found:
        groups.setdefault((one.source, one.held), []).append(one)
    for (source, held), takers in sorted(groups.items(), key=lambda group: -sum(one.articles for one in group[1])):
        totals = (sum(counts) for counts in zip(*map(_numbers, takers), strict=True))
        named = Text(_name(source), style="bold").append("" if held else " – not held", style="not bold")
        table.add_row(*(f"{total:,}" for total in totals), named)
        for one in takers:
            stories = f", {one.stories:,} stories" if one.stories > 1 else ""
            taker = Text.assemble("  by ", _name(one.taker), (f"{stories}{_days(one)}", "dim"))
            table.add_row(*(f"{number:,}" for number in _numbers(one)), taker)
        table.add_row("", "", "", "")
    console.print(table)
    console.print("`not` counts the articles that do not name the source where a reader sees it.", style="dim")


def _numbers(one: Borrowing) -> tuple[int, int, int]:
    return one.articles, one.credited, one.uncredited


def _days(one: Borrowing) -> str:
    days = " to ".join(dict.fromkeys(day for day in (one.first, one.last) if day))
    return f", {days}" if days else ""


def _name(outlet: Outlet) -> str:
    return plain(outlet.name or outlet.domain or "") or _UNKNOWN
