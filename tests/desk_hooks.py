"""What schemathesis is told of the desk: how a browser sends forms, and what articles there are to ask for.

Loaded by schemathesis itself, as SCHEMATHESIS_HOOKS names it; `tests.desk_fuzz` says in the environment what it needs.
Most values stay as they were drawn; some become those of articles that are held, or nothing would get past a 404.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, HookContext, Response

COOKIE, VOUCHER, KNOWN = "DESK_COOKIE", "DESK_VOUCHER", "DESK_KNOWN"
"""Names in the environment: a browser's cookie, its forms' voucher, and what is held by names of parameters."""

_LONGEST = 40_000
"""Characters of a query; the library takes requests of 64 KiB with all their headers."""

_SHOWN = ("Traceback (most recent call last)", "site-packages", ", line ", "UndefinedError", "sqlalchemy", "sqlite3")
"""What only an error that nobody foresaw would put on a page."""


@schemathesis.check
def nothing_of_the_inside(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """No answer shows a traceback, and each has its policy."""
    shown = [words for words in _SHOWN if words in response.text]
    assert not shown, f"the answer shows {shown}"
    assert "content-security-policy" in response.headers, "the answer has no Content-Security-Policy"


def _known() -> Mapping[str, list[str]]:
    held: dict[str, list[str]] = json.loads(os.environ[KNOWN])
    return held


def _with_known(drawn: object) -> st.SearchStrategy[object]:
    """A strategy for the drawn values, and for the same with values that lead to something held."""
    if not isinstance(drawn, dict):
        return st.just(drawn)
    known = {name: st.one_of(st.just(value), st.sampled_from(_known()[name])) if name in _known() else st.just(value)
             for name, value in drawn.items()}  # fmt: skip
    return st.fixed_dictionaries(known)


@schemathesis.hook
def filter_query(ctx: HookContext, query: object) -> bool:
    """Leave out addresses that the HTTP library refuses by itself; `tests.test_desk_security` sends one of these."""
    return len(quote(str(query), errors="replace")) < _LONGEST


@schemathesis.hook
def flatmap_query(ctx: HookContext, query: object) -> st.SearchStrategy[object]:
    """Ask for what is held, now and then."""
    return _with_known(query)


@schemathesis.hook
def flatmap_path_parameters(ctx: HookContext, path_parameters: object) -> st.SearchStrategy[object]:
    """Ask for what is held, now and then."""
    return _with_known(path_parameters)


@schemathesis.hook
def flatmap_body(ctx: HookContext, body: object) -> st.SearchStrategy[object]:
    """Send forms on what is held, now and then."""
    return _with_known(body)


@schemathesis.hook
def before_call(ctx: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Come as a browser that has been here before, whose forms the desk has made."""
    case.headers["Cookie"] = os.environ[COOKIE]
    if isinstance(case.body, dict):
        case.body["voucher"] = os.environ[VOUCHER]
