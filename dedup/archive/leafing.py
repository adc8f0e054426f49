"""Pages of the stories that a filter asks for; `dedup.archive.choosing` streams all of them."""

from __future__ import annotations

from dedup.archive.choosing import StoryFilter
from dedup.archive.press import Press
from dedup.archive.reviews import standing, with_words
from dedup.model import StoryPage
from dedup.store import Reader


def stories_of(
    reader: Reader, press: Press, wanted: StoryFilter, start: str | None = None, size: int = 50
) -> StoryPage:
    """Stories with most members first, from the one with the id `start` on; the first page where there is none such.

    `press` are the publishers of the archive, which may be those of a moment ago.
    """
    if wanted.publisher is None:
        ids = reader.listed_stories(wanted.status, silent=wanted.uncredited)
    else:
        asked = press.houses.asked(wanted.publisher)
        namings = [(row.publisher, row.outlet) for row in press.namings if press.naming(row) in asked]
        outside = [naming for naming in set(reader.outside_namings()) if press.houses.of(*naming) in asked]
        ids = reader.listed_stories(wanted.status, silent=wanted.uncredited, namings=namings, outside=outside)
    place = {id_: number for number, id_ in enumerate(ids)}
    first = place.get(start, 0) if start is not None else 0
    shown = ids[first : first + size]
    found = {story.id: story for story in reader.stories(shown)}
    words = standing(reader, [member.article for story in found.values() for member in story.members])
    return StoryPage(
        stories=tuple(with_words(found[id_], words) for id_ in shown if id_ in found),
        total=len(ids),
        first=first,
        previous=ids[max(0, first - size)] if first else None,
        following=ids[first + size] if first + size < len(ids) else None,
    )
