"""Rewrites, measured on all corpora in one archive, and on leads of reports of one event."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from dedup.evaluation import (
    Judged,
    Pair,
    calibration_error,
    judged,
    pair_of,
    read_clusters,
    read_families,
    read_pairs,
    same_cluster_pairs,
)
from dedup.model import Kind
from tests.evaluation.floors import Better, Figure
from tests.evaluation.frontdoor import FrontDoor, Row
from tests.evaluation.texts import LEADS, SOURCE, lead, rows

PASSAGES, MODELS, EVENTS, WIRES = (
    "translated_spun_passages",
    "llm_rewrites",
    "same_event_independent",
    "wire_copies",
)
FAMILIES = ("provenance_families", "rewrite_families")
PAGES = ("html_news", "html_articles")
STYLES = {
    "1": "spun",
    "2": "back-translated",
    "3": "paraphrase",
    "4": "AI voice",
    "5": "tabloid",
    "6": "rival",
}
STYLE = re.compile(r"style (\d)")
LABEL_KINDS = {
    "copy": Kind.NEAR_COPY,
    "random_obfuscation": Kind.REWRITE,
    "translation_chain": Kind.REWRITE,
    "summary": Kind.SUMMARY,
}
FIRST = 10  # candidates among which the source is looked for


class Truth:
    """What the labels of all corpora say, in one place."""

    def __init__(self, corpora: Path) -> None:
        """Read the labels below a folder of corpora."""
        self.derived: dict[str, list[tuple[str, tuple[str, ...], Kind]]] = defaultdict(list)
        """By sort of derivation: derivative, right partners, kind."""
        self.innocent: dict[str, set[Pair]] = defaultdict(set)
        self.known: set[Pair] = set()
        self._passages(corpora / PASSAGES)
        self._models(corpora / MODELS)
        for name in FAMILIES:
            self._families(corpora / name)
        self.innocent["reports of one event"] |= same_cluster_pairs(read_clusters(corpora / EVENTS / "clusters.jsonl"))
        for item in read_pairs(corpora / WIRES / "pairs.jsonl"):
            if not item.positive:
                self.innocent["quotations or captions only"].add(item.pair)

    def _passages(self, corpus: Path) -> None:
        items = read_pairs(corpus / "pairs.jsonl")
        for item in items:
            self.derived[item.label].append((item.a, (item.b,), LABEL_KINDS[item.label]))
        sources = {key: found[0] for item in items for key in item.pair if (found := SOURCE.search(key))}
        self.known |= same_cluster_pairs(sources)

    def _models(self, corpus: Path) -> None:
        for item in read_pairs(corpus / "pairs.jsonl"):
            self.derived[item.label].append((item.a, (item.b,), Kind.REWRITE))
        self.known |= same_cluster_pairs(read_clusters(corpus / "clusters.jsonl"))

    def _families(self, corpus: Path) -> None:
        lines = (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        styles = {d["derivative"]: d["how"] for line in lines for d in json.loads(line)["derived"]}
        for family in read_families(corpus / "truth.jsonl"):
            self.known |= family.known_pairs()
            for derivation in family.derived:
                style = STYLE.search(styles[derivation.derivative])
                kind = derivation.kind
                sort = STYLES[style[1]] if kind is Kind.REWRITE and style else kind.value.replace("_", " ")
                sources = family.sources(derivation)
                self.derived[f"families: {sort}"].append((derivation.derivative, sources, kind))
            for item in family.innocent_pairs():
                self.innocent[f"families: {item.label}"].add(item.pair)


def everything(corpora: Path, work: Path) -> tuple[Figure, ...]:
    """All corpora in one archive with shipped defaults: what is found, by sort; who is accused; what is stray."""
    documents = work / "documents.jsonl"
    with documents.open("w", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(row)}\n" for row in _documents(corpora))
    door = FrontDoor(work / "archive.db")
    articles = door.ingest(documents)["stored"]
    truth = Truth(corpora)
    by_pair = {line.pair: line for line in map(judged, door.relations())}
    ranked = _ranked(door.candidates())
    found, kinds, near = 0, 0, 0
    total = sum(map(len, truth.derived.values()))
    figures = []
    for sort, items in truth.derived.items():
        hits = 0
        for derivative, sources, kind in items:
            lines = [by_pair[p] for p in (pair_of(derivative, s) for s in sources) if p in by_pair]
            derived = [line.kind for line in lines if line.kind.derived]
            hits += bool(derived)
            kinds += kind in {Kind.NEAR_COPY if one is Kind.IDENTICAL else one for one in derived}
            near += any(source in ranked.get(derivative, ()) for source in sources)
        found += hits
        figures.append(Figure(f"{sort} found", hits / len(items)))
    figures.append(Figure("right kind of those found", kinds / found))
    figures.append(Figure(f"source among the first {FIRST} candidates", near / total))
    figures.extend(_accusations(truth, by_pair))
    figures.append(_strays(truth, by_pair, corpora, articles))
    figures.append(Figure("calibration error", _calibration(truth, by_pair), Better.LOWER))
    return tuple(figures)


def leads(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """Reports of one event cut to their first words, each length in an archive of its own."""
    reports = rows(corpus / "documents.jsonl")
    innocent = same_cluster_pairs(read_clusters(corpus / "clusters.jsonl"))
    accused = 0
    for words in LEADS:
        folder = work / str(words)
        folder.mkdir()
        documents = folder / "documents.jsonl"
        documents.write_text(
            "".join(f"{json.dumps({**row, 'text': lead(row['text'], words)})}\n" for row in reports), encoding="utf-8"
        )
        door = FrontDoor(folder / "archive.db")
        door.ingest(documents)
        accused += len({line.pair for line in map(judged, door.relations()) if line.kind.derived} & innocent)
    return (Figure("leads of 80-250 words accused", accused / len(LEADS) / len(innocent), Better.LOWER),)


def _documents(corpora: Path) -> Iterator[Row]:
    for name in (PASSAGES, MODELS, EVENTS, WIRES, *FAMILIES, *PAGES):
        for row in rows(corpora / name / "documents.jsonl"):
            kept = ("id", "url", "title", "text", "html", "publisher", "first_seen")
            yield {key: row[key] for key in kept if row.get(key)}


def _ranked(candidates: Iterable[Row]) -> Mapping[str, Collection[str]]:
    """The strongest candidates of each article."""
    by_article: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pair in candidates:
        for one, other in ((pair["a"], pair["b"]), (pair["b"], pair["a"])):
            by_article[one].append((-pair["strength"], other))
    return {one: {other for _, other in sorted(others)[:FIRST]} for one, others in by_article.items()}


def _accusations(truth: Truth, by_pair: Mapping[Pair, Judged]) -> Iterator[Figure]:
    for name, pairs in sorted(truth.innocent.items()):
        accused = sum(pair in by_pair and by_pair[pair].kind.derived for pair in pairs)
        yield Figure(f"{name} accused", accused / len(pairs), Better.LOWER)


def _strays(truth: Truth, by_pair: Mapping[Pair, Judged], corpora: Path, articles: int) -> Figure:
    """Pairs called derived of which no label knows; two wire copies may well be that, and are left out."""
    wires = {row["id"] for row in rows(corpora / WIRES / "documents.jsonl")}
    labelled = {pair_of(a, b) for items in truth.derived.values() for a, sources, _ in items for b in sources}
    spoken_of = truth.known.union(labelled, *truth.innocent.values())
    stray = [
        pair
        for pair, line in by_pair.items()
        if line.kind.derived and pair not in spoken_of and not wires.issuperset(pair)
    ]
    return Figure("stray per 1,000 articles", 1000 * len(stray) / articles, Better.LOWER)


def _calibration(truth: Truth, by_pair: Mapping[Pair, Judged]) -> float:
    answers: dict[Pair, bool] = {pair: False for pairs in truth.innocent.values() for pair in pairs}
    for items in truth.derived.values():
        answers.update({pair_of(a, b): True for a, sources, _ in items for b in sources})
    return calibration_error([(by_pair[pair].score, answer) for pair, answer in answers.items() if pair in by_pair])
