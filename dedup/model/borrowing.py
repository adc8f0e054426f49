"""Who takes from whom: publishers, and how many articles of one come from articles of another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher under the name that it is listed by. Both are None for all of whom nothing is known."""

    name: str | None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowing:
    """What one publisher has taken from another, over all stories.

    `articles` of the taker come from articles of the source, which are held or, with `held` false, are not. Of them
    `credited` name the source where a reader sees it and `uncredited` do not; the rest cannot be told, as the source
    has no name. `undetermined` counts derived pairs of which neither article is known to come from the other; where it
    is not 0 the two publishers stand in the order of their names and `articles` is 0. `first` and `last` are the days
    (ISO) of the earliest and the latest article of the taker.
    """

    source: Outlet
    taker: Outlet
    held: bool
    articles: int = 0
    credited: int = 0
    uncredited: int = 0
    undetermined: int = 0
    stories: int = 0
    first: str | None = None
    last: str | None = None
