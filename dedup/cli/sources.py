"""What the user named on the command line, as articles."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from dedup.archive import Archive
from dedup.cli.progress import Meter
from dedup.config import IngestLimits
from dedup.errors import NotFoundError, UnusableError, UsageError
from dedup.ingest import NO_COLUMNS, Columns, Source, expand, read
from dedup.model import Article, IngestReport, Rejection

STDIN = "-"


def take_in(
    archive: Archive,
    sources: Sequence[str],
    *,
    quiet: bool,
    columns: Columns = NO_COLUMNS,
    keep_pages: bool = False,
) -> IngestReport:
    """Ingest everything that was named, with progress on stderr; `columns` are those of tables."""
    limits = IngestLimits()
    found = list(expand(sources, limits))
    sizes = [item.size for item in found if isinstance(item, Source)]
    total = None if None in sizes else sum(size for size in sizes if size is not None)
    with Meter(total, quiet=quiet) as meter:
        items = _articles(found, limits, meter, columns)
        return archive.ingest(items, meter.on_article, keep_pages=keep_pages)


def _articles(
    found: Sequence[Source | Rejection], limits: IngestLimits, meter: Meter, columns: Columns
) -> Iterator[Article | Rejection]:
    for item in found:
        if isinstance(item, Rejection):
            yield item
        else:
            yield from read(item, limits, on_bytes=meter.on_bytes, columns=columns)


def one_article(name: str) -> Article:
    """The only article in a file or on standard input.

    Raises NotFoundError for a file that does not exist, UsageError for a folder and for a data set of several articles,
    UnusableError for what holds none.
    """
    if name != STDIN and Path(name).is_dir():
        raise UsageError(f"{name} is a folder; name a single article.")
    if not is_file(name) and name != STDIN:
        raise NotFoundError(f"There is no file {name}; name a file with one article, or - for standard input.")
    limits = IngestLimits()
    source = next(expand([name], limits))
    first = list(islice([source] if isinstance(source, Rejection) else read(source, limits), 2))
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


@contextmanager
def temporary_archive() -> Iterator[Archive]:
    """An empty archive that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dedup-") as folder, Archive.open(Path(folder) / "archive.db") as archive:
        yield archive
