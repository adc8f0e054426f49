"""The docket of the desk's archive, and conditions on it as addresses carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request

from dedup.archive import Docket, Dockets
from dedup.errors import UsageError
from dedup.model import Credited, Decision, DocketFilter, Flow, Kind, Level

LONGEST = 20_000  # characters of a key: the longest address that a server takes in a request
_NAME = 500  # of a publisher
_ALL = "all"

E = TypeVar("E", bound=StrEnum)


def docket_at_hand(request: Request) -> Docket:
    """The docket of the archive, as it is now or was a short while ago."""
    dockets: Dockets = request.app.state.dockets
    return dockets.current()


AtDocket = Annotated[Docket, Depends(docket_at_hand)]
"""The parameter by which a page gets the docket."""


def dockets_at_hand(request: Request) -> Dockets:
    """What the desk keeps of its archive."""
    dockets: Dockets = request.app.state.dockets
    return dockets


AtDockets = Annotated[Dockets, Depends(dockets_at_hand)]
"""The parameter by which a page gets who takes from whom."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an address asks of the docket, as it was given: texts that a form shows again."""

    level: str
    kind: str
    publisher: str
    source: str | None
    taker: str | None
    flow: str
    credited: str
    decision: str
    by: str
    since: str
    until: str
    own: bool
    wide: bool

    def filter(self, reviewer: str) -> DocketFilter:
        """What is asked for; raises UsageError where something is given that cannot be."""
        return DocketFilter(
            level=None if self.level == _ALL else one_of(Level, self.level, "level") or Level.DERIVED,
            kind=one_of(Kind, self.kind, "kind"),
            publisher=self.publisher.strip() or None,
            source=self.source,
            taker=self.taker,
            flow=one_of(Flow, self.flow, "flow"),
            credited=one_of(Credited, self.credited, "credited"),
            decision=None if self.decision == _ALL else one_of(Decision, self.decision, "decision") or Decision.OPEN,
            decider=self.by.strip() or None,
            reviewer=reviewer,
            since=day_of(self.since, "since"),
            until=day_of(self.until, "until"),
            own=self.own,
            wide=self.wide,
        )

    def parameters(self, **other: str | None) -> Mapping[str, str]:
        """The conditions as an address carries them, some exchanged; those that ask for nothing are left out."""
        given: dict[str, str | None] = {
            "level": self.level or None,
            "kind": self.kind or None,
            "publisher": self.publisher.strip() or None,
            "source": self.source,
            "taker": self.taker,
            "flow": self.flow or None,
            "credited": self.credited or None,
            "decision": self.decision or None,
            "by": self.by.strip() or None,
            "since": self.since or None,
            "until": self.until or None,
            "own": "1" if self.own else None,
            "wide": "1" if self.wide else None,
        }
        return {name: value for name, value in (given | other).items() if value is not None}


def conditions(
    level: Annotated[str, Query(max_length=_NAME)] = "",
    kind: Annotated[str, Query(max_length=_NAME)] = "",
    publisher: Annotated[str, Query(max_length=_NAME)] = "",
    source: Annotated[str | None, Query(max_length=_NAME)] = None,
    taker: Annotated[str | None, Query(max_length=_NAME)] = None,
    flow: Annotated[str, Query(max_length=_NAME)] = "",
    credited: Annotated[str, Query(max_length=_NAME)] = "",
    decision: Annotated[str, Query(max_length=_NAME)] = "",
    by: Annotated[str, Query(max_length=_NAME)] = "",
    since: Annotated[str, Query(max_length=_NAME)] = "",
    until: Annotated[str, Query(max_length=_NAME)] = "",
    own: bool = False,
    wide: bool = False,
) -> Conditions:
    """The conditions in an address."""
    return Conditions(level, kind, publisher, source, taker, flow, credited, decision, by, since, until, own, wide)


Asked = Annotated[Conditions, Depends(conditions)]
"""The parameter by which a page gets the conditions of its address."""


def one_of(choices: type[E], given: str, name: str) -> E | None:
    """The choice that was given, None for the empty text; raises UsageError for one that there is not."""
    try:
        return choices(given) if given else None
    except ValueError:
        listed = ", ".join(choices)
        raise UsageError(f"{name} is one of {listed}, and {given[:40]!r} is none of them.") from None


def day_of(given: str, name: str) -> date | None:
    """The day that was given as `2026-03-02`, None for the empty text; raises UsageError for what is no day."""
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise UsageError(f"{name} is a day such as 2026-03-02, and {given[:40]!r} is none.") from None
