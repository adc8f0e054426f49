"""What is known of filings by their numbers: arrays that grow as texts are filed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True, eq=False)
class Filings:
    """All filings that a snapshot knows, by number: the content (0: none any more), the mass, the number itself.

    `drops` says how often filings had been dropped by then, `last` is the highest number known.
    """

    drops: str
    last: int
    owner: NDArray[np.int64]
    mass: NDArray[np.int64]
    alive: NDArray[np.int64]

    def add(self, numbers: NDArray[np.int64], contents: NDArray[np.int64], masses: NDArray[np.int64]) -> None:
        """Note filings with higher numbers than any so far."""
        self.last = int(numbers.max())
        self.owner, self.mass, self.alive = (_grown(array, self.last) for array in (self.owner, self.mass, self.alive))
        self.owner[numbers], self.mass[numbers], self.alive[numbers] = contents, masses, numbers


def _grown(array: NDArray[np.int64], last: int) -> NDArray[np.int64]:
    """The array with room for an index, twice as large as it was at least."""
    if last < len(array):
        return array
    grown = np.zeros(max(last + 1, 2 * len(array)), np.int64)
    grown[: len(array)] = array
    return grown
