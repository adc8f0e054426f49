"""Who stands in a story: articles as witnesses, and the publishers' articles with their earlier and later states.

Publishers are told apart by one name: the registered one, else the part of the domain that is registered, else the
plain name. Articles of one publisher that are derived from one another within days are states of one, not copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from dedup.model import Article, Credit, Direction, Kind, Overlap, Review, host_of
from dedup.provenance.credits import Imprint, imprint_of
from dedup.provenance.dates import Times, times_of
from dedup.provenance.outlets import looks_like_agency
from dedup.provenance.publishers import Publisher, PublisherKind, Registry, Trust, plain_name, without_article
from dedup.provenance.traits import Traits
from dedup.text.hosts import registered_part
from dedup.text.keys import among, lacking

_ONE_STORY = timedelta(days=14)  # later follow-ups on a story are articles of their own


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Witness:
    """One article as the question of origin sees it. `publisher` tells publishers apart; None where none is known."""

    key: str
    content: bytes
    name: str | None
    domain: str | None
    publisher: str | None
    times: Times
    credits: tuple[Credit, ...]
    traits: Traits
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """What is known of a derived pair beside the two witnesses: its kind and what the texts share word for word."""

    kind: Kind
    overlap: Overlap

    def swapped(self) -> Tie:
        """The same pair seen from the other text."""
        return Tie(self.kind, self.overlap.swapped())


# Key of an article, key of one related to it by derivation, what they share; each pair stands in it from both sides.
Ties = Mapping[str, Mapping[str, Tie]]


def witness(article: Article, content: bytes, given: Iterable[Credit], traits: Traits, registry: Registry) -> Witness:
    """Make a witness of an article; `content` is the digest of its normal form, `given` its credits."""
    own = imprint_of(article)
    return Witness(
        key=article.key,
        content=content,
        name=own.name,
        domain=own.domain,
        publisher=identity(own.name, own.domain, registry),
        times=times_of(article),
        credits=tuple(given),
        traits=traits,
        address=_address(article, own),
    )


def _address(article: Article, own: Imprint) -> str | None:
    """The address of an article: that at which it was read, else the one it claims, if that is its publisher's."""
    claimed = article.canonical_url.value if article.canonical_url else None
    return article.uri or (claimed if own.domain and host_of(claimed) == own.domain else None)


def identity(name: str | None, domain: str | None, registry: Registry) -> str | None:
    """One name for one publisher, or None where nothing is known of it."""
    owner = registry.by_domain(domain) or registry.by_name(name)
    return plain_name(owner.name) if owner else registered_part(domain) or plain_name(name) or None


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """States of one publisher's article, the earliest first; most have one."""

    states: tuple[Witness, ...]

    @property
    def first(self) -> Witness:
        """The earliest state, which stands for the party."""
        return self.states[0]

    @property
    def key(self) -> str:
        """The key of the earliest state."""
        return self.first.key

    @property
    def credits(self) -> tuple[Credit, ...]:
        """Credits of all states."""
        return tuple(credit for state in self.states for credit in state.credits)


def one_article(a: Witness, b: Witness, tie: Tie) -> bool:
    """Whether two derived articles are states of one: of one publisher, and near in wording, in time or at one address.

    A reporter's older piece on the same people can look derived; it is no earlier state of the new one.
    """
    if a.publisher is None or a.publisher != b.publisher:
        return False
    if tie.kind in {Kind.IDENTICAL, Kind.NEAR_COPY} or (a.address is not None and a.address == b.address):
        return True
    first, second = a.times.earliest, b.times.earliest
    if first is None or second is None:
        return first is second  # of two undated ones nothing speaks against it
    return abs(first - second) <= _ONE_STORY


def parties(witnesses: Iterable[Witness], ties: Ties, reviews: Iterable[Review] = ()) -> list[Party]:
    """Group the witnesses of a story into parties, sorted by key. A witness without a publisher is one of its own.

    Two of one publisher of which a person says that both were made from a third text are no states of one article;
    where a person says which of two states was made from the other, they stand in that order whatever their dates.
    """
    said = list(reviews)
    siblings = {review.pair for review in said if review.direction is Direction.COMMON_ORIGIN}
    ordered = sorted(witnesses, key=lambda w: w.key)
    known = {w.key: w for w in ordered}
    home = {w.key: w.key for w in ordered}

    def root(key: str) -> str:
        while home[key] != key:
            home[key] = home[home[key]]
            key = home[key]
        return key

    for one in ordered:
        for other, tie in ties.get(one.key, {}).items():
            met = one.key < other and other in known and (one.key, other) not in siblings
            if met and one_article(one, known[other], tie):
                first, second = sorted((root(one.key), root(other)))
                home[second] = first
    groups: dict[str, list[Witness]] = {}
    for one in ordered:
        groups.setdefault(root(one.key), []).append(one)
    later = [(review.copy, review.source) for review in sorted(said, key=lambda one: one.order) if review.copy]
    told = (Party(_as_said(_in_order(states, ordered), later)) for states in groups.values())
    return sorted(told, key=lambda party: party.key)


def _as_said(states: Sequence[Witness], later: Sequence[tuple[str, str | None]]) -> tuple[Witness, ...]:
    """States with each one that a person says was made from another behind that, by the newest word last."""
    ordered = list(states)
    for copy, source in later if len(ordered) > 1 else ():
        place = {state.key: number for number, state in enumerate(ordered)}
        if copy in place and source in place and place[copy] < place[source]:
            ordered.insert(place[source], ordered.pop(place[copy]))
    return tuple(ordered)


def _in_order(states: Sequence[Witness], everyone: Sequence[Witness]) -> tuple[Witness, ...]:
    """States from the earliest to the latest.

    No clock tells where an undated one belongs. It stands before the dated ones if the others of the story have more of
    what it alone has than of what the earliest of those alone has: what they copied was there first.
    """
    ordered = sorted(states, key=lambda state: (state.times.order, state.key))
    undated = [state for state in ordered if state.times.earliest is None]
    if not undated or len(ordered) == 1:
        return tuple(ordered)
    own = {state.key for state in states}
    others = [one.traits.phrases for one in everyone if one.key not in own]
    taken = np.sort(np.concatenate(others)) if others else np.empty(0, np.uint64)

    def copied(state: Witness) -> int:
        rest = np.sort(np.concatenate([other.traits.phrases for other in states if other is not state]))
        own = lacking(state.traits.phrases, rest)
        return int(np.count_nonzero(among(own, taken)))

    dated = [state for state in ordered if state.times.earliest is not None]
    bar = copied(dated[0]) if dated else 0
    early = [state for state in undated if copied(state) > bar]
    early.sort(key=lambda state: (state.times.order, -copied(state), state.key))
    return (*early, *dated, *(state for state in undated if state not in early))


def publisher_named(name: str, domain: str | None) -> Publisher:
    """A publisher of whom nothing is known but how an article of its own names it.

    A single word may be an everyday one; in a text it names a publisher only after an article then.
    """
    bare = without_article(name.strip())
    aliases = () if " " in bare else (f"{Trust.ARTICLE}{bare}",)
    kind = PublisherKind.AGENCY if looks_like_agency(bare) else PublisherKind.OUTLET
    return Publisher(name.strip(), kind, aliases, (domain,) if domain else ())
