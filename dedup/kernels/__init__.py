"""Compiled forms of the hot loops: reading a text's words, hashing its shingles, signing them.

What they compute is defined in plain Python and numpy beside where they are used (`plain_words`, `plain_signed`);
tests hold both equal. The extension is optional: where it was not built `COMPILED` is false, `kernels` has nothing,
and everything works as it does with it, only slower; `dedup --version` says so.
"""

from __future__ import annotations

COMPILED: bool
"""Whether the extension was built for this installation, and from these sources."""

_INTERFACE = 19  # of `module.c`; an extension of other sources than these is as good as none

try:
    from dedup.kernels import _kernels as kernels
except ImportError:  # no compiler was at hand when dedup was installed
    kernels = None  # type: ignore[assignment]
    COMPILED = False
else:
    COMPILED = kernels.INTERFACE == _INTERFACE

__all__ = ["COMPILED", "kernels"]
