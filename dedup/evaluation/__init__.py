"""Quality against labels: pure functions over exported relations and stories, without archive or command line."""

from dedup.evaluation.clusters import ClusterFigures, compare_clusters, mixed_stories, story_clusters
from dedup.evaluation.families import FamilyFigures, KindFigures, measure_families
from dedup.evaluation.labels import (
    Family,
    LabelledPair,
    Pair,
    TrueDerivation,
    components,
    pair_of,
    read_clusters,
    read_families,
    read_pairs,
    same_cluster_pairs,
)
from dedup.evaluation.measures import (
    DirectionFigures,
    Judged,
    LabelFigures,
    PairFigures,
    calibration_error,
    judged,
    measure_pairs,
    word_f1,
)
from dedup.evaluation.summary import Evaluation, evaluate

__all__ = [
    "ClusterFigures",
    "DirectionFigures",
    "Evaluation",
    "Family",
    "FamilyFigures",
    "Judged",
    "KindFigures",
    "LabelFigures",
    "LabelledPair",
    "Pair",
    "PairFigures",
    "TrueDerivation",
    "calibration_error",
    "compare_clusters",
    "components",
    "evaluate",
    "judged",
    "measure_families",
    "measure_pairs",
    "mixed_stories",
    "pair_of",
    "read_clusters",
    "read_families",
    "read_pairs",
    "same_cluster_pairs",
    "story_clusters",
    "word_f1",
]
