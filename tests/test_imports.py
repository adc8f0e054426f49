"""The shape of the code, read from its source: imports point one way, a library has one home, nothing is long."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from dedup import archive, ingest, model

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE = 420
MAX_FUNCTION = 65

# What each station of `dedup` may import of the others. A station that is not named here may not exist.
VOCABULARY = {"model", "errors", "config", "version", "kernels", "lazily", "rubbish"}
STATION = VOCABULARY | {"text"}
ALLOWED = {
    "model": {"lazily"},
    "errors": set(),
    "config": set(),
    "version": set(),
    "lazily": set(),
    "rubbish": set(),
    "kernels": set(),
    "text": VOCABULARY,
    "fetch": STATION,
    "ingest": STATION | {"fetch"},
    "fingerprint": STATION,
    "batch": STATION | {"fingerprint"},
    "candidates": STATION,
    "compare": STATION,
    "store": STATION,
    "provenance": STATION,
    "evaluation": VOCABULARY,
    "archive": STATION | {"fetch", "ingest", "fingerprint", "candidates", "compare", "store", "provenance"},
    "watch": STATION | {"fetch", "ingest", "archive"},
    "report": STATION | {"archive", "evaluation", "watch"},
    "web": STATION | {"archive", "report"},
    "cli": STATION | {"fetch", "ingest", "archive", "watch", "report", "evaluation", "store", "web"},
}

# Libraries that one folder alone knows, and the folders that know each.
HOMES = {
    "Stemmer": {"text"},
    "alembic": {"store", "migrations"},
    "anyio": {"web"},
    "backports": {"fetch", "tests"},
    "brotli": {"fetch", "tests"},
    "certifi": {"fetch"},
    "charset_normalizer": {"ingest"},
    "compression": {"fetch"},  # the standard library's form of backports, from 3.14 on
    "datasketch": {"fingerprint", "tests"},
    "fastapi": {"web"},
    "fastwarc": {"tests"},
    "hatchling": {"kernels"},  # builds it, and is not needed later
    "htmldate": {"ingest"},
    "httpcore": {"fetch"},
    "idna": {"text"},
    "jinja2": {"web"},
    "markupsafe": {"web"},
    "lxml": {"ingest"},
    "protego": {"fetch"},
    "pebble": {"ingest"},
    "prov": {"report"},
    "py3langid": {"ingest"},
    "pyarrow": {"ingest"},
    "rapidfuzz": {"compare"},
    "rich": {"report", "cli"},
    "scipy": {"tests"},
    "sqlalchemy": {"store", "migrations"},
    "starlette": {"web", "tests"},
    "trafilatura": {"ingest"},
    "trustme": {"tests"},
    "typer": {"cli"},
    "uvicorn": {"web", "tests"},
    "warcio": {"tests"},
    "wordfreq": {"text", "tests"},
    "xxhash": {"text"},
}
EVERYWHERE = {"numpy"}  # arrays are a common tongue, like tuples


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def station_of(path: Path) -> str:
    """The folder or module below `dedup` that a file belongs to; `migrations` for those."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "dedup" and len(parts) > 1 else parts[0]


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, inside functions as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "." * node.level + (node.module or "")
            elif node.module == "dedup":
                yield from ((node.lineno, f"dedup.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or ""


def violations(path: Path, tree: ast.AST) -> list[str]:
    """Each import of a file that the rules forbid, as a sentence."""
    station = station_of(path)
    package_root = path in {ROOT / "dedup" / "__init__.py", ROOT / "dedup" / "__main__.py"}
    found = []
    for line, name in imported(tree):
        top, *rest = name.split(".")
        where = f"{path.relative_to(ROOT)}:{line}"
        if not top:
            found.append(f"{where}: relative import {name}")
        elif top == "dedup":
            target = rest[0] if rest else "dedup"
            if not package_root and target != station and target not in ALLOWED.get(station, {"store"}):
                found.append(f"{where}: {station} imports {name}")
        elif top in HOMES and station not in HOMES[top]:
            found.append(f"{where}: {station} imports {top}, which only {', '.join(sorted(HOMES[top]))} may know")
        elif top not in HOMES and top not in EVERYWHERE and top not in sys.stdlib_module_names:
            found.append(f"{where}: {top} has no home in HOMES")
    return found


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def long_functions(path: Path, tree: ast.AST) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {length} lines"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION
    ]


def test_imports_point_one_way_and_libraries_stay_at_home() -> None:
    files = sources("dedup", "migrations")
    assert files
    assert [sentence for path in files for sentence in violations(path, parsed(path))] == []


def test_every_station_has_a_place_in_the_order() -> None:
    stations = {station_of(path) for path in sources("dedup")} - {"__init__", "__main__"}
    assert stations - ALLOWED.keys() == set()


def test_the_order_has_no_circle() -> None:
    ready: set[str] = set()
    waiting = dict(ALLOWED)
    while waiting:
        free = {station for station, needs in waiting.items() if needs <= ready}
        assert free, f"a circle among {sorted(waiting)}"
        ready |= free
        waiting = {station: needs for station, needs in waiting.items() if station not in free}


@pytest.mark.parametrize(
    ("station", "line"),
    [
        ("compare", "from dedup.candidates import propose"),
        ("text", "import dedup.archive"),
        ("archive", "from dedup import cli"),
        ("ingest", "from rapidfuzz import fuzz"),
        ("ingest", "from . import reader"),
        ("evaluation", "def f():\n    import dedup.archive"),
        ("text", "import requests"),
    ],
)
def test_a_forbidden_import_is_seen(station: str, line: str) -> None:
    assert len(violations(ROOT / "dedup" / station / "made_up.py", ast.parse(line))) == 1


def test_no_file_or_function_is_too_long() -> None:
    found: list[str] = []
    for path in sources("dedup", "migrations", "tests", "docs"):
        text = path.read_text(encoding="utf-8")
        if (lines := len(text.splitlines())) > MAX_FILE:
            found.append(f"{path.relative_to(ROOT)}: {lines} lines")
        found.extend(long_functions(path, ast.parse(text)))
    assert found == []


def test_a_long_function_is_seen() -> None:
    body = "\n".join(["def f():", *["    x = 1"] * MAX_FUNCTION])
    assert len(long_functions(ROOT / "dedup" / "made_up.py", ast.parse(body))) == 1


@pytest.mark.parametrize("lazy", [archive, ingest, model], ids=lambda lazy: lazy.__name__)
def test_every_name_of_a_folder_is_loaded_when_it_is_asked_for(lazy: ModuleType) -> None:
    assert set(lazy.__all__) == {name for name in lazy.__all__ if hasattr(lazy, name)}
    assert not hasattr(lazy, "unheard_of")
