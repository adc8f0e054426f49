"""What `dedup watch` remembers, between the model and the archive's rows, both ways: sources, pages, alerts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dedup.model import Alert, Alerted, Direction, Kind, PageState, SourceState
from dedup.store.snapshot import Changes, Snapshot
from dedup.store.values import (
    as_json,
    flag_of,
    instant_of,
    instant_text,
    int_of,
    name_text,
    optional_name,
    optional_text_of,
    text_of,
)

_SOURCE = "url, etag, last_modified, next_at, failures, said"
_PAGE = "source, url, read_at, whole, failures, next_at"
_ALERT = "id, made_at, withdrawn_at, json"


class WatchReader(Snapshot):
    """Questions about what is watched to one snapshot of an archive."""

    def source_states(self, urls: Iterable[str]) -> dict[str, SourceState]:
        """What is remembered of sources, by address; those never looked at are left out."""
        rows = self._rows_in(f"SELECT {_SOURCE} FROM watch_source WHERE url IN ({{}})", set(urls))
        return {row[0]: self._decoded("the watched source", _source_of, row) for row in rows}

    def page_states(self, source: str, urls: Iterable[str]) -> dict[str, PageState]:
        """What is remembered of pages that a source listed, by address; those never met are left out."""
        sql = f"SELECT {_PAGE} FROM watch_page WHERE source = ? AND url IN ({{}})"
        rows = self._rows_in(sql, {name_text(url) for url in urls}, (source,))
        return {row[1]: self._decoded("a page of the source", _page_of, row) for row in rows}

    def own_keys(self, among: Collection[str] | None = None) -> set[str]:
        """Keys of articles of one's own, all or of those given."""
        if among is None:
            return {row[0] for row in self._rows("SELECT key FROM own_article")}
        return {row[0] for row in self._rows_in("SELECT key FROM own_article WHERE key IN ({})", set(among))}

    def own_ids(self) -> list[int]:
        """Numbers of the articles of one's own that are held."""
        sql = "SELECT article.id FROM own_article JOIN article ON article.key = own_article.key"
        return [row[0] for row in self._rows(sql)]

    def alerts(self, limit: int | None = None) -> list[Alert]:
        """Alerts that were made and not withdrawn, the newest first."""
        sql = f"SELECT {_ALERT} FROM alert WHERE withdrawn_at IS NULL ORDER BY made_at DESC, id LIMIT ?"
        rows = self._rows(sql, (-1 if limit is None else limit,))
        return [self._decoded("the alert", _alert_of, row) for row in rows]

    def alert_states(self) -> dict[str, bool]:
        """All alerts by their ids, and whether each still stands."""
        return {id_: at is None for id_, at in self._rows("SELECT id, withdrawn_at FROM alert")}

    def undelivered(self, channel: str, limit: int) -> list[Alert]:
        """Alerts that stand and have not gone out on a channel, the oldest first."""
        rows = self._rows(
            f"SELECT {_ALERT} FROM alert WHERE withdrawn_at IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM alert_delivery WHERE channel = ? AND alert = alert.id) ORDER BY made_at, id LIMIT ?",
            (channel, limit),
        )
        return [self._decoded("the alert", _alert_of, row) for row in rows]


class WatchWriter(Changes):
    """Changes to what is remembered of a watch, within one transaction."""

    def put_source_state(self, state: SourceState) -> None:
        """Remember a source in the place of what was remembered of it."""
        self._run(
            f"INSERT OR REPLACE INTO watch_source ({_SOURCE}) VALUES (?,?,?,?,?,?)",
            (
                state.url,
                optional_name(state.etag),
                optional_name(state.last_modified),
                _optional_instant(state.next_at),
                state.failures,
                optional_name(state.said),
            ),
        )

    def put_page_states(self, states: Iterable[PageState]) -> None:
        """Remember pages, each in the place of what was remembered of it."""
        self._run_many(
            f"INSERT OR REPLACE INTO watch_page ({_PAGE}) VALUES (?,?,?,?,?,?)",
            [
                (
                    state.source,
                    name_text(state.url),
                    _optional_instant(state.read_at),
                    int(state.whole),
                    state.failures,
                    _optional_instant(state.next_at),
                )
                for state in states
            ],
        )

    def put_own(self, keys: Iterable[str], source: str) -> None:
        """Note that articles are one's own; the first source to say so is kept."""
        rows: list[tuple[object, ...]] = [(name_text(key), source) for key in keys]
        self._run_many("INSERT OR IGNORE INTO own_article (key, source) VALUES (?,?)", rows)

    def keep_own(self, sources: Collection[str]) -> None:
        """Forget what sources other than these said to be one's own."""
        self._run(
            "DELETE FROM own_article WHERE source NOT IN (SELECT value FROM json_each(?))", (as_json([*sources]),)
        )

    def put_alerts(self, alerts: Iterable[Alert]) -> None:
        """Keep alerts; one that was made before and withdrawn stands again, and is not delivered anew."""
        rows: list[tuple[object, ...]] = [(one.id, instant_text(one.made_at), _alert_json(one)) for one in alerts]
        self._run_many(
            "INSERT INTO alert (id, made_at, json) VALUES (?,?,?) ON CONFLICT (id) DO UPDATE SET withdrawn_at = NULL",
            rows,
        )

    def withdraw_alerts(self, ids: Iterable[str], at: datetime) -> None:
        """Take alerts back."""
        when = instant_text(at)
        self._run_many("UPDATE alert SET withdrawn_at = ? WHERE id = ?", [(when, id_) for id_ in ids])

    def mark_delivered(self, channel: str, ids: Iterable[str], at: datetime) -> None:
        """Note that alerts went out on a channel."""
        when = instant_text(at)
        self._run_many(
            "INSERT OR IGNORE INTO alert_delivery (channel, alert, at) VALUES (?,?,?)",
            [(channel, id_, when) for id_ in ids],
        )


def _optional_instant(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)


def _instant_or_none(value: object) -> datetime | None:
    return None if value is None else instant_of(value)


def _source_of(row: Sequence[Any]) -> SourceState:
    url, etag, last_modified, next_at, failures, said = row
    return SourceState(
        url=text_of(url),
        etag=optional_text_of(etag),
        last_modified=optional_text_of(last_modified),
        next_at=_instant_or_none(next_at),
        failures=int_of(failures),
        said=optional_text_of(said),
    )


def _page_of(row: Sequence[Any]) -> PageState:
    source, url, read_at, whole, failures, next_at = row
    return PageState(
        url=text_of(url),
        source=text_of(source),
        read_at=_instant_or_none(read_at),
        whole=bool(flag_of(whole)),
        failures=int_of(failures),
        next_at=_instant_or_none(next_at),
    )


def _alert_json(alert: Alert) -> str:
    sides = {
        name: [one.key, one.title, one.publisher, one.url] for name, one in (("own", alert.own), ("copy", alert.copy))
    }
    credited = None if alert.credited is None else int(alert.credited)
    return as_json({**sides, "kind": alert.kind.value, "direction": alert.direction.value, "credited": credited})


def _alert_of(row: Sequence[Any]) -> Alert:
    _, made_at, withdrawn_at, written = row
    said: Mapping[str, Any] = json.loads(text_of(written))
    return Alert(
        own=_alerted(said["own"]),
        copy=_alerted(said["copy"]),
        kind=Kind(said["kind"]),
        direction=Direction(said["direction"]),
        credited=flag_of(said["credited"]),
        made_at=instant_of(made_at),
        withdrawn_at=_instant_or_none(withdrawn_at),
    )


def _alerted(row: Sequence[Any]) -> Alerted:
    key, title, publisher, url = row
    return Alerted(text_of(key), optional_text_of(title), optional_text_of(publisher), optional_text_of(url))
