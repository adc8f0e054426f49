"""Many texts at once, in memory and without an archive."""

from dedup.batch.near_copies import NearCopies, near_copies

__all__ = ["NearCopies", "near_copies"]
