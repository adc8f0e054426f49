"""One call from labels and exports to every figure, and the figures as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from dedup.evaluation.clusters import ClusterFigures, compare_clusters, story_clusters
from dedup.evaluation.labels import LabelledPair, Pair, components, same_cluster_pairs
from dedup.evaluation.measures import LabelFigures, PairFigures, measure_pairs
from dedup.model import Relation, Story


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one set of documents; `clusters` compares the stories with what the derived labels join."""

    pairs: PairFigures
    clusters: ClusterFigures | None

    def as_dict(self) -> dict[str, object]:
        """The figures as JSON values; shares and errors are rounded to four digits."""
        figures = self.pairs
        return {
            "articles": figures.articles,
            "labels": [_label(label) for label in figures.labels],
            "same_event": {"pairs": figures.innocent, "accused": [list(pair) for pair in figures.accused]},
            "stray": {
                "pairs": [list(pair) for pair in figures.stray],
                "per_thousand_articles": round(figures.stray_per_thousand, 4),
            },
            "direction": asdict(figures.direction) | {"precision": round(figures.direction.precision, 4)},
            "calibration_error": None if figures.calibration is None else round(figures.calibration, 4),
            "clusters": None if self.clusters is None else _clusters(self.clusters),
        }


def evaluate(
    relations: Iterable[Relation | Mapping[str, object]],
    labelled: Collection[LabelledPair],
    *,
    articles: int,
    same_event: Mapping[str, str] | None = None,
    proposed: Collection[Pair] = (),
    stories: Iterable[Story | Mapping[str, object]] | None = None,
) -> Evaluation:
    """Measure exported relations, and stories where given, against labels.

    `same_event` maps articles to the event they report independently; `proposed` are candidate pairs beside those that
    the relations hold.
    """
    events = same_cluster_pairs(same_event) if same_event else frozenset()
    figures = measure_pairs(relations, labelled, articles=articles, same_event=events, proposed=proposed)
    if stories is None:
        return Evaluation(figures, None)
    keys = sorted({key for item in labelled for key in item.pair})
    truth = components(keys, (item.pair for item in labelled if item.positive))
    return Evaluation(figures, compare_clusters(story_clusters(stories), truth))


def _label(figures: LabelFigures) -> dict[str, object]:
    return {
        "label": figures.label,
        "derived": figures.positive,
        "pairs": figures.pairs,
        "proposed": figures.proposed,
        "found": figures.found,
        "recall": round(figures.recall, 4),
        "candidate_recall": round(figures.candidate_recall, 4),
        "missed": figures.missed,
        "misjudged": figures.misjudged,
        "kinds": {kind.value: count for kind, count in figures.kinds},
    }


def _clusters(figures: ClusterFigures) -> dict[str, object]:
    return {
        "articles": figures.items,
        "b_cubed_precision": round(figures.precision, 4),
        "b_cubed_recall": round(figures.recall, 4),
        "b_cubed_f1": round(figures.f1, 4),
        "adjusted_rand": round(figures.rand, 4),
    }
