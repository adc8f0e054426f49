"""The server that workers are forked from: a small process that holds no archive and no thread.

It loads what reading a page takes by itself, so that whoever will need workers asks for it before all else and loads
its own meanwhile. It ends with the process that asked for it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

_PRELOADED = ("dedup.rubbish", "dedup.ingest.preload")


def begin(preload: Sequence[str] = ()) -> BaseContext:
    """Have a server running, which loads the modules named by `preload` as well, and give how it makes processes.

    One that runs is left as it is. Where there is none on a system, processes load everything themselves.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_PRELOADED, *preload])
    forkserver.ensure_running()
    return context


def expect(preload: Sequence[str] = ()) -> None:
    """Have the server running ahead of need; not on a single processor, where nothing is loaded meanwhile."""
    if processors() > 1:
        begin(preload)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
