"""Provenance: from pairwise relations to stories: who is credited, who took from whom, and where a story comes from."""

from dedup.provenance.bylines import same_hand, shared_bureaus
from dedup.provenance.clusters import Link, cluster
from dedup.provenance.credits import (
    CREDITS_SCHEME,
    Imprint,
    credited,
    imprint,
    imprint_of,
    named,
    naming,
    read_credits,
    says,
    sought,
    spelt,
)
from dedup.provenance.dates import Times, date_clues, times_of
from dedup.provenance.digest import tracing_digest
from dedup.provenance.direction import weigh
from dedup.provenance.grounds import Memory, Pair, Remembered
from dedup.provenance.houses import Houses
from dedup.provenance.lineage import Lineage, trace
from dedup.provenance.panel import panel
from dedup.provenance.party import Tie, Witness, identity, publisher_named, witness
from dedup.provenance.publishers import (
    Publisher,
    Registry,
    Trust,
    publishers_text,
    registry_with,
    shipped_registry,
    spoken_names,
)
from dedup.provenance.reviewed import as_said
from dedup.provenance.stories import build_story, derived_pairs, story_id, tied_pair
from dedup.provenance.timeline import timeline
from dedup.provenance.traits import Traits

__all__ = [
    "CREDITS_SCHEME",
    "Houses",
    "Imprint",
    "Lineage",
    "Link",
    "Memory",
    "Pair",
    "Publisher",
    "Registry",
    "Remembered",
    "Tie",
    "Times",
    "Traits",
    "Trust",
    "Witness",
    "as_said",
    "build_story",
    "cluster",
    "credited",
    "date_clues",
    "derived_pairs",
    "identity",
    "imprint",
    "imprint_of",
    "named",
    "naming",
    "panel",
    "publisher_named",
    "publishers_text",
    "read_credits",
    "registry_with",
    "same_hand",
    "says",
    "shared_bureaus",
    "shipped_registry",
    "sought",
    "spelt",
    "spoken_names",
    "story_id",
    "tied_pair",
    "timeline",
    "times_of",
    "trace",
    "tracing_digest",
    "weigh",
    "witness",
]
