"""`make eval`: measures every labelled corpus through the front door and compares the figures with their floors.

    python -m tests.evaluation.gate [CORPUS...]
    python -m tests.evaluation.gate --update [--allow-regression --reason "..."]

Ends with 0 where each figure holds its floor, with 1 where one does not, or where a corpus is missing or not the pinned
one. Where there are no labelled corpora at all nothing is measured, which is said, and the end is 0.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.evaluation.corpora import CORPORA, FORMS, NOTE, PLACES, Measure
from tests.evaluation.floors import (
    Better,
    Floors,
    Measured,
    corpus_digest,
    failures,
    read_floors,
    updated,
    write_floors,
)
from tests.evaluation.frontdoor import ROOT

FLOORS = ROOT / "tests" / "eval_floors.json"
SHARED = ROOT.parent / "shared"


def main(
    arguments: Sequence[str] | None = None,
    *,
    shared: Path = SHARED,
    floors_path: Path = FLOORS,
    corpora: Mapping[str, Measure] = CORPORA,
    places: Mapping[str, Path] = PLACES,
    forms: Collection[str] = FORMS,
) -> int:
    """Measure, print, compare; the exit code."""
    asked = _parser(corpora).parse_args(arguments)
    if unknown := set(asked.corpus) - corpora.keys():
        return _refuse(f"there is no corpus {', '.join(sorted(unknown))}; there are {', '.join(corpora)}")
    if asked.allow_regression != bool((asked.reason or "").strip()):
        return _refuse("--allow-regression and --reason go together")
    if asked.allow_regression and not asked.update:
        return _refuse("--allow-regression is for --update")
    if not shared.is_dir():
        print(f"NOT MEASURED: there is no {shared}, so no figure was compared with its floor.")
        return 0
    floors = read_floors(floors_path)
    whole = not (asked.corpus or asked.quick)
    chosen = asked.corpus or [name for name in corpora if not (asked.quick and name in forms)]
    measured = measure(shared / "corpora", {name: corpora[name] for name in chosen}, places)
    print(table(measured, floors))
    if asked.update:
        return _update(measured, floors, floors_path, asked.reason)
    watched = Floors({name: pinned for name, pinned in floors.corpora.items() if whole or name in chosen})
    complaints = failures(measured, watched)
    for complaint in complaints:
        print(f"FAILED {complaint}")
    if not complaints:
        print(f"All floors hold: {len(measured)} corpora.")
    return 1 if complaints else 0


def measure(
    folder: Path,
    corpora: Mapping[str, Measure],
    places: Mapping[str, Path],
    tell: Callable[[str], object] = sys.stderr.write,
) -> tuple[Measured, ...]:
    """Measure each corpus that is there, in an archive of its own; as many at a time as there are cores.

    A measure waits for commands in processes of their own, so that threads are enough.
    """

    def one(name: str, corpus: Path) -> tuple[Measured, str]:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="dedup-eval-") as work:
            measured = Measured(name, corpus_digest(corpus), corpora[name](corpus, Path(work)))
            note = Path(work) / NOTE
            said = note.read_text(encoding="utf-8") if note.exists() else ""
        tell(f"{name}: measured in {time.monotonic() - begun:.0f} s\n")
        return measured, said

    there = {name: corpus for name in corpora if (corpus := folder / places.get(name, Path(name))).is_dir()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(one, there, there.values()))
    for _, said in done:
        if said:
            print(said)
    return tuple(measured for measured, _ in done)


def table(measured: Sequence[Measured], floors: Floors) -> str:
    """The figures beside their floors, as aligned text."""
    rows = [("corpus", "figure", "measured", "floor", "")]
    for item in measured:
        pinned = floors.corpora[item.corpus].floors if item.corpus in floors.corpora else {}
        for figure in item.figures:
            if figure.better is Better.INFORMATION:
                floor, mark = "", "for information"
            elif figure.name not in pinned:
                floor, mark = "", "NOT PINNED"
            else:
                way, value = pinned[figure.name]
                floor = f"{'>=' if way is Better.HIGHER else '<='} {value:g}"
                mark = "FAILED" if figure.worse_than(value) else "ok"
            rows.append((item.corpus, figure.name, f"{figure.rounded:g}", floor, mark))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _update(measured: Sequence[Measured], floors: Floors, path: Path, reason: str | None) -> int:
    try:
        write_floors(path, updated(measured, floors, reason=reason))
    except ValueError as error:
        return _refuse(str(error))
    print(f"Pinned in {path}.")
    return 0


def _refuse(why: str) -> int:
    print(f"REFUSED: {why}", file=sys.stderr)
    return 1


def _parser(corpora: Mapping[str, Measure]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make eval", description="Quality on the labelled corpora against its floors."
    )
    parser.add_argument("corpus", nargs="*", help=f"measure these only: {', '.join(corpora)}")
    parser.add_argument("--update", action="store_true", help="pin digests and raise floors to what was measured")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower floors")
    parser.add_argument("--quick", action="store_true", help="leave out articles in a second form or order")
    parser.add_argument("--reason", help="why a floor may be lowered; stays in the file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
