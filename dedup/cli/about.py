"""What `dedup --version` says."""

from __future__ import annotations

import typer

from dedup.kernels import COMPILED
from dedup.version import installed_version


def show_version() -> None:
    """The installed version, and on stderr what is missing of it."""
    typer.echo(f"dedup {installed_version()}")
    if not COMPILED:
        typer.echo(
            "Without its compiled kernels, which make it several times faster: have a C compiler and the headers of"
            " Python at hand, and install dedup again.",
            err=True,
        )
