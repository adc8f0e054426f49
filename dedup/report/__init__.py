"""Reports: what the archive says as tables for people and as JSON, JSON lines and CSV for machines.

The package itself is light; modules that draw (`listings`, `proof`, `story`, `figures`) bring rich along and are
imported by the commands that need them.
"""

from dedup.report.plain import plain

__all__ = ["plain"]
