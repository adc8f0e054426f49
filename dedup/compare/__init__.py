"""Comparing two texts: overlap, alignment, verdict."""

from dedup.compare.document import Document, document
from dedup.compare.judgement import Judgement, SharedRange, located
from dedup.compare.passage import Aligned, Worded, found_in, worded
from dedup.compare.tiles import coverage
from dedup.compare.verdict import is_possible, judge, verdict_digest

__all__ = [
    "Aligned",
    "Document",
    "Judgement",
    "SharedRange",
    "Worded",
    "coverage",
    "document",
    "found_in",
    "is_possible",
    "judge",
    "located",
    "verdict_digest",
    "worded",
]
