"""What the articles held are searched for, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.span import Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms (see `text.terms`) in a row; with `open_end` the last is only the beginning of a word."""

    terms: tuple[str, ...]
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: all of `phrases`, none of `without`, at one of `sites` if there are any."""

    phrases: tuple[Phrase, ...]
    without: tuple[Phrase, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text in which something was found; `marks` are places in `text`, in order and apart.

    `before` and `after` tell whether the text goes on there.
    """

    text: str
    marks: tuple[Span, ...] = ()
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found.

    `rank` is lower the better it fits (bm25), and of use only beside that of others; None where so many match that it
    was not told.
    """

    article: str
    title: Excerpt | None
    publisher: str | None
    published: str | None
    language: str | None
    url: str | None
    story: str | None
    rank: float | None
    excerpt: Excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReport:
    """What a query found: `total` articles, of which `hits` are those from place `first` (from 0) on.

    Where an address was asked for, `address` is its normal form and `pages` are the articles held of that page.
    `held` articles could be found, but for `pending` that are new or changed and not in the index yet.
    """

    asked: str
    address: str | None
    pages: tuple[str, ...]
    total: int
    first: int
    hits: tuple[Hit, ...]
    held: int
    pending: int
