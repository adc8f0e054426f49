"""From a traced lineage to a story as it is kept: its id, its members, and how each is related to what it hangs on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from dedup.model import DerivedPair, Kind, Member, Origin, Role, Story
from dedup.provenance.direction import derive
from dedup.provenance.lineage import Lineage, Place
from dedup.provenance.party import Tie, Witness
from dedup.provenance.publishers import Registry

_ID_DIGITS = 10  # 40 bits: two of a million stories share an id with a probability of about one half in a million

Kinds = Mapping[str, Mapping[str, tuple[Kind, float]]]
"""Kind and score of the relation between two articles, by their keys."""


def story_id(keys: Collection[str]) -> str:
    """Name a story by its members: `s` and the smallest of their keys' SHA-256, ten hex digits.

    The id depends on the members alone, and articles that only cite the story are none. A story that grows by one to n
    members keeps its id with probability 1 - 1/n; the archive remembers the ids it had before.
    """
    return "s" + min(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest() for key in keys)[:_ID_DIGITS]


def build_story(lineage: Lineage, kinds: Kinds) -> Story:
    """The story of a lineage: the canonical copy first, then the other members, then those that cite it, by key."""
    origin, canonical = lineage.origin, lineage.canonical
    order = {Role.ORIGIN: 0, Role.WITNESS: 0, Role.CITING: 2}
    places = sorted(lineage.places, key=lambda place: (order.get(place.role, 1), place.article))
    return Story(
        id=story_id([place.article for place in places if place.role is not Role.CITING]),
        origin=Origin(status=origin.status, article=origin.party, name=origin.name, domain=origin.domain),
        canonical=canonical,
        reason=lineage.reason,
        members=tuple(_member(place, canonical, lineage.reason, kinds.get(place.article, {})) for place in places),
        certainty=origin.certainty,
        ledger=origin.ledger,
    )


def _member(place: Place, canonical: str, reason: str, related: Mapping[str, tuple[Kind, float]]) -> Member:
    via = next((parent.article for parent in place.parents if parent.article is not None), None)
    kind: Kind | None = None
    score: float | None = None
    if place.article != canonical:
        strongest = min(related, key=lambda key: (related[key][0].rank, -related[key][1], key), default=None)
        nearest = next((key for key in (via, canonical, strongest) if key in related), None)
        if nearest is not None:
            kind, score = related[nearest]
    return Member(
        article=place.article,
        role=place.role,
        kind=kind,
        via=via,
        score=score,
        reason=reason if place.article == canonical else place.reason,
        credited=place.credited,
        parents=place.parents,
    )


def derived_pairs(lineage: Lineage) -> tuple[DerivedPair, ...]:
    """The directions of a lineage, in the order of its pairs."""
    return tuple(DerivedPair(a, b, derivation) for (a, b), derivation in lineage.derivations.items())


def tied_pair(a: Witness, b: Witness, tie: Tie, registry: Registry) -> DerivedPair:
    """The direction of a pair by itself, `a` and `b` in any order; `tie` is as `a` sees it."""
    if a.key > b.key:
        a, b, tie = b, a, tie.swapped()
    return DerivedPair(a.key, b.key, derive(a, b, tie, registry=registry))
