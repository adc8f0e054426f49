"""The archive: the only place that joins the stations."""

from dedup.archive.archive import Archive, Params, Progress

__all__ = ["Archive", "Params", "Progress"]
