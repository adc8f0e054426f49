"""What a desk is told when it starts."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from dedup.archive import named
from dedup.errors import UsageError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
SHORTEST_TOKEN = 16  # characters: 64 bits, if they are hex digits drawn by lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who sits at the desk, and who may come to it.

    `own` are domains and names of one's own outlets, in lower case. With a `token` nobody gets in without it; an
    address that other machines can reach needs one. Raises UsageError where one is missing or too short, and for a
    reviewer without a name.
    """

    reviewer: str
    host: str = DEFAULT_HOST
    token: str | None = None
    own: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "reviewer", named(self.reviewer))
        object.__setattr__(self, "own", frozenset(name.strip().casefold() for name in self.own) - {""})
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise UsageError(f"A token needs {SHORTEST_TOKEN} characters at least; give a longer one with --token.")
        if self.token is None and not is_loopback(self.host):
            raise UsageError(
                f"{self.host} can be reached from other machines, so the desk needs a token there: give one with "
                f"--token, or leave out --host to serve this machine alone."
            )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own, whatever its port."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
