"""Origins of stories and credits against families whose truth is known, from the stories as the program lists them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dedup.evaluation import DirectionFigures
from tests.evaluation.floors import Better, Figure
from tests.evaluation.frontdoor import Row


def origin_figures(stories: Iterable[Row], truth: Path) -> tuple[Figure, ...]:
    """Whether origin and credit are right: the story of a family is that of most of its derivatives.

    An origin that is not held is right if the story says so and the name has the true one's words, or the domain.
    """
    home = {
        member["article"]: (story, member)
        for story in stories
        for member in story["members"]
        if member["role"] != "citing"
    }
    verdicts: Counter[str] = Counter()
    credits_: Counter[bool] = Counter()
    for line in truth.read_text(encoding="utf-8").splitlines():
        family = json.loads(line)
        placed = [home[one["derivative"]] for one in family["derived"] if one["derivative"] in home]
        if not placed:
            verdicts["open"] += 1
            continue
        listed = {story["story"]: story for story, _ in placed}
        most = Counter(story["story"] for story, _ in placed).most_common(1)[0][0]
        verdicts[verdict(listed[most]["origin"], family["origin"])] += 1
        for one in family["derived"]:
            if one["derivative"] in home:
                credits_[bool(home[one["derivative"]][1]["credited"]) == one["credited"]] += 1
    return (
        Figure("origins right", verdicts["right"]),
        Figure("origins wrong", verdicts["wrong"], Better.LOWER),
        Figure("credited right", credits_[True] / max(1, credits_.total())),
    )


def verdict(said: Mapping[str, str | None], true: Mapping[str, str]) -> str:
    """`right`, `wrong` or `open`."""
    if said["status"] == "undetermined":
        return "open"
    if said["status"] == "held":
        return "right" if said["article"] == true.get("held") else "wrong"
    same = _words(said["name"]) == _words(true.get("not_held")) or (said["domain"] or "-") == true.get("domain")
    return "right" if "not_held" in true and same else "wrong"


def _words(name: str | None) -> Sequence[str]:
    return (name or "").casefold().split()


def direction_shares(found: DirectionFigures, *, better: Better = Better.HIGHER) -> tuple[Figure, ...]:
    """How many of the pairs with a known direction were decided, and how many of those rightly, as shares."""
    return (
        Figure("direction decided, share", found.decided / max(1, found.pairs), better),
        Figure("direction right, share", found.precision, better),
    )
