"""Who is at the desk: one place for each browser, kept in memory, and forgotten when nobody comes back to it.

A browser is known by a cookie that this process signed, so that places need no record until something is put there.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from dedup.archive import Memory

_PLACES = 256  # browsers remembered at once; the one longest away goes first
_IDLE = 12 * 3600.0  # seconds: a working day, and no night
_COOKIE = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{64})", re.ASCII)


@dataclass(slots=True, eq=False)
class Place:
    """What one browser's reviewer has set. To be changed only under `lock`: a browser may ask for two pages at once."""

    reviewer: str | None = None
    blind: bool = False  # the machine's score is withheld until a pair is decided
    memory: Memory = field(default_factory=Memory)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Desks:
    """The places of all browsers, at most `_PLACES` of them; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._places: OrderedDict[str, tuple[float, Place]] = OrderedDict()
        self._lock = threading.Lock()
        self.cookie = f"dedup-{secrets.token_hex(4)}"  # browsers tell cookies apart by name and host, not by port

    def issued(self) -> tuple[str, str]:
        """The name of a new browser, and the cookie that shows it."""
        browser = secrets.token_hex(16)
        return browser, f"{browser}.{self._signed('browser', browser)}"

    def browser(self, cookie: str | None) -> str | None:
        """The name of the browser that shows a cookie; None unless it was issued here."""
        found = _COOKIE.fullmatch(cookie or "")
        if found is None or not hmac.compare_digest(found[2], self._signed("browser", found[1])):
            return None
        return found[1]

    def voucher(self, browser: str) -> str:
        """What a form of this browser carries, to show that it came from a page of the desk."""
        return self._signed("form", browser)

    def vouched(self, browser: str, voucher: str) -> bool:
        """Whether a form shows this browser's voucher."""
        return hmac.compare_digest(voucher.encode(), self.voucher(browser).encode())

    def place(self, browser: str) -> Place:
        """The place of a browser, the same at each call until it has been idle for too long."""
        now = self._clock()
        with self._lock:
            while self._places and next(iter(self._places.values()))[0] < now - _IDLE:
                self._places.popitem(last=False)
            place = self._places.pop(browser, (now, Place()))[1]
            self._places[browser] = (now, place)
            if len(self._places) > _PLACES:
                self._places.popitem(last=False)
            return place

    def glance(self, browser: str) -> Place:
        """The place of a browser for reading: one that was never used is not kept."""
        with self._lock:
            return self._places.get(browser, (0.0, Place()))[1]

    def _signed(self, purpose: str, browser: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{browser}".encode(), hashlib.sha256).hexdigest()
