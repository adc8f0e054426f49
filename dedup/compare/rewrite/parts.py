"""The words of one text that count in a pair, made ready for set operations: all of it sorted once a text.

A pair in which both texts quote the same speech leaves that out. What is sorted stays sorted when some of it is left
out, so that such a pair costs a few masks and no sorting.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dedup.compare.rewrite.memo import once_a_text
from dedup.text.keys import distinct, steps
from dedup.text.views import Views

MAX_SENTENCES = 600  # of each text that are aligned; longer ones (live blogs) are compared on their first 600
NUMBER, NAME, RARE, CERTAIN = 1, 2, 4, 8  # marks of a word; certain are numbers and the names that are beyond doubt

_OPENING = 0.4  # of a text: what reports of one event have in common stands there first of all
_HEADING = 0.75  # share of capitals in a sentence from which they say nothing; at least four content words
_HEADING_WORDS = 4
_TELLING = 1.2  # rarity of a word that would be written small
_MAX_ANCHORS = 3_000

Stems = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Rarity = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Part:
    """The content words of one text that count in a pair, sorted by stem and then by place.

    The first five arrays have one entry a word: `sentence` is the number of its sentence, -1 beyond those that are
    aligned. `everything` are the distinct stems of the whole text, left-out words included; `sentences` is how many
    sentences are aligned; `trigrams` and `skeletons` are distinct and ascending. Figures by stem have one entry for
    each of `distinct`.
    """

    places: Places
    stems: Stems
    rarity: Rarity
    marks: NDArray[np.uint8]
    sentence: NDArray[np.int32]
    everything: Stems
    sentences: int
    trigrams: Stems
    skeletons: Stems

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def first(self) -> Places:
        """Entry at which each distinct stem begins."""
        return np.flatnonzero(steps(self.stems))

    @cached_property
    def number(self) -> Places:
        """Which of the distinct stems each entry has."""
        return np.cumsum(steps(self.stems)) - 1

    @cached_property
    def distinct(self) -> Stems:
        """Each stem once, ascending."""
        return self.stems[self.first]

    @cached_property
    def weights(self) -> Rarity:
        """Rarity of each distinct stem where it is rarest."""
        return np.maximum.reduceat(self.rarity, self.first) if len(self) else self.rarity

    @cached_property
    def weight(self) -> float:
        """Rarity of all distinct stems together."""
        return float(self.weights.sum())

    @cached_property
    def place(self) -> Places:
        """Where each distinct stem stands first."""
        return self.places[self.first]

    @cached_property
    def counts(self) -> Places:
        """How often each distinct stem stands in the text."""
        return np.diff(self.first, append=len(self))

    @cached_property
    def once(self) -> Mask:
        """Distinct stems that stand once: details rather than the subject."""
        return np.asarray(self.counts == 1, np.bool_)

    @cached_property
    def once_weight(self) -> float:
        """Rarity of the details together."""
        return float(self.weights[self.once].sum())

    @cached_property
    def later(self) -> Mask:
        """Details that stand after the opening of the text."""
        return self.once & (self.rank[self.first] >= _OPENING * len(self))

    @cached_property
    def in_text(self) -> Places:
        """The entries in the order in which they stand in the text."""
        return np.argsort(self.places)

    @cached_property
    def rank(self) -> Places:
        """How many entries stand before each in the text."""
        rank = np.empty(len(self), np.intp)
        rank[self.in_text] = np.arange(len(self))
        return rank

    @cached_property
    def stem_of(self) -> Places:
        """Which of the distinct stems each of `everything` is; -1 where it is none."""
        found = np.full(len(self.everything), -1, np.intp)
        found[self.everything.searchsorted(self.distinct)] = np.arange(len(self.distinct))
        return found

    @cached_property
    def numbers(self) -> Places:
        """Which of the distinct stems are numbers."""
        return self._marked(NUMBER)[0]

    @cached_property
    def names(self) -> Places:
        """Which of the distinct stems are names."""
        return self._marked(NAME)[0]

    @cached_property
    def rare(self) -> Places:
        """Which of the distinct stems are rare words."""
        return self._marked(RARE)[0]

    @cached_property
    def certain(self) -> tuple[Places, Rarity]:
        """Which of the distinct stems are numbers or names beyond doubt, and their rarity where they first are."""
        return self._marked(CERTAIN)

    @cached_property
    def specifics(self) -> tuple[Places, Rarity, float]:
        """Which of the distinct stems are numbers or rare words, their rarity where they first are, and its sum."""
        stems, rarity = self._marked(NUMBER | RARE)
        return stems, rarity, float(rarity.sum())

    @cached_property
    def anchors(self) -> list[int]:
        """Stems of numbers, names and rare words as they follow one another in the text."""
        ordered = self.in_text[self.marks[self.in_text] & (NUMBER | NAME | RARE) > 0]
        return [int(stem) for stem in self.stems[ordered[:_MAX_ANCHORS]].tolist()]

    @cached_property
    def table(self) -> tuple[Places, NDArray[np.int32]]:
        """The distinct stems that each sentence holds: pairs of a distinct stem and a sentence, ascending."""
        kept = self._told
        return self.number[kept], self.sentence[kept]

    @cached_property
    def told(self) -> Rarity:
        """Rarity of the distinct stems of each sentence together."""
        kept = self._told
        return np.bincount(self.sentence[kept], self.rarity[kept], self.sentences).astype(np.float32)

    @cached_property
    def _told(self) -> Places:
        """Entries at which a sentence holds a stem for the first time."""
        return np.flatnonzero((steps(self.stems) | steps(self.sentence)) & (self.sentence >= 0))

    def _marked(self, marks: int) -> tuple[Places, Rarity]:
        """Distinct stems with one of some marks, and the rarity of each at the first place that has it."""
        entries = np.flatnonzero(self.marks & marks)
        stems = self.number[entries]
        new = steps(stems)
        return stems[new], self.rarity[entries[new]]


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """Shingles of a text, sorted, and the word at which each begins; `size` words each."""

    keys: Stems
    places: Places
    size: int

    def outside(self, out: Mask) -> Stems:
        """Distinct shingles that touch no word that is left out."""
        before = np.concatenate((np.zeros(1, np.intp), np.cumsum(out)))
        keys: Stems = self.keys[before[self.places] == before[self.places + self.size]]
        return keys[steps(keys)]


def place_in(values: Stems, ascending: Stems) -> tuple[Places, Mask]:
    """Where values stand among others that are distinct and ascending, and whether they do."""
    if not len(ascending):
        return np.zeros(len(values), np.intp), np.zeros(len(values), np.bool_)
    at = np.minimum(ascending.searchsorted(values), len(ascending) - 1)
    return at, ascending[at] == values


def part_of(view: Views, hidden: Mask | None = None) -> Part:
    """What counts of a text; `hidden` marks the words of quotations that the other text has too."""
    whole = _whole(view)
    if hidden is None:
        return whole
    kept = ~hidden[whole.places]
    trigrams, skeletons = _shingles(view)
    out = hidden | view.stock
    return Part(
        whole.places[kept], whole.stems[kept], whole.rarity[kept], whole.marks[kept], whole.sentence[kept],
        whole.everything, whole.sentences, trigrams.outside(out), skeletons.outside(out),
    )  # fmt: skip


@once_a_text
def everything(view: Views) -> Stems:
    """The distinct stems of a text, function words included, ascending."""
    return distinct(view.stems)


@once_a_text
def _whole(view: Views) -> Part:
    places = np.flatnonzero(view.rarity > 0)
    places = places[np.argsort(view.stems[places], kind="stable")]
    starts = view.sentences[: MAX_SENTENCES + 1]
    sentence = (starts.searchsorted(places, side="right") - 1).astype(np.int32)
    sentence[places >= starts[-1]] = -1
    certain = view.number | (view.name & ~_doubtful(view))
    marks = (view.number * NUMBER + view.name * NAME + view.rare * RARE + certain * CERTAIN).astype(np.uint8)
    trigrams, skeletons = _shingles(view)
    return Part(
        places, view.stems[places], view.rarity[places], marks[places], sentence, everything(view), len(starts) - 1,
        trigrams.outside(view.stock), skeletons.outside(view.stock),
    )  # fmt: skip


@once_a_text
def _shingles(view: Views) -> tuple[_Sorted, _Sorted]:
    """Shingles of three words, and of six of which content words but the anchors are masked."""
    return _sorted(view.trigrams, len(view)), _sorted(view.skeletons, len(view))


def _sorted(shingles: Stems, words: int) -> _Sorted:
    order = np.argsort(shingles)
    return _Sorted(shingles[order], order, words - len(shingles) + 1)


def _doubtful(view: Views) -> Mask:
    """Words at the opening of a sentence, and those of sentences in which nearly every word has a capital."""
    openings = np.zeros(len(view), np.bool_)
    openings[view.sentences[:-1]] = True
    sentence = np.cumsum(openings) - 1
    telling = view.rarity > _TELLING
    count = len(view.sentences) - 1
    words = np.bincount(sentence[telling], minlength=count)
    capitals = np.bincount(sentence[telling & view.name], minlength=count)
    heading = (words >= _HEADING_WORDS) & (capitals >= _HEADING * words)
    return np.asarray(openings | heading[sentence], np.bool_) if count else openings
