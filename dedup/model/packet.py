"""Evidence packets: all that an archive knows of a pair or a story, fixed at one moment so that it can be handed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import Claim, DateClaim, Finding, Medium
    from dedup.model.comparison import Comparison
    from dedup.model.credit import Credit
    from dedup.model.derivation import Derivation
    from dedup.model.facing import Faced
    from dedup.model.graph import Analysis
    from dedup.model.received import TlsState
    from dedup.model.review import ReviewStatus
    from dedup.model.revision import FactChange
    from dedup.model.span import Span
    from dedup.model.story import Change, Story
    from dedup.model.timeline import Moment

PACKET_FORM = 1
"""Number of the form of a packet's data; another one cannot be read by this program."""

PACKET_LAYOUT = 1
"""Number of the layout of a packet's page, raised whenever the same data would make another page."""


class TextsKept(StrEnum):
    """How much of the articles' texts a packet holds."""

    WHOLE = "whole"
    PASSAGES = "passages"  # what two texts share, and digests of the rest


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an article's text, and the offset at which it begins there."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketCapture:
    """One kept capture of an article, numbered from 1 as it came in.

    `digest` is the SHA-256 (hex) of the `size` bytes that were received; `intact` says that those kept have it still.
    Of the server's headers those are here that speak of time and version.
    """

    number: int
    source: str
    medium: Medium
    uri: str | None
    retrieved_at: datetime | None
    ingested_at: datetime
    digest: str
    size: int
    status: int | None
    tls_verified: bool | None
    tls: TlsState | None
    headers: tuple[tuple[str, str], ...]
    intact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketState:
    """An earlier state of an article; digests are SHA-256 in hex."""

    number: int
    since: datetime
    until: datetime
    title: str | None
    published: str | None
    modified: str | None
    payload_digest: str
    text_digest: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketChange:
    """What changed from a state to the next: sentences by number, and facts where the texts are kept whole."""

    before: int
    after: int
    removed: int
    added: int
    reworded: int
    moved: int
    facts: tuple[FactChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketArticle:
    """One article with all that is claimed and known of it.

    `text_digest` is the SHA-256 (hex) of the text as UTF-8, which has so many `characters`. `pieces` are the text in
    one piece, or those parts of it that something in the packet refers to, in order and apart from each other.
    `received_digest` is that of the payload that it was read from, whether this was kept or not. It has been as it is
    since `standing_since`; `states` are those before, and `changes` lead from each to the next.
    """

    key: str
    uri: str | None
    title: Claim | None
    byline: Claim | None
    publisher: Claim | None
    language: Claim | None
    canonical_url: Claim | None
    published: DateClaim | None
    modified: DateClaim | None
    first_seen: DateClaim | None
    findings: tuple[Finding, ...]
    date_findings: tuple[Finding, ...]
    credits: tuple[Credit, ...]
    source: str
    medium: Medium
    received_from: str | None
    received_digest: str
    retrieved_at: datetime | None
    tls_verified: bool | None
    standing_since: datetime
    captures: tuple[PacketCapture, ...]
    states: tuple[PacketState, ...]
    changes: tuple[PacketChange, ...]
    text_digest: str
    characters: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str | None:
        """The whole text; None where the packet has not all of it."""
        whole = len(self.pieces) == 1 and self.pieces[0].start == 0 and self.pieces[0].end == self.characters
        return self.pieces[0].text if whole else "" if not self.characters else None

    def words(self, span: Span) -> str | None:
        """What stands at a place of the text; None where the packet has not all of it."""
        for piece in self.pieces:
            if piece.start <= span.start and span.end <= piece.end:
                return piece.text[span.start - piece.start : span.end - piece.start]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPair:
    """Two of the packet's articles, by key: the verdict, how the texts lie to each other, who took from whom.

    `derivation` is None where neither descends from the other; `credited` where nobody is there to be named.
    """

    a: str
    b: str
    faced: Faced
    derivation: Derivation | None
    credited: bool | None

    @property
    def comparison(self) -> Comparison:
        """The verdict with its proof."""
        return self.faced.comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketStory:
    """A story with its timeline and history; of its derived members `left_out` are not among the packet's pairs."""

    story: Story
    moments: tuple[Moment, ...]
    history: tuple[Change, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the comparison, as text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What an archive said of a pair or of a story at `made_at`, by the program of a version.

    Without a `story` there are two articles and one pair of them. `held` is how many articles the archive had, for
    nothing is known of others. `layout` is that of the page which the packet was written to. `reviews` are people's
    words on pairs of the packet's articles.
    """

    form: int
    layout: int
    made_at: datetime
    made_with: str
    texts: TextsKept
    held: int
    analysis: Analysis
    parameters: tuple[Parameter, ...]
    articles: tuple[PacketArticle, ...]
    pairs: tuple[PacketPair, ...]
    reviews: tuple[ReviewStatus, ...]
    story: PacketStory | None = None

    def article(self, key: str) -> PacketArticle:
        """The article with a key; raises KeyError."""
        for one in self.articles:
            if one.key == key:
                return one
        raise KeyError(key)


class Against(StrEnum):
    """What a packet was held against."""

    FILE = "file"  # the page, against what its data would make
    ARCHIVE = "archive"  # the data, against what the archive says now


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a packet differs. `place` names it in words.

    `here` is what the packet says, `there` what it should say, or the archive says; None where one has nothing.
    """

    against: Against
    place: str
    here: str | None
    there: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of verifying a packet. `notes` tell what differs and is no difference of the evidence.

    `articles` says what each is called in the differences, and its key. `page_checked` is False for a packet whose page
    another version laid out: its data was judged, its words were not.
    """

    made_at: datetime
    made_with: str
    digest: str
    articles: tuple[tuple[str, str], ...]
    page_checked: bool
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()

    @property
    def matches(self) -> bool:
        """Whether nothing differs, as far as it was checked."""
        return not self.differences
