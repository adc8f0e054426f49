"""Reviews between the model and the archive's rows, both ways. Reading trusts nothing, as in `dedup.store.codec`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from dedup.model import Direction, Review, ReviewReport, Word
from dedup.store.snapshot import Snapshot
from dedup.store.values import (
    body_text,
    flag_of,
    instant_of,
    instant_text,
    int_of,
    name_text,
    optional_name,
    optional_text_of,
    text_of,
)

REVIEW_COLUMNS = (
    "a_key", "b_key", "word", "direction", "reviewer", "note", "at", "undone_at", "a_digest", "b_digest", "score_seen",
    "credited",
)  # fmt: skip
REVIEW_LIST = ", ".join(("id", *REVIEW_COLUMNS))


def review_values(review: Review) -> tuple[object, ...]:
    """The row of `review` after its number: REVIEW_COLUMNS."""
    return (
        review.a,
        review.b,
        review.word.value,
        review.direction.value if review.direction else None,
        review.reviewer,
        review.note,
        instant_text(review.at),
        instant_text(review.undone_at) if review.undone_at else None,
        review.a_digest,
        review.b_digest,
        int(review.score_seen),
        None if review.credited is None else int(review.credited),
    )


def review_of(row: Sequence[Any]) -> tuple[int, Review]:
    """The number and the review of a row of REVIEW_LIST."""
    number, a, b, word, direction, reviewer, note, at, undone_at, a_digest, b_digest, seen, credited = row
    return int_of(number), Review(
        a=text_of(a),
        b=text_of(b),
        word=Word(word),
        direction=None if direction is None else Direction(direction),
        reviewer=text_of(reviewer),
        note=text_of(note),
        at=instant_of(at),
        undone_at=None if undone_at is None else instant_of(undone_at),
        a_digest=optional_text_of(a_digest),
        b_digest=optional_text_of(b_digest),
        score_seen=bool(flag_of(seen)),
        credited=flag_of(credited),
    )


class ReviewReader(Snapshot):
    """Questions about reviews to one snapshot of an archive."""

    def reviews(self, keys: Iterable[str] | None = None) -> list[Review]:
        """Reviews that name one of the keys (all with None), in the order of their pairs and, in each, of time."""
        found = (review for _, review in self._numbered_reviews(keys))
        return sorted(found, key=lambda review: (review.pair, review.order))

    def _numbered_reviews(self, keys: Iterable[str] | None) -> list[tuple[int, Review]]:
        sql = f"SELECT {REVIEW_LIST} FROM review"
        if keys is None:
            rows = {row[0]: row for row in self._rows(sql)}
        else:
            asked = {name_text(key) for key in keys}
            rows = {
                row[0]: row for side in ("a_key", "b_key")
                for row in self._rows_in(f"{sql} WHERE {side} IN ({{}})", asked)
            }  # fmt: skip
        return [self._decoded("review", review_of, row) for row in rows.values()]


def storable(review: Review) -> Review:
    """The review with its texts as they can be stored, and so as they come back."""
    return replace(
        review,
        a=name_text(review.a),
        b=name_text(review.b),
        reviewer=name_text(review.reviewer),
        note=body_text(review.note),
        a_digest=optional_name(review.a_digest),
        b_digest=optional_name(review.b_digest),
    )


def merged(held: Review, again: Review) -> Review:
    """Two records of one review as one, whichever came first: the earlier undoing, and all that either knows."""
    undone = [at for at in (held.undone_at, again.undone_at) if at is not None]
    return replace(
        held,
        undone_at=min(undone, default=None),
        a_digest=_smaller(held.a_digest, again.a_digest),
        b_digest=_smaller(held.b_digest, again.b_digest),
        score_seen=held.score_seen or again.score_seen,
        credited=held.credited if again.credited is None else bool(held.credited or again.credited),
    )


def _smaller(one: str | None, other: str | None) -> str | None:
    return min((value for value in (one, other) if value is not None), default=None)


class Intake:
    """What taking in reviews comes to, against those held on the same pairs."""

    def __init__(self, held: Iterable[tuple[int, Review]]) -> None:
        self._held = {review.identity: (number, review) for number, review in held}
        self._before = {identity: review for identity, (_, review) in self._held.items()}
        self._fresh: dict[tuple[object, ...], Review] = {}
        self._given = 0

    def take(self, review: Review) -> None:
        """Take in one review; the same one twice is one."""
        self._given += 1
        identity = review.identity
        if identity in self._held:
            number, held = self._held[identity]
            self._held[identity] = (number, merged(held, review))
        else:
            known = self._fresh.get(identity)
            self._fresh[identity] = merged(known, review) if known else review

    @property
    def fresh(self) -> list[Review]:
        """Reviews that were not held, in an order of their own."""
        return sorted(self._fresh.values(), key=lambda review: (review.pair, review.order))

    @property
    def changed(self) -> list[tuple[int, Review]]:
        """Reviews held of which more is known now, with their numbers."""
        return [row for identity, row in self._held.items() if row[1] != self._before[identity]]

    @property
    def moved(self) -> list[Review]:
        """Reviews that say something new: fresh ones that stand, and those that were undone by this."""
        standing = (review for review in self.fresh if review.undone_at is None)
        return [*standing, *(review for _, review in self._undone())]

    @property
    def report(self) -> ReviewReport:
        """How many of each."""
        undone = len(self._undone())
        return ReviewReport(
            added=len(self._fresh), undone=undone, unchanged=max(0, self._given - len(self._fresh) - undone)
        )

    def _undone(self) -> list[tuple[int, Review]]:
        return [row for row in self.changed if row[1].undone_at and not self._before[row[1].identity].undone_at]
