"""The probability that a pair is derived: a sum of named weights over measured figures, read from a small file.

Each term rises from 0 at `low` to its full weight at `high` of its figure and stays there, so that nothing extreme
outvotes the rest. Terms of likeness have weights of 0 and more, terms of conflict of 0 and less: the fit is held to
these signs, and a file that breaks them is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

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

    def value(self, figures: Mapping[str, float]) -> float:
        """The term's share of the log-odds of a pair."""
        part = (figures[self.figure] - self.low) / (self.high - self.low)
        return self.weight * min(1.0, max(0.0, part))


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model: log-odds of an empty pair, terms, and the digest of the labels that it was fitted on."""

    prior: float
    terms: tuple[Term, ...]
    fitted_on: str

    def contributions(self, figures: Mapping[str, float]) -> dict[str, float]:
        """What each figure adds to the log-odds; figures without weight are left out."""
        added: dict[str, float] = {}
        for term in self.terms:
            added[term.figure] = added.get(term.figure, 0.0) + term.value(figures)
        return added

    def log_odds(self, figures: Mapping[str, float]) -> float:
        """Log-odds that a pair is derived."""
        return self.prior + sum(term.value(figures) for term in self.terms)


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
