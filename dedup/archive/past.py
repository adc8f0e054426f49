"""What an archive tells of an article's past: what it was read from, and the states that it was in."""

from __future__ import annotations

from dedup.archive.addresses import required
from dedup.archive.holdings import Holdings
from dedup.archive.keeping import chosen_page
from dedup.archive.revisions import revision_report
from dedup.model import KeptPage, RevisionReport
from dedup.store import RevisionRow


class Past(Holdings):
    """The part of an archive that looks back."""

    def captures(self, key: str) -> list[KeptPage]:
        """The captures of an article whose payload is kept, as they came in; raises NotFoundError."""
        with self._store.reading() as reader:
            return reader.captures(required(reader, key).id)

    def capture(self, key: str, number: int | None = None) -> tuple[KeptPage, bytes]:
        """One kept capture of an article, by its number or the newest, and its payload byte for byte.

        Raises NotFoundError, and ArchiveDamagedError where the bytes are not those that were kept.
        """
        with self._store.reading() as reader:
            return chosen_page(reader, required(reader, key).id, key, number)

    def revisions(self, key: str) -> list[RevisionRow]:
        """Earlier states of an article, oldest first."""
        with self._store.reading() as reader:
            return reader.revisions(required(reader, key).id)

    def revision_report(self, key: str) -> RevisionReport:
        """All states of an article, what changed between them, and which articles have what was taken away."""
        with self._store.reading() as reader:
            return revision_report(reader, required(reader, key))
