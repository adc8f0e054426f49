"""What people said of pairs, as stories are built: which texts it joins, which it keeps apart, and how they relate.

People speak of articles, stories are clusters of texts. A word on two articles holds for all that have their texts:
those of one text are always in one story.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dedup.archive.tracing import Related
from dedup.model import Kind, Overlap, Review, Word, effective
from dedup.store import ArticleHead, Reader


class Words:
    """The standing words on pairs of the given articles, of which both texts are there."""

    def __init__(self, reviews: Iterable[Review], heads: Iterable[ArticleHead]) -> None:
        self._heads = {head.key: head for head in heads}
        self._lengths = {head.content: head.words for head in self._heads.values()}
        decided = [review for review in effective(reviews).values() if review.word.decided]
        held = [review for review in decided if review.a in self._heads and review.b in self._heads]
        self.standing = sorted(held, key=lambda review: (review.order, review.pair), reverse=True)
        """The newest first."""

    def together(self) -> list[tuple[int, int]]:
        """Pairs of contents that a person calls the same, the newest word first."""
        return self._contents(Word.SAME)

    def apart(self) -> list[tuple[int, int]]:
        """Pairs of contents that a person calls not the same; two articles of one text cannot be parted."""
        return self._contents(Word.NOT_SAME)

    def within(self, heads: Iterable[ArticleHead]) -> list[Review]:
        """The words by which two of the given articles are the same."""
        keys = {head.key for head in heads}
        return [one for one in self.standing if one.word is Word.SAME and one.a in keys and one.b in keys]

    def length(self, content: int) -> int:
        """The number of words of a content of one of the articles."""
        return self._lengths[content]

    def _contents(self, word: Word) -> list[tuple[int, int]]:
        pairs = (
            (self._heads[review.a].content, self._heads[review.b].content)
            for review in self.standing
            if review.word is word
        )
        return list(dict.fromkeys((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]))


def partners(reader: Reader, reviews: Iterable[Review]) -> set[int]:
    """The contents of the articles that some reviews call the same as another."""
    return contents_of(reader, [review for review in effective(reviews).values() if review.word is Word.SAME])


def contents_of(reader: Reader, reviews: Iterable[Review]) -> set[int]:
    """The contents of the articles that reviews are of, as far as they are held."""
    numbers = reader.article_ids({key for review in reviews for key in review.pair}).values()
    return {head.content for head in reader.heads(set(numbers)).values()}


def as_reviewed(known: Sequence[Related], words: Words) -> list[Related]:
    """The relations with those that people add: a pair that is called the same and was found to be no derived one.

    Such a pair is a rewrite, since what is plainer than that is found; where nothing was found, nothing is shared. They
    come in the order of their numbers, in which they are given.
    """
    together = words.together()
    if not together:
        return list(known)
    rows = {frozenset(row[:2]): row for row in known}
    for a, b in together:
        row = rows.get(frozenset((a, b)))
        if row is None:
            rows[frozenset((a, b))] = (a, b, Kind.REWRITE, 0.0, Overlap(words.length(a), words.length(b), 0, 0))
        elif not row[2].derived:
            rows[frozenset((a, b))] = (row[0], row[1], Kind.REWRITE, row[3], row[4])
    return sorted(rows.values(), key=lambda row: row[:2])


def stirring(reader: Reader, moved: Sequence[Review]) -> list[Review]:
    """Those of some reviews that came in or were undone which can change a story.

    `unsure` changes none. Nor does a first word that keeps two apart which stand in no story together: no clusters that
    joined had both, so all join as they did.
    """
    numbers = reader.article_ids({key for review in moved for key in review.pair})
    homes = reader.story_of(numbers.values())
    told: dict[tuple[str, str], int] = {}
    for review in reader.reviews(numbers):
        told[review.pair] = told.get(review.pair, 0) + review.word.decided

    def together(review: Review) -> bool:
        a, b = (homes.get(numbers.get(key, 0)) for key in review.pair)
        return a is not None and a == b

    def first(review: Review) -> bool:
        return review.word is Word.NOT_SAME and review.undone_at is None and told.get(review.pair, 0) <= 1

    return [one for one in moved if one.word.decided and (not first(one) or together(one))]
