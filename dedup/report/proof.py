"""The proof of one comparison for people: verdict, both containments, the ledger as a waterfall, and the passages."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import Article, Comparison, Derivation, Direction, Evidence, Kind, Overlap
from dedup.report.console import relation_text, text
from dedup.report.ledger import Step, waterfall
from dedup.report.listings import article_headline, listing
from dedup.report.origins import DIRECTIONS, direction_sentence, print_direction
from dedup.report.passages import print_passages, print_rewording
from dedup.report.plain import counted, percent

_BAR = 20  # cells of the waterfall's bar

CAVEAT = (
    "A match is no proof of wrongdoing: agencies license their texts, outlets share them by agreement, and press "
    "releases are written to be reprinted."
)
POSSIBLE = "It is possible that one text was made from the other; what was found does not show it."
VERDICTS = {
    Kind.IDENTICAL: "The two texts are the same.",
    Kind.NEAR_COPY: "One text is a lightly changed copy of the other, or both are copies of a third.",
    Kind.EXCERPT: "Part of one text stands word for word in the other, which has matter of its own.",
    Kind.REWRITE: "The two texts say the same in other words throughout.",
    Kind.SUMMARY: "One text condenses the other.",
    Kind.QUOTATION: "The two texts share quoted matter only. That is a citation of the same words, not a derivation.",
    Kind.SAME_EVENT: "Both texts report one event; their wording does not show that one was made from the other.",
    Kind.UNRELATED: "Nothing was found that shows that one text descends from the other.",
}
"""What a kind says of two texts."""


def print_proof(
    console: Console,
    a: Article,
    b: Article,
    comparison: Comparison,
    *,
    shown: int,
    derivation: Derivation | None = None,
) -> None:
    """Draw a verdict on two articles with its proof; `shown` passages of each sort at most."""
    console.print(
        Text.assemble(
            relation_text(comparison),
            (f"   score {comparison.score:.3f}", "bold"),
            ("  (probability that the pair is derived)", "dim"),
        )
    )
    if comparison.possible:
        console.print(POSSIBLE)
    said = direction_sentence(derivation) if derivation else DIRECTIONS[Direction.UNDETERMINED]
    console.print(VERDICTS[comparison.kind] + (f" {said}" if comparison.kind.derived else ""))
    if comparison.kind.derived:
        console.print(Text(CAVEAT, style="italic"))
    console.print()
    for letter, article in (("A", a), ("B", b)):
        _print_article(console, letter, article)
    _print_overlap(console, comparison.overlap)
    _print_ledger(console, comparison)
    if derivation is not None:
        print_direction(console, derivation)
    print_rewording(console, a.text, b.text, comparison, shown)
    print_passages(console, a.text, b.text, comparison.passages, shown)


def _print_article(console: Console, letter: str, article: Article) -> None:
    console.print(Text.assemble((f"{letter}  ", "bold cyan"), article_headline(article)))
    console.print(Padding(text(article.key, "dim"), (0, 0, 0, 3)))
    for finding in article.findings:
        console.print(Padding(text(f"found in {letter}: {finding.detail}"), (0, 0, 0, 3)))


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
    for step in waterfall(comparison.evidence):
        table.add_row(_weight(step.line), _step(step), text(step.line.sentence))
    table.add_section()
    table.add_row("", Text(f"{comparison.score:.3f}", style="bold"), Text("score", style="bold"))
    console.print(table)
    console.print(Text("Weights are log-odds: each adds to the sum, and the sum makes the score.", style="dim"))


def _weight(line: Evidence) -> Text:
    if not line.weight:
        return Text("0", style="dim")
    return Text(f"{line.weight:+.2f}", style="red" if line.weight > 0 else "green")


def _step(step: Step) -> Text:
    """The probability after a line: full blocks up to it, light ones for what the line added or took away."""
    was, now = round(_BAR * step.before), round(_BAR * step.after)
    solid, change = min(was, now), abs(now - was)
    bar = Text("█" * solid, style="dim").append("▓" * change, style="red" if now > was else "green")
    return Text.assemble(f"{step.after:.3f} ", bar)
