"""What whole commands take: on real pages, on one core and on two, and before they begin to do anything."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import fmean

from tests.benchmarks.corpus import KEPT
from tests.benchmarks.figures import Better, Found, ratios
from tests.benchmarks.in_memory import OURS
from tests.benchmarks.peers_venv import Peers
from tests.benchmarks.process import ROOT, Usage, asked, at_once, cores, dedup, pinned
from tests.benchmarks.report import TWICE

CORPORA = ("html_articles", "html_news")  # real pages, which belong to their publishers and lie beside the checkout
SHARED = ROOT.parent / "shared" / "corpora"
STARTS = 11  # calls of a light command; the median counts
LIGHT = (("--help",), 0.4, 0.15), (("stories",), 0.6, 0.3)


def pages(found: Found, peers: Peers, rounds: int) -> None:
    """What analysing and storing a page adds to trafilatura's extraction of it; one core."""
    folder = _real_pages()
    if folder is None:
        found.notes.append(f"Pages were not measured: there are none in {SHARED}.")
        return
    one, count = next(iter(sorted(folder.iterdir()))), len(list(folder.iterdir()))
    whole, bare, read = [], [], []
    for _ in range(rounds):
        # All at a time on the one core: two of them differ by a fifth at most, and so does a machine from one minute
        # to the next. The call for one page tells what a call takes before and after the pages.
        all_of_it, least, extracted, metadata = at_once(
            lambda: _ingested(folder).cpu,
            lambda: _ingested(one).cpu,
            lambda: _extracted(peers, folder, pinned()),
            lambda: float(asked(peers.ours, "tests.benchmarks.ours", "reading", folder)["cpu"]),
        )
        whole.append(all_of_it - least)
        bare.append(extracted)
        read.append(metadata)
    part = f"{count} real pages, one core"
    for side, name, seconds in (
        ("trafilatura", "extraction of the text", bare),
        (OURS, "extraction with all metadata", read),
        (OURS, "whole ingest into a file", whole),
    ):
        found.add(part, side, name, [1000 * one / count for one in seconds], "ms/page")
    added = [(all_of_it - extraction) / peer for all_of_it, extraction, peer in zip(whole, read, bare, strict=True)]
    share = found.add(
        part, OURS, "analysis and storing beside trafilatura's extraction", [100 * one for one in added], "%"
    )
    found.ask("analysis and storing of real pages beside trafilatura's extraction", share, "%", Better.LESS, 15, 5)


def two_cores(found: Found, peers: Peers, rounds: int) -> None:
    """Wall-clock time of the same ingest of real pages on one core and on two, and how much two cores are here.

    Two cores of a rented machine may be one that takes turns: two processes that have nothing to do with each other
    then take longer side by side than one alone, and no program can be twice as fast on both.
    """
    folder = _real_pages()
    if folder is None or len(cores()) < 2:
        found.notes.append("Two cores were not measured beside one: there are no pages or no second core here.")
        return
    single, double, room = [], [], []
    for _ in range(rounds):
        single.append(_ingested(folder, on=1).wall)
        double.append(_ingested(folder, on=2).wall)
        alone = _extracted(peers, folder, pinned())
        room.append(2 * alone / fmean(at_once(*(partial(_extracted, peers, folder, [core]) for core in pinned(2)))))
    part = "real pages, wall-clock time"
    found.add(part, OURS, "on one core", single, "s")
    found.add(part, OURS, "on two cores", double, "s")
    found.add(part, "trafilatura", TWICE, room, "times as fast")
    times = found.add(part, OURS, "two cores against one", ratios(single, double), "times as fast")
    found.ask("extraction and ingest of real pages: 2 cores / 1 core", times, "×", Better.MORE, 1.7, 1.9)


def start_up(found: Found) -> None:
    """What a light command takes."""
    with tempfile.TemporaryDirectory(prefix="dedup-bench-") as folder:
        archive = Path(folder, "small.db")
        dedup("ingest", ROOT / "samples", "--db", archive, "--quiet", on=cores())
        for command, needed, aimed in LIGHT:
            where = ("--db", archive) if command != ("--help",) else ()
            calls = [dedup(*command, *where, on=pinned()) for _ in range(STARTS)]
            name = f"`dedup {' '.join(command)}`"
            found.add("start-up", OURS, f"{name}, wall", [call.wall for call in calls], "s")
            found.add("start-up", OURS, f"{name}, memory", [call.peak_mb for call in calls], "MB")
            cpu = found.add("start-up", OURS, f"{name}, CPU", [call.cpu for call in calls], "s")
            found.ask(name, cpu, "s", Better.LESS, needed, aimed)


def _extracted(peers: Peers, folder: Path, on: Collection[int]) -> float:
    """CPU seconds of trafilatura for all pages of a folder."""
    return float(asked(peers.ours, "tests.benchmarks.ours", "trafilatura", folder, on=on)["cpu"])


def _ingested(source: Path, on: int = 1) -> Usage:
    with _new_archive() as archive:
        return dedup("ingest", source, "--db", archive, "--format", "json", "--quiet", on=pinned(on))


@contextmanager
def _new_archive() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dedup-bench-") as folder:
        yield Path(folder, "archive.db")


def _real_pages() -> Path | None:
    """The pages of the labelled corpora, unpacked into one folder; None where there are none."""
    packed = [path for name in CORPORA for path in sorted((SHARED / name / "html").glob("*.html.gz"))]
    if not packed:
        return None
    folder = KEPT / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for path in packed:
        page = folder / f"{path.parent.parent.name}-{path.stem}"
        if not page.exists():
            page.write_bytes(gzip.decompress(path.read_bytes()))
    return folder
