"""Builds the compiled kernels while a wheel, editable or not, is made; without a compiler the wheel is made without.

The extension keeps to the limited API, so that one build serves Python 3.11 and later.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = "dedup/kernels"
EXTENSION = "_kernels.abi3.so"
# -O3 for the vector loops; without strict aliasing, as bytes are read as words. No -march: the loops that gain from a
# wider machine are cloned for it (WIDEST in kernels.h), and the wheel runs everywhere.
FLAGS = ("-O3", "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-fno-strict-aliasing", "-DNDEBUG")
LIMITED_API = "-DPy_LIMITED_API=0x030B0000"
TIMEOUT = 300.0  # seconds; the build takes three


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook: called before each wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and mark the wheel as one for this machine; say so and leave it pure where that fails."""
        try:
            compile_kernels(Path(self.root, SOURCES))
        except (OSError, subprocess.SubprocessError, RuntimeError) as error:
            Path(self.root, SOURCES, EXTENSION).unlink(missing_ok=True)  # one of older sources
            self.app.display_warning(f"dedup is installed without its compiled kernels and will be slower: {error}")
            return
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{platform}"
        build_data["artifacts"].append(f"/{SOURCES}/{EXTENSION}")


def compile_kernels(folder: Path, *flags: str) -> Path:
    """Compile the sources in a folder to an extension beside them; gives its path.

    Raises OSError where there is no compiler, SubprocessError where it fails, RuntimeError where the interpreter has no
    limited API. An extension that is in use is replaced as a whole, never written into.
    """
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED") or os.name != "posix":
        raise RuntimeError("the kernels are for CPython with its lock, on POSIX systems.")
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    linking = ("-bundle", "-undefined", "dynamic_lookup") if sys.platform == "darwin" else ("-shared",)
    built = folder / f".{EXTENSION}.{os.getpid()}"
    sources = sorted(folder.glob("*.c"))
    try:
        subprocess.run(
            [*compiler, *FLAGS, LIMITED_API, *linking, f"-I{sysconfig.get_path('include')}", *flags,
             *map(str, sources), "-o", str(built), "-lm"],
            check=True,
            timeout=TIMEOUT,
            stdout=sys.stderr,
        )  # fmt: skip
        return built.replace(folder / EXTENSION)
    finally:
        built.unlink(missing_ok=True)
