"""The archive: the only place that joins the stations."""

from dedup.archive.archive import Archive, Progress
from dedup.archive.borrowing import StoryFilter
from dedup.archive.doubts import Asked
from dedup.archive.params import Params
from dedup.archive.prepare import examined, preparing
from dedup.archive.related import CandidatePair
from dedup.archive.reviewing import ReviewSession, checked, undo_last
from dedup.archive.watching import BY_DOMAIN, Watchbook, is_under
from dedup.provenance import publishers_text

__all__ = [
    "BY_DOMAIN",
    "Archive",
    "Asked",
    "CandidatePair",
    "Params",
    "Progress",
    "ReviewSession",
    "StoryFilter",
    "Watchbook",
    "checked",
    "examined",
    "is_under",
    "preparing",
    "publishers_text",
    "undo_last",
]
