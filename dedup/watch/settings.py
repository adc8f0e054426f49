"""What is to be watched: the settings file, read strictly, so that no misspelt key leaves a source unwatched."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from dedup.errors import AddressError, NotFoundError, UnreadableError, UsageError
from dedup.fetch.target import parse
from dedup.model import host_of
from dedup.text.hosts import registered_part

DEFAULT_INTERVAL = 900.0
"""Seconds between two looks at a source where none are given: newsrooms' feeds are rebuilt every five to thirty
minutes."""

_LONGEST = 30 * 86_400.0
_MAX_BYTES = 4 * 1024 * 1024  # a hundred bytes a source, for more sources than one process can watch
_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_INTERVAL = re.compile(r"(\d{1,7})\s*([smhd])", re.ASCII)
_TOP = frozenset({"source", "alerts", "allow"})
_SOURCE = frozenset({"url", "kind", "side", "interval", "name"})
_ALERTS = frozenset({"jsonl", "webhook", "atom"})

E = TypeVar("E", bound=StrEnum)


class SourceKind(StrEnum):
    """What a source is taken for; `auto` looks."""

    AUTO = "auto"
    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"


class Side(StrEnum):
    """Whose articles a source gives: one's own, or those of somebody who may copy them."""

    OWN = "own"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A source to be looked at every `interval` seconds."""

    url: str
    side: Side
    kind: SourceKind = SourceKind.AUTO
    interval: float = DEFAULT_INTERVAL
    name: str

    @property
    def domain(self) -> str:
        """The registered part of its host; "" where that is a number."""
        part = registered_part(host_of(self.url))
        return "" if part.rpartition(".")[2].isdigit() else part


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A settings file. Paths are absolute."""

    sources: tuple[WatchedSource, ...]
    allow: frozenset[str] = frozenset()
    jsonl: Path | None = None
    atom: Path | None = None
    webhook: str | None = None

    @property
    def own_urls(self) -> frozenset[str]:
        """Addresses of the sources of one's own."""
        return frozenset(source.url for source in self.sources if source.side is Side.OWN)

    @property
    def own_domains(self) -> frozenset[str]:
        """Registered domains of one's own sources, without those that a suspect shares."""
        own, suspect = (
            {source.domain for source in self.sources if source.side is side} for side in (Side.OWN, Side.SUSPECT)
        )
        return frozenset(own - suspect - {""})


def read_settings(path: Path) -> Settings:
    """Read a settings file; paths in it are relative to its folder.

    Raises:
        NotFoundError: If there is no such file.
        UnreadableError: If it cannot be read.
        UsageError: If it is not TOML, with the line, or says something that cannot be, with the key.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {path}; name one that lists what to watch.") from None
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror or error}.") from error
    if len(raw) > _MAX_BYTES:
        raise UsageError(f"{path} is larger than the {_MAX_BYTES:,} bytes that a list of sources may have.")
    try:
        given = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path} is not TOML: {error}.") from error
    return _Reading(path).settings(given)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The values of one file, each looked at before it is believed."""

    path: Path

    def settings(self, given: Mapping[str, Any]) -> Settings:
        self._known(given, _TOP, "")
        listed = given.get("source", [])
        if not isinstance(listed, list) or not listed:
            raise self._wrong("source", "there is none; write [[source]] with a url and a side for each")
        sources = tuple(self._source(one, number) for number, one in enumerate(listed, start=1))
        first: dict[str, int] = {}
        for number, source in enumerate(sources, start=1):
            if first.setdefault(source.url, number) != number:
                raise self._wrong(f"source {number}, url", f"is that of source {first[source.url]}, too")
        alerts = self._table(given.get("alerts", {}), "alerts")
        self._known(alerts, _ALERTS, "alerts, ")
        allow = given.get("allow", [])
        if not isinstance(allow, list) or not all(isinstance(host, str) for host in allow):
            raise self._wrong("allow", "must be a list of hosts")
        return Settings(
            sources=sources,
            allow=frozenset(allow),
            jsonl=self._path(alerts, "jsonl"),
            atom=self._path(alerts, "atom"),
            webhook=self._address(alerts["webhook"], "alerts, webhook") if "webhook" in alerts else None,
        )

    def _source(self, value: object, number: int) -> WatchedSource:
        place = f"source {number}"
        given = self._table(value, place)
        self._known(given, _SOURCE, f"{place}, ")
        for key in ("url", "side"):
            if key not in given:
                raise self._wrong(f"{place}, {key}", "is missing")
        url = self._address(given["url"], f"{place}, url")
        return WatchedSource(
            url=url,
            side=self._one_of(Side, given["side"], f"{place}, side"),
            kind=self._one_of(SourceKind, given.get("kind", SourceKind.AUTO), f"{place}, kind"),
            interval=self._interval(given.get("interval", DEFAULT_INTERVAL), f"{place}, interval"),
            name=self._text(given.get("name", url), f"{place}, name"),
        )

    def _interval(self, value: object, place: str) -> float:
        """Seconds, from a number of them or a text such as `15m`."""
        seconds = 0.0
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = float(value)
        elif isinstance(value, str) and (found := _INTERVAL.fullmatch(value.strip())):
            seconds = int(found[1]) * _UNITS[found[2]]
        if not 1.0 <= seconds <= _LONGEST:
            raise self._wrong(place, 'must be seconds, or a text such as "15m" or "1h", from a second to 30 days')
        return seconds

    def _address(self, value: object, place: str) -> str:
        text = self._text(value, place)
        try:
            return parse(text).url
        except AddressError as error:
            raise self._wrong(place, str(error)) from error

    def _path(self, given: Mapping[str, Any], key: str) -> Path | None:
        if key not in given:
            return None
        text = self._text(given[key], f"alerts, {key}")
        if "\0" in text:
            raise self._wrong(f"alerts, {key}", "is no path")
        return (self.path.absolute().parent / text).absolute()

    def _one_of(self, sort: type[E], value: object, place: str) -> E:
        try:
            return sort(str(value))
        except ValueError:
            raise self._wrong(place, f"must be one of {', '.join(sort)}") from None

    def _text(self, value: object, place: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(place, "must be a text")
        return value.strip()

    def _table(self, value: object, place: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._wrong(place, "must be a table")
        return value

    def _known(self, given: Mapping[str, Any], known: frozenset[str], place: str) -> None:
        for key in given:
            if key not in known:
                raise self._wrong(f"{place}{key}", f"is not known; there are {', '.join(sorted(known))}")

    def _wrong(self, place: str, what: str) -> UsageError:
        return UsageError(f"{self.path}: {place}: {what}.".replace("..", "."))
