"""Random orders of arrival of a corpus, in random calls: whether the archive says the same after each.

    python -m tests.evaluation.orders DOCUMENTS [ORDERS]

Compared are stories with their ids, members, origins, canonical copies and reasons, and the directions of all pairs
with their ledgers; and the last lines of each story's history are to tell its present state. Articles are prepared once
for all orders, since what is made of one article alone can depend on no order. Prints one JSON object.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest import mock

from dedup.archive import Archive
from dedup.archive import growing as facade
from dedup.archive.history import origin_words
from dedup.archive.prepare import Computed, prepare
from dedup.config import FingerprintParams, IngestLimits
from dedup.ingest import expand, read
from dedup.model import Article, Change, ChangeSort, Story
from tests.evaluation.floors import Better, Figure
from tests.evaluation.frontdoor import ROOT

ORDERS = 50
_CALLS = 6  # at most


def order_figures(documents: Path) -> tuple[Figure, ...]:
    """Measured in a process of its own, so that other corpora can be measured beside it."""
    called = subprocess.run(
        [sys.executable, "-m", "tests.evaluation.orders", str(documents)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    told = json.loads(called.stdout)
    return (
        Figure("orders", told["orders"]),
        Figure("orders that say otherwise", len(told["otherwise"]), Better.LOWER),
        Figure("histories that end otherwise", told["histories"], Better.LOWER),
    )


def compare_orders(articles: Sequence[Article], orders: int) -> dict[str, object]:
    """What became of that many orders: which of them say something else, and how many histories do not end rightly."""
    with mock.patch.object(facade, "prepare", _once(prepare)):
        expected, wrong = _said([list(articles)])
        otherwise = []
        for seed in range(1, orders + 1):
            dice = random.Random(seed)
            found, more = _said(list(calls(dice.sample(articles, len(articles)), dice)))
            wrong += more
            if found != expected:
                otherwise.append(seed)
    return {"orders": orders, "otherwise": otherwise, "histories": wrong}


def calls(articles: Sequence[Article], dice: random.Random) -> Iterator[Sequence[Article]]:
    """The articles in their order, cut at random places into a few calls."""
    cuts = sorted(dice.sample(range(1, len(articles)), dice.randrange(min(_CALLS, len(articles)))))
    for start, end in zip([0, *cuts], [*cuts, len(articles)], strict=True):
        yield articles[start:end]


def ends_rightly(story: Story, history: Sequence[Change]) -> bool:
    """Whether the last lines of a history tell the story's present canonical copy and origin."""
    canonical = origin = None
    for change in history:
        if change.sort is ChangeSort.FORMED:
            canonical, _, origin = change.new.rpartition("; ")
        elif change.sort is ChangeSort.CANONICAL:
            canonical = change.new
        else:
            origin = change.new
    return (canonical, origin) == (story.canonical, origin_words(story.origin))


def _said(batches: Sequence[Sequence[Article]]) -> tuple[tuple[list[object], list[object]], int]:
    """What an archive says of articles that came in the given calls, and the histories that do not end rightly."""
    with (
        tempfile.TemporaryDirectory(prefix="dedup-orders-") as folder,
        Archive.open(Path(folder) / "archive.db") as archive,
    ):
        for batch in batches:
            archive.ingest(batch)
        stories = list(archive.stories())
        wrong = sum(not ends_rightly(story, archive.history(story.id)) for story in stories)
        return ([*stories], [*archive.derivations()]), wrong


Make = Callable[[Sequence[Article], FingerprintParams], list[Computed]]


def _once(make: Make) -> Make:
    kept: dict[str, Computed] = {}

    def made(articles: Sequence[Article], params: FingerprintParams) -> list[Computed]:
        new = [article for article in articles if article.key not in kept]
        kept.update((article.key, one) for article, one in zip(new, make(new, params), strict=True))
        return [kept[article.key] for article in articles]

    return made


def read_articles(documents: Path) -> list[Article]:
    """The articles of a data set."""
    limits = IngestLimits()
    return [one for one in read(expand([str(documents)], limits), limits) if isinstance(one, Article)]


def main() -> None:
    """Compare the orders of the data set that is named, and print what came of it."""
    orders = int(sys.argv[2]) if len(sys.argv) > 2 else ORDERS
    print(json.dumps(compare_orders(read_articles(Path(sys.argv[1])), orders)))


if __name__ == "__main__":
    main()
