"""What all tests share: the place of the labelled corpora, Hypothesis profiles, and a loud word on what was skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

# Examples follow from the test's source, so that a run can be repeated; the machine's load must not fail a test.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests that need the labelled corpora where those are absent."""
    if SHARED.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason=f"needs the labelled corpora in {SHARED}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one loud line how many tests were skipped for want of the labelled corpora."""
    skipped = [report for report in terminalreporter.getreports("skipped") if "shared" in report.keywords]
    if skipped:
        terminalreporter.section("NOT MEASURED", yellow=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests need the labelled corpora in {SHARED} and were skipped.")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the labelled corpora; only for tests marked `shared`."""
    return SHARED


@pytest.fixture(autouse=True)
def _no_archive_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may reach an archive that the developer's environment names."""
    monkeypatch.delenv("DEDUP_DB", raising=False)
