"""The benchmarks' own parts: what is generated is what is planted, and figures come back as they were found."""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.benchmarks.figures import Better, Found, ratios
from tests.benchmarks.generated import Generated, articles, guests, plan, write_jsonl
from tests.benchmarks.inside import Clusters
from tests.benchmarks.plot import svg
from tests.benchmarks.process import FailedError, asked, command_usage, cores, dedup
from tests.benchmarks.quality import Planted, planted, quality
from tests.benchmarks.report import asked_of, number, publish, read, tables, write

MADE = list(articles(400, seed=7))
BY_KEY = {article.key: article for article in MADE}


def shingles(article: Generated) -> set[tuple[str, ...]]:
    words = article.text.lower().replace(".", "").split()
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def alike(a: Generated, b: Generated) -> float:
    one, other = shingles(a), shingles(b)
    return len(one & other) / len(one | other)


def test_articles_are_the_same_each_time_and_others_for_another_seed() -> None:
    assert list(articles(400, seed=7)) == MADE
    assert [one.text for one in islice(articles(400, seed=8), 3)] != [one.text for one in MADE[:3]]


def test_the_first_articles_do_not_wait_for_the_last() -> None:
    assert next(articles(100_000, seed=7)).key == "a0000000"


def test_a_tenth_are_copies_of_what_came_before_and_as_like_as_is_said() -> None:
    copies = [one for one in MADE if one.source is not None]
    assert len(copies) == 40
    for copy in copies:
        source = BY_KEY[str(copy.source)]
        assert source.key < copy.key
        assert source.source is None
        assert copy.resemblance == pytest.approx(alike(copy, source), abs=0.02)  # a name may be spelt like a word


def test_template_twins_share_half_and_others_next_to_nothing() -> None:
    twins = [one for one in MADE if one.template == 0]
    assert len(twins) == 4
    assert 0.2 < alike(twins[0], twins[1]) < 0.5
    strangers = [one for one in MADE if one.source is None and one.template is None][:10]
    assert all(alike(a, b) < 0.1 for a in strangers for b in strangers if a is not b)


def test_one_story_of_a_large_set_is_everywhere() -> None:
    _, sizes = np.unique(plan(20_000).sources, return_counts=True)
    assert sizes.max() == 100
    assert np.sort(sizes)[-2] <= 50


def test_guests_are_new_and_half_of_them_copies_of_what_is_held() -> None:
    asked_about = list(guests(20, 400, seed=7))
    assert not {one.key for one in asked_about} & BY_KEY.keys()
    copies = [one for one in asked_about if one.source is not None]
    assert len(copies) == 10
    assert all(alike(one, BY_KEY[str(one.source)]) > 0.1 for one in copies)


def test_the_truth_is_read_back(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "made.jsonl", MADE)
    lines = (tmp_path / "made.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == [one.text for one in MADE]
    truth = planted(tmp_path / "made.jsonl", len(MADE))
    assert truth.sources.tolist() == [int((one.source or one.key)[1:]) for one in MADE]
    assert truth.resemblances.tolist() == [1 if one.resemblance is None else one.resemblance for one in MADE]


TRUTH = Planted(sources=np.array([0, 0, 0, 3, 3, 5]), resemblances=np.array([1, 0.9, 0.4, 1, 0.6, 1]))


def test_what_was_planted_and_found_is_whole() -> None:
    found = quality([7, 7, 7, 1, 1, 2], TRUTH)
    assert (found.copies, found.close, found.recall, found.precision) == (1, 1, 1, 1)


def test_what_is_missed_and_what_is_wrong_is_counted() -> None:
    found = quality([0, 0, 9, 9, 4, 5], TRUTH)  # one of four pairs is found, and one that was not planted
    assert (found.copies, found.close, found.recall, found.precision) == (1 / 3, 1 / 2, 1 / 4, 1 / 2)


def test_no_clusters_are_precise() -> None:
    assert quality([0, 1, 2, 3, 4, 5], TRUTH).precision == 1


def test_clusters_unite() -> None:
    clusters = Clusters(5)
    clusters.unite(4, 2)
    clusters.unite(2, 3)
    assert clusters.labels() == [0, 1, 2, 2, 2]


def test_a_process_is_watched_with_its_children() -> None:
    hold = "x = bytearray(60_000_000); import time; time.sleep(0.5)"
    spin = "import time\nwhile time.process_time() < 0.3: pass"
    code = f"import subprocess, sys; c = [subprocess.Popen([sys.executable, '-c', {hold!r}]) for _ in range(2)]; "
    code += f"[one.wait() for one in c]; subprocess.run([sys.executable, '-c', {spin!r}]); print('done')"
    usage = command_usage([sys.executable, "-c", code], on=cores())
    assert (usage.code, usage.output) == (0, "done\n")
    assert usage.peak_mb > 120
    assert usage.cpu >= 0.3


def test_what_fails_says_so() -> None:
    with pytest.raises(FailedError, match=r"ended with 1: .*no_such_work"):
        asked(Path(sys.executable), "tests.benchmarks.no_such_work")
    with pytest.raises(FailedError, match="ended with 2"):
        dedup("--no-such-option", on=cores())


def some_run() -> Found:
    found = Found()
    found.add("clustering 10", "dedup", "CPU time", [3.0, 1.0, 2.0], "s")
    found.add("clustering 10", "other", "CPU time", 4.0, "s")
    found.ask("as fast", 2.0, "×", Better.MORE, 1.5, 3)
    found.ask("as small", 9.0, "GB", Better.LESS, 3, 2)
    found.curve("clustering, dedup", 10, 2.0)
    found.curve("clustering, dedup", 100, 21.0)
    found.notes.append("nothing else")
    return found


def test_a_figure_is_the_median_of_its_rounds() -> None:
    found = some_run()
    assert found.value("clustering 10", "dedup", "CPU time") == 2
    assert found.value("clustering 10", "none", "CPU time") is None
    assert ratios([4, 9], [2, 3]) == [2, 3]


def test_what_was_found_is_read_back(tmp_path: Path) -> None:
    write(tmp_path, some_run(), {"cores": 2})
    assert read(tmp_path / "bench.json") == (some_run(), {"cores": 2})
    assert "cores 2" in (tmp_path / "bench.md").read_text(encoding="utf-8")


def test_a_run_is_published_over_earlier_ones_of_the_same_machine(tmp_path: Path) -> None:
    path, here = tmp_path / "published.json", {"cores": 2, "load": 0.1}
    publish(path, some_run(), here)
    again = Found(notes=["nothing else", "Two is left out."])
    again.add("clustering 10", "dedup", "CPU time", 5, "s")
    again.add("clustering 20", "dedup", "CPU time", 7, "s")
    again.ask("as small", 1, "GB", Better.LESS, 3, 2)
    again.curve("clustering, dedup", 20, 7)
    publish(path, again, {"cores": 2, "load": 0.9})
    found, where = read(path)
    assert where == {"cores": 2, "load": 0.9}
    assert {part: [one.value for one in figures] for part, figures in found.parts()} == {
        "clustering 10": [5],
        "clustering 20": [7],
    }
    assert [(line.name, line.value) for line in found.lines] == [("as fast", 2), ("as small", 1)]
    assert found.notes == ["nothing else", "Two is left out."]
    assert found.curves == {"clustering, dedup": [(10, 2), (20, 7), (100, 21)]}
    publish(path, again, {"cores": 4})
    assert read(path) == (again, {"cores": 4})


def test_tables_say_what_holds_and_what_falls_short() -> None:
    assert "| as fast | 2 × | at least 1.5 | 3 | holds |" in asked_of(some_run())
    assert "| as small | 9 GB | at most 3 | 2 | **short** |" in asked_of(some_run())
    assert "| dedup | CPU time | 2 | s | 3 1 2 |" in tables(some_run())


@pytest.mark.parametrize(
    ("value", "written"), [(12345.6, "12,346"), (12.345, "12.3"), (0.01234, "0.0123"), (0.99916, "0.99916"), (1.0, "1")]
)
def test_numbers_have_the_digits_that_tell_something(value: float, written: str) -> None:
    assert number(value) == written


def test_the_plot_is_well_formed_and_rises_with_cost() -> None:
    root = ElementTree.fromstring(svg({**some_run().curves, "a < b": [(5, 5)]}))
    dots = [one for one in root if one.tag.endswith("circle")]
    assert len(dots) == 3
    assert float(dots[0].attrib["cx"]) < float(dots[1].attrib["cx"])
    assert float(dots[0].attrib["cy"]) > float(dots[1].attrib["cy"])
    assert ElementTree.fromstring(svg({})).tag.endswith("svg")
