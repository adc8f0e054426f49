"""Pages of runs that a writer's connection keeps from one transaction to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import islice

# 32 MB as a rule, which are the pages of 20,000 articles: a batch of a hundred asks for nearly all of them, and reading
# one takes 3 microseconds.
_MOST = 16_000

Read = Callable[[int, Sequence[int]], Sequence[bytes]]
"""Reads pages of a run, by its number and theirs, in the order asked for."""


class KeptPages:
    """The pages that were asked for first, until their run goes; runs never change.

    To give way to what was asked for last is of no use where every batch asks for pages from one end of the runs to the
    other.
    """

    def __init__(self) -> None:
        self._runs: dict[int, dict[int, bytes]] = {}

    def pages(self, run: int, numbers: Sequence[int], read: Read) -> list[bytes]:
        """Pages of a run by their numbers, those that are not kept as they are read."""
        kept = self._runs.setdefault(run, {})
        missing = [number for number in numbers if number not in kept]
        if not missing:
            return [kept[number] for number in numbers]
        fresh = dict(zip(missing, read(run, missing), strict=True))
        found = [kept[number] if number in kept else fresh[number] for number in numbers]
        kept.update(islice(fresh.items(), max(_MOST - sum(map(len, self._runs.values())), 0)))
        return found

    def keep_only(self, runs: Collection[int]) -> None:
        """Let the pages of all other runs go."""
        for gone in self._runs.keys() - set(runs):
            del self._runs[gone]
