"""Which dedup this is; apart from `dedup.config`, as reading it from what is installed loads a mail parser."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """The version of dedup that is installed."""
    try:
        return version("dedup")
    except PackageNotFoundError:
        return "(not installed)"
