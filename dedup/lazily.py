"""Packages that load what they offer when it is first asked for, so that a light command loads little (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module


def offering(package: str, homes: Mapping[str, Collection[str]]) -> Callable[[str], object]:
    """A package's `__getattr__`: names by the module that each stands in; a name is looked for once."""
    home = {name: module for module, names in homes.items() for name in names}

    def offered(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(home[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return offered
