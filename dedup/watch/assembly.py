"""A watcher put together from its settings: the client for sources, the ways out, and the one for the webhook."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dedup.archive import Archive, Watchbook
from dedup.config import FetchParams
from dedup.fetch import Client
from dedup.ingest import Workers
from dedup.model import Alert
from dedup.watch.channels import Channel, JsonlFile, Lines, Showcase, Webhook
from dedup.watch.delivery import Delivery
from dedup.watch.settings import Settings
from dedup.watch.watcher import Watcher

_READ_SECONDS = 5.0
"""For one read: also how long a stop may have to wait for a silent server."""

_WEBHOOK_SECONDS = 15.0
"""For a webhook's whole answer, for which everything else waits."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How alerts are written, and where a line of theirs and of talk goes."""

    line: Callable[[Alert], str]
    record: Callable[[Alert], str]
    atom: Callable[[Collection[Alert]], bytes]
    write: Callable[[str], None]
    tell: Callable[[str], None]


def assemble(
    settings: Settings,
    archive: Archive,
    writing: Writing,
    *,
    client: Callable[[FetchParams], Client] = Client,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    workers: Workers | None = None,
) -> Watcher:
    """The watcher that settings ask for; hosts that they allow are allowed to the webhook as well.

    Pages are extracted by `workers`, which stay the caller's.
    """
    params = FetchParams(allow=settings.allow, connect_seconds=_READ_SECONDS, read_seconds=_READ_SECONDS)
    asker, poster = client(params), client(replace(params, total_seconds=_WEBHOOK_SECONDS))
    channels: list[Channel] = [Lines(writing.write, writing.line)]
    if settings.jsonl is not None:
        channels.append(JsonlFile(settings.jsonl, writing.record))
    if settings.webhook is not None:
        channels.append(Webhook(poster, settings.webhook, writing.record))
    showcase = Showcase(settings.atom, writing.atom) if settings.atom is not None else None

    def delivery(book: Watchbook, stopped: Callable[[], bool]) -> Delivery:
        return Delivery(book, channels, showcase, writing.tell, now, stopped)

    return Watcher(settings, archive, (asker, poster), delivery, writing.tell, now=now, workers=workers)
