from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from dedup.candidates import BandIndex, CandidateIndex, Fetched, Keys, SampleIndex, propose


@dataclass(frozen=True)
class Postings:
    """Postings in memory: the keys of each content."""

    contents: dict[int, Keys]

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        return [(key, n) for n, held in self.contents.items() for key in held.bands if key in keys]

    def sample_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        return [(key, n) for n, held in self.contents.items() for key in held.samples if key in keys]


POSTINGS = Postings(
    {
        1: Keys(bands=[10, 20, 30], samples=[1, 2, 3]),
        2: Keys(bands=[10, 21, 31], samples=[1, 9, 8]),
        3: Keys(bands=[11, 22, 32], samples=[2, 3, 7]),
        4: Keys(bands=[], samples=[]),
    }
)


@pytest.mark.parametrize("index", [BandIndex(), SampleIndex()])
class TestEveryIndex:
    def test_a_content_proposes_itself_with_all_it_has(self, index: CandidateIndex) -> None:
        assert index.propose(POSTINGS.contents[1], POSTINGS)[1] == 3

    def test_proposals_are_mutual(self, index: CandidateIndex) -> None:
        proposed = {
            (here, there): count
            for here, keys in POSTINGS.contents.items()
            for there, count in index.propose(keys, POSTINGS).items()
        }
        assert all(proposed[there, here] == count for (here, there), count in proposed.items())

    def test_nothing_is_proposed_for_nothing(self, index: CandidateIndex) -> None:
        assert index.propose(Keys([], []), POSTINGS) == {}

    def test_it_has_a_name(self, index: CandidateIndex) -> None:
        assert index.name.isidentifier()


def test_one_band_is_enough_and_one_sample_is_not() -> None:
    assert BandIndex().propose(POSTINGS.contents[2], POSTINGS) == {1: 1, 2: 3}
    assert SampleIndex().propose(POSTINGS.contents[2], POSTINGS) == {2: 3}


def test_a_proposal_remembers_every_index_that_made_it() -> None:
    assert propose(POSTINGS.contents[1], POSTINGS) == {
        1: ("bands", "samples"), 2: ("bands",), 3: ("samples",),
    }  # fmt: skip


def test_fetched_postings_answer_like_the_store_they_came_from() -> None:
    fetched = Fetched(POSTINGS, list(POSTINGS.contents.values()))
    for keys in POSTINGS.contents.values():
        assert propose(keys, fetched) == propose(keys, POSTINGS)
    assert fetched.band_members([999]) == []
