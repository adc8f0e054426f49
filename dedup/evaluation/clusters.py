"""How well the stories match the true clusters: B-cubed and the adjusted Rand index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import comb

from dedup.model import Role, Story


@dataclass(frozen=True, slots=True)
class ClusterFigures:
    """Agreement of predicted clusters with the true ones over `items` articles; 1 is perfect.

    `precision`, `recall`: B-cubed (Bagga and Baldwin 1998), the mean over articles of the share of its predicted
    cluster that truly belongs with it, and of its true cluster that was put with it. `rand`: the Rand index adjusted
    for chance (Hubert and Arabie 1985), 0 for clusters drawn at random, and below it for worse ones.
    """

    items: int
    precision: float
    recall: float
    rand: float

    @property
    def f1(self) -> float:
        """Harmonic mean of B-cubed precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def compare_clusters(predicted: Mapping[str, str], truth: Mapping[str, str]) -> ClusterFigures:
    """Measure predicted clusters against true ones, over the articles that the truth knows.

    An article without a predicted cluster stands alone: most articles belong to no story.
    """
    if not truth:
        return ClusterFigures(items=0, precision=1.0, recall=1.0, rand=1.0)
    both = Counter((_cluster(predicted, key), cluster) for key, cluster in truth.items())
    found: Counter[tuple[bool, str]] = Counter()
    true: Counter[str] = Counter()
    for (ours, theirs), count in both.items():
        found[ours] += count
        true[theirs] += count
    items = len(truth)
    return ClusterFigures(
        items=items,
        precision=sum(count * count / found[ours] for (ours, _), count in both.items()) / items,
        recall=sum(count * count / true[theirs] for (_, theirs), count in both.items()) / items,
        rand=_adjusted_rand(both.values(), found.values(), true.values(), items),
    )


def _cluster(predicted: Mapping[str, str], key: str) -> tuple[bool, str]:
    """The article's cluster, or one of its own that no story's name can collide with."""
    return (True, predicted[key]) if key in predicted else (False, key)


def _adjusted_rand(both: Iterable[int], found: Iterable[int], true: Iterable[int], items: int) -> float:
    agreeing, ours, theirs = (sum(comb(count, 2) for count in counts) for counts in (both, found, true))
    expected = ours * theirs / comb(items, 2) if items > 1 else 0.0
    possible = (ours + theirs) / 2
    # Equal only where both put everything apart, or both everything together: then they are the same clusters.
    return 1.0 if possible == expected else (agreeing - expected) / (possible - expected)


def story_clusters(stories: Iterable[Story | Mapping[str, object]]) -> dict[str, str]:
    """Story of each article that descends from its origin; an article that merely cites the story is not of it."""
    clusters: dict[str, str] = {}
    for story in stories:
        for key, role in _members(story):
            if role != Role.CITING:
                clusters.setdefault(key, story.id if isinstance(story, Story) else str(story["story"]))
    return clusters


def _members(story: Story | Mapping[str, object]) -> list[tuple[str, str]]:
    if isinstance(story, Story):
        return [(member.article, member.role) for member in story.members]
    listed = story["members"]
    if not isinstance(listed, list):
        raise TypeError(f"a story's members are a list, not {listed!r}")
    return [(str(member["article"]), str(member["role"])) for member in listed]


def mixed_stories(predicted: Mapping[str, str], truth: Mapping[str, str]) -> tuple[str, ...]:
    """Stories that hold articles of two or more true clusters, sorted."""
    seen: dict[str, set[str]] = {}
    for key, story in predicted.items():
        if key in truth:
            seen.setdefault(story, set()).add(truth[key])
    return tuple(sorted(story for story, clusters in seen.items() if len(clusters) > 1))
