"""Watching sources: looking at each in its time, taking in what is new, and telling of copies of one's own articles."""

from dedup.watch.assembly import Writing, assemble
from dedup.watch.settings import Settings, Side, SourceKind, WatchedSource, read_settings
from dedup.watch.watcher import Watcher, WatchReport

__all__ = [
    "Settings",
    "Side",
    "SourceKind",
    "WatchReport",
    "WatchedSource",
    "Watcher",
    "Writing",
    "assemble",
    "read_settings",
]
