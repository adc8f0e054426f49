"""What changed in stories that were traced anew, and why: the lines of their history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from dedup.model import Change, ChangeSort, Origin, OriginStatus, Review, Role, Story


def changes(
    before: Sequence[Story], after: Sequence[Story], heirs: Mapping[str, str], at: datetime
) -> tuple[Change, ...]:
    """Lines for each story that is new, or whose canonical copy or origin is another than it was.

    `heirs` gives for ids that vanished the story that took their place.
    """
    held = {member.article for story in before for member in story.members}
    former: dict[str, list[Story]] = {}
    for story in before:
        former.setdefault(heirs.get(story.id, story.id), []).append(story)
    found: list[Change] = []
    for story in after:
        earlier = former.get(story.id, [])
        if not earlier:
            found.append(_formed(story, at))
        for old in earlier:
            found.extend(_changed(old, story, held, at))
    return tuple(found)


def review_changes(
    moved: Sequence[Review], before: Sequence[Story], after: Sequence[Story], heirs: Mapping[str, str], at: datetime
) -> Iterator[Change]:
    """A line for each review that came in or was undone, in each story that holds or held one of its articles."""
    home: dict[str, list[str]] = {}
    for story in (*after, *before):
        for member in story.members:
            home.setdefault(member.article, []).append(heirs.get(story.id, story.id))
    for review in moved:
        keys = " and ".join(review.pair)
        new = f"review of {keys} undone" if review.undone_at else f"{review.word.value.replace('_', ' ')}: {keys}"
        reason = f"Undone: {review.sentence}" if review.undone_at else review.sentence
        for story in sorted({*home.get(review.a, ()), *home.get(review.b, ())}):
            yield Change(story=story, at=at, sort=ChangeSort.REVIEW, old=None, new=new, reason=reason)


def _formed(story: Story, at: datetime) -> Change:
    members = sum(member.role is not Role.CITING for member in story.members)
    reason = f"{members} articles are found to belong together. Canonical copy: {story.reason}"
    said = f"{story.canonical}; {origin_words(story.origin)}"
    return Change(story=story.id, at=at, sort=ChangeSort.FORMED, old=None, new=said, reason=reason)


def _changed(old: Story, story: Story, held: set[str], at: datetime) -> list[Change]:
    found = []
    if old.canonical != story.canonical:
        known = story.canonical in held
        came = "It has been a member before; more is known now." if known else "It came in after the others."
        reason = f"{came} {story.reason}"
        found.append(
            Change(
                story=story.id, at=at, sort=ChangeSort.CANONICAL, old=old.canonical, new=story.canonical, reason=reason
            )
        )
    if _identity(old.origin) != _identity(story.origin):
        strongest = max(story.ledger, key=lambda line: line.weight, default=None)
        reason = strongest.sentence if strongest is not None else "Nothing speaks for any member any more."
        words = (origin_words(origin) for origin in (old.origin, story.origin))
        found.append(
            Change(story=story.id, at=at, sort=ChangeSort.ORIGIN, old=next(words), new=next(words), reason=reason)
        )
    return found


def _identity(origin: Origin) -> tuple[OriginStatus, str | None]:
    return origin.status, origin.article if origin.status is OriginStatus.HELD else origin.name


def origin_words(origin: Origin) -> str:
    """What is known of an origin, in a few words."""
    if origin.status is OriginStatus.HELD:
        return f"origin held: {origin.article}"
    if origin.status is OriginStatus.NOT_HELD:
        return f"origin not held: {origin.name or 'unnamed'}"
    return "origin undetermined"
