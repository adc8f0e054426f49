"""Our library doing one piece of work in a process of its own; what it is measured beside is in `peers`.

python -m tests.benchmarks.ours signatures|equality DATA_SET
python -m tests.benchmarks.ours clusters|streamed DATA_SET --labels FILE
python -m tests.benchmarks.ours check ARCHIVE --guests DATA_SET
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np

from tests.benchmarks.inside import say, texts_of, timed, write_labels

WARMING = 5  # questions that are not counted: the first load what is kept from one to the next
EQUAL = 200  # texts whose signatures datasketch computes too, one shingle at a time


def signatures(data_set: Path) -> None:
    """From texts in memory to their signatures."""
    from dedup.config import FingerprintParams  # noqa: PLC0415 - each piece of work loads what it needs alone
    from dedup.fingerprint import signatures as signed  # noqa: PLC0415

    texts, params = list(texts_of(data_set)), FingerprintParams()
    signed(texts[:10], params)  # imports and tables of permutations: once in a process's life
    _, measured = timed(lambda: signed(texts, params))
    say(measured, texts=len(texts))


def equality(data_set: Path) -> None:
    """Whether datasketch computes the same signatures from the same shingles."""
    from datasketch import MinHash  # noqa: PLC0415

    from dedup.config import FingerprintParams  # noqa: PLC0415
    from dedup.fingerprint import signatures as signed  # noqa: PLC0415
    from dedup.fingerprint.fingerprint import shingle_hash32  # noqa: PLC0415
    from dedup.text.words import words_of  # noqa: PLC0415

    params, texts = FingerprintParams(), list(islice(texts_of(data_set), EQUAL))
    equal = 0
    for text, ours in zip(texts, signed(texts, params), strict=True):
        words = words_of(text).words
        made = MinHash(num_perm=params.slots, seed=params.seed, scheme=params.scheme, hashfunc=shingle_hash32)
        last = max(1, len(words) - params.shingle + 1)
        made.update_batch([" ".join(words[start : start + params.shingle]).encode() for start in range(last)])
        equal += np.array_equal(made.hashvalues, ours)
    say({}, texts=len(texts), equal=equal)


def clusters(data_set: Path, labels: Path, *, streamed: bool) -> None:
    """From texts in memory, or read while they are signed, to clusters."""
    from dedup.batch import near_copies  # noqa: PLC0415

    near_copies(islice(texts_of(data_set), 10))
    texts: Iterable[str] = texts_of(data_set) if streamed else list(texts_of(data_set))
    found, measured = timed(lambda: near_copies(texts))
    write_labels(labels, found.labels.tolist())
    say(measured, texts=len(found.labels))


def check(archive: Path, guests: Path) -> None:
    """One article after another asked about in a running process, from its line in a data set to what is related."""
    from dedup.archive import Archive  # noqa: PLC0415
    from dedup.config import IngestLimits  # noqa: PLC0415
    from dedup.ingest import expand, read  # noqa: PLC0415
    from dedup.model import Rejection  # noqa: PLC0415

    limits = IngestLimits()
    cpu, wall, derived = [], [], []
    with Archive.open(archive, create=False) as opened:
        articles = (one for source in expand([str(guests)], limits) for one in read(source, limits))
        while True:
            begun, used = time.perf_counter(), time.process_time()
            article = next(articles, None)
            if article is None or isinstance(article, Rejection):
                break
            relations = opened.check(article)
            cpu.append(time.process_time() - used)
            wall.append(time.perf_counter() - begun)
            derived.append([article.key, *(one.b for one in relations if one.kind.derived)])
    measured = {
        f"{name}_{mark}_ms": float(np.quantile(times[WARMING:], share)) * 1000
        for name, times in (("cpu", cpu), ("wall", wall))
        for mark, share in (("median", 0.5), ("p99", 0.99))
    }
    say(measured, derived=derived)


def main() -> None:
    """Do what was asked and say what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["signatures", "equality", "clusters", "streamed", "check"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--labels", type=Path, default=Path("/dev/null"))
    parser.add_argument("--guests", type=Path)
    asked = parser.parse_args()
    if asked.work == "signatures":
        signatures(asked.path)
    elif asked.work == "equality":
        equality(asked.path)
    elif asked.work == "check":
        check(asked.path, asked.guests)
    else:
        clusters(asked.path, asked.labels, streamed=asked.work == "streamed")


if __name__ == "__main__":
    sys.exit(main())
