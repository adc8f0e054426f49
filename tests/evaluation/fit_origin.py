"""Fit the weights of a story's origin: fit_origin.py FAMILIES, a folder of invented families without dates.

Families whose true relations are known are taken apart: without dates, without credits, with a few members only, with
their origin taken away. Each variant is a choice among candidates, of which one is right (or, where the origin is gone,
any that is not held). Printed are the weights, which `dedup.provenance.origin` holds rounded, and what became of the
variants under fits that had not seen their family.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dedup.config import IngestLimits
from dedup.ingest import expand, read
from dedup.model import Article, Capture, Claim, Kind, Medium, MetaSource, Overlap
from dedup.provenance.candidates import candidates_of
from dedup.provenance.credits import read_credits
from dedup.provenance.dates import Times
from dedup.provenance.origin import DECIDED, WEIGHTS
from dedup.provenance.party import Party, Tie, Witness, parties, witness
from dedup.provenance.publishers import Publisher, Registry, shipped_registry
from dedup.provenance.traits import Traits

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
FIGURES = tuple(WEIGHTS)
FOLDS = 6
TAKEN_AWAY = 0.5  # what a variant without its origin counts: there are as many of them as of others


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """The witnesses of a family's story by key, its origin if it is held, and the registry of its publishers."""

    name: str
    members: dict[str, Witness]
    origin: str | None
    registry: Registry
    dated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A variant as a choice: figures (candidates, names), which of them are right, which are held."""

    family: str
    label: str
    figures: NDArray[np.float64]
    right: NDArray[np.bool_]
    held: NDArray[np.bool_]


def read_witness(article: Article, registry: Registry) -> Witness:
    """One article as a witness."""
    language = article.language.value if article.language else "en"
    traits = Traits(article.text, language)
    return witness(article, article.key.encode(), read_credits(article, registry), traits, registry)


def corpus_stories(corpus: str) -> Iterator[Story]:
    """The stories of a corpus of families that come as pages."""
    limits = IngestLimits()
    sources = expand([str(CORPORA / corpus / "documents.jsonl")], limits)
    articles = {one.key: one for one in read(sources, limits) if isinstance(one, Article)}
    named = {one.domain: one.publisher.value for one in articles.values() if one.domain and one.publisher}
    registry = shipped_registry().extended(
        [Publisher(name, domains=(domain,)) for domain, name in sorted(named.items())]
    )
    for line in (CORPORA / corpus / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        origin = truth["origin"].get("held")
        keys = [key for key in (origin, *(one["derivative"] for one in truth["derived"])) if key]
        keys += [one["later"] for one in truth["revisions"] if one["earlier"] in keys and one["later"] not in keys]
        members = {key: read_witness(articles[key], registry) for key in keys}
        yield Story(corpus[0] + truth["family"], members, origin, registry, dated=True)


def folder_stories(folder: Path) -> Iterator[Story]:
    """The stories of a folder of families that come as plain texts."""
    for path in sorted(folder.glob("*.json")):
        family: dict[str, Any] = json.loads(path.read_text("utf-8"))
        origin = next(one["id"] for one in family["articles"] if one["kind"] == "origin")
        registry = shipped_registry()
        members = {}
        for one in family["articles"]:
            if one["id"] == origin or (one["of"] == origin and one["kind"] != "independent"):
                article = Article(
                    key=one["id"],
                    text=one["text"],
                    capture=Capture(source=one["id"], medium=Medium.RECORD, digest="0"),
                    publisher=Claim(one["outlet"], MetaSource.GIVEN) if one.get("outlet") else None,
                    language=Claim("en", MetaSource.GIVEN),
                )
                members[one["id"]] = read_witness(article, registry)
        yield Story(family["family"], members, origin, registry, dated=False)


def variants(story: Story, rng: random.Random) -> Iterator[tuple[str, list[Witness]]]:
    """A story whole and taken apart, each variant with its name."""
    everyone = list(story.members.values())
    home = story.members[story.origin].publisher if story.origin else None
    copies = [one for one in everyone if story.origin is None or one.publisher != home]
    yield "whole", everyone
    yield "uncredited", [replace(one, credits=()) for one in everyone]
    if story.dated:
        yield "undated", [replace(one, times=Times()) for one in everyone]
        yield "bare", [replace(one, times=Times(), credits=()) for one in everyone]
    for number in (1, 2, 3, 4, 5):
        if story.origin and len(copies) >= number:
            yield "part", [story.members[story.origin], *rng.sample(copies, number)]
    for number in (2, 3, 4, len(copies)):
        if len(copies) >= number:
            yield "no origin", rng.sample(copies, number)


def choice(story: Story, label: str, members: Sequence[Witness]) -> Choice | None:
    """A variant as a choice among candidates; None where one publisher has it all."""
    keys = [one.key for one in members]
    between = Tie(Kind.REWRITE, Overlap(1, 1, 0, 0))
    groups = parties(members, {a: {b: between for b in keys if b != a} for a in keys})
    if len(groups) < 2:
        return None
    candidates = candidates_of(groups, registry=story.registry)
    held = story.origin in keys
    return Choice(
        story.name,
        label,
        np.array([[one.figures.get(name, 0.0) for name in FIGURES] for one in candidates]),
        np.array([_is(one.party, story.origin) if held else one.party is None for one in candidates]),
        np.array([one.party is not None for one in candidates]),
    )


def _is(party: Party | None, key: str | None) -> bool:
    return party is not None and any(state.key == key for state in party.states)


def fit(choices: Sequence[Choice]) -> NDArray[np.float64]:
    """Weights by conditional logit; none but that of an absent origin can be below 0."""

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = float((beta * beta).sum()) / 2, beta.copy()
        for one in choices:
            weight = TAKEN_AWAY if one.label == "no origin" else 1.0
            chance = chances(one, beta)
            among = chance * one.right / max(1e-12, float(chance[one.right].sum()))
            total -= weight * float(np.log(max(1e-12, float(chance[one.right].sum()))))
            slope -= weight * one.figures.T @ (among - chance)
        return total, slope

    bounds = [(None if name == "absent" else 0, None) for name in FIGURES]
    return np.asarray(minimize(loss, np.full(len(FIGURES), 0.3), jac=True, method="L-BFGS-B", bounds=bounds).x)


def chances(one: Choice, beta: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance of each candidate."""
    sums = one.figures @ beta
    odds = np.exp(sums - sums.max())
    return np.asarray(odds / odds.sum())


def outcome(one: Choice, beta: NDArray[np.float64]) -> str:
    """What would be said of a variant, and whether that is right."""
    chance = chances(one, beta)
    best = int(np.argmax(np.where(one.held, chance, -1.0)))
    if chance[best] >= DECIDED:
        return "held, right" if one.right[best] else "held, WRONG"
    if chance[~one.held].sum() >= DECIDED:
        return "not held, WRONG" if (one.right & one.held).any() else "not held, right"
    return "open"


def show(title: str, choices: Sequence[Choice], weights: Sequence[NDArray[np.float64]]) -> None:
    """Print what became of the variants, by maker and variant."""
    counts: dict[str, Counter[str]] = {}
    for one, beta in zip(choices, weights, strict=True):
        counts.setdefault(f"{one.family[0]} {one.label}", Counter())[outcome(one, beta)] += 1
    print(title)
    for name, count in sorted(counts.items()):
        print(f"  {name:14}", ", ".join(f"{said} {number}" for said, number in sorted(count.items())))


def main() -> None:
    """Measure with fits that have not seen a family, then with the weights in use, and print those of all."""
    rng = random.Random(7)
    stories = [*corpus_stories("provenance_families"), *corpus_stories("rewrite_families")]
    stories += folder_stories(Path(sys.argv[1]))
    made = [choice(story, label, members) for story in stories for label, members in variants(story, rng)]
    choices = [one for one in made if one is not None]
    names = sorted({one.family for one in choices})
    unseen = [fit([one for one in choices if names.index(one.family) % FOLDS != fold]) for fold in range(FOLDS)]
    show("unseen families:", choices, [unseen[names.index(one.family) % FOLDS] for one in choices])
    used = np.array([WEIGHTS[name] for name in FIGURES])
    show("weights in use:", choices, [used] * len(choices))
    print({name: round(float(weight), 2) for name, weight in zip(FIGURES, fit(choices), strict=True)})


if __name__ == "__main__":
    main()
