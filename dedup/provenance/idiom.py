"""How natural the order of a text's common words is, in English.

A spinner, a chain of translations and a model told to be dramatic leave the facts and disturb the idiom: `in opposition
to` for `against`, an article dropped, an adverb where none stands. Words outside a small vocabulary of common ones are
reduced to their ending, so that the table knows no subject; what is left is a sequence of function words and shapes,
and the table says how often each follows two others in news copy. It was counted over reports written for this project.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.words import keys_of, reader

_FILE = "idiom.json"
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d[\d.,:]*|[.,;:!?]")
ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ness", "ity", "er", "est", "ous", "al", "ive", "able", "s")
START = "<"
_MARKS = (START, ".", ",", "#", "N")
_OTHER = "-w"
_ENDINGS = tuple(ending.encode() for ending in ENDINGS)
# Sightings that a shorter context is worth: tried 3 to 20, with no difference to speak of; a power of two, so that no
# machine rounds a product with it.
_SMOOTHING = 8.0
_FEWEST = 40  # tokens that a text is divided by at least: a sentence alone has no idiom to measure
_WORDS = 16_384  # whose endings are kept at hand
_MAX_TEXT = 60_000  # characters: 10,000 words say enough


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Counts of words and shapes, of pairs, and of triples as `first second third` joined by spaces."""

    vocabulary: frozenset[str]
    single: dict[str, int]
    pairs: dict[str, int]
    triples: dict[str, int]
    after_one: dict[str, int]
    after_two: dict[str, int]
    total: int

    @property
    def shapes(self) -> tuple[str, ...]:
        """All shapes, those of marks first, and the common words; the compiled form knows each by its place here."""
        return *_MARKS, *(f"-{ending}" for ending in ENDINGS), _OTHER, *sorted(self.vocabulary)

    @classmethod
    def of(
        cls, vocabulary: frozenset[str], single: dict[str, int], pairs: dict[str, int], triples: dict[str, int]
    ) -> Table:
        """A table with the sums that it needs."""
        after_one: dict[str, int] = {}
        after_two: dict[str, int] = {}
        for sums, counts in ((after_one, pairs), (after_two, triples)):
            for key, count in counts.items():
                context = key.rpartition(" ")[0]
                sums[context] = sums.get(context, 0) + count
        return cls(vocabulary, single, pairs, triples, after_one, after_two, sum(single.values()))

    def gain(self, before: str, previous: str, token: str) -> float:
        """Log of how much likelier a token is after two others than anywhere; `before` is "" after but one."""
        anywhere = (self.single.get(token, 0) + 1) / (self.total + len(self.single) + 1)
        pair = f"{previous} {token}"
        likely = (self.pairs.get(pair, 0) + _SMOOTHING * anywhere) / (self.after_one.get(previous, 0) + _SMOOTHING)
        if before:
            seen = self.triples.get(f"{before} {pair}", 0)
            likely = (seen + _SMOOTHING * likely) / (self.after_two.get(f"{before} {previous}", 0) + _SMOOTHING)
        return math.log(likely / anywhere)


def shapes(paragraph: str, vocabulary: frozenset[str]) -> list[str]:
    """A paragraph as common words, and for the rest their shapes: number, name, ending.

    `vocabulary` has words in lower case.
    """
    found = [START]
    for token in _TOKEN.findall(paragraph.replace("’", "'")):
        if token in vocabulary:
            shape = token
        elif token[0].isdigit():
            shape = "#"
        elif token in ".!?":
            shape = "."
        elif token in ",;:":
            shape = ","
        elif (lower := token.lower()) in vocabulary:
            shape = lower
        elif token[0].isupper() and found[-1] not in {START, "."}:
            shape = "N"
        else:
            shape = _ending(lower)
        found.append(shape)
    return found


@lru_cache(maxsize=_WORDS)
def _ending(lower: str) -> str:
    """The shape of a word that is neither common nor a name."""
    return next((f"-{end}" for end in ENDINGS if lower.endswith(end) and len(lower) > len(end) + 2), _OTHER)


def naturalness(text: str, table: Table | None = None) -> float:
    """Mean gain of a text's tokens over their bare frequency; about 0.6 to 1.3 in English prose, 0 for a bare list."""
    known, straight = table if table is not None else shipped_table(), text[:_MAX_TEXT].replace("’", "'")
    total, count = kernels.idiom(reader(), straight, *_arrays(known)) if COMPILED else plain_gains(straight, known)
    return total / max(count, _FEWEST)


def plain_gains(text: str, table: Table) -> tuple[float, int]:
    """The sum of gains of all tokens of a text, and how many these are; what the compiled form is to give."""
    total, count = 0.0, 0
    for paragraph in text.split("\n"):
        tokens = shapes(paragraph, table.vocabulary)
        for triple in zip(["", *tokens], tokens, tokens[1:], strict=False):
            total += table.gain(*triple)
        count += len(tokens) - 1
    return total, count


_Arrays = tuple[
    NDArray[np.uint64], NDArray[np.uint16], tuple[bytes, ...], float,
    NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64],
    NDArray[np.uint64], NDArray[np.float64],
]  # fmt: skip


@lru_cache(maxsize=2)
def _arrays(table: Table) -> _Arrays:
    """A table as the compiled form reads it.

    The keys of common words, ascending, with their numbers; endings; smoothing; by number how likely a shape is
    anywhere and how often one follows it; by two numbers how often they come together and how often one follows them;
    triples of numbers, 16 bits each, ascending, and how often each was seen.
    """
    names = table.shapes
    number = {name: place for place, name in enumerate(names)}
    anywhere = np.array([(table.single.get(name, 0) + 1) / (table.total + len(table.single) + 1) for name in names])
    after_one = np.array([float(table.after_one.get(name, 0)) for name in names])
    pairs, after_two = (np.zeros((len(names), len(names))) for _ in range(2))
    for counts, known in ((pairs, table.pairs), (after_two, table.after_two)):
        for pair, count in known.items():
            first, second = pair.split(" ")
            counts[number[first], number[second]] = count
    coded = {}
    for triple, count in table.triples.items():
        a, b, c = (number[name] for name in triple.split(" "))
        coded[a << 32 | b << 16 | c] = count
    triples = np.array(sorted(coded), np.uint64)
    seen = np.array([float(coded[code]) for code in triples.tolist()])
    keys = keys_of(sorted(table.vocabulary))
    order = np.argsort(keys)
    places = (order + len(names) - len(table.vocabulary)).astype(np.uint16)
    return keys[order], places, _ENDINGS, _SMOOTHING, anywhere, after_one, pairs, after_two, triples, seen


@lru_cache(maxsize=1)
def shipped_table() -> Table:
    """The table that comes with the package."""
    record = json.loads(files(__package__).joinpath(_FILE).read_text("utf-8"))
    return Table.of(frozenset(record["vocabulary"]), record["single"], record["pairs"], record["triples"])
