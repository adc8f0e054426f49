"""Signatures and clusters of texts in memory: our library's calls and the peers', by turns, each in its own process."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.benchmarks.corpus import data_set
from tests.benchmarks.figures import Better, Found, ratios
from tests.benchmarks.peers_venv import Peers
from tests.benchmarks.process import FailedError, asked
from tests.benchmarks.quality import planted, quality

OURS = "dedup"
SIGNED = 10_000  # texts whose signatures are timed: a tenth of a second for the fastest side, five for the slowest
SLOW_FROM = 50_000  # articles from which a side is measured once: datasketch takes a minute and more
ALONE_FROM = 500_000  # articles from which only ours is measured: datasketch would take a quarter of an hour and 6 GB

Said = dict[str, Any]  # what a measured process says of itself, see `inside`


def signatures(found: Found, peers: Peers, rounds: int) -> None:
    """From text to 128 slots."""
    texts = data_set(SIGNED)
    said = asked(peers.ours, "tests.benchmarks.ours", "equality", texts)
    found.add("signatures", OURS, "equal to datasketch's, bit for bit", said["equal"] / said["texts"], "of 1")
    sides = [OURS, *filter(peers.have, ("datasketch", "datasketch, xxhash", "rensa"))]
    runs = _by_turns(found, sides, rounds, lambda side: _asked(peers, "signatures", side, texts))
    for side, said_by in runs.items():
        found.add("signatures", side, "texts a CPU second", [SIGNED / said["cpu"] for said in said_by], "texts/s")
        found.add("signatures", side, "peak memory", [said["peak_mb"] for said in said_by], "MB")
    times = _faster(found, "signatures", runs, "datasketch")
    if times is not None and said["equal"] == said["texts"]:
        found.ask("signatures from text: ours / datasketch's bulk", times, "×", Better.MORE, 20, 40)


def clustering(found: Found, peers: Peers, size: int, rounds: int) -> None:
    """From texts to clusters of near copies.

    Peers as `peers` says; ours as it comes, with bands of three rows and words that decide where the estimate is low.
    """
    texts = data_set(size)
    truth = planted(texts, size)
    part = f"clustering {size:,}"
    others = () if size >= ALONE_FROM else ("datasketch", "daft", "rensa", "gaoya")
    sides = [OURS, *filter(peers.have, others)]
    with tempfile.TemporaryDirectory(prefix="dedup-bench-") as folder:
        labels = Path(folder, "labels.json")

        def once(side: str) -> Said:
            said = _asked(peers, "clusters", side, texts, "--labels", labels)
            return said | {"quality": quality(json.loads(labels.read_text()), truth)}

        runs = _by_turns(found, sides, 1 if size >= SLOW_FROM else rounds, once)
        streamed = asked(peers.ours, "tests.benchmarks.ours", "streamed", texts, "--labels", labels)
    for side, said_by in runs.items():
        found.add(part, side, "CPU time", [said["cpu"] for said in said_by], "s")
        found.add(part, side, "peak memory, texts included", [said["peak_mb"] for said in said_by], "MB")
        best = said_by[-1]["quality"]
        found.add(part, side, "planted copies found", best.copies, "of 1")
        found.add(part, side, "of those that resemble their source by .5", best.close, "of 1")
        found.add(part, side, "planted pairs found", best.recall, "of 1")
        found.add(part, side, "pair precision", best.precision, "of 1")
        found.curve(f"clustering, {side}", size, found.figures[-6].value)
    peak = found.add(part, OURS, "peak memory, texts streamed from the file", streamed["peak_mb"], "MB")
    _ask(found, part, size, runs, peak)


def bare_clustering(found: Found, peers: Peers, size: int) -> list[float]:
    """CPU seconds of datasketch's clustering, for what is measured by turns with it; none where it is not measured."""
    sides = filter(peers.have, () if size >= ALONE_FROM else ("datasketch",))
    texts = data_set(size)
    runs = _by_turns(found, sides, 1, lambda side: _asked(peers, "clusters", side, texts, "--labels", "/dev/null"))
    return [float(said["cpu"]) for said_by in runs.values() for said in said_by]


def _ask(found: Found, part: str, size: int, runs: dict[str, list[Said]], peak: float) -> None:
    for peer, needed, aimed in (("datasketch", 12, 25), ("daft", 2, 4)):
        times = _faster(found, part, runs, peer)
        if times is not None:
            name = f"near-copy clustering of {size:,} in memory: ours / {peer}"
            found.ask(name, times, "×", Better.MORE, needed, aimed)
    best = runs[OURS][-1]["quality"]
    found.ask(f"planted copies found among {size:,}", best.copies, "of 1", Better.MORE, 0.8, 0.95)
    found.ask(f"pair precision among {size:,}", best.precision, "of 1", Better.MORE, 0.998, 0.999)
    found.ask(f"peak memory, a near-copy batch of {size:,}", peak / 1000, "GB", Better.LESS, 3, 2)


def _asked(peers: Peers, work: str, side: str, *arguments: str | Path) -> Said:
    if side == OURS:
        return asked(peers.ours, "tests.benchmarks.ours", work, *arguments)
    return asked(peers.theirs, "tests.benchmarks.peers", work, side, *arguments)


def _by_turns(found: Found, sides: Iterable[str], rounds: int, once: Callable[[str], Said]) -> dict[str, list[Said]]:
    """Each side in each round, one after the other; a side that fails is named and left out."""
    runs: dict[str, list[Said]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side in list(runs):
            try:
                runs[side].append(once(side))
            except FailedError as error:
                found.notes.append(f"{side} was left out: {error}")
                print(found.notes[-1], file=sys.stderr)
                del runs[side]
    return runs


def _faster(found: Found, part: str, runs: dict[str, list[Said]], peer: str) -> float | None:
    """How many times as fast ours is as a peer, round by round; None where one of them is missing."""
    if not runs.keys() >= {OURS, peer}:
        return None
    theirs, ours = ([said["cpu"] for said in runs[side]] for side in (peer, OURS))
    return found.add(part, OURS, f"against {peer}", ratios(theirs, ours), "times as fast")
