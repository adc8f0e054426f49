"""The archive: the only place that joins the stations.

Names are loaded when they are first asked for (PEP 562), so that `Holdings`, which lists what is there, can be had
without all that reads and compares texts, and `Growing`, into which articles go, without all that is told of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.lazily import offering

if TYPE_CHECKING:
    from dedup.archive.archive import Archive
    from dedup.archive.borrowing import narrowed
    from dedup.archive.choosing import StoryFilter
    from dedup.archive.docket import Docket
    from dedup.archive.docketing import publishers_of
    from dedup.archive.dockets import Dockets
    from dedup.archive.doubts import Asked
    from dedup.archive.growing import Growing, Progress
    from dedup.archive.holdings import Holdings
    from dedup.archive.packets import Making
    from dedup.archive.params import Params
    from dedup.archive.pasting import MOST_PASTED, PASTED, pasted_article
    from dedup.archive.prepare import examined
    from dedup.archive.reviewing import Memory, ReviewSession, checked, named, undo_last
    from dedup.archive.watching import BY_DOMAIN, Watchbook, is_under
    from dedup.archive.workshop import expect_workers, preparing
    from dedup.provenance import publishers_text

__all__ = [
    "BY_DOMAIN",
    "MOST_PASTED",
    "PASTED",
    "Archive",
    "Asked",
    "Docket",
    "Dockets",
    "Growing",
    "Holdings",
    "Making",
    "Memory",
    "Params",
    "Progress",
    "ReviewSession",
    "StoryFilter",
    "Watchbook",
    "checked",
    "examined",
    "expect_workers",
    "is_under",
    "named",
    "narrowed",
    "pasted_article",
    "preparing",
    "publishers_of",
    "publishers_text",
    "undo_last",
]

_HOMES = {
    "dedup.archive.archive": ("Archive",),
    "dedup.archive.borrowing": ("narrowed",),
    "dedup.archive.choosing": ("StoryFilter",),
    "dedup.archive.docket": ("Docket",),
    "dedup.archive.docketing": ("publishers_of",),
    "dedup.archive.dockets": ("Dockets",),
    "dedup.archive.doubts": ("Asked",),
    "dedup.archive.growing": ("Growing", "Progress"),
    "dedup.archive.holdings": ("Holdings",),
    "dedup.archive.packets": ("Making",),
    "dedup.archive.params": ("Params",),
    "dedup.archive.pasting": ("MOST_PASTED", "PASTED", "pasted_article"),
    "dedup.archive.prepare": ("examined",),
    "dedup.archive.reviewing": ("Memory", "ReviewSession", "checked", "named", "undo_last"),
    "dedup.archive.watching": ("BY_DOMAIN", "Watchbook", "is_under"),
    "dedup.archive.workshop": ("expect_workers", "preparing"),
    "dedup.provenance": ("publishers_text",),
}

if not TYPE_CHECKING:  # a type checker would take any name for one of these
    __getattr__ = offering(__name__, _HOMES)
