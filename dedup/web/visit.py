"""One request at the desk: the archive it reads, who asks, and how it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from dedup.archive import Archive
from dedup.errors import UsageError
from dedup.web.desks import Desks, Place
from dedup.web.guard import ENTRANCE, MAX_BODY, MAX_FIELDS, VOUCHER
from dedup.web.rendering import rendered
from dedup.web.settings import Settings


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs to answer one request. `archive` is of this request alone; each read takes its own snapshot."""

    archive: Archive
    settings: Settings
    desks: Desks
    browser: str
    here: str

    @property
    def place(self) -> Place:
        """What this browser's reviewer has set, to be changed."""
        return self.desks.place(self.browser)

    @property
    def reviewer(self) -> str:
        """Who sits at this browser."""
        return self.desks.glance(self.browser).reviewer or self.settings.reviewer

    @property
    def blind(self) -> bool:
        """Whether this reviewer wants to decide before seeing the machine's score."""
        return self.desks.glance(self.browser).blind

    def page(self, template: str, /, *, status: int = 200, **context: object) -> HTMLResponse:
        """A page made of a template, which also knows what `frame` gives."""
        shared = frame(self.settings, self.desks, self.browser, self.here)
        return HTMLResponse(rendered(template, **shared, **context), status_code=status)

    def onward(self, address: str) -> RedirectResponse:
        """What a form is answered with: the page to look at next, an address below `/`."""
        return RedirectResponse(address, status_code=303)


def frame(settings: Settings, desks: Desks, browser: str, here: str) -> dict[str, object]:
    """What every page knows: who reviews and whether blindly, the voucher of its forms, and its own address."""
    place = desks.glance(browser)
    return {
        "reviewer": place.reviewer or settings.reviewer,
        "blind": place.blind,
        "voucher": desks.voucher(browser),
        "here": here,
        "path": here.partition("?")[0],
    }


def here_of(request: Request) -> str:
    """The address of a request below the desk's own."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


async def visit(request: Request) -> Visit:
    """What a page asks for; see `AtDesk`."""
    state = request.app.state
    opened: Archive = state.archive
    return Visit(opened.beside(), state.settings, state.desks, request.state.browser, here_of(request))


def inside(back: str) -> str:
    """An address of the desk that a form was given to go back to; raises UsageError for one of elsewhere."""
    if not back.startswith("/") or back.startswith("//") or "\\" in back:
        raise UsageError("A form can lead to a page of the desk alone.")
    return back


AtDesk = Annotated[Visit, Depends(visit)]
"""The parameter by which a page gets its `Visit`."""


async def vouched(request: Request) -> None:
    """Refuse a form that does not come from a page of the desk; every route asks this first.

    The entrance has no browser yet that a voucher could be made for; it asks for the token instead.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.url.path == ENTRANCE:
        return
    form = await request.form(max_fields=MAX_FIELDS, max_part_size=MAX_BODY)
    given = form.get(VOUCHER)
    if not isinstance(given, str) or not request.app.state.desks.vouched(request.state.browser, given):
        raise HTTPException(
            403, "This form is too old, or was not made by the desk, so nothing was done. Open its page anew."
        )
