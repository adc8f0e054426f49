"""The archive that the review desk is measured on: 100,000 generated articles with some 30,000 relations.

    python -m tests.benchmarks.desk_archive ARCHIVE [--articles N] [--relations N] [--words N] [--seed N]

Clusters of copies are made as in `generated`; nearly every two copies of one text are related, so that clusters are
dealt out until their pairs come to the number asked for. One is a wire story of 60. Half of all copies name the outlet
that they come from. All other articles are of everyday words and words of no language, so that nothing is like them:
an ingest then passes over them quickly, and what pages cost does not depend on what they say. Each outlet has an
address of its own, and the articles are spread over two years. They go in by the archive's own ingest.
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
from wordfreq import top_n_list

from dedup.archive import Archive
from dedup.config import IngestLimits
from dedup.ingest import expand, read_steps
from tests.benchmarks.generated import BEGIN, LENGTH, OUTLETS, Generated, Plan, dealt

ARTICLES, RELATIONS = 100_000, 30_000
WIRE = 60  # articles of the one large story
LARGEST, SPREAD = 40, 1.0  # clusters of n articles are as frequent as n to the minus this: twelve on average
FOUND = 0.97  # share of the pairs of a cluster that become relations, as measured: cuts leave too little in common
CREDITED = 0.5  # share of the copies that name their source
APART = timedelta(minutes=10)  # between two articles: 100,000 are two years
COMMON = 200  # everyday words; every third word of an article that is nobody's copy is of no language
_CONSONANTS, _VOWELS = np.array(list("bcdfghjklmnprstvz")), np.array(list("aeiou"))
_SYLLABLES = 3


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
    """The articles, a line of JSON each, as `dedup ingest` reads them; `words` is the median length of a copy."""
    roles = plan(articles, relations, seed)
    counts = np.bincount(roles.sources, minlength=articles)
    clustered = np.flatnonzero(counts[roles.sources] > 1)
    copies = dict(zip(clustered.tolist(), dealt(roles, seed, words, clustered.tolist()), strict=True))
    naming = np.random.default_rng([seed, 8])
    common = np.array(top_n_list("en", COMMON))
    for number in range(articles):
        made = copies.get(number)
        if made is None:
            yield json.dumps(_alone(number, np.random.default_rng([seed, 9, number]), common))
            continue
        source = copies[int(roles.sources[number])]
        credit = f"\n\nSource: {_publisher(source)}." if source is not made and naming.random() < CREDITED else ""
        yield json.dumps(_record(number, made.publisher, made.title, made.text + credit))


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


def _alone(number: int, chance: np.random.Generator, common: np.ndarray) -> dict[str, str]:
    """An article that nothing is like."""
    count = int(chance.integers(60, 240))
    words = common[chance.integers(0, len(common), count)].tolist()
    strange = count // 3
    letters = np.stack(
        [chance.choice(_CONSONANTS, (strange, _SYLLABLES)), chance.choice(_VOWELS, (strange, _SYLLABLES))], axis=2
    )
    words[::3] = ["".join(word) for word in letters.reshape(strange, -1).tolist()] + words[::3][strange:]
    sentences = [" ".join(words[start : start + 15]).capitalize() + "." for start in range(0, count, 15)]
    title = " ".join(words[:6]).capitalize()
    return _record(number, f"Outlet {int(chance.integers(OUTLETS))}", title, " ".join(sentences))


def _record(number: int, outlet: str, title: str, text: str) -> dict[str, str]:
    return {
        "url": f"https://{outlet.lower().replace(' ', '-')}.example/a{number:07}",
        "title": title,
        "text": text,
        "publisher": _named(outlet),
        "published": (BEGIN + number * APART).isoformat(),
    }


def _named(outlet: str) -> str:
    """A name that credits are recognised by, as those of outlets are."""
    return f"{outlet} Gazette"


def _publisher(made: Generated) -> str:
    return _named(made.publisher)


def main(arguments: list[str] | None = None) -> None:
    """Make an archive."""
    parser = argparse.ArgumentParser(prog="desk_archive", description="Make the archive that the desk is measured on.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--relations", type=int, default=RELATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=LENGTH, help="of a copy, the median")
    asked = parser.parse_args(arguments)
    build(asked.archive, asked.articles, asked.relations, asked.seed, asked.words)
    with Archive.open(asked.archive, create=False) as opened:
        held = opened.counts()
    sys.stdout.write(f"{held.articles:,} articles, {held.relations:,} relations, {held.stories:,} stories\n")


if __name__ == "__main__":
    main()
