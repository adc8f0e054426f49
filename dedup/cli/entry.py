"""The one wrapper around every command: which error ends with which message and exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from copy import copy

import typer
from typer.main import get_command, get_command_name
from typer.models import CommandInfo

from dedup.cli.app import app
from dedup.cli.talk import INTERRUPTED, prepare_streams, say, silence
from dedup.errors import DedupError
from dedup.report.plain import plain

READER_GONE = 141  # 128 + SIGPIPE
_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (`sys.argv` with None) and give its exit code.

    0 done, 1 failed, 2 wrong usage, 3 done but some inputs were rejected. A traceback is shown only under DEDUP_DEBUG.
    """
    prepare_streams()
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return code
    except DedupError as error:
        return _failed(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _failed("Interrupted. What was stored before is kept.", INTERRUPTED)
    except BrokenPipeError:
        silence(sys.stdout)
        return READER_GONE
    except OSError as error:
        return _failed(f"The system refused: {error}.", 1)
    except Exception as error:
        return _failed(
            f"A fault of dedup's own ({type(error).__name__}: {error}). Please report it with the output of the same "
            "command under DEDUP_DEBUG=1.",
            1,
        )


def _run(arguments: list[str]) -> int:
    # The command's own `main` would turn a broken pipe and an interrupt into exits of its own making.
    command = get_command(_with_commands(arguments))
    try:
        with command.make_context("dedup", arguments) as context:
            result = command.invoke(context)
    except typer.Exit as error:
        return error.exit_code
    except typer.TyperException as error:
        return _wrong_usage(error)
    return result if isinstance(result, int) else 0


def _with_commands(arguments: list[str]) -> typer.Typer:
    """The program with the one command that a command line names, with all where it does not begin with one.

    To set up the arguments of all two dozen takes a tenth of what listing the stories of a small archive takes.
    """
    named = [one for one in app.registered_commands if _name(one) == next(iter(arguments), None)]
    if not named:
        return app
    alone = copy(app)
    alone.registered_commands, alone.registered_groups = named, []
    return alone


def _name(command: CommandInfo) -> str | None:
    return command.name or (get_command_name(command.callback.__name__) if command.callback else None)


def _wrong_usage(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    if context is not None:
        sys.stderr.write(f"{context.get_usage()}\n")
    say(f"dedup: {error.format_message()}")
    if context is not None:
        say(f"`{context.command_path} --help` explains the arguments.")
    return _USAGE


def _failed(message: str, code: int) -> int:
    for stream, write in ((sys.stdout, sys.stdout.flush), (sys.stderr, lambda: _tell(message))):
        try:
            write()
        except OSError:
            silence(stream)
    return code


def _tell(message: str) -> None:
    if os.environ.get("DEDUP_DEBUG"):
        sys.stderr.writelines(plain(line) + "\n" for line in traceback.format_exc().splitlines())
    say(f"dedup: {message}")
