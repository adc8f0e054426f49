"""What credits say about direction: who names whom, and who both name.

A credit to the other article's publisher is the plainest clue there is, by the form of words that carries it: the whole
text credited weighs more than a statement, a link or a canonical address (which publishing systems also write by
mistake) less. A text that gives a third publisher as its author's is nobody's origin; two that do so are siblings.
"""

from __future__ import annotations

from collections.abc import Iterable

from dedup.model import Clue, Credit, CreditSort, Cue, Direction
from dedup.provenance.credits import names_publisher
from dedup.provenance.party import Witness
from dedup.provenance.publishers import Registry, shipped_registry

_SORTS = {CreditSort.WHOLE_TEXT: 3.5, CreditSort.CONTRIBUTION: 3.0, CreditSort.CLAIM: 2.2, CreditSort.PHOTO: 0.0}
_CUES = {Cue.CANONICAL: 1.2, Cue.LINK: 1.5}  # a shared publishing system, a related article: less than words
_SECOND = 0.5  # what further credits to the same publisher add
_BOTH_WHOLE = 5.0  # log-odds of a common origin where both texts are given as one third publisher's
_BOTH = 1.5  # where both name it, one for statements alone: the origin itself may have been told something by it
_ONE_WHOLE = 1.5


def weight_of(credit: Credit) -> float:
    """How strongly a credit says that its article depends on the publisher it names."""
    return min(_SORTS[credit.sort], _CUES.get(credit.cue, _SORTS[credit.sort]))


def given_as(credit: Credit) -> bool:
    """Whether a credit gives the whole text, or part of its reporting, as the named publisher's, in words."""
    return credit.sort in {CreditSort.WHOLE_TEXT, CreditSort.CONTRIBUTION} and credit.cue not in _CUES


class Directory:
    """Whom credits name among known witnesses; every name is looked up once, as the copies of a story name the same."""

    def __init__(self, known: Iterable[Witness], registry: Registry | None = None) -> None:
        self._registry = registry or shipped_registry()
        self._publishers: dict[tuple[str | None, str | None], list[str]] = {}
        for one in known:
            self._publishers.setdefault((one.name, one.domain), []).append(one.key)
        self._found: dict[tuple[str, str | None, bool], frozenset[str]] = {}

    def named(self, credit: Credit) -> frozenset[str]:
        """Keys of the witnesses whose publisher a credit names; pictures name none."""
        if credit.sort is CreditSort.PHOTO:
            return frozenset()
        asked = (credit.name, credit.domain, credit.known)
        if asked not in self._found:
            self._found[asked] = frozenset(
                key
                for (name, domain), keys in self._publishers.items()
                if names_publisher(credit, name, domain, self._registry)
                for key in keys
            )
        return self._found[asked]

    def best(self, given: Iterable[Credit]) -> dict[str, Credit]:
        """For each witness that credits name, by key, the weightiest of them."""
        found: dict[str, Credit] = {}
        for credit in sorted(given, key=lambda credit: (-weight_of(credit), credit.cue, credit.written)):
            for key in self.named(credit):
                found.setdefault(key, credit)
        return found


def credits_to(given: Iterable[Credit], other: Witness, registry: Registry | None = None) -> list[Credit]:
    """The credits that name a witness's publisher, the weightiest first; pictures are none."""
    known = registry or shipped_registry()
    found = [
        credit
        for credit in given
        if credit.sort is not CreditSort.PHOTO and names_publisher(credit, other.name, other.domain, known)
    ]
    return sorted(found, key=lambda credit: (-weight_of(credit), credit.cue, credit.written))


def credit_clues(a: Witness, b: Witness, registry: Registry | None = None) -> tuple[Clue, ...]:
    """What the credits of two articles of different publishers say about their direction."""
    if not a.credits and not b.credits:
        return ()
    known = registry or shipped_registry()
    clues: list[Clue] = []
    for copy, source, names, toward in (
        (a, b, ("{a}", "{b}"), Direction.A_FROM_B), (b, a, ("{b}", "{a}"), Direction.B_FROM_A)
    ):  # fmt: skip
        found = credits_to(copy.credits, source, known)
        if found:
            clues.append(_named(found, names, toward))
    if not clues:
        clues.extend(_outside(a, b, known))
    return tuple(clues)


def _named(found: list[Credit], names: tuple[str, str], toward: Direction) -> Clue:
    best = found[0]
    cues = {credit.cue for credit in found}
    weight = weight_of(best) + (_SECOND if len(cues) > 1 else 0.0)
    said = f"{names[0]} names the publisher of {names[1]} ({best.written.strip()[:60]!r}, {best.cue.value})."
    return Clue("credit", said, toward, weight)


def _outside(a: Witness, b: Witness, registry: Registry) -> list[Clue]:
    """Clues from credits to a third publisher."""
    for mine in _weighty(a):
        for theirs in _weighty(b):
            if not registry.same(mine.name, mine.domain, theirs.name, theirs.domain):
                continue
            whole = given_as(mine) + given_as(theirs)
            if whole:
                said = f"Both name {mine.name} as their source ({mine.cue.value}, {theirs.cue.value})."
                return [Clue("credit_shared", said, Direction.COMMON_ORIGIN, _BOTH_WHOLE if whole == 2 else _BOTH)]
    clues = []
    for one, mark in ((a, "{a}"), (b, "{b}")):
        third = next((credit for credit in _weighty(one) if given_as(credit)), None)
        if third is not None:
            said = f"{mark} gives its text as one of {third.name} ({third.cue.value}), so it is not the first."
            clues.append(Clue("credit_elsewhere", said, Direction.COMMON_ORIGIN, _ONE_WHOLE))
    return clues


def _weighty(one: Witness) -> list[Credit]:
    """Credits in words, one for each name and sort."""
    found: dict[tuple[str, CreditSort], Credit] = {}
    for credit in one.credits:
        if credit.sort is not CreditSort.PHOTO and credit.cue.visible:
            found.setdefault((credit.name, credit.sort), credit)
    return sorted(found.values(), key=lambda credit: (-weight_of(credit), credit.name))[:12]
