"""Our library doing one piece of work in a process of its own; what it is measured beside is in `peers`.

python -m tests.benchmarks.ours signatures|equality DATA_SET
python -m tests.benchmarks.ours clusters|streamed DATA_SET --labels FILE
python -m tests.benchmarks.ours check ARCHIVE --guests DATA_SET
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.inside import say, texts_of, timed, write_labels

if TYPE_CHECKING:
    from dedup.model import Article

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


def trafilatura(folder: Path) -> None:
    """Its extraction of the text alone, with the options it has by itself: what any user of it pays for a page."""
    from trafilatura import extract  # noqa: PLC0415

    pages = [path.read_bytes() for path in sorted(folder.iterdir())]
    extract(pages[0])
    _, measured = timed(lambda: [extract(page) for page in pages])
    say(measured, pages=len(pages))


def reading(folder: Path) -> None:
    """Our whole extraction, of body and metadata, to articles that are not yet analysed."""
    pages = sorted(str(path) for path in folder.iterdir())
    sum(1 for _ in _read(pages[:1]))
    articles, measured = timed(lambda: sum(1 for _ in _read(pages)))
    say(measured, articles=articles)


def _read(sources: list[str]) -> Iterator[Article]:
    """The articles of sources, as the command reads them; what is rejected is passed over."""
    from dedup.config import IngestLimits  # noqa: PLC0415
    from dedup.ingest import expand, read  # noqa: PLC0415
    from dedup.model import Article as Read  # noqa: PLC0415

    limits = IngestLimits()
    return (one for one in read(expand(sources, limits), limits) if isinstance(one, Read))


def check(archive: Path, guests: Path) -> None:
    """One article after another asked about in a running process, from its line in a data set to what is related."""
    from dedup.archive import Archive  # noqa: PLC0415

    cpu, wall, derived = [], [], []
    with Archive.open(archive, create=False) as opened:
        articles = _read([str(guests)])
        while True:
            begun, used = time.perf_counter(), time.process_time()
            article = next(articles, None)
            if article is None:
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


SIMPLE = {"signatures": signatures, "equality": equality, "trafilatura": trafilatura, "reading": reading}


def main() -> None:
    """Do what was asked and say what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=[*SIMPLE, "clusters", "streamed", "check"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--labels", type=Path, default=Path("/dev/null"))
    parser.add_argument("--guests", type=Path)
    asked = parser.parse_args()
    if asked.work in SIMPLE:
        SIMPLE[asked.work](asked.path)
    elif asked.work == "check":
        check(asked.path, asked.guests)
    else:
        clusters(asked.path, asked.labels, streamed=asked.work == "streamed")


if __name__ == "__main__":
    main()
