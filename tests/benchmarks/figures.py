"""What a benchmark finds out, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median


class Better(StrEnum):
    """Which way a figure is better."""

    MORE = "at least"
    LESS = "at most"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number: of which part, of whom, what, in which unit; `rounds` has each round's where there are some.

    `value` is the median of the rounds.
    """

    part: str
    side: str
    name: str
    value: float
    unit: str
    rounds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table of what is asked: the measured value beside what it has to be and what is aimed at."""

    name: str
    value: float
    unit: str
    better: Better
    needed: float
    aimed: float

    @property
    def holds(self) -> bool:
        """Whether what is needed is reached."""
        return self.value >= self.needed if self.better is Better.MORE else self.value <= self.needed

    @property
    def reached(self) -> bool:
        """Whether what is aimed at is reached."""
        return self.value >= self.aimed if self.better is Better.MORE else self.value <= self.aimed


@dataclass(slots=True)
class Found:
    """All that one run finds out; filled part by part, in the order of measuring."""

    figures: list[Figure] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    curves: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, part: str, side: str, name: str, rounds: Sequence[float] | float, unit: str) -> float:
        """Note a figure, the median of its rounds; gives its value."""
        values = tuple(rounds) if isinstance(rounds, Sequence) else (rounds,)
        value = median(values)
        self.figures.append(Figure(part, side, name, value, unit, values if len(values) > 1 else ()))
        return value

    def curve(self, name: str, size: float, cost: float) -> None:
        """Add a point to a curve of cost (CPU seconds) against size (articles)."""
        self.curves.setdefault(name, []).append((size, cost))

    def value(self, part: str, side: str, name: str) -> float | None:
        """A figure that was noted before, None if it was not."""
        return next((one.value for one in self.figures if (one.part, one.side, one.name) == (part, side, name)), None)

    def ask(self, name: str, value: float, unit: str, better: Better, needed: float, aimed: float) -> None:
        """Hold a value against what is asked of it."""
        self.lines.append(Line(name, value, unit, better, needed, aimed))

    def over(self, earlier: Found) -> Found:
        """What an earlier run found, with what this one found in its place: whole parts, lines, points of curves."""
        parts = {**dict(earlier.parts()), **dict(self.parts())}
        lines = {line.name: line for line in (*earlier.lines, *self.lines)}
        names = dict.fromkeys((*earlier.curves, *self.curves))
        curves = {name: dict((*earlier.curves.get(name, ()), *self.curves.get(name, ()))) for name in names}
        return Found(
            figures=[figure for figures in parts.values() for figure in figures],
            lines=list(lines.values()),
            notes=list(dict.fromkeys((*earlier.notes, *self.notes))),
            curves={name: sorted(points.items()) for name, points in curves.items()},
        )

    def parts(self) -> Iterator[tuple[str, list[Figure]]]:
        """The figures by part, in the order of measuring."""
        names = dict.fromkeys(figure.part for figure in self.figures)
        yield from ((name, [figure for figure in self.figures if figure.part == name]) for name in names)


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Round by round, so that what a busy minute does to both sides falls out."""
    return [a / b for a, b in zip(above, below, strict=True)]
