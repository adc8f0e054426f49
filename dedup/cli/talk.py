"""stdout for data and stderr for talk, and where an export goes."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from dedup.errors import DedupError, UsageError
from dedup.report.plain import plain

INTERRUPTED = 130
"""How an interrupted command ends: 128 + SIGINT, as shells report it."""

_SIZE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


def prepare_streams() -> None:
    """Make both streams carry any text: UTF-8 where it goes into a pipe or file, and never an encoding error.

    A size of the window that is no number of cells is taken out of the environment: rich would fail on some.
    """
    for name in ("COLUMNS", "LINES"):
        if not _SIZE.fullmatch(os.environ.get(name, "1")):
            del os.environ[name]
    # Python sets a stream to None that was closed before the start.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def say(message: str) -> None:
    """One line to the user on stderr, cleaned of whatever a terminal might obey."""
    sys.stderr.write(plain(message) + "\n")
    sys.stderr.flush()


@contextmanager
def output(target: str | None) -> Iterator[TextIO]:
    """Where data goes: stdout for None and `-`, else a file, which appears under its name only when it is complete."""
    if target is None or target == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    with _complete(target) as path, path.open("w", encoding="utf-8", newline="") as stream:
        yield stream


@contextmanager
def bytes_output(target: str | None) -> Iterator[BinaryIO]:
    """Where bytes of any sort go, as for `output`; raises UsageError for a terminal, which might obey them."""
    if target is None or target == "-":
        if sys.stdout.isatty():
            raise UsageError("What was received can hold anything that a terminal obeys; name a file with --output.")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with _complete(target) as path, path.open("wb") as stream:
        yield stream


@contextmanager
def _complete(target: str) -> Iterator[Path]:
    """The path to write to so that a file appears under its name only when it is complete."""
    path = Path(target)
    if path.is_dir():  # as a target without a name is: `.`, `..`, `/` and nothing at all
        raise UsageError(f"{target or 'An empty name'} is a folder; name a file for the output.")
    partial = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # a device or a pipe takes what is written, and cannot be replaced
            yield path
            return
        yield partial
        partial.replace(path)
    except OSError as error:
        raise DedupError(
            f"{target} cannot be written: {error.strerror or error}; name another file with --output."
        ) from error
    finally:
        with suppress(OSError):  # the name is too long, or its folder is none: what was raised says so
            partial.unlink()


def silence(stream: TextIO) -> None:
    """Let a stream whose reader has gone swallow what is left, so that Python's own shutdown does not complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
