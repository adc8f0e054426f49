"""What an archive tells a review desk: its docket, and pages of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from dedup.archive.choosing import StoryFilter
from dedup.archive.docket import Docket, docket_of
from dedup.archive.docketing import around, next_after, page_of
from dedup.archive.leafing import stories_of
from dedup.archive.params import Params
from dedup.archive.past import Past
from dedup.model import Around, DocketFilter, DocketPage, StoryPage


class Queued(Past):
    """The part of an archive that a review desk asks for what there is to look at."""

    _params: Params

    def stamp(self) -> int:
        """A number that changes with every transaction that anybody has written; see `Store.stamp`."""
        return self._store.stamp()

    def docket(self, own: Collection[str], at: datetime) -> Docket:
        """The docket of the archive as it is now; `own` are names and domains of one's own outlets."""
        with self._store.reading() as reader:
            return docket_of(reader, own, self._params.compare, at)

    def docket_page(
        self, docket: Docket, asked: DocketFilter, start: tuple[str, str] | None = None, size: int = 50
    ) -> DocketPage:
        """Pairs of a docket under conditions, with what people said until now, from the pair `start` on."""
        with self._store.reading() as reader:
            return page_of(reader, docket, asked, start, size)

    def next_pair(self, docket: Docket, asked: DocketFilter, after: tuple[str, str] | None) -> tuple[str, str] | None:
        """The keys (copy first) of the pair of a docket that comes after another one, else of the first."""
        with self._store.reading() as reader:
            return next_after(reader, docket, asked, after)

    def around(self, docket: Docket, asked: DocketFilter, pair: tuple[str, str]) -> Around:
        """Where a pair, by its keys in either order, stands among those of a docket that are asked for."""
        with self._store.reading() as reader:
            return around(reader, docket, asked, pair)

    def story_page(self, docket: Docket, wanted: StoryFilter, start: str | None = None, size: int = 50) -> StoryPage:
        """Stories that a filter asks for, those with most members first, from the story `start` on."""
        with self._store.reading() as reader:
            return stories_of(reader, docket.press, wanted, start, size)
