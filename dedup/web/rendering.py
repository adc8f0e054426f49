"""The one environment of templates: everything is escaped, and a name that is missing is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from dedup.model import DateClaim, Kind, Span
from dedup.report.plain import counted, percent, plain, shorten, shorten_name
from dedup.report.timeline import READ_FROM
from dedup.web.cells import visible

_NAME = 60  # characters of a key or address that stands among other things
_TITLE = 300  # of a title: the longest of real pages have some 200


def rendered(template: str, /, **context: object) -> str:
    """A page made of a template."""
    return _ENVIRONMENT.get_template(template).render(context)


def day(value: datetime | DateClaim | str | None) -> str:
    """A moment for people, in UTC: `2026-03-02 06:30`, or the day alone where no more is known; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, str):
        if "T" not in value:
            return value
        value = datetime.fromisoformat(value)
    if isinstance(value, DateClaim):
        return value.iso if value.day_only else f"{value.instant:%Y-%m-%d %H:%M}"
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"


def kind_words(kind: Kind | None) -> str:
    """A kind of relation in words."""
    return kind.value.replace("_", " ") if kind else "–"


def title(value: str | None, key: str) -> str:
    """A title, else the key, on one line and of bounded length."""
    return shorten(plain(value or "") or plain(key), _TITLE)


def name(value: str) -> str:
    """A key or an address, cut in its middle if it is long."""
    return shorten_name(plain(value), _NAME)


def address(path: str, parameters: Mapping[str, object]) -> str:
    """An address of the desk; parameters that are None are left out."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{path}?{urlencode(given, errors='replace')}" if given else path


def pair_address(a: str, b: str) -> str:
    """Where two articles stand side by side."""
    return address("/pair", {"a": a, "b": b})


def article_address(key: str) -> str:
    """The page of one article."""
    return address("/article", {"key": key})


def story_address(name: str) -> str:
    """The page of one story."""
    return f"/story/{quote(name, safe='', errors='replace')}"


def pieces(text: str, marks: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is marked; `marks` are in order and apart."""
    place = 0
    for mark in marks:
        yield visible(text[place : mark.start]), False
        yield visible(text[mark.start : mark.end]), True
        place = mark.end
    yield visible(text[place:]), False


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dedup.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        counted=counted, day=day, kind=kind_words, name=name, plain=plain, share=percent, shorten=shorten, titled=title
    )
    environment.globals.update(
        address=address,
        article_address=article_address,
        pair_address=pair_address,
        pieces=pieces,
        read_from=READ_FROM,
        story_address=story_address,
    )
    return environment


_ENVIRONMENT = _environment()
