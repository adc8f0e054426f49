"""Two states of one text: applying what changed to the old one gives the new one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.compare import changed_facts, changed_sentences, sentences_of, word_runs
from dedup.model import FactChange, FactSort, Run, SentenceChange, Step

SENTENCES = (
    "The lock stayed shut for a third day.",
    "Divers found a crack in the gate!",
    "“Nobody had looked at the sill,” said Ilse Tornquist.",
    "Was it the storm?",
    "Forty barges wait.",
    "闸门关闭了三天。",
    "Skippers complain: 1,400 crowns a day.",
    "(Two of them left.)",
)
TEXTS = st.lists(
    st.sampled_from(SENTENCES) | st.text(max_size=25), max_size=12
).flatmap(lambda parts: st.sampled_from([" ", "\n\n", "\n"]).map(lambda gap: gap.join(parts)))  # fmt: skip


def bare(text: str) -> str:
    return "".join(text.split())


def applied(changes: Sequence[SentenceChange], old: str, new: str) -> str:
    """The new text made of the old one and of what the changes say alone; white space apart."""
    made = []
    for change in changes:
        if change.step is Step.SAME:
            assert change.old is not None
            made.append(old[change.old.start : change.old.end])
        elif change.step is Step.REWORDED:
            made.extend(run.text for run in change.runs if run.step is not Step.REMOVED)
        elif change.new is not None:
            made.append(new[change.new.start : change.new.end])
    return bare("".join(made))


def steps(old: str, new: str) -> list[Step]:
    return [change.step for change in changed_sentences(old, new)]


@given(TEXTS)
def test_the_sentences_of_a_text_are_the_text(text: str) -> None:
    assert "".join(text[span.start : span.end] for span in sentences_of(text)) == text


@given(TEXTS, TEXTS)
@settings(max_examples=150)
def test_applying_what_changed_to_the_old_text_gives_the_new(old: str, new: str) -> None:
    changes = changed_sentences(old, new)
    assert applied(changes, old, new) == bare(new)
    for text, spans in ((old, [one.old for one in changes]), (new, [one.new for one in changes])):
        assert "".join(text[span.start : span.end] for span in spans if span) == text, "each once, and in order"
    for change in changes:
        if change.step is Step.REWORDED and change.old:
            kept = "".join(run.text for run in change.runs if run.step is not Step.ADDED)
            assert bare(kept) == bare(old[change.old.start : change.old.end])


@given(TEXTS)
def test_a_text_that_stayed_has_no_change(text: str) -> None:
    assert set(steps(text, text)) <= {Step.SAME}
    assert changed_facts(text, text, "en") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_runs_of_words_are_both_wordings(old: str, new: str) -> None:
    runs = word_runs(old, new)
    assert bare("".join(run.text for run in runs if run.step is not Step.ADDED)) == bare(old)
    assert bare("".join(run.text for run in runs if run.step is not Step.REMOVED)) == bare(new)


def test_words_that_changed() -> None:
    runs = word_runs("Some forty barges, laden, wait.", "Some fifty barges wait.")
    assert runs == (
        Run(Step.SAME, "Some "),
        Run(Step.REMOVED, "forty barges, laden, "),
        Run(Step.ADDED, "fifty barges "),
        Run(Step.SAME, "wait."),
    )
    assert word_runs("闸门关闭", "闸门开启") == (
        Run(Step.SAME, "闸门"),
        Run(Step.REMOVED, "关闭"),
        Run(Step.ADDED, "开启"),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((0, 1, 3), (0, 3), [Step.SAME, Step.REMOVED, Step.SAME]),
        ((0, 3), (0, 1, 3), [Step.SAME, Step.ADDED, Step.SAME]),
        ((0, 1, 3, 4), (1, 3, 4, 0), [Step.MOVED, Step.SAME, Step.SAME, Step.SAME, Step.MOVED]),
        ((0, 0, 1), (0, 1), [Step.SAME, Step.REMOVED, Step.SAME]),
        ((), (0,), [Step.ADDED]),
        ((), (), []),
    ],
)
def test_sentences_that_changed(old: tuple[int, ...], new: tuple[int, ...], expected: list[Step]) -> None:
    assert steps(*(" ".join(SENTENCES[n] for n in side) for side in (old, new))) == expected


def test_a_new_wording_is_found_beside_what_came_and_went() -> None:
    old = "The lock stayed shut for a third day. Forty barges wait. Nobody knows why."
    new = "The ferry sails. The lock stayed shut for a fourth day. Nobody knows why."
    assert steps(old, new) == [Step.ADDED, Step.REWORDED, Step.REMOVED, Step.SAME]


def test_other_white_space_is_no_change() -> None:
    assert steps("One thing was said. Another was done.", "One  thing was said.\n\nAnother was done.") == [
        Step.SAME,
        Step.SAME,
    ]


def test_facts_that_changed() -> None:
    old = "On 4 May Ilse Tornquist counted 1,400 barges. “The gate will be open by noon,” she said."
    new = "On 5 May Ilse Tornqvist counted 1400 barges. “The gate will be open by dusk,” she said, with 3 others."
    assert changed_facts(old, new, "en") == (
        FactChange(FactSort.NUMBER, ("4 May",), ("5 May", "3")),
        FactChange(FactSort.NAME, ("Ilse Tornquist",), ("Ilse Tornqvist",)),
        FactChange(FactSort.QUOTATION, ("“The gate will be open by noon,”",), ("“The gate will be open by dusk,”",)),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A. " * 50_000, "B. " * 50_000),
        ("".join(f"Word {n} here. " for n in range(20_000)), "".join(f"Other {n} there. " for n in range(20_000))),
        ("- " * 100_000, "+ " * 100_000),
    ],
)
def test_hostile_texts_take_no_time(old: str, new: str) -> None:
    changes = changed_sentences(old, new)
    assert applied(changes, old, new) == bare(new)
