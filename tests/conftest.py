"""What all tests share: the place of the labelled corpora, Hypothesis profiles, and a loud word on what was skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.browsers import browser_path

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

# Examples follow from the test's source, so that a run can be repeated; the machine's load must not fail a test.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


# Marks of tests that need what not every machine has: a word on their absence, what they need, and whether it is here.
NEEDS = {
    "shared": ("NOT MEASURED", f"the labelled corpora in {SHARED}", SHARED.is_dir()),
    "browser": ("NOT BROWSED", "a Chromium on the PATH", browser_path() is not None),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests that need the labelled corpora, or a browser, where those are absent."""
    for mark, (_, what, present) in NEEDS.items():
        for item in items:
            if not present and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"needs {what}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one loud line how many tests were skipped for want of the labelled corpora, or of a browser."""
    for mark, (title, what, _) in NEEDS.items():
        skipped = [report for report in terminalreporter.getreports("skipped") if mark in report.keywords]
        if skipped:
            terminalreporter.section(title, yellow=True, bold=True)
            terminalreporter.line(f"{len(skipped)} tests need {what} and were skipped.")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the labelled corpora; only for tests marked `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def desk_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the samples and hostile articles; a test that changes it makes a copy."""
    from tests.desk_archive import made  # noqa: PLC0415 - few runs need it, and it is heavy

    return made(tmp_path_factory.mktemp("desk") / "original.db")


@pytest.fixture(autouse=True)
def _no_archive_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may reach an archive that the developer's environment names."""
    monkeypatch.delenv("DEDUP_DB", raising=False)
