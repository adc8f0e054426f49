"""Processes that read and prepare articles. Importing this loads nothing of what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.ingest.server import expect

if TYPE_CHECKING:
    from dedup.config import WorkLimits
    from dedup.ingest import Workers

_PRELOADED = ("dedup.archive.prepare",)


def expect_workers() -> None:
    """Have what `preparing` will need loaded in a process of its own, while this one loads what it needs itself."""
    expect(_PRELOADED)


def preparing(limits: WorkLimits | None = None) -> Workers:
    """Processes that read and prepare articles, for `Archive.ingest`."""
    from dedup.ingest import Workers  # noqa: PLC0415 - nothing heavy is imported to begin with

    return Workers(limits, preload=_PRELOADED)
