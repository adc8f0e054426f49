"""What an extraction leaves out of an article or takes for it, on pages as news systems write them."""

from __future__ import annotations

import json

import pytest

from dedup.ingest import article_from_page
from dedup.ingest.folding import letters
from dedup.model import Article, MetaSource
from tests.ingest_factories import FOURTH, LEAD, LIMITS, OTHER, SECOND, STORY, THIRD, TITLE, json_ld, page

STANDFIRST = "Islanders will have to climb wet steps until next year."
CARD = f"<a href='/bread'><div><h3>Bread at half price</h3><p>{OTHER[0]}</p></div></a>"


def made(html: str | bytes) -> Article:
    return article_from_page(html, key="a.html", source="a.html", limits=LIMITS)


def body(html: str | bytes) -> list[str]:
    return made(html).text.split("\n\n")


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


# --- what is put back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "standfirst",
    [
        f"<header><h1>{TITLE}</h1><p class='post-excerpt'>{STANDFIRST}</p><p>By Ida Brook</p></header>",
        f"<header><h1>{TITLE}</h1><div class='article-teaser__text'>{STANDFIRST}</div></header>",
        f"<div><h1>{TITLE}</h1><h2>{STANDFIRST}</h2></div>",
        f"<div><h1>{TITLE}</h1><div class='x1'><span>{STANDFIRST}</span></div></div>",
    ],
)
def test_the_standfirst_below_the_headline_is_part_of_the_body(standfirst: str) -> None:
    html = f"<html><body>{standfirst}<article>{paragraphs(*STORY)}</article></body></html>"
    assert body(html) == [STANDFIRST, *STORY]


def test_what_stands_under_another_name_below_the_headline_is_no_standfirst() -> None:
    between = "<div class='newsletter-hint'>The harbour letter comes to you every Friday at noon.</div>"
    html = f"<html><body><h1>{TITLE}</h1>{between}<article>{paragraphs(*STORY)}</article></body></html>"
    assert body(html) == list(STORY)


def test_paragraphs_in_a_folded_panel_or_behind_a_wall_of_style_are_part_of_the_body() -> None:
    hidden = f"<div class='is-hidden premium' aria-hidden='true'>{paragraphs(THIRD)}</div>"
    html = page(LEAD, SECOND, inside=f"{hidden}<p>{FOURTH}</p>")
    assert body(html) == list(STORY)


def test_a_paragraph_that_is_mostly_links_stays_and_one_that_is_all_link_goes() -> None:
    linked = f"<p>The board <a href='/a'>{SECOND[10:90]}</a> {SECOND[90:]}</p>"
    teaser = f"<p><a href='/b'>{OTHER[0]}</a></p>"
    html = page(LEAD).replace("</article>", f"{linked}{teaser}{paragraphs(THIRD, FOURTH)}</article>")
    text = made(html).text
    assert SECOND[90:] in text
    assert OTHER[0] not in text


def test_another_article_below_is_not_put_back() -> None:
    first, second = ("".join(f"<p class='t'>{text}</p>" for text in texts) for texts in (STORY, OTHER))
    stories = f"<article><h1>{TITLE}</h1>{first}</article><article><h1>Bees hold up tram</h1>{second}</article>"
    html = f"<html><body>{stories}</body></html>"
    assert body(html) == list(STORY)


def test_no_paragraph_is_put_back_that_the_page_leaves_out_of_its_own_copy() -> None:
    extra = f"<div aria-hidden='true'><p>{OTHER[0]}</p></div>"
    html = page(LEAD, SECOND, THIRD).replace("</article>", f"{extra}<p>{FOURTH}</p></article>")
    assert OTHER[0] in made(html).text
    copy = json_ld(headline=TITLE, articleBody="\n".join(STORY))
    assert body(html.replace("</head>", f"{copy}</head>")) == list(STORY)


def test_a_list_is_put_back_whole_or_not_at_all() -> None:
    items = (f"{OTHER[0]}", "Fares stay as they are.", f"{OTHER[1]}")
    points = "".join(f"<li>{item}</li>" for item in items)
    html = page(LEAD, SECOND, inside=f"<div aria-hidden='true'><ul>{points}</ul></div>{paragraphs(THIRD, FOURTH)}")
    assert body(html) == [LEAD, SECOND, *items, THIRD, FOURTH]


def test_the_heading_of_a_folded_panel_is_text_though_it_is_a_button() -> None:
    panel = f"<h3><button>Who pays for the repair?</button></h3><div><p>{OTHER[0]}</p></div>"
    assert body(page(inside=panel)) == [*STORY, "Who pays for the repair?", OTHER[0]]


@pytest.mark.parametrize(
    "frame",
    [
        "<html lang='en'><head>{head}</head><head><header>Courier</header><main>{text}</main></html>",
        "<html lang='en'><head>{head}</head></html>\n<html><body class='a'><article>{text}</article></body></html>",
        "<html lang='en'><head>{head}</head></html><article>{text}</article>",
        "<html lang='en'><head>{head}</head><head><body><article>{text}</article></body></head></html>",
    ],
)
def test_a_page_whose_head_or_end_stands_twice_is_read_as_browsers_show_it(frame: str) -> None:
    head = f"<title>{TITLE}</title><meta property='article:published_time' content='2026-03-04'>"
    article = made(frame.format(head=head, text="".join(f"<p>{text}</p>" for text in STORY)))
    assert article.text.split("\n\n")[-len(STORY) :] == list(STORY)
    assert article.title is not None
    assert article.title.value == TITLE
    assert article.published is not None


# --- what goes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["inside", "after", "before"])
def test_a_link_around_whole_blocks_is_a_teaser(place: str) -> None:
    html = {"inside": page(inside=CARD), "after": page(after=CARD * 3), "before": page(before=CARD)}[place]
    assert body(html) == list(STORY)


def test_readers_comments_as_articles_go() -> None:
    comments = "".join(f"<article class='comment'><h3>Reader</h3><p>{text}</p></article>" for text in OTHER)
    assert body(page(inside=comments)) == list(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "By Ida Brook",
        "Ida Brook · 11 Feb 2025",
        "28.03.2025, 06:00 Uhr",
        "Photo: Ola Brand",
        "Image: Ola Brand/Courier",
        f"Harbour {TITLE}",
        "This article is for subscribers only.",
        "Sie haben schon ein Abo? Hier anmelden.",
        "We may earn a commission from links on this page.",
        "この記事は有料会員限定です。",
    ],
)
def test_lines_above_the_text_that_are_not_its_own_go(line: str) -> None:
    html = page(f"{line}</p><p>{LEAD}", SECOND, THIRD, FOURTH, head='<meta name="author" content="Ida Brook">')
    assert body(html) == list(STORY)


@pytest.mark.parametrize(
    "heading",
    [
        "More must-reads from the Courier",
        "Related news",
        "Baca juga",
        "Tin liên quan",
        "ข่าวที่เกี่ยวข้อง",
        "延伸閱讀",
        "Čtěte také",
    ],
)
def test_headlines_and_invitations_behind_a_heading_at_the_end_go_and_prose_stays(heading: str) -> None:
    tail = f"<p>{heading}</p><p>{OTHER[0][:45]}</p><p>Want it weekly, in short? Ask for the Letter</p>"
    assert body(page(inside=tail)) == list(STORY)
    assert body(page(inside=tail + f"<p>{OTHER[1]}</p>"))[-1] == OTHER[1]
    assert body(page(inside=f"{tail}<p>This article first appeared in the Gull Island Post</p>")) == [
        *STORY,
        "This article first appeared in the Gull Island Post",
    ]


def test_an_invitation_to_a_newsletter_goes_whatever_opens_it() -> None:
    asked = "Never miss what the harbour does: Sign up for the Courier's evening newsletter and read it all."
    told = "The board will sign up nobody for its newsletter, which the harbour master called a waste of good paper."
    assert body(page(inside=f"<p>{asked}</p><p>{told}</p>")) == [*STORY, told]


def test_the_card_of_the_author_below_the_text_goes_and_a_source_in_it_stays() -> None:
    head = '<meta name="author" content="Ida Brook">'
    assert body(page(inside="<p>Ida Brook covers harbours and lives by one.</p>", head=head)) == list(STORY)
    told = "Ida Brook is a lecturer. Her report was first published by the Courier."
    assert body(page(inside=f"<p>{told}</p>", head=head)) == [*STORY, told]


def test_a_sentence_set_in_large_type_once_more_goes_and_a_list_that_sums_up_stays() -> None:
    pulled = THIRD.split(". ")[1]
    assert body(page(LEAD, SECOND, pulled, THIRD, FOURTH)) == list(STORY)
    first, second = LEAD[:100], SECOND[:100]
    assert body(page(first, second, *STORY)) == [first, second, *STORY]


def test_a_text_of_a_thousand_lines_is_not_looked_through_for_sentences_set_in_large_type() -> None:
    pulled = THIRD.split(". ")[1]
    minutes = [f"Point {number} of the minutes was read out and then put off until autumn." for number in range(1_000)]
    assert body(page(LEAD, SECOND, pulled, THIRD, FOURTH, *minutes))[:5] == [LEAD, SECOND, pulled, THIRD, FOURTH]


# --- data in scripts --------------------------------------------------------------------------------------------------


def shell(script: str) -> str:
    head = f'<meta property="og:title" content="{TITLE}">'
    return f"<html><head>{head}</head><body><div id='app'>Loading</div>{script}</body></html>"


def streamed(text: str) -> str:
    return f"<script>self.__next_f.push([1,{json.dumps(text)}])</script>"


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/json">'
        + json.dumps({"props": {"article": {"body": paragraphs(*STORY)}, "related": [{"text": OTHER[0]}]}})
        + "</script>",
        "<script>window.__STATE__ = "
        + json.dumps({"blocks": [{"type": "paragraph", "text": text} for text in STORY], "menu": ["Home."]})
        + ";</script>",
        streamed("1:I[4,[]]\n2:" + json.dumps([["$", "p", "0", {"children": text}] for text in STORY])[:300])
        + streamed(json.dumps([["$", "p", "0", {"children": text}] for text in STORY])[300:] + "\n"),
    ],
)
def test_an_article_that_a_page_holds_as_data_alone_is_read_from_there(script: str) -> None:
    assert body(shell(script)) == list(STORY)


def test_data_that_does_not_speak_of_the_headline_is_no_article() -> None:
    purposes = [{"description": f"{text} Partner {number} stores it."} for number, text in enumerate(OTHER * 3)]
    with pytest.raises(Exception, match="article"):
        made(shell(f"<script>window.consent = {json.dumps(purposes)};</script>"))


@pytest.mark.parametrize("text", ["[" * 5000, '{"a":' * 5000, "1:[", "T", '["' + "x" * 400])
def test_broken_data_is_no_article(text: str) -> None:
    with pytest.raises(Exception, match="article"):
        made(shell(f"<script>window.x = {text}</script>" + streamed(text)))


# --- who and when -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "authors"),
    [
        ("<p>By <a href='/p'>Ida Brook</a></p>", "Ida Brook"),
        ("<div><div><span>By</span> <a href='/p'>Ida Brook</a></div><div>Marlow</div></div>", "Ida Brook"),
        ("<p>Von Anna van der Meer</p>", "Anna van der Meer"),
        ("<p>By Ida Brook Tuesday, Aug 3</p>", "Ida Brook"),
        ("<p>Von Ida Brook Dienstag</p>", "Ida Brook"),
        ("<p class='auteur'>Ida Brook</p>", "Ida Brook"),
        ("<p class='autor'>Ida Brook, 2 kwietnia 2025</p>", "Ida Brook"),
        ("<p class='author'>Posted by: Ida Brook on Friday March 7, 2025</p>", "Ida Brook"),
        ("<span property='author' typeof='Person'><span property='name'>Ida Brook</span>, Editor</span>", "Ida Brook"),
        ("<p>By the time the divers came up it was dark</p>", None),
    ],
)
def test_authors_are_read_from_lines_near_the_headline(markup: str, authors: str | None) -> None:
    html = page().replace("</h1>", f"</h1>{markup}")
    byline = made(html).byline
    assert (byline.value if byline else None) == authors


def test_a_person_on_the_page_goes_before_the_outlet_in_its_data() -> None:
    outlet = {"@type": "Organization", "name": "Marlow Courier"}
    head = json_ld(headline=TITLE, author=outlet, publisher=outlet)
    assert made(page(head=head)).byline == made(page(head=head, before="<p class='byline'>Marlow</p>")).byline
    byline = made(page(head=head, before="<p class='byline'>By Ida Brook</p>")).byline
    assert byline is not None
    assert (byline.value, byline.source) == ("Ida Brook", MetaSource.MARKUP)


def test_addresses_and_numbers_are_no_authors_and_references_are_followed() -> None:
    graph = {
        "@graph": [{"@type": "Article", "headline": TITLE, "author": {"@id": "#p"}}, {"@id": "#p", "name": "Ida Brook"}]
    }
    block = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    for head in (
        block,
        '<meta name="author" content="i.brook@courier.example"><meta name="byl" content="By Ida Brook">',
    ):
        byline = made(page(head=head)).byline
        assert byline is not None
        assert byline.value == "Ida Brook"


@pytest.mark.parametrize(
    ("markup", "lang", "day"),
    [
        ("<time data-timestamp='1746515700'></time>", "en", "2025-05-06"),
        (
            "<span property='schema:datePublished' content='2025-05-06T07:15:00Z'>last Tuesday</span>",
            "en",
            "2025-05-06",
        ),
        ("<p>Joana Figueira</p><p>06/05/2025 08h00</p>", "pt", "2025-05-06"),
        ("<p>2025年5月6日 17時25分</p>", "ja", "2025-05-06"),
        ("<p>Ida Brook | 06.05.2025</p>", "de", "2025-05-06"),
        ("<p>6 maja 2025</p>", "pl", "2025-05-06"),
    ],
)
def test_days_are_read_as_systems_and_languages_write_them(markup: str, lang: str, day: str) -> None:
    published = made(page(lang=lang).replace("</h1>", f"</h1>{markup}")).published
    assert published is not None
    assert published.at.date().isoformat() == day


def test_a_heading_that_names_the_site_is_not_the_title() -> None:
    html = f"<html><head><title>{TITLE} - Marlow Courier</title></head><body><h1>Marlow Courier</h1><h2>{TITLE}</h2>"
    title = made(f"{html}{paragraphs(*STORY)}</body></html>").title
    assert title is not None
    assert title.value == TITLE


@pytest.mark.parametrize("codec", ["cp1255", "cp1251", "iso8859-7"])
def test_a_declared_western_encoding_is_not_believed_where_no_western_word_comes_out(codec: str) -> None:
    sentence = {
        "cp1255": "הרכבת לעמק תחזור לפעול בחודש יולי אחרי עשר שנים שבהן עמדו הפסים ריקים לגמרי.",
        "cp1251": "Совет порта решил во вторник закрыть старую пристань, потому что сваи давно сгнили.",
        "iso8859-7": "Το συμβούλιο του λιμανιού αποφάσισε την Τρίτη να κλείσει την παλιά αποβάθρα.",
    }[codec]
    text = paragraphs(sentence, f"{sentence} {sentence}", sentence * 3)
    html = f'<html><head><meta charset="iso-8859-1"></head><body><article>{text}'
    assert sentence in made(html.encode(codec)).text


@pytest.mark.parametrize("text", ["Wet steps, 2 winters_", "Æble ÉTÉ ßteg №5", "", "東京 12月"])
def test_letters_are_those_of_words(text: str) -> None:
    assert letters(text) == "".join(char for char in text.casefold() if char.isalnum())
