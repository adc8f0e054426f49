"""Generated data sets, made once and kept in `build/bench`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from tests.benchmarks import generated
from tests.benchmarks.generated import Generated, truth_path, write_jsonl
from tests.benchmarks.process import ROOT

KEPT = ROOT / "build" / "bench"
_OTHER_SEED = 7  # a seed that no other data set is made with


def data_set(size: int) -> Path:
    """A data set of so many articles with its truth beside it."""
    return _made(f"articles-{size}", generated.articles(size))


def portions(size: int, step: int) -> list[tuple[Path, int]]:
    """The data set of `size` in order in files of its own: the first `step`, those between if there are any, the last.

    Each with the number of its articles; `step` is half the size at most.
    """
    whole = data_set(size)
    counts = [("first", step), ("between", size - 2 * step), ("last", step)]
    parts = [(whole.with_name(f"{whole.stem}-{name}-{step}.jsonl"), count) for name, count in counts if count]
    if not all(path.exists() for path, _ in parts):
        with whole.open("rb") as lines:
            for path, count in parts:
                unfinished = path.with_suffix(".part")
                with unfinished.open("wb") as part:
                    part.writelines(islice(lines, count))
                unfinished.rename(path)
    return parts


def guest_set(count: int, held: int) -> Path:
    """Articles that are not in the data set of `held`: half of them copies of some that are."""
    return _made(f"guests-{count}-{held}", generated.guests(count, held))


def stranger_set(count: int) -> Path:
    """As many articles that have nothing to do with those of any data set, and copies among themselves."""
    strangers = generated.articles(count, _OTHER_SEED)
    return _made(f"strangers-{count}", (replace(one, key=f"s{one.key}", source=None) for one in strangers))


def _made(name: str, articles: Iterable[Generated]) -> Path:
    """The file of a name, written if there is none that this version of the generator wrote."""
    version = hashlib.sha256(Path(generated.__file__).read_bytes()).hexdigest()[:8]
    path = KEPT / f"{name}-{version}.jsonl"
    if not path.exists():
        print(f"Writing {path.name} ...", file=sys.stderr)
        KEPT.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.jsonl")
        write_jsonl(unfinished, articles)
        truth_path(unfinished).rename(truth_path(path))
        unfinished.rename(path)
    return path
