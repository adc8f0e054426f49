"""What two texts of a packet share: side by side in rows, and in lists by sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dedup.model import (
    Counterpart,
    Fact,
    NoteSort,
    Packet,
    PacketArticle,
    PacketPair,
    Passage,
    Rewording,
    Stretch,
    TextsKept,
)
from dedup.report.passages import differing
from dedup.report.plain import counted, shorten
from dedup.report.sidebyside import rows_of

LONGEST = 200_000
"""Characters of a text that are laid out, some 30,000 words; the data of the packet has all of it."""

_LONGEST_PLACE = 20_000  # characters of one place in a list: a passage of 3,000 words

Runs = Sequence[tuple[str, bool]]
"""Words in a row, each run with whether the other text has it too."""

_LETTERS = {
    NoteSort.SPUN: "x",
    NoteSort.ALTERED: "q",
    NoteSort.CONFLICTS: "\u2260",
    NoteSort.AGREES: "=",
    NoteSort.CREDIT: "c",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place that two texts share: its number in its list, what stands in each, and a figure that goes with it.

    Where the words differ, `runs_a` and `runs_b` tell which; else they are empty.
    """

    number: int
    words_a: str
    words_b: str
    figure: str
    runs_a: Runs = ()
    runs_b: Runs = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Places of one sort, in the order of their list; `letter` and a place's number are its mark in the texts."""

    name: str
    note: str
    letter: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a text that are marked in one way: classes of the mark, and what stands behind them, such as `x1`."""

    words: str
    marks: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of two texts side by side; `note` says what it is where it is not that both say the same."""

    number: int
    a: tuple[Run, ...]
    b: tuple[Run, ...]
    aligned: bool


def groups(packet: Packet, pair: PacketPair) -> list[Group]:
    """Lists of what two texts share, by sort; empty ones are left out.

    Where the texts stand side by side, the lists are of what is hard to see there.
    """
    a, b = packet.article(pair.a), packet.article(pair.b)
    proof, facts = pair.comparison, pair.faced.facing.facts
    plain = [one for one in proof.passages if not one.quoted and not one.stock]
    quoted = [one for one in proof.passages if one.quoted and not one.stock]
    stock = [one for one in proof.passages if one.stock]
    whole = packet.texts is TextsKept.WHOLE
    listed: list[tuple[str, str, str, Sequence[Passage | Counterpart | Rewording | Fact]]] = [
        (
            "Phrases with a word exchanged",
            "A word of the one stands for another word of the other.",
            _LETTERS[NoteSort.SPUN],
            proof.spun,
        ),
        (
            "Quotations that the two word differently",
            "Both stand as direct speech.",
            _LETTERS[NoteSort.ALTERED],
            proof.altered,
        ),
        (
            "Numbers and names that differ in sentences that say the same",
            "Each stands where the other text has another.",
            _LETTERS[NoteSort.CONFLICTS],
            [one for one in facts if not one.agrees],
        ),
        (
            "Numbers and names that agree",
            "Independent reports of one event agree in these, too.",
            _LETTERS[NoteSort.AGREES],
            [one for one in facts if one.agrees],
        ),
    ]
    if not whole:
        listed = [
            ("Shared passages", "Word for word, but for words that are marked.", "P", plain),
            ("Sentences that say the same", "Words that only one of the two has are marked.", "S", proof.counterparts),
            ("Shared quotations", "Direct speech in both; not counted as derived matter.", "D", quoted),
            ("Shared stock lines, captions and furniture", "Shown, and never counted.", "F", stock),
            *listed,
        ]
    return [
        Group(name, note, letter, tuple(_place(a, b, number, one) for number, one in enumerate(places, 1)))
        for name, note, letter, places in listed
        if places
    ]


def _place(a: PacketArticle, b: PacketArticle, number: int, one: Passage | Counterpart | Rewording | Fact) -> Place:
    left, right = (shorten(words or "", _LONGEST_PLACE) for words in (a.words(one.a), b.words(one.b)))
    figure = ""
    if isinstance(one, Passage):
        figure = counted(one.words, "word")
    elif isinstance(one, Counterpart):
        figure = f"likeness {one.likeness:.2f}"
    elif isinstance(one, Fact):
        return Place(number, left, right, one.sort.value)
    same = " ".join(left.split()) == " ".join(right.split())
    return Place(number, left, right, figure, *((None if same else differing(left, right)) or ((), ())))


def rows(packet: Packet, pair: PacketPair) -> tuple[list[Row], int]:
    """Two texts side by side, and how many characters of them are left out for their length; none without both."""
    a, b = packet.article(pair.a), packet.article(pair.b)
    if a.text is None or b.text is None:
        return [], 0
    named = [[one.span for one in article.credits if one.span] for article in (a, b)]
    found = []
    for number, row in enumerate(rows_of(pair.faced, *named), 1):
        sides = _runs(a, row.a), _runs(b, row.b)
        if any(sides):
            found.append(Row(number, *sides, row.aligned))
    return found, sum(max(0, article.characters - LONGEST) for article in (a, b))


def _runs(article: PacketArticle, side: Sequence[Stretch]) -> tuple[Run, ...]:
    """One side of a row up to the longest length, without the white space at its end, which would part rows."""
    found: list[Run] = []
    for place, stretch in enumerate(side):
        words = (article.words(stretch.span) or "")[: max(0, LONGEST - stretch.span.start)]
        if place == len(side) - 1:
            words = words.rstrip()
        marks = f"{stretch.matter.value} quoted" if stretch.quoted else stretch.matter.value
        label = " ".join(f"{_LETTERS[note.sort]}{note.number + 1}" for note in stretch.notes)
        if words:
            found.append(Run(words, marks, label))
    return tuple(found)
