"""All indexes asked at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dedup.candidates.index import BandIndex, CandidateIndex, Keys, Postings, SampleIndex
from dedup.candidates.postings import PostingIndex

INDEXES: tuple[CandidateIndex, ...] = (BandIndex(), SampleIndex(), PostingIndex())
_TELLING = PostingIndex().name


@dataclass(frozen=True, slots=True)
class Candidate:
    """What speaks for comparing a content: the indexes that proposed it, in their order, and what each counted.

    Bands and samples count the features that both texts have; postings give thousandths of the lighter text's mass.
    """

    proposed_by: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def only_telling(self) -> bool:
        """Whether nothing but telling words in common speaks for it."""
        return self.proposed_by == (_TELLING,)

    @property
    def strength(self) -> int:
        """For ranking the candidates of one text: thousandths of the lighter text's telling matter that both have."""
        return dict(zip(self.proposed_by, self.counts, strict=True)).get(_TELLING, 0)


def propose(keys: Keys, postings: Postings, indexes: Iterable[CandidateIndex] = INDEXES) -> dict[int, Candidate]:
    """The candidates of one text, by content."""
    (proposed,) = propose_all([(keys, postings)], indexes)
    return proposed


def propose_all(
    texts: Sequence[tuple[Keys, Postings]], indexes: Iterable[CandidateIndex] = INDEXES
) -> list[dict[int, Candidate]]:
    """The candidates of each text, by content: one index is asked about all before the next, while it is at hand."""
    found: list[dict[int, Candidate]] = [{} for _ in texts]
    nothing = Candidate((), ())
    for index in indexes:
        for proposed, (keys, postings) in zip(found, texts, strict=True):
            for content, count in index.propose(keys, postings).items():
                known = proposed.get(content, nothing)
                proposed[content] = Candidate((*known.proposed_by, index.name), (*known.counts, count))
    return found
