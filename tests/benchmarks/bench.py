"""`make bench`: speed and memory on generated articles.

    python -m tests.benchmarks.bench [--articles N] [--out FILE]

Times are CPU seconds, user and system, of the whole process, start-up included, so that a busy machine shows less in
them. They tell of one machine; the ratio to datasketch, taken on the same texts in the same minute, carries further.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dedup.config import FingerprintParams
from dedup.fingerprint import fingerprint
from dedup.text.words import words_of
from tests.benchmarks.generated import articles, write_jsonl

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = Path(__file__).with_name("results") / "bench.json"
SIGNED = 1000  # articles whose signatures are timed: a second or so for either side
ROUNDS = 3  # the best of them counts: others measure the neighbours


@dataclass(frozen=True, slots=True)
class Result:
    """One measured number with its unit."""

    name: str
    value: float
    unit: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and write the numbers as JSON."""
    parser = argparse.ArgumentParser(prog="make bench", description="Speed and memory on generated articles.")
    parser.add_argument("--articles", type=int, default=10_000, help="articles to ingest (10,000)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="file of the numbers")
    asked = parser.parse_args(arguments)
    results = [*ingest(asked.articles), *signatures()]
    for result in results:
        print(f"{result.name:44}{result.value:14,.2f} {result.unit}")
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    report = {"articles": asked.articles, "machine": machine, "results": [asdict(result) for result in results]}
    asked.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {asked.out}.")
    return 0


def ingest(count: int) -> list[Result]:
    """Ingest generated articles twice, in one call each: the second finds all of them unchanged."""
    found: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="dedup-bench-") as folder:
        source, archive = Path(folder, "articles.jsonl"), Path(folder, "archive.db")
        write_jsonl(source, articles(count))
        for name in ("ingest", "ingest again, unchanged"):
            seconds, peak = _called("ingest", str(source), "--db", str(archive), "--format", "json")
            found += [
                Result(f"{name}: CPU time", seconds, "s"),
                Result(f"{name}: articles a CPU second", count / seconds, "articles/s"),
                Result(f"{name}: peak memory", peak, "MB"),
            ]
        found.append(Result("archive", archive.stat().st_size / count, "bytes/article"))
    return found


def signatures() -> list[Result]:
    """Fingerprints of texts against datasketch's bulk path on the same texts and shingle length."""
    from datasketch import MinHash  # noqa: PLC0415 - its start-up is no part of the ingest above

    params = FingerprintParams()
    texts = [article.text for article in articles(SIGNED, seed=2)]

    def ours() -> None:
        for text in texts:
            fingerprint(words_of(text), params)

    def theirs() -> None:
        MinHash.bulk((_shingles(text, params.shingle) for text in texts), num_perm=params.slots, seed=params.seed)

    fast, slow = _best(ours), _best(theirs)
    return [
        Result("text to fingerprint", SIGNED / fast, "articles/s"),
        Result("text to signature by datasketch's bulk", SIGNED / slow, "articles/s"),
        Result("ratio", slow / fast, "times as fast"),
    ]


def _shingles(text: str, length: int) -> list[bytes]:
    words = text.lower().split()
    return [" ".join(words[start : start + length]).encode() for start in range(len(words) - length + 1)]


def _best(work: Callable[[], None]) -> float:
    """CPU seconds of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def _called(*command: str) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one call of the program."""
    process = subprocess.Popen([sys.executable, "-m", "dedup", *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"`dedup {' '.join(command)}` ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
