"""One article as a reader looks at it: where its passages stand elsewhere, and all else that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import Article, DateClaim
    from dedup.model.comparison import Direction, Kind
    from dedup.model.credit import Credit
    from dedup.model.kept import KeptPage
    from dedup.model.review import ReviewStatus
    from dedup.model.revision import Amendment, State
    from dedup.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article that another one is related to; that one is A in `direction`.

    `share` of it stands in the other one, and `shared` of that one in it, word for word (0..1).
    """

    article: str
    title: str | None
    publisher: str | None
    at: DateClaim | None
    kind: Kind
    score: float
    share: float
    shared: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """Words of an article that stand elsewhere, too, without a gap: in `others`, by their numbers in `related`.

    `first` is where they stood first of all these and the article itself, as a number, or -1 for the article itself;
    None where that cannot be told.
    """

    span: Span
    others: tuple[int, ...]
    first: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article and what is known of it.

    `related` are the articles that it is related to, the strongest first, but for `more` that were not looked at.
    `passages` are in order and apart. `states` are all that it was in, the last of which holds since `since`;
    `amendments` are the newest changes from one to the next.
    """

    article: Article
    story: str | None
    cited: tuple[str, ...]
    related: tuple[Related, ...]
    more: int
    passages: tuple[SharedPassage, ...]
    credits: tuple[Credit, ...]
    states: tuple[State, ...]
    amendments: tuple[Amendment, ...]
    since: datetime
    captures: tuple[KeptPage, ...]
    reviews: tuple[ReviewStatus, ...]
