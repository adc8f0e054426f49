"""The vocabulary of the project: frozen values that pass from station to station.

Nothing here knows a third-party library, a file or a database. Character offsets are half-open and count code points of
`Article.text`, the text as extracted. Containers are tuples, so that a value can be shared, hashed and compared.

Names are loaded when they are first asked for (PEP 562): commands that list what is there have no use for half of these
classes, and to make those takes a twentieth of their time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.lazily import offering

if TYPE_CHECKING:
    from dedup.model.article import (
        BROKEN_LINES,
        Article,
        Capture,
        Claim,
        DateClaim,
        Finding,
        IngestReport,
        Medium,
        MetaSource,
        Outcome,
        Rejection,
        host_of,
    )
    from dedup.model.borrowing import Borrowing, Outlet, Period, Spell, parted
    from dedup.model.comparison import (
        CandidatePair,
        Comparison,
        Counterpart,
        Direction,
        Evidence,
        Kind,
        Overlap,
        Passage,
        Relation,
        Rewording,
    )
    from dedup.model.credit import (
        Credit,
        CreditLine,
        CreditSort,
        Cue,
        Named,
        PageCredits,
        PageLink,
    )
    from dedup.model.derivation import (
        Clue,
        Derivation,
        DerivedPair,
        reverse,
    )
    from dedup.model.docket import (
        Around,
        Coverage,
        Credited,
        Decision,
        Docketed,
        DocketEntry,
        DocketFilter,
        DocketPage,
        Flow,
        Level,
        Part,
        Tallies,
    )
    from dedup.model.explained import Explanation
    from dedup.model.facing import Faced, Facing, FacingRow, Fact, Matter, Note, NoteSort, Stretch, StretchRow
    from dedup.model.graph import (
        Analysis,
        Edge,
        EdgeSort,
        Node,
        NodeSort,
        StoryGraph,
        Vertex,
    )
    from dedup.model.kept import KeptPage
    from dedup.model.listing import Entry, Listing, ListingKind
    from dedup.model.packet import (
        PACKET_FORM,
        PACKET_LAYOUT,
        Against,
        Difference,
        Packet,
        PacketArticle,
        PacketCapture,
        PacketChange,
        PacketPair,
        PacketState,
        PacketStory,
        Parameter,
        Piece,
        TextsKept,
        Verification,
    )
    from dedup.model.payload import Payload
    from dedup.model.reading import ArticleView, Related, SharedPassage
    from dedup.model.received import Hop, Received, TlsState
    from dedup.model.review import (
        Dossier,
        Doubt,
        DoubtfulPair,
        Exhibit,
        MachineWord,
        Progress,
        Review,
        ReviewReport,
        ReviewState,
        ReviewStatus,
        effective,
        one_line,
    )
    from dedup.model.revision import (
        Amendment,
        FactChange,
        FactSort,
        OldWording,
        RevisionReport,
        Run,
        SentenceChange,
        State,
        Step,
    )
    from dedup.model.search import Excerpt, Hit, Phrase, Query, SearchReport
    from dedup.model.sighting import FirstReport, Sighting, Wording
    from dedup.model.span import Span
    from dedup.model.story import (
        Change,
        ChangeSort,
        Member,
        Origin,
        OriginReport,
        OriginStatus,
        Parent,
        Role,
        Story,
        StoryPage,
        StoryPart,
    )
    from dedup.model.timeline import Basis, Clash, Moment
    from dedup.model.watching import Alert, Alerted, PageState, SourceState, alert_id
    from dedup.model.word import Word

__all__ = [
    "BROKEN_LINES",
    "PACKET_FORM",
    "PACKET_LAYOUT",
    "Against",
    "Alert",
    "Alerted",
    "Amendment",
    "Analysis",
    "Around",
    "Article",
    "ArticleView",
    "Basis",
    "Borrowing",
    "CandidatePair",
    "Capture",
    "Change",
    "ChangeSort",
    "Claim",
    "Clash",
    "Clue",
    "Comparison",
    "Counterpart",
    "Coverage",
    "Credit",
    "CreditLine",
    "CreditSort",
    "Credited",
    "Cue",
    "DateClaim",
    "Decision",
    "Derivation",
    "DerivedPair",
    "Difference",
    "Direction",
    "DocketEntry",
    "DocketFilter",
    "DocketPage",
    "Docketed",
    "Dossier",
    "Doubt",
    "DoubtfulPair",
    "Edge",
    "EdgeSort",
    "Entry",
    "Evidence",
    "Excerpt",
    "Exhibit",
    "Explanation",
    "Faced",
    "Facing",
    "FacingRow",
    "Fact",
    "FactChange",
    "FactSort",
    "Finding",
    "FirstReport",
    "Flow",
    "Hit",
    "Hop",
    "IngestReport",
    "KeptPage",
    "Kind",
    "Level",
    "Listing",
    "ListingKind",
    "MachineWord",
    "Matter",
    "Medium",
    "Member",
    "MetaSource",
    "Moment",
    "Named",
    "Node",
    "NodeSort",
    "Note",
    "NoteSort",
    "OldWording",
    "Origin",
    "OriginReport",
    "OriginStatus",
    "Outcome",
    "Outlet",
    "Overlap",
    "Packet",
    "PacketArticle",
    "PacketCapture",
    "PacketChange",
    "PacketPair",
    "PacketState",
    "PacketStory",
    "PageCredits",
    "PageLink",
    "PageState",
    "Parameter",
    "Parent",
    "Part",
    "Passage",
    "Payload",
    "Period",
    "Phrase",
    "Piece",
    "Progress",
    "Query",
    "Received",
    "Rejection",
    "Related",
    "Relation",
    "Review",
    "ReviewReport",
    "ReviewState",
    "ReviewStatus",
    "RevisionReport",
    "Rewording",
    "Role",
    "Run",
    "SearchReport",
    "SentenceChange",
    "SharedPassage",
    "Sighting",
    "SourceState",
    "Span",
    "Spell",
    "State",
    "Step",
    "Story",
    "StoryGraph",
    "StoryPage",
    "StoryPart",
    "Stretch",
    "StretchRow",
    "Tallies",
    "TextsKept",
    "TlsState",
    "Verification",
    "Vertex",
    "Word",
    "Wording",
    "alert_id",
    "effective",
    "host_of",
    "one_line",
    "parted",
    "reverse",
]

_HOMES = {
    "dedup.model.article": (
        "BROKEN_LINES Article Capture Claim DateClaim Finding IngestReport Medium MetaSource Outcome Rejection host_of"
    ),
    "dedup.model.borrowing": "Borrowing Outlet Period Spell parted",
    "dedup.model.comparison": (
        "CandidatePair Comparison Counterpart Direction Evidence Kind Overlap Passage Relation Rewording"
    ),
    "dedup.model.credit": "Credit CreditLine CreditSort Cue Named PageCredits PageLink",
    "dedup.model.derivation": "Clue Derivation DerivedPair reverse",
    "dedup.model.docket": (
        "Around Coverage Credited Decision Docketed DocketEntry DocketFilter DocketPage Flow Level Part Tallies"
    ),
    "dedup.model.explained": "Explanation",
    "dedup.model.facing": "Faced Facing FacingRow Fact Matter Note NoteSort Stretch StretchRow",
    "dedup.model.graph": "Analysis Edge EdgeSort Node NodeSort StoryGraph Vertex",
    "dedup.model.kept": "KeptPage",
    "dedup.model.listing": "Entry Listing ListingKind",
    "dedup.model.packet": (
        "PACKET_FORM PACKET_LAYOUT Against Difference Packet PacketArticle PacketCapture PacketChange PacketPair "
        "PacketState PacketStory Parameter Piece TextsKept Verification"
    ),
    "dedup.model.payload": "Payload",
    "dedup.model.reading": "ArticleView Related SharedPassage",
    "dedup.model.received": "Hop Received TlsState",
    "dedup.model.review": (
        "Dossier Doubt DoubtfulPair Exhibit MachineWord Progress Review ReviewReport ReviewState ReviewStatus "
        "effective one_line"
    ),
    "dedup.model.revision": "Amendment FactChange FactSort OldWording RevisionReport Run SentenceChange State Step",
    "dedup.model.search": "Excerpt Hit Phrase Query SearchReport",
    "dedup.model.sighting": "FirstReport Sighting Wording",
    "dedup.model.span": "Span",
    "dedup.model.story": (
        "Change ChangeSort Member Origin OriginReport OriginStatus Parent Role Story StoryPage StoryPart"
    ),
    "dedup.model.timeline": "Basis Clash Moment",
    "dedup.model.watching": "Alert Alerted PageState SourceState alert_id",
    "dedup.model.word": "Word",
}

if not TYPE_CHECKING:  # a type checker would take any name for one of these
    __getattr__ = offering(__name__, {home: names.split() for home, names in _HOMES.items()})
