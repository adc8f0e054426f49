"""The proof of one comparison for people: verdict, both containments, the ledger as a waterfall, and the passages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import SequenceMatcher

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.model import Article, Comparison, Direction, Evidence, Kind, Overlap, Passage
from dedup.report.console import kind_text, text
from dedup.report.listings import article_headline, listing
from dedup.report.plain import counted, percent, plain, shorten

_SIDE_BY_SIDE = 120  # columns from which two texts fit beside each other with some 55 characters a line
_BAR = 20  # cells of the waterfall's bar
_EXCERPT = 700  # characters shown of one side of a passage: about 110 words, enough to see that it is the same
_MARKED_WORDS = 400  # passages longer than this are shown without marking the words that differ

CAVEAT = (
    "A match is no proof of wrongdoing: agencies license their texts, outlets share them by agreement, and press "
    "releases are written to be reprinted."
)
_VERDICTS = {
    Kind.IDENTICAL: "The two texts are the same.",
    Kind.NEAR_COPY: "One text is a lightly changed copy of the other, or both are copies of a third.",
    Kind.EXCERPT: "Part of one text stands word for word in the other, which has matter of its own.",
    Kind.REWRITE: "The two texts say the same in other words throughout.",
    Kind.SUMMARY: "One text condenses the other.",
    Kind.QUOTATION: "The two texts share quoted matter only. That is a citation of the same words, not a derivation.",
    Kind.SAME_EVENT: "The two texts are independent reports of one event.",
    Kind.UNRELATED: "Nothing was found that shows that one text descends from the other.",
}
_DIRECTIONS = {
    Direction.A_FROM_B: "A descends from B.",
    Direction.B_FROM_A: "B descends from A.",
    Direction.COMMON_ORIGIN: "Both descend from a third text.",
    Direction.UNDETERMINED: "Which of the two came first is undetermined.",
}


def print_proof(
    console: Console,
    a: Article,
    b: Article,
    comparison: Comparison,
    *,
    shown: int,
    direction: Direction = Direction.UNDETERMINED,
) -> None:
    """Draw a verdict on two articles with its proof; `shown` passages of each sort at most."""
    console.print(
        Text.assemble(
            kind_text(comparison.kind),
            (f"   score {comparison.score:.3f}", "bold"),
            ("  (probability that the pair is derived)", "dim"),
        )
    )
    console.print(_VERDICTS[comparison.kind] + (f" {_DIRECTIONS[direction]}" if comparison.kind.derived else ""))
    if comparison.kind.derived:
        console.print(Text(CAVEAT, style="italic"))
    console.print()
    for letter, article in (("A", a), ("B", b)):
        _print_article(console, letter, article)
    _print_overlap(console, comparison.overlap)
    _print_ledger(console, comparison)
    _print_passages(console, a.text, b.text, comparison.passages, shown)


def _print_article(console: Console, letter: str, article: Article) -> None:
    console.print(Text.assemble((f"{letter}  ", "bold cyan"), article_headline(article)))
    console.print(Padding(text(article.key, "dim"), (0, 0, 0, 3)))


def _print_overlap(console: Console, overlap: Overlap) -> None:
    console.print()
    for one, other, shared, words, share in (
        ("A", "B", overlap.shared_a, overlap.words_a, overlap.containment_a),
        ("B", "A", overlap.shared_b, overlap.words_b, overlap.containment_b),
    ):
        console.print(f"{percent(share):>5} of {one} stands in {other} ({shared:,} of {counted(words, 'word')})")
    console.print(Text("Captions, stock lines and outlets' own furniture are left out of both counts.", style="dim"))


def _print_ledger(console: Console, comparison: Comparison) -> None:
    """Each line of the ledger with its weight, and the probability after it as a bar."""
    console.print(Text("\nLedger", style="bold"))
    table = listing("weight", "score so far", "what was seen", right=("weight",))
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].overflow = "fold"
    total = before = 0.0
    for index, line in enumerate(comparison.evidence):
        before, total = total, total + line.weight
        table.add_row(_weight(line), _step(before if index else total, total), text(line.sentence))
    table.add_section()
    table.add_row("", Text(f"{comparison.score:.3f}", style="bold"), Text("score", style="bold"))
    console.print(table)
    console.print(Text("Weights are log-odds: each adds to the sum, and the sum makes the score.", style="dim"))


def _weight(line: Evidence) -> Text:
    if not line.weight:
        return Text("0", style="dim")
    return Text(f"{line.weight:+.2f}", style="red" if line.weight > 0 else "green")


def _step(before: float, after: float) -> Text:
    """The probability after a line: full blocks up to it, light ones for what the line added or took away."""
    was, now = (round(_BAR * probability(total)) for total in (before, after))
    solid, step = min(was, now), abs(now - was)
    bar = Text("█" * solid, style="dim").append("▓" * step, style="red" if now > was else "green")
    return Text.assemble(f"{probability(after):.3f} ", bar)


def probability(log_odds: float) -> float:
    """The probability that log-odds stand for, 0..1."""
    if log_odds < 0:
        grown = math.exp(max(log_odds, -700.0))
        return grown / (1.0 + grown)
    return 1.0 / (1.0 + math.exp(-min(log_odds, 700.0)))


def _print_passages(console: Console, text_a: str, text_b: str, passages: Sequence[Passage], shown: int) -> None:
    sorts = (
        ("Shared passages", [p for p in passages if not p.quoted and not p.stock]),
        ("Shared quotations, not counted as derived matter", [p for p in passages if p.quoted and not p.stock]),
        ("Shared stock lines, captions and furniture, not counted", [p for p in passages if p.stock]),
    )
    for name, found in sorts:
        if not found:
            continue
        ordered = sorted(found, key=lambda passage: (-passage.words, passage.a.start))
        cut = f", the {shown} longest of {len(found)}" if len(found) > shown else f", {len(found)}"
        console.print(Text(f"\n{name}{cut}", style="bold"))
        for passage in ordered[:shown]:
            _print_passage(console, text_a, text_b, passage)


def _print_passage(console: Console, text_a: str, text_b: str, passage: Passage) -> None:
    places = f"A {passage.a.start}–{passage.a.end}   B {passage.b.start}–{passage.b.end}"
    console.print(Text.assemble("\n", (counted(passage.words, "word"), "bold"), (f"   {places}", "dim")))
    left = plain(text_a[passage.a.start : passage.a.end])
    right = plain(text_b[passage.b.start : passage.b.end])
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
    words_a, words_b = left.split(), right.split()
    if max(len(words_a), len(words_b)) > _MARKED_WORDS:
        return Text(shorten(left, _EXCERPT)), Text(shorten(right, _EXCERPT))
    matcher = SequenceMatcher(None, [w.casefold() for w in words_a], [w.casefold() for w in words_b], autojunk=False)
    runs_a: list[tuple[str, bool]] = []
    runs_b: list[tuple[str, bool]] = []
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        for runs, words, start, end in ((runs_a, words_a, a_start, a_end), (runs_b, words_b, b_start, b_end)):
            if end > start:
                runs.append((" ".join(words[start:end]), tag == "equal"))
    return _runs(runs_a), _runs(runs_b)


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
