"""Alerts on their way out: each to each channel once, a channel that fails is tried again later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dedup.archive import Watchbook
from dedup.errors import DedupError, FetchStoppedError, RetryLaterError
from dedup.watch.channels import Channel, Showcase
from dedup.watch.schedule import wait

_FIRST_RETRY = 1.0  # seconds after the first failure of a channel; then twice as long each time
_LONGEST_RETRY = 900.0  # seconds; the channel is one's own, and alerts are waited for


@dataclass(slots=True)
class _Trouble:
    """A channel that failed so many times in a row."""

    failures: int
    next_at: datetime


@dataclass(slots=True)
class Delivery:
    """What stands between the archive's alerts and the channels. `tell` hears of each trouble once, and of its end."""

    book: Watchbook
    channels: Sequence[Channel]
    showcase: Showcase | None
    tell: Callable[[str], None]
    now: Callable[[], datetime]
    stopped: Callable[[], bool]
    _troubles: dict[str, _Trouble] = field(default_factory=dict)
    _shown: bool = False

    @property
    def troubled(self) -> bool:
        """Whether some channel could not be written to when it was last tried."""
        return bool(self._troubles)

    @property
    def is_due(self) -> bool:
        """Whether the time has come to try a channel again."""
        return any(trouble.next_at <= self.now() for trouble in self._troubles.values())

    def refresh(self) -> None:
        """Make and withdraw the alerts that are due, and send out what there is to send."""
        if self.book.refresh_alerts(self.now()):
            self._shown = False
        self.send()

    def send(self) -> None:
        """Send out what has not gone out, as far as channels are not in trouble."""
        for channel in self.channels:
            if self._may(channel.name):
                self._attempt(channel.name, lambda channel=channel: self._drain(channel))  # type: ignore[misc]
        showcase = self.showcase
        if showcase is not None and not self._shown and self._may(str(showcase.path)):
            self._shown = self._attempt(
                str(showcase.path), lambda: showcase.show(self.book.alerts(showcase.shown))
            )  # fmt: skip

    def _drain(self, channel: Channel) -> None:
        while not self.stopped() and (alerts := self.book.undelivered(channel.name, channel.at_once)):
            channel.deliver(alerts)
            if (trouble := self._troubles.get(channel.name)) is not None:
                trouble.failures = 0  # it takes some, so that there is no reason to wait for longer and longer
            self.book.delivered(channel.name, [alert.id for alert in alerts], self.now())

    def _may(self, name: str) -> bool:
        trouble = self._troubles.get(name)
        return trouble is None or trouble.next_at <= self.now()

    def _attempt(self, name: str, act: Callable[[], None]) -> bool:
        before = self._troubles.get(name)
        try:
            act()
        except FetchStoppedError:
            return False
        except DedupError as error:
            failures = before.failures + 1 if before else 1
            asked = error.seconds if isinstance(error, RetryLaterError) else None
            later = self.now() + timedelta(seconds=wait(name, _FIRST_RETRY, failures, asked, _LONGEST_RETRY))
            self._troubles[name] = _Trouble(failures, later)
            if before is None:
                self.tell(f"Alerts do not get through, and are kept until they do. {error}")
            return False
        if before is not None:
            del self._troubles[name]
            self.tell(f"Alerts get through again to {name.removeprefix('webhook:').removeprefix('jsonl:')}.")
        return True
