"""What a site's robots.txt allows us, read with a kept parser and within bounds. Home of `protego`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

# Lines that name a crawler, in each of the spellings that the parser accepts.
_NAMES_CRAWLER = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s|$)(?P<name>.*)", re.IGNORECASE)
_MAX_LINE = 2_048  # characters; RFC 9309 has no limit, addresses of pages stay below


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows: `allows` answers for an address; `unreadable` says why nothing is allowed at all."""

    allows: Callable[[str], bool]
    delay: float | None = None  # seconds between two questions, as asked for
    unreadable: str | None = None
    size: int = 0  # characters of the text, for the bookkeeping of the cache


ANYTHING = Rules(allows=lambda url: True)


def nothing(reason: str) -> Rules:
    """The rules of a site whose robots.txt cannot be read: RFC 9309, section 2.3.1.4."""
    return Rules(allows=lambda url: False, unreadable=reason)


def read_rules(body: bytes, name: str) -> Rules:
    """The rules for the crawler of a name. What is no rule is passed over, so that any body can be read."""
    text = body.decode("utf-8", errors="replace").lstrip("\ufeff")
    parsed = Protego.parse("\n".join(_concerning(line, name) for line in text.splitlines() if len(line) <= _MAX_LINE))
    return Rules(
        allows=lambda url: parsed.can_fetch(url, name),
        delay=parsed.crawl_delay(name),
        size=len(text),
    )


def _concerning(line: str, name: str) -> str:
    """The line, with the name of another crawler replaced by a single one.

    The parser keeps each rule once for each crawler of its group: 250 KB of names before 250 KB of rules would take
    200 million entries.
    """
    named = _NAMES_CRAWLER.match(line)
    if named is None:
        return line
    crawler = named["name"].partition("#")[0].strip(" \t:").lower()
    if crawler == "*":
        return "User-agent: *"
    ours = name.lower() in re.split(r"[^a-z0-9_-]+", crawler)
    return f"User-agent: {name if ours else 'another'}"
