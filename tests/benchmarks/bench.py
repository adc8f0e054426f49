"""`make bench`: speed, memory and quality on generated articles, beside the peers on the same ones.

    python -m tests.benchmarks.bench [--size N] [--only PART...] [--rounds N] [--out FOLDER]

Every measured piece runs in a process of its own, pinned to one core, by turns with what it is compared with; times are
CPU seconds, user and system, so that a busy machine shows less in them. They tell of one machine; the ratios, taken in
the same minutes, carry further. What was found is written as JSON, as a table and as a plot.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import archives, commands, in_memory
from tests.benchmarks.figures import Found
from tests.benchmarks.peers_venv import Peers, peers
from tests.benchmarks.process import machine
from tests.benchmarks.report import table, write

RESULTS = Path(__file__).with_name("results")

PARTS: dict[str, Callable[[Found, Peers, int, int], None]] = {
    "signatures": lambda found, peers, size, rounds: in_memory.signatures(found, peers, rounds),
    "clustering": in_memory.clustering,
    "ingest": lambda found, peers, size, rounds: archives.ingest(found, size),
    "check": lambda found, peers, size, rounds: archives.check(found, peers, size),
    "pages": lambda found, peers, size, rounds: commands.pages(found, peers, rounds),
    "cores": lambda found, peers, size, rounds: commands.two_cores(found, rounds),
    "start-up": lambda found, peers, size, rounds: commands.start_up(found),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and write what was found; 1 if a part could not be measured."""
    parser = argparse.ArgumentParser(prog="make bench", description="Speed, memory and quality beside the peers'.")
    parser.add_argument("--size", type=int, default=20_000, help="articles to cluster and to ingest (20,000)")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS), help="parts to measure (all)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each comparison, by turns (3)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    asked = parser.parse_args(arguments)
    found, facts = Found(), machine()
    sides = peers()
    found.notes += [f"{name} did not install and is left out: {why}" for name, why in sides.missing.items()]
    for part in asked.only:
        print(f"{datetime.now(UTC):%H:%M:%S} {part} ...", file=sys.stderr)
        PARTS[part](found, sides, asked.size, asked.rounds)
    print(table(found))
    print(f"Written to {write(asked.out, found, facts)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
