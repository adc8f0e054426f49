"""Web archives in a ZIP file (WACZ 1.1.1): their WARC files are read where they stand, never unpacked to disk."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from dedup.config import IngestLimits
from dedup.errors import InputError, TooLargeError, UnreadableError, UnusableError
from dedup.ingest import streams
from dedup.ingest.crawls import read_crawl
from dedup.ingest.sniff import ZIP_MAGIC, binary_kind
from dedup.ingest.tasks import Step
from dedup.model import Rejection

_MAX_DIRECTORY = 16 << 20  # bytes; a crawl has some dozen files, and a hundred thousand names fit in
_END_SIZE = 22 + 0xFFFF  # of the record at the end of a ZIP file, with its longest comment
_END = re.compile(rb"PK\x05\x06(?=[\x00-\xff]{18})", re.DOTALL)
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 1
_READ = 16 * 1024  # bytes at a time; the last of them are lost where the checksum over all is wrong
_INNER = (".wacz", ".zip")


def read_wacz(
    stream: BinaryIO, name: str, limits: IngestLimits, on_bytes: Callable[[int], None] | None = None
) -> Iterator[Step]:
    """Read the pages of each WARC file in a ZIP file, in the order of their names.

    Raises UnreadableError for a damaged directory, UnusableError for a ZIP file without WARC files.
    """
    archive, size = _opened(stream)
    with archive:
        inside = sorted(archive.infolist(), key=lambda entry: entry.filename)
        crawls = [entry for entry in inside if entry.filename.lower().endswith((".warc", ".warc.gz"))]
        nested = [entry for entry in inside if entry.filename.lower().endswith(_INNER)]
        if not crawls and not nested:
            raise UnusableError(f"is {binary_kind(ZIP_MAGIC)}, not an article")
        if sum(entry.compress_size for entry in crawls) > size:
            raise UnreadableError("is a damaged ZIP archive: the files in it are larger than itself")
        for entry in nested:
            yield Rejection(_place(name, entry), "is an archive inside an archive; take it out and name it directly")
        for entry in crawls:
            try:
                yield from _read_entry(archive, entry, name, limits, on_bytes)
            except InputError as error:
                yield Rejection(_place(name, entry), str(error))


def _place(name: str, entry: zipfile.ZipInfo) -> str:
    return f"{name}/{entry.filename}"


def _read_entry(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    name: str,
    limits: IngestLimits,
    on_bytes: Callable[[int], None] | None,
) -> Iterator[Step]:
    if entry.flag_bits & _ENCRYPTED:
        raise UnusableError("is encrypted")
    if entry.compress_type not in _METHODS:
        raise UnusableError("is packed in a way that a web archive does not use; pack it anew without compression")
    try:
        opened = archive.open(entry)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableError(f"cannot be opened: {error}") from error
    with opened:
        head, pieces = streams.peek(_bounded(opened, entry, limits.max_bytes, on_bytes), 2)
        packed = head.startswith(streams.GZIP_MAGIC)
        yield from read_crawl(pieces, _place(name, entry), limits, packed=packed)


def _bounded(
    opened: IO[bytes],
    entry: zipfile.ZipInfo,
    allowance: int,
    on_bytes: Callable[[int], None] | None,
) -> Iterator[bytes]:
    """What a file inside unpacks to, a piece at a time; refused where it packs more than two hundredfold."""
    unpacked = 0
    while True:
        try:
            piece = opened.read(_READ)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise UnreadableError(f"is damaged: {error!s:.200}") from error
        if not piece:
            return
        unpacked += len(piece)
        if unpacked > allowance and unpacked > streams.BOMB_RATIO * entry.compress_size:
            raise TooLargeError(f"unpacks to more than {streams.BOMB_RATIO} times its size")
        if on_bytes is not None:
            on_bytes(len(piece))
        yield piece


def _opened(stream: BinaryIO) -> tuple[zipfile.ZipFile, int]:
    """Read the directory of a ZIP file, whose size is looked at first, and tell the size of the file."""
    try:
        size = stream.seek(0, os.SEEK_END)
    except (OSError, ValueError) as error:
        raise UnusableError("is a ZIP archive, which is read from a file only; save it and name that") from error
    try:
        if _directory_size(stream, size) > _MAX_DIRECTORY:
            raise TooLargeError(f"has a directory of more than {streams.megabytes(_MAX_DIRECTORY)}")
        stream.seek(0)
        return zipfile.ZipFile(stream), size
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, OverflowError) as error:
        raise UnreadableError(f"is a damaged ZIP archive: {error}") from error


def _directory_size(stream: BinaryIO, size: int) -> int:
    """The size of the directory as the record at the end of the file states it (APPNOTE 4.3.16), or that of ZIP64.

    The largest where more than one place reads like that record, since a reader may take any of them.
    """
    stream.seek(max(0, size - _END_SIZE - 20))
    tail = stream.read(_END_SIZE + 20)
    stated = [0]
    for found in _END.finditer(tail):
        stated.append(int.from_bytes(tail[found.start() + 12 : found.start() + 16], "little"))
        locator = tail[max(0, found.start() - 20) : found.start()]
        if stated[-1] == 0xFFFFFFFF and locator.startswith(b"PK\x06\x07"):
            stream.seek(min(size, int.from_bytes(locator[8:16], "little")))
            stated[-1] = int.from_bytes(stream.read(56)[40:48], "little")
    return max(stated)
