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
from dedup.model.graph import (
    Analysis,
    Edge,
    EdgeSort,
    Node,
    NodeSort,
    StoryGraph,
    Vertex,
)
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
)
from dedup.model.timeline import Basis, Clash, Moment

__all__ = [
    "Analysis",
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
    "Edge",
    "EdgeSort",
    "Evidence",
    "Finding",
    "FirstReport",
    "IngestReport",
    "Kind",
    "Medium",
    "Member",
    "MetaSource",
    "Moment",
    "Named",
    "Node",
    "NodeSort",
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
    "Rejection",
    "Relation",
    "Rewording",
    "Role",
    "Sighting",
    "Span",
    "Story",
    "StoryGraph",
    "Vertex",
    "Wording",
    "host_of",
    "reverse",
]
