"""Credits: who an article names as its source, in which words, and where; and who is named without being one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.model import (
    Article,
    Capture,
    Claim,
    Credit,
    CreditSort,
    Cue,
    Medium,
    MetaSource,
    Named,
    PageCredits,
    PageLink,
)
from dedup.provenance.credits import credited, imprint, names_publisher, read_credits
from tests.provenance_factories import credits_of

WHOLE, CLAIM, PART, PHOTO = CreditSort.WHOLE_TEXT, CreditSort.CLAIM, CreditSort.CONTRIBUTION, CreditSort.PHOTO
BODY = (
    "The lock on the Hollin canal will stay shut until the spring, because the gates that were ordered last year do not"
    " fit the chamber, the waterways office said, and new ones have to be built from the drawings up."
)


def article(text: str, **fields: object) -> Article:
    claims = {
        name: Claim(str(value), MetaSource.GIVEN)
        for name, value in fields.items()
        if name in {"publisher", "byline", "canonical_url"} and value is not None
    }
    uri = fields.get("uri")
    return Article(
        key="a",
        text=text,
        capture=Capture(source="a", medium=Medium.TEXT, digest="0"),
        uri=str(uri) if uri else None,
        publisher=claims.get("publisher"),
        byline=claims.get("byline"),
        canonical_url=claims.get("canonical_url"),
    )


def told(text: str, publisher: str | None = None, domain: str | None = None) -> list[tuple[str, Cue, CreditSort]]:
    found = credits_of(text, publisher=publisher, domain=domain)
    return [(credit.name, credit.cue, credit.sort) for credit in found]


@pytest.mark.parametrize(
    ("text", "name", "cue", "sort"),
    [
        (f"HOLLIN (Reuters) - {BODY}", "Reuters", Cue.DATELINE, WHOLE),
        (f"HOLLIN, May 3 (AP) — {BODY}", "Associated Press", Cue.DATELINE, WHOLE),
        (f"PARIS, 3 mai (AFP) - {BODY}", "Agence France-Presse", Cue.DATELINE, WHOLE),
        (f"Hollin (dpa) - {BODY}", "Deutsche Presse-Agentur", Cue.DATELINE, WHOLE),
        (f"(ANSA) - ROMA, 3 MAG - {BODY}", "Agenzia ANSA", Cue.DATELINE, WHOLE),
        (f"Madrid, 3 may (EFE).- {BODY}", "Agencia EFE", Cue.DATELINE, WHOLE),
        (f"MOSCOW, May 3. /TASS/. {BODY}", "TASS", Cue.DATELINE, WHOLE),
        (f"HOLLIN (MWS) - {BODY}", "MWS", Cue.DATELINE, WHOLE),
        (f"(AML) - HOLLIN, 3 MAG - {BODY}", "AML", Cue.DATELINE, WHOLE),
        (f"CNN — {BODY}", "CNN", Cue.LEFTOVER, WHOLE),
        (f"Lock stays shut\n\nBy Ann Lee, Associated Press\n\n{BODY}", "Associated Press", Cue.BYLINE, WHOLE),
        (f"Lock stays shut\n\nBy ANN LEE Associated Press\n\n{BODY}", "Associated Press", Cue.BYLINE, WHOLE),
        (f"Lock stays shut\n\nBy Hollin Gazette\n\n{BODY}", "Hollin Gazette", Cue.BYLINE, WHOLE),
        (f"Lock stays shut\n\nReuters\n\n{BODY}", "Reuters", Cue.BYLINE, WHOLE),
        (f"{BODY}\n\nMarlow Press Bureau", "Marlow Press Bureau", Cue.BYLINE, WHOLE),
        (f"{BODY}\n\n(Hollin Gazette)", "Hollin Gazette", Cue.SIGNATURE, WHOLE),
        (f"{BODY} (PTI)", "Press Trust of India", Cue.SIGNATURE, WHOLE),
        (f"{BODY}\n\n© 2024 The Associated Press. All rights reserved.", "Associated Press", Cue.COPYRIGHT, WHOLE),
        (f"{BODY}\n\nOriginal source: Hollin Evening Echo", "Hollin Evening Echo", Cue.ORIGINAL_SOURCE, WHOLE),
        (f"{BODY}\n\nSource: Hollin Record", "Hollin Record", Cue.ORIGINAL_SOURCE, WHOLE),
        (f"{BODY}\n\nQuelle: dpa", "Deutsche Presse-Agentur", Cue.ORIGINAL_SOURCE, WHOLE),
        (f"{BODY}\n\nThis article first appeared in Hollin Weekly.", "Hollin Weekly", Cue.FIRST_APPEARED, WHOLE),
        (f"{BODY}\n\nRepublished with permission from Canal & Lock.", "Canal & Lock", Cue.FIRST_APPEARED, WHOLE),
        (f"{BODY}\n\nDieser Text erschien zuerst im Marsk-Kurier.", "Marsk-Kurier", Cue.FIRST_APPEARED, WHOLE),
        (f"{BODY}\n\nTranslated from the French. The original appeared in the Marsk Echo.", "Marsk Echo",
         Cue.FIRST_APPEARED, WHOLE),
        (f"{BODY}\n\nThis is a translation of an article by the Marsk Echo.", "Marsk Echo", Cue.FIRST_APPEARED, WHOLE),
        (f"{BODY}\n\nAus dem Englischen übersetzt. Das Original erschien im Marsk-Kurier.", "Marsk-Kurier",
         Cue.FIRST_APPEARED, WHOLE),
        (f"{BODY}\n\nFrom the Hollin Mercury", "Hollin Mercury", Cue.ORIGINAL_SOURCE, WHOLE),
        (f"{BODY}\n\nAvec Agence Marskaise de Presse (AMP)", "Agence Marskaise de Presse", Cue.CONTRIBUTED, PART),
        (f"{BODY}\n\nWith Agence Marskaise de Presse (AMP)", "Agence Marskaise de Presse", Cue.CONTRIBUTED, PART),
        (f"{BODY}\n\nMit Nordmark-Presse-Agentur", "Nordmark-Presse-Agentur", Cue.CONTRIBUTED, PART),
        (f"{BODY}\n\nThe Hollin Echo got hold of the drawings.", "Hollin Echo", Cue.OBTAINED, CLAIM),
        (f"{BODY}\n\nThe Hollin Echo has a striking report this morning.", "Hollin Echo", Cue.REPORTED, CLAIM),
        (f"{BODY}\n\nIt leaks, according to a press release by Radio Marsk.", "Radio Marsk", Cue.ACCORDING, CLAIM),
        (f"{BODY}\n\n(h/t TechCrunch)", "TechCrunch", Cue.HAT_TIP, WHOLE),
        (f"{BODY}\n\nVia Hollin Courier", "Hollin Courier", Cue.VIA, WHOLE),
        (f"The lock is shut, as first reported by the Marsk Echo.\n\n{BODY}", "Marsk Echo", Cue.FIRST_REPORTED, WHOLE),
        (f"{BODY} {BODY}\n\nThe Hollin Gazette first reported the error.", "Hollin Gazette", Cue.FIRST_REPORTED, CLAIM),
        (f"{BODY}\n\nThe Guardian reported that the drawings were lost.", "The Guardian", Cue.REPORTED, CLAIM),
        (f"{BODY}\n\nThe gates were paid for twice, the Hollin Herald reported.", "Hollin Herald", Cue.REPORTED, CLAIM),
        (f"{BODY}\n\nThe gates, Reuters said, were paid for twice.", "Reuters", Cue.REPORTED, CLAIM),
        (f"{BODY}\n\nAccording to a report by Der Spiegel, they leaked.", "Der Spiegel", Cue.ACCORDING, CLAIM),
        (f"{BODY}\n\n“They leaked,” Ann Lee told the BBC.", "BBC", Cue.TOLD, CLAIM),
        (f"{BODY}\n\nShe said so in an interview with Radio Marsk.", "Radio Marsk", Cue.TOLD, CLAIM),
        (f"{BODY}\n\nDrawings seen by the Hollin Dispatch show a slip.", "Hollin Dispatch", Cue.OBTAINED, CLAIM),
        (f"{BODY}\n\nThe Hollin Echo has approached the office for comment.", "Hollin Echo", Cue.OBTAINED, CLAIM),
        (f"{BODY}\n\nThe news agency Kuvio reported more leaks.", "Kuvio", Cue.REPORTED, CLAIM),
        (f"{BODY}\n\nWith reporting by Reuters", "Reuters", Cue.CONTRIBUTED, PART),
        (f"{BODY}\n\nCNN’s Ann Lee contributed to this report.", "CNN", Cue.CONTRIBUTED, PART),
        (f"{BODY}\n\nWith files from The Canadian Press", "Canadian Press", Cue.CONTRIBUTED, PART),
    ],
)  # fmt: skip
def test_each_form_of_words_is_read(text: str, name: str, cue: Cue, sort: CreditSort) -> None:
    assert told(text) == [(name, cue, sort)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Das berichtete die „Süddeutsche Zeitung“ am Montag.", "Süddeutsche Zeitung"),
        ("Laut „Bild“ ist das Tor zu schmal.", "Bild"),
        ("Einem Bericht der Hügelischen Allgemeinen zufolge fehlt Geld.", "Hügelischen Allgemeinen"),
        ("Das sagte eine Sprecherin der Deutschen Presse-Agentur.", "Deutsche Presse-Agentur"),
        ("La porte fuit, a déclaré la mairie à l’AFP.", "Agence France-Presse"),
        ("Selon Le Monde, les plans sont perdus.", "Le Monde"),
        ("El plano se perdió, según El País.", "El País"),
        ("El alcalde lo dijo a la agencia EFE.", "Agencia EFE"),
        ("O plano perdeu-se, disse o autarca à agência Lusa.", "Agência Lusa"),
        ("Segundo a Folha de S.Paulo, faltam planos.", "Folha de S.Paulo"),
        ("Lo ha detto il sindaco al Corriere della Sera.", "Corriere della Sera"),
        ("Secondo la Repubblica i disegni sono perduti.", "la Repubblica"),
    ],
)
def test_the_commonest_forms_of_other_languages_are_read(text: str, name: str) -> None:
    assert [credit.name for credit in credits_of(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee told reporters that police had told the court about the gates.",
        "The Guardian reported a profit of £3m for the year.",
        "The Hollin Herald reported a quarterly loss, its third in a row.",
        "The Hollin Gazette reported to police that its van was gone.",
        "The New York Times said it would appeal against the ruling.",
        "The Majority Leader reported that the Environment Agency had told the Czech Republic.",
        "Human Rights Watch reported that the office had told the Post Office inquiry.",
        "He posted the drawing on Facebook, according to Instagram.",
        "She walked past Times Square and the Guardian Tower to the Star Hotel.",
        "The accident was first reported by the World Health Organization.",
        "It was first reported by John Hale, a lock keeper.",
        "According to the EPA, the water is clean.",
        "Emily Post told her aunt, and Jane Sun reported nothing.",
        "A spokesman for The Times left the room.",
        "Das sagte BBC-Moderator Hale am Montag.",
        "From the Hollin Echo building one sees the lock.",
        "The Hollin Echo has a story behind its name.",
    ],
)
def test_a_naming_that_cites_nobody_is_no_credit(text: str) -> None:
    assert told(f"{BODY}\n\n{text}") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{BODY}\n\nPhoto: Ann Lee / AP", "Associated Press"),
        (f"{BODY}\n\nA gate lies in the yard at Hollin. (Ann Lee/Reuters)", "Reuters"),
        (f"{BODY}\n\nThe shut lock at Hollin on Sunday. (Getty Images)", "Getty Images"),
        (f"Lock stays shut\n\nAnn Lee / AP\n\n{BODY}", "Associated Press"),
        (f"{BODY}\n\n© Reuters", "Reuters"),
        (f"{BODY}\n\nPool/Ann Lee via REUTERS", "Reuters"),
    ],
)
def test_a_name_beside_a_picture_is_a_credit_of_the_picture(text: str, name: str) -> None:
    assert [(credit.name, credit.sort) for credit in credits_of(text)] == [(name, PHOTO)]


def test_a_picture_agency_is_never_the_source_of_a_text() -> None:
    assert told(f"{BODY}\n\nThe lock keeper told Getty Images about it.") == []


def test_the_article_s_own_publisher_is_no_credit() -> None:
    text = f"{BODY}\n\nShe told the Hollin Gazette so. The Gazette has asked the office for comment."
    assert told(text, publisher="The Hollin Gazette") == []
    assert told(text, publisher="News", domain="hollingazette.example") == []
    assert {name for name, *_ in told(text, publisher="Marlow Times")} == {"Hollin Gazette"}


def test_a_short_form_stands_for_the_longer_name_of_the_text() -> None:
    text = f"{BODY}\n\nThe Hollin Gazette saw the drawings. The mayor told the Gazette that they were old."
    assert told(text) == [("Hollin Gazette", Cue.TOLD, CLAIM)]


def test_names_in_a_row_share_a_cue() -> None:
    text = f"{BODY}\n\nThe mayor told Reuters and the BBC that the drawings were old."
    assert [name for name, *_ in told(text)] == ["Reuters", "BBC"]


def test_a_longer_name_is_another_paper_and_a_person_before_a_name_is_not() -> None:
    assert told(f"{BODY}\n\nThe mayor told the Hollin Daily Mail so.")[0][0] == "Hollin Daily Mail"
    assert told(f"Lock stays shut\n\nBy Ann Lee New York Times\n\n{BODY}")[0][0] == "The New York Times"


def test_the_span_holds_cue_and_name() -> None:
    text = f"{BODY}\n\n“They leaked,” Ann Lee told the BBC."
    (credit,) = credits_of(text)
    assert credit.span is not None
    assert text[credit.span.start : credit.span.end] == "told the BBC"
    assert (credit.written, credit.domain, credit.known, credit.agency) == ("BBC", "bbc.com", True, False)


def test_a_byline_that_the_page_states_counts_once() -> None:
    credits_found = read_credits(article(BODY, byline="Ann Lee, Associated Press", publisher="Hollin Gazette"))
    assert [(credit.name, credit.cue, credit.span) for credit in credits_found] == [
        ("Associated Press", Cue.BYLINE, None)
    ]
    assert read_credits(article(BODY, byline="Emily Post, Jane Star", publisher="Hollin Gazette")) == ()
    both = article(f"Shut\n\nBy Ann Lee, AP\n\n{BODY}", byline="Ann Lee, AP", publisher="Hollin Gazette")
    assert len(read_credits(both)) == 1


def test_a_publisher_whose_name_looks_like_no_outlet_is_found_when_it_is_looked_for() -> None:
    text = article(f"{BODY}\n\nThe gates leak, according to Canal & Lock.", publisher="Hollin Gazette")
    assert read_credits(text) == ()
    assert [credit.name for credit in credited(text, "Canal & Lock", None)] == ["Canal & Lock"]
    assert credited(text, "Marlow Times", "marlowtimes.example") == ()


def test_credits_of_pictures_and_of_machines_are_no_acknowledgement() -> None:
    page = PageCredits(based_on=(Named(address="https://hollingazette.example/a"),))
    text = article(f"{BODY}\n\nPhoto: Hollin Gazette", uri="https://marlow.example/b", publisher="Marlow Times")
    assert {credit.cue for credit in read_credits(replace(text, page_credits=page))} == {Cue.PHOTO, Cue.JSON_LD}
    assert credited(replace(text, page_credits=page), "Hollin Gazette", "hollingazette.example") == ()


def test_a_canonical_address_elsewhere_is_a_credit_and_one_at_home_is_none() -> None:
    away = article(BODY, uri="https://marlow.example/b", canonical_url="https://www.hollingazette.example/a")
    (credit,) = read_credits(away)
    assert (credit.cue, credit.domain, credit.cue.visible) == (Cue.CANONICAL, "hollingazette.example", False)
    assert read_credits(article(BODY, uri="https://m.marlow.example/b", canonical_url="https://marlow.example/b")) == ()
    assert read_credits(article(BODY, uri="https://www.bbc.co.uk/b", canonical_url="https://www.bbc.com/b")) == ()
    assert read_credits(article(BODY, publisher="Marlow Group", canonical_url="https://hollin.example/b")) == ()


def test_what_a_page_says_to_machines_is_read() -> None:
    text = article(BODY, uri="https://marlow.example/b", publisher="Marlow Times")
    page = PageCredits(
        same_as=("https://hollingazette.example/a", "https://www.facebook.com/marlow"),
        publishers=(Named("Marlow Times"), Named("Reuters")),
        copyright_holders=(Named("Marlow Holdings plc"), Named("The Associated Press")),
        syndicated_from=("https://elsewhere.example/c",),
    )
    assert [(credit.cue, credit.name) for credit in read_credits(replace(text, page_credits=page))] == [
        (Cue.JSON_LD, "hollingazette.example"),
        (Cue.SYNDICATION, "elsewhere.example"),
        (Cue.JSON_LD, "Reuters"),
        (Cue.JSON_LD, "Associated Press"),
    ]


def test_links_out_are_credits_where_they_lead_to_publishers() -> None:
    text = article(f"{BODY} The gates were paid for twice.", uri="https://marlow.example/b", publisher="Marlow Times")
    links = (
        PageLink("https://www.theguardian.com/x", "paid for twice", "The gates were", "."),
        PageLink("https://hollingazette.example/x", "do not fit the chamber", "because the gates that were"),
        PageLink("https://waterways.example/x", "the waterways office said"),
        PageLink("https://waterways.gov/x", "drawings"),
        PageLink("https://x.com/post", "new ones"),
        PageLink("https://www.reuters.com/other", "words that the text does not hold"),
    )
    found = read_credits(replace(text, page_credits=PageCredits(links=links)))
    assert [(credit.domain, credit.sort) for credit in found] == [
        ("theguardian.com", CLAIM),
        ("hollingazette.example", CLAIM),
    ]
    for credit in found:
        assert credit.span is not None
        assert text.text[credit.span.start : credit.span.end] == credit.written


def test_a_link_gives_the_name_beside_it_its_domain_and_tells_namesakes_apart() -> None:
    text = article(f"{BODY}\n\nThe mayor told the Daily Mail so.", uri="https://marlow.example/b")
    page = PageCredits(links=(PageLink("https://dailymail.example/x", "Daily Mail", "The mayor told the"),))
    (credit,) = read_credits(replace(text, page_credits=page))
    assert (credit.cue, credit.name, credit.domain, credit.known) == (
        Cue.TOLD,
        "Daily Mail",
        "dailymail.example",
        False,
    )


def test_a_link_to_the_original_is_a_credit_of_the_whole_text_wherever_it_stands() -> None:
    link = PageLink("https://hollin.example/x", "here", "Read the original article on Hollin:", "")
    page = PageCredits(links=(PageLink("https://hollin.example/x", "Read the original story", "More:"), link))
    found = read_credits(replace(article(BODY, uri="https://marlow.example/b"), page_credits=page))
    assert [(credit.cue, credit.sort) for credit in found][:1] == [(Cue.LINK, WHOLE)]


def test_a_short_form_fits_the_publishers_that_end_so() -> None:
    credit = Credit("Gazette", Cue.TOLD, CLAIM, "Gazette")
    assert names_publisher(credit, "Hollin Gazette", None)
    assert not names_publisher(credit, "Gazette Times", None)


PIECES = st.sampled_from(
    [
        "Reuters", "the Hollin Gazette", "AP", "(AFP)", "told", "reported", "according to", "By", "—", "-", "\n",
        "\n\n",
        "Photo:", "first reported by", "The", "Daily Mail", "and", ",", ".", "hollin.example", "https://bbc.com/x", "©",
        "2024", "contributed to this report", "via", "Source:", "h/t", "“", "”", "a profit", "HOLLIN", "\u200b", "\0",
        "é", "𝔘", "Ann Lee", "CNN’s", "/", "(", ")", "news agency", "Getty Images", "selon", "l'AFP", "sagte der",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40))
def test_a_span_lies_in_the_text_and_holds_the_name(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = credits_of(text)
    assert found == credits_of(text)
    for credit in found:
        assert credit.span is not None
        assert credit.span.end <= len(text)
        assert credit.written
        assert credit.written in text[credit.span.start : credit.span.end]


@given(st.lists(PIECES, max_size=30), st.text(max_size=40), st.text(max_size=40))
def test_a_page_of_any_sort_is_read(pieces: list[str], word: str, address: str) -> None:
    text = article(" ".join(pieces), uri="https://marlow.example/b", publisher=word, byline=word)
    links = (PageLink(f"https://{address}", word, address, word), PageLink("https://bbc.com/x", "told", word))
    page = PageCredits(
        based_on=(Named(word, address),), same_as=(address,), syndicated_from=(word, address), links=links
    )
    for credit in read_credits(replace(text, page_credits=page)):
        assert credit.name
        assert credit.span is None or credit.span.end <= len(text.text)


@pytest.mark.parametrize(
    "text",
    [
        "Photo: " + "A" * 5_000,
        "By " + "Ann " * 3_000,
        "told " * 20_000 + "Reuters",
        "Reuters " * 20_000,
        "The Hollin Gazette, " * 5_000,
        "(" * 20_000 + "AP",
        "a." * 50_000,
        "first reported by " * 5_000,
        "HOLLIN, " * 5_000 + "(AP) —",
        "-" * 50_000 + " Reuters reported",
        "X " * 100_000 + "Times",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_cost_no_more_than_long_ones(text: str) -> None:
    """The run's own time limit is the check: a pattern that backtracks without bound would not end."""
    assert len(credits_of(text)) <= 300


def test_the_words_of_a_link_name_a_publisher_whose_domain_is_unknown() -> None:
    link = PageLink("https://thegazette.example/lock", "Hollin Gazette", "Ann Lee writes for the", ", a sister paper.")
    text = article(f"{BODY}\n\nAnn Lee writes for the Hollin Gazette, a sister paper.", publisher="Marlow Times")
    text = replace(text, page_credits=PageCredits(links=(link,)))
    assert [credit.cue for credit in credited(text, "Hollin Gazette", None)] == [Cue.LINK]
    assert credited(text, "Marsk Courier", None) == ()


def test_a_canonical_address_tells_the_domain_where_it_spells_the_publisher() -> None:
    assert imprint("Hollin County Gazette", None, "https://hollingazette.example").domain == "hollingazette.example"
    assert imprint("Marlow Times", None, "https://hollingazette.example/a").domain is None
    assert imprint(None, None, "https://hollingazette.example/a").domain == "hollingazette.example"
    assert imprint("Marlow Times", "https://mt.example/a", "https://marlowtimes.example/a").domain == "mt.example"
    assert not imprint(None, None, None)


@pytest.mark.parametrize(
    "line",
    [
        "A sluice keeper confided to the Hollin Gazette that the gate had been left open all night.",
        "He gave to the Hollin Gazette this week a list of the gates that had been left open.",
        "The letter was published in yesterday's Hollin Gazette, and the council met an hour later.",
        "It was the Hollin Gazette that first reported the open gate.",
        "The Hollin Gazette described how the gate had been left open.",
        "The Hollin Gazette spoke to the keeper of the gate.",
        "It was, in the words of the Hollin Gazette, a long night for the keeper of the gate.",
        "The keeper's confession to the Hollin Gazette ran to two pages.",
        "Additional reporting: Hollin Gazette",
        "Tip of the hat to the Hollin Gazette.",
        "The gate had been left open all night (Hollin Gazette).",
    ],
)
def test_more_ways_of_naming_a_source(line: str) -> None:
    text = article(f"{BODY}\n\n{line}\n\n{BODY}", publisher="Marlow Times")
    assert credited(text, "Hollin Gazette", "hollingazette.example")
