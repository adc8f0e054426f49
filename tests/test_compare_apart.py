"""Published matter that two texts both print: what is left out of a comparison, and what is a copy all the same."""

from __future__ import annotations

import pytest

from dedup.compare import document, judge
from dedup.config import CompareParams
from dedup.model import Kind

PARAMS = CompareParams()

STATEMENT = (
    "We were told on Friday evening that a valve at the upper reservoir had failed and that water had entered the old "
    "turbine hall. Our engineers closed the sluice within twenty minutes. Nobody was in the building. We are sorry for "
    "the worry that the siren caused, and we shall pay for every cellar that has to be pumped dry. An outside expert "
    "will report on the valve by the end of the month, and her report will be published."
)
ONE = (
    "Families in the lower streets of Harsch carried their freezers upstairs on Friday night when the siren went off. "
    "Most were back in bed by two, said the baker Ilmar Tosk, who had opened his shop to anyone who wanted tea."
)
ONE_AFTER = (
    "The siren is tested every spring, but it had never sounded in earnest. Pupils at the primary school will write "
    "about it on Monday, the headmistress said, and the best piece will be read on the radio."
)
TWO = (
    "Investors had been warned about the dam two years ago. A survey that the Ledger has seen lists eleven valves of the "
    "same make, bought second-hand from a plant in Ostrey, and recommends that all of them be changed."
)
TWO_AFTER = (
    "Shares in the power company fell by a tenth on Monday. Its largest owner, a pension fund, has asked for a meeting, "
    "and two rating firms say that they will look at the debt again before the summer."
)
RESULTS = (
    "Ilmar Tosk (Harsch Labour) 11,204\nPell Anders (Liberal Union) 10,877\nLev Ostrander (Green List) 4,310\n"
    "Jory Mand (Farmers' Party) 2,995\nTam Welk (Independent) 312"
)
APPEAL = (
    "The driver is described as a man of about fifty, heavily built, with a grey beard and a tattoo of an anchor on his "
    "left hand, who wore a yellow oilskin and sea boots. Whoever knows him is asked to ring 01632 960 118 and to give "
    "the number 44 of 9 March."
)

ANSWERS = (
    "I do not know. She was logged at eleven knots at the outer buoy, and the limit there is eight. The recorder is ashore "
    "and the inspectors have it. I am not going to guess at what it says.",
    "There was a report of a sticking valve on the fourteenth of March. It was signed off as mended on the sixteenth. I "
    "have asked to see the paper myself, and when I have seen it so will you.",
    "We have hired two boats from the Orrin line, and they will start at noon tomorrow. They carry sixty each. It will not "
    "be comfortable.",
)
CONFERENCE = f"""What the harbour commissioner said about the ferry

Commissioner Adele Brandreth: At ten past six the ferry Saint Hilda struck the north breakwater at Pellwick with 214 \
passengers. Nine people were hurt, two of them badly.

Question: Was the ship going too fast?

Brandreth: {ANSWERS[0]}

Question: There was talk of steering trouble in March.

Brandreth: {ANSWERS[1]}

Question: Will the service run today?

Brandreth: No. {ANSWERS[2]}"""
FERRY_REPORT = f"""The captain of a ferry that hit a harbour wall at Pellwick had told his wife that morning that the wheel felt like \
stirring porridge.

Janet Corless, whose husband Martin was in command of the Saint Hilda, was waiting at the hospital, where he is being \
treated for a broken collarbone. Nine of the 214 passengers were hurt.

Adele Brandreth, the harbour commissioner, was asked if the ship had been going too fast. “{ANSWERS[0]}”

She confirmed that a fault had been reported in the spring. “{ANSWERS[1]}” Islanders face weeks of disruption. \
“{ANSWERS[2]}”

On Skell the shop had sold out of bread by nine. Fiona Tarr, who keeps the hotel, has 31 guests who cannot leave and a \
wedding on Saturday that cannot arrive."""


def verdict(a: str, b: str) -> Kind:
    one, other = document(a, language="en"), document(b, language="en")
    found = judge(one, other, PARAMS)
    assert judge(other, one, PARAMS).kind is found.kind
    return found.kind


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The company said in a statement:\n", "This is what the owners have to say:\n"),
        ("Read the company's statement in full:\n", "Read what it said in full:\n"),
        ("In a letter to the mayor the company wrote: ", "The owners, through their lawyer, declared: "),
        ("The company put out a statement on Saturday.\n", "The owners said:\n"),
    ],
)
def test_a_statement_that_both_announce_is_a_quotation(first: str, second: str) -> None:
    a = f"{ONE}\n{first}{STATEMENT}\n{ONE_AFTER}"
    b = f"{TWO}\n{second}{STATEMENT}\n{TWO_AFTER}"
    assert verdict(a, b) is Kind.QUOTATION


def test_one_may_announce_it_by_quotation_marks() -> None:
    a = f"{ONE}\nThe company said in a statement:\n{STATEMENT}\n{ONE_AFTER}"
    assert verdict(a, f"{TWO}\nThe owners spoke on Saturday. “{STATEMENT}”\n{TWO_AFTER}") is Kind.QUOTATION


def test_a_statement_may_be_cut_inside() -> None:
    cut = STATEMENT.replace("Our engineers closed the sluice within twenty minutes. Nobody was in the building. ", "")
    a = f"{ONE}\nThe company said in a statement:\n{STATEMENT}\n{ONE_AFTER}"
    assert verdict(a, f"{TWO}\nThis is what the owners have to say:\n{cut}\n{TWO_AFTER}") is Kind.QUOTATION


@pytest.mark.parametrize("matter", [RESULTS, APPEAL])
def test_lists_and_appeals_that_both_print_are_no_copy(matter: str) -> None:
    assert verdict(f"{ONE}\n{matter}\n{ONE_AFTER}", f"{TWO}\n{matter}\n{TWO_AFTER}") is Kind.QUOTATION


def test_what_nobody_announces_is_an_excerpt() -> None:
    assert verdict(f"{ONE}\n{STATEMENT}\n{ONE_AFTER}", f"{TWO}\n{STATEMENT}\n{TWO_AFTER}") is Kind.EXCERPT


def test_what_one_announces_may_be_the_words_of_the_other() -> None:
    a, b = f"{ONE}\n{STATEMENT}\n{ONE_AFTER}", f"{TWO}\nThe Harsch Ledger has it:\n{STATEMENT}\n{TWO_AFTER}"
    assert verdict(a, b) is Kind.EXCERPT


def test_a_copy_keeps_what_announces_a_statement() -> None:
    whole = f"{ONE}\nThe company said in a statement:\n{STATEMENT}\n{ONE_AFTER}"
    assert verdict(whole, whole.replace("Most were", "Nearly all were").replace("every spring", "each May")) is (
        Kind.NEAR_COPY
    )
    assert verdict(whole, f"{whole.removesuffix(ONE_AFTER)}{TWO}").derived


def test_two_texts_of_hardly_more_than_a_statement_are_copies_of_it() -> None:
    assert verdict(f"The company said:\n{STATEMENT}", f"From the owners:\n{STATEMENT}") is Kind.NEAR_COPY


def test_a_report_of_a_conference_is_no_rewrite_of_its_transcript() -> None:
    assert verdict(CONFERENCE, FERRY_REPORT) is Kind.QUOTATION


def test_a_transcript_printed_again_is_a_copy() -> None:
    assert verdict(CONFERENCE, CONFERENCE.replace("Question", "Reporter").replace("sixty", "60")) is Kind.NEAR_COPY
