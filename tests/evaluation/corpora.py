"""How each labelled corpus is measured, through the front door alone."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from dedup.evaluation import (
    LabelledPair,
    PairFigures,
    measure_families,
    measure_pairs,
    mixed_stories,
    read_clusters,
    read_families,
    read_pairs,
    same_cluster_pairs,
    story_clusters,
    word_f1,
)
from tests.evaluation.directions import (
    direction_figures,
    direction_table,
    family_siblings,
    forced_figure,
    outcomes,
    siblings_of,
)
from tests.evaluation.floors import Better, Figure
from tests.evaluation.forms import Renamed, as_pages, as_texts
from tests.evaluation.frontdoor import FrontDoor, Row
from tests.evaluation.orders import order_figures
from tests.evaluation.origins import direction_shares, origin_figures
from tests.evaluation.rewriting import EVENTS, everything, leads
from tests.evaluation.stress import FAMILIES, measure, table
from tests.evaluation.texts import SOURCE

DAY = re.compile(r"\d{4}-\d\d-\d\d")  # some gold dates name a month alone: no day can be right there

NOTE = "note.txt"
"""A file in the folder to work in whose text is printed beside the figures."""

Measure = Callable[[Path, Path], tuple[Figure, ...]]
"""Measures the corpus in a folder, with another, empty folder to work in."""


def passages(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """`translated_spun_passages`: pairs of one derivative and one source each, made in four ways.

    The labels name the pairs as they were made, though one source document often served for several of them: its
    passages overlap or are the same. So a family is everything made from one source document, which the ids name. That
    is told by the corpus alone, never by what the program finds in the texts.
    """
    door = _ingested(corpus, work)
    labelled = read_pairs(corpus / "pairs.jsonl")
    truth = {key: source[0] for item in labelled for key in item.pair if (source := SOURCE.search(key))}
    relations = door.relations()
    figures = measure_pairs(relations, labelled, articles=len(door.articles()), known=same_cluster_pairs(truth))
    directions = _directions("directions of passages", relations, labelled, work)
    return (*_found(figures), *directions, *_common(figures), _mixed(door, truth))


def wires(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """`wire_copies`: read pairs among many unread ones, so that a pair without a label tells nothing."""
    door = _ingested(corpus, work)
    figures = measure_pairs(door.relations(), read_pairs(corpus / "pairs.jsonl"), articles=len(door.articles()))
    accused = sum(label.found for label in figures.labels if not label.positive)
    return (
        *_found(figures, information=frozenset({"partial_reuse"})),
        Figure("quotes_only, captions_only accused", accused, Better.LOWER),
        Figure("unread pairs called derived", len(figures.stray), Better.INFORMATION),
    )


def events(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """`same_event_independent`: every pair inside an event is innocent."""
    door = _ingested(corpus, work)
    truth = read_clusters(corpus / "clusters.jsonl")
    figures = measure_pairs(door.relations(), (), articles=len(door.articles()), same_event=same_cluster_pairs(truth))
    return (
        Figure("same_event accused", len(figures.accused), Better.LOWER),
        *_common(figures),
        _mixed(door, truth),
    )


def model_rewrites(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """`llm_rewrites`: an article and its rewrites in four styles; rewrites of one article are kin to one another."""
    door = _ingested(corpus, work)
    truth = read_clusters(corpus / "clusters.jsonl")
    labelled = read_pairs(corpus / "pairs.jsonl")
    relations = door.relations()
    figures = measure_pairs(relations, labelled, articles=len(door.articles()), known=same_cluster_pairs(truth))
    directions = _directions("directions of model rewrites", relations, labelled, work)
    siblings = forced_figure(relations, siblings_of(labelled))
    return (*_found(figures), *directions, siblings, *_common(figures), _mixed(door, truth))


def families(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """`provenance_families`, `rewrite_families`: invented articles whose every relation is known."""
    return _families(corpus, _ingested(corpus, work))


def families_as_pages(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """The same from a folder of saved pages."""
    return _families(corpus, as_pages(corpus, work))


def families_as_texts(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """The same from records with texts."""
    return _families(corpus, as_texts(corpus, work))


def orders(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """Fifty random orders of arrival of `provenance_families`, in random calls."""
    return order_figures(corpus / "documents.jsonl")


def _families(corpus: Path, door: FrontDoor | Renamed) -> tuple[Figure, ...]:
    listed = read_families(corpus / "truth.jsonl")
    relations = door.relations()
    figures = measure_families(relations, listed, articles=len(door.articles()))
    return (
        *(Figure(f"{k.kind.value} found", k.found / k.derivations) for k in figures.kinds if k.derivations),
        *(Figure(f"{label} accused", len(pairs), Better.LOWER) for label, pairs in figures.accused),
        Figure("stray per 1,000 articles", figures.stray_per_thousand, Better.LOWER),
        *direction_shares(figures.direction),
        forced_figure(relations, family_siblings(corpus / "truth.jsonl")),
        *origin_figures(door.stories(), corpus / "truth.jsonl"),
        _mixed(door, {key: family.name for family in listed for key in family.articles}),
    )


def pages(corpus: Path, work: Path) -> tuple[Figure, ...]:
    """`html_news`, `html_articles`: real pages, each a file named by its id, with gold bodies and dates.

    A page that was not stored has a word F1 of 0 and no date. A day is right where the page's and the gold date name
    the same calendar day as written, or the same day in UTC: pages and gold give one instant in different zones.
    """
    gold: dict[str, Row] = {}
    folder = work / "pages"
    folder.mkdir()
    with (corpus / "documents.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            document = json.loads(line)
            name = f"{number:05}.html"
            gold[name] = document
            (folder / name).write_bytes(gzip.decompress((corpus / document["html_path"]).read_bytes()))
    door = FrontDoor(work / "archive.db")
    door.ingest(folder)
    held = {Path(article["source"]).name: article for article in door.articles()}
    dated = [name for name, document in gold.items() if DAY.match(document.get("published") or "")]
    right = sum(_same_day(held.get(name, {}).get("published"), gold[name]["published"]) for name in dated)
    return (
        Figure("pages stored", len(held) / len(gold)),
        Figure("word F1", fmean(word_f1(held.get(name, {}).get("text", ""), gold[name]["text"]) for name in gold)),
        Figure("claimed day right", right / len(dated)),
    )


def stress(families: Path, work: Path) -> tuple[Figure, ...]:
    """Own texts, spun, shuffled, cut and buried by own hand; prints its table into `work`, for the gate to show."""
    found = measure(families=families)
    (work / NOTE).write_text(table(found), encoding="utf-8")
    return found.figures


def _ingested(corpus: Path, work: Path) -> FrontDoor:
    door = FrontDoor(work / "archive.db")
    door.ingest(corpus / "documents.jsonl")
    return door


def _directions(
    title: str, relations: Sequence[Row], labelled: Sequence[LabelledPair], work: Path
) -> tuple[Figure, ...]:
    """The figures of directions; leaves their table in `work`, for the gate to show."""
    found = outcomes(relations, labelled)
    (work / NOTE).write_text(direction_table(title, found), encoding="utf-8")
    return direction_figures(found)


def _found(figures: PairFigures, information: frozenset[str] = frozenset()) -> tuple[Figure, ...]:
    """The share of each derived label that was found."""
    return tuple(
        Figure(
            f"{label.label} found",
            label.recall,
            Better.INFORMATION if label.label in information else Better.HIGHER,
        )
        for label in figures.labels
        if label.positive
    )


def _common(figures: PairFigures) -> tuple[Figure, ...]:
    stray = Figure("stray per 1,000 articles", figures.stray_per_thousand, Better.LOWER)
    if figures.calibration is None:
        return (stray,)
    return (stray, Figure("calibration error", figures.calibration, Better.INFORMATION))


def _mixed(door: FrontDoor | Renamed, truth: Mapping[str, str]) -> Figure:
    return Figure("stories of two families", len(mixed_stories(story_clusters(door.stories()), truth)), Better.LOWER)


def _same_day(claimed: str | None, gold: str) -> bool:
    if not claimed:
        return False
    return claimed[:10] == gold[:10] or _utc_day(claimed) == _utc_day(gold)


def _utc_day(written: str) -> str:
    at = datetime.fromisoformat(written)
    return (at.astimezone(UTC) if at.tzinfo else at).date().isoformat()


CORPORA: Mapping[str, Measure] = {
    "all corpora": everything,  # first, as these two take longest and the others can be measured beside them
    "provenance_families in 50 orders": orders,
    "html_news": pages,
    "html_articles": pages,
    "translated_spun_passages": passages,
    "wire_copies": wires,
    "same_event_independent": events,
    "llm_rewrites": model_rewrites,
    "provenance_families": families,
    "rewrite_families": families,
    "provenance_families as pages": families_as_pages,
    "provenance_families as texts": families_as_texts,
    "rewrite_families as pages": families_as_pages,
    "rewrite_families as texts": families_as_texts,
    "leads of reports": leads,
    "stress": stress,
}

FORMS = frozenset(name for name in CORPORA if "_families " in name)
"""Measures of articles that another measure has in another form or order already."""

PLACES: Mapping[str, Path] = {
    "all corpora": Path(),
    "leads of reports": Path(EVENTS),
    "stress": FAMILIES,
    **{name: Path(name.split()[0]) for name in FORMS},
}
"""Where a measure finds its texts below the folder of corpora, where it is not in a folder of its own name."""
