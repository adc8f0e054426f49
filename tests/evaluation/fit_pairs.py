"""Gather labelled pairs for `fit_rewrites.py`: `python tests/evaluation/fit_pairs.py CORPORA DOCUMENTS PAIRS
[--families tests/evaluation/families]`.

Reads the labelled corpora that lie in CORPORA and the invented families, and writes two files of one JSON object a
line: DOCUMENTS with `id` and `text`, PAIRS with `a`, `b`, `derived`, `kind`, `group` (what must stay together when
pairs are held out), `corpus` and `weight` (of a kind as a whole).

Beside the pairs that the corpora label, it cuts reports of one event to leads of 80 to 250 words, where facts are
shared the most, and takes the nearest articles of other groups by the keys that propose candidates: those are what an
archive holds against each other, and hardly ever derived.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from dedup.errors import InputError
from dedup.ingest import article_from_text
from dedup.model import Medium
from dedup.text.telling import telling
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.evaluation.texts import LEADS, SOURCE, lead, rows

WEIGHTS = {
    "near": 3.0, "basil": 6.0, "basil_lead": 2.0, "basil_lead_full": 1.5, "family_independent": 3.0,
    "family_independent_derived": 2.0, "family_independents": 0.5, "family_lead": 0.5, "family_twin": 2.0,
    "family_sibling": 0.5, "family_near_copy": 0.3, "family_excerpt": 0.2, "family_voice": 0.7, "pan_copy": 0.5,
    "pan_random_obfuscation": 3.0, "pan_translation_chain": 4.5, "pan_summary": 2.0, "wire_quotes_only": 0.3,
    "wire_captions_only": 0.1,
}  # fmt: skip
"""What the pairs of a kind weigh together; 1 where absent. Same-event reports weigh most: to accuse one is worst."""

NEIGHBOURS = 2  # of each article
SAME_TEXT = 0.25  # share of three-word phrases from which a neighbour is a copy that nobody labelled
_STYLES = {"1": "spun", "2": "back", "3": "paraphrase", "4": "voice", "5": "tabloid", "6": "rival"}
_WHOLE = frozenset({"spun", "back", "paraphrase", "voice"})  # two of these of one origin tell the same whole story
_DERIVED = _WHOLE | {"emotional", "tabloid", "rival", "summary"}


def as_stored(key: str, text: str) -> str:
    """A text as an archive would hold it: the weights are to fit what is compared, not what was typed."""
    try:
        return article_from_text(text, key=key, source=key, medium=Medium.RECORD).text
    except InputError:
        return text  # too short to be an article: of no consequence, and the pairs stay whole


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair; `group` is held out as a whole, `weight` is that of all pairs of its kind."""

    a: str
    b: str
    derived: bool
    kind: str
    group: str
    corpus: str
    weight: float


@dataclass(slots=True)
class Gathered:
    """Texts by id, pairs, and the group of each text."""

    texts: dict[str, str] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)

    def text(self, key: str, content: str, group: str) -> None:
        """Take in a text."""
        self.texts[key] = as_stored(key, content)
        self.groups[key] = group

    def pair(self, a: str, b: str, kind: str, corpus: str, *, derived: bool) -> None:
        """Take in a pair of texts that are known; it belongs to the group of the second."""
        self.pairs.append(Pair(a, b, derived, kind, self.groups[b], corpus, WEIGHTS.get(kind, 1.0)))

    def lead(self, key: str, words: int) -> str:
        """The id of a text cut after a number of words, at the end of a sentence where one is near."""
        name = f"{key}@{words}"
        if name not in self.texts:
            self.text(name, lead(self.texts[key], words), self.groups[key])
        return name


def gather(corpora: Path, families: Path) -> Gathered:
    """All labelled pairs of the corpora that are there and of the families."""
    gathered = Gathered()
    readers = {
        "translated_spun_passages": _passages, "llm_rewrites": _rewrites, "same_event_independent": _events,
        "wire_copies": _wires, "provenance_families": _true_families, "rewrite_families": _true_families,
    }  # fmt: skip
    for name, reader in readers.items():
        if (corpora / name).is_dir():
            reader(corpora / name, gathered)
    for path in sorted(families.glob("*.json")):
        _family(json.loads(path.read_text("utf-8")), gathered)
    _neighbours(gathered)
    return gathered


def _passages(corpus: Path, gathered: Gathered) -> None:
    for record in rows(corpus / "documents.jsonl"):
        source = SOURCE.search(record["id"])
        gathered.text(record["id"], record["text"], str(source[0] if source else record["id"]))
    for record in rows(corpus / "pairs.jsonl"):
        gathered.pair(record["a"], record["b"], f"pan_{record['label']}", "passages", derived=True)


def _rewrites(corpus: Path, gathered: Gathered) -> None:
    clusters: dict[str, str] = {record["id"]: record["cluster"] for record in rows(corpus / "clusters.jsonl")}
    for record in rows(corpus / "documents.jsonl"):
        gathered.text(record["id"], str(record["text"]), clusters.get(record["id"]) or record["id"])
    for record in rows(corpus / "pairs.jsonl"):
        gathered.pair(record["a"], record["b"], record["label"], "rewrites", derived=True)


def _events(corpus: Path, gathered: Gathered) -> None:
    events: dict[str, list[str]] = defaultdict(list)
    for record in rows(corpus / "clusters.jsonl"):
        events[record["cluster"]].append(record["id"])
    texts = {record["id"]: record["text"] for record in rows(corpus / "documents.jsonl")}
    for event, members in events.items():
        for key in members:
            gathered.text(key, texts[key], event)
        for a, b in combinations(sorted(members), 2):
            gathered.pair(a, b, "basil", "events", derived=False)
            _cut(a, b, "basil", "events", gathered)


def _cut(a: str, b: str, kind: str, corpus: str, gathered: Gathered) -> None:
    """Two lengths of lead of a pair that is not derived, against one another, and one against the other's full text."""
    first, second = _drawn(f"{a} {b}", LEADS, 2)
    for size in (first, second):
        gathered.pair(gathered.lead(a, size), gathered.lead(b, size), f"{kind}_lead", corpus, derived=False)
    gathered.pair(
        gathered.lead(a, first), b, f"{kind}_lead_full" if kind == "basil" else f"{kind}_lead", corpus, derived=False
    )


def _drawn(seed: str, values: Sequence[int], count: int) -> list[int]:
    """Some of the values, by the digest of a text: the same on every run."""
    start = hashlib.sha256(seed.encode()).digest()[0]
    return [values[(start + step) % len(values)] for step in range(count)]


def _wires(corpus: Path, gathered: Gathered) -> None:
    for record in rows(corpus / "documents.jsonl"):
        gathered.text(record["id"], record["text"], "wire")
    for record in rows(corpus / "pairs.jsonl"):
        if record["label"] in ("quotes_only", "captions_only"):
            gathered.pair(record["a"], record["b"], f"wire_{record['label']}", "wires", derived=False)


def _true_families(corpus: Path, gathered: Gathered) -> None:
    """The families of the corpora, whose truth lies beside the articles."""
    for path in sorted((corpus / "families").glob("*.json")):
        family = json.loads(path.read_text("utf-8"))
        truth, group = family["truth"], path.stem
        for article in family["articles"]:
            gathered.text(article["id"], article["text"], group)
        origin = truth["origin"].get("held")
        derived = {record["derivative"]: _style(record) for record in truth["derived"]}
        revised = {frozenset((record["later"], record["earlier"])) for record in truth["revisions"]}
        for record in truth["derived"]:
            if record["origin"] in gathered.texts:
                gathered.pair(
                    record["derivative"], record["origin"], f"family_{_style(record)}", "families", derived=True
                )
        if not origin:
            for a, b in combinations(sorted(derived), 2):
                gathered.pair(a, b, "family_sibling", "families", derived=True)
        tree = set(derived) | ({origin} if origin else set())
        tree |= {record["later"] for record in truth["revisions"] if record["earlier"] in tree}
        _strangers(origin, tree, truth["independent"], truth["unrelated"], revised, gathered)


def _style(record: Mapping[str, Any]) -> str:
    if record["kind"] != "rewrite":
        return str(record["kind"])
    found = re.search(r"style (\d)", record["how"])
    return _STYLES[found[1]] if found else "paraphrase"


def _family(family: Mapping[str, Any], gathered: Gathered) -> None:
    """A family written for the fit: each article says its kind."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for article in family["articles"]:
        gathered.text(article["id"], article["text"], f"family {family['family']}")
        kinds[article["kind"]].append(article["id"])
    (origin,) = kinds["origin"]
    derived = {key: kind for kind in sorted(_DERIVED) for key in kinds[kind]}
    for key, kind in derived.items():
        gathered.pair(key, origin, f"family_{kind}", "families", derived=True)
    for a, b in combinations(sorted(key for key, kind in derived.items() if kind in _WHOLE), 2):
        gathered.pair(a, b, "family_sibling", "families", derived=True)
    _strangers(origin, {origin, *derived}, kinds["independent"], kinds["twin"], set(), gathered)
    for a in kinds["independent"]:
        _cut(a, origin, "family", "families", gathered)


def _strangers(
    origin: str | None,
    tree: Iterable[str],
    independent: Iterable[str],
    twins: Iterable[str],
    revised: set[frozenset[str]],
    gathered: Gathered,
) -> None:
    """Reports of the same event and of others, against the origin, what was made of it, and one another."""
    told, own = sorted(tree), sorted(independent)
    for key in own:
        for other in told:
            kind = "family_independent" if other == origin else "family_independent_derived"
            gathered.pair(key, other, kind, "families", derived=False)
    for a, b in combinations(own, 2):
        if frozenset((a, b)) not in revised:
            gathered.pair(a, b, "family_independents", "families", derived=False)
    for key in sorted(twins):
        for other in sorted({*told, *own}):
            kind = "family_twin" if other == origin else "family_twin_derived"
            gathered.pair(key, other, kind, "families", derived=False)


def _telling(seen: Views) -> list[int]:
    keys: list[int] = telling(seen.stems, seen.rarity, seen.number | seen.name)[0].tolist()
    return keys


def _neighbours(gathered: Gathered) -> None:
    """The nearest articles of other groups, of whole articles and of the leads of every second one."""
    for key in sorted(gathered.texts)[::2]:
        if "@" not in key and len(gathered.texts[key].split()) > LEADS[-1]:
            gathered.lead(key, _drawn(key, LEADS, 1)[0])
    keys = sorted(gathered.texts)
    seen = {key: views(gathered.texts[key], words_of(gathered.texts[key]), "en") for key in keys}
    features = {key: _telling(seen[key]) for key in keys}
    postings: dict[int, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        for feature in features[key]:
            postings[feature].append(number)
    most = len(keys) // 8  # what stands in more articles tells none of them
    sizes = np.array([len(features[key]) + 40.0 for key in keys])
    done: set[frozenset[str]] = set()
    for key in keys:
        score = np.zeros(len(keys))
        for feature in features[key]:
            if len(postings[feature]) <= most:
                score[postings[feature]] += np.log(len(keys) / len(postings[feature]))
        taken = 0
        for number in np.argsort(-score / np.sqrt(sizes))[:60].tolist():
            other = keys[number]
            if gathered.groups[other] == gathered.groups[key] or _same_text(seen[key], seen[other]):
                continue
            if frozenset((key, other)) not in done:
                gathered.pair(other, key, "near", "near", derived=False)
                done.add(frozenset((key, other)))
            taken += 1
            if taken == NEIGHBOURS:
                break


def _same_text(a: Views, b: Views) -> bool:
    shared = len(np.intersect1d(a.trigrams, b.trigrams))
    return shared > SAME_TEXT * (min(len(a.trigrams), len(b.trigrams)) + 10)


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Gather labelled pairs for the rewrite model.")
    parser.add_argument("corpora", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--families", type=Path, default=Path(__file__).parent / "families")
    options = parser.parse_args(arguments)
    gathered = gather(options.corpora, options.families)
    used = {key for pair in gathered.pairs for key in (pair.a, pair.b)}
    with options.documents.open("w", encoding="utf-8") as out:
        for key in sorted(used):
            out.write(json.dumps({"id": key, "text": gathered.texts[key]}) + "\n")
    with options.pairs.open("w", encoding="utf-8") as out:
        for pair in gathered.pairs:
            out.write(json.dumps(asdict(pair)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
