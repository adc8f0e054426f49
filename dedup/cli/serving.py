"""The command `serve` with its arguments and its help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Database, Quiet


def serve(
    db: Database = DEFAULT,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; elsewhere only with --token.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")] = 8765,
    token: Annotated[
        str | None,
        typer.Option(envvar="DEDUP_TOKEN", metavar="TOKEN", help="Let in who brings this: 16 characters or more."),
    ] = None,
    reviewer: Annotated[
        str | None,
        typer.Option(envvar="DEDUP_REVIEWER", metavar="NAME", help="Who reviews; the login name if not given."),
    ] = None,
    own: Annotated[
        list[str] | None,
        typer.Option("--own", metavar="OUTLET", help="An outlet of your own, by domain or name. Repeatable."),
    ] = None,
    watch_file: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Take your own outlets from a file for `dedup watch`, too."),
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Open the review desk for a browser on this machine.

    The queue of suspected copies, two texts side by side with the proof, stories, sources and search; what is decided
    there is the same as in `dedup review`. Nothing leaves the machine, and no page loads anything from elsewhere. The
    address is printed when the desk is open; SIGINT or SIGTERM closes it. Others may write to the archive meanwhile.
    """
    from dedup.cli.serve import run

    return run(
        db, host=host, port=port, token=token, reviewer=reviewer, own=own or (), watch_file=watch_file, quiet=quiet
    )
