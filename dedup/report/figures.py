"""Figures of an evaluation for people."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from dedup.evaluation import Evaluation
from dedup.report.listings import listing
from dedup.report.plain import counted, percent, plain

_LISTED = 10  # accused or stray pairs named on the screen; JSON names all


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """Draw what became of each label, whom the program accused wrongly, and how well the stories match."""
    figures = evaluation.pairs
    numbers = ("pairs", "proposed", "derived", "share", "missed", "misjudged")
    table = listing("label", *numbers, right=numbers)
    for label in figures.labels:
        table.add_row(
            Text(plain(label.label), style="" if label.positive else "green"),
            *(str(number) for number in (label.pairs, label.proposed, label.found)),
            percent(label.recall),
            str(label.missed),
            str(label.misjudged),
        )
    console.print(table)
    for label in figures.labels:
        kinds = ", ".join(f"{count} {kind.value.replace('_', ' ')}" for kind, count in label.kinds)
        console.print(f"{plain(label.label)}: {kinds or 'no relation'}.")
    if figures.innocent:
        console.print(
            f"Independent reports of one event: {len(figures.accused)} of {figures.innocent} pairs called derived."
        )
        _print_pairs(console, figures.accused)
    console.print(f"Derived pairs that no label knows: {len(figures.stray)} in {counted(figures.articles, 'article')}.")
    _print_pairs(console, figures.stray)
    direction = figures.direction
    if direction.pairs:
        console.print(
            f"Direction decided for {direction.decided} of {direction.pairs} pairs, {direction.right} rightly."
        )
    if figures.calibration is not None:
        console.print(f"Calibration error of the scores: {figures.calibration:.3f}.")
    clusters = evaluation.clusters
    if clusters is not None:
        console.print(
            f"Stories against the labels' clusters, {counted(clusters.items, 'article')}: B-cubed precision "
            f"{clusters.precision:.3f}, recall {clusters.recall:.3f}, F1 {clusters.f1:.3f}; "
            f"adjusted Rand index {clusters.rand:.3f}."
        )


def _print_pairs(console: Console, pairs: tuple[tuple[str, str], ...]) -> None:
    for a, b in pairs[:_LISTED]:
        console.print(f"  {plain(a)}  {plain(b)}", soft_wrap=True)
    if len(pairs) > _LISTED:
        console.print(f"  … and {len(pairs) - _LISTED} more; --format json names all.")
