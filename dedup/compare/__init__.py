"""Comparing two texts: overlap, alignment, verdict."""

from dedup.compare.document import Document, document
from dedup.compare.verdict import Judgement, SharedRange, judge, located

__all__ = ["Document", "Judgement", "SharedRange", "document", "judge", "located"]
