"""Reading anew the words of texts that an archive holds, where the normal form has changed since they were stored."""

from __future__ import annotations

from datetime import datetime

from dedup.archive.intake import take_in
from dedup.archive.library import Library
from dedup.archive.params import Params
from dedup.archive.prepare import prepare, settled
from dedup.archive.relate import settle
from dedup.config import params_digest
from dedup.provenance import Registry
from dedup.store import Writer
from dedup.text.words import WORDS_SCHEME, words_of

_SCHEME = "scheme.words"
_REREAD = 500  # articles at a time: their texts are some 2 MB


def reword(
    writer: Writer, library: Library, params: Params, at: datetime, registry: Registry
) -> tuple[frozenset[int], frozenset[int]]:
    """Move each article whose words are others now than when it was stored to the content that has them.

    Gives the contents that are concerned and the articles that were moved; none of these has another state by it.
    Texts in ASCII are passed over: what changed their words would change those of every archive.
    """
    concerned: set[int] = set()
    moved: set[int] = set()
    if writer.get_meta(_SCHEME) == WORDS_SCHEME:
        return frozenset(), frozenset()
    numbers = sorted(writer.heads())
    for start in range(0, len(numbers), _REREAD):
        rows = [row for row in writer.articles(numbers[start : start + _REREAD]) if not row.article.text.isascii()]
        held = writer.digests({row.content for row in rows})
        changed = [row.article for row in rows if _reads_otherwise(row.article.text, held[row.content])]
        if changed:
            prepared = prepare(changed, params.fingerprint)
            batch = [settled(one, article, None) for one, article in zip(prepared, changed, strict=True)]
            taken = take_in(writer, library, batch, params_digest(params.fingerprint), at, registry)
            concerned |= taken.contents
            concerned |= settle(writer, library, params.compare, fresh=taken.fresh, shaken=taken.shaken)
            moved |= taken.articles
    writer.set_meta(_SCHEME, WORDS_SCHEME)
    return frozenset(concerned), frozenset(moved)


def _reads_otherwise(text: str, digest: bytes) -> bool:
    words = words_of(text)
    return len(words) > 0 and words.digest != digest
