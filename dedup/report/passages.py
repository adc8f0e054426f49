"""Two texts beside one another: shared passages, sentences that say the same, wording that was exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dedup.model import Comparison, Exhibit, Passage, Rewording, Span
from dedup.report.plain import counted, plain, shorten

_SIDE_BY_SIDE = 120  # columns from which two texts fit beside each other with some 55 characters a line
_EXCERPT = 700  # characters shown of one side of a passage: about 110 words, enough to see that it is the same
_MARKED_WORDS = 400  # passages longer than this are shown without marking the words that differ
_PHRASES = 4  # phrases are one line each: so many times as many of them are shown as of passages
_PHRASE = 70  # characters of a phrase


def print_passages(console: Console, text_a: str, text_b: str, passages: Sequence[Passage], shown: int) -> None:
    """Matter that two texts share word for word, the longest `shown` of each sort."""
    sorts = (
        ("Shared passages", [p for p in passages if not p.quoted and not p.stock]),
        ("Shared quotations, not counted as derived matter", [p for p in passages if p.quoted and not p.stock]),
        ("Shared stock lines, captions and furniture, not counted", [p for p in passages if p.stock]),
    )
    for name, found in sorts:
        if not found:
            continue
        ordered = sorted(found, key=lambda passage: (-passage.words, passage.a.start))
        _heading(console, name, len(found), shown, "longest")
        for passage in ordered[:shown]:
            _print_pair(console, text_a, text_b, passage.a, passage.b, counted(passage.words, "word"))


def print_rewording(console: Console, text_a: str, text_b: str, comparison: Comparison | Exhibit, shown: int) -> None:
    """Quotations worded differently, phrases with a word exchanged, and the `shown` most alike sentences."""
    _print_quotations(console, text_a, text_b, comparison.altered, shown)
    _print_phrases(console, text_a, text_b, comparison.spun, shown * _PHRASES)
    pairs = comparison.counterparts
    if not pairs:
        return
    ordered = sorted(pairs, key=lambda pair: (-pair.likeness, pair.a.start))[:shown]
    _heading(console, "Sentences that say the same", len(pairs), shown, "most alike")
    for pair in sorted(ordered, key=lambda pair: pair.a.start):
        _print_pair(console, text_a, text_b, pair.a, pair.b, f"likeness {pair.likeness:.2f}")


def _print_quotations(console: Console, text_a: str, text_b: str, changes: Sequence[Rewording], shown: int) -> None:
    if not changes:
        return
    _heading(console, "Quotations that the two word differently", len(changes), shown, "first")
    for change in changes[:shown]:
        _print_pair(console, text_a, text_b, change.a, change.b, "")


def _print_phrases(console: Console, text_a: str, text_b: str, changes: Sequence[Rewording], shown: int) -> None:
    if not changes:
        return
    _heading(console, "Phrases with a word exchanged", len(changes), shown, "first")
    table = Table.grid(padding=(0, 1))
    table.add_column(overflow="fold")
    table.add_column()
    table.add_column(overflow="fold")
    for change in changes[:shown]:
        here, there = (
            shorten(plain(text[span.start : span.end]), _PHRASE)
            for text, span in ((text_a, change.a), (text_b, change.b))
        )
        table.add_row(Text(f"  {here}"), Text("↔", style="dim"), Text(there))
    console.print(table)


def _heading(console: Console, name: str, found: int, shown: int, which: str) -> None:
    cut = f", the {shown} {which} of {found}" if found > shown else f", {found}"
    console.print(Text(f"\n{name}{cut}", style="bold"))


def _print_pair(console: Console, text_a: str, text_b: str, a: Span, b: Span, figure: str) -> None:
    places = f"A {a.start}–{a.end}   B {b.start}–{b.end}"
    figures = Text.assemble((figure, "bold"), (f"   {places}" if figure else places, "dim"))
    console.print(Text.assemble("\n", figures))
    left, right = plain(text_a[a.start : a.end]), plain(text_b[b.start : b.end])
    if left == right:
        console.print(_indented("=", Text(shorten(left, _EXCERPT))))
        return
    marked_a, marked_b = marked(left, right)
    if console.width >= _SIDE_BY_SIDE:
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(ratio=1)
        table.add_column(ratio=1)
        table.add_row(_indented("A", marked_a), _indented("B", marked_b))
        console.print(table)
        return
    console.print(_indented("A", marked_a))
    console.print(_indented("B", marked_b))


def _indented(letter: str, body: Text) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(f" {letter}", style="cyan"), body)
    return grid


def marked(left: str, right: str) -> tuple[Text, Text]:
    """Two versions of a passage, cut to a readable length, with the words that differ set apart by brackets."""
    found = differing(left, right)
    if found is None:
        return Text(shorten(left, _EXCERPT)), Text(shorten(right, _EXCERPT))
    return _runs(found[0]), _runs(found[1])


def differing(left: str, right: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]] | None:
    """Two versions of a passage as runs of words, each with whether the other has it too, whatever its case.

    None for passages that are too long for that.
    """
    words_a, words_b = left.split(), right.split()
    if max(len(words_a), len(words_b)) > _MARKED_WORDS:
        return None
    matcher = SequenceMatcher(None, [w.casefold() for w in words_a], [w.casefold() for w in words_b], autojunk=False)
    runs_a: list[tuple[str, bool]] = []
    runs_b: list[tuple[str, bool]] = []
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        for runs, words, start, end in ((runs_a, words_a, a_start, a_end), (runs_b, words_b, b_start, b_end)):
            if end > start:
                runs.append((" ".join(words[start:end]), tag == "equal"))
    return runs_a, runs_b


def _runs(runs: Sequence[tuple[str, bool]]) -> Text:
    body = Text()
    for run, same in runs:
        if body:
            body.append(" ")
        room = max(1, _EXCERPT - len(body))
        part = shorten(run, room)
        body.append(part if same else f"[{part}]", style="" if same else "bold yellow")
        if len(run) > room:
            break
    return body
