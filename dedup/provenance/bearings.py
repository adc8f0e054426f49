"""Which way a pair of texts points when nothing but the texts is known: a sum of named figures with natural signs.

Each figure is of -1..1 and changes its sign when the texts are exchanged; above 0 it speaks for A as the derivative. A
copy is shorter than what it was made from, has fewer numbers and names, turns direct speech into reported speech, and
swaps plain words for rarer, louder or more general ones. No figure holds for every sort of copy: a rival adds names of
its own, a tabloid its adjectives. The weights are fitted over texts of several makers (tests/evaluation), none can be
below 0, and they are read from a small file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import copysign, fsum, log
from operator import itemgetter

from dedup.errors import DedupError
from dedup.model import Clue, Direction, Overlap
from dedup.provenance.contrast import Bearing, contrast
from dedup.provenance.traits import Traits

_FILE = "direction.json"
_SHOWN = 0.15  # log-odds below which a figure is not worth a line
_TOLD = 0.005  # log-odds below which the rest of them is not worth one either
# Pairs of texts, some 2 kB each beside their traits: as many as the candidates and voters of one story make, and as all
# pairs of a story that is small enough to have all looked into.
_KEPT = 2_048
_NAME = itemgetter(0)


def measure(a: Traits, b: Traits, overlap: Overlap) -> dict[str, Bearing]:
    """All figures of a pair that can be taken, unscaled; exchanging the texts changes their signs and nothing else."""
    return {**_of_the_pair(a, b, overlap), **contrast(a, b)}


def _of_the_pair(a: Traits, b: Traits, overlap: Overlap) -> dict[str, Bearing]:
    """The figures that hang on what the texts share word for word, or are not the same number from either side."""
    share_a, share_b = overlap.containment_a, overlap.containment_b
    shorter, longer = (a.words, b.words) if a.words <= b.words else (b.words, a.words)
    length = log((longer + 20) / (shorter + 20))
    return {
        "length": (length if a.words <= b.words else -length, a.words, b.words),
        "containment": (share_a - share_b, share_a, share_b),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """For each figure the size at which it has its full effect, and that effect in log-odds."""

    scales: Mapping[str, float]
    weights: Mapping[str, float]
    fitted_on: str

    def value(self, name: str, figure: float) -> float:
        """What a figure adds to the log-odds that A comes from B."""
        scale = self.scales.get(name)
        if not scale:
            return 0.0
        share = figure / scale
        return self.weights[name] * (1.0 if share > 1.0 else -1.0 if share < -1.0 else share)


Weighed = tuple[str, float, float, float]
"""A figure by name, what it adds to the log-odds that A comes from B, and the numbers of A and B it was made from."""


def text_clues(
    a: Traits,
    b: Traits,
    overlap: Overlap,
    weights: Weights | None = None,
    tells: Callable[[str], bool] | None = None,
) -> tuple[Clue, ...]:
    """What the two texts say about their direction, the weightiest first; small figures are put into one line.

    `tells` says of a figure by name whether it counts; all do without it.
    """
    shown, rest = _weighed(a, b, overlap, weights, tells)
    clues = [_clue(*one) for one in shown]
    clues.sort(key=lambda clue: (-clue.weight, clue.name))
    if abs(rest) >= _TOLD:
        clues.append(
            Clue("other_traits", "Smaller differences of the two texts, together.", _toward(rest), round(abs(rest), 3))
        )
    return tuple(clues)


def text_balance(a: Traits, b: Traits, overlap: Overlap, weights: Weights | None = None) -> float:
    """The log-odds that A comes from B by the texts alone: the sum of the `text_clues`, without their sentences."""
    shown, rest = _weighed(a, b, overlap, weights)
    told = [one[1] for one in shown]
    if abs(rest) >= _TOLD:
        told.append(rest)
    return fsum(copysign(round(abs(value), 3), value) for value in told)


def _weighed(
    a: Traits,
    b: Traits,
    overlap: Overlap,
    weights: Weights | None,
    tells: Callable[[str], bool] | None = None,
) -> tuple[list[Weighed], float]:
    """Figures that are worth a line each, by name, and the sum of the others.

    The shorter text is looked at first, from whichever side is asked.
    """
    if a.words > b.words:
        shown, rest = _weighed(b, a, overlap.swapped(), weights, tells)
        return [(name, -value, mine, theirs) for name, value, theirs, mine in shown], -rest
    known = weights if weights is not None else shipped_weights()
    found = list(_told(a, b, known))
    found += [(name, known.value(name, one[0]), one[1], one[2]) for name, one in _of_the_pair(a, b, overlap).items()]
    found.sort(key=_NAME)
    shown = []
    rest = 0.0
    for one in found:
        if tells is not None and not tells(one[0]):
            continue
        if -_SHOWN < one[1] < _SHOWN:
            rest += one[1]
        else:
            shown.append(one)
    return shown, rest


@lru_cache(maxsize=_KEPT)
def _told(a: Traits, b: Traits, weights: Weights) -> Sequence[Weighed]:
    """The figures of two texts by themselves, by name.

    A story asks for a pair several times over, from either side and with every trace. Traits are known by what they
    are, not by what they say: those of a text that is read anew are others.
    """
    value = weights.value
    return sorted(
        [(name, value(name, figure), mine, theirs) for name, (figure, mine, theirs) in contrast(a, b).items()],
        key=_NAME,
    )


def _toward(value: float) -> Direction:
    return Direction.A_FROM_B if value > 0 else Direction.B_FROM_A


def _clue(name: str, value: float, mine: float, theirs: float) -> Clue:
    of_copy, of_source = (mine, theirs) if value > 0 else (theirs, mine)
    said, form = _sentence(name, "{a}" if value > 0 else "{b}", "{b}" if value > 0 else "{a}")
    many = "" if of_source == 1 else "s"
    said = said.replace("#1", form(of_copy)).replace("#2", form(of_source)).replace("(s)", many)
    return Clue(name, said, _toward(value), round(abs(value), 3))


@lru_cache(maxsize=64)
def _sentence(name: str, copy: str, source: str) -> tuple[str, Callable[[float], str]]:
    """What is said of a figure, with marks for its two numbers, and how these are written; `(s)` goes with #2."""
    template, form = _SENTENCES[name]
    return template.replace("COPY", copy).replace("SOURCE", source), _FORMS[form]


_FORMS = {
    "count": lambda value: f"{value:,.0f}",
    "percent": lambda value: f"{100 * value:.0f} %",
    "thousand": lambda value: f"{1000 * value:.1f}",
    "plain": lambda value: f"{value:.2f}",
}
_SENTENCES = {
    "length": ("SOURCE has #2 word(s), COPY #1.", "count"),
    "containment": ("#1 of COPY stands word for word in SOURCE, #2 of SOURCE in COPY.", "percent"),
    "indirect": ("COPY reports #2 word(s) that SOURCE has as direct speech; the reverse holds for #1.", "count"),
    "numbers": ("SOURCE has #2 number(s) that COPY lacks, COPY #1 that SOURCE lacks.", "count"),
    "names": ("SOURCE has #2 name(s) that COPY lacks, COPY #1 that SOURCE lacks.", "count"),
    "rare": ("SOURCE has #2 rare word(s) that COPY lacks, COPY #1 that SOURCE lacks.", "count"),
    "quoted": ("#2 of SOURCE is direct speech, #1 of COPY.", "percent"),
    "said": ("SOURCE says `said` and the like #2 times in a thousand words, COPY #1 times.", "thousand"),
    "contractions": ("SOURCE has #2 endings such as `n't` and `'s` in a thousand words, COPY #1.", "thousand"),
    "moments": ("SOURCE names days and hours #2 times in a thousand words, COPY #1 times.", "thousand"),
    "figures": ("#2 of SOURCE's characters are digits, #1 of COPY's.", "percent"),
    "named": ("#2 of SOURCE's words are names, #1 of COPY's.", "percent"),
    "idiom": ("The order of common words is more natural in SOURCE (#2) than in COPY (#1).", "plain"),
    "odd_words": ("COPY's plain words are rarer (#1) than SOURCE's (#2), as after an exchange of synonyms.", "plain"),
    "variety": ("COPY repeats fewer words (#1 are new) than SOURCE (#2), as after an exchange of synonyms.", "percent"),
    "general": ("COPY has #1 words of general comment in a thousand, SOURCE #2.", "thousand"),
    "stately": ("COPY has #1 verbs such as `stated` and `noted` in a thousand words, SOURCE #2.", "thousand"),
    "pasted": (
        "Lines of COPY break off in mid-sentence, #1 in a thousand words (SOURCE: #2), as if pasted.",
        "thousand",
    ),
    "own_words": (
        "The words that COPY alone has are rarer (#1) than those that SOURCE alone has (#2), as after rewording.",
        "plain",
    ),
    "stops": ("COPY ends #1 sentences in a thousand words, SOURCE #2: copies cut sentences up.", "thousand"),
    "commas": ("COPY has #1 commas in a thousand words, SOURCE #2.", "thousand"),
    "dashes": ("SOURCE has #2 dashes in a thousand words, COPY #1.", "thousand"),
    "untidy": ("SOURCE has #2 slips of spacing in a thousand words, COPY #1, as after tidying up.", "thousand"),
    "small_words": (
        "SOURCE has #2 small words such as `up`, `just` and `still` in a thousand, COPY #1.",
        "thousand",
    ),
    "articles": ("COPY says `the` and `of` #1 times in a thousand words, SOURCE #2 times.", "thousand"),
    "loud": ("COPY has #1 loud words and exclamations in a thousand, SOURCE #2.", "thousand"),
}


def parse(content: str) -> Weights:
    """Read a file of weights; raises DedupError for one that is not ours or has a weight below 0."""
    try:
        record = json.loads(content)
        scales = {str(name): float(entry[0]) for name, entry in record["figures"].items()}
        weights = {str(name): float(entry[1]) for name, entry in record["figures"].items()}
        fitted_on = str(record["fitted_on"])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise DedupError(f"The weights of directions cannot be read ({error}). Fit them again.") from error
    for name, weight in weights.items():
        if name not in _SENTENCES or weight < 0 or scales[name] <= 0:
            raise DedupError(f"The weights of directions are refused at {name!r}. Fit them again.")
    return Weights(scales, weights, fitted_on)


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with the package."""
    return parse(files(__package__).joinpath(_FILE).read_text("utf-8"))
