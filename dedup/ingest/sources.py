"""What the user named: files, folders, glob patterns and standard input, walked in a stable order.

Nothing is opened here, and nothing raises: what cannot be used comes out as a `Rejection` in its place.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from dedup.config import IngestLimits
from dedup.model import Rejection

STDIN = "-"
_PAGE_ENDINGS = frozenset({".htm", ".html", ".xhtml"})
# What browsers put after a page's name for its folder. Chrome and Firefox write `_files`; the others are those that
# Windows keeps together with their page, one for each of its languages (Shell, "connected files").
_COMPANION_MARKS = (
    "_files", ".files", "-Dateien", "_Dateien", "_fichiers", "_bestanden", "_file", "_archivos", "-filer", "_tiedostot",
    "_pliki", "_soubory", "_elemei", "_ficheiros", "_arquivos", "_dosyalar", "_datoteke", "_fitxers", "_failid",
    "_fails", "_bylos", "_fajlovi", "_fitxategiak",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One file or stream to read. `name` is what the user would recognise, `path` None for standard input."""

    name: str
    path: Path | None
    size: int | None = None  # bytes; None where it is not known beforehand


def expand(sources: Sequence[str], limits: IngestLimits) -> Iterator[Source | Rejection]:
    """Walk what was named: files as they are, folders recursively in order of name, patterns in order of path.

    Hidden files and folders inside a folder are passed over; naming one takes it. Symbolic links are followed, each
    folder at most once on a way down, so that a loop ends in a `Rejection`. A file that two names lead to comes once.
    """
    seen: set[tuple[int, int]] = set()
    for named in sources:
        if named == STDIN:
            yield Source(STDIN, None)
            continue
        for path in _paths(named):
            for found in _walk(path, (), limits):
                if isinstance(found, Source) and found.path is not None:
                    identity = _identity(found.path)
                    if identity is not None and identity in seen:
                        continue
                    if identity is not None:
                        seen.add(identity)
                yield found


def _paths(named: str) -> list[str]:
    """Resolve a pattern; a name that exists is taken as it stands, even with pattern characters in it."""
    if not glob.has_magic(named) or os.path.lexists(named):
        return [named]
    try:
        return sorted(glob.glob(named, recursive=True)) or [named]  # noqa: PTH207  # takes absolute patterns too
    except (OSError, ValueError):
        return [named]


def _walk(name: str, above: tuple[tuple[int, int], ...], limits: IngestLimits) -> Iterator[Source | Rejection]:
    try:
        status = os.stat(name)  # noqa: PTH116  # a name with a NUL or bytes that are no text must not pass through Path
    except (OSError, ValueError) as error:
        yield Rejection(_shown(name), _missing(name, error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _walk_folder(name, (status.st_dev, status.st_ino), above, limits)
    elif stat.S_ISREG(status.st_mode):
        yield Source(_shown(name), Path(name), status.st_size)
    else:
        yield Rejection(
            _shown(name), f"is {_special(status.st_mode)}, not a file; pipe its content in and name `-` instead"
        )


def _walk_folder(
    name: str, identity: tuple[int, int], above: tuple[tuple[int, int], ...], limits: IngestLimits
) -> Iterator[Source | Rejection]:
    if identity in above:
        yield Rejection(_shown(name), "is a link back to a folder that contains it; the loop was not followed")
        return
    if len(above) >= limits.max_folder_depth:
        yield Rejection(
            _shown(name), f"lies more than {limits.max_folder_depth} folders deep; name it directly to read it"
        )
        return
    try:
        children = sorted(os.listdir(name))  # noqa: PTH208  # names only: a Path for each of a million files costs too much
    except OSError as error:
        yield Rejection(_shown(name), f"the folder cannot be listed: {_why(error)}")
        return
    companions = _companions(children)
    for child in children:
        if not child.startswith(".") and child not in companions:
            yield from _walk(os.path.join(name, child), (*above, identity), limits)  # noqa: PTH118


def _companions(children: Sequence[str]) -> frozenset[str]:
    """Folders that a browser made beside a page that it saved whole: frames, scripts and pictures, but no articles."""
    named = [PurePath(child) for child in children]
    stems = [path.stem for path in named if path.suffix.lower() in _PAGE_ENDINGS]
    return frozenset(f"{stem}{mark}" for stem in stems for mark in _COMPANION_MARKS)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _missing(name: str, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        if os.path.islink(name):  # noqa: PTH114
            return "is a link to a file that does not exist"
        return "no file matches this pattern" if glob.has_magic(name) else "there is no such file or folder"
    if isinstance(error, OSError) and error.errno is not None and os.path.islink(name):  # noqa: PTH114
        return f"is a link that cannot be followed: {_why(error)}"
    return f"cannot be read: {_why(error)}"


def _why(error: OSError | ValueError) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def _shown(name: str) -> str:
    """Spell a path with forward slashes, and bytes that are no text as U+FFFD."""
    return name.replace(os.sep, "/").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
