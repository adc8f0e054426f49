"""What a run found: as a table to read, as JSON to keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.figures import Found


def table(found: Found) -> str:
    """All figures and, first, what is asked of them, as Markdown."""
    rows = ["| asked | measured | at least / at most | aim | |", "|---|---:|---:|---:|---|"]
    for line in found.lines:
        mark = "reached" if line.reached else "holds" if line.holds else "**short**"
        needed = f"{line.better} {_number(line.needed)}"
        rows.append(f"| {line.name} | {_number(line.value)} {line.unit} | {needed} | {_number(line.aimed)} | {mark} |")
    for part, figures in found.parts():
        rows += ["", f"**{part}**", "", "| side | what | measured | unit | rounds |", "|---|---|---:|---|---|"]
        rows += [
            f"| {one.side} | {one.name} | {_number(one.value)} | {one.unit} | {' '.join(map(_number, one.rounds))} |"
            for one in figures
        ]
    return "\n".join([*rows, *("", *found.notes)])


def write(folder: Path, found: Found, machine: Mapping[str, object]) -> Path:
    """Write `bench.json` and `bench.md` into a folder; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine, **asdict(found)}
    (folder / "bench.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    facts = ", ".join(f"{name} {value}" for name, value in machine.items())
    (folder / "bench.md").write_text(f"{facts}\n\n{table(found)}\n", encoding="utf-8")
    return folder


def _number(value: float) -> str:
    """A number with three digits that tell something."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.5f}".rstrip("0").rstrip(".") if abs(value) <= 1 else f"{value:.3g}"
