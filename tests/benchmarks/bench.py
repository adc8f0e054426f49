"""`make bench`: speed, memory and quality on generated articles, beside the peers on the same ones.

    python -m tests.benchmarks.bench [--size N...] [--only PART...] [--rounds N] [--out FOLDER] [--publish]

Every measured piece runs in a process of its own, pinned to one core, by turns with what it is compared with; times are
CPU seconds, user and system, so that a busy machine shows less in them. They tell of one machine; the ratios, taken in
the same minutes, carry further. What was found is written as JSON, as tables and as a plot of cost against size;
`--publish` keeps the JSON in the repository, over what earlier runs on the same machine found there (a half a million
articles take over an hour), and `make docs` writes the README's section from it.
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
from tests.benchmarks.report import PUBLISHED, publish, tables, write

RESULTS = Path(__file__).with_name("results")
SIZE = 20_000  # articles of the slowest comparison that is asked for, and two times the ten thousand that growth needs

# Parts that are measured once, and parts that are measured for each size, in the order of measuring.
SINGLE: dict[str, Callable[[Found, Peers, int], None]] = {
    "start-up": lambda found, peers, rounds: commands.start_up(found),
    "signatures": in_memory.signatures,
    "pages": commands.pages,
    "cores": commands.two_cores,
}
SIZED: dict[str, Callable[[Found, Peers, int, int], None]] = {
    "clustering": in_memory.clustering,
    "ingest": lambda found, peers, size, rounds: archives.ingest(found, peers, size),
    "check": lambda found, peers, size, rounds: archives.check(found, peers, size),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write what was found."""
    parts = [*SINGLE, *SIZED]
    parser = argparse.ArgumentParser(prog="make bench", description="Speed, memory and quality beside the peers'.")
    parser.add_argument(
        "--size", type=int, nargs="+", default=[SIZE], help=f"articles to cluster and ingest ({SIZE:,})"
    )
    parser.add_argument(
        "--only", nargs="+", choices=parts, default=parts, metavar="PART", help=f"of {', '.join(parts)}"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each comparison, by turns (3)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--publish", action="store_true", help=f"keep the results in {PUBLISHED.name} too")
    asked = parser.parse_args(arguments)
    found, facts, sides = Found(), machine(), peers()
    found.notes += [f"{name} did not install and is left out: {why}" for name, why in sides.missing.items()]
    for part in (part for part in SINGLE if part in asked.only):
        _tell(part)
        SINGLE[part](found, sides, asked.rounds)
    for size in sorted(asked.size):
        for part in (part for part in SIZED if part in asked.only):
            _tell(f"{part} {size:,}")
            SIZED[part](found, sides, size, asked.rounds)
    print(tables(found))
    write(asked.out, found, facts)
    if asked.publish:
        publish(PUBLISHED, found, facts)
    print(f"Written to {asked.out}.")
    return 0


def _tell(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what} ...", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
