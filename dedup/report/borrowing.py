"""Who takes from whom, as JSON values and as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from dedup.model import Borrowing, Outlet, Period, Spell, parted
from dedup.report.listings import listing
from dedup.report.plain import counted, plain

BORROWING_COLUMNS = (
    "source", "source_domain", "source_held", "taker", "taker_domain",
    "articles", "credited", "uncredited", "undetermined", "stories", "first", "last",
)  # fmt: skip
SPELL_COLUMNS = (
    "period", "source", "source_domain", "source_held", "taker", "taker_domain",
    "articles", "credited", "uncredited", "undetermined",
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


def spell_records(found: Sequence[Borrowing], period: Period) -> Iterator[dict[str, object]]:
    """What one publisher took from another in each period, the periods in order and what has no date last."""
    spells = [(spell, one) for one in found for spell in parted(one.days, period)]
    for spell, one in sorted(spells, key=lambda item: (item[0].begin is None, item[0].begin or "")):
        whole = borrowing_record(one)
        counts = {name: getattr(spell, name) for name in ("articles", "credited", "uncredited", "undetermined")}
        yield {"period": spell.begin, **{name: whole[name] for name in SPELL_COLUMNS[1:]}, **counts}


def print_spells(console: Console, found: Sequence[Borrowing], period: Period) -> int:
    """What was taken in each period, a line for two publishers, most first; gives the number of lines."""
    rows: dict[str | None, list[tuple[Spell, Borrowing]]] = {}
    for one in found:
        for spell in parted(one.days, period):
            rows.setdefault(spell.begin, []).append((spell, one))
    if not rows:
        console.print("Nobody is found to take from anybody here.")
        return 0
    table = listing("articles", "credited", "not", "who from whom", right=("articles", "credited", "not"))
    table.columns[3].overflow = "fold"
    for begin in sorted(rows, key=lambda begin: (begin is None, begin or "")):
        table.add_row("", "", "", Text(f"{period.value} of {begin}" if begin else "without a date", style="bold"))
        for spell, one in sorted(rows[begin], key=lambda row: -row[0].articles):
            numbers = (spell.articles, spell.credited, spell.uncredited)
            if spell.articles:
                named = f"  {_name(one.taker)} from {_name(one.source)}{'' if one.held else ' – not held'}"
            else:
                named = (
                    f"  {_name(one.source)} and {_name(one.taker)}: {counted(spell.undetermined, 'pair')} undetermined"
                )
            table.add_row(*(f"{number:,}" for number in numbers), named)
        table.add_row("", "", "", "")
    console.print(table)
    console.print("`not` counts the articles that do not name the source where a reader sees it.", style="dim")
    return sum(map(len, rows.values()))


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
