"""The probability that a pair is derived: a sum of named weights over measured figures, read from a small file.

Each term rises from 0 at `low` to its full weight at `high` of its figure and stays there, so that nothing extreme
outvotes the rest. Terms of likeness have weights of 0 and more, terms of conflict of 0 and less: the fit is held to
these signs, and a file that breaks them is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError

AGAINST = frozenset({"own_facts", "other_names", "conflicts", "name_conflicts", "shortness"})
_WEIGHTS = "weights.json"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the sum, in log-odds: 0 up to `low` of the figure, `weight` from `high` on, straight in between."""

    figure: str
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Model:
    """A fitted model: log-odds of an empty pair, terms, and the digest of the labels that it was fitted on."""

    prior: float
    terms: tuple[Term, ...]
    fitted_on: str

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The figures that count, each once."""
        return tuple(dict.fromkeys(term.figure for term in self.terms))

    @cached_property
    def _ramps(self) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Of each term the number of its figure, where it begins, how far it reaches, and its weight."""
        numbers = np.array([self.figures.index(term.figure) for term in self.terms], np.intp)
        low, reach, weight = np.array([(t.low, t.high - t.low, t.weight) for t in self.terms]).reshape(-1, 3).T
        return numbers, low, reach, weight

    def contributions(self, figures: Mapping[str, float]) -> dict[str, float]:
        """What each figure adds to the log-odds; figures without weight are left out."""
        numbers, low, reach, weight = self._ramps
        values = np.array([figures[name] for name in self.figures])
        added = weight * np.minimum(1.0, np.maximum(0.0, (values[numbers] - low) / reach))
        return dict(zip(self.figures, np.bincount(numbers, added, len(self.figures)).tolist(), strict=True))

    def log_odds(self, figures: Mapping[str, float]) -> float:
        """Log-odds that a pair is derived."""
        return self.prior + sum(self.contributions(figures).values())

    def log_odds_at_most(self, figures: Mapping[str, float], unknown: Collection[str]) -> float:
        """The greatest log-odds of a pair of which some figures are not known, whatever these turn out to be."""
        added = self.contributions(figures)
        known = sum(value for name, value in added.items() if name not in unknown)
        return self.prior + known + sum(max(0.0, term.weight) for term in self.terms if term.figure in unknown)


def parse(content: str) -> Model:
    """Read a weights file.

    Raises:
        DedupError: the file is not one of ours, or gives likeness a weight below 0 or conflict one above.
    """
    try:
        record = json.loads(content)
        terms = tuple(Term(str(t[0]), float(t[1]), float(t[2]), float(t[3])) for t in record["terms"])
        model = Model(float(record["prior"]), terms, str(record["fitted_on"]))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise DedupError(f"The weights of the rewrite model cannot be read ({error}). Fit them again.") from error
    for term in terms:
        wrong_sign = term.weight > 0 if term.figure in AGAINST else term.weight < 0
        if wrong_sign or term.high <= term.low:
            raise DedupError(
                f"The weights of the rewrite model are refused: {term.figure} has the wrong sign or an empty range. "
                "Fit them again."
            )
    return model


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the package."""
    return parse(_shipped_file())


@lru_cache(maxsize=1)
def model_digest() -> str:
    """Name the model that comes with the package: eight hex digits of the SHA-256 of its file."""
    return hashlib.sha256(_shipped_file().encode()).hexdigest()[:8]


def _shipped_file() -> str:
    return files(__package__).joinpath(_WEIGHTS).read_text("utf-8")
