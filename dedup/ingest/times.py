"""Where a page shows its reader when it was published: `<time>` elements, microdata, the lines around the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml.html import HtmlElement

from dedup.ingest.dates import day_in, read_date
from dedup.ingest.markup import elements_at, holds, text_of
from dedup.model import DateClaim, MetaSource

SEPARATOR = re.compile(r"\s+(?:[|•·»«—–‹›~]|-{1,2})\s+|\s*[|]\s*")
"""What sets the parts of a title or a line apart."""
BESIDE = holds(
    "ancestor::*[self::aside or self::footer[not(ancestor::article)] or self::nav or contains(@class, 'related')"
    " or contains(@class, 'comment') or contains(@class, 'teaser')]"
)
"""Whether an element stands beside the article or below it."""
_ELSEWHERE = holds(  # posts and quotations of others, columns beside the text, what readers say
    "ancestor::*[self::blockquote or @id='aside' or @id='sidebar' or @id='comments'"
    " or contains(concat(' ', normalize-space(@class), ' '), ' sidebar ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' aside ')]"
)
_PUBLISH_CLASS = re.compile(r"publish|pubdate|posted|entry-date|created|date|datum|fecha|time", re.IGNORECASE)
_UPDATE_CLASS = re.compile(r"updat|modif|aktualis", re.IGNORECASE)
_IN_ARTICLE = holds("ancestor::article or ancestor::main or ancestor::header")
_TIME_PLACES = elements_at(
    ".//*[@itemprop='datePublished'] | .//time | .//*[contains(@property, 'datePublished')]"
    " | .//*[contains(@property, 'dateCreated')]"
)
_DATA_TIMES = ("data-datetime", "data-timestamp", "data-time", "data-date", "data-published", "data-publish-date")
_BELOW_HEADING = elements_at("(.//h1)[1]/following::time")
_TIMES = 60  # `<time>` elements looked at; a page with more is a list of articles
_NEAR_BELOW = 25  # pieces of text after a headline among which its date line stands
_NEAR_ABOVE = 6
_DAY_LINE = 8  # words; a longer line that holds a date is a caption or prose
_OTHER_DAY = timedelta(days=2)  # further apart than a time of day and a zone can put one moment


def visible_times(tree: HtmlElement) -> Iterator[tuple[str | None, MetaSource]]:
    """`<time>` elements and microdata that may show the publication: marked ones first, those beside it never.

    Nothing is looked for before the first is asked for: most pages say it where it is read before.
    """
    found: list[tuple[int, bool, int, str | None]] = []
    elements = _TIME_PLACES(tree)[:_TIMES]
    after = _BELOW_HEADING(tree)
    below = set(after)
    # Pages mark teasers and comments so as well: of several such elements the first one below the headline counts.
    dated = [element for element in elements if element.get("pubdate") is not None]
    dated = [element for element in dated if len(dated) == 1 or element is next(iter(after), dated[0])]
    for place, element in enumerate(elements):
        marks = " ".join(element.get(name) or "" for name in ("class", "itemprop", "property", "id"))
        named = element.get("itemprop") or element.get("property") or ""
        own = named.endswith(("datePublished", "dateCreated")) or element in dated
        beside = BESIDE(element) or _ELSEWHERE(element)
        if (not own and beside) or (_UPDATE_CLASS.search(marks) and "publish" not in marks.lower()):
            continue
        in_article = _IN_ARTICLE(element)
        rank = 1 if _PUBLISH_CLASS.search(marks) and in_article else 2 if in_article else 3
        if own:
            rank = 4 if beside else 0
        found.append((rank, element not in below, place, _time_of(element)))
    for *_, value in sorted(found, key=lambda item: item[:3]):
        if value and re.search(r"\d", value):
            yield value, MetaSource.MARKUP


def _time_of(element: HtmlElement) -> str | None:
    """What an element says of a time: its text where that shows another day than the program that made the page."""
    written: str | None = (
        element.get("datetime")
        or element.get("content")
        or next((told for name in _DATA_TIMES if (told := element.get(name))), None)
    )
    shown: str = text_of(element)
    if not written:
        return shown
    day = day_in(shown) if len(shown) <= 10 * _DAY_LINE and not _UPDATE_CLASS.search(shown) else None
    claim = read_date(written, MetaSource.MARKUP) if day else None
    if day is None or not isinstance(claim, DateClaim):
        return written
    apart = abs(datetime.fromisoformat(day).replace(tzinfo=UTC) - claim.at)
    return day if apart > _OTHER_DAY else written


def days_near_headline(tree: HtmlElement) -> list[tuple[str | None, MetaSource]]:
    """Days in short lines around the headline, those below it first, those of a change last."""
    heading = next(iter(tree.iter("h1")), None)
    if heading is None:
        return []
    near = [*_pieces(heading, "following", _NEAR_BELOW), *reversed(_pieces(heading, "preceding", _NEAR_ABOVE))]
    day_first = _names_day_first(tree)
    days = [(day, bool(_UPDATE_CLASS.search(line))) for line in near if (day := _own_day(line, day_first=day_first))]
    return [(day, MetaSource.MARKUP) for day, _ in sorted(days, key=lambda found: found[1])]


def only_day(tree: HtmlElement) -> list[tuple[str | None, MetaSource]]:
    """The day on a line of its own, if the page has no other one."""
    body = tree.find("body")
    lines = body.itertext() if body is not None else ()
    day_first = _names_day_first(tree)
    found = {day for line in lines if (day := _own_day(line, day_first=day_first))}
    return [(day, MetaSource.MARKUP) for day in found] if len(found) == 1 else []


def _names_day_first(tree: HtmlElement) -> bool:
    """Whether 4/3/2026 is the fourth of March in the language of a page."""
    language = (tree.getroottree().getroot().get("lang") or "").lower()
    return language != "" and not language.startswith("en")


def _own_day(line: str, *, day_first: bool) -> str | None:
    """The day in a line that holds little else, or that a separator sets apart at the line's beginning."""
    first = SEPARATOR.split(line.strip()[: 10 * _DAY_LINE], maxsplit=1)[0]
    if first != line and len(first.split()) <= 4:
        day = day_in(first, day_first=day_first)
        if day:
            return day
    return day_in(line, day_first=day_first) if len(line) <= 10 * _DAY_LINE and len(line.split()) <= _DAY_LINE else None


def _pieces(heading: HtmlElement, axis: str, count: int) -> list[str]:
    """The text pieces of a page next to a heading, in the order of the page."""
    place = f"position() <= {count}" if axis == "following" else f"position() > last() - {count}"
    return [str(piece) for piece in heading.xpath(f"({axis}::text()[normalize-space()])[{place}]")]
