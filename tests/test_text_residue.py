"""Traces of rewriting tools: found with their place, and not in articles about such tools."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.residue import residue_findings


def codes(text: str) -> list[str]:
    return [finding.code for finding in residue_findings(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Sure! Here is a rewritten version of the article:\nThe bridge fell.",
        "Here's the paraphrased text:\n\nThe bridge fell.",
        "Certainly! Here’s a summary of the story you sent:\nThe bridge fell.",
        "Rewritten article:\nThe bridge fell.",
        "The bridge fell. As an AI language model, I cannot confirm who was on it.",
        "I'm sorry, but I can't help with rewriting this article.",
        "I'm sorry, but as an AI I am not able to rewrite it.",
        "The bridge fell. I cannot fulfil this request.",
        "As of my last knowledge update in March, the bridge stood.",
        "The bridge fell.\nLet me know if you would like me to shorten it.",
        "The mayor, [insert name of mayor], was away.",
        "Die Brücke fiel. Als KI-Sprachmodell kann ich das nicht prüfen.",
        "Hier ist der umgeschriebene Artikel:\nDie Brücke fiel.",
        "En tant que modèle de langage, je ne peux pas vérifier.",
        "Voici l'article réécrit :\nLe pont est tombé.",
        "Como modelo de lenguaje, no puedo comprobarlo.",
        "Aquí tienes el artículo reescrito:\nEl puente cayó.",
        "Aqui está o artigo reescrito:\nA ponte caiu.",
        "Ecco l'articolo riscritto:\nIl ponte è caduto.",
        "Как языковая модель, я не могу это проверить.",
        "Вот переписанный текст:\nМост упал.",
        "作为一个人工智能语言模型，我无法核实。",
        "以下是改写后的文章：\n大桥倒塌。",
        "AI言語モデルとして、お答えできません。",
        "إليك النص بعد إعادة صياغته:\nسقط الجسر.",
    ],
)
def test_an_assistant_left_its_words(text: str) -> None:
    assert codes(text) == ["assistant_residue"]


@pytest.mark.parametrize(
    "text",
    [
        "The chatbot answered: “As an AI language model, I do not have feelings.”",
        'It wrote: "Sure! Here is a rewritten version of the article", and nothing else.',
        "ChatGPT: As an AI language model, I have no opinion.",
        "The reply began ‘I’m sorry, but I can’t help with that’ and stopped.",
        "Der Dienst schrieb: „Als KI-Sprachmodell kann ich das nicht“, und brach ab.",
        "聊天机器人回答：“作为一个人工智能语言模型，我没有感情。”",
        "As an AI language model grows, it needs more power, the firm says.",
        "As an AI assistant, it answers a thousand calls a day.",
        "I'm sorry, but I have to go, the minister said.",
        "Here is a summary of the main points of the ruling:\nNone.",
        "Here's the full text of the letter.",
        "Here is the article that the court ordered rewritten.",
        "I am afraid, but I believe in the rescue.",
        "Let me know if you would like to join us at the reading.",
        "Her script was rewritten: text by text.",
    ],
)
def test_an_article_about_assistants_is_no_residue(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text", ["The {bridge|span} fell.", "It {fell|collapsed|gave way|} at dawn.", "{A|The} bridge"]
)
def test_unexpanded_alternatives_are_found(text: str) -> None:
    assert codes(text) == ["spinner_residue"]


@pytest.mark.parametrize(
    "text",
    [
        "{x}",
        "{{cite|web}}",
        "${a|b}",
        "the set {x | x > 0}",
        "{1|2}",
        "{}",
        "{a\n|b}",
        "a|b",
        "{|}",
        "function() { return a || b }",
    ],
)
def test_other_braces_are_not(text: str) -> None:
    assert codes(text) == []


def test_the_place_is_given_and_the_list_is_bounded() -> None:
    text = "The {bridge|span} fell. " * 50
    finding = residue_findings(text)[0]
    assert (finding.count, len(finding.spans)) == (50, 20)
    assert text[finding.spans[1].start : finding.spans[1].end] == "{bridge|span}"
    assert residue_findings(text[: len(text) // 50])[0].detail.startswith("a list")


@given(st.text(alphabet='{}|"“” \naIhere is the rewritten as an AI,:', max_size=300))
def test_any_text_is_searched(text: str) -> None:
    for finding in residue_findings(text):
        assert all(0 <= span.start < span.end <= len(text) for span in finding.spans)


def test_long_lines_of_openings_take_no_time() -> None:
    assert residue_findings("{a" * 50_000) == ()
    assert residue_findings("here is the " * 30_000) == ()
