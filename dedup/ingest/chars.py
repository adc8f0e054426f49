"""From bytes to characters: finding the encoding, and mending what a wrong one or a careless export left behind.

Only characters that cannot be meant are touched: controls, lone surrogates, and C1 codes that are really Windows-1252
punctuation. Soft hyphens, zero-width and look-alike characters are kept as found; the normal form deals with them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from dedup.text.literals import beyond_ascii

# Byte order marks, the longer first: UTF-16's little-endian mark begins UTF-32's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Labels whose common meaning on the web is a superset (WHATWG Encoding Standard, "names and labels").
_SUPERSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "x-user-defined": "cp1252",
}

# Python's names of the encodings of the same standard; by name it would also take codecs such as hex, idna, undefined.
_WEB_CODECS = frozenset(
    {
        "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp866", "koi8-r", "koi8-u",
        "mac-roman", "mac-cyrillic", "cp874", "cp932", "cp949", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp",
        "iso2022_kr",
    }
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859-{number}" for number in range(1, 17)}
)  # fmt: skip

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEAD = 4096  # browsers look for a declaration in the first 1024 bytes; saved pages put comments before it
_SAMPLE = 64 * 1024  # enough for statistics on byte patterns, little enough to be quick

_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff]+")
_SOUND = bytes(byte for byte in range(256) if byte >= 0x80 or not _BROKEN.match(chr(byte)))  # bytes of UTF-8
_C1 = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", errors="ignore"))}
_REPAIRS: dict[int, str | None] = {
    **dict.fromkeys((*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0))),
    **dict.fromkeys((0x0B, 0x0C, 0x0D, 0x2028, 0x2029), "\n"),
    **dict.fromkeys((0xFFFE, 0xFFFF)),
    **_C1,
}
# Letters of the languages that Windows-1252 was made for; anything else inside a word tells another encoding.
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŸŠŽðþÐÞ’\xad·")
# Legacy encodings that the web has used (WHATWG Encoding Standard); left free, statistics also name those of old Macs.
_LEGACY = (
    "cp1251", "koi8_r", "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
)  # fmt: skip
_INNER = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
_FOREIGN_RUN = re.compile(r"[^\W\d_a-zA-Z]{4}")  # no Western word has four accented letters in a row
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_LONE = re.compile("[\ud800-\udfff]")
# Bytes that Windows-1252 has no character for. Each full stop and comma of Shift JIS holds one, which makes 4 to 9 in a
# hundred of its bytes beyond ASCII; in a Western text they are damage.
_NO_WESTERN = b"\x81\x8d\x8f\x90\x9d"
_DAMAGED = 5  # of them, and one in fifty of the bytes beyond ASCII, are more than damage


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text read from bytes: the encoding used, and how many places could not be read and hold U+FFFD instead."""

    text: str
    encoding: str
    replaced: int = 0


def repair(text: str) -> str:
    """Mend characters that cannot be meant; everything else stays as found.

    Line ends become `\\n`; C0 controls but tab and line feed go; C1 codes become the Windows-1252 characters they were
    (WHATWG Encoding Standard); halves of surrogate pairs are joined, and replaced by U+FFFD where they stand alone.
    """
    text = text.replace("\r\n", "\n")  # the usual, and looked for much faster than the rest
    if not _is_broken(text):
        return text
    if _LONE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _BROKEN.sub(_mended, text)


def _is_broken(text: str) -> bool:
    """Whether `_BROKEN` finds something; a pattern asks about each character, which costs five times as much."""
    if text.encode("utf-8", "surrogatepass").translate(None, _SOUND):
        return True
    return not text.isascii() and _BROKEN.search(beyond_ascii(text)) is not None


def _mended(found: re.Match[str]) -> str:
    return found[0].translate(_REPAIRS)


def wide_encoding(head: bytes) -> str | None:
    """Name the UTF-16 or UTF-32 flavour of bytes without a mark, from where their zero bytes stand; None otherwise."""
    sample = head[: min(len(head), _HEAD) // 4 * 4]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    quarter = len(sample) // 4
    zeros = [sample[place::4].count(0) for place in range(4)]
    # Latin text has a zero in nearly every high byte; half is far beyond chance and leaves room for other scripts.
    high = [count > 0.5 * quarter for count in zeros]
    low = [count < 0.05 * quarter for count in zeros]
    if low[0] and high[1] and high[2] and high[3]:
        return "utf-32-le"
    if high[0] and high[1] and high[2] and low[3]:
        return "utf-32-be"
    if low[0] and high[1] and low[2] and high[3]:
        return "utf-16-le"
    if high[0] and low[1] and high[2] and low[3]:
        return "utf-16-be"
    return None


def marked_encoding(head: bytes) -> str | None:
    """Name the encoding that a byte order mark or a pattern of zero bytes gives away; None otherwise."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    return wide_encoding(head)


def declared_encoding(head: bytes) -> str | None:
    """Codec for the charset that a page declares in its first bytes; None where it declares none that is known."""
    found = _DECLARED.search(head[:_HEAD])
    if not found:
        return None
    name = codec_of((found.group(1) or found.group(2)).decode("ascii", "replace"))
    return None if name and name.startswith(("utf-16", "utf-32")) else name  # a wide one could not be read as ASCII


def codec_of(label: str) -> str | None:
    """Codec for the name of a charset as the web means it; None for a name that is not known."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_SUPERSETS.get(label, label)).name
    except (LookupError, ValueError):  # a NUL in the name is a ValueError
        return None
    return name if name in _WEB_CODECS else None


def decode(payload: bytes, told: str | None = None) -> Decoded:
    """Read bytes as text, trying what is certain first: mark, zero bytes, UTF-8, declaration, statistics.

    UTF-8 goes before the declaration, since text in another encoding is almost never valid UTF-8 by accident, and pages
    whose declaration is wrong are common. `told` is the charset that came with the bytes, which goes before the one
    that they declare themselves. Never fails: what cannot be read becomes U+FFFD and is counted.
    """
    marked = marked_encoding(payload)
    if marked:
        return _forced(payload, marked)
    declarations = [name for name in (codec_of(told) if told else None, declared_encoding(payload)) if name]
    if declarations[:1] == ["cp1252"] and declarations[1:] and not _western(payload):
        declarations.reverse()  # what many servers call every page
    for name in declarations:
        wide = name.startswith(("utf-16", "utf-32")) and b"\0" in payload  # ASCII is valid UTF-16, and means nothing so
        if wide or name.startswith("iso2022"):  # which would pass as UTF-8
            tried = _forced(payload, name)
            if tried.replaced * 100 <= len(tried.text):
                return tried
    try:
        return Decoded(payload.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lenient = payload.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    valid = sum(1 for char in lenient[:_SAMPLE] if char > "\x7f" and char != "\ufffd")
    if valid > 4 * min(broken, lenient[:_SAMPLE].count("\ufffd") or 1):  # UTF-8 cut or spliced in a few places
        return Decoded(lenient, "utf-8", broken)
    for name in declarations:
        if name.startswith(("utf-", "iso2022")):
            continue  # tried above
        if name == "cp1252" and not _western(payload):
            continue  # what templates call every page
        tried = _forced(payload, name)
        if tried.replaced * 100 <= len(tried.text):
            return tried
    return _guessed(payload) or Decoded(payload.decode("cp1252", "replace"), "cp1252", 0)


def _forced(payload: bytes, encoding: str) -> Decoded:
    text = payload.decode(encoding, "replace")
    return Decoded(text.removeprefix("\ufeff"), encoding, text.count("\ufffd"))


def _guessed(payload: bytes) -> Decoded | None:
    """Take Windows-1252 where it reads as a Western language, since statistics mistake its neighbours for it."""
    if _western(payload):
        return _forced(payload, "cp1252")
    from charset_normalizer import from_bytes  # noqa: PLC0415  # seldom needed, and slow to import

    best = from_bytes(payload[:_SAMPLE], cp_isolation=list(_LEGACY)).best()
    return _forced(payload, best.encoding) if best else None


def _western(payload: bytes) -> bool:
    """Whether bytes read as a Western language in Windows-1252."""
    sample = payload[:_SAMPLE]
    unknown = len(sample) - len(sample.translate(None, _NO_WESTERN))
    if unknown >= _DAMAGED and unknown * 50 > len(sample) - len(sample.translate(None, _BEYOND_ASCII)):
        return False
    text = sample.decode("cp1252", "replace")
    inner = _INNER.findall(text)
    odd = sum(1 for char in inner if char not in _WESTERN)
    return not _FOREIGN_RUN.search(text) and odd * 20 <= len(inner)
