"""Origins of stories and credits against families whose truth is known, from the stories as the program lists them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dedup.evaluation import DirectionFigures
from tests.evaluation.floors import Better, Figure
from tests.evaluation.frontdoor import Row

Home = Mapping[str, tuple[Row, Row]]
"""For each article that belongs to a story: the story, and its place in it."""


def origin_figures(stories: Iterable[Row], truth: Path) -> tuple[Figure, ...]:
    """Whether origins and credits are right, absent origins named, independents left out, revisions recognised.

    The story of a family is that of most of its derivatives. An origin that is not held is right if the story says so
    and the name has the true one's words, or the domain.
    """
    home = {
        member["article"]: (story, member)
        for story in stories
        for member in story["members"]
        if member["role"] != "citing"
    }
    verdicts: Counter[str] = Counter()
    named: Counter[bool] = Counter()
    credits_: Counter[bool] = Counter()
    revised: Counter[bool] = Counter()
    taken_in = 0
    for line in truth.read_text(encoding="utf-8").splitlines():
        family = json.loads(line)
        story = _story_of(family, home)
        said = verdict(story["origin"], family["origin"]) if story else "open"
        verdicts[said] += 1
        if "not_held" in family["origin"]:
            named[said == "right"] += 1
        for one in family["derived"]:
            if one["derivative"] in home:
                credits_[bool(home[one["derivative"]][1]["credited"]) == one["credited"]] += 1
        revised.update(_is_state(one["later"], one["earlier"], home) for one in family.get("revisions", ()))
        taken_in += sum(_taken_in(key, family, home) for key in family.get("independent", ()))
    found = [
        Figure("origins right", verdicts["right"]),
        Figure("origins wrong", verdicts["wrong"], Better.LOWER),
        Figure("origins undetermined", verdicts["open"], Better.INFORMATION),
        Figure("credited right", credits_[True] / max(1, credits_.total())),
        Figure("independents in stories", taken_in, Better.LOWER),
    ]
    if named:
        found.append(Figure("origins not held, named", named[True] / named.total()))
    if revised:
        found.append(Figure("revisions recognised", revised[True] / revised.total()))
    return tuple(found)


def _story_of(family: Row, home: Home) -> Row | None:
    """The story that most of a family's derivatives belong to."""
    placed = [home[one["derivative"]][0] for one in family["derived"] if one["derivative"] in home]
    most = Counter(story["story"] for story in placed).most_common(1)
    return next(story for story in placed if story["story"] == most[0][0]) if most else None


def _is_state(later: str, earlier: str, home: Home) -> bool:
    """Whether one article is listed as a later state of the other, over any number of states between them."""
    seen: set[str] = set()
    waiting = [later]
    while waiting:
        key = waiting.pop()
        parents = home[key][1]["parents"] if key in home else ()
        above = {parent["article"] for parent in parents if parent["revision"]} - seen
        if earlier in above:
            return True
        seen |= above
        waiting.extend(above)
    return False


def _taken_in(key: str, family: Row, home: Home) -> bool:
    """Whether an independent report stands in a story with anything but its own states."""
    if key not in home:
        return False
    own = {one for pair in family.get("revisions", ()) if key in pair.values() for one in pair.values()}
    return any(member["article"] not in own for member in home[key][0]["members"] if member["role"] != "citing")


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


def direction_shares(found: DirectionFigures) -> tuple[Figure, ...]:
    """How many of the pairs with a known direction were decided, and how many of those rightly, as shares."""
    return (
        Figure("direction decided, share", found.decided / max(1, found.pairs)),
        Figure("direction right, share", found.precision),
    )
