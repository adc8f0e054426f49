"""Credits between the model and the archive's rows, both ways. Reading trusts nothing, as in `dedup.store.codec`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dedup.model import Credit, CreditLine, CreditSort, Cue, Named, PageCredits, PageLink, Span
from dedup.store.values import (
    as_json,
    flag_of,
    int_of,
    name_text,
    optional_name,
    optional_text_of,
    text_of,
)

CREDIT_COLUMNS = (
    "article", "name", "domain", "cue", "sort", "written", "start", "end", "agency", "known",
)  # fmt: skip
"""The columns of `credit_values` and `credit_row`, in their order."""

CREDIT_LIST = ", ".join(f'"{name}"' for name in CREDIT_COLUMNS)  # END is a word of SQL

_NAMED = ("based_on", "publishers", "copyright_holders")
_TEXTS = ("same_as", "syndicated_from")


def credit_values(article: int, credit: Credit) -> tuple[object, ...]:
    """The values of CREDIT_COLUMNS."""
    span = credit.span
    return (
        article, name_text(credit.name), optional_name(credit.domain), credit.cue.value, credit.sort.value,
        name_text(credit.written), span.start if span else None, span.end if span else None, int(credit.agency),
        int(credit.known),
    )  # fmt: skip


def credit_row(row: Sequence[Any]) -> tuple[int, Credit]:
    """The number of an article and its credit, from a row of CREDIT_COLUMNS."""
    article, name, domain, cue, sort, written, start, end, agency, known = row
    credit = Credit(
        name=text_of(name),
        cue=Cue(cue),
        sort=CreditSort(sort),
        written=text_of(written),
        domain=optional_text_of(domain),
        span=None if start is None else Span(int_of(start), int_of(end)),
        agency=bool(flag_of(agency)),
        known=bool(flag_of(known)),
    )
    return int_of(article), credit


def page_credits_text(page: PageCredits) -> str:
    """What a page says about its source as JSON, empty fields left out."""
    if not page:
        return "{}"
    fields: dict[str, object] = {
        **{name: [[one.name, one.address] for one in getattr(page, name)] for name in _NAMED},
        **{name: list(getattr(page, name)) for name in _TEXTS},
        "links": [[link.address, link.text, link.before, link.after] for link in page.links],
    }
    return as_json({name: values for name, values in fields.items() if values})


def page_credits_of(value: object) -> PageCredits:
    """What `page_credits_text` wrote."""
    fields = json.loads(text_of(value))
    if not fields:
        return PageCredits()
    named = {
        name: tuple(Named(optional_text_of(one), optional_text_of(address)) for one, address in fields.get(name, ()))
        for name in _NAMED
    }
    texts = {name: tuple(text_of(one) for one in fields.get(name, ())) for name in _TEXTS}
    links = tuple(PageLink(*(text_of(part) for part in link)) for link in fields.get("links", ()))
    return PageCredits(
        based_on=named["based_on"],
        same_as=texts["same_as"],
        publishers=named["publishers"],
        copyright_holders=named["copyright_holders"],
        syndicated_from=texts["syndicated_from"],
        links=links,
    )


def lines_text(lines: Sequence[CreditLine]) -> str:
    """The words of a member's credits as JSON."""
    return as_json([[line.cue.value, line.words] for line in lines])


def lines_of_text(value: object) -> tuple[CreditLine, ...]:
    """What `lines_text` wrote."""
    return tuple(CreditLine(Cue(cue), text_of(words)) for cue, words in json.loads(text_of(value)))
