"""The candidates for a story's origin, held and not, and what speaks for each: named figures of one sum.

A candidate that is held is a party of the story. One that is not held is a publisher whom members give as their source
and of whom the story has no article, or, without a name, simply somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log

from dedup.model import Credit, CreditSort, Overlap
from dedup.provenance.acknowledgement import Directory, given_as, weight_of
from dedup.provenance.agreement import VOTERS, Agreement, agreements, voters_of
from dedup.provenance.bearings import Weights, text_balance
from dedup.provenance.dates import date_balance
from dedup.provenance.party import Party, Witness
from dedup.provenance.publishers import Registry, shipped_registry
from dedup.provenance.traits import Traits
from dedup.text.keys import common

MAX_CANDIDATES = (
    24  # held parties that are looked at closely: those that lack least, with the earliest and most credited
)
_CLIP = 3.0  # log-odds of one pair: no single pair decides a story
_LACK = 0.03  # share lacking below which differences are chance
_MUCH = 60  # runs of three words that others share, as many as a paragraph has: fewer any two texts may have
_NOTHING = (
    0.02  # share of them that a whole text may lack: held origins of families lack up to .03, copies mostly .2 on
)
_MANY = 5  # parties beyond two from which agreement counts in full: two copies agree on little
_FULL = 3.5  # weight of a credit for the whole text, the unit of credits
_ENOUGH = 3.0  # credits, in that unit, beyond which more add nothing
_KEPT = 2_048  # balances of texts, for a story that is traced again: a large one asks for 24 × 48


@dataclass(frozen=True, slots=True)
class Outside:
    """A publisher named as source of whom the story holds no article: whose texts it is given for, who cites it."""

    name: str
    domain: str | None
    given: tuple[str, ...]  # keys of parties that give their whole text as this publisher's
    cited: tuple[str, ...]  # keys of the other parties that name it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate and its figures; `party` is None for one that is not held, `outside` for one without a name."""

    figures: Mapping[str, float]
    party: Party | None = None
    outside: Outside | None = None
    lacking: Agreement | None = None


class Leanings:
    """How texts lean by themselves: log-odds that one comes from another, of -3..3, each pair weighed once.

    `known` has some of them by the digests of the two texts, as the first of them sees it.
    """

    def __init__(
        self, weights: Weights | None = None, known: Mapping[tuple[bytes, bytes], float] | None = None
    ) -> None:
        self._weights = weights
        self._known = {**(known or {}), **{(b, a): 0.0 - found for (a, b), found in (known or {}).items()}}
        self._asked: dict[tuple[bytes, bytes], float] = {}

    def of(self, a: Traits, b: Traits) -> float:
        """The log-odds that A comes from B; exchanging the texts turns them into their negative."""
        there, back = (a.digest, b.digest), (b.digest, a.digest)
        if there not in self._asked:
            found = self._known.get(there)
            if found is None and a.words <= b.words:
                found = _leaning(a, b, self._weights)
            elif found is None:
                found = 0.0 - _leaning(b, a, self._weights)
            self._asked[there], self._asked[back] = found, 0.0 - found
        return self._asked[there]

    def asked(self, a: Traits, b: Traits) -> float | None:
        """The same if it was asked for, else None."""
        return self._asked.get((a.digest, b.digest))


def outsiders(
    directory: Directory, voters: Sequence[Party], registry: Registry | None = None, citing: Sequence[Party] = ()
) -> list[Outside]:
    """The publishers that voters name as source and the directory of the story does not have, the most named first.

    What parties outside the story in `citing` give their own texts as tells nothing of the story's: an agency's report
    of the same event that somebody prints does not make it the agency's. They cite like others.
    """
    known = registry or shipped_registry()
    groups: list[tuple[list[Credit], dict[str, bool]]] = []
    for party, member in (*((party, True) for party in voters), *((party, False) for party in citing)):
        for credit in sorted(party.credits, key=lambda credit: (-weight_of(credit), credit.name, credit.written)):
            if credit.sort is CreditSort.PHOTO or not credit.cue.visible or directory.named(credit):
                continue
            group = next((group for group in groups if _one_publisher(credit, group[0], known)), None)
            if group is None:
                group = ([], {})
                groups.append(group)
            group[0].append(credit)
            whole = member and given_as(credit) and credit.sort is CreditSort.WHOLE_TEXT
            group[1][party.key] = group[1].get(party.key, False) or whole
    found = [
        Outside(
            *_called(listed, known),
            tuple(sorted(key for key, given in named.items() if given)),
            tuple(sorted(key for key, given in named.items() if not given)),
        )
        for listed, named in groups
    ]
    return sorted(found, key=lambda one: (-len(one.given), -len(one.cited), one.name))


def _one_publisher(credit: Credit, group: Sequence[Credit], registry: Registry) -> bool:
    return any(registry.same(one.name, one.domain, credit.name, credit.domain) for one in group)


def _called(found: Sequence[Credit], registry: Registry) -> tuple[str, str | None]:
    """The fullest name in credits to one publisher, its abbreviation in brackets, and a domain if any has one.

    An address stands for a name only where no credit gives one.
    """
    domain = next((credit.domain for credit in found if credit.domain), None)
    owner = registry.by_domain(domain) or registry.by_name(found[0].name)
    if owner is not None:
        return owner.name, domain or next(iter(owner.domains), None)
    addresses = {credit.domain for credit in found}
    given = {credit.name.strip() for credit in found}
    names = sorted(given, key=lambda name: (name.casefold() in addresses, -len(name), name))
    short = next((name for name in names if name.isupper() and " " not in name and name not in names[0]), None)
    return (f"{names[0]} ({short})" if short else names[0]), domain


def candidates_of(
    parties: Sequence[Party],
    citing: Iterable[Witness] = (),
    *,
    registry: Registry | None = None,
    leanings: Leanings | None = None,
    copies: Collection[str] = (),
    sources: Collection[str] = (),
) -> list[Candidate]:
    """All candidates of a story of two parties or more, with their figures; independent of the order of the parties.

    Of the articles outside the story in `citing` nothing but the credits is read. The parties whose keys are in
    `copies` are none, as people say, and those in `sources` were copied from.
    """
    known = registry or shipped_registry()
    texts = leanings or Leanings()
    voters = voters_of(_looked_into(parties))
    agreed = agreements(parties, voters)
    aside = [Party((one,)) for one in sorted(citing, key=lambda one: (one.content, one.key))[:VOTERS]]
    directory = Directory((party.first for party in parties), known)
    named = {party.key: directory.best(party.credits) for party in (*parties, *aside)}
    credited = _credits_in(parties, [voter.key for voter in (*voters, *aside)], named)
    named_outside = outsiders(directory, voters, known, aside)
    complete = any(_complete(agreed[party.key]) and not any(map(given_as, party.credits)) for party in parties)
    # One copy's word for its source is not proof against another that lacks nothing and names nobody.
    outside = [one for one in named_outside if len(one.given) > (1 if complete else 0)]
    held = []
    chosen = _worth_a_look([party for party in parties if party.key not in copies], agreed, credited)
    lacked = {party.key: log(agreed[party.key].share + _LACK) for party in chosen}
    for party in chosen:
        others = [voter for voter in voters if voter.key != party.key]
        balances = [_text_balance(other, party, texts) for other in others]
        held.append(
            Candidate(
                {
                    "agreement": _ahead(party.key, lacked) * min(1.0, (len(voters) - 2) / _MANY),
                    "text": _mean(balances),
                    "text_least": min(balances) * min(1.0, (len(voters) - 2) / _MANY),
                    "dates": _mean(_date_balance(other, party) for other in others),
                    "credited": credited[party.key],
                    "credits": -_credits_out(party, directory),
                    "reviewed": float(party.key in sources),
                },
                party=party,
                lacking=agreed[party.key],
            )
        )
    return [*held, *_absent(outside)]


def _absent(outside: Sequence[Outside]) -> list[Candidate]:
    """The candidates that are not held: those for which texts are given, and one without a name.

    A publisher that is only cited is none: an origin that is held hands on what it cites.
    """
    return [
        Candidate(
            {
                "absent": 1.0,
                "given": min(_ENOUGH, float(len(one.given))) if one is not None else 0.0,
                "cited": min(_ENOUGH, float(len(one.cited))) if one is not None else 0.0,
            },
            outside=one,
        )
        for one in (*outside[:MAX_CANDIDATES], None)
    ]


def _complete(agreement: Agreement) -> bool:
    """Whether a text lacks next to nothing of a good deal that others share."""
    return agreement.shared >= _MUCH and agreement.share <= _NOTHING


def _worth_a_look(
    parties: Sequence[Party], agreed: Mapping[str, Agreement], credited: Mapping[str, float]
) -> list[Party]:
    if len(parties) <= MAX_CANDIDATES:
        return sorted(parties, key=lambda party: party.key)
    parties = _looked_into(parties)
    third = MAX_CANDIDATES // 3
    chosen: dict[str, Party] = {}
    for rank in (
        lambda party: (agreed[party.key].share, party.key),
        lambda party: (party.first.times.order, party.key),
        lambda party: (-credited[party.key], -party.first.traits.words, party.key),
    ):
        chosen |= {party.key: party for party in sorted(parties, key=rank)[:third]}
    return sorted(chosen.values(), key=lambda party: party.key)


def _looked_into(parties: Sequence[Party]) -> Sequence[Party]:
    """Of a story of many parties those whose texts have been read: see `dedup.provenance.panel`."""
    if len(parties) <= MAX_CANDIDATES:
        return parties
    return [party for party in parties if party.first.traits.words] or parties


def _ahead(key: str, lacked: Mapping[str, float]) -> float:
    """How much less a party lacks than the next best of the others, as a log of the two shares, -1..1.

    `lacked` has the logs of the shares, by key.
    """
    mine = lacked[key]
    best = min((share for other, share in lacked.items() if other != key), default=mine)
    return max(-1.0, min(1.0, best - mine))


def _text_balance(other: Party, party: Party, leanings: Leanings) -> float:
    """Log-odds, from the texts alone, that another party comes from this one; their nearest states are compared."""
    if len(other.states) == len(party.states) == 1:
        return leanings.of(other.first.traits, party.first.traits)
    pairs = [(x.traits, y.traits) for x in other.states[:3] for y in party.states[:3]]
    return leanings.of(*max(pairs, key=lambda pair: len(common(pair[0].phrases, pair[1].phrases))))


@lru_cache(maxsize=_KEPT)
def _leaning(a: Traits, b: Traits, weights: Weights | None) -> float:
    """The log-odds that A comes from B, of which A is not the longer."""
    shared = len(common(a.phrases, b.phrases))
    overlap = Overlap(max(1, len(a.phrases)), max(1, len(b.phrases)), shared, shared)
    return _clipped(text_balance(a, b, overlap, weights))


def _date_balance(other: Party, party: Party) -> float:
    return _clipped(date_balance(other.first.times, party.first.times))


def _clipped(balance: float) -> float:
    return max(-_CLIP, min(_CLIP, balance))


def _mean(values: Iterable[float]) -> float:
    listed = sorted(values)
    return fsum(listed) / len(listed) if listed else 0.0


def _credits_in(
    parties: Sequence[Party], voters: Sequence[str], named: Mapping[str, Mapping[str, Credit]]
) -> dict[str, float]:
    """How much the voters credit each party, by key, in credits for the whole text, up to three.

    Whom a copy names may itself name another: the party at the end of such a chain is credited as well.
    """
    totals: dict[str, list[float]] = {party.key: [] for party in parties}
    ends: dict[str, str | None] = {}
    for voter in voters:
        given = {key: weight_of(credit) / _FULL for key, credit in named[voter].items() if key != voter}
        end = _end_of(voter, named, ends)
        if end is not None and end not in given:
            given[end] = max(given.values())
        for key, weight in given.items():
            totals[key].append(weight)
    return {key: min(_ENOUGH, fsum(weights)) for key, weights in totals.items()}


def _end_of(start: str, named: Mapping[str, Mapping[str, Credit]], ends: dict[str, str | None]) -> str | None:
    """The party at the end of a chain of credits, None where there is none or it is a circle; `ends` keeps answers."""
    path: dict[str, None] = {}
    key = start
    while key not in ends and key not in path:
        path[key] = None
        offers = {other: weight_of(credit) for other, credit in named.get(key, {}).items() if other != key}
        if not offers:
            break
        key = min(offers, key=lambda other: (-offers[other], other))
    end = ends[key] if key in ends else key if not any(other != key for other in named.get(key, ())) else None
    for passed in path:
        ends[passed] = end
    return end if end != start else None


def _credits_out(party: Party, directory: Directory) -> float:
    """The weightiest credit of a party to another of the story, or one that gives its text as somebody's."""
    to_members = [credit for key, credit in directory.best(party.credits).items() if key != party.key]
    away = [credit for credit in party.credits if given_as(credit)]
    return max((weight_of(credit) / _FULL for credit in (*to_members, *away)), default=0.0)
