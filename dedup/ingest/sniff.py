"""Deciding what a payload is by looking at its first bytes; a file's ending only breaks a tie."""

from __future__ import annotations

import json
import re
from enum import StrEnum

HEAD = 64 * 1024  # bytes looked at: the head of a page with its declarations, or dozens of records


class Shape(StrEnum):
    """What the beginning of a payload looks like."""

    EMPTY = "empty"
    BINARY = "binary"
    RECORDS = "records"  # one JSON object a line
    DOCUMENT = "document"  # one JSON value over all lines
    PAGE = "page"
    SAVED = "saved"  # a page with all its parts (MHTML)
    ZIP = "zip"
    PARQUET = "parquet"
    CRAWL = "crawl"  # records of a web archive
    TEXT = "text"


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_WARC = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n")
ZIP_MAGIC = b"PK\x03\x04"
_TEXTUAL_MAGIC = frozenset(
    {b"BM", b"GIF8", b"BZh", b"ID3", b"OggS"}
)  # prose may begin so; binary holds odd bytes as well
_ODD = bytes(code for code in range(0x20) if code not in b"\t\n\r\f\x0b\x1b")
_ODD_SHARE = 0.02  # a saved page may hold a stray control; of random bytes 10 % are odd

_PAGE_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_ANYWHERE = re.compile(r"<(?:html|head|body)\b[^>]*>", re.IGNORECASE)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(rss|feed|rdf:rdf|urlset|sitemapindex|svg)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|br|section|article|span|a|b|i|strong|em|img|figure|blockquote|script)\b[^<>]*>",
    re.IGNORECASE,
)
_MANY_TAGS = 3  # a text about markup may show a tag or two; a fragment of a page has at least a paragraph and its end
_PRETTY = re.compile(rb"\s*(?:\[\s*[{\]]|\{\s*\n)")
_MAIL_FIELD = re.compile(rb"[!-9;-~]{1,76}:")
_MIME = re.compile(rb"^mime-version[ \t]*:", re.IGNORECASE | re.MULTILINE)
_MAIL_KINDS = re.compile(
    rb"^content-type[ \t]*:\s*(?:multipart/related|multipart/alternative|text/html)\b", re.IGNORECASE | re.MULTILINE
)
_FIRST_LINES = 20
_FEED_NAMES = {"svg": "an SVG image", "urlset": "a site map", "sitemapindex": "a site map"}


def binary_kind(head: bytes) -> str | None:
    """Name the binary format of a payload from its first bytes, `binary data` if it is unknown; None for text."""
    for magic, name in _MAGIC:
        if head.startswith(magic) and (magic not in _TEXTUAL_MAGIC or _many_odd(head)):
            return name
    if head[:4] == b"RIFF":
        return "a WebP image" if head[8:12] == b"WEBP" else "a recording"
    if head[4:8] == b"ftyp":
        return "an AVIF or HEIC image or a film"
    return "binary data" if _many_odd(head) else None


def is_saved_page(head: bytes) -> bool:
    """Whether a file begins with the headers of a page saved as MHTML."""
    plain = head.lstrip(b"\xef\xbb\xbf\r\n")
    if not _MAIL_FIELD.match(plain):  # as of nearly all files
        return False
    top = re.split(rb"\r?\n\r?\n", plain, maxsplit=1)[0]
    return bool(_MIME.search(top) and _MAIL_KINDS.search(top))


def _many_odd(head: bytes) -> bool:
    odd = len(head) - len(head.translate(None, _ODD))
    return odd > _ODD_SHARE * len(head) and not _mostly_nul_padded(head)


def _mostly_nul_padded(head: bytes) -> bool:
    """Whether the odd bytes are NULs among readable text, which is mended rather than refused."""
    nuls = head.count(0)
    rest = head.replace(b"\0", b"")
    return (
        bool(rest) and nuls < len(rest) // 4 and len(rest) - len(rest.translate(None, _ODD)) <= _ODD_SHARE * len(rest)
    )


def container_of(head: bytes) -> Shape | None:
    """Name the kind of file that holds many pages, from its first bytes; None for any other file."""
    if _WARC.match(head):
        return Shape.CRAWL
    if head.startswith(ZIP_MAGIC):
        return Shape.ZIP
    return Shape.PARQUET if head.startswith(b"PAR1") else None


def shape_of(head: bytes, ending: str = "") -> Shape:
    """Decide what a payload is from its first `HEAD` bytes (in UTF-8 or another one-byte superset of ASCII).

    `ending` is the file's suffix without `.gz`, in lower case; it decides only between readings that are both possible.
    """
    plain = head.removeprefix(b"\xef\xbb\xbf").strip(b"\0 \t\r\n")
    if not plain:
        return Shape.EMPTY
    if binary_kind(head) is not None:
        return Shape.BINARY
    if is_saved_page(head):
        return Shape.SAVED
    if plain[:1] in b"{[" or ending in {".jsonl", ".ndjson"}:
        shape = _json_shape(plain, ending)
        if shape is not None:
            return shape
    text = head.decode("utf-8", "replace")
    if _PAGE_START.match(text) or (ending in {".html", ".htm", ".xhtml"} and _BLOCK_TAG.search(text)):
        return Shape.PAGE
    return Shape.PAGE if _whole_page(text) else Shape.TEXT


def _whole_page(text: str) -> bool:
    """Whether a page begins a little late, after the text of a banner or headers that were saved with it."""
    found = _PAGE_ANYWHERE.search(text)
    return bool(found) and len(_BLOCK_TAG.findall(text)) > 2 * _MANY_TAGS


def feed_kind(text: str) -> str | None:
    """Name a feed, site map or drawing, which are XML but no article; None for anything else."""
    head = text[:HEAD]
    found = None if "<" not in head or _PAGE_ANYWHERE.search(head) else _FEED.match(head)
    return _FEED_NAMES.get(found.group(1).lower(), "a feed") if found else None


def has_markup(text: str) -> bool:
    """Whether a text is a fragment of a page: tags that come in numbers, or a block of JSON-LD in a script."""
    return "<" in text and len(_BLOCK_TAG.findall(text[:HEAD])) >= _MANY_TAGS


def _json_shape(plain: bytes, ending: str) -> Shape | None:
    """Tell records from one document; None if neither."""
    if _PRETTY.match(plain):
        return Shape.DOCUMENT
    rows = plain.split(b"\n")[:_FIRST_LINES]
    whole = [row for row in (row.strip() for row in (rows if len(rows) == 1 else rows[:-1])) if row]
    as_records = sum(1 for row in whole if row.startswith(b"{") and row.endswith(b"}") and b":" in row)
    if as_records and 2 * as_records >= len(whole):
        return Shape.RECORDS
    if ending in {".jsonl", ".ndjson"} and not _PAGE_START.match(plain[:HEAD].decode("utf-8", "replace")):
        return Shape.RECORDS
    if re.match(rb'\{\s*"[^"\n]{1,64}"\s*:', plain):  # a first record longer than the head, or a broken one
        return Shape.RECORDS if len(rows) > 1 or len(plain) >= HEAD - 1 or not _loads(plain) else Shape.DOCUMENT
    return None


def _loads(plain: bytes) -> bool:
    try:
        json.loads(plain)
    except (ValueError, RecursionError):
        return False
    return True
