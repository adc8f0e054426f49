"""Running the desk: a socket, a server, and an end that closes the archive."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from dedup.errors import UsageError
from dedup.web.app import desk
from dedup.web.settings import Settings

_GRACE = 5  # seconds that answers under way have when the desk is closed


class _Server(uvicorn.Server):
    """A server that leaves signals to its caller."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(
    location: str | Path,
    settings: Settings,
    port: int,
    *,
    ready: Callable[[str], None],
    stopping: Callable[[Callable[[], None]], None],
) -> None:
    """Serve the desk until it is stopped; `ready` is told its address, `stopping` is given what stops it.

    Port 0 takes any that is free. Raises UsageError for an address that cannot be listened at, and what `desk` raises.
    """
    app = desk(location, settings)
    with _listening(settings.host, port) as listener:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nothing stands between a browser and the desk that could be believed
            ws="none",
            timeout_graceful_shutdown=_GRACE,
        )
        server = _Server(config)

        def stop() -> None:
            server.should_exit = True

        stopping(stop)
        ready(_address(settings.host, listener.getsockname()[1]))
        server.run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            f"The desk cannot listen at {host}, port {port}: {reason}; give another one with --host or --port."
        ) from error


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
