"""Provenance: from pairwise relations to stories, and which copy of each is canonical."""

from dedup.provenance.canonical import Copy, Ruling, choose_canonical
from dedup.provenance.clusters import Link, cluster
from dedup.provenance.stories import build_story, story_id

__all__ = ["Copy", "Link", "Ruling", "build_story", "choose_canonical", "cluster", "story_id"]
