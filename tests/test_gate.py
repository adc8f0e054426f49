"""The evaluation gate: when it opens, when it does not, and what may lower a floor; on made-up corpora."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluation.floors import (
    EPSILON,
    Better,
    Figure,
    Floors,
    Measured,
    Pinned,
    corpus_digest,
    failures,
    read_floors,
    updated,
    write_floors,
)
from tests.evaluation.gate import main

FOUND, ACCUSED = "copy found", "same_event accused"


def measured(found: float = 0.9, accused: float = 2, digest: str = "d") -> Measured:
    seen = Figure("words", 7, Better.INFORMATION)
    return Measured("made_up", digest, (Figure(FOUND, found), Figure(ACCUSED, accused, Better.LOWER), seen))


def pinned(found: float = 0.9, accused: float = 2, digest: str = "d") -> Floors:
    return Floors({"made_up": Pinned(digest, {FOUND: (Better.HIGHER, found), ACCUSED: (Better.LOWER, accused)})})


class Workshop:
    """A made-up corpus whose figure is the number that its file holds, and a file of floors."""

    def __init__(self, folder: Path) -> None:
        self.shared = folder / "shared"
        self.floors = folder / "floors.json"
        self.corpus = self.shared / "corpora" / "made_up"
        self.corpus.mkdir(parents=True)
        self.quality = 0.9
        self.forms = False

    def gate(self, *arguments: str) -> int:
        return main(
            arguments,
            shared=self.shared,
            floors_path=self.floors,
            corpora={
                "made_up": lambda _corpus, _work: (Figure(FOUND, self.quality),),
                "made_up as pages": lambda _corpus, _work: (Figure(FOUND, self.quality),),
            },
            places={"made_up as pages": Path("made_up")} if self.forms else {},
            forms={"made_up as pages"},
        )

    def floor(self) -> float:
        return read_floors(self.floors).corpora["made_up"].floors[FOUND][1]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


# --- comparing --------------------------------------------------------------------------------------------------------


def test_figures_at_their_floors_pass() -> None:
    assert failures([measured()], pinned()) == ()


def test_better_figures_pass() -> None:
    assert failures([measured(found=1.0, accused=0)], pinned()) == ()


@pytest.mark.parametrize(
    ("worse", "sentence"),
    [
        (measured(found=0.9 - 3 * EPSILON), "made_up: 'copy found' is 0.8999, and must be at least 0.9"),
        (measured(accused=3), "made_up: 'same_event accused' is 3, and must be at most 2"),
    ],
)
def test_a_figure_beyond_its_floor_fails(worse: Measured, sentence: str) -> None:
    assert failures([worse], pinned()) == (sentence,)


def test_only_the_rounding_of_the_pinned_number_is_forgiven() -> None:
    assert failures([measured(found=2 / 3)], pinned(found=round(2 / 3, 4))) == ()
    assert failures([measured(found=2 / 3 - 2 * EPSILON)], pinned(found=round(2 / 3, 4))) != ()


def test_another_corpus_than_the_pinned_one_fails_though_its_figures_hold() -> None:
    (sentence,) = failures([measured(digest="other")], pinned())
    assert "re-pin" in sentence


def test_a_pinned_corpus_that_is_missing_fails() -> None:
    (sentence,) = failures([], pinned())
    assert "made_up" in sentence
    assert "missing" in sentence


def test_a_corpus_or_figure_without_a_floor_fails() -> None:
    assert failures([measured()], Floors({})) == ("made_up: is not pinned; pin it with --update",)
    (sentence,) = failures([measured()], Floors({"made_up": Pinned("d", {FOUND: (Better.HIGHER, 0.9)})}))
    assert "'same_event accused' is not pinned" in sentence


def test_a_floor_whose_figure_is_gone_or_turned_round_fails() -> None:
    assert failures([Measured("made_up", "d", (Figure(FOUND, 1.0),))], pinned()) == (
        "made_up: 'same_event accused' is pinned and was not measured",
    )
    turned = Measured("made_up", "d", (Figure(FOUND, 0.9), Figure(ACCUSED, 2)))
    (sentence,) = failures([turned], pinned())
    assert "pinned as at_most and measured as at_least" in sentence


# --- pinning ----------------------------------------------------------------------------------------------------------


def test_an_update_raises_floors_and_keeps_those_that_are_higher_within_rounding() -> None:
    floors = updated([measured(found=0.95, accused=1)], pinned()).corpora["made_up"].floors
    assert floors == {FOUND: (Better.HIGHER, 0.95), ACCUSED: (Better.LOWER, 1)}
    assert updated([measured(found=0.9 - EPSILON / 2)], pinned()).corpora["made_up"].floors[FOUND][1] == 0.9


def test_an_update_refuses_to_lower_a_floor() -> None:
    with pytest.raises(ValueError, match=r"'copy found' from 0\.9 to 0\.8"):
        updated([measured(found=0.8)], pinned())


def test_an_update_refuses_to_lose_a_floor() -> None:
    with pytest.raises(ValueError, match="same_event accused"):
        updated([Measured("made_up", "d", (Figure(FOUND, 0.9),))], pinned())


def test_a_floor_is_lowered_with_a_reason_that_stays() -> None:
    floors = updated([measured(found=0.8)], pinned(), reason="labels were mended")
    assert floors.corpora["made_up"].floors[FOUND] == (Better.HIGHER, 0.8)
    assert [(r.figure, r.was, r.now, r.reason) for r in floors.regressions] == [(FOUND, 0.9, 0.8, "labels were mended")]
    assert updated([measured()], floors).regressions == floors.regressions


def test_an_update_leaves_what_was_not_measured() -> None:
    other = Pinned("x", {FOUND: (Better.HIGHER, 0.5)})
    floors = Floors({**pinned().corpora, "other": other})
    assert updated([measured()], floors).corpora["other"] == other


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    floors = updated([measured(found=0.8)], pinned(), reason="why")
    write_floors(tmp_path / "floors.json", floors)
    assert read_floors(tmp_path / "floors.json") == floors


# --- digests ----------------------------------------------------------------------------------------------------------


def test_a_digest_knows_names_and_contents_and_no_read_me(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    page = tmp_path / "deep" / "a.html"
    page.write_text("one")
    first = corpus_digest(tmp_path)
    (tmp_path / "README.md").write_text("words")
    assert corpus_digest(tmp_path) == first
    page.write_text("two")
    second = corpus_digest(tmp_path)
    page.rename(tmp_path / "a.html")
    assert len({first, second, corpus_digest(tmp_path)}) == 3


# --- the whole gate ---------------------------------------------------------------------------------------------------


def test_the_gate_opens_once_pinned(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert workshop.gate() == 1
    assert workshop.gate("--update") == 0
    assert workshop.gate() == 0
    assert "All floors hold" in capsys.readouterr().out


def test_the_gate_fails_on_a_worse_figure_and_shows_it(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.gate("--update")
    workshop.quality = 0.85
    capsys.readouterr()
    assert workshop.gate() == 1
    out = capsys.readouterr().out.splitlines()
    assert out[1].split() == ["made_up", "copy", "found", "0.85", ">=", "0.9", "FAILED"]
    assert out[2] == "FAILED made_up: 'copy found' is 0.85, and must be at least 0.9"


def test_a_quick_look_leaves_out_what_is_measured_in_another_form(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.forms = True
    assert workshop.gate("--update") == 0
    assert workshop.gate("--quick") == 0
    assert capsys.readouterr().out.endswith("All floors hold: 1 corpora.\n")
    assert workshop.gate() == 0
    assert capsys.readouterr().out.endswith("All floors hold: 2 corpora.\n")


def test_the_gate_fails_on_changed_files(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.gate("--update")
    (workshop.corpus / "documents.jsonl").write_text("{}")
    assert workshop.gate() == 1
    assert "re-pin" in capsys.readouterr().out


def test_the_gate_fails_where_a_pinned_corpus_is_gone(workshop: Workshop) -> None:
    workshop.gate("--update")
    workshop.corpus.rmdir()
    assert workshop.gate() == 1


def test_without_any_corpora_nothing_is_measured_and_that_is_said(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.gate("--update")
    workshop.shared.rename(workshop.shared.with_name("elsewhere"))
    capsys.readouterr()
    assert workshop.gate() == 0
    assert capsys.readouterr().out.startswith("NOT MEASURED")


def test_lowering_a_floor_takes_the_flag_and_the_reason(workshop: Workshop) -> None:
    workshop.gate("--update")
    workshop.quality = 0.5
    assert workshop.gate("--update") == 1
    assert workshop.gate("--update", "--allow-regression") == 1
    assert workshop.gate("--update", "--reason", "because") == 1
    assert workshop.gate("--allow-regression", "--reason", "because") == 1
    assert workshop.floor() == 0.9
    assert workshop.gate("--update", "--allow-regression", "--reason", "because") == 0
    assert workshop.floor() == 0.5
    assert json.loads(workshop.floors.read_text())["regressions"][0]["reason"] == "because"
