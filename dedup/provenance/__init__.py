"""Provenance: who credits whom, from pairwise relations to stories, and which copy of each is canonical."""

from dedup.provenance.canonical import Copy, Ruling, choose_canonical
from dedup.provenance.clusters import Link, cluster
from dedup.provenance.credits import CREDITS_SCHEME, Imprint, credited, imprint, naming, read_credits, sought
from dedup.provenance.publishers import Registry, publishers_text, registry_with
from dedup.provenance.stories import build_story, story_id

__all__ = [
    "CREDITS_SCHEME",
    "Copy",
    "Imprint",
    "Link",
    "Registry",
    "Ruling",
    "build_story",
    "choose_canonical",
    "cluster",
    "credited",
    "imprint",
    "naming",
    "publishers_text",
    "read_credits",
    "registry_with",
    "sought",
    "story_id",
]
