"""The fit of the rewrite model: gathered from labels, held to natural signs, the same each time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from dedup.compare.rewrite.model import AGAINST, parse
from tests.evaluation import fit_pairs, fit_rewrites
from tests.evaluation.fit_rewrites import Labelled, calibration_error, fitted

FAMILIES = Path(fit_pairs.__file__).parent / "families"


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit")
    (folder / "families").mkdir()
    (folder / "corpora").mkdir()
    for path in sorted(FAMILIES.glob("*.json"))[:4]:
        shutil.copy(path, folder / "families")
    arguments = [
        folder / "corpora",
        folder / "documents.jsonl",
        folder / "pairs.jsonl",
        "--families",
        folder / "families",
    ]
    assert fit_pairs.main([str(argument) for argument in arguments]) == 0
    return folder


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_pairs_name_documents_and_are_told_once(gathered: Path) -> None:
    texts = {row["id"] for row in rows(gathered / "documents.jsonl")}
    pairs = rows(gathered / "pairs.jsonl")
    assert {pair[side] for pair in pairs for side in ("a", "b")} <= texts
    assert len({frozenset((pair["a"], pair["b"])) for pair in pairs}) == len(pairs)
    kinds = {pair["kind"]: pair["derived"] for pair in pairs}
    assert kinds["family_spun"] is True
    assert kinds["family_independent"] is kinds["family_twin"] is kinds["near"] is False
    groups = {pair["group"] for pair in pairs if pair["kind"] != "near"}
    assert len(groups) == 4, "a family is held out as a whole"


def test_a_fit_has_natural_signs_and_is_the_same_each_time(gathered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = []
    for name in ("one.json", "two.json"):
        arguments = [gathered / "documents.jsonl", gathered / "pairs.jsonl", "--out", gathered / name, "--report"]
        assert fit_rewrites.main([str(argument) for argument in arguments]) == 0
        written.append((gathered / name).read_text("utf-8"))
    assert written[0] == written[1]
    model = parse(written[0])
    assert model.terms
    assert all((term.weight < 0) == (term.figure in AGAINST) for term in model.terms)
    assert "family_spun" in capsys.readouterr().out


def test_likeness_that_speaks_against_derivation_in_the_labels_gets_no_weight() -> None:
    """Or quotations that two reports share would count against, because the rewrites at hand had lost theirs."""
    random = np.random.default_rng(1)
    labels = np.repeat([1.0, 0.0], 200)
    likeness = np.clip(random.normal(0.3 + 0.4 * (1 - labels), 0.1), 0, 1)
    useful = np.clip(random.normal(0.3 + 0.4 * labels, 0.1), 0, 1)
    data = Labelled(
        names=("phrases", "numbers"),
        figures=np.column_stack([likeness, useful]),
        labels=labels,
        weights=np.ones(400),
        groups=[str(i % 20) for i in range(400)],
        kinds=["x"] * 400,
        corpora=["y"] * 400,
    )
    _, terms = fitted(data)
    assert max(abs(term.weight) for term in terms if term.figure == "phrases") < 0.01
    assert sum(term.weight for term in terms if term.figure == "numbers") > 1
    assert calibration_error(data, np.where(labels == 1, 20.0, -20.0)) < 0.001
