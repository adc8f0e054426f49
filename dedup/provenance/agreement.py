"""What the members of a story agree on, and who lacks it.

Everything that two copies share they have from a common source, unless one copied the other. So the origin lacks next
to nothing of what others share among themselves, a copy lacks what it cut or reworded, and where the origin is not held
every member lacks much. This is the old argument of textual criticism, and it needs neither dates nor credits: wording
that the witnesses agree on is the source's, one witness's odd wording (`the White Home`) is its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.provenance.party import Party
from dedup.text.keys import common, distinct, tallied

VOTERS = 48  # parties that are asked: of more, those with the smallest digests, so that a story of thousands is quick
_PRIOR = 30.0  # runs of three words: a share over fewer is drawn towards nothing lacking
_TWO = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many runs of three words other parties share among themselves, and how many of these a party lacks."""

    shared: int
    lacking: int

    @property
    def share(self) -> float:
        """Share that is lacking, 0..1, drawn towards 0 where little is shared."""
        return self.lacking / (self.shared + _PRIOR)


def phrases_of(party: Party) -> NDArray[np.uint64]:
    """The runs of three words in any state of a party, ascending."""
    if len(party.states) == 1:
        return party.first.traits.phrases
    return distinct(np.concatenate([state.traits.phrases for state in party.states]))


def voters_of(parties: Sequence[Party]) -> list[Party]:
    """The parties that are asked: all, or those with the smallest digests of their first state."""
    chosen = sorted(parties, key=lambda party: (party.first.content, party.key))[:VOTERS]
    return sorted(chosen, key=lambda party: party.key)


def agreements(candidates: Sequence[Party], voters: Sequence[Party]) -> Mapping[str, Agreement]:
    """For each candidate, by key, what the voters other than itself agree on and it lacks."""
    held = {party.key: phrases_of(party) for party in {p.key: p for p in (*candidates, *voters)}.values()}
    nothing = np.empty(0, np.uint64)
    keys, counts = tallied(np.concatenate([nothing, *(held[party.key] for party in voters)]))
    asked = {party.key for party in voters}
    agreed = int(np.count_nonzero(counts >= _TWO))
    found = {}
    for party in candidates:
        own = counts[keys.searchsorted(common(held[party.key], keys))]
        # What a voter and but one other have is not agreed on by others than itself.
        alone = int(np.count_nonzero(own == _TWO)) if party.key in asked else 0
        found[party.key] = Agreement(agreed - alone, agreed - int(np.count_nonzero(own >= _TWO)))
    return found
