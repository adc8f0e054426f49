"""Direct speech is found in the marks of the world's newspapers, and nothing else is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.quotes import quoted_spans
from tests.writing import FERRY, LIBRARY, MARKS, ORCHARD, SPEECH, quoted


def speech_in(text: str) -> list[str]:
    return [text[span.start : span.end] for span in quoted_spans(text)]


@pytest.mark.parametrize("marks", MARKS)
def test_speech_is_found_in_all_marks(marks: str) -> None:
    speech = quoted(SPEECH + ",", marks)
    assert speech_in(f"{speech} the mayor said on Monday. The road stays closed.") == [speech]
    assert speech_in(f"The mayor said: {speech} She left.") == [speech]


@pytest.mark.parametrize("marks", MARKS)
def test_two_speeches_of_one_paragraph_are_two_spans(marks: str) -> None:
    first, second = quoted("I have never seen such a thing,", marks), quoted("and I hope not to again.", marks)
    assert speech_in(f"{first} said the harbour master, {second} He sat down.") == [first, second]


def test_single_quotes_are_found_where_they_hold_speech() -> None:
    for opening, closing in ("‘’", "''"):
        speech = f"{opening}We shall not sell the boats to anyone,{closing}"
        assert speech_in(f"{speech} the chair told the meeting. Nobody clapped.") == [speech]


def test_single_quotes_close_before_a_stop_as_well() -> None:
    for opening, closing in ("‘’", "''"):
        speech = f"{opening}We mogen de levens van kinderen niet op het spel zetten{closing}"
        assert speech_in(f"Lund zei: {speech}. Er werd niet geklapt.") == [speech]
        assert speech_in(f"{speech}, zei Lund, die de foto's kende.") == [speech]


def test_a_single_mark_that_opens_a_paragraph_and_is_not_closed_in_it_holds_all_of_it() -> None:
    assert speech_in("‘We don’t sell.\n\n‘And I say it again.’\n\nHe left.") == [
        "‘We don’t sell.",
        "‘And I say it again.’",
    ]
    assert speech_in("‘Sorry’ is the hardest word in the chamber of the council") == []


SPOKEN = {
    "swedish": "– Vi kan inte sätta barnens liv på spel|, säger kommunalrådet Petra Lund (S).",
    "clause": "– Vi har väntat i tjugo år|, säger Petra Lund, som leder nämnden.",
    "polish": "– Musimy zamknąć most przed zimą| – powiedział burmistrz Jan Nowak.",
    "russian": "— Мы закроем мост уже в понедельник|, — сказал вице-мэр Аркадий Солонин.",
    "russian, set tight": "— Мы закроем мост во время саммита АСЕАН|,— добавил Анвар Ибрагим.",
    "comma inside": "— Ja, det er klart at Petra Lund må betale|, sier ordfører Anna Berg.",
    "question": "– Vem ska betala för allt detta|? undrar grannen Olle Ek.",
}


@pytest.mark.parametrize("paragraph", SPOKEN.values(), ids=SPOKEN)
def test_a_paragraph_that_begins_with_a_dash_is_speech_up_to_who_speaks(paragraph: str) -> None:
    speech, speaker = paragraph.split("|")
    assert speech_in(f"Badet stängs.\n\n{speech}{speaker}\n\nDet byggdes 1962.") == [speech]
    assert speech_in(f"{speech}{speaker}\n– Och jag säger det igen.") == [speech, "– Och jag säger det igen."]


def test_a_dash_without_a_space_behind_opens_speech_and_closes_it() -> None:
    text = "—Llevamos once días sin luz —dijo Eva Sol.\n—¿Y quién nos lo paga?\n—Nadie lo sabe —admitió Luis Mar."
    assert speech_in(text) == ["—Llevamos once días sin luz", "—¿Y quién nos lo paga?", "—Nadie lo sabe"]


def test_a_list_of_three_that_names_a_speaker_once_is_no_speech() -> None:
    assert speech_in("– Two charges of theft\n– One of fraud, says Ada Venn.\n– Three of arson") == []


@pytest.mark.parametrize(
    "text",
    [
        "What we know:\n– Three people died.\n– Eleven houses, all of them old, must go.\n– Agathe Brunner was told.",
        "– Two charges of theft\n– One of fraud, says Ada Venn.\n– Three of arson\n– None of murder, so far",
        "— I accept this, and I thank my family for their patience.\n— I have tried, and I have failed in the end.",
        "The boat — the Heron, says Ada Venn — is to be sold.\n–12 degrees at Ilmo, writes Ada Venn.",
        "- Vi kan inte sätta barnens liv på spel, säger Petra Lund.",
        "–", "– ", "\n— , x Y",
    ],
)  # fmt: skip
def test_a_list_with_dashes_is_no_speech(text: str) -> None:
    assert speech_in(text) == []


def test_a_mark_that_closes_for_most_opens_only_where_a_word_begins() -> None:
    for end in (". » ", " ». ", " », ", " ») "):
        assert speech_in(f"fin de la citation{end}Puis il ajoute : « Nous verrons bien. »") == [
            "« Nous verrons bien. »"
        ]
    assert speech_in("这样很好。”他说，明天再谈这个问题，然后离开了会场。") == []
    assert speech_in("So they said.” Nobody clapped, and the plank was 12” wide.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The council's plan isn't popular on the islands' northern shore, where it's feared that shops won't last.",
        "The council’s plan isn’t popular on the islands’ northern shore, where it’s feared that shops won’t last.",
        "In the summer of '94 the Joneses' boat sank, and the '95 season wasn't any better for the skippers' wives.",
        "Rock ‘n’ roll wasn’t the boys’ idea of fun in the ’50s, the band’s drummer wrote.",
        'She is 5\' 11" tall and the plank was 12" wide, said the clerk.',
        'The so-called "bridge" is a plank, and the “road” a track.',
        FERRY + LIBRARY + ORCHARD,
        "",
        "\n\n",
    ],
)
def test_apostrophes_inches_and_single_words_are_no_speech(text: str) -> None:
    assert speech_in(text) == []


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = f"“{SPEECH}.\n\n“And I say it again.”\n\nThe mayor then left the hall."
    assert speech_in(text) == [f"“{SPEECH}.", "“And I say it again.”"]


@pytest.mark.parametrize("marks", ["curly", "straight", "guillemets"])
def test_a_forgotten_mark_swallows_no_more_than_its_paragraph(marks: str) -> None:
    opening = MARKS[marks][0]
    rest = "\n\n".join(FERRY.split("\n\n")[1:])
    spans = quoted_spans(f"He said: {opening}This was never closed by anyone.\n\n{rest}")
    assert [span.end for span in spans] == [len(f"He said: {opening}This was never closed by anyone.")]


@pytest.mark.parametrize(
    "text",
    [
        "“She told me ‘do not go aboard, the deck is rotten,’ and I listened to her,” he said.",
        "\"She told me 'do not go aboard, the deck is rotten,' and I listened to her,\" he said.",
        "«On m’a dit “ne montez pas à bord” et j’ai obéi sans poser de question», dit-il.",
        "「船に乗るな『甲板が腐っている』と言われて、すぐに降りました」と彼は話した。",
    ],
)
def test_a_speech_inside_a_speech_belongs_to_it(text: str) -> None:
    (speech,) = speech_in(text)
    assert len(speech) > 0.7 * len(text)


def test_a_german_speech_is_not_closed_by_the_next_opening() -> None:
    text = "„Wir haben lange gewartet“, sagte sie. Dann ging er. „Es ist genug für heute“, sagte er."
    assert speech_in(text) == ["„Wir haben lange gewartet“", "„Es ist genug für heute“"]


def test_spaced_guillemets_are_found() -> None:
    text = "Le maire a dit : « Nous ne vendrons pas les bateaux. » Puis il est parti."
    assert speech_in(text) == ["« Nous ne vendrons pas les bateaux. »"]


def test_a_signed_post_is_quoted_whole() -> None:
    post = "Proud of the crew of the Curlew tonight. Forty winters and never a passenger lost!\n— Ada Venn (@adavenn) May 3"
    assert speech_in(f"Tributes came in within minutes.\n{post}\nThe boat is to be sold.") == [post]


@pytest.mark.parametrize("dash", ["—", "–", "--", "- ", "&mdash;"])
def test_a_post_is_signed_by_any_dash_and_over_an_empty_line(dash: str) -> None:
    text = f"First paragraph.\n\nWe will miss the old boats.\n\n{dash} Ada Venn (@adavenn)\n\nLast paragraph."
    (post,) = speech_in(text)
    assert post.startswith("We will miss")
    assert post.endswith("(@adavenn)")


def test_a_dash_alone_signs_nothing() -> None:
    assert speech_in("We will miss the old boats.\n— the council will vote again in May\n") == []
    assert speech_in("— Ada Venn (@adavenn)") == []


@given(st.text(st.characters() | st.sampled_from("“”\"'‘’«»„「」『』‹›—(@)\n ")))
def test_spans_are_in_order_and_inside_any_text(text: str) -> None:
    end = 0
    for span in quoted_spans(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@pytest.mark.parametrize(
    "text",
    [
        "»" * 300_000,
        " 'aaaa" * 30_000,
        "“a " * 100_000,
        '"a ' * 100_000,
        "\n— " * 100_000,
        "‘a" * 100_000,
        "'" * 100_000,
        " ”a" * 100_000,
        "\n‘a" * 100_000,
        "\n– a" + ", b C" * 100_000,
        "\n– a, b C" * 50_000,
        "– a, b " + "c" * 60 + " " * 10_000_000 + "!x",
    ],
    ids=[
        "guillemets", "single", "curly", "straight", "dashes", "single curly", "apostrophes", "turned", "left open",
        "speakers", "spoken", "space",
    ],
)  # fmt: skip
def test_hostile_marks_cost_no_more_than_their_length(text: str) -> None:
    """Two patterns once looked ahead to the end of the paragraph at each mark, one tried all ends of a word."""
    assert all(span.end <= len(text) for span in quoted_spans(text))


PIECES = [
    "“", "”", "„", "«", "»", "‹", "›", "「", "」", '"', "‘", "’", "'", " ", "—", "– ", "a, b C", "so it was said, again.", "a",
]  # fmt: skip
PARAGRAPHS = st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=5)


@given(PARAGRAPHS)
def test_paragraphs_are_read_each_by_itself(paragraphs: list[str]) -> None:
    alone = [speech for paragraph in paragraphs for speech in speech_in(paragraph)]
    assert speech_in("\n".join(paragraphs)) == alone


def test_the_line_that_signs_a_post_is_no_speech_of_its_own() -> None:
    post = f"{SPEECH}.\n— “The harbour master and crew” of Ilmo (@ilmo_harbour)"
    assert speech_in(f"Then came this:\n{post}\nNobody answered.") == [post]


TURNS = (
    ("Harbour master Ilse Tornquist", "The ferry struck the north wall at ten past six."),
    ("Question", "Was she going too fast for the harbour?"),
    ("Tornquist", "I will not guess at what the recorder has to tell us."),
    ("Question", "Will you resign over it?"),
    ("Tornquist", "If I knew of a fault and did nothing, nobody will have to ask."),
)


def test_the_turns_of_a_transcript_are_speech_without_their_speakers() -> None:
    text = "The statement in full\n\n" + "\n\n".join(f"{speaker}: {said}" for speaker, said in TURNS)
    assert speech_in(text) == [said for _, said in TURNS]


def test_questions_and_answers_are_speech() -> None:
    asked = "Q: What did you see from the pier?\nA: A light where no light ought to be, and then none at all."
    assert len(speech_in(f"She spoke to us on Monday.\n{asked}\n{asked}")) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Ward: Northgate\nVotes: 4,012\nWard: Southgate\nVotes: 3,870\nWard: Eastgate\nVotes: 2,944",
        "Attendance: 8,914 people who had paid\nReferee: Alison Crewe of the northern league\n"
        "Booked: Doyle and Ferreira for arguing about it\nWeather: rain and no wind to speak of",
        "\n".join(f"{speaker}: {said}" for speaker, said in TURNS[:3]),
        "\n".join(f"{speaker}: {said}\nThe hall was full.\nThe lamps were lit." for speaker, said in TURNS),
    ],
    ids=["results", "facts of a match", "too few turns", "mostly something else"],
)
def test_paragraphs_behind_a_colon_are_not_all_speech(text: str) -> None:
    assert speech_in(text) == []


@pytest.mark.parametrize("piece", ["A: ", "Q: b c\nA: d e\n", ": ", "Ilse Tornquist: a\n", "\n: "])
def test_turns_of_hostile_texts_are_read_in_time(piece: str) -> None:
    assert isinstance(quoted_spans(piece * (200_000 // len(piece))), tuple)
