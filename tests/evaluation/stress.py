"""The stress table: own invented articles, changed by a spinner, shuffled, cut and buried, against unrelated pairs.

    python -m tests.evaluation.stress [--samples FOLDER] [--families FOLDER]

Every English text that reports for itself (origins, other newsrooms' reports, template twins) is a base text. Some are
changed in each way and compared with what they were made from. The bar for recall is the score that one in a thousand
pairs of a text so changed and a base text of another family passes: each sort of change has its own, as short or mixed
texts score otherwise than whole ones. What the shipped threshold finds is told beside it. Scores are those of the whole
comparison with shipped defaults; whether the index proposes a pair is not measured here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil
from pathlib import Path

from dedup.compare import Document, document, judge
from dedup.config import CompareParams, IngestLimits
from dedup.ingest import Source, read
from dedup.model import Article
from tests.evaluation.floors import Better, Figure
from tests.evaluation.frontdoor import ROOT
from tests.evaluation.shapes import buried, shuffled, truncated, two_sentences
from tests.evaluation.spinner import spin

SAMPLES = ROOT / "samples"
FAMILIES = ROOT / "tests" / "evaluation" / "families"
LANGUAGE = "en"
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)
FALSE_RATE = 0.001
MIN_WORDS = 200  # of a text that is changed: a quarter of it still has the words of a short brief
TEXTS = 40  # texts that are changed, and ...
STRANGERS = (
    26  # ... texts of other families that each is compared with in a group of changes: a thousand pairs and more
)
MAX_PAIRS = 2_000  # of base texts of different families
TWIN = {"twin", "unrelated"}
OWN = {"origin", "independent", "quotes_only"} | TWIN
THRESHOLD = CompareParams().decided

Change = Callable[[str, Sequence[str]], str]  # a text and other matter to what becomes of it


@dataclass(frozen=True, slots=True)
class Base:
    """A text that reports for itself; `twin` where it shares a template or people with its family, not the event."""

    name: str
    family: str
    text: str
    twin: bool = False


@dataclass(frozen=True, slots=True)
class StressRow:
    """What share of the pairs of a sort passes the bar of one false relation in a thousand, and the threshold."""

    name: str
    pairs: int
    bar: float
    at_bar: float
    at_threshold: float
    wanted: bool = True  # these pairs are derived; otherwise each that passes is a false relation

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The row as figures for the gate."""
        better = Better.HIGHER if self.wanted else Better.LOWER
        at_threshold = Figure(f"{self.name}, at {THRESHOLD:g}", self.at_threshold, better)
        if not self.wanted:  # by its making the bar lets through one in a thousand, and rises where the model is better
            return (at_threshold,)
        return (Figure(f"{self.name}, at {FALSE_RATE:.1%} false", self.at_bar, better), at_threshold)


@dataclass(frozen=True, slots=True)
class Stress:
    """The whole table."""

    texts: int
    rows: tuple[StressRow, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All rows as figures for the gate."""
        return tuple(figure for row in self.rows for figure in row.figures)


def score(a: Document, b: Document) -> float:
    """Probability of the whole comparison that one of two texts derives from the other."""
    return judge(a, b, CompareParams()).score


def changes() -> dict[str, dict[str, Change]]:
    """Everything that is done to a text by the name of its row, in groups whose results look alike to a comparison.

    Cuts and the like are done to whole texts and to spun ones.
    """
    spun = {
        f"spun {share:.0%}, function words {what}": _spinning(share, function_words=what == "changed")
        for what in ("kept", "changed")
        for share in SHARES
    }
    shapes: dict[str, Change] = {
        "sentences shuffled": lambda text, _: shuffled(text),
        "cut to 25%": lambda text, _: truncated(text),
        "buried": buried,
        "two sentences": lambda text, _: two_sentences(text),
    }
    lightly = _spinning(0.4, function_words=False)
    return {"spun": spun} | {
        name: {name: shape, f"{name}, spun 40%": _after(shape, lightly)} for name, shape in shapes.items()
    }


def _spinning(share: float, *, function_words: bool) -> Change:
    return lambda text, _: spin(text, share, function_words=function_words).text


def _after(shape: Change, spun: Change) -> Change:
    """Spin first, so that the buried text alone is spun and not what it is buried in."""
    return lambda text, others: shape(spun(text, ()), others)


def measure(samples: Path = SAMPLES, families: Path = FAMILIES, *, texts: int = TEXTS) -> Stress:
    """Measure all rows on the sample pages and on families of invented articles; either folder may be missing.

    `texts` is how many base texts are changed. Raises ValueError where there are no two families, or too little text.
    """
    bases = [*bases_of_samples(samples), *bases_of_families(families)]
    if len({base.family for base in bases}) < 2:
        raise ValueError(f"two families at least are needed in {samples} and {families}")
    read_as = {base.name: _document(base.text) for base in bases}
    chosen = spread_over_families([base for base in bases if len(base.text.split()) >= MIN_WORDS], texts)

    def scored(pairs: Iterable[tuple[Base, Base]]) -> list[float]:
        return [score(read_as[a.name], read_as[b.name]) for a, b in pairs]

    rows: list[StressRow] = []
    unrelated_changed: list[float] = []
    for group in changes().values():
        found: dict[str, list[float]] = {name: [] for name in group}
        unrelated: list[float] = []
        for (name, change), base in product(group.items(), chosen):
            strangers, around = strangers_of(base, bases, ceil(STRANGERS / len(group)), name)
            changed = _document(change(base.text, [other.text for other in around]))
            found[name].append(score(changed, read_as[base.name]))
            unrelated += [score(changed, read_as[stranger.name]) for stranger in strangers]
        rows += [row(name, scores, bar_of(unrelated)) for name, scores in found.items()]
        unrelated_changed += unrelated
    related = [(a, b) for a, b in combinations(bases, 2) if a.family == b.family]
    strange = sampled([(a, b) for a, b in combinations(bases, 2) if a.family != b.family], MAX_PAIRS)
    plain = scored(strange)
    of_event = scored(pair for pair in related if not (pair[0].twin or pair[1].twin))
    twins = scored(pair for pair in related if pair[0].twin or pair[1].twin)
    bar = bar_of(plain)
    rows += [
        row("reports of one event", of_event, bar, wanted=False),
        row("template twins and the like", twins, bar, wanted=False),
        row("unrelated texts", plain, bar, wanted=False),
        row("unrelated, one changed as above", unrelated_changed, bar_of(unrelated_changed), wanted=False),
    ]
    return Stress(len(chosen), tuple(rows))


def bar_of(unrelated: Sequence[float]) -> float:
    """The score that not more than one in a thousand unrelated pairs exceed."""
    return sorted(unrelated, reverse=True)[int(FALSE_RATE * len(unrelated))]


def row(name: str, scores: Sequence[float], bar: float, *, wanted: bool = True) -> StressRow:
    """Count what passes; a share of no pairs is 0."""
    count = max(1, len(scores))
    return StressRow(
        name,
        len(scores),
        bar,
        sum(value > bar for value in scores) / count,
        sum(value >= THRESHOLD for value in scores) / count,
        wanted,
    )


def table(stress: Stress) -> str:
    """The table as aligned text."""
    lines = [(f"{stress.texts} texts, each", "pairs", f"{FALSE_RATE:.1%} false", "bar", f"at {THRESHOLD:g}")]
    lines += [_line(item) for item in stress.rows if item.wanted]
    lines += [("false relations", "", "", "", "")]
    lines += [_line(item) for item in stress.rows if not item.wanted]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _line(item: StressRow) -> tuple[str, str, str, str, str]:
    return item.name, f"{item.pairs}", f"{item.at_bar:.1%}", f"{item.bar:.3f}", f"{item.at_threshold:.2%}"


def bases_of_samples(folder: Path) -> list[Base]:
    """Base texts among the sample pages, read as the program reads them; none where there is no manifest."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return []
    found: list[Base] = []
    for family in json.loads(manifest.read_text(encoding="utf-8"))["families"]:
        reports = [family["origin"].get("held"), *(quoting for quoting, _ in family["quotes_only"])]
        reports += family["independent"]
        twins = [path for pair in family["unrelated"] for path in pair]
        for path in dict.fromkeys(path for path in (*reports, *twins) if path):
            for article in read([Source(path, folder / path)], IngestLimits()):
                if isinstance(article, Article) and article.language and article.language.value == LANGUAGE:
                    found.append(Base(path, family["name"], article.text, twin=path not in reports))
    return found


def bases_of_families(folder: Path) -> list[Base]:
    """Base texts among the families of invented articles, one JSON file each; none where there is no folder."""
    found: list[Base] = []
    for path in sorted(folder.glob("*.json")):
        family = json.loads(path.read_text(encoding="utf-8"))
        if family.get("language", LANGUAGE) != LANGUAGE:
            continue
        found += [
            Base(article["id"], family["family"], article["text"], twin=article["kind"] in TWIN)
            for article in family["articles"]
            if article["kind"] in OWN
        ]
    return found


def spread_over_families(bases: Sequence[Base], limit: int) -> list[Base]:
    """Some of the base texts: one of each family, then a second of each, and so on."""
    seen: dict[str, int] = {}
    turns: list[tuple[int, int]] = []
    for place, base in enumerate(bases):
        seen[base.family] = seen.get(base.family, -1) + 1
        turns.append((seen[base.family], place))
    return [bases[place] for _, place in sorted(turns)[:limit]]


def sampled(pairs: Sequence[tuple[Base, Base]], limit: int) -> list[tuple[Base, Base]]:
    """As many of the pairs as the limit allows, the same at each call."""
    if len(pairs) <= limit:
        return list(pairs)
    return sorted(pairs, key=lambda pair: _digest(f"{pair[0].name} {pair[1].name}"))[:limit]


def strangers_of(base: Base, bases: Sequence[Base], limit: int, seed: str) -> tuple[list[Base], list[Base]]:
    """Texts of other families to compare a text with, and texts of others again to bury it in."""
    families = sorted({other.family for other in bases} - {base.family}, key=lambda name: _digest(f"{seed} {name}"))
    hosts = set(families[: ceil(len(families) / 2)])
    ranked = sorted(bases, key=lambda other: _digest(f"{seed} {base.name} {other.name}"))
    strangers = [other for other in ranked if other.family != base.family and other.family not in hosts]
    return strangers[:limit], [other for other in ranked if other.family in hosts]


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _document(text: str) -> Document:
    return document(text, language=LANGUAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The stress table alone; `make eval` prints it too.")
    parser.add_argument("--samples", type=Path, default=SAMPLES)
    parser.add_argument("--families", type=Path, default=FAMILIES)
    asked = parser.parse_args(arguments)
    print(table(measure(asked.samples, asked.families)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
