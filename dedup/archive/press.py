"""The publishers of an archive: how its articles name them, and who is meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dedup.archive.crediting import head_imprint, registry_of
from dedup.provenance import Houses, imprint
from dedup.store import ArticleHead, NamingRow, Reader


@dataclass(frozen=True, slots=True, eq=False)
class Press:
    """The publishers of the articles of one snapshot, and of the origins that are not held.

    `namings` are the ways in which articles name their publishers, each with `NamingRow.articles` of them.
    """

    houses: Houses
    namings: Sequence[NamingRow]

    def of(self, head: ArticleHead) -> str | None:
        """What tells the publisher of an article from every other; None where nothing is known of it."""
        publisher = head_imprint(head)
        return self.houses.of(publisher.name, publisher.domain)

    def naming(self, row: NamingRow) -> str | None:
        """The same for the articles of one naming."""
        publisher = imprint(row.publisher, row.uri, row.canonical_url)
        return self.houses.of(publisher.name, publisher.domain)


def press_of(reader: Reader) -> Press:
    """The publishers of an archive; no text is read, and no article by itself."""
    namings = reader.namings()
    counts: Counter[tuple[str | None, str | None]] = Counter(reader.outside_namings())
    for row in namings:
        publisher = imprint(row.publisher, row.uri, row.canonical_url)
        counts[publisher.name, publisher.domain] += row.articles
    return Press(Houses(counts, registry_of(reader)), namings)
