"""What each member of a story hangs on, and which copy stands for it.

Every copy hangs on the origin if that is held, unless it names another member as its source or has taken over that
member's own wording: then it hangs on that member, and on the origin too where it holds what the member lacks. So a
copy can have several parents. A member that is like a copy alone and came before the origin hangs on nothing: it may be
a report of the same event. Ties are added the strongest first, and none that would close a circle. Of an origin with
several states the one is named whose errors, corrections and figures the copy has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dedup.model import Clue, Credit, CreditSort, Derivation, Direction, OriginStatus, Parent, Review, Role
from dedup.provenance.acknowledgement import Directory, credits_to, weight_of
from dedup.provenance.agreement import phrases_of
from dedup.provenance.bearings import Weights
from dedup.provenance.candidates import MAX_CANDIDATES
from dedup.provenance.credits import names_publisher
from dedup.provenance.dates import Times, date_balance
from dedup.provenance.direction import Grounds, derive, grounds
from dedup.provenance.grounds import Memory, Pair, Remembered
from dedup.provenance.origin import Ascription, ascribe
from dedup.provenance.party import Party, Tie, Ties, Witness, parties
from dedup.provenance.publishers import Registry, shipped_registry
from dedup.provenance.reviewed import Reviewed, reaches
from dedup.text.keys import common, lacking, tallied

_INHERITED_SHARE = 0.12  # and this part of the shorter text: .06 was the most where they were twenty or more by chance
_LARGE = 60  # parties beyond which what the story says of a pair is not gone into again: pairs grow with the square
_INHERITED = 40  # runs of three words that a copy has from another and the rest has not: two rewriters share up to 26
_MARK = 3  # runs of words that a name or number of one state is worth
_CLEAR = 3  # and by how many a later state must lead
_BY_NAME = 1.4  # weight of a credit that makes the member named a parent
# Log-odds that a story adds to its pairs: enough to decide one on which nothing else is known.
_FROM_ORIGIN = 2.5
_SIBLINGS = 5.5
_PERHAPS_SIBLINGS = 3.5  # as much as speaks against a common origin beforehand
_OPEN = Clue(
    "story_open",
    "Another member, or one that is not held, is likelier to be the source of both.",
    Direction.COMMON_ORIGIN,
    _PERHAPS_SIBLINGS,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One article's place in a story; `credited` is None where there is no name to credit."""

    article: str
    role: Role
    parents: tuple[Parent, ...]
    credited: bool | None
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Lineage:
    """A story with its origin, its canonical copy, the places of its members and the directions of its pairs.

    `derivations` has the pairs of keys in ascending order. Those `kept` are not among them: their directions are what
    they were when the story was traced before. `notes` are what is to be remembered of the others.
    """

    origin: Ascription
    canonical: str
    reason: str
    places: tuple[Place, ...]
    derivations: Mapping[Pair, Derivation]
    kept: frozenset[Pair]
    notes: Mapping[Pair, Remembered]


def trace(
    witnesses: Iterable[Witness],
    ties: Ties,
    *,
    citing: Iterable[Witness] = (),
    registry: Registry | None = None,
    weights: Weights | None = None,
    reviews: Iterable[Review] = (),
    memory: Memory | None = None,
) -> Lineage:
    """Trace a story of one article or more; the result is a function of its articles, ties and reviews as sets.

    `citing` are articles outside the story that are related to a member short of derivation: whom they name counts.
    `reviews` are the standing words on its pairs, each of which has a tie. Of pairs that hang on what the `memory` of
    the story says they hung on before, nothing but that is told.
    """
    known = registry or shipped_registry()
    listed = sorted(witnesses, key=lambda one: one.key)
    words = list(reviews)
    groups = parties(listed, ties, words)
    said = Reviewed(words, groups)
    citing = list(citing)
    by_key = {one.key: one for one in listed}
    remembered = memory or Memory()
    leanings = remembered.leanings(by_key, weights)
    origin = ascribe(groups, citing, registry=known, leanings=leanings, reviewed=said)
    above = _parents(groups, origin, ties, known, said)
    best, reason = _canonical(groups, origin, above)
    home = {state.key: party for party in groups for state in party.states}
    derivations, kept, notes = {}, set(), {}
    for a, b, tie in _pairs_of(ties, by_key):
        context = _context(home[a], home[b], origin, above)
        if len(groups) > _LARGE and home[a] is not home[b] and (context or not _read(by_key[a], by_key[b])):
            on = Grounds(context)
        else:
            on = grounds(by_key[a], by_key[b], tie, registry=known, context=context)
        if said.of(a, b) is not None:  # whatever a person says of it is told anew
            derivations[a, b] = said.directed(a, b, on.derivation(weights))
            continue
        note = remembered.note(on, by_key[a], by_key[b], leanings)
        if remembered.holds((a, b), note):
            kept.add((a, b))
        else:
            derivations[a, b], notes[a, b] = on.derivation(weights), note
    places = [_remarked(_place(one, home[one.key], home, origin, best, above, known, said), said) for one in listed]
    aside = sorted(citing, key=lambda one: one.key)
    places += [_citing(one, origin, best, known) for one in aside if cites(one, origin, known)]
    return Lineage(origin, best, reason, tuple(places), dict(sorted(derivations.items())), frozenset(kept), notes)


def _pairs_of(ties: Ties, known: Collection[str]) -> Iterator[tuple[str, str, Tie]]:
    """Each tied pair of members once, the smaller key first."""
    for a, related in ties.items():
        if a in known:
            yield from ((a, b, tie) for b, tie in related.items() if a < b and b in known)


def _read(a: Witness, b: Witness) -> bool:
    """Whether the texts of both have been looked into."""
    return bool(a.traits.words and b.traits.words)


def _canonical(groups: Sequence[Party], origin: Ascription, above: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """The copy that stands for a story, and why: the origin, else the best witness that hangs on no other."""
    if origin.status is OriginStatus.HELD and origin.party is not None:
        return origin.party, "It is the origin of the story."
    free = [party for party in groups if not above[party.key]]
    among = "" if len(free) == len(groups) else "of the copies that hang on no other "
    lacking = origin.lacking or {}
    known = [party for party in free if party.key in lacking]
    if len(groups) > 2 and known:
        party = min(
            known,
            key=lambda party: (lacking[party.key], -party.first.traits.words, party.first.times.order, party.key),
        )
        share = round(100 * lacking[party.key])
        why = f"{among}it lacks least ({share} %) of the wording that the others agree on"
    else:
        party = min(free, key=lambda party: (-party.first.traits.words, party.first.times.order, party.key))
        why = f"{among}the most complete text ({party.first.traits.words} words)"
    if among and len(free) == 1:  # nothing was weighed then: another may well be longer, or lack less
        why = "the only copy that hangs on no other"
    return party.key, f"It is the best witness: {why}."


def _parents(
    groups: Sequence[Party], origin: Ascription, ties: Ties, registry: Registry, said: Reviewed
) -> dict[str, dict[str, str]]:
    """For each party, by key, the parties it hangs on and why; what people say comes first."""
    root = next((party for party in groups if party.key == origin.party), None)
    offers = sorted(_offers(groups, root, ties, registry))
    above: dict[str, dict[str, str]] = {party.key: dict(said.above.get(party.key, {})) for party in groups}
    for _, copy, source, why in offers:
        if copy == (root.key if root else None) or source in above[copy] or said.siblings(copy, source):
            continue
        if not reaches(source, copy, above):
            above[copy][source] = why
    if root is not None:
        by_key = {party.key: party for party in groups}
        for party in groups:
            if party.key == root.key or root.key in above[party.key]:
                continue
            if _came_before(party, root, ties) and not _credits_party(party, root, registry):
                continue
            if not above[party.key] or _holds_more(party, root, [by_key[key] for key in above[party.key]]):
                above[party.key][root.key] = "the origin of the story"
    elif len(groups) == 2 and origin.status is OriginStatus.UNDETERMINED and not any(above.values()):
        # Two texts cannot show that they have no third behind them, but which of the two is nearer to it.
        first, second = (party.first for party in groups)
        tie = _tie_of(first.key, second.key, ties)
        answer = derive(first, second, tie, registry=registry).direction if tie else Direction.UNDETERMINED
        if answer is Direction.A_FROM_B:
            above[first.key][second.key] = "what tells the two apart points to it"
        elif answer is Direction.B_FROM_A:
            above[second.key][first.key] = "what tells the two apart points to it"
    return above


def _offers(
    groups: Sequence[Party], root: Party | None, ties: Ties, registry: Registry
) -> Iterable[tuple[float, str, str, str]]:
    """Members that could be parents of others: strength (negative, for sorting), copy, source, why."""
    directory = Directory((party.first for party in groups), registry)
    by_key = {party.key: party for party in groups}
    for party in groups:
        for key, credit in directory.best(party.credits).items():
            if key != party.key and weight_of(credit) >= _BY_NAME and _tied(party, by_key[key], ties):
                cue = credit.cue.value.replace("_", " ")
                yield -weight_of(credit), party.key, key, f"names it ({cue})"
    if root is not None and len(groups) <= MAX_CANDIDATES:
        yield from _inheritances(groups, root, ties)


def _inheritances(groups: Sequence[Party], root: Party, ties: Ties) -> Iterable[tuple[float, str, str, str]]:
    """Copies that have wording which only one other copy has: the later of the two took it from the earlier."""
    held = {party.key: phrases_of(party) for party in groups}
    keys, counts = tallied(np.concatenate(list(held.values())))
    twice = lacking(keys[counts == 2], held[root.key])
    own = {key: common(phrases, twice) for key, phrases in held.items()}
    copies = [party for party in groups if party is not root]
    for i, party in enumerate(copies):
        for other in copies[i + 1 :]:
            if len(own[party.key]) < _INHERITED or len(own[other.key]) < _INHERITED or not _tied(party, other, ties):
                continue
            shared = len(common(own[party.key], own[other.key]))
            shorter = min(len(held[party.key]), len(held[other.key]))
            if shared < max(_INHERITED, _INHERITED_SHARE * shorter):
                continue
            tie = _tie_of(party.first.key, other.first.key, ties)
            if tie is None:
                continue
            answer = derive(party.first, other.first, tie).direction
            why = f"has {shared} runs of words that only this copy has"
            if answer is Direction.A_FROM_B:
                yield -1.0, party.key, other.key, why
            elif answer is Direction.B_FROM_A:
                yield -1.0, other.key, party.key, why


def _tie_of(a: str, b: str, ties: Ties) -> Tie | None:
    return ties.get(a, {}).get(b)


def _tied(party: Party, other: Party, ties: Ties) -> bool:
    there = {state.key for state in other.states}
    return any(key in there for state in party.states for key in ties.get(state.key, ()))


def _came_before(party: Party, root: Party, ties: Ties) -> bool:
    """Whether a member that is like others, and not like the origin, is of an earlier date than it."""
    return not _tied(party, root, ties) and date_balance(party.first.times, root.first.times) < 0


def _holds_more(party: Party, root: Party, others: Sequence[Party]) -> bool:
    """Whether a copy has wording of the origin that none of its other parents has."""
    shared = common(phrases_of(party), phrases_of(root))
    for other in others:
        shared = lacking(shared, phrases_of(other))
    return len(shared) >= _INHERITED


def _context(a: Party, b: Party, origin: Ascription, above: Mapping[str, Mapping[str, str]]) -> tuple[Clue, ...]:
    """What the story says about a pair of its members."""
    if a is b:
        return ()
    if origin.status is OriginStatus.UNDETERMINED:
        if origin.lacking is None or len(origin.lacking) < 3 or origin.leading in {a.key, b.key}:
            return ()
        return (_OPEN,)
    for copy, source, names, toward in (
        (a, b, ("{a}", "{b}"), Direction.A_FROM_B), (b, a, ("{b}", "{a}"), Direction.B_FROM_A)
    ):  # fmt: skip
        if source.key == origin.party:
            return (Clue("story_origin", f"{names[1]} is the origin of the story.", toward, _FROM_ORIGIN),)
        if source.key in above[copy.key]:
            why = above[copy.key][source.key]
            return (
                Clue("story_parent", f"In the story {names[0]} hangs on {names[1]}: it {why}.", toward, _FROM_ORIGIN),
            )
    if origin.party and not (above[a.key] and above[b.key]):
        return (_OPEN,)
    where = f"{origin.party}" if origin.party else origin.name or "an article that is not held"
    return (Clue("story_siblings", f"Both come from {where}.", Direction.COMMON_ORIGIN, _SIBLINGS),)


def _remarked(place: Place, said: Reviewed) -> Place:
    """The place with what people say of the article and others of the story."""
    remarks = said.remarks(place.article)
    return replace(place, reason=f"{place.reason} {remarks}") if remarks else place


def _place(
    one: Witness,
    party: Party,
    home: Mapping[str, Party],
    origin: Ascription,
    canonical: str,
    above: Mapping[str, Mapping[str, str]],
    registry: Registry,
    said: Reviewed,
) -> Place:
    reviewed = [Parent(key, None, why) for key, why in sorted(said.parents(one.key).items())]
    number = [state.key for state in party.states].index(one.key)
    if number:
        earlier = party.states[number - 1]
        parent = Parent(earlier.key, None, "an earlier state of the same publisher's article", revision=True)
        also = f" Also {_reason(reviewed)}" if reviewed else ""
        return Place(one.key, Role.DERIVATIVE, (parent, *reviewed), None, f"A later state of {earlier.key}.{also}")
    if one.key == canonical:
        held = origin.status is OriginStatus.HELD
        role = Role.ORIGIN if held else Role.WITNESS
        outside = () if held or origin.status is OriginStatus.UNDETERMINED else _outside(origin)
        return Place(one.key, role, outside, None if held else _credited(party, origin, registry), "Canonical copy.")
    found = [
        Parent(_state_copied(party, home[key]).key, None, why)
        for key, why in sorted(above[party.key].items())
        if key not in said.above.get(party.key, {})
    ]
    parents = (*reviewed, *found) or (_outside(origin) if origin.status is OriginStatus.NOT_HELD else ())
    told = _credited(party, origin, registry) if parents or origin.status is not OriginStatus.HELD else None
    if origin.status is OriginStatus.UNDETERMINED and above[party.key]:
        told = any(_credits_party(party, home[key], registry) for key in above[party.key])
    return Place(one.key, Role.DERIVATIVE, parents, told, _reason(parents))


def _credits_party(party: Party, source: Party, registry: Registry) -> bool:
    return any(credit.cue.visible for credit in credits_to(party.credits, source.first, registry))


def _outside(origin: Ascription) -> tuple[Parent, ...]:
    return (Parent(None, origin.name, "the origin of the story, which is not held"),)


def _reason(parents: Sequence[Parent]) -> str:
    if not parents:
        return "Tells the same story; from whom is not determined."
    return (
        "; ".join(f"from {parent.article or parent.name or 'an unknown source'}: {parent.why}" for parent in parents)
        + "."
    )


def _credited(party: Party, origin: Ascription, registry: Registry) -> bool | None:
    """Whether a reader of the copy is told of the origin; None where the origin has no name."""
    if origin.name is None and origin.domain is None:
        return None
    return bool(_seen_credits(party.credits, origin, registry))


def _state_copied(copy: Party, source: Party) -> Witness:
    """The state of the source that was copied: the first, unless the copy has clearly more of a later one's own matter.

    A state that was not there yet when the copy was seen is none.
    """
    if len(source.states) == 1:
        return source.first
    traits = copy.first.traits
    marks = traits.terms.figures
    shared: list[tuple[int, Witness]] = []
    for state in source.states:
        rest = [other.traits for other in source.states if other is not state]
        if state is not source.first and _too_late(state.times, copy.first.times):
            continue
        own = lacking(state.traits.phrases, np.sort(np.concatenate([one.phrases for one in rest])))
        named = state.traits.terms.figures.difference(*(one.terms.figures for one in rest))
        shared.append((len(common(own, traits.phrases)) + _MARK * len(named & marks), state))
    first = shared[0][0]
    best = max(shared, key=lambda scored: scored[0])
    return best[1] if best[0] > first + _CLEAR else source.first


def _too_late(state: Times, copy: Times) -> bool:
    """Whether a state was made after the copy had been seen."""
    made = state.modified or state.claimed or state.seen
    return copy.seen is not None and made is not None and not made.day_only and made.instant > copy.seen.instant


def cites(one: Witness, origin: Ascription, registry: Registry | None = None) -> bool:
    """Whether an article outside a story names the publisher of its origin as a source, where a reader sees it."""
    return bool(_seen_credits(one.credits, origin, registry or shipped_registry()))


def _citing(one: Witness, origin: Ascription, canonical: str, registry: Registry) -> Place:
    """The place of an article that cites the story; what else it names as a source it hangs on as well."""
    found = _seen_credits(one.credits, origin, registry)
    why = f"names its publisher ({found[0].cue.value})"
    parents = [Parent(origin.party, None if origin.party else origin.name, why)]
    for credit in sorted(one.credits, key=lambda credit: (-weight_of(credit), credit.name)):
        known = {parent.name for parent in parents}
        if credit.known and credit not in found and credit.sort is not CreditSort.PHOTO and credit.name not in known:
            parents.append(Parent(None, credit.name, f"names it as well ({credit.cue.value})"))
    others = "".join(f" It {parent.why.replace('it', parent.name, 1)}." for parent in parents[1:] if parent.name)
    named = (
        why
        if origin.party or not origin.name
        else f"names {origin.name} ({found[0].cue.value}), where the story seems to come from"
    )
    return Place(one.key, Role.CITING, tuple(parents), True, f"Is no copy of {canonical}, but {named}.{others}")


def _seen_credits(given: Iterable[Credit], origin: Ascription, registry: Registry) -> list[Credit]:
    if origin.name is None and origin.domain is None:
        return []
    return [
        credit
        for credit in given
        if credit.sort is not CreditSort.PHOTO
        and credit.cue.visible
        and names_publisher(credit, origin.name, origin.domain, registry)
    ]
