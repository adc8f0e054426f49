"""What the user names, walked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dedup.config import IngestLimits
from dedup.ingest import Source, expand
from dedup.model import Rejection
from tests.ingest_factories import LIMITS, story, write


def walked(*named: str | Path, limits: IngestLimits = LIMITS) -> list[Source | Rejection]:
    return list(expand([str(name) for name in named], limits))


def names(found: list[Source | Rejection]) -> list[str]:
    return [Path(item.name).name for item in found if isinstance(item, Source)]


def only_rejection(found: list[Source | Rejection]) -> Rejection:
    (item,) = found
    assert isinstance(item, Rejection)
    return item


def test_a_folder_is_walked_in_order_and_hidden_things_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("z.txt", "a.txt", "b/m.txt", ".hidden.txt", ".git/config.txt"):
        write(tmp_path / name, story())
    found = walked(tmp_path)
    assert names(found) == ["a.txt", "m.txt", "z.txt"]
    assert [item.size for item in found if isinstance(item, Source)] == [len(story().encode())] * 3


def test_a_hidden_file_that_is_named_is_taken(tmp_path: Path) -> None:
    assert names(walked(write(tmp_path / ".draft.txt", story()))) == [".draft.txt"]


def test_a_pattern_is_resolved_in_order_and_reaches_into_folders(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("two.html", "one.html", "three.txt", "deep/four.html"):
        write(tmp_path / name, story())
    assert names(walked(f"{tmp_path}/*.html")) == ["one.html", "two.html"]
    assert names(walked(f"{tmp_path}/**/*.html")) == ["four.html", "one.html", "two.html"]


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    assert names(walked(write(tmp_path / "[1] story?.txt", story()))) == ["[1] story?.txt"]


def test_standard_input_is_a_source_without_a_path() -> None:
    assert walked("-") == [Source("-", None, None)]


def test_a_file_that_two_names_lead_to_comes_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", story())
    (tmp_path / "b.txt").symlink_to(path)
    assert names(walked(path, tmp_path, path)) == ["a.txt"]


@pytest.mark.parametrize("name", ["nothing.txt", "", "no\0where"])
def test_what_does_not_exist_is_rejected_by_name(tmp_path: Path, name: str) -> None:
    rejection = only_rejection(walked(name and str(tmp_path / name)))
    assert rejection.reason
    assert rejection.source == (name and (tmp_path / name).as_posix())


def test_a_pattern_that_matches_nothing_says_so(tmp_path: Path) -> None:
    assert "pattern" in only_rejection(walked(f"{tmp_path}/*.warc")).reason


def test_a_loop_of_folders_is_cut_and_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    write(tmp_path / "a" / "x.txt", story())
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    found = walked(tmp_path)
    assert names(found) == ["x.txt"]
    assert [item.source for item in found if isinstance(item, Rejection)] == [f"{tmp_path.as_posix()}/a/back"]


def test_links_to_nothing_and_to_themselves_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "missing")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    reasons = [item.reason for item in walked(tmp_path) if isinstance(item, Rejection)]
    assert len(reasons) == 2
    assert all("link" in reason for reason in reasons)


def test_pipes_and_devices_are_rejected_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "pipe" in only_rejection(walked(tmp_path / "pipe")).reason
    assert "device" in only_rejection(walked("/dev/zero")).reason


def test_folders_nested_too_deep_are_named(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcd")
    deep.mkdir(parents=True)
    rejection = only_rejection(walked(tmp_path, limits=IngestLimits(max_folder_depth=3)))
    assert rejection.source == (tmp_path / "a" / "b" / "c").as_posix()


def test_a_name_that_is_no_text_is_shown_and_still_read(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")  # noqa: PTH118
    with open(path, "wb") as stream:  # noqa: PTH123
        stream.write(story().encode())
    (found,) = walked(tmp_path)
    assert isinstance(found, Source)
    assert found.name.endswith("caf\ufffd.txt")
    assert found.path is not None
    assert found.path.is_file()
