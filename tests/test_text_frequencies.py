"""Frequencies of words from the cache: exactly the library's, whatever happens to the file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import wordfreq
from hypothesis import given
from hypothesis import strategies as st

from dedup.kernels import COMPILED, kernels
from dedup.text.frequencies import Frequencies, _may_have, frequencies

ROOT = Path(__file__).resolve().parent.parent
SMALL = "mk"  # a language whose list is short


def of(language: str, folder: Path) -> Frequencies:
    found = frequencies(language, folder)
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["en", "ja", "uk", SMALL])
def test_every_word_has_the_librarys_frequency(language: str, tmp_path: Path) -> None:
    wanted = wordfreq.get_frequency_dict(language, "best")
    for _ in ("made", "mapped"):
        found = of(language, tmp_path)
        assert len(found) == len(wanted)
        assert all(found.share(word) == share for word, share in wanted.items())
        assert found.share("no such word") == found.share("") == 0.0


def test_another_name_of_a_language_leads_to_its_list(tmp_path: Path) -> None:
    assert of("nn", tmp_path).share("og") == wordfreq.get_frequency_dict("nb", "best")["og"]
    assert len(list(tmp_path.iterdir())) == 1


@given(st.lists(st.integers(0, 2**64 - 1), unique=True), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_key_is_found_alike_in_compiled_code(others: list[int], word: str) -> None:
    own = Frequencies(np.empty(0, np.uint64), np.empty(0, np.uint16))
    assert own.share(word) == 0.0
    for keys in (others, [*others, _key(word)]):
        ordered = np.array(sorted(set(keys)), np.uint64)
        table = Frequencies(ordered, np.full(len(ordered), 300, np.uint16))
        assert table.share(word) == (10 ** (-300 / 100) if table.plain_place(word) >= 0 else 0.0)
        assert (table.share(word) > 0) == (_key(word) in keys)


spread = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 300), st.integers(2**64 - 300, 2**64 - 1))


@given(st.lists(spread, unique=True, max_size=400), st.lists(spread, max_size=40))
def test_many_keys_are_found_alike_in_compiled_code(keys: list[int], others: list[int]) -> None:
    ordered, asked = np.array(sorted(keys), np.uint64), np.array([*others, *keys], np.uint64)
    table = Frequencies(ordered, np.arange(len(ordered), dtype=np.uint16))
    found, wanted = table.centibels_of(asked), table.plain_centibels(asked)
    assert found.dtype == wanted.dtype
    assert found.tolist() == wanted.tolist()


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_each_key_has_one_value() -> None:
    for keys, values, asked in ((b"1" * 7, b"1", b""), (b"1" * 8, b"1", b""), (b"", b"12", b""), (b"", b"", b"1")):
        with pytest.raises(ValueError, match="one value"):
            kernels.listed(keys, values, asked)


def _key(word: str) -> int:
    from dedup.text.words import keys_of  # noqa: PLC0415

    return int(keys_of([word])[0])


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        _flipped,
        lambda content: content + b"\0",
        lambda content: b"",
        lambda content: b"short",
        lambda content: b"another!" + content[8:],
        lambda content: content[:8] + b"\xff" * 8 + content[16:],
    ],
)
def test_a_damaged_file_is_made_anew(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    share = of(SMALL, tmp_path).share("на")
    assert share > 0
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert of(SMALL, tmp_path).share("на") == share
    assert path.read_bytes() == whole


def test_without_a_place_to_keep_it_a_list_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder would be")
    assert of(SMALL, tmp_path / "taken" / "cache").share("на") > 0
    (tmp_path / "folder").mkdir()
    of(SMALL, tmp_path)
    (path,) = tmp_path.glob("wordfreq-*")
    path.unlink()
    path.mkdir()
    assert of(SMALL, tmp_path).share("на") > 0
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(["taken", "folder", path.name])


def test_processes_that_write_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from dedup.text.frequencies import frequencies;"
        f"print(frequencies({SMALL!r}, Path(sys.argv[1])).share('на'))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate()[0].strip() for process in running}
    assert said == {str(wordfreq.get_frequency_dict(SMALL, "best")["на"])}
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("language", ["", "..", "../up", "e/n", "\0", "engl", "zz", "ｅn", "é", "e n"])
def test_what_is_no_language_has_no_list_and_leaves_no_file(language: str, tmp_path: Path) -> None:
    assert frequencies(language, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_librarys_folder_tells_which_lists_there_are() -> None:
    assert all(_may_have(code) for code in wordfreq.available_languages())
    assert not any(_may_have(code) for code in ("utf", "xx", "qqq"))


def test_a_language_without_a_list_does_not_load_the_library() -> None:
    program = "import sys; from dedup.text.stems import lexicon; lexicon('utf'); print('wordfreq' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_users_cache_is_where_the_system_says(tmp_path: Path) -> None:
    program = f"from dedup.text.stems import lexicon; print(lexicon({SMALL!r}).frequency('на') > 0)"
    homeless = {name: value for name, value in os.environ.items() if name not in {"HOME", "XDG_CACHE_HOME"}}
    for environment, folder in (
        ({"XDG_CACHE_HOME": str(tmp_path / "given")}, tmp_path / "given"),
        ({"HOME": str(tmp_path)}, tmp_path / ".cache"),
        ({"HOME": str(tmp_path / "other"), "XDG_CACHE_HOME": "not/absolute"}, tmp_path / "other" / ".cache"),
    ):
        said = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env={**homeless, **environment}, check=True, capture_output=True
        )
        assert said.stdout.strip() == b"True"
        assert len(list((folder / "dedup").iterdir())) == 1
