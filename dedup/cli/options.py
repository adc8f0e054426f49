"""Options that many commands take, each said once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dedup.report.writers import Format

DEFAULT = "dedup.db"
"""The archive where none is named."""


class View(StrEnum):
    """How one result is written."""

    TABLE = "table"
    JSON = "json"


Database = Annotated[
    str, typer.Option("--db", envvar="DEDUP_DB", metavar="PATH", help="The archive, a file or an SQLite URL.")
]
Listed = Annotated[Format, typer.Option("--format", help="table for people, the others for programs.")]
Viewed = Annotated[View, typer.Option("--format", help="table for people, json for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")]
Allowed = Annotated[
    list[str] | None,
    typer.Option(
        "--allow", metavar="HOST", help="A host (or host:port) that may be asked though it is not public. Repeatable."
    ),
]
Processes = Annotated[
    int | None, typer.Option(metavar="N", min=0, help="Processes that read pages; one for each processor if not said.")
]
