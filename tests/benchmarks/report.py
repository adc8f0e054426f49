"""What a run found: as JSON to keep, as tables to read, as a plot, and as the README's section on speed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from textwrap import fill

from tests.benchmarks.figures import Better, Figure, Found, Line
from tests.benchmarks.plot import svg

PUBLISHED = Path(__file__).with_name("published.json")
_WIDTH = 125  # characters of a line of the README
_SAME = ("processor", "cores", "system", "python")  # what makes a machine the same one
TWICE = "two processes side by side against one after the other"
STRANGERS = "their rate in the grown archive against a new one"
_BESIDES = {
    TWICE: "Two processes that have nothing to do with each other do {:.2f} times the work of one on two cores here.",
    STRANGERS: "The last articles bring more relations than the first, as more of what they copy is held by then; "
    "those that bring the same wherever they come go into the largest archive at {:.2f} times their rate into a new "
    "one.",
}


def write(folder: Path, found: Found, machine: Mapping[str, object]) -> None:
    """Write `bench.json`, `bench.md` and `bench.svg` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / "bench.json", found, machine)
    (folder / "bench.md").write_text(f"{facts(machine)}\n\n{tables(found)}\n", encoding="utf-8")
    (folder / "bench.svg").write_text(svg(found.curves), encoding="utf-8")


def _write_json(path: Path, found: Found, machine: Mapping[str, object]) -> None:
    path.write_text(json.dumps({"machine": machine, **asdict(found)}, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> tuple[Found, Mapping[str, object]]:
    """What an earlier run found, and on what machine."""
    report = json.loads(path.read_text(encoding="utf-8"))
    found = Found(
        figures=[Figure(**{**one, "rounds": tuple(one["rounds"])}) for one in report["figures"]],
        lines=[Line(**{**one, "better": Better(one["better"])}) for one in report["lines"]],
        notes=report["notes"],
        curves={name: [(size, cost) for size, cost in curve] for name, curve in report["curves"].items()},
    )
    return found, report["machine"]


def publish(path: Path, found: Found, machine: Mapping[str, object]) -> None:
    """Write what a run found into the file of what is published, over what earlier runs on the same machine found.

    What another machine found goes: figures of two machines say nothing beside one another.
    """
    if path.exists():
        earlier, where = read(path)
        if all(where.get(fact) == machine.get(fact) for fact in _SAME):
            found = found.over(earlier)
    _write_json(path, found, machine)


def tables(found: Found) -> str:
    """What is asked, then all figures by part, then what was left out, as Markdown."""
    rows = [asked_of(found)]
    for part, figures in found.parts():
        rows += ["", f"**{part}**", "", "| side | what | measured | unit | rounds |", "|---|---|---:|---|---|"]
        rows += [
            f"| {one.side} | {one.name} | {number(one.value)} | {one.unit} | {' '.join(map(number, one.rounds))} |"
            for one in figures
        ]
    return "\n".join([*rows, *("", *found.notes)])


def asked_of(found: Found) -> str:
    """What is asked, measured beside needed and aimed at."""
    rows = ["| asked | measured | needed | aim | |", "|---|---:|---:|---:|---|"]
    for line in found.lines:
        mark = "reached" if line.reached else "holds" if line.holds else "**short**"
        needed = f"{line.better} {number(line.needed)}"
        rows.append(f"| {line.name} | {number(line.value)} {line.unit} | {needed} | {number(line.aimed)} | {mark} |")
    return "\n".join(rows)


def facts(machine: Mapping[str, object]) -> str:
    """The machine in one line."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in machine.items())


def readme() -> str:
    """The README's section: what is asked, and near-copy clustering beside the peers, from the published run."""
    found, machine = read(PUBLISHED)
    return f"{asked_of(found)}\n\n{_clustering(found)}\n\n{_besides(found)}Measured on: {facts(machine)}.\n"


def _besides(found: Found) -> str:
    """What rows are to be read beside: how much of a row is the machine's, or the articles'."""
    said = {one.name: one.value for one in found.figures}
    sentences = [sentence.format(said[name]) for name, sentence in _BESIDES.items() if name in said]
    return f"{fill(' '.join(sentences), _WIDTH)}\n\n" if sentences else ""


def _clustering(found: Found) -> str:
    """The sides of the largest clustering in which there are several."""
    parts = {part: figures for part, figures in found.parts() if part.startswith("clustering")}
    wide = [part for part, figures in parts.items() if len({one.side for one in figures}) > 1]
    if not wide:
        return ""
    part = wide[-1]
    columns = ("CPU time", "peak memory, texts included", "planted copies found", "pair precision")
    rows = [
        f"| {part} articles | CPU s | peak MB | planted copies found | pair precision |",
        "|---|---:|---:|---:|---:|",
    ]
    for side in dict.fromkeys(one.side for one in parts[part]):
        values = [found.value(part, side, name) for name in columns]
        rows.append(f"| {side} | {' | '.join(number(one) for one in values if one is not None)} |")
    return "\n".join(rows)


def number(value: float) -> str:
    """A number with the digits that tell something: three, and of a share as many as its distance from 1 needs."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) > 1 or abs(value) < 0.9:
        return f"{value:.3g}"
    return f"{value:.5f}".rstrip("0").rstrip(".")
