"""Alerts on copies: a line for people, a JSON object for programs, and an Atom feed for readers of feeds."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from datetime import UTC, datetime
from xml.etree import ElementTree

from dedup.model import Alert, Alerted, Direction, Kind
from dedup.report.plain import plain, shorten

_FEED_ID = "urn:uuid:5d3c7a0e-9f61-4f5b-8b1e-6a2b0c9d4e17"  # drawn once; a feed's id is where it is subscribed from
_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = 120  # characters of a title in a line
_EMPTY = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries changed, so that no clock is in it
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0, section 2.2

_SAYS = {
    Kind.IDENTICAL: "has the same text as",
    Kind.NEAR_COPY: "is a near copy of",
    Kind.EXCERPT: "shares passages with",
    Kind.REWRITE: "says in other words what stands in",
    Kind.SUMMARY: "condenses, or is condensed in,",
}


def alert_line(alert: Alert) -> str:
    """An alert on one line that no terminal can take for anything but text."""
    time = alert.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    return f"{time} {_sentence(alert)} {plain(alert.copy.url or alert.copy.key)}"


def alert_record(alert: Alert) -> str:
    """An alert as one line of JSON."""
    return json.dumps(
        {
            "id": alert.id,
            "at": alert.made_at.isoformat(),
            "kind": alert.kind.value,
            "direction": "copy_from_own" if alert.direction is Direction.A_FROM_B else alert.direction.value,
            "credited": alert.credited,
            "own": _side(alert.own),
            "copy": _side(alert.copy),
        }
    )


def atom_feed(alerts: Collection[Alert]) -> bytes:
    """A feed of alerts (RFC 4287), in the order given; the same alerts always give the same bytes."""
    feed = ElementTree.Element("feed", xmlns=_ATOM)
    _put(feed, "id", _FEED_ID)
    _put(feed, "title", "Copies of own articles")
    _put(feed, "updated", _time(max((alert.made_at for alert in alerts), default=_EMPTY)))
    _put(ElementTree.SubElement(feed, "author"), "name", "dedup")
    _put(feed, "generator", "dedup")
    for alert in alerts:
        entry = ElementTree.SubElement(feed, "entry")
        _put(entry, "id", f"urn:uuid:{alert.id}")
        _put(entry, "title", f"{_named(alert.copy)}: {_titled(alert.copy)}")
        _put(entry, "updated", _time(alert.made_at))
        _put(entry, "published", _time(alert.made_at))
        for side, relation in ((alert.copy, "alternate"), (alert.own, "related")):
            if side.url and (url := _address(side.url)):
                ElementTree.SubElement(entry, "link", rel=relation, href=url)
        ElementTree.SubElement(entry, "category", term=alert.kind.value)
        _put(entry, "summary", _sentence(alert))
    ElementTree.indent(feed)
    written = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _sentence(alert: Alert) -> str:
    says = _SAYS.get(alert.kind, "was said by a reviewer to be the same as")
    copy, own = f"{_named(alert.copy)} {_titled(alert.copy)}", f"{_named(alert.own)} {_titled(alert.own)}"
    undecided = "" if alert.direction is Direction.A_FROM_B else "; who took from whom cannot be told"
    return f"{copy} {says} {own}{_credit(alert)}{undecided}."


def _credit(alert: Alert) -> str:
    if alert.credited is None:
        return ""
    return ", and credits it" if alert.credited else ", without credit"


def _named(side: Alerted) -> str:
    return shorten(plain(side.publisher or "An unnamed publisher"), _TITLE)


def _titled(side: Alerted) -> str:
    return f'"{shorten(plain(side.title), _TITLE)}"' if side.title and plain(side.title) else plain(side.key)


def _side(side: Alerted) -> dict[str, str | None]:
    return {"article": side.key, "title": side.title, "publisher": side.publisher, "url": side.url}


def _put(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _UNWRITABLE.sub("\ufffd", text)


def _address(url: str) -> str | None:
    """An address as it may stand in a link; one of another scheme is not made into something to click on."""
    written = _UNWRITABLE.sub("", plain(url)).replace(" ", "%20")
    return written if written.lower().startswith(("http://", "https://")) else None


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
