"""`dedup stories`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TextIO

from dedup.archive import Holdings, StoryFilter
from dedup.model import OriginStatus, Story
from dedup.report.console import drawing
from dedup.report.listings import print_stories
from dedup.report.records import MEMBER_COLUMNS, member_records, story_record
from dedup.report.writers import Format, flat, write_records


def run_stories(db: str, form: Format, *, origin: str | None, publisher: str | None, uncredited: bool) -> int:
    """List the stories, all or those that are asked for."""
    status = OriginStatus(origin) if origin is not None else None
    wanted = StoryFilter(status=status, publisher=publisher, uncredited=uncredited)
    with Holdings.open(db, create=False) as archive:
        if form is Format.TABLE:
            with drawing(sys.stdout) as console:
                print_stories(console, archive.stories(wanted), chosen=bool(wanted))
        else:
            write_stories(archive.stories(wanted), form, sys.stdout)
    return 0


def write_stories(stories: Iterator[Story], form: Format, stream: TextIO) -> int:
    """Write stories, as a line for each member where the format is CSV; gives the number of stories."""
    if form is not Format.CSV:
        return write_records((story_record(story) for story in stories), form, stream)
    number = 0

    def rows() -> Iterator[Iterator[Mapping[str, object]]]:
        nonlocal number
        for story in stories:
            number += 1
            yield member_records(story)

    write_records(flat(rows()), form, stream, MEMBER_COLUMNS)
    return number
