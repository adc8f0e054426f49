"""The vocabulary of the project: frozen values that pass from station to station.

Nothing here knows a third-party library, a file or a database. Character offsets are half-open and count code points of
`Article.text`, the text as extracted. Containers are tuples, so that a value can be shared, hashed and compared.
"""

from dedup.model.article import (
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
from dedup.model.borrowing import Borrowing, Outlet
from dedup.model.comparison import (
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
from dedup.model.listing import Entry, Listing, ListingKind
from dedup.model.received import Hop, Received, TlsState
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
)
from dedup.model.timeline import Basis, Clash, Moment

__all__ = [
    "Article",
    "Basis",
    "Borrowing",
    "Capture",
    "Change",
    "ChangeSort",
    "Claim",
    "Clash",
    "Clue",
    "Comparison",
    "Counterpart",
    "Credit",
    "CreditLine",
    "CreditSort",
    "Cue",
    "DateClaim",
    "Derivation",
    "DerivedPair",
    "Direction",
    "Entry",
    "Evidence",
    "Finding",
    "Hop",
    "IngestReport",
    "Kind",
    "Listing",
    "ListingKind",
    "Medium",
    "Member",
    "MetaSource",
    "Moment",
    "Named",
    "Origin",
    "OriginReport",
    "OriginStatus",
    "Outcome",
    "Outlet",
    "Overlap",
    "PageCredits",
    "PageLink",
    "Parent",
    "Passage",
    "Received",
    "Rejection",
    "Relation",
    "Rewording",
    "Role",
    "Span",
    "Story",
    "TlsState",
    "host_of",
    "reverse",
]
