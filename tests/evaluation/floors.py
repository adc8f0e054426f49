"""Figures, their pinned floors, and what may move a floor.

`tests/eval_floors.json` holds, for each corpus, the digest of its files and the floor of each figure that is gated. A
floor goes up by `--update`; it goes down only by `--update --allow-regression --reason "..."`, and the reason stays in
the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DIGITS = 4
EPSILON = 0.00005
"""What a figure may lie beyond its floor: the rounding of the pinned number, and nothing more.

Texts, parameters and library versions are pinned and the measured program has no chance in it, so that a figure moves
only when the program does. One pair of the largest label moves a share by 0.0016, thirty times as much as this.
"""


class Better(StrEnum):
    """Which way a figure improves; `INFORMATION` is shown and never gated."""

    HIGHER = "at_least"
    LOWER = "at_most"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; counts and shares alike."""

    name: str
    value: float
    better: Better = Better.HIGHER

    @property
    def rounded(self) -> float:
        """The number as it is pinned and shown."""
        return round(self.value, DIGITS)

    def worse_than(self, floor: float) -> bool:
        """Whether the number lies on the wrong side of a floor."""
        if self.better is Better.INFORMATION:
            return False
        gap = floor - self.value if self.better is Better.HIGHER else self.value - floor
        return gap > EPSILON


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one corpus, and the digest of the files that they were measured on."""

    corpus: str
    digest: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Pinned:
    """The floors of one corpus, by figure: which way each is better, and how good it was."""

    digest: str
    floors: Mapping[str, tuple[Better, float]]


@dataclass(frozen=True, slots=True)
class Regression:
    """A floor that was lowered on purpose."""

    corpus: str
    figure: str
    was: float
    now: float | None  # None where the figure is no longer measured
    reason: str


@dataclass(frozen=True, slots=True)
class Floors:
    """Everything that is pinned, and every lowering of it."""

    corpora: Mapping[str, Pinned]
    regressions: tuple[Regression, ...] = ()


def corpus_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of a corpus's files, read-me files aside."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "README.md"):
        for part in (path.relative_to(folder).as_posix().encode(), path.read_bytes()):
            digest.update(len(part).to_bytes(8, "big"))  # so that no byte can move from one part to the next unseen
            digest.update(part)
    return digest.hexdigest()


def read_floors(path: Path) -> Floors:
    """The pinned floors; none for a file that does not exist."""
    if not path.exists():
        return Floors({})
    held = json.loads(path.read_text(encoding="utf-8"))
    corpora = {
        corpus: Pinned(
            pinned["digest"],
            {name: (Better(way), value) for name, bound in pinned["figures"].items() for way, value in bound.items()},
        )
        for corpus, pinned in held["corpora"].items()
    }
    return Floors(corpora, tuple(Regression(**row) for row in held["regressions"]))


def write_floors(path: Path, floors: Floors) -> None:
    """Pin floors, in a form that a change of one figure is one line of a diff."""
    corpora = {
        corpus: {
            "digest": pinned.digest,
            "figures": {name: {way.value: value} for name, (way, value) in sorted(pinned.floors.items())},
        }
        for corpus, pinned in sorted(floors.corpora.items())
    }
    regressions = [
        {"corpus": r.corpus, "figure": r.figure, "was": r.was, "now": r.now, "reason": r.reason}
        for r in floors.regressions
    ]
    text = json.dumps({"corpora": corpora, "regressions": regressions}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def failures(measured: Sequence[Measured], floors: Floors) -> tuple[str, ...]:
    """Why the gate does not open; empty where it does."""
    found: list[str] = []
    seen = {item.corpus: item for item in measured}
    for corpus in sorted(floors.corpora.keys() - seen.keys()):
        found.append(f"{corpus}: is pinned and was not measured: its folder is missing")
    for corpus, item in sorted(seen.items()):
        pinned = floors.corpora.get(corpus)
        if pinned is None:
            found.append(f"{corpus}: is not pinned; pin it with --update")
            continue
        if pinned.digest != item.digest:
            found.append(f"{corpus}: its files are not the pinned ones; look at the figures and re-pin with --update")
        found.extend(f"{corpus}: {sentence}" for sentence in _against(item, pinned))
    return tuple(found)


def _against(item: Measured, pinned: Pinned) -> list[str]:
    figures = {figure.name: figure for figure in item.figures if figure.better is not Better.INFORMATION}
    found = [f"{name!r} is pinned and was not measured" for name in sorted(pinned.floors.keys() - figures.keys())]
    for name, figure in figures.items():
        if name not in pinned.floors:
            found.append(f"{name!r} is not pinned; pin it with --update")
            continue
        better, floor = pinned.floors[name]
        if better is not figure.better:
            found.append(f"{name!r} is pinned as {better} and measured as {figure.better}; re-pin with --update")
        elif figure.worse_than(floor):
            found.append(f"{name!r} is {figure.rounded:g}, and must be {better.replace('_', ' ')} {floor:g}")
    return found


def lowered(measured: Sequence[Measured], floors: Floors) -> tuple[tuple[str, str, float, float | None], ...]:
    """Floors that pinning the measured figures would lower: corpus, figure, floor, figure.

    A pinned figure that is no longer measured, or now improves the other way, counts too: its floor would be gone.
    """
    found: list[tuple[str, str, float, float | None]] = []
    for item in measured:
        pinned = floors.corpora.get(item.corpus)
        figures = {figure.name: figure for figure in item.figures}
        for name, (better, floor) in (pinned.floors if pinned else {}).items():
            figure = figures.get(name)
            if figure is None or figure.better is not better:
                found.append((item.corpus, name, floor, figure.rounded if figure else None))
            elif figure.worse_than(floor):
                found.append((item.corpus, name, floor, figure.rounded))
    return tuple(found)


def updated(measured: Sequence[Measured], floors: Floors, *, reason: str | None = None) -> Floors:
    """Floors raised to the measured figures and digests re-pinned; corpora that were not measured stay as they are.

    Raises ValueError where a floor would be lowered and no reason is given.
    """
    drops = lowered(measured, floors)
    if drops and not (reason or "").strip():
        listed = "; ".join(f"{corpus}: {name!r} from {was} to {now}" for corpus, name, was, now in drops)
        raise ValueError(f'would lower {listed}. To do so, add --allow-regression --reason "..."')
    dropped = {(corpus, name) for corpus, name, _, _ in drops}
    corpora = dict(floors.corpora)
    for item in measured:
        before = corpora[item.corpus].floors if item.corpus in corpora else {}
        pinned: dict[str, tuple[Better, float]] = {}
        for figure in item.figures:
            if figure.better is Better.INFORMATION:
                continue
            value = figure.rounded
            if figure.name in before and (item.corpus, figure.name) not in dropped:
                pick = max if figure.better is Better.HIGHER else min
                value = pick(value, before[figure.name][1])
            pinned[figure.name] = (figure.better, value)
        corpora[item.corpus] = Pinned(item.digest, pinned)
    told = tuple(Regression(corpus, name, was, now, (reason or "").strip()) for corpus, name, was, now in drops)
    return Floors(corpora, (*floors.regressions, *told))
