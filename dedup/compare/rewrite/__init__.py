"""Rewrites: what two texts share when the wording is gone, and how likely it is that one comes from the other."""

from dedup.compare.rewrite.model import model_digest
from dedup.compare.rewrite.verdict import RewriteVerdict, assess

__all__ = ["RewriteVerdict", "assess", "model_digest"]
