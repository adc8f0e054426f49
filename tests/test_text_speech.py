from __future__ import annotations

import pytest

from dedup.model import Span
from dedup.text.quotes import quoted_spans
from dedup.text.speech import speaker_of


def speaker(text: str, passage: str) -> str | None:
    start = text.index(passage)
    place = Span(start, start + len(passage))
    quoted = next((one for one in quoted_spans(text) if one.start <= place.start and place.end <= one.end), None)
    return speaker_of(text, place, quoted)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We mend the gate tonight,” said Ilse Tornquist.", "Ilse Tornquist"),
        ("“We mend the gate tonight,” Ilse Tornquist told reporters.", "Ilse Tornquist"),
        ("“We mend the gate tonight,” said the harbour master, Ilse Tornquist.", "Ilse Tornquist"),
        ("Ilse Tornquist, who runs the port, said: “We mend the gate tonight.”", "Ilse Tornquist"),
        ('"We mend the gate tonight," according to Ilse Tornquist.', "Ilse Tornquist"),
        ("„We mend the gate tonight“, sagte Ilse von Tornquist am Abend.", "Ilse von Tornquist"),
        ("« We mend the gate tonight », a déclaré Ilse Tornquist.", "Ilse Tornquist"),
        ("“We mend the gate tonight,” said Dr. I. K. Tornquist. The crowd left.", "Dr. I. K. Tornquist"),
        ("“We mend the gate tonight,” said Ilse Tornquist.\n\nThe crowd left.", "Ilse Tornquist"),
        ("“We mend the gate tonight.” Ilse Tornquist told us: “It is late.”", None),
        ("“We mend the gate tonight.”\n\nIlse Tornquist, a pilot, said: “It is late.”", None),
        ("“We mend the gate tonight”\nIlse Tornquist said no more.", None),
        ("“It is late,” said Ilse Tornquist. “We mend the gate tonight.”", "Ilse Tornquist"),
        ("“It is late,” harbour master Ilse Tornquist told us. “We mend the gate tonight.”", "Ilse Tornquist"),
        ("Ilse Tornquist said nothing. “We mend the gate tonight,” was heard.", None),
        ("“We mend the gate tonight,” he said.", None),
        ("“We mend the gate tonight.” The crowd left. Ilse Tornquist said nothing.", None),
        ("Ilse Tornquist said the men would come and We mend the gate tonight, as planned.", "Ilse Tornquist"),
        ("Ilse Tornquist said no. We mend the gate tonight was the motto.", None),
    ],
)
def test_who_said_it(text: str, name: str | None) -> None:
    assert speaker(text, "We mend the gate tonight") == name


def test_a_long_text_of_capitals_takes_no_time() -> None:
    """The name's pattern must not try all ways to part a run of capitals."""
    text = "“We mend it all tonight,” " + "A" * 50_000 + " Bb" * 50_000
    assert speaker(text, "We mend it all tonight") is None
