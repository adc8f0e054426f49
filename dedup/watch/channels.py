"""Ways out for alerts. How an alert is written is the caller's; here is how it gets there once, whatever happens.

A file is written exactly once: before the first line goes out, the file itself tells which of them it has. Between a
webhook's answer and our note of it a crash can fall, after which the alert is sent again, under the same
`Idempotency-Key`; the receiver drops what it has.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dedup.errors import DeliveryError
from dedup.fetch import Client
from dedup.model import Alert

Render = Callable[[Alert], str]


class Channel(Protocol):
    """A way out, for `at_once` alerts at a time; `deliver` raises DedupError if it could not give away all."""

    at_once: int

    @property
    def name(self) -> str:
        """Its name, by which deliveries are remembered."""
        ...

    def deliver(self, alerts: Sequence[Alert]) -> None:
        """Give alerts away."""
        ...


@dataclass(slots=True)
class Lines:
    """Lines to a reader, such as a terminal."""

    write: Callable[[str], None]
    render: Render
    name: str = "terminal"
    at_once: int = 1

    def deliver(self, alerts: Sequence[Alert]) -> None:
        """Write a line for each."""
        for alert in alerts:
            self.write(self.render(alert))


@dataclass(slots=True)
class JsonlFile:
    """A file that grows by one JSON object a line, with the alert's id as its `id`."""

    path: Path
    render: Render
    at_once: int = 100
    _has: set[str] | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """The channel's name, by which deliveries are remembered."""
        return f"jsonl:{self.path}"

    def deliver(self, alerts: Sequence[Alert]) -> None:
        """Append those that the file does not have, in one write that reached the disk on return."""
        try:
            with self.path.open("a+b") as file:
                if self._has is None:
                    self._has = _mended(file.fileno(), self.path)
                missing = [alert for alert in alerts if alert.id not in self._has]
                file.write("".join(f"{self.render(alert)}\n" for alert in missing).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self._has = None  # how much was written is for the file to tell
            raise DeliveryError(f"{self.path} cannot be written: {error.strerror or error}.") from error
        self._has.update(alert.id for alert in missing)


def _mended(descriptor: int, path: Path) -> set[str]:
    """The ids that a file has; a last line that a crash left without its end is cut off."""
    found: set[str] = set()
    whole = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                os.ftruncate(descriptor, whole)
                break
            whole += len(line)
            with suppress(ValueError, RecursionError):
                value = json.loads(line)
                if isinstance(value, dict):
                    found.add(str(value.get("id")))
    return found


@dataclass(slots=True)
class Webhook:
    """An address to which each alert is posted as JSON."""

    client: Client
    url: str
    render: Render
    at_once: int = 1

    @property
    def name(self) -> str:
        """The channel's name, by which deliveries are remembered."""
        return f"webhook:{self.url}"

    def deliver(self, alerts: Sequence[Alert]) -> None:
        """Post each; raises FetchError for an answer that is not one of success."""
        for alert in alerts:
            headers = (("Content-Type", "application/json"), ("Idempotency-Key", alert.id))
            self.client.post(self.url, self.render(alert).encode(), headers)


@dataclass(slots=True)
class Showcase:
    """A file that shows the newest alerts that stand, written anew as a whole: readers never see half of it."""

    path: Path
    render: Callable[[Collection[Alert]], bytes]
    shown: int = 100

    def show(self, alerts: Sequence[Alert]) -> None:
        """Put the file in the place of the earlier one; raises DeliveryError."""
        partial = self.path.with_name(f"{self.path.name}.part")
        try:
            with partial.open("wb") as file:
                file.write(self.render(alerts))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise DeliveryError(f"{self.path} cannot be written: {error.strerror or error}.") from error
