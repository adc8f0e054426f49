"""Candidates: which stored contents are worth comparing with a given one.

An index names the contents that share features with a fingerprint, and how many. What it answers depends on the two
texts alone, never on what else is stored or on what came first, so that relations do not depend on the order of
arrival.
"""

from dedup.candidates.crowds import SHARED, Beside, Ranked, Standing, near_copies, standing
from dedup.candidates.index import BandIndex, CandidateIndex, Fetched, Keys, Members, Postings, SampleIndex
from dedup.candidates.outlines import Asking, outline, within_reach
from dedup.candidates.postings import LIKE, PostingIndex, likeness
from dedup.candidates.propose import Candidate, propose, propose_all

__all__ = [
    "LIKE",
    "SHARED",
    "Asking",
    "BandIndex",
    "Beside",
    "Candidate",
    "CandidateIndex",
    "Fetched",
    "Keys",
    "Members",
    "PostingIndex",
    "Postings",
    "Ranked",
    "SampleIndex",
    "Standing",
    "likeness",
    "near_copies",
    "outline",
    "propose",
    "propose_all",
    "standing",
    "within_reach",
]
