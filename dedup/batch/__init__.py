"""Many texts at once, in memory and without an archive."""

from dedup.batch.near_copies import NearCopies, NearCopyParams, near_copies

__all__ = ["NearCopies", "NearCopyParams", "near_copies"]
