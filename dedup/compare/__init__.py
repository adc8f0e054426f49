"""Comparing two texts: overlap, alignment, verdict."""

from dedup.compare.document import Document, document
from dedup.compare.judgement import Judgement, SharedRange, located
from dedup.compare.verdict import is_possible, judge, verdict_digest

__all__ = ["Document", "Judgement", "SharedRange", "document", "is_possible", "judge", "located", "verdict_digest"]
