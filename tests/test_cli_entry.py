"""The wrapper around every command: help, exit codes, streams that fail, and what is shown of an error."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dedup.cli import entry, main
from dedup.cli.talk import INTERRUPTED
from dedup.errors import ArchiveBusyError, DedupError, UsageError
from tests.archive_factories import invented
from tests.cli_factories import HOSTILE, ROOT, archive, dedup, jsonl, process, record

COMMANDS = [
    "ingest",
    "stories",
    "story",
    "origin",
    "sources",
    "first",
    "compare",
    "check",
    "search",
    "fetch",
    "export",
    "watch",
    "capture",
    "revisions",
    "review",
    "serve",
    "import",
    "packet",
    "verify",
    "evaluate",
    "db",
]
ANALYSIS = {
    "alembic", "numpy", "trafilatura", "lxml", "rapidfuzz", "wordfreq", "datasketch", "httpcore",
    "dedup.archive.archive", "dedup.archive.growing", "dedup.compare", "dedup.fetch", "dedup.fingerprint",
    "dedup.ingest", "dedup.provenance", "dedup.text.views",
}  # fmt: skip
UNASKED = {f"dedup.model.{name}" for name in ("docket", "explained", "listing", "packet", "reading", "sighting")}
UNTAKEN = {
    "httpcore", "trafilatura", "dedup.fetch.client", "dedup.ingest.live",
    "dedup.archive.archive", "dedup.archive.docket", "dedup.archive.dossiers", "dedup.archive.first",
    "dedup.archive.packets", "dedup.archive.reading", "dedup.archive.searching", "dedup.archive.telling",
    *(UNASKED - {"dedup.model.listing"}),
}  # fmt: skip
HEAVY = ANALYSIS | {"email", "rich", "sqlalchemy", "dedup.archive", "dedup.store", "dedup.version"}


def test_help_lists_every_command() -> None:
    done = process("--help")
    assert (done.code, done.err) == (0, "")
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", done.out.split("Commands:\n")[1], re.MULTILINE)
    assert listed == COMMANDS
    assert "..." not in done.out.split("Commands:\n")[1]


@pytest.mark.parametrize(
    "command", [*([name] for name in COMMANDS), *(["db", n] for n in ("current", "upgrade", "check", "backup"))]
)
def test_every_command_has_its_help(command: list[str]) -> None:
    done = dedup(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: dedup {' '.join(command)}")
    assert dedup(*command, "-h").out == done.out


def loaded_by(*arguments: object) -> set[str]:
    """The modules that a process has imported when a command has run in it."""
    program = "import sys, dedup.cli; dedup.cli.main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = process(program, *arguments, program=(sys.executable, "-c"))
    assert done.code == 0
    return set(done.err.split())


def test_help_loads_nothing_heavy() -> None:
    assert loaded_by("--help") & HEAVY == set()


def test_listing_stories_loads_nothing_that_reads_texts(tmp_path: Path) -> None:
    db = archive(tmp_path)
    asked = ("stories", "--db", db)
    assert loaded_by(*asked) & (ANALYSIS | UNASKED) == set()
    assert loaded_by(*asked, "--format", "jsonl", "--origin", "held", "--uncredited") & ANALYSIS == set()
    assert loaded_by(*asked, "--publisher", "Vessholm Post") & ANALYSIS  # what is looked for can be seen


def test_taking_in_files_loads_nothing_of_the_web_nor_of_what_is_told_of_an_archive(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The ferry left the harbour at noon, as it does on every day of the week.")
    loaded = loaded_by("ingest", tmp_path / "one.txt", "--db", tmp_path / "news.db", "--processes", "0")
    assert loaded & UNTAKEN == set()
    assert {"dedup.archive.growing", "dedup.provenance", "dedup.compare"} <= loaded  # what is looked for can be seen


def test_rubbish_is_not_looked_for_again_and_again_while_modules_are_loaded(tmp_path: Path) -> None:
    counted = "print(gc.get_stats()[1]['collections'], file=sys.stderr)"
    program = f"import gc, sys, dedup.cli; dedup.cli.main(sys.argv[1:]); {counted}"
    done = process(program, "stories", "--db", archive(tmp_path), program=(sys.executable, "-c"))
    assert (done.code, done.err) == (0, "0\n")


def test_the_version() -> None:
    done = dedup("--version")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"dedup .+\n", done.out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: dedup [OPTIONS] COMMAND"),
        (["db"], "Usage: dedup db [OPTIONS] COMMAND"),
        (["bogus"], "dedup: No such command 'bogus'."),
        (["--bogus"], "dedup: No such option: --bogus"),
        (["stories", "--format", "xml"], "dedup: Invalid value for '--format'"),
        (["story"], "dedup: Missing argument 'STORY'."),
        (["ingest"], "dedup: Missing argument 'SOURCE'."),
        (["export", "people"], "dedup: Invalid value for"),
        (["compare", "a", "b", "--passages", "-1"], "dedup: Invalid value for '--passages'"),
        (["evaluate", "x"], "dedup: Missing option '--pairs'."),
        (["stories", "--db", ""], "dedup: "),
        (["stories", "--db", "postgresql://host/x"], "dedup: An archive is an SQLite file"),
        ([f"{HOSTILE}"], "dedup: No such command"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    done = dedup(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert not any(char in done.err for char in "\x1b\x9b\x07\u202e")


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_: list[str]) -> int:
        raise error

    monkeypatch.setattr(entry, "_run", fail)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (DedupError("This failed."), 1, "dedup: This failed.\n"),
        (UsageError("This was wrong."), 2, "dedup: This was wrong.\n"),
        (ArchiveBusyError(f"x {HOSTILE}"), 1, "dedup: x [31mRED[0m [bold]news[/bold] 2Jevil :boom: {a} =1+1\n"),
        (KeyboardInterrupt(), 130, "dedup: Interrupted. What was stored before is kept.\n"),
        (
            PermissionError(13, "Permission denied", "f"),
            1,
            "dedup: The system refused: [Errno 13] Permission denied: 'f'.\n",
        ),
        (BrokenPipeError(), 141, ""),
        (
            RuntimeError("odd\nthing"),
            1,
            "dedup: A fault of dedup's own (RuntimeError: odd thing). Please report it with the output of the same "
            "command under DEDUP_DEBUG=1.\n",
        ),
    ],
)
def test_each_error_has_its_message_and_its_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str
) -> None:
    monkeypatch.delenv("DEDUP_DEBUG", raising=False)
    failing(monkeypatch, error)
    done = dedup("stories")
    assert (done.code, done.out, done.err) == (code, "", message)


def test_a_traceback_only_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, RuntimeError(HOSTILE))
    monkeypatch.setenv("DEDUP_DEBUG", "1")
    done = dedup("stories")
    assert "Traceback (most recent call last):" in done.err
    assert "\x1b" not in done.err


def test_main_takes_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["dedup", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("dedup ")


# --- streams ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose export is larger than a pipe holds."""
    folder = tmp_path_factory.mktemp("large")
    db = folder / "a.db"
    source = jsonl(folder / "r.jsonl", [record(f"k{i}", invented(i, 1200), language="en") for i in range(20)])
    assert dedup("ingest", source, "--db", db).code == 0
    return db


def called(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "dedup", *map(str, arguments)]


def test_a_reader_that_goes_away_is_no_error(large: Path) -> None:
    with subprocess.Popen(
        called("export", "articles", "--db", large), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.read(10) == b'{"id": "k0'
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == entry.READER_GONE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout(large: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            called("stories", "--db", large), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr == b"dedup: The system refused: [Errno 28] No space left on device.\n"


def test_streams_that_are_closed(large: Path) -> None:
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        done = process(*called("stories", "--db", large), program=("bash", "-c", f'"$@" {closed}', "bash"))
        assert done.code == 0
        assert done.err == ""


def test_an_interrupt_ends_with_130_and_keeps_what_was_stored(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    archive(tmp_path)
    # Whoever runs the tests in the background has them ignore interrupts, and programs that they start as well.
    program = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); import dedup.cli; "
    with subprocess.Popen(
        [sys.executable, "-c", f"{program}sys.exit(dedup.cli.main())", "ingest", "-", "--db", str(db)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        line = (json.dumps(record("more", invented(1, 300))) + "\n").encode()
        # More than a pipe holds: once it is written, the program is reading.
        running.stdin.write(line * (1 + 300_000 // len(line)))
        running.stdin.flush()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out) == (INTERRUPTED, b"")
    assert err == b"dedup: Interrupted. What was stored before is kept.\n"
    assert dedup("db", "check", "--db", db).code == 0
    assert len(dedup("export", "articles", "--db", db).lines()) >= 5


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_is_piped_is_utf8_whatever_the_locale(tmp_path: Path, encoding: str) -> None:
    db = archive(tmp_path)
    done = process("stories", "--db", db, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert (done.code, done.err) == (0, "")
    assert "Lock at Vessholm stays shut – Vessholm Post" in done.out


@pytest.mark.parametrize("columns", ["", "0", "wide", "9" * 30, "²"])
def test_a_width_that_is_none_is_not_obeyed(tmp_path: Path, columns: str) -> None:
    db = archive(tmp_path)
    done = process("stories", "--db", db, env={"COLUMNS": columns})
    assert (done.code, done.err) == (0, "")
    assert 40 <= max(map(len, done.out.splitlines())) <= 80


def test_colour_only_where_it_is_wanted(tmp_path: Path) -> None:
    db = archive(tmp_path)
    clean = dict.fromkeys(("FORCE_COLOR", "NO_COLOR", "PY_COLORS"), "")
    assert "\x1b" not in process("stories", "--db", db, env=clean).out
