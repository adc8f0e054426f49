"""Many processes at one archive, some of them killed, and a disk that is full for a while, in small."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.load_trial import PART, Figures, trial

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sets a limit on processes that run already")


def test_kills_and_a_full_disk_lose_nothing_and_leave_what_an_undisturbed_run_leaves(tmp_path: Path) -> None:
    figures = trial(tmp_path, writers=2, readers=2, seconds=4.0, kill_every=1.0, least_kills=3)
    assert figures.whole, figures
    assert figures.kills >= 3
    assert figures.kills_of_writers >= 1
    assert figures.met_full_disk >= 1
    assert figures.acknowledged >= 3 * PART  # the first, and one of each writer
    assert figures.asked >= figures.readers


@pytest.mark.parametrize(
    "wrong", [{"lost": 1}, {"outlived": 1}, {"faults": ["x"]}, {"problems": ["x"]}, {"differing": ["stories"]}]
)
def test_a_trial_is_whole_only_without_a_loss_a_fault_or_a_difference(wrong: dict[str, object]) -> None:
    assert Figures(2, 2, 1.0).whole
    assert not Figures(2, 2, 1.0, **wrong).whole  # type: ignore[arg-type]
