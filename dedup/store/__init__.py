"""The archive's file: its tables, what can be read and written in one transaction, and its care.

`Store` is the way in. `dedup.store.migrate` (upgrade, check, backup) is imported only by the commands that need
it, because it brings Alembic along.
"""

from dedup.store.captures import Packed, pack
from dedup.store.docket import NamingRow, TieRow
from dedup.store.reader import Reader
from dedup.store.repository import PATIENCE, Store
from dedup.store.rows import (
    ArticleHead,
    ArticleRow,
    ContentRow,
    Counts,
    Filed,
    Keep,
    NewArticle,
    NewCapture,
    NewContent,
    RelationRow,
    RevisionRow,
    Speaker,
    WordPassage,
)
from dedup.store.searching import Changed, Indexed
from dedup.store.telling import MemberLine
from dedup.store.writer import Writer

__all__ = [
    "PATIENCE",
    "ArticleHead",
    "ArticleRow",
    "Changed",
    "ContentRow",
    "Counts",
    "Filed",
    "Indexed",
    "Keep",
    "MemberLine",
    "NamingRow",
    "NewArticle",
    "NewCapture",
    "NewContent",
    "Packed",
    "Reader",
    "RelationRow",
    "RevisionRow",
    "Speaker",
    "Store",
    "TieRow",
    "WordPassage",
    "Writer",
    "pack",
]
