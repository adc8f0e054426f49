"""The values that the archive gives and takes, where the model has no type of its own for them.

Articles are named by key outside and by number inside; these rows carry the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dedup.model import Article, Capture, DateClaim, Evidence, Kind, Overlap, Payload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WordPassage = tuple[int, int, int, int, int, int]
"""A passage in words of the two normal forms: a_start, a_end, b_start, b_end, words that agree, flags."""


class Keep(StrEnum):
    """What is kept of an article's state when another takes its place."""

    TEXT = "text"  # with title and dates
    CLAIMS = "claims"  # title and dates, without a second copy of the text
    NOTHING = "nothing"


def _no_keys() -> NDArray[np.uint64]:
    import numpy as np  # noqa: PLC0415 - takes long to load, and lists have no use for it

    return np.empty(0, np.uint64)


def _no_weights() -> NDArray[np.uint8]:
    import numpy as np  # noqa: PLC0415 - as above

    return np.empty(0, np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Filed:
    """The keys under which a content is to be found beside its bands; `weights` (1..255) are those of the postings.

    `outline` is kept with them as it is.
    """

    samples: NDArray[np.uint64] = field(default_factory=_no_keys)
    postings: NDArray[np.uint64] = field(default_factory=_no_keys)
    weights: NDArray[np.uint8] = field(default_factory=_no_weights)
    outline: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class NewContent:
    """A normal form to be stored; `bands` are keys of 0..2**64-1, and it is filed under these alone without `filed`."""

    digest: bytes
    words: int
    bands: Sequence[int]
    filed: Filed | None
    params: str


@dataclass(frozen=True, slots=True)
class ContentRow:
    """A stored normal form."""

    id: int
    digest: bytes
    words: int
    params: str


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to be stored under a content; `lines` are keys of 0..2**64-1 of its lines, `at` the time of ingest."""

    article: Article
    content: int
    record_digest: bytes
    lines: Sequence[int]
    at: datetime


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A stored article."""

    id: int
    content: int
    revision: int
    record_digest: bytes
    ingested_at: datetime
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHead:
    """A stored article without its text: what stories and listings need. `words` counts those of its normal form."""

    id: int
    key: str
    content: int
    words: int
    revision: int
    outlet: str | None
    uri: str | None
    title: str | None
    publisher: str | None
    language: str | None
    canonical_url: str | None
    published: DateClaim | None
    modified: DateClaim | None
    first_seen: DateClaim | None
    ingested_at: datetime

    @property
    def state(self) -> tuple[int, int, str]:
        """Names this state of the article among all that a process may meet.

        The time is part of it because a number that was given in a transaction that was undone is given again.
        """
        return self.id, self.revision, self.ingested_at.isoformat()


class Speaker(NamedTuple):
    """What of an article decides how the text of its content is read; the first three as in `ArticleHead.state`."""

    article: int
    revision: int
    ingested_at: str
    outlet: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """An earlier state of an article; `number` counts from 1, `replaced_at` is when the next one came in."""

    article: int
    number: int
    content_digest: bytes
    payload_digest: str
    title: str | None
    published: str | None
    modified: str | None
    ingested_at: datetime
    replaced_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class NewCapture:
    """A capture to be kept of an article; the body of its payload is stored apart, under `capture.digest`."""

    article: int
    capture: Capture
    payload: Payload
    at: datetime


@dataclass(frozen=True, slots=True)
class RelationRow:
    """What was found between two contents; `a` is the one whose digest sorts first."""

    a: int
    b: int
    kind: Kind
    score: float
    overlap: Overlap
    ledger: tuple[Evidence, ...]
    passages: tuple[WordPassage, ...]
    proposed_by: tuple[str, ...]
    params: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an archive holds."""

    articles: int
    contents: int
    stale: int
    revisions: int
    relations: int
    stories: int
