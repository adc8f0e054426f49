"""Who a text or its page names as a source, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.span import Span


class CreditSort(StrEnum):
    """How much of a text a credit covers."""

    WHOLE_TEXT = "whole_text"  # the article is the named publisher's, or is made from its report
    CLAIM = "claim"  # one statement is cited to it
    CONTRIBUTION = "contribution"  # it supplied a part of the reporting
    PHOTO = "photo"  # a picture is credited to it, the text is not


class Cue(StrEnum):
    """The form of words, or the part of a page, that carries a credit."""

    DATELINE = "dateline"  # CITY (AGENCY) —
    LEFTOVER = "leftover"  # AGENCY — at the head of a text
    BYLINE = "byline"
    SIGNATURE = "signature"  # the agency's name alone at the end of the text
    COPYRIGHT = "copyright"
    FIRST_APPEARED = "first_appeared"
    ORIGINAL_SOURCE = "original_source"
    VIA = "via"
    HAT_TIP = "hat_tip"
    FIRST_REPORTED = "first_reported"
    REPORTED = "reported"
    ACCORDING = "according"
    TOLD = "told"
    OBTAINED = "obtained"  # documents seen by X; X has asked Y for comment
    CONTRIBUTED = "contributed"
    PHOTO = "photo"
    CANONICAL = "canonical"
    JSON_LD = "json-ld"
    SYNDICATION = "syndication"
    LINK = "link"

    @property
    def visible(self) -> bool:
        """Whether a reader of the article sees the credit; what only machines read is no acknowledgement."""
        return self not in _UNSEEN


_UNSEEN = frozenset({Cue.CANONICAL, Cue.JSON_LD, Cue.SYNDICATION})


@dataclass(frozen=True, slots=True)
class Credit:
    """A publisher that an article names as its source.

    `name` is the publisher's name where it is known, else as written; `span` covers the cue and the name as `written`,
    and is None for what stands on the page and not in the text.
    """

    name: str
    cue: Cue
    sort: CreditSort
    written: str
    domain: str | None = None
    span: Span | None = None
    agency: bool = False
    known: bool = False  # the name or the domain is in the registry of publishers


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A credit as a reader is shown it: its form, and the words of the article that make it."""

    cue: Cue
    words: str


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation or a work as a page names it: a name, an address, or both."""

    name: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link out of an article's running text: where to, its words, and the words around it in its paragraph."""

    address: str
    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCredits:
    """What a page says, beside its text, about where the article comes from. Everything here is a claim."""

    based_on: tuple[Named, ...] = ()  # JSON-LD isBasedOn, isBasedOnUrl, citation of a NewsArticle
    same_as: tuple[str, ...] = ()  # addresses that the article's own node calls the same work
    publishers: tuple[Named, ...] = ()  # publisher, sourceOrganization, provider
    copyright_holders: tuple[Named, ...] = ()
    syndicated_from: tuple[str, ...] = ()  # meta syndication-source, original-source: addresses or names
    links: tuple[PageLink, ...] = ()

    def __bool__(self) -> bool:
        return any(
            (self.based_on, self.same_as, self.publishers, self.copyright_holders, self.syndicated_from, self.links)
        )
