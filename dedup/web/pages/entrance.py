"""The entrance of a desk with a token, and the name of who sits there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response

from dedup.archive import Memory, named
from dedup.web.guard import ENTRANCE, is_token
from dedup.web.visit import AtDesk, Visit, inside

router = APIRouter()

_LONGEST = 1000  # characters of a token or a name that are looked at
_FARTHEST = 20_000  # of an address to go back to: two keys of the longest addresses that browsers take


@router.get(ENTRANCE)
def enter(visit: AtDesk, token: Annotated[str, Query(max_length=_LONGEST)] = "") -> Response:
    """Let a browser in that brings the token in the address, which it then leaves."""
    return _entered(visit, token)


@router.post(ENTRANCE)
def enter_by_form(visit: AtDesk, token: Annotated[str, Form(max_length=_LONGEST)] = "") -> Response:
    """Let a browser in whose reviewer typed the token."""
    return _entered(visit, token)


def _entered(visit: Visit, token: str) -> Response:
    if visit.settings.token is None:
        return visit.onward("/")
    if not is_token(visit.settings, token):
        return visit.page("entrance.html", status=401, title="The desk asks for its token", refused=bool(token))
    answer = RedirectResponse("/", status_code=303)
    _, cookie = visit.desks.issued()
    answer.set_cookie(visit.desks.cookie, cookie, httponly=True, samesite="strict")
    return answer


@router.post("/reviewer")
def rename(
    visit: AtDesk,
    reviewer: Annotated[str, Form(max_length=_LONGEST)],
    blind: Annotated[bool, Form()] = False,
    back: Annotated[str, Form(max_length=_FARTHEST)] = "/",
) -> Response:
    """Give the reviewer of this browser another name, and say whether the machine's score is to be withheld."""
    name = named(reviewer)
    onward = inside(back)
    place = visit.place
    with place.lock:
        if name != visit.reviewer:
            place.memory = Memory()  # what another has seen and said is not theirs
        place.reviewer, place.blind = name, blind
    return visit.onward(onward)
