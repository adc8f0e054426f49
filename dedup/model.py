"""The vocabulary of the project: frozen values that pass from station to station.

Nothing here knows a third-party library, a file or a database. Character offsets are half-open and count code points of
`Article.text`, the text as extracted. Containers are tuples, so that a value can be shared, hashed and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

# --- what was received ------------------------------------------------------------------------------------------------


class Medium(StrEnum):
    """What a payload turned out to be when it was looked at."""

    PAGE = "page"
    TEXT = "text"
    RECORD = "record"


class MetaSource(StrEnum):
    """Where a piece of metadata was read."""

    GIVEN = "given"  # a field of a data set, or an option of the call
    JSON_LD = "json-ld"
    META = "meta"  # <meta>, <link>, <html lang>
    MARKUP = "markup"  # visible page elements: <h1>, <time>, a byline's class, <title>
    URL = "url"
    TEXT = "text"  # read or detected in the running text
    FILE = "file"  # name or modification time of a file


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of metadata and where it came from."""

    value: str
    source: MetaSource


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A point in time that somebody claims, how precisely, and where the claim was read.

    `at` is always aware; a day without a time is midnight UTC with `day_only` set.
    """

    at: datetime
    source: MetaSource
    day_only: bool = False

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("DateClaim.at must be an aware datetime")

    @property
    def iso(self) -> str:
        """ISO 8601: `2024-10-09` for a day, `2024-10-09T06:30:00+00:00` for an instant."""
        return self.at.date().isoformat() if self.day_only else self.at.isoformat()

    @property
    def instant(self) -> datetime:
        """The same instant in UTC, for ordering."""
        return self.at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character offsets into one article's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed about one article that a reader should know: hidden characters, an impossible date.

    `code` is stable and short (`soft_hyphen`, `zero_width`, `look_alike`, `date_refused` …), `detail` a sentence.
    """

    code: str
    detail: str
    count: int = 1
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """How an article's payload reached us. `digest` is the SHA-256 of the payload in hex."""

    source: str  # what the user named, plus `:line` for a record of a data set
    medium: Medium
    digest: str
    uri: str | None = None
    retrieved_at: datetime | None = None
    tls_verified: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: its text as extracted, and what is claimed about it."""

    key: str  # the id given, else the URL, else the path
    text: str
    capture: Capture
    uri: str | None = None
    title: Claim | None = None
    byline: Claim | None = None
    publisher: Claim | None = None
    language: Claim | None = None
    canonical_url: Claim | None = None
    published: DateClaim | None = None
    modified: DateClaim | None = None
    first_seen: DateClaim | None = None
    findings: tuple[Finding, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)  # JSON values that have no field of their own

    @property
    def domain(self) -> str | None:
        """Host name of the article's address, lower-case and without `www.`; None without one."""
        for address in (self.uri, self.canonical_url.value if self.canonical_url else None):
            host = host_of(address)
            if host:
                return host
        return None

    @property
    def outlet(self) -> str | None:
        """Who published it, for telling outlets apart: the domain, else the publisher's name in lower case."""
        if self.domain:
            return self.domain
        return self.publisher.value.strip().casefold() or None if self.publisher else None


def host_of(address: str | None) -> str | None:
    """Host name of an http(s) address, lower-case and without `www.`; None if there is none."""
    if not address:
        return None
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that was not taken in, and why. `source` names it exactly (`path`, `path:line`)."""

    source: str
    reason: str


class Outcome(StrEnum):
    """What ingesting one article did to the archive."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingest did. `read` counts every article seen, rejected ones included."""

    stored: int = 0
    unchanged: int = 0
    revised: int = 0
    rejected: tuple[Rejection, ...] = ()

    @property
    def read(self) -> int:
        """Inputs seen in all."""
        return self.stored + self.unchanged + self.revised + len(self.rejected)


# --- comparing two texts ----------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """How two articles are related, from strongest to none."""

    IDENTICAL = "identical"
    NEAR_COPY = "near_copy"
    EXCERPT = "excerpt"
    REWRITE = "rewrite"
    SUMMARY = "summary"
    QUOTATION = "quotation"
    SAME_EVENT = "same_event"
    UNRELATED = "unrelated"

    @property
    def derived(self) -> bool:
        """Whether one text of the pair descends from the other, or both from a third."""
        return self in _DERIVED

    @property
    def rank(self) -> int:
        """0 for the strongest kind; for sorting."""
        return list(Kind).index(self)


_DERIVED = frozenset({Kind.IDENTICAL, Kind.NEAR_COPY, Kind.EXCERPT, Kind.REWRITE, Kind.SUMMARY})


class Direction(StrEnum):
    """Who took from whom in a pair."""

    A_FROM_B = "a_from_b"
    B_FROM_A = "b_from_a"
    COMMON_ORIGIN = "common_origin"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Passage:
    """Matter that two texts share, with its place in each; `words` counts the words that agree."""

    a: Span
    b: Span
    words: int
    quoted: bool = False  # stands as direct speech in both texts
    stock: bool = False  # furniture, captions, stock phrases: shown, never counted

    def swapped(self) -> Passage:
        """The same passage seen from the other text."""
        return Passage(a=self.b, b=self.a, words=self.words, quoted=self.quoted, stock=self.stock)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the ledger: what was seen, as a sentence a reader can check, and what it speaks for.

    `weight` is positive for derivation, negative against, zero for context. `passages` are indexes into the passages of
    the comparison that the line belongs to. The sentence is kept as a template in which `{a}` and `{b}` stand for the
    two texts, so that a pair can be read from either side.
    """

    name: str
    template: str
    weight: float
    value: float | None = None
    passages: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """The sentence, with the texts called A and B."""
        return self.template.replace("{a}", "A").replace("{b}", "B")

    def swapped(self) -> Evidence:
        """The same line seen from the other text."""
        exchanged = self.template.replace("{a}", "\0").replace("{b}", "{a}").replace("\0", "{b}")
        return Evidence(self.name, exchanged, self.weight, self.value, self.passages)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of each text stands in the other, in words: verbatim matter outside captions and stock lines.

    Containment is a share of 0..1 of one text's own words. One percentage for a pair would hide which text holds which,
    so there is none.
    """

    words_a: int
    words_b: int
    shared_a: int
    shared_b: int

    @property
    def containment_a(self) -> float:
        """Share of `a` that stands in `b`."""
        return self.shared_a / self.words_a if self.words_a else 0.0

    @property
    def containment_b(self) -> float:
        """Share of `b` that stands in `a`."""
        return self.shared_b / self.words_b if self.words_b else 0.0

    def swapped(self) -> Overlap:
        """The same overlap seen from the other text."""
        return Overlap(self.words_b, self.words_a, self.shared_b, self.shared_a)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The verdict on two texts, with its proof. `score` is the probability that the pair is derived, 0..1."""

    kind: Kind
    score: float
    overlap: Overlap
    evidence: tuple[Evidence, ...]
    passages: tuple[Passage, ...]
    params_digest: str

    def swapped(self) -> Comparison:
        """The same verdict with the two texts exchanged."""
        return Comparison(
            kind=self.kind,
            score=self.score,
            overlap=self.overlap.swapped(),
            evidence=tuple(line.swapped() for line in self.evidence),
            passages=tuple(passage.swapped() for passage in self.passages),
            params_digest=self.params_digest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A symmetric fact about two articles, `a` before `b` in the order of their keys."""

    a: str
    b: str
    comparison: Comparison
    proposed_by: tuple[str, ...]
    direction: Direction = Direction.UNDETERMINED
    credited: bool | None = None

    @property
    def kind(self) -> Kind:
        """The kind of the relation."""
        return self.comparison.kind

    @property
    def score(self) -> float:
        """Probability that the pair is derived, 0..1."""
        return self.comparison.score


# --- stories ----------------------------------------------------------------------------------------------------------


class OriginStatus(StrEnum):
    """What is known of a story's origin."""

    HELD = "held"
    NOT_HELD = "not_held"
    UNDETERMINED = "undetermined"


class Role(StrEnum):
    """What a member is to its story. `witness` is the canonical copy of a story whose origin is not established."""

    ORIGIN = "origin"
    WITNESS = "witness"
    DERIVATIVE = "derivative"
    CITING = "citing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A story's origin: an article that is held, a name for one that is not, or neither."""

    status: OriginStatus
    article: str | None = None
    name: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article's place in a story. `kind` is its relation to `via`, the member it hangs on.

    The canonical copy hangs on none and has neither.
    """

    article: str
    role: Role
    kind: Kind | None
    via: str | None
    score: float | None
    reason: str
    credited: bool | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that descend from one another, the canonical copy among them, and why it is canonical."""

    id: str
    origin: Origin
    canonical: str
    reason: str
    members: tuple[Member, ...]
