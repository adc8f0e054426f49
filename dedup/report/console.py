"""The console that draws tables for people, and the small parts that all drawings share."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from rich.console import Console
from rich.text import Text

from dedup.model import Comparison, Kind, Member, Origin, OriginStatus, Role
from dedup.report.plain import plain

_PIPED_WIDTH = 80  # columns where there is no terminal to ask
_NARROWEST = 40  # below this no column has room for a word

STRENGTH = {
    Kind.IDENTICAL: "bold red",
    Kind.NEAR_COPY: "red",
    Kind.EXCERPT: "yellow",
    Kind.REWRITE: "magenta",
    Kind.SUMMARY: "magenta",
    Kind.QUOTATION: "cyan",
    Kind.SAME_EVENT: "green",
    Kind.UNRELATED: "green",
}


@contextmanager
def drawing(stream: TextIO) -> Iterator[Console]:
    """A console to draw on: as wide as the terminal, else as COLUMNS says, else 80. Data is never read as markup.

    What goes into a pipe or a file has no blanks at the ends of its lines, and arrives when the drawing is complete.
    """
    if stream.isatty():
        yield _console(stream, None)
        return
    canvas = io.StringIO()
    yield _console(canvas, _width())
    stream.writelines(f"{line.rstrip()}\n" for line in canvas.getvalue().split("\n")[:-1])


def _console(stream: TextIO, width: int | None) -> Console:
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False, legacy_windows=False)


def _width() -> int:
    given = os.environ.get("COLUMNS", "")
    return max(_NARROWEST, int(given)) if given.isascii() and given.isdigit() else _PIPED_WIDTH


def text(value: str | None, style: str = "", *, missing: str = "–") -> Text:
    """A value from outside as rich text, cleaned; `missing` stands for nothing."""
    cleaned = plain(value) if value else ""
    return Text(cleaned or missing, style=style if cleaned else "dim")


def kind_text(kind: Kind | None) -> Text:
    """A kind of relation in its colour."""
    return Text(kind.value.replace("_", " "), style=STRENGTH[kind]) if kind else Text("")


def relation_text(comparison: Comparison) -> Text:
    """The kind of a relation, and that it may be more where that is so."""
    return kind_text(comparison.kind).append(", possibly derived" if comparison.possible else "")


def headline(title: str | None, publisher: str | None, published: str | None, key: str) -> Text:
    """A title (else the key) with publisher and date."""
    line = Text(plain(title) if title and plain(title) else plain(key), style="bold")
    aside = ", ".join(plain(part) for part in (publisher, published) if part and plain(part))
    return line.append(f" – {aside}", style="not bold dim") if aside else line


def member_headline(member: Member) -> Text:
    """A member's title with publisher and day."""
    return headline(member.title, member.publisher, day(member.published), member.article)


def day(published: str | None) -> str | None:
    """The day of an ISO date and, if it has one, its minute, in UTC as dates are put in order: `2026-03-02 06:30`."""
    if published is None or "T" not in published:
        return published
    return f"{datetime.fromisoformat(published).astimezone(UTC):%Y-%m-%d %H:%M}"


def role_word(role: Role) -> str:
    """What a member is to its story, for people."""
    return "canonical witness" if role is Role.WITNESS else role.value


def origin_sentence(origin: Origin) -> str:
    """What is known of a story's origin, in a sentence."""
    named = " ".join(
        part for part in (plain(origin.name or ""), f"({plain(origin.domain)})" if origin.domain else "") if part
    )
    if origin.status is OriginStatus.HELD:
        return f"Origin held: {plain(origin.article or '')}."
    if origin.status is OriginStatus.NOT_HELD:
        return f"Origin not held; it seems to be {named or 'unnamed'}. The canonical copy is a witness to it."
    return "Origin undetermined: no member is established as the source. The canonical copy is a witness to it."
