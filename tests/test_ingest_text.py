"""Articles that come as text, in the shapes in which people save and paste them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.config import IngestLimits
from dedup.errors import InputError, TooLargeError, UnusableError
from dedup.ingest import article_from_text
from dedup.ingest.furniture import ends_sentence
from dedup.model import Article, Medium, MetaSource
from tests.ingest_factories import FOURTH, LEAD, LIMITS, OTHER, SECOND, STORY, THIRD, TITLE, story


def made(text: str | bytes, title: str | None = None) -> Article:
    return article_from_text(text, key="note.txt", source="note.txt", limits=LIMITS, title=title)


def body(text: str | bytes) -> list[str]:
    return made(text).text.split("\n\n")


def test_paragraphs_are_kept_and_the_payload_is_named_by_its_digest() -> None:
    article = made("\n\n".join(STORY))
    assert article.text == "\n\n".join(STORY)
    assert article.key == article.capture.source == "note.txt"
    assert article.capture.medium is Medium.TEXT
    assert article.capture.digest == made("\n\n".join(STORY).encode()).capture.digest
    assert article.language is not None
    assert (article.language.value, article.language.source) == ("en", MetaSource.TEXT)
    assert article.published is None
    assert article.title is None


def test_lines_without_blank_lines_between_them_are_paragraphs() -> None:
    assert body("\n".join(STORY)) == list(STORY)


def test_hard_wrapped_lines_are_joined() -> None:
    words = " ".join((LEAD, SECOND)).split()
    wrapped = "\n".join(" ".join(words[at : at + 11]) for at in range(0, len(words), 11))
    assert body(f"{wrapped}\n\n{THIRD}") == [f"{LEAD} {SECOND}", THIRD]


def test_lines_that_break_off_in_mid_sentence_are_joined_and_counted() -> None:
    """A pasted text keeps stray breaks of another layout: they are no paragraphs, and they tell that it was pasted."""
    first = LEAD.split()
    article = made("\n".join((" ".join(first[:2]).lower(), " ".join(first[2:]).lower(), *STORY, THIRD.lower())))
    assert article.broken_lines == 1
    found = [finding for finding in article.findings if finding.code == "broken_lines"]
    assert [finding.detail for finding in found] == [
        "1 line that breaks off in mid-sentence, joined here with what follows"
    ]


def test_thousands_of_lines_in_one_paragraph_and_lines_cut_off_take_no_time_to_speak_of() -> None:
    turns = 50_000
    wrapped = "The board met on Tuesday.\n" + "and then it met again -\n-\n" * turns
    cut = [f"The board of harbour number {number} met on Tuesday in …" for number in range(20_000)]
    begun = time.process_time()
    assert len(made(wrapped).text.split()) > 5 * turns
    lines = made("\n\n".join([*cut, f"{cut[7][:-1]}the old hall."])).text.split("\n\n")
    assert cut[7] not in lines
    assert cut[8] in lines
    assert time.process_time() - begun < 10  # 2 here; a minute where each line asked for all others


def test_lines_of_a_text_set_to_a_width_are_not_broken_off() -> None:
    words = " ".join((LEAD, SECOND, FOURTH)).split()
    assert made("\n".join(" ".join(words[at : at + 11]) for at in range(0, len(words), 11))).broken_lines == 0
    assert made("\n\n".join(STORY)).findings == ()


def test_a_headline_on_top_becomes_the_title_and_leaves_the_body() -> None:
    article = made(f"{TITLE}\n\n" + "\n\n".join(STORY))
    assert article.title is not None
    assert (article.title.value, article.title.source) == (TITLE, MetaSource.TEXT)
    assert article.text == "\n\n".join(STORY)


def test_a_known_headline_is_not_repeated_in_the_body() -> None:
    assert made(f"{TITLE}\n\n" + "\n\n".join(STORY), title=TITLE).text == "\n\n".join(STORY)


def test_a_leading_date_is_a_claim_and_no_text() -> None:
    article = made(" date 2024-10-09 " + "\n\n".join(STORY))
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2024-10-09", MetaSource.TEXT)
    assert article.text == "\n\n".join(STORY)


def test_a_sentence_that_begins_with_the_word_date_is_a_sentence() -> None:
    first = "Date palms have been planted along the quay since 2019-04-01, said the gardener, and none has died so far."
    assert body("\n\n".join((first, *STORY))) == [first, *STORY]


def test_front_matter_becomes_claims() -> None:
    article = made(
        '---\ntitle: "The landing closes"\nauthor: Ida Brook\ndate: 2026-03-04T10:30:00Z\nlang: en-GB\n'
        "url: https://courier.example/landing\n---\n" + "\n\n".join(STORY)
    )
    assert article.title is not None
    assert article.title.value == "The landing closes"
    assert article.byline is not None
    assert article.byline.value == "Ida Brook"
    assert article.published is not None
    assert article.published.iso == "2026-03-04T10:30:00+00:00"
    assert article.language is not None
    assert article.language.value == "en"
    assert article.uri == "https://courier.example/landing"
    assert article.text == "\n\n".join(STORY)


def test_an_impossible_date_is_refused_and_told() -> None:
    article = made("date: 3000-01-01\ntitle: The landing closes\n\n" + "\n\n".join(STORY))
    assert article.published is None
    assert [finding.code for finding in article.findings] == ["date_refused"]
    assert "3000-01-01" in article.findings[0].detail


def test_by_line_and_date_line_under_a_headline_are_claims() -> None:
    article = made(f"{TITLE}\n\nBy Ida Brook\n\nMarch 4, 2026\n\n" + "\n\n".join(STORY))
    assert article.byline is not None
    assert article.byline.value == "Ida Brook"
    assert article.published is not None
    assert article.published.iso == "2026-03-04"
    assert article.text == "\n\n".join(STORY)


def test_marks_of_markdown_are_taken_off() -> None:
    text = (
        f"# {TITLE}\n\n![the landing](pier.jpg)\n\n> {LEAD}\n\n## What now\n\nThe **harbour master**, _Ida "
        f"Renner_, pointed to "
        f"[the report](https://harbour.example/report_(final)) of the divers.\n\n* {THIRD}\n* {FOURTH}\n\n"
        "| Pile | State |\n|------|:-----:|\n| 1 | rotten |\n"
    )
    article = made(text)
    assert article.title is not None
    assert article.title.value == TITLE
    assert article.text.split("\n\n") == [
        LEAD,
        "What now",
        "The harbour master, Ida Renner, pointed to the report of the divers.",
        THIRD,
        FOURTH,
        "Pile – State",
        "1 – rotten",
    ]


def test_stars_and_underscores_that_are_no_marks_stay() -> None:
    kept = "The berth is 4 * 12 metres, the file is called berth_plan_final, and 3*4 makes twelve in any harbour."
    assert kept in made("\n\n".join((kept, *STORY))).text


def test_a_page_copied_as_text_keeps_only_its_article() -> None:
    caption = (
        "People queue at the landing on the last day of the season, with the island ferry behind them in the mist."
    )
    copied = "\n\n".join(
        (
            "Skip to content",
            "Menu",
            LEAD,
            caption[:60] + "...",
            caption,
            "Advertisement",
            SECOND,
            "Read also: Bread at half price in the upper town",
            THIRD,
            FOURTH,
            "Ida Brook contributed reporting.",
            "Read also:",
            "Comments",
            "Latest",
            OTHER[0],
            OTHER[1][:60] + "...",
            "Members Public",
        )
    )
    assert body(copied) == [LEAD, caption, SECOND, THIRD, FOURTH, "Ida Brook contributed reporting."]


@pytest.mark.parametrize(
    "heading",
    [
        "Related stories",
        "You may also like",
        "3 Comments",
        "Meistgelesen",
        "À lire aussi",
        "Te puede interesar",
        "Leggi anche",
    ],
)
def test_a_heading_of_other_articles_ends_the_body(heading: str) -> None:
    assert body("\n\n".join((*STORY, heading, "Bread at half price", "Bees stop a tram"))) == list(STORY)


def test_a_heading_with_most_of_the_text_below_it_ends_nothing() -> None:
    text = "\n\n".join(
        (LEAD, "Comments", *(f"{paragraph} So said reader number {n}." for n, paragraph in enumerate(STORY)))
    )
    assert FOURTH in made(text).text


def test_requests_to_readers_are_dropped_and_credits_stay() -> None:
    asked = (
        "Subscribe to get the latest posts sent to your email.",
        "Follow us on Facebook",
        "Sign up for our newsletter and never miss a story.",
        "© 2026 Marlow Courier",
    )
    credit = "Original Source: www.courier.example"
    assert body("\n\n".join((*STORY, *asked, credit))) == [*STORY, credit]


def test_prose_that_holds_words_of_furniture_is_untouched() -> None:
    prose = (
        "Subscribers to the island bus gathered to read more than two hundred comments aloud before the board voted.",
        "The advertisement for the post of pilot drew six answers, and the latest came from a retired captain.",
        "Follow the quay to its end, Renner told them, and you will see where the divers went down on Monday.",
    )
    assert body("\n\n".join((*STORY, *prose))) == [*STORY, *prose]


def test_a_dateline_set_on_lines_of_its_own_is_joined_to_its_sentence() -> None:
    assert body("\n".join(("Marlow", "—", *STORY)))[0] == f"Marlow — {LEAD}"


def test_a_fragment_of_a_page_is_read_with_its_json_ld() -> None:
    data = (
        '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Landing closes",'
        '"datePublished": "2026-03-04T10:30:00Z", "author": {"name": "Courier Staff"},'
        '"publisher": {"name": "Marlow Courier"}}\n{"@context": "x", "@type": "FAQPage"}'
    )
    table = (
        "<table><thead><tr><th>Pile</th><th>State</th></tr></thead>"
        "<tbody><tr><td>One</td><td>Rotten</td></tr></tbody></table>"
    )
    fragment = (
        f"{TITLE} | Rot Found\n\n0 comments\n<p>{LEAD}</p>\n\n<h2>What the divers saw</h2>\n"
        f"<p>The **harbour master** knew &amp; told.</p>{table}<p>{THIRD}</p>\n<script>\n{data}\n</script>\n\n"
        "Discover more from Marlow Courier\n\nSubscribe to get the latest posts sent to your email.\n\n"
        "You may also like"
    )
    article = made(fragment)
    assert article.text.split("\n\n") == [
        LEAD,
        "What the divers saw",
        "The harbour master knew & told.",
        "Pile – State",
        "One – Rotten",
        THIRD,
    ]
    assert article.title is not None
    assert (article.title.value, article.title.source) == ("Landing closes", MetaSource.JSON_LD)
    assert article.publisher is not None
    assert article.publisher.value == "Marlow Courier"
    assert article.byline is not None
    assert article.byline.value == "Courier Staff"
    assert article.published is not None
    assert (article.published.iso, article.published.source) == ("2026-03-04T10:30:00+00:00", MetaSource.JSON_LD)


def test_text_about_markup_is_no_markup() -> None:
    kept = "The clerk typed <b> where he meant a bold line, and x < y > z, which amused the board."
    assert kept in made("\n\n".join((*STORY, kept))).text


def test_entities_are_decoded_and_hidden_characters_kept() -> None:
    article = made(
        "\n\n".join(
            (*STORY, "The cap\u00adtain&#8217;s &quot;last&quot; word was zero\u200bwidth, he said &mdash; twice.")
        )
    )
    assert article.text.endswith('The cap\u00adtain’s "last" word was zero\u200bwidth, he said — twice.')


@pytest.mark.parametrize("text", ["", "  \n\t ", "\ufeff", "\0\0"])
def test_empty_text_is_unusable(text: str) -> None:
    with pytest.raises(UnusableError, match="empty"):
        made(text)


def test_text_shorter_than_an_article_is_unusable_and_says_how_short() -> None:
    with pytest.raises(UnusableError, match=r"5 words.*20"):
        made("The landing will close soon.")


def test_scripts_without_spaces_are_measured_by_characters() -> None:
    assert made("港の委員会は火曜日に古い渡し場を閉じることを決めた。島の人々はこの決定に強く反対している。").text
    with pytest.raises(UnusableError):
        made("港の委員会は決めた。")


def test_limits_hold() -> None:
    with pytest.raises(TooLargeError, match="1,000"):
        article_from_text("\n\n".join(map(story, range(9))), key="a", source="a", limits=IngestLimits(max_chars=1000))
    with pytest.raises(TooLargeError, match="nested"):
        made("<div>" * 50_000 + LEAD)


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["<p>", "<", "&", "**", "#", "|", "\n", "---", "date", ":", "x"]), max_size=80).map(
        "".join
    )
)
def test_any_text_gives_an_article_or_a_reason(text: str) -> None:
    try:
        article = made(text + "\n\n" + story())
    except InputError as error:
        assert str(error)
    else:
        assert article.text
        assert article.text == article.text.strip()
        assert "\n\n\n" not in article.text


@pytest.mark.parametrize(
    "hostile",
    [
        "**a " * 100_000,
        "[a](" * 100_000,
        "_" * 400_000,
        "<p>a" + " " * 400_000 + "</p>" * 3,
        "<script " * 60_000,
        "&" * 400_000,
        "| " * 200_000,
    ],
    ids=["stars", "links", "underscores", "spaces", "scripts", "entities", "cells"],
)
def test_hostile_text_takes_no_more_than_linear_time(hostile: str) -> None:
    try:
        made(f"{hostile}\n\n{story()}")
    except InputError as error:
        assert str(error)


ENDED = re.compile(r"[.!?…。！？۔।][\"'”’»“)\]]*$")


@given(st.lists(st.sampled_from([*".!?…。！？۔।\"'”’»“)]\n ax"]), max_size=6).map("".join))
def test_the_end_of_a_sentence_is_seen(line: str) -> None:
    assert ends_sentence(line) == (ENDED.search(line) is not None)
