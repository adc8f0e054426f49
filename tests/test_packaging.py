"""What an installed dedup carries."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_wheel_carries_its_migrations_and_pages_and_no_tests(tmp_path: Path) -> None:
    """An installed dedup must be able to upgrade an archive; the build needs no network."""
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    versions = {path.name for path in (ROOT / "migrations" / "versions").glob("*.py")}
    assert versions
    assert {f"dedup/migrations/versions/{name}" for name in versions} <= names
    shown = {path for sort in ("templates", "static") for path in (ROOT / "dedup" / "web" / sort).iterdir()}
    assert len(shown) > 5
    assert {path.relative_to(ROOT).as_posix() for path in shown} <= names
    assert {"dedup/migrations/env.py", "dedup/py.typed", "dedup/__main__.py"} <= names
    assert not [name for name in names if name.startswith(("tests/", "samples/")) or "__pycache__" in name]


def test_what_is_required_is_pinned_and_no_address_is_named() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(line.count("==") == 1 for line in pins)
    assert "://" not in "".join(lines)
