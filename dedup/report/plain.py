"""Text from outside, made fit for a terminal: the one door that titles, keys, reasons and passages pass through."""

from __future__ import annotations

import re

_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")

# Controls (C0, DEL, C1: ESC and the 8-bit CSI among them), bidirectional controls, and characters without a width that
# hide inside words. The joiners U+200C and U+200D stay: Persian and emoji are not written without them.
_DROPPED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def plain(text: str) -> str:
    """One line of text that no terminal can take for anything but text.

    White space of any sort becomes single spaces; controls, bidirectional controls and invisible characters vanish;
    lone surrogates, which have no encoding, become U+FFFD.
    """
    return _SURROGATES.sub("\ufffd", _DROPPED.sub("", _SPACES.sub(" ", text))).strip()


def shorten(text: str, limit: int) -> str:
    """Cut a text to at most `limit` characters, an ellipsis included."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + "…"


def shorten_name(name: str, limit: int) -> str:
    """Cut a key, path or address in its middle: its end tells more than its beginning, which keeps a third."""
    if len(name) <= limit:
        return name
    head = max(0, (limit - 1) // 3)
    tail = max(0, limit - 1 - head)
    return f"{name[:head]}…{name[len(name) - tail :]}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 article`, `1,200 stories`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(share: float) -> str:
    """A share in whole per cent, which says 100 only where nothing is missing and 0 only where there is nothing."""
    if 0 < share < 0.01:
        return "<1 %"
    return f"{100 if share >= 1 else min(99, round(100 * share))} %"
