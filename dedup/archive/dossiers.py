"""All that is known of two articles side by side, read within one snapshot of the archive."""

from __future__ import annotations

from dedup.archive.addresses import required
from dedup.archive.checking import faced, furniture_of
from dedup.archive.crediting import Crediting
from dedup.archive.origins import direction_of
from dedup.archive.reviews import statuses
from dedup.archive.tracing import Tracer
from dedup.config import CompareParams
from dedup.errors import UsageError
from dedup.model import Comparison, Derivation, Direction, Dossier, MachineWord
from dedup.provenance import weigh
from dedup.store import ArticleRow, Reader


def dossier_of(reader: Reader, tracer: Tracer, params: CompareParams, names: tuple[str, str]) -> Dossier:
    """What is known of two articles, by key or address; raises NotFoundError, and UsageError for one twice."""
    a, b = (required(reader, name) for name in names)
    if a.id == b.id:
        raise UsageError(f"A review is of two articles, and {a.article.key} was given twice; name another one.")
    found = faced(a.article, b.article, furniture_of(reader, (a.article, b.article)), params)
    derivation = direction_of(reader, tracer, a.article, b.article, found.comparison)
    given = reader.credits([a.id, b.id])
    homes = reader.story_of([a.id, b.id])
    keys = {a.article.key, b.article.key}
    return Dossier(
        a=a.article,
        b=b.article,
        faced=found,
        derivation=derivation,
        machine=_machine(found.comparison, derivation),
        credited=_credited(reader, a, b, derivation),
        credits_a=given[a.id],
        credits_b=given[b.id],
        reviews=tuple(one for one in statuses(reader, [a.article.key]) if set(one.review.pair) == keys),
        stories=(homes.get(a.id), homes.get(b.id)),
    )


def _machine(comparison: Comparison, derivation: Derivation | None) -> MachineWord:
    """What the machine says, without the words of people that stand in the ledger of a direction."""
    if derivation is not None and not derivation.revision:
        derivation = weigh(clue for clue in derivation.clues if clue.name != "review")
    return MachineWord(
        comparison.kind,
        comparison.score,
        derivation.direction if derivation else Direction.UNDETERMINED,
        derivation.certainty if derivation else None,
    )


def _credited(reader: Reader, a: ArticleRow, b: ArticleRow, derivation: Derivation | None) -> bool | None:
    if derivation is None:
        return None
    heads = reader.heads([a.id, b.id])
    return Crediting(reader).between(heads[a.id], {b.id: (heads[b.id], derivation.direction)}).get(b.id)
