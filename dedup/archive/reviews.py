"""Reviews as an archive keeps them: what became of each, and which word holds on a pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from dedup.errors import NotFoundError, UsageError
from dedup.model import DerivedPair, Review, ReviewState, ReviewStatus, Story, Word, effective
from dedup.store import ArticleHead, Reader

Standing = Mapping[str, Mapping[str, Word]]
"""The word that holds on a pair of articles that are held, by the key of either and then of the other."""

_MOMENT = timedelta(microseconds=1)  # between two words on one pair
_FIRST = (Word.SAME, Word.NOT_SAME, Word.UNSURE)  # of several words on one member, which is shown


def statuses(reader: Reader, keys: Iterable[str] | None = None) -> list[ReviewStatus]:
    """Reviews that name one of the keys (all with None) in the order of pairs and of time, and what became of them."""
    reviews = reader.reviews(keys)
    heads = _heads(reader, reviews)
    digests = _digests(reader, heads)
    homes = reader.story_of({head.id for head in heads.values()})
    holding = set(effective(reviews).values())
    found = []
    for review in reviews:
        changed = any(
            given is not None and key in digests and digests[key] != given
            for key, given in ((review.a, review.a_digest), (review.b, review.b_digest))
        )
        found.append(ReviewStatus(review, _state(review, heads, homes, holds=review in holding), changed))
    return found


def _state(review: Review, heads: Mapping[str, ArticleHead], homes: Mapping[int, str], *, holds: bool) -> ReviewState:
    if review.undone_at is not None:
        return ReviewState.UNDONE
    if review.a not in heads or review.b not in heads:
        return ReviewState.DORMANT
    if review.word is Word.UNSURE:
        return ReviewState.UNSURE
    if not holds:
        return ReviewState.SUPERSEDED
    a, b = heads[review.a], heads[review.b]
    if review.word is Word.NOT_SAME:
        return ReviewState.IDENTICAL if a.content == b.content else ReviewState.EFFECTIVE
    together = a.content == b.content or (a.id in homes and homes[a.id] == homes.get(b.id))
    return ReviewState.EFFECTIVE if together else ReviewState.BLOCKED


def standing(reader: Reader, keys: Iterable[str] | None = None) -> Standing:
    """The word that holds on each pair of held articles (with `keys`, on those that name one of them).

    That two articles are not the same whose texts are, letter for letter, holds nowhere.
    """
    reviews = effective(reader.reviews(keys))
    heads = _heads(reader, reviews.values())
    found: dict[str, dict[str, Word]] = {}
    for (a, b), review in reviews.items():
        if a in heads and b in heads and not (
            review.word is Word.NOT_SAME and heads[a].content == heads[b].content
        ):  # fmt: skip
            found.setdefault(a, {})[b] = found.setdefault(b, {})[a] = review.word
    return found


def story_of(reader: Reader, story: str) -> Story:
    """The story with an id, with the words that people have on its members."""
    found = next(iter(reader.stories([story])))
    return with_words(found, standing(reader, [member.article for member in found.members]))


def with_words(story: Story, words: Standing) -> Story:
    """The story, each member with the word that holds on it and another member: `same`, if any is."""
    keys = {member.article for member in story.members}
    said = {key: [word for other, word in words.get(key, {}).items() if other in keys] for key in keys}
    if not any(said.values()):
        return story
    members = (
        replace(member, reviewed=min(said[member.article], key=_FIRST.index, default=None)) for member in story.members
    )
    return replace(story, members=tuple(members))


def pair_with_word(pair: DerivedPair, words: Standing) -> DerivedPair:
    """The pair with the word that holds on it."""
    word = words.get(pair.a, {}).get(pair.b)
    return replace(pair, reviewed=word) if word is not None else pair


def as_given(reader: Reader, review: Review) -> Review:
    """A person's word as it is kept: with the digests of both texts, and newer than any other on the pair.

    The newest word is the one given last, whatever the clocks say. Raises NotFoundError for an article that is not
    held, UsageError for `not_same` of two with one text.
    """
    heads = _heads(reader, [review])
    for key in review.pair:
        if key not in heads:
            raise NotFoundError(
                f"The archive holds no article {key!r}, so it cannot be reviewed; `dedup export articles` lists "
                "the keys."
            )
    if review.word is Word.NOT_SAME and heads[review.a].content == heads[review.b].content:
        raise UsageError(
            f"{review.a} and {review.b} are the same letter for letter, so they cannot be called not the same; "
            "if the archive has one of them wrong, ingest that article again."
        )
    digests = _digests(reader, heads)
    last = max((one.at for one in reader.reviews([review.a]) if one.pair == review.pair), default=None)
    at = review.at if last is None else max(review.at, last + _MOMENT)
    return replace(review, at=at, a_digest=digests[review.a], b_digest=digests[review.b])


def _heads(reader: Reader, reviews: Iterable[Review]) -> dict[str, ArticleHead]:
    numbers = reader.article_ids({key for review in reviews for key in review.pair}).values()
    return {head.key: head for head in reader.heads(set(numbers)).values()}


def _digests(reader: Reader, heads: Mapping[str, ArticleHead]) -> dict[str, str]:
    """The normal forms of articles, by key, as reviews name them."""
    rows = reader.contents({head.content for head in heads.values()})
    return {key: rows[head.content].digest.hex() for key, head in heads.items()}
