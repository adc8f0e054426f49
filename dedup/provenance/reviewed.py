"""What people said of the pairs of one story: who took from whom, and what that means for its parties.

A person's word on a pair is its direction. An article that a person calls a copy is not where the story comes from, and
hangs on the source that the person names. Words that together make a circle cannot all hold: the newest do, and the
ledger of each pair whose word is set aside says so. All of it depends on the reviews and the articles alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dedup.model import Clue, Derivation, Direction, Evidence, Review, Word
from dedup.provenance.party import Party

_CERTAIN = 12.0  # log-odds of a person's word in the ledger: more than all else of a pair comes to
_SHOWN = 5  # words that the ledger of an origin tells; a story of thousands can have as many


class Reviewed:
    """The standing words on the pairs of one story, and what follows from them for its parties.

    `copies` are the parties (by key) that are not the origin, because a person says that their earliest state was made
    from another article; `sources` those that others were made from. `above` gives for a copy the parties that it hangs
    on, and why.
    """

    def __init__(self, reviews: Iterable[Review], parties: Sequence[Party]) -> None:
        self._home = {state.key: party for party in parties for state in party.states}
        known = [one for one in reviews if one.a in self._home and one.b in self._home and one.word is Word.SAME]
        ordered = sorted(known, key=lambda review: (review.order, review.pair), reverse=True)  # the newest first
        implied = {
            later.key: {earlier.key}
            for party in parties
            for earlier, later in zip(party.states, party.states[1:], strict=False)
        }
        self._said = {review.pair: review for review in ordered}
        self._set_aside = _circular(ordered, implied)
        self._by_key: defaultdict[str, list[Review]] = defaultdict(list)
        for review in ordered:
            for key in review.pair:
                self._by_key[key].append(review)
        self.above: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._parents: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.copies: set[str] = set()
        self.sources: set[str] = set()
        for review in ordered:
            if review.pair not in self._set_aside:
                self._follow(review)

    def _follow(self, review: Review) -> None:
        if review.direction is Direction.COMMON_ORIGIN:
            self.copies.update(self._home[key].key for key in review.pair if self._home[key].key == key)
            return
        copy, source = review.copy, review.source
        if copy is None or source is None or self._home[copy] is self._home[source]:
            return
        why = f"was made from it, says {review.signed}"
        self._parents[copy].setdefault(source, why)
        self.sources.add(self._home[source].key)
        if self._home[copy].key == copy:
            self.copies.add(copy)
            self.above[copy].setdefault(self._home[source].key, why)

    def siblings(self, party: str, other: str) -> bool:
        """Whether a person says of the earliest states of two parties that both were made from a third text."""
        review = self._said.get((min(party, other), max(party, other)))
        return review is not None and review.direction is Direction.COMMON_ORIGIN

    def parents(self, article: str) -> Mapping[str, str]:
        """The articles of other parties that one was made from, as people say, and why."""
        return self._parents.get(article, {})

    def remarks(self, article: str) -> str:
        """Sentences on the pairs of an article of which a person says that they are the same, without a parent."""
        said = [
            f"With {review.b if review.a == article else review.a} it is one story, says {review.signed}."
            for review in self._by_key.get(article, ())
            if review.copy != article or review.pair in self._set_aside
        ]
        return " ".join(said[:_SHOWN])

    def of(self, a: str, b: str) -> Review | None:
        """The standing word on a pair, its keys in order."""
        return self._said.get((a, b))

    def directed(self, a: str, b: str, derivation: Derivation) -> Derivation:
        """The direction of a pair in the order of its keys, as a person says where one does."""
        review = self.of(a, b)
        return derivation if review is None else as_said(derivation, review, set_aside=(a, b) in self._set_aside)

    @property
    def ledger(self) -> tuple[Evidence, ...]:
        """What the words say of where the story comes from, the newest first, as lines of its ledger."""
        told = [
            one for one in self._said.values() if one.direction is not None and one.pair not in self._set_aside
        ]  # fmt: skip
        lines = [Evidence("review", review.sentence, 0.0) for review in told[:_SHOWN]]
        if len(told) > _SHOWN:
            lines.append(Evidence("review", f"{len(told) - _SHOWN} more reviews say who took from whom.", 0.0))
        return tuple(lines)


def as_said(derivation: Derivation, review: Review, *, set_aside: bool = False) -> Derivation:
    """The direction of a pair, in the order of its keys, with a person's word on it beside what was found."""
    if review.direction is None:
        return derivation
    said = {
        Direction.A_FROM_B: "{a} was made from {b}",
        Direction.B_FROM_A: "{b} was made from {a}",
        Direction.COMMON_ORIGIN: "{a} and {b} were both made from a third text",
    }[review.direction]
    who = review.signed.replace("{", "(").replace("}", ")")  # no name can stand for one of the texts
    if set_aside:
        said += ", which makes a circle with newer words and is set aside"
        clue = Clue("review", f"{who}: {said}.", Direction.UNDETERMINED)
        return replace(derivation, clues=(clue, *derivation.clues))
    clue = Clue("review", f"{who}: {said}.", review.direction, _CERTAIN)
    states = derivation.revision and review.direction is not Direction.COMMON_ORIGIN
    return Derivation(direction=review.direction, certainty=1.0, clues=(clue, *derivation.clues), revision=states)


def _circular(ordered: Sequence[Review], implied: Mapping[str, Iterable[str]]) -> frozenset[tuple[str, str]]:
    """The pairs whose word closes a circle with newer words and with the order of one publisher's states."""
    sources: defaultdict[str, set[str]] = defaultdict(set, {key: set(earlier) for key, earlier in implied.items()})
    refused: set[tuple[str, str]] = set()
    for review in ordered:
        copy, source = review.copy, review.source
        if copy is None or source is None:
            continue
        if reaches(source, copy, sources):
            refused.add(review.pair)
        else:
            sources[copy].add(source)
    return frozenset(refused)


def reaches(start: str, goal: str, above: Mapping[str, Iterable[str]]) -> bool:
    """Whether one thing hangs on another, over any number of steps."""
    seen, waiting = {start}, [start]
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        fresh = [parent for parent in above.get(key, ()) if parent not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return False
