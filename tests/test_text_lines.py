"""What a line is: running text, a caption, a stock line; and that prose about such matter stays prose."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.lines import LineKind, line_keys, lines_of, stock_mask
from dedup.text.words import words_of
from tests.writing import FERRY, LIBRARY, ORCHARD, paragraphs


def kind(line: str) -> LineKind:
    (only,) = lines_of(line, words_of(line))
    return only.kind


CAPTIONS = [
    "The Heron leaves the quay at Saltmere on Monday. (AP Photo/Ada Venn)",
    "The Heron leaves the quay. (Ada Venn/Pool Photo via AP)",
    "Islanders wait for the boat, March 3, 2021. REUTERS/Ada Venn/File Photo",
    "Islanders wait for the boat. (Photo by Ada Venn/Getty Images)",
    "Islanders wait for the boat. (Photo: Ada Venn/AFP)",
    "Islanders wait for the boat. (Ada Venn via AP) less",
    "Ada Venn/Getty Images",
    "Ada Venn | Getty Images",
    "Ada Venn/AFP via Getty Images",
    "AP Photo/Ada Venn",
    "Photo: Ada Venn",
    "Photo by Ada Venn",
    "Pool photo by Ada Venn",
    "Image: The harbour at dusk",
    "FILE - The Heron at the quay of Saltmere in 2019.",
    "FILE PHOTO: The Heron at the quay of Saltmere",
    "In this June 3, 2018 file photo, the Heron leaves the quay.",
    "The Heron in a file photo",
    "Credit: Saltmere Museum",
    "Foto: Ada Venn",
    "Bild: Ada Venn",
    "The dome after the blast. (illustration by Ada Venn)",
    "A crowd in the square (Ada Venn/EPA-EFE/Shutterstock)",
    "A crowd in the square. (dpa)",
]


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_picture_credit_makes_a_caption(line: str) -> None:
    assert kind(line) is LineKind.CAPTION


STOCK = [
    "All rights reserved.",
    "© 2024 The Saltmere Chronicle",
    "(c) 2024 The Saltmere Chronicle",
    "(c) Saltmere Press Agency",
    "Copyright 2024 The Saltmere Chronicle. All rights reserved.",
    "Copyright © 2024",
    "This material may not be published, broadcast, rewritten or redistributed without permission.",
    "Ada Venn in Great Skerrow contributed to this report.",
    "Contributed reporting: Ada Venn",
    "Reporting by Ada Venn in Saltmere; Editing by Bo Lund and Cy O'Dell",
    "Additional reporting by Ada Venn",
    "Sign up for our daily newsletter",
    "Sign up here for the morning newsletter and never miss a story.",
    "Want more of this? Sign up for the evening email.",
    "Subscribe to get the latest posts sent to your email.",
    "Click here to subscribe to our alerts",
    "Read more: Ferries sold to a museum",
    "Read also: Ferries sold to a museum",
    "RELATED: Ferries sold to a museum",
    "Related: Ferries sold to a museum",
    "Advertisement",
    "ADVERTISEMENT",
    "Advertisement - Continue reading below",
    "Follow Ada Venn on Twitter: @adavenn",
    "Follow us",
    "For more news, please follow the Chronicle on Facebook.",
    "By signing up you agree to our Terms of Service and Privacy Policy.",
    "This site is protected by a test; the Privacy Policy and Terms of Service of its maker apply.",
    "Privacy Policy",
]


@pytest.mark.parametrize("line", STOCK)
def test_what_every_page_says_is_a_stock_line(line: str) -> None:
    assert kind(line) is LineKind.STOCK


# Sentences that an article may well hold. Each was, or comes close to what was, taken for a caption or a stock line.
PROSE = [
    "Reuters reported on Monday that the council had known about the cracks since the spring inspection.",
    "The AP first reported the talks. AFP later quoted a second official as saying that no deal was near.",
    "SALTMERE (Reuters) - The harbour council voted late on Tuesday to withdraw the two oldest ferries.",
    "SALTMERE, March 3 (AP) — Two ferries are to go, the harbour council decided after a long debate.",
    "He worked for the news agency (Reuters) for eleven years before he was elected to the council.",
    "The plan needs the consent of the Environmental Protection Agency (EPA).",
    "Talks with the Palestinian Authority (PA) resumed.",
    "The story was first told by the Associated Press (AP).",
    "Getty Images sued the company over twelve million pictures on Friday.",
    "The company was sued by Getty Images.",
    "Shares of Shutterstock Images fell by four percent after the judgment was made known.",
    "Children swam all morning at the new baths (the old pool was closed in May).",
    "She leaves a son, Jim (now a photographer in Leeds).",
    "The paper ran a file photo of the minister by mistake and apologised the next day.",
    "Visitors shared photos by the late artist and lit candles.",
    "Picture a harbour without ferries, the petition asks its readers.",
    "A photo shows the two boats side by side at the quay.",
    "Credit unions across the county have lent more than ever this year.",
    "The images, taken by a satellite, show three new buildings.",
    "The names of the two boys may not be published before the appeal has been heard.",
    "The judge ruled that the photograph may not be reproduced on clothing.",
    "Copyright law was written long before machines could draw, the court said.",
    "Copyright holders welcomed the ruling.",
    "(c) any vessel of more than ten tonnes that has lain at the quay for a month;",
    "Reporting by the Chronicle has shown that ministers knew of the cracks in spring.",
    "Reporting by several newspapers forced the chair to resign.",
    "Heavy rain and cold contributed to this winter's record number of accidents on the old road.",
    "Residents can sign up for flood alerts by text message, the agency said.",
    "Half of those who subscribe to the service want fewer emails, a survey found.",
    "Millions of people follow the singer on Instagram.",
    "She has committed no crime, he said, except to follow me on Twitter.",
    "The network changed its terms of service without telling users.",
    "The regulator fined the firm over its privacy policy.",
    "The company, which sells one cookie in three on the continent, is to close two bakeries.",
    "A cookie factory burned down in Great Skerrow on Sunday night.",
    "Related crimes have fallen by a third since the lamps were mended.",
    "A related inquiry into the harbour's accounts is to end in spring.",
    "Relatives of the crew waited on the quay.",
    "Pupils were told to read more and to watch less.",
    "Advertisement spending fell by a fifth in the first quarter.",
    "Subscribers will pay two crowns more.",
    "The files show that the inspector asked for money twice.",
    "File sharing is how most of the stolen songs travelled.",
    "Both teams follow a plan drawn up on paper by the coach.",
]


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_mentions_such_matter_is_body(line: str) -> None:
    assert kind(line) is LineKind.BODY


@pytest.mark.parametrize("text", [FERRY, LIBRARY, ORCHARD])
def test_an_article_is_body_throughout(text: str) -> None:
    lines = lines_of(text, words_of(text))
    assert [text[line.start : line.end] for line in lines] == paragraphs(text)
    assert {line.kind for line in lines} == {LineKind.BODY}


@pytest.mark.parametrize("line", [*CAPTIONS, *STOCK])
def test_a_long_paragraph_is_body_whatever_it_ends_in(line: str) -> None:
    paragraph = " ".join(paragraphs(FERRY)[:4])
    assert len(words_of(paragraph)) > 120
    assert kind(f"{paragraph} {line}") is LineKind.BODY


def test_the_mask_covers_captions_and_stock_lines_alone() -> None:
    body = paragraphs(LIBRARY)
    text = "\n".join([body[0], CAPTIONS[0], body[1], STOCK[0], body[2]])
    words = words_of(text)
    mask = stock_mask(text, words)
    masked = [word for word, marked in zip(words.words, mask, strict=True) if marked]
    assert masked == [*words_of(CAPTIONS[0]).words, *words_of(STOCK[0]).words]


def test_lines_cover_all_words_in_order() -> None:
    text = f"\n\n{FERRY}\n \t \n{CAPTIONS[0]}\n***\n{LIBRARY}"
    words = words_of(text)
    lines = lines_of(text, words)
    bounds = [(line.first, line.last) for line in lines]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(words)
    assert all(left[1] == right[0] for left, right in itertools.pairwise(bounds))
    assert [line.key for line in lines if line.first == line.last] == [0]  # the line of asterisks


def test_the_key_of_a_line_depends_on_its_words_alone() -> None:
    one = "Read “More” of our coun\u00adcil's 1,200 stories"
    other = "read more — of our council’s 1200 STORIES!"
    text = f"First line here\n{one}\nMiddle\n  {other}\nLast of our lines"
    keys = [line.key for line in lines_of(text, words_of(text))]
    assert keys[1] == keys[3] != 0
    assert len(set(keys)) == 4
    assert line_keys(text, words_of(text)) == set(keys)
    assert line_keys(one, words_of(one)) == {keys[1]}


def test_the_key_of_a_line_is_pinned() -> None:
    """Archives keep these keys: a change here needs a migration."""
    text = "All rights reserved."
    assert line_keys(text, words_of(text)) == {0x29625A10B9B6C7AF}


def test_lines_without_words_have_no_key() -> None:
    assert line_keys("***\n—\n\n", words_of("***\n—\n\n")) == frozenset()
    assert lines_of("", words_of("")) == ()
    assert len(stock_mask("", words_of(""))) == 0


@given(st.text(st.characters() | st.sampled_from("\n AP(),©")))
def test_any_text_has_lines(text: str) -> None:
    words = words_of(text)
    lines = lines_of(text, words)
    assert sum(line.last - line.first for line in lines) == len(words)
    assert line_keys(text, words) == {line.key for line in lines} - {0}
    mask = np.zeros(len(words), np.bool_)
    for line in lines:
        mask[line.first : line.last] = line.kind is not LineKind.BODY
    assert np.array_equal(mask, stock_mask(text, words))


@pytest.mark.parametrize(
    "line",
    [
        "(AP)" + "." * 50_000 + " a b c d e f g h i",
        "(AP)" * 20_000,
        "(photo " * 30_000,
        "." * 200_000 + "Photo: Copyright Sign up",
        "AP Photo" + "." * 50_000 + "a ",
        "Reporting by A" + "-A" * 55 + " zz" * 3,
        "file photo " * 50 + "-" * 100_000,
    ],
    ids=["dots after a credit", "credits", "brackets", "dots before", "dots after", "capitals", "dashes"],
)
def test_hostile_lines_cost_no_more_than_their_length(line: str) -> None:
    """Two of these once took the square of their length: a minute and more."""
    assert len(lines_of(line, words_of(line))) == 1


def test_lines_that_are_kept_are_those_of_the_text() -> None:
    """More texts than are kept, twice over, short and too long to be kept."""
    texts = [f"{FERRY}\n\nNo. {n}. (AP Photo/Ada Venn)" for n in range(600)] + ["\n".join([FERRY] * 200).strip()]
    first = [lines_of(text, words_of(text)) for text in texts]
    assert [lines_of(text, words_of(text)) for text in texts] == first
    assert [lines[-1].end for lines in first] == [len(text) for text in texts]
    assert len({lines[-1].key for lines in first}) == len(texts)
