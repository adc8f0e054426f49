"""An archive for one call."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dedup.archive import Archive


@contextmanager
def temporary_archive() -> Iterator[Archive]:
    """An empty archive that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dedup-") as folder, Archive.open(Path(folder) / "archive.db") as archive:
        yield archive
