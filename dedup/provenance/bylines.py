"""What bylines of several articles tell together: one author, or an agency that nothing else gives away.

A byline alone cannot tell a bureau that writes for others from the outlet's own (London Newsroom). Where articles of
different publishers tell one story under one bureau's name it can.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from dedup.provenance.outlets import AGENCY_LAST, ROOMS, TRADE, words
from dedup.provenance.publishers import Publisher, PublisherKind, Trust, initials, plain_name

_READ = 300  # characters of a byline
_PARTS = re.compile(r"\s*(?:[,;|/()•·–—]|\s-\s|\b(?:[Bb]y|BY|for|and|at|of the|via)\s)\s*")
_LAST = frozenset(word.casefold() for word in TRADE | AGENCY_LAST) | ROOMS | words("wire press reporters media project")
# What outlets call rooms of their own: News Desk, City Newsroom, Digital Sports Team.
_ANY = ROOMS | words(
    "the our a an news sport sports web digital online city metro foreign world international national local regional"
    " state home business money politics political health crime court education science tech culture arts"
    " entertainment showbiz lifestyle features editorial data video photo picture live breaking special general"
    " main central daily weekly evening morning weekend staff reporters media press project guest agencies agency wire"
    " correspondent correspondents editor writer writers contributor contributors journalist"
)
_MOST_WORDS = 6
_PERSON = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: (?:[a-z]{1,3} )?[^\W\d_a-z][\w.’'-]*){1,3}")
_ABBREVIATION = re.compile(r"[A-Z]{2,6}")

Signed = tuple[str | None, str | None]
"""A byline, and what tells the publisher of its article from others."""


def shared_bureaus(signed: Iterable[Signed]) -> frozenset[Publisher]:
    """The bureaus whose names stand in bylines of articles of two publishers or more, as agencies.

    An abbreviation that stands in such a byline as well belongs to the bureau whose first letters it has.
    """
    houses: defaultdict[str, set[str]] = defaultdict(set)
    written: defaultdict[str, set[str]] = defaultdict(set)
    short: set[str] = set()
    for byline, house in signed:
        for part in _PARTS.split((byline or "")[:_READ]) if house else ():
            if _ABBREVIATION.fullmatch(part):
                short.add(part)
            elif _is_bureau(part):
                houses[plain_name(part)].add(house or "")
                written[plain_name(part)].add(part)
    return frozenset(_agency(min(written[name]), short) for name, found in houses.items() if len(found) > 1)


def same_hand(byline: str | None, other: str | None) -> bool:
    """Whether two bylines have a person's full name in common."""
    return bool(byline and other) and not _persons(byline or "").isdisjoint(_persons(other or ""))


def _persons(byline: str) -> frozenset[str]:
    found = (part for part in _PARTS.split(byline[:_READ]) if _PERSON.fullmatch(part))
    return frozenset(plain for part in found if not _ANY.intersection((plain := plain_name(part)).split()))


def _agency(name: str, short: Iterable[str]) -> Publisher:
    own = min(initials(plain_name(name)).intersection(short), default=None)
    if own is None:
        return Publisher(name, PublisherKind.AGENCY)
    return Publisher(f"{name} ({own})", PublisherKind.AGENCY, (name, f"{Trust.PLACE}{own}"))


def _is_bureau(part: str) -> bool:
    """Whether a part of a byline is a name, in capitals, that ends as a bureau's does and is more than a room's."""
    plain = plain_name(part).split()
    if not (1 < len(plain) <= _MOST_WORDS and plain[-1] in _LAST and part[:1].isupper()):
        return False
    return not all(word in _ANY for word in plain)
