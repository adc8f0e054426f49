"""Fit the weights of directions that are read from two texts alone: fit_direction.py FAMILIES [--write].

FAMILIES is a folder of invented families with kinds; the labelled corpora are looked for in ../shared/corpora, and
read as `dedup ingest` reads them. Of the rewrites and passages half the stories are used, so that the other half
measures what is shipped. Each maker of texts (news rewritten by language models, spun and translated passages, invented
families) counts the same. Right and wrong are counted on stories that the fit has not seen; the last lines leave out
one maker at a time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dedup.compare import Document, document, judge
from dedup.config import CompareParams, IngestLimits
from dedup.ingest import expand, read
from dedup.model import Article
from dedup.provenance import bearings
from dedup.provenance.direction import tells
from dedup.provenance.idiom import Table, naturalness
from dedup.provenance.traits import Traits
from dedup.text.views import Views
from tests.evaluation.count_idiom import count, reports
from tests.evaluation.halves import fitted, story_of

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
WEIGHTS = Path(bearings.__file__).with_name("direction.json")
FOLDS = 8
TABLES = 4  # tables of idiom, each counted without a quarter of the families, for measuring that quarter
RIDGE = 4.0
THRESHOLD = 1.27  # log-odds at the certainty from which a direction is decided
MAKERS = ("llm_rewrites", "translated_spun_passages")
LIMITS = IngestLimits()
# A line that breaks off is a plain trace where it occurs, but a wrapped source and a flowing copy occur as well.
CAPPED, FULL_AT = {"pasted": 2.0}, {"pasted": 0.012}


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the archive holds it, and the lines in it that were broken off in mid-sentence."""

    body: str
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A derivative, its source, how it was made, and the maker and story that it belongs to."""

    maker: str
    story: str
    label: str
    copy: Text
    source: Text


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled pair as measured; `found` says that the comparison calls it derived."""

    pair: Labelled
    figures: Mapping[str, float]
    found: bool


def labelled(folder: Path) -> Iterator[Labelled]:
    """All labelled pairs with a direction."""
    for corpus in MAKERS:
        texts = {one.key: Text(one.text, one.broken_lines) for one in _ingested(CORPORA / corpus / "documents.jsonl")}
        for pair in _lines(CORPORA / corpus / "pairs.jsonl"):
            if fitted(pair["b"]):
                yield Labelled(corpus, story_of(pair["b"]), pair["label"], texts[pair["a"]], texts[pair["b"]])
    for corpus in ("rewrite_families", "provenance_families"):
        for truth in _lines(CORPORA / corpus / "truth.jsonl"):
            path = CORPORA / corpus / "families" / f"family{truth['family']}.json"
            texts = {one["id"]: Text(one["text"]) for one in json.loads(path.read_text("utf-8"))["articles"]}
            for derived in truth["derived"]:
                source = derived.get("via") or derived["origin"]
                if source in texts:
                    label = f"{corpus[:3]} {derived['kind']}"
                    yield Labelled("families", truth["family"], label, texts[derived["derivative"]], texts[source])
    for path in sorted(folder.glob("*.json")):
        family = json.loads(path.read_text("utf-8"))
        texts = {one["id"]: Text(one["text"]) for one in family["articles"]}
        for one in family["articles"]:
            if one.get("of") in texts and one["kind"] != "independent":
                yield Labelled("families", family["family"], one["kind"], texts[one["id"]], texts[one["of"]])


def _ingested(path: Path) -> Iterator[Article]:
    yield from (one for one in read(expand([str(path)], LIMITS), LIMITS) if isinstance(one, Article))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def measured(pairs: Sequence[Labelled], folder: Path) -> list[Row]:
    """Measure the pairs, each with a table of idiom that was counted without its family."""
    families = reports(folder)
    part = {name: i % TABLES for i, name in enumerate(sorted(families))}
    tables = [
        count([text for name, texts in families.items() if part[name] != left_out for text in texts])
        for left_out in range(TABLES)
    ]
    every = count([text for texts in families.values() for text in texts])
    seen: dict[tuple[Text, int], tuple[Document, Traits]] = {}

    def look(text: Text, table: Table) -> tuple[Document, Traits]:
        if (text, id(table)) not in seen:
            made = document(text.body, language="en")
            seen[text, id(table)] = made, Told(text, made.views, table)
        return seen[text, id(table)]

    rows = []
    for pair in pairs:
        table = tables[part[pair.story]] if pair.story in part else every
        (copy, of_copy), (source, of_source) = look(pair.copy, table), look(pair.source, table)
        judgement = judge(copy, source, CompareParams())
        found = bearings.measure(of_copy, of_source, judgement.overlap)
        figures = {name: value for name, (value, _, _) in found.items() if tells(name, judgement.kind)}
        rows.append(Row(pair, figures, judgement.kind.derived))
    return rows


class Told(Traits):
    """The traits of a text whose idiom is told by another table."""

    def __init__(self, text: Text, seen: Views, table: Table) -> None:
        super().__init__(text.body, "en", text.broken, seen)
        self._idiom = naturalness(text.body, table)

    @cached_property
    def habits(self) -> Mapping[str, float]:
        """As those of any text, with another idiom."""
        return {**super().habits, "idiom": self._idiom}


class Fit:
    """Pairs as an array of figures, scaled and cut off at -1 and 1."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.names = sorted({name for row in rows for name in row.figures})
        raw = np.array([[row.figures.get(name, 0.0) for name in self.names] for row in rows])
        self.scales = np.array(
            [FULL_AT.get(name, _scale(column)) for name, column in zip(self.names, raw.T, strict=True)]
        )
        self.values = np.clip(raw / self.scales, -1, 1)
        makers = Counter(row.pair.maker for row in rows)
        self.weights = np.array([len(rows) / len(makers) / makers[row.pair.maker] for row in rows])

    def fit(self, used: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Weights over some of the pairs, none below 0."""
        values, weights = self.values[used], self.weights[used]

        def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            odds = values @ beta
            wrong = 1 / (1 + np.exp(odds))
            total = float((weights * np.log1p(np.exp(-odds))).sum() + RIDGE / 2 * (beta * beta).sum())
            return total, -values.T @ (wrong * weights) + RIDGE * beta

        bounds = [(0, CAPPED.get(name)) for name in self.names]
        start = np.full(len(self.names), 0.1)
        return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)

    def unseen(self, group: Callable[[Row], str], folds: int) -> NDArray[np.float64]:
        """Log-odds of each pair by a fit that has not seen its group."""
        groups = sorted({group(row) for row in self.rows})
        fold = np.array([groups.index(group(row)) % folds for row in self.rows])
        odds = np.zeros(len(self.rows))
        for number in range(min(folds, len(groups))):
            odds[fold == number] = self.values[fold == number] @ self.fit(fold != number)
        return odds


def _scale(column: NDArray[np.float64]) -> float:
    """The size that seven in ten of a figure's values stay below."""
    sizes = np.abs(column)
    return float(np.quantile(sizes[sizes > 1e-9], 0.7)) if (sizes > 1e-9).any() else 1.0


def table(rows: Sequence[Row], odds: NDArray[np.float64], key: Callable[[Row], str]) -> None:
    """Print right, wrong and open of the found pairs, by a key."""
    counts: dict[str, Counter[str]] = {}
    for row, value in zip(rows, odds.tolist(), strict=True):
        said = "right" if value > THRESHOLD else "wrong" if value < -THRESHOLD else "open"
        counts.setdefault(key(row), Counter())[said if row.found else "not found"] += 1
    for name, one in sorted(counts.items()):
        decided, found = one["right"] + one["wrong"], one["right"] + one["wrong"] + one["open"]
        shown = "  ".join(f"{said} {one[said]:4}" for said in ("right", "wrong", "open", "not found"))
        print(
            f"{name:38} {shown}  precision {one['right'] / max(1, decided):.3f}  decided {decided / max(1, found):.2f}"
        )


def main() -> None:
    """Fit, measure, and with --write replace the weights that come with the package."""
    parser = argparse.ArgumentParser()
    parser.add_argument("families", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    pairs = list(labelled(asked.families))
    rows = measured(pairs, asked.families)
    fitting = Fit(rows)
    table(
        rows, fitting.unseen(lambda row: row.pair.story, FOLDS), lambda row: f"{row.pair.maker[:12]} {row.pair.label}"
    )
    print("\nfitted on the other makers alone:")
    table(rows, fitting.unseen(lambda row: row.pair.maker, 99), lambda row: row.pair.maker)
    beta = fitting.fit(np.ones(len(rows), np.bool_))
    figures = {
        name: [round(float(scale), 5), round(float(weight), 3)]
        for name, scale, weight in zip(fitting.names, fitting.scales, beta, strict=True)
        if weight > 0.02
    }
    print(json.dumps(figures))
    if asked.write:
        digest = hashlib.sha256(
            "\0".join(sorted(pair.copy.body + pair.source.body for pair in pairs)).encode()
        ).hexdigest()[:12]
        WEIGHTS.write_text(json.dumps({"fitted_on": digest, "figures": figures}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
