"""The archive that the review desk is measured on: 100,000 generated articles with some 30,000 relations.

    python -m tests.benchmarks.desk_archive ARCHIVE [--articles N] [--relations N] [--words N] [--seed N]

Articles are made as in `generated`, but a larger share of them are copies: a published copy of a text has one relation
to its source and to nearly every other copy of it, so that clusters are dealt out until their pairs come to the number
asked for. One cluster is a wire story of 60. Each outlet has an address of its own, half of all copies name the outlet
that they come from, and the articles are spread over two years. They go in by `dedup ingest` itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np

from dedup.archive import Archive
from dedup.config import IngestLimits
from dedup.ingest import expand, read_steps
from tests.benchmarks.generated import BEGIN, LENGTH, Generated, Plan, dealt

ARTICLES, RELATIONS = 100_000, 30_000
WIRE = 60  # articles of the one large story
LARGEST, SPREAD = 12, 1.6  # clusters of n articles are as frequent as n to the minus this: four on average
FOUND = 0.93  # share of the pairs of a cluster that become relations, as measured: cuts leave too little in common
CREDITED = 0.5  # share of the copies that name their source
APART = timedelta(minutes=10)  # between two articles: 100,000 are two years


def plan(articles: int, relations: int, seed: int = 1) -> Plan:
    """Deal out who copies whom, so that there are about so many relations."""
    chance = np.random.default_rng([seed, 7])
    sizes = np.arange(2, LARGEST + 1)
    weights = sizes**-SPREAD / (sizes**-SPREAD).sum()
    clusters, pairs = [WIRE], WIRE * (WIRE - 1) // 2
    while pairs < relations / FOUND and sum(clusters) < articles:
        clusters.append(int(chance.choice(sizes, p=weights)))
        pairs += clusters[-1] * (clusters[-1] - 1) // 2
    order = chance.permutation(articles).astype(np.int32)
    sources, begin = np.arange(articles, dtype=np.int32), 0
    for size in clusters:
        members = order[begin : begin + size]
        sources[members] = members.min(initial=articles)
        begin += size
    return Plan(sources, np.full(articles, -1, np.int32))


def lines(articles: int, relations: int, seed: int = 1, words: int = LENGTH) -> Iterator[str]:
    """The articles, a line of JSON each, as `dedup ingest` reads them."""
    publishers: dict[str, str] = {}
    naming = np.random.default_rng([seed, 8])
    for number, made in enumerate(dealt(plan(articles, relations, seed), seed, words)):
        publishers[made.key] = _publisher(made)
        source = publishers.get(made.source or "")
        credit = f"\n\nSource: {source}." if source and naming.random() < CREDITED else ""
        yield json.dumps(_record(made, number, credit))


def build(
    archive: Path, articles: int = ARTICLES, relations: int = RELATIONS, seed: int = 1, words: int = LENGTH
) -> None:
    """Make the archive by an ingest of the generated articles."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in lines(articles, relations, seed, words))
        limits = IngestLimits()
        with Archive.open(archive) as opened:
            opened.ingest(read_steps(expand([str(file)], limits), limits))


def _record(made: Generated, number: int, credit: str) -> dict[str, str]:
    outlet = made.publisher.lower().replace(" ", "-")
    return {
        "url": f"https://{outlet}.example/{made.key}",
        "title": made.title,
        "text": made.text + credit,
        "publisher": _publisher(made),
        "published": (BEGIN + number * APART).isoformat(),
    }


def _publisher(made: Generated) -> str:
    """A name that credits are recognised by, as those of outlets are."""
    return f"{made.publisher} Gazette"


def main(arguments: list[str] | None = None) -> None:
    """Make an archive."""
    parser = argparse.ArgumentParser(prog="desk_archive", description="Make the archive that the desk is measured on.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--relations", type=int, default=RELATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=LENGTH, help="of an article, the median")
    asked = parser.parse_args(arguments)
    build(asked.archive, asked.articles, asked.relations, asked.seed, asked.words)
    with Archive.open(asked.archive, create=False) as opened:
        held = opened.counts()
    sys.stdout.write(f"{held.articles:,} articles, {held.relations:,} relations, {held.stories:,} stories\n")


if __name__ == "__main__":
    main()
