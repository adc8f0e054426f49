"""How the ledger writes counts, shares and probabilities."""

from __future__ import annotations

import math

_CERTAIN = 50.0  # log-odds beyond which four places show nothing but 0 or 1


def probability(log_odds: float) -> float:
    """Probability of 0..1, to four places, for log-odds."""
    return round(1.0 / (1.0 + math.exp(-max(-_CERTAIN, min(_CERTAIN, log_odds)))), 4)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 passage`, `2 passages`."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def percent(share: float) -> str:
    """A share in whole per cent, which says 100 only where nothing is missing and 0 only where there is nothing."""
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{min(99, round(100 * share)) if share < 1 else 100} %"
