"""A short run of the fuzzer that `make fuzz` lets loose on the desk for two minutes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.desk_fuzz import fuzzed
from tests.desk_server import served

EXAMPLES = 15
"""Of each operation: some hundreds together."""


def test_some_hundred_odd_requests_break_nothing_and_show_no_inside(desk_file: Path, tmp_path: Path) -> None:
    with served(Path(shutil.copy(desk_file, tmp_path / "desk.db"))) as desk:
        done = fuzzed(desk, examples=EXAMPLES, seed=7)
    assert done.returncode == 0, done.stdout
    made = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert made is not None, done.stdout
    assert int(made[1]) == int(made[2]) >= 100
