"""An archive as it grows: what each article costs, in CPU time, memory and bytes, and what a question to it costs."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.corpus import KEPT, guest_set, portions, stranger_set
from tests.benchmarks.figures import Better, Found
from tests.benchmarks.in_memory import OURS, bare_clustering
from tests.benchmarks.peers_venv import Peers
from tests.benchmarks.process import Usage, asked, dedup, pinned
from tests.benchmarks.quality import planted
from tests.benchmarks.report import STRANGERS

STEP = 10_000  # articles at the beginning and at the end whose costs are compared, half of all at most
GUESTS = 305  # questions; half are copies of what is held
TEXT_TABLE = "article"  # the table whose column `text` holds what was read


def archive_of(size: int) -> Path:
    """Where the archive of a data set is kept for the questions put to it."""
    return KEPT / f"archive-{size}.db"


def ingest(found: Found, peers: Peers, size: int) -> None:
    """A new archive by calls of `dedup ingest` on one core: the first articles, those between, the last.

    Each call tells its stories before it ends, so that what it takes is what its own articles cost. What all of it is
    held against, datasketch's clustering in memory, is run before each call and after the last.
    """
    archive = archive_of(size)
    for kept in (archive, Path(f"{archive}-wal"), Path(f"{archive}-shm")):
        kept.unlink(missing_ok=True)
    grown: list[tuple[float, float]] = [(0.0, 0.0)]
    usages: list[Usage] = []
    bare = bare_clustering(found, peers, size)
    step = min(STEP, size // 2)

    def look(cpu: float) -> None:
        held = _articles(archive)
        if held > grown[-1][0]:
            grown.append((held, sum(usage.cpu for usage in usages) + cpu))

    for path, _ in portions(size, step):
        usages.append(dedup("ingest", path, "--db", archive, "--format", "json", "--quiet", on=pinned(), look=look))
        grown.append((_articles(archive), sum(usage.cpu for usage in usages)))
        bare += bare_clustering(found, peers, size)
    cpu, peak = sum(usage.cpu for usage in usages), max(usage.peak_mb for usage in usages)
    part = f"ingest {size:,}"
    found.add(part, OURS, "CPU time", cpu, "s")
    found.add(part, OURS, "articles a CPU second", size / cpu, "articles/s")
    found.add(part, OURS, "peak memory", peak, "MB")
    found.ask(f"peak memory, ingest of {size:,}", peak / 1000, "GB", Better.LESS, 1.5, 0.8)
    for tenth in range(1, 11):
        found.curve(f"ingest of {size:,}", size * tenth / 10, _read_off(grown, size * tenth / 10))
    first = found.add(part, OURS, f"first {step:,}", step / usages[0].cpu, "articles/s")
    last = found.add(part, OURS, f"last {step:,}", step / usages[-1].cpu, "articles/s")
    name = f"rate of the last {step:,} of {size:,} against the first {step:,}"
    found.ask(name, last / first, "×", Better.MORE, 0.6, 0.9)
    _strangers(found, part, archive, step)
    _bytes(found, part, archive, size)
    _against_clustering(found, part, size, bare, cpu)


def _strangers(found: Found, part: str, archive: Path, count: int) -> None:
    """What the same articles cost in the archive as it has grown and in a new one.

    The last articles of a data set bring many more relations than the first, as whatever they copy is held by then.
    These bring the same wherever they come: what is left of the difference is the archive's own.
    """
    with tempfile.TemporaryDirectory(prefix="dedup-bench-", dir=archive.parent) as folder:
        grown, new = Path(folder, "grown.db"), Path(folder, "new.db")
        shutil.copyfile(archive, grown)
        strangers = stranger_set(count)
        rates = {
            held: count / dedup("ingest", strangers, "--db", held, "--format", "json", "--quiet", on=pinned()).cpu
            for held in (new, grown)
        }
    found.add(part, OURS, f"{count:,} strangers into a new archive", rates[new], "articles/s")
    found.add(part, OURS, f"{count:,} strangers into the grown one", rates[grown], "articles/s")
    found.add(part, OURS, STRANGERS, rates[grown] / rates[new], "×")


def check(found: Found, peers: Peers, size: int) -> None:
    """Articles that are not held, asked about one after the other in one running process."""
    archive = archive_of(size)
    if not archive.exists():
        ingest(found, peers, size)
    guests = guest_set(GUESTS, size)
    said = asked(peers.ours, "tests.benchmarks.ours", "check", archive, "--guests", guests)
    part = f"check against {size:,}"
    for mark, needed, aimed in (("median", 50, 10), ("p99", 250, 50)):
        found.add(part, OURS, f"{mark}, wall", said[f"wall_{mark}_ms"], "ms")
        value = found.add(part, OURS, f"{mark}, CPU", said[f"cpu_{mark}_ms"], "ms")
        found.ask(f"`dedup check` against {size:,}: {mark}", value, "ms", Better.LESS, needed, aimed)
    truth = planted(guests, size + GUESTS).sources
    copies = [(int(key[1:]), [int(other[1:]) for other in held]) for key, *held in said["derived"]]
    copies = [(place, held) for place, held in copies if truth[place] != place]
    named = sum(bool(held) for _, held in copies)
    found.add(part, OURS, "planted copies found out", named / len(copies), "of 1")
    found.add(part, OURS, "peak memory", said["peak_mb"], "MB")


def _read_off(grown: Sequence[tuple[float, float]], held: float) -> float:
    """CPU seconds when so many articles were held, between two looks in proportion."""
    for (before, begun), (after, ended) in pairwise(grown):
        if before <= held <= after:
            return begun + (ended - begun) * (held - before) / max(1, after - before)
    return grown[-1][1]


def _bytes(found: Found, part: str, archive: Path, size: int) -> None:
    """Where the bytes are, by table with its indexes; the text itself as it is stored apart from what stands by it."""
    with sqlite3.connect(f"file:{archive}?mode=ro", uri=True) as opened:
        opened.execute("PRAGMA query_only=1")
        (text,) = opened.execute(f"SELECT sum(length(CAST(text AS BLOB))) FROM {TEXT_TABLE}").fetchone()
        rows = opened.execute(
            "SELECT tbl_name, sum(pgsize) FROM dbstat('main', 1) JOIN sqlite_schema USING (name)"
            " GROUP BY tbl_name ORDER BY 2 DESC"
        ).fetchall()
    opened.close()
    whole = archive.stat().st_size
    found.add(part, OURS, "archive", whole / size, "bytes/article")
    found.add(part, OURS, "text as stored", text / size, "bytes/article")
    for table, held in rows:
        if held >= size:  # less than a byte an article tells nothing
            found.add(part, OURS, f"table {table}", held / size, "bytes/article")
    beyond = found.add(part, OURS, "archive beyond the text", (whole - text) / size, "bytes/article")
    found.ask(f"bytes an article beyond its text, of {size:,}", beyond / 1000, "KB", Better.LESS, 4, 1.5)


def _against_clustering(found: Found, part: str, size: int, bare: Sequence[float], cpu: float) -> None:
    if bare:
        seconds = found.add(part, "datasketch", "bare clustering in memory, by turns, CPU time", bare, "s")
        name = f"whole ingest of {size:,} into a file / datasketch's bare clustering in memory"
        found.ask(name, seconds / cpu, "×", Better.MORE, 0.5, 1.5)


def _articles(archive: Path) -> int:
    """How many articles an archive holds that another process writes into."""
    if not archive.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{archive}?mode=ro", uri=True) as opened:
            (held,) = opened.execute("SELECT max(id) FROM article").fetchone()
        opened.close()
    except sqlite3.Error:  # it is being made
        return 0
    return held or 0
