"""Fit the rewrite model on labelled pairs: `python tests/evaluation/fit_rewrites.py DOCUMENTS PAIRS [--out
weights.json] [--report]`.

DOCUMENTS: one JSON object a line, `id` and `text` (and `language`, English where absent). PAIRS: one a line, `a`,
`b`, `derived` (true or false), `kind` (pairs of a kind weigh together what `weight` says, 1 where absent), `group`
(kept together in the folds) and `corpus`; `fit_pairs.py` gathers both. Weights are held to their natural signs; the
slope and the prior are set by out-of-fold scores (Platt 1999), counting pairs that are not derived several times: most
candidates of an archive are not. `--report` prints what share of each kind is called derived by models that have not
seen its group, and by models that have seen nothing of its corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dedup.compare.rewrite.features import measure
from dedup.compare.rewrite.model import AGAINST, Model, Term
from dedup.text.views import views
from dedup.text.words import words_of

Floats = NDArray[np.float64]
KNOTS = {0.0: (0.05, 0.5, 0.95), 1.0: (0.5, 0.9)}  # quantiles of either label between which a figure's terms rise
LEAST_RANGE = 0.02
PENALTY = 1e-3
FOLDS = 6
LEAST_WEIGHT = 5e-3  # log-odds: less is dropped
ODDS_AGAINST = 3.2  # where one report of the same event in a hundred reaches .5
TOLD_ONLY = frozenset({"stems", "names"})  # shown to people; beside the other figures they bring the fit nothing
NEIGHBOURS = frozenset({"near", "wires"})  # no corpora of their own: they stay in the fit when a corpus is left out


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Measured pairs: figures (pairs, names), labels 0 and 1, and of each pair the weight, group, kind and corpus."""

    names: tuple[str, ...]
    figures: Floats
    labels: Floats
    weights: Floats
    groups: Sequence[str]
    kinds: Sequence[str]
    corpora: Sequence[str]

    def part(self, keep: NDArray[np.bool_]) -> Labelled:
        """Some of the pairs."""
        groups, kinds, corpora = (
            [entry for entry, kept in zip(entries, keep.tolist(), strict=True) if kept]
            for entries in (self.groups, self.kinds, self.corpora)
        )
        return Labelled(self.names, self.figures[keep], self.labels[keep], self.weights[keep], groups, kinds, corpora)


def fitted(data: Labelled) -> tuple[float, list[Term]]:
    """Prior and terms that fit the labels best under the natural signs, lightly drawn towards 0."""
    ranges = [
        (name, low, high)
        for column, name in enumerate(data.names)
        for low, high in _ranges(data.figures[:, column], data.labels, data.weights)
    ]
    table = _table(data, ranges)
    weights = data.weights / data.weights.mean()

    def loss(at: Floats) -> tuple[float, Floats]:
        score = table @ at[1:] + at[0]
        error = weights * (1 / (1 + np.exp(-score)) - data.labels)
        value = (weights * (np.logaddexp(0, score) - data.labels * score)).mean() + PENALTY * (at[1:] ** 2).sum()
        return float(value), np.concatenate(([error.mean()], table.T @ error / len(error) + 2 * PENALTY * at[1:]))

    start = np.concatenate(([-3.0], np.full(len(ranges), 0.2)))
    bounds = [(None, None)] + [(0, None)] * len(ranges)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    signs = [-1.0 if name in AGAINST else 1.0 for name, _, _ in ranges]
    return float(found[0]), [
        Term(name, low, high, sign * float(weight))
        for (name, low, high), sign, weight in zip(ranges, signs, found[1:], strict=True)
    ]


def calibrated(data: Labelled, scores: Floats) -> Model:
    """Fit, then stretch and shift the log-odds so that out-of-fold scores are probabilities."""
    shift, slope = _stretch(data, scores)
    prior, terms = fitted(data)
    kept = tuple(
        Term(t.figure, round(t.low, 4), round(t.high, 4), round(t.weight * slope, 4))
        for t in terms
        if abs(t.weight) > LEAST_WEIGHT
    )
    return Model(round(shift + slope * prior, 4), kept, "")


def _stretch(data: Labelled, scores: Floats) -> tuple[float, float]:
    """Shift and slope that make probabilities of scores."""
    weights = prevalence(data)

    def loss(at: Floats) -> float:
        shifted = at[0] + at[1] * scores
        return float((weights * (np.logaddexp(0, shifted) - data.labels * shifted)).sum())

    found = minimize(loss, np.array([0.0, 1.0]), method="L-BFGS-B", bounds=[(None, None), (0.1, None)]).x
    return float(found[0]), float(found[1])


def prevalence(data: Labelled) -> Floats:
    """Weights under which pairs that are not derived are `ODDS_AGAINST` times as many as those that are."""
    negative = data.labels == 0
    against, towards = data.weights[negative].sum(), data.weights[~negative].sum()
    return np.asarray(np.where(negative, ODDS_AGAINST * data.weights / against, data.weights / towards), np.float64)


def out_of_fold(data: Labelled) -> Floats:
    """Log-odds of each pair by a model that has seen none of its group."""
    fold = _folds(data.groups)
    scores = np.zeros(len(data.labels))
    for number in range(FOLDS):
        prior, terms = fitted(data.part(fold != number))
        scores[fold == number] = scored(data.part(fold == number), prior, terms)
    return scores


def scored(data: Labelled, prior: float, terms: Sequence[Term]) -> Floats:
    """Log-odds of measured pairs."""
    total = np.full(len(data.labels), prior)
    for term in terms:
        column = data.figures[:, data.names.index(term.figure)]
        total += term.weight * np.clip((column - term.low) / (term.high - term.low), 0, 1)
    return total


def _ranges(column: Floats, labels: Floats, weights: Floats) -> list[tuple[float, float]]:
    """Where a figure's terms rise: between quantiles of the pairs that are not derived, and on to those that are."""
    knots: set[float] = set()
    for label, quantiles in KNOTS.items():
        wanted = labels == label
        order = np.argsort(column[wanted])
        reached = np.cumsum(weights[wanted][order]) / weights[wanted].sum()
        places = np.minimum(np.searchsorted(reached, quantiles), len(order) - 1)
        knots |= set(np.round(column[wanted][order][places], 3).tolist())
    chosen: list[float] = []
    for knot in sorted(knots):
        if not chosen or knot - chosen[-1] >= LEAST_RANGE:
            chosen.append(knot)
    if len(chosen) < 2:
        chosen = [0.0, max(0.01, float(column.max()))]
    return list(pairwise(chosen))


def _table(data: Labelled, ranges: Sequence[tuple[str, float, float]]) -> Floats:
    return np.column_stack(
        [
            (-1 if name in AGAINST else 1)
            * np.clip((data.figures[:, data.names.index(name)] - low) / (high - low), 0, 1)
            for name, low, high in ranges
        ]
    )


def _folds(groups: Sequence[str]) -> NDArray[np.int64]:
    """Folds of whole groups, by the digest of their name."""
    return np.array([int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS for group in groups])


def _read(documents: Path, pairs: Path) -> tuple[Labelled, str]:
    listed = [json.loads(line) for line in pairs.read_text("utf-8").splitlines() if line.strip()]
    wanted = {pair[side] for pair in listed for side in ("a", "b")}
    taken = {}
    with documents.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["id"] in wanted:
                taken[record["id"]] = views(record["text"], words_of(record["text"]), record.get("language", "en"))
    figures = [measure(taken[pair["a"]], taken[pair["b"]]).figures for pair in listed]
    names = tuple(name for name in figures[0] if name not in TOLD_ONLY)
    sizes: dict[str, int] = {}
    for pair in listed:
        sizes[pair["kind"]] = sizes.get(pair["kind"], 0) + 1
    data = Labelled(
        names,
        np.array([[row[name] for name in names] for row in figures]),
        np.array([float(pair["derived"]) for pair in listed]),
        np.array([pair.get("weight", 1.0) / sizes[pair["kind"]] for pair in listed]),
        [pair["group"] for pair in listed],
        [pair["kind"] for pair in listed],
        [pair.get("corpus", "") for pair in listed],
    )
    digest = hashlib.sha256(documents.read_bytes() + pairs.read_bytes()).hexdigest()[:16]
    return data, digest


def write(model: Model, digest: str, path: Path) -> None:
    """Write a weights file."""
    record = {
        "fitted_on": digest,
        "prior": model.prior,
        "terms": [[t.figure, t.low, t.high, t.weight] for t in model.terms],
    }
    path.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def report(data: Labelled, scores: Floats) -> str:
    """Two tables: groups left out of the fit, and whole corpora left out; with the calibration error of the first."""
    shift, slope = _stretch(data, scores)
    within = shift + slope * scores
    corpora, across = np.array(data.corpora), np.full(len(scores), np.nan)
    for corpus in sorted(set(data.corpora) - NEIGHBOURS):
        rest, left = data.part(corpora != corpus), corpora == corpus
        if len(np.unique(rest.labels)) < 2:
            continue  # nothing to fit on without it
        shift, slope = _stretch(rest, out_of_fold(rest))
        across[left] = shift + slope * scored(data.part(left), *fitted(rest))
    lines = [f"{'kind':40} {'pairs':>6} {'called derived, by models without its':>40}", f"{'group':>76} {'corpus':>8}"]
    kinds = np.array(data.kinds)
    for label in (1.0, 0.0):
        lines.append("derived" if label else "not derived")
        for kind in sorted(set(kinds[data.labels == label].tolist())):
            here = (kinds == kind) & (data.labels == label)
            outside = f"{np.mean(across[here] >= 0):8.3f}" if not np.isnan(across[here]).any() else f"{'-':>8}"
            lines.append(f"  {kind:38} {here.sum():6} {np.mean(within[here] >= 0):29.3f} {outside}")
    lines.append(f"expected calibration error {calibration_error(data, within):.3f}")
    return "\n".join(lines)


def calibration_error(data: Labelled, scores: Floats) -> float:
    """Mean distance of probability and truth over ten bins of probability, each by its share (Naeini 2015)."""
    chance, weights = 1 / (1 + np.exp(-scores)), prevalence(data)
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = np.bincount(bins, weights * (chance - data.labels), 10)
    return float(np.abs(gaps).sum() / weights.sum())


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Fit the rewrite model on labelled pairs.")
    parser.add_argument("documents", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--out", type=Path, default=Path("dedup/compare/rewrite/weights.json"))
    parser.add_argument("--report", action="store_true", help="print what models find that were not fitted on it")
    options = parser.parse_args(arguments)
    data, digest = _read(options.documents, options.pairs)
    scores = out_of_fold(data)
    write(calibrated(data, scores), digest, options.out)
    if options.report:
        sys.stdout.write(report(data, scores) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
