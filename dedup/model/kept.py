"""Payloads that the archive keeps, so that a finding can be checked against what was received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import Capture
    from dedup.model.payload import Payload


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One capture of an article whose payload is kept.

    `number` counts an article's captures from 1 in the order in which they came in, at `ingested_at`. `payload` is
    without its body, which has `size` bytes; `capture.digest` is the SHA-256 of these.
    """

    article: str
    number: int
    capture: Capture
    payload: Payload
    size: int
    ingested_at: datetime
