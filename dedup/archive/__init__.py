"""The archive: the only place that joins the stations."""

from dedup.archive.archive import Archive, CandidatePair, Params, Progress
from dedup.archive.prepare import examined

__all__ = ["Archive", "CandidatePair", "Params", "Progress", "examined"]
