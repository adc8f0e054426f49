"""The compiled kernels give what the plain forms give, whatever the text; and dedup works where they are not built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dedup.config import FingerprintParams
from dedup.fingerprint import signatures
from dedup.fingerprint.fingerprint import (
    hashes_of,
    permutations,
    plain_sampled,
    plain_sketch,
    sampled,
    sign,
    sketch,
)
from dedup.fingerprint.many import plain_signed
from dedup.kernels import COMPILED, kernels
from dedup.text.shingles import hash_rows, plain_hash_rows, plain_shingle_hashes, shingle_hashes
from dedup.text.words import Words, plain_words, reader, words_of
from tests.test_text_words import SCRIPTS
from tests.writing import FERRY, LIBRARY

ROOT = Path(__file__).resolve().parent.parent
PARAMS = FingerprintParams()
pytestmark = pytest.mark.skipif(not COMPILED, reason="the kernels are not built: both sides are the plain forms")

# Where words begin, end and fold in ways of their own.
TRICKY = [
    *"aZ09'’‘ʼ＇.,_-\x00\n\x7f \u00a0ßİıſKµﬁςΣГгåÅɡɑ²½٣๓一の가각\u0301\u0345\u00ad\u200b\ufeff\ufe0f\ud800\udfff👍𝐀Ⱥ",
    "1,234", "12,345.6", "1,23", "1.2.3", "don't", "l’art", "аеор", "Mосква", "ﬃ", "a" * 15, "b" * 16, "c" * 17,
    "é" * 8, "x" * 1100, "９,０００", "1٣,٤", "ʼaʼ", "a''b", "A1b2", "…", "\U0010ffff", "\U000e0041",
]  # fmt: skip
tricky_text = st.one_of(
    st.lists(st.sampled_from(TRICKY), max_size=40).map("".join),
    st.text(st.characters()),
    st.lists(st.sampled_from([*SCRIPTS.values(), FERRY, *TRICKY]), max_size=6).map("".join),
)
keys = st.lists(st.integers(0, 2**64 - 1), max_size=70).map(lambda values: np.array(values, np.uint64))


def assert_read_alike(text: str) -> None:
    found, wanted = words_of(text), plain_words(text)
    assert found.words == wanted.words
    for name in ("keys", "starts", "ends"):
        one, other = getattr(found, name), getattr(wanted, name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other), name


@given(tricky_text)
@example("")
@example("a" * 7 + " " + "b" * 8 + " " + "c" * 9)
@example("seven77 ab’c eightcha'r")
def test_the_reader_reads_any_text_as_the_plain_form_does(text: str) -> None:
    assert_read_alike(text)


@given(st.integers(0, 40), st.sampled_from(["a", "é", "ж", "一", "9"]), st.integers(0, 9), st.sampled_from(" ’'é.9"))
def test_words_of_every_length_and_place_are_whole(length: int, letter: str, before: int, after: str) -> None:
    """Eight bytes are read at a time: words end before, at and after such bounds, and at the end of the text."""
    assert_read_alike(" " * before + letter * length + after)
    assert_read_alike(" " * before + letter * length)


def test_every_character_is_read_alike() -> None:
    """One after another with a stop between, and all letters of a page with one before and one after."""
    for page in range(0, 0x110000, 256):
        characters = [chr(point) for point in range(page, page + 256)]
        assert_read_alike(" ".join(characters))
        if any(unicodedata.category(char) != "Cn" for char in characters):
            assert_read_alike(" ".join(f"a{char}b ж{char}е" for char in characters))


def test_words_that_fall_into_one_slot_are_told_apart() -> None:
    """More words than the reader remembers, twice over, and words that begin alike up to what is remembered."""
    text = " ".join(f"{'abcdefgh'[n % 8]}{n:o}"[:16] for n in range(40_000))
    letters = str.maketrans("01234567", "qwertyui")
    assert_read_alike(text.translate(letters))
    assert_read_alike(text.translate(letters))
    assert_read_alike(" ".join(["abcdefghijklmnop"[:n] for n in range(1, 17)] * 2))


def test_keys_asked_for_first_leave_the_words_readable() -> None:
    text = "zephyr quixotic " + FERRY
    signatures([text], PARAMS)
    assert_read_alike(text)


@given(keys, st.integers(1, 80))
def test_shingles_are_hashed_alike(keys: np.ndarray, size: int) -> None:
    assert np.array_equal(shingle_hashes(keys, size), plain_shingle_hashes(keys, size))


@given(st.integers(0, 9), st.integers(1, 7), st.data())
def test_rows_are_hashed_alike(count: int, size: int, data: st.DataObject) -> None:
    rows = data.draw(arrays(np.uint64, (count, size)))
    assert np.array_equal(hash_rows(rows), plain_hash_rows(rows))
    assert np.array_equal(hash_rows(rows[:, ::-1]), plain_hash_rows(rows[:, ::-1]))


def with_keys(keys: np.ndarray) -> Words:
    places = np.zeros(len(keys), np.int32)
    return Words(("word",) * len(keys), keys, places, places)


@given(keys, st.sampled_from([1, 4, 31, 32, 33, 128, 200]), st.integers(1, 9), st.integers(1, 9), st.data())
def test_words_are_sketched_alike(keys: np.ndarray, slots: int, seed: int, size: int, data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, slots))
    bands = data.draw(st.integers(0, slots // rows))
    params = FingerprintParams(slots=slots, seed=seed, shingle=size, bands=bands, rows=rows)
    found, wanted = sketch(with_keys(keys), params), plain_sketch(with_keys(keys), params)
    assert found[0].shape == (slots,)
    assert np.array_equal(found[0], wanted[0])
    assert np.array_equal(found[1], wanted[1])


@given(keys, st.integers(1, 12), st.integers(2, 9), st.booleans(), st.data())
def test_samples_are_taken_alike(keys: np.ndarray, size: int, rate: int, repeated: bool, data: st.DataObject) -> None:
    """With stock matter and without, and where a text repeats itself."""
    keys = np.concatenate((keys, keys)) if repeated else keys
    stock = data.draw(st.none() | arrays(np.bool_, len(keys)))
    params = FingerprintParams(sample_shingle=size, sample_rate=rate)
    found, wanted = (take(with_keys(keys), params, stock) for take in (sampled, plain_sampled))
    assert found.dtype == wanted.dtype
    assert found.tolist() == wanted.tolist()


@given(st.lists(tricky_text, max_size=5))
def test_texts_are_signed_alike_and_as_datasketch_signs_them(texts: list[str]) -> None:
    found = signatures(texts, PARAMS)
    assert found.shape == (len(texts), PARAMS.slots)
    given = kernels.sign_texts(reader(), tuple(texts), PARAMS.shingle, *permutations(PARAMS))
    assert tuple(map(bytes, given)) == plain_signed(texts, PARAMS)
    for row, text in zip(found, texts, strict=True):
        hashes = [hash_ >> 32 for hash_ in plain_shingle_hashes(plain_words(text).keys, PARAMS.shingle).tolist()]
        sketch = MinHash(num_perm=PARAMS.slots, seed=PARAMS.seed, scheme=PARAMS.scheme, hashfunc=lambda given: given)
        sketch.update_batch(hashes)
        assert np.array_equal(row, sketch.hashvalues)


def test_a_signature_does_not_depend_on_the_batch() -> None:
    together = signatures([FERRY, "", LIBRARY], PARAMS)
    alone = [sign(hashes_of(words_of(text), PARAMS), PARAMS) for text in (FERRY, "", LIBRARY)]
    assert np.array_equal(together, np.array(alone))


def test_more_texts_than_are_signed_at_a_time_keep_their_order() -> None:
    texts = [f"{FERRY} {n}" for n in range(600)]
    assert np.array_equal(signatures(iter(texts), PARAMS)[::97], signatures(texts[::97], PARAMS))


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError):
        reader().read(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        signatures(["text", 1], PARAMS)  # type: ignore[list-item]
    with pytest.raises(TypeError):
        kernels.sign_texts(object(), ("text",), 5, b"1234", b"1234")  # type: ignore[arg-type]
    for multipliers, offsets in ((b"", b""), (b"123", b"123"), (b"12345678", b"1234")):
        with pytest.raises(ValueError, match="uint32"):
            kernels.sketch(b"", 5, multipliers, offsets, 0, 1)
    for size, bands, rows in ((0, 1, 1), (5, -1, 1), (5, 2, 1), (5, 1, 0), (5, 1, 2), (5, 0, 2**62)):
        with pytest.raises(ValueError, match="bands"):
            kernels.sketch(b"", size, b"1234", b"1234", bands, rows)
    for size, stock in ((0, b""), (5, b"1"), (5, b"123")):
        with pytest.raises(ValueError, match="mark"):
            kernels.samples(bytes(16), size, 1, stock)
    with pytest.raises(ValueError, match="aligned"):
        kernels.shingle_hashes(b"", 0)
    for keys_a, run in ((16, 0), (16, 3), (24, 3)):
        with pytest.raises(ValueError, match="a run of a word"):
            kernels.tile(bytes(keys_a), bytes(16), run)
    with pytest.raises(ValueError, match="one size"):
        kernels.hash_rows(bytes(24), 2)
    starts, pair = np.array([0, 2, 3], np.int64), np.array([0, 1], np.int64)
    assert kernels.common_words(bytes(6), starts, pair[:1], pair[1:], 4) == b"\1\0\0\0"
    for words, first, second, most in (
        (bytes(4), pair[:1], pair[1:], 4),
        (bytes(6), pair[:1], pair + 1, 4),
        (bytes(6), pair[1:] + 1, pair[:1], 4),
        (bytes(6), pair[:1] - 1, pair[:1], 4),
        (bytes(6), pair[:1], pair[1:], 0),
        (bytes(6), pair[:1], pair[1:], 65_536),
    ):
        with pytest.raises(ValueError, match="texts"):
            kernels.common_words(words, starts, first, second, most)
    with pytest.raises(ValueError, match="texts"):
        kernels.common_words(bytes(6), starts[::-1].copy(), pair[:1], pair[:1], 4)


def test_a_failure_in_python_comes_through_and_spoils_nothing() -> None:
    broken = kernels.Reader(lambda page: (b"", b"", b""), lambda word, latin: word)
    with pytest.raises(ValueError, match="256"):
        broken.read("text")

    def failing(word: str, latin: bool) -> str:
        raise LookupError(word)

    page_of = reader().page_of
    half = kernels.Reader(page_of, failing)
    with pytest.raises(LookupError):
        half.read("plain straße")
    assert half.read("plain")[0] == ("plain",)
    wrong = kernels.Reader(page_of, lambda word, latin: 1)  # type: ignore[arg-type, return-value]
    with pytest.raises(TypeError):
        wrong.read("straße")


# --- building ---------------------------------------------------------------------------------------------------------


def built_without_compiler(folder: Path) -> subprocess.CompletedProcess[str]:
    """Make a wheel of a copy of this tree with a compiler that fails."""
    tree = folder / "tree"
    left_out = shutil.ignore_patterns("__pycache__", "*.so")
    for name in ("dedup", "migrations"):
        shutil.copytree(ROOT / name, tree / name, ignore=left_out)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=tree,
        env={**os.environ, "CC": "/no/such/compiler"},
        check=False,
        capture_output=True,
        text=True,
    )


def test_without_a_compiler_a_pure_wheel_is_made_and_says_so(tmp_path: Path) -> None:
    built = built_without_compiler(tmp_path)
    assert built.returncode == 0, built.stderr
    assert "without its compiled kernels" in built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    assert not [
        name for name in zipfile.ZipFile(wheel).namelist() if name.endswith((".so", ".c", ".h", "kernels/build.py"))
    ]


def test_without_kernels_everything_is_the_same_and_the_version_says_so(tmp_path: Path) -> None:
    """A copy of the package without the extension, in a process of its own."""
    shutil.copytree(ROOT / "dedup", tmp_path / "dedup", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    program = (
        "import sys; from dedup.config import FingerprintParams as P; from dedup.fingerprint import signatures;"
        "from dedup.kernels import COMPILED; assert not COMPILED;"
        "print(signatures([sys.stdin.read()], P()).tobytes().hex())"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"}

    def called(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], input=FERRY, env=environment, cwd=tmp_path, check=True, capture_output=True,
            text=True,
        )  # fmt: skip

    assert called("-c", program).stdout.strip() == signatures([FERRY], PARAMS).tobytes().hex()
    assert "compiled kernels" in called("-m", "dedup", "--version").stderr


def test_with_kernels_the_version_has_nothing_to_say() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "dedup", "--version"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert shown.stderr == ""
