"""Evidence packets as downloads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from dedup.archive import Making
from dedup.errors import UsageError
from dedup.model import TextsKept
from dedup.report.packet.data import data_digest, data_text
from dedup.version import installed_version
from dedup.web.packet import packet_page
from dedup.web.visit import AtDesk

router = APIRouter()

_LONGEST = 20_000  # characters of a key that are looked at: the longest address that is stored has less


@router.get("/packet", responses={200: {"content": {"text/html": {}}, "description": "The file, to be kept."}})
def packet(
    visit: AtDesk,
    a: Annotated[str, Query(max_length=_LONGEST)] = "",
    b: Annotated[str, Query(max_length=_LONGEST)] = "",
    story: Annotated[str, Query(max_length=_LONGEST)] = "",
    texts: TextsKept = TextsKept.WHOLE,
) -> Response:
    """The evidence on two articles, or on a story, as a file to be kept; asking for it changes nothing."""
    if bool(story) == bool(a or b) or bool(a) != bool(b):
        raise UsageError("A packet is of two articles, a and b, or of one story.")
    making = Making(datetime.now(UTC), installed_version(), texts)
    made = visit.archive.story_packet(story, making) if story else visit.archive.packet(a, b, making)
    name = f"dedup-packet-{data_digest(data_text(made))[:16]}.html"
    return Response(
        packet_page(made),
        media_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
