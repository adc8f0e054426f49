"""What a watch remembers between two looks at a source, and what it tells about copies."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.comparison import Direction, Kind

_NAMESPACE = uuid.UUID("0b8a6a52-7d5c-4f0e-9a55-3c1d8e2f6b47")  # drawn once; makes the ids of alerts ours


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is known of a watched source. `said` is the failure that was told of, and None while all is well."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    next_at: datetime | None = None  # None: at once
    failures: int = 0  # in a row
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """A page that a source listed, by the normal form of its address.

    Either it was read, or cannot be, as of `read_at`; or reading it failed so many times in a row, and is tried again
    at `next_at`. `whole` says that the listing held its text, so that no page was fetched.
    """

    url: str
    source: str
    read_at: datetime | None = None
    whole: bool = False
    failures: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alerted:
    """One of the two articles of an alert."""

    key: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An article that shares its text with an own one, and was not found to be what that was taken from.

    `direction` is that of the copy (`a`) to the own article (`b`): `a_from_b`, or `undetermined`. `credited` is None
    where it cannot be told. An alert is known by its two articles and the kind, and made once for each three.
    """

    own: Alerted
    copy: Alerted
    kind: Kind
    direction: Direction
    credited: bool | None
    made_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def id(self) -> str:
        """A UUID that the same articles and kind always give."""
        return alert_id(self.own.key, self.copy.key, self.kind)


def alert_id(own: str, copy: str, kind: Kind) -> str:
    """The id of the alert on two keys and a kind."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps([own, copy, kind.value])))
