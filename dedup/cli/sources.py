"""What the user named on the command line, as articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.archive import Growing
from dedup.cli.progress import Meter
from dedup.cli.web import article_at, is_address
from dedup.config import IngestLimits
from dedup.errors import NotFoundError, UnusableError, UsageError
from dedup.ingest import NO_COLUMNS, Columns, Source, Step, Visit, Workers, expand, read, read_steps
from dedup.model import Article, IngestReport, Rejection

if TYPE_CHECKING:
    from dedup.ingest import Live  # brings along what fetches

STDIN = "-"


def take_in(
    archive: Growing,
    sources: Sequence[str],
    *,
    quiet: bool,
    columns: Columns = NO_COLUMNS,
    live: Live | None = None,
    keep_pages: bool = False,
    workers: Workers | None,
) -> IngestReport:
    """Ingest everything that was named, in its order, with progress on stderr.

    `columns` are those of tables; addresses of the web are read by `live`. `workers` do what can be
    done of an article alone.
    """
    limits = IngestLimits()
    runs = [
        ([*dict.fromkeys(names)], []) if on_web and live is not None else ([], list(expand([*names], limits)))
        for on_web, names in groupby(sources, key=is_address)
    ]
    sizes = [item.size for _, files in runs for item in files if isinstance(item, Source)]
    whole = None not in sizes and not any(addresses for addresses, _ in runs)
    total = sum(size for size in sizes if size is not None) if whole else None
    with Meter(total, quiet=quiet) as meter:
        items = _articles(runs, limits, live, meter, columns)
        return archive.ingest(items, meter.on_article, keep_pages=keep_pages, workers=workers)


def _articles(
    runs: Iterable[tuple[list[str], list[Source | Rejection]]],
    limits: IngestLimits,
    live: Live | None,
    meter: Meter,
    columns: Columns,
) -> Iterator[Step]:
    """The articles of runs of addresses and runs of files."""
    for addresses, files in runs:
        if live is not None:
            for article in live.read(map(Visit, addresses)):
                meter.on_page()
                yield article
        yield from read_steps(files, limits, on_bytes=meter.on_bytes, columns=columns)


def one_article(name: str, allow: Sequence[str] = ()) -> Article:
    """The only article in a file, at an address or on standard input; `allow` names hosts that need not be public.

    Raises NotFoundError for a file that does not exist, UsageError for a folder and for a data set of several articles,
    UnusableError for what holds none.
    """
    if is_address(name):
        return article_at(name, allow)
    if name != STDIN and Path(name).is_dir():
        raise UsageError(f"{name} is a folder; name a single article.")
    if not is_file(name) and name != STDIN:
        raise NotFoundError(f"There is no file {name}; name a file with one article, or - for standard input.")
    limits = IngestLimits()
    source = next(expand([name], limits))
    first = list(islice(read([source], limits), 2))
    if len(first) > 1:
        raise UsageError(f"{name} holds several articles; name a file with a single one.")
    if not first:
        raise UnusableError(f"{name} holds no article.")
    if isinstance(first[0], Rejection):
        raise UnusableError(f"{first[0].source}: {first[0].reason}")
    return first[0]


def is_file(name: str) -> bool:
    """Whether a name is that of something other than a folder that exists; a name that cannot be one is not."""
    try:
        path = Path(name)
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False
