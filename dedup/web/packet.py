"""A packet as one file of HTML: made of its data alone, and always the same from the same data.

The file loads nothing and runs nothing: its one style is named by its hash in the page's own policy, which forbids all
else. The data stands in it as the text of a `<pre>`, not in a `<script>`, which mail gateways and savers of pages take
out, nor in an attribute or a comment, which others rewrite: text is what every tool keeps, and the reader can unfold it
and see that nothing is hidden. It is ASCII without a character of markup (see `report.packet.data`). On paper it is
left out; its digest at the foot of every sheet says which data the sheet belongs to.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import Final

from markupsafe import Markup, escape

from dedup.errors import TooLargeError
from dedup.model import Packet
from dedup.report.ledger import waterfall
from dedup.report.origins import direction_sentence
from dedup.report.packet import places, stories, words
from dedup.report.packet.data import data_digest, data_text, read_data
from dedup.report.reviews import aside
from dedup.report.timeline import rests_on
from dedup.web.rendering import rendered

MAX_FILE: Final = 64 * 1024 * 1024
"""Bytes of a packet's file: two texts of two million characters, and as much again for their data."""

DATA_BEGINS: Final = '<pre id="data-of-the-packet" dir="ltr">'
DATA_ENDS: Final = "</pre>"
SEAL_BEGINS: Final = '<footer><p class="seal">Seal of everything above, to the end of the line before this one: sha256 '
SEAL_ENDS: Final = "</p></footer>\n</body>\n</html>\n"

SHORT: Final = 16
"""Hex digits of a digest that name the data on a sheet: 64 bits."""

# What has no look of its own, or turns what stands around it; the joiners stay, as writing needs them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def packet_page(packet: Packet) -> str:
    """The file of a packet. All of it follows from the packet's data, as it is once written and read.

    Raises TooLargeError for one that could not be verified again.
    """
    data = data_text(packet)
    digest = data_digest(data)
    style = style_of(digest)
    body = rendered(
        "packet.html",
        packet=read_data(data),
        places=places,
        stories=stories,
        words=words,
        shown=shown,
        aside=aside,
        direction_sentence=direction_sentence,
        rests_on=rests_on,
        waterfall=waterfall,
        data=Markup(data),  # has no character of markup, and is to be found as it was written
        digest=digest,
        style=Markup(style),
        style_hash=style_hash(style),
        data_begins=Markup(DATA_BEGINS),
        data_ends=Markup(DATA_ENDS),
    )
    head = body.rstrip("\n") + "\n"
    page = f"{head}{SEAL_BEGINS}{seal(head)}{SEAL_ENDS}"
    if len(page.encode()) > MAX_FILE:
        raise TooLargeError(
            f"The packet would be longer than {MAX_FILE // 2**20} MiB; leave the texts out with --texts passages, or "
            "make packets of single pairs."
        )
    return page


def seal(head: str) -> str:
    """The SHA-256 (hex) of all of a file that stands before its seal."""
    return hashlib.sha256(head.encode()).hexdigest()


def shown(text: str) -> Markup:
    """A text as a reader is to see it: characters that cannot be seen, or that turn others round, as their numbers."""
    return Markup(
        _UNSEEN.sub(lambda found: f'<span class="code">U+{ord(found[0]):04X}</span>', str(escape(text)))
    )  # fmt: skip


def style_hash(style: str) -> str:
    """The hash of a style, as a policy names it."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def style_of(digest: str) -> str:
    """The style of the file; the foot of each sheet names the data by its digest."""
    given = files("dedup.web").joinpath("templates", "packet.css").read_text(encoding="utf-8")
    return given.replace("$DIGEST", digest[:SHORT])
