"""The archive: the only place that joins the stations."""

from dedup.archive.archive import Archive, Params, Progress
from dedup.archive.borrowing import StoryFilter
from dedup.archive.prepare import examined
from dedup.archive.related import CandidatePair
from dedup.provenance import publishers_text

__all__ = ["Archive", "CandidatePair", "Params", "Progress", "StoryFilter", "examined", "publishers_text"]
