"""What a writing machine leaves behind: an assistant's preamble or refusal, a spinner's braces never expanded.

An assistant speaks of itself in the first person and to its user; an article about assistants quotes it. What stands
in quotation marks, or in the line of a transcript after the name of the speaker, is therefore no trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dedup.model import Finding, Span
from dedup.text.literals import Literals, beyond_ascii
from dedup.text.quotes import quoted_spans

_MAX_SPANS = 20
_OPENING = r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|no problem)[!,.]{1,2} "
_TEXT = r"(?:article|text|version|story|passage|paragraph|content|piece|headline|title)"
_REWRITTEN = r"(?:re-?written|paraphrased|reworded|rephrased)"
_ASSISTANT = r"(?:ai|artificial intelligence)(?: language)? (?:model|assistant|system)"
_VERBS = r"(?:assist|help|comply|fulfil+|provide|generate|rewrite|create|write|continue|summari[sz]e|paraphrase)"
# What assistants say in each language, and for each the words of which one stands in the line (in small letters).
_PHRASES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            "language model",
            "ai model",
            "ai assistant",
            "ai system",
            "intelligence",
        ),
        (
            rf"\bas an? (?:large )?(?:{_ASSISTANT}|language model)(?: (?:trained|developed|created) by"
            rf" \w{{1,20}})?,? I(?: |['’]m)",
            rf"\bI(?: am|['’]m) (?:just |only )?an? (?:{_ASSISTANT}|language model)\b",
        ),
    ),
    (
        (
            "sorry",
            "afraid",
        ),
        (rf"\bI(?: am|['’]m) (?:sorry|afraid),? but (?:I|as an AI)\b.{{0,40}}\b{_VERBS}\b",),
    ),
    (
        (" request",),
        (
            r"\bI (?:cannot|can['’]t|am unable to|won['’]t) (?:assist|help|comply) with (?:that|this|your) request\b",
            r"\bI (?:cannot|can['’]t|am unable to) (?:fulfil+|complete) (?:this|that|your) request\b",
        ),
    ),
    (
        (
            "written",
            "paraphrased",
            "reworded",
            "rephrased",
        ),
        (
            rf"^\W{{0,5}}(?:{_OPENING})?here(?: is|['’]s) (?:the|a|an|your|my)"
            rf" .{{0,40}}\b{_REWRITTEN}\b.{{0,40}}\b{_TEXT}\b",
            rf"^\W{{0,5}}(?:{_OPENING})?here(?: is|['’]s) (?:the|a|an|your|my) {_TEXT}.{{0,20}}\b{_REWRITTEN}\b",
            rf"^\W{{0,5}}{_REWRITTEN} {_TEXT}\W{{0,3}}:",
        ),
    ),
    (
        (
            "here is",
            "here's",
            "here’s",
        ),
        (rf"^\W{{0,5}}{_OPENING}here(?: is|['’]s) (?:the|a|an|your|my) .{{0,60}}\b(?:summary|{_TEXT})\b",),
    ),
    (
        (
            "my last",
            "my latest",
            "my knowledge",
            "my training",
        ),
        (
            r"\b(?:as of|since) my (?:last|latest) (?:knowledge )?update\b",
            r"\bmy (?:knowledge|training) (?:cut-?off|data (?:only )?(?:goes|extends))\b",
        ),
    ),
    (("regenerate response",), (r"^\W{0,5}regenerate response\W{0,3}$",)),
    (
        (
            "[insert",
            "[your",
        ),
        (r"\[(?:insert|your) (?:name|date|city|company|quote|source)[^\]\n]{0,30}\]",),
    ),
    (
        ("let me know if",),
        (
            r"^\W{0,5}(?:please )?let me know if you(?:['’]d| would)? (?:like|want|need) (?:me to|any"
            r" (?:further|other|more|changes))",
        ),
    ),
    (("modell",), (r"\bals (?:ein )?(?:KI|großes)?[- ]?(?:sprach)?modell,? (?:kann|habe|bin|darf) ich\b",)),
    (
        ("hier ist",),
        (
            r"^\W{0,5}(?:gerne?[!,.] )?hier ist"
            r" (?:der|die|das|eine?|ihr)\b.{0,40}\b(?:umgeschrieben|umformuliert|überarbeitet)e?[nrs]? \w",
        ),
    ),
    (
        ("tut mir leid",),
        (r"\bes tut mir leid, aber ich kann .{0,60}\bnicht (?:helfen|erfüllen|bearbeiten|umschreiben)",),
    ),
    (
        (
            "langage",
            "qu'ia",
            "qu’ia",
            "intelligence artificielle",
            "assistant ia",
            "assistant",
        ),
        (
            r"\ben tant que? (?:qu['’](?:ia|intelligence artificielle|assistant)|modèle de langage|assistant"
            r" ia).{0,20}, je\b",
        ),
    ),
    (
        ("voici",),
        (
            r"^\W{0,5}(?:bien sûr ?[!,.] )?voici (?:le|la|une?|votre|l['’]).{0,40}"
            r"\b(?:réécrit|reformulé|paraphrasé)e?\b",
        ),
    ),
    (("désolé",), (r"\bje suis désolée?, mais je ne peux pas (?:répondre|vous aider|satisfaire|traiter|réécrire)",)),
    (
        (
            "lenguaje",
            "asistente",
            "inteligencia",
        ),
        (
            r"\bcomo (?:un )?(?:modelo de lenguaje|asistente de ia|inteligencia artificial),?"
            r" (?:no )?(?:puedo|tengo|soy)\b",
        ),
    ),
    (
        ("aquí",),
        (
            r"^\W{0,5}(?:claro[!,.] )?aquí (?:tienes?|está)"
            r" (?:el|la|una?|tu|su)\b.{0,40}\b(?:reescrit|parafrasead|reformulad)[oa]\b",
        ),
    ),
    (("lo siento",), (r"\blo siento, pero no puedo (?:ayudar|cumplir|reescribir|generar|proporcionar)",)),
    (("linguagem",), (r"\bcomo (?:um )?modelo de linguagem\b.{0,20}\b(?:não )?(?:posso|tenho|sou)\b",)),
    (
        ("aqui está",),
        (r"^\W{0,5}(?:claro[!,.] )?aqui está (?:o|a|uma?|seu)\b.{0,40}\b(?:reescrit|parafrasead|reformulad)[oa]\b",),
    ),
    (("linguistico",), (r"\bcome modello linguistico\b.{0,20}\b(?:non )?(?:posso|ho|sono)\b",)),
    (
        ("ecco",),
        (r"^\W{0,5}(?:certo[!,.] )?ecco (?:il|la|una?|l['’]).{0,40}\b(?:riscritt|riformulat|parafrasat)[oa]\b",),
    ),
    (
        (
            "языковая модель",
            "интеллект",
            "как ии",
        ),
        (r"\bкак (?:языковая модель|искусственный интеллект|ии),? я\b",),
    ),
    (
        ("вот ",),
        (
            r"^\W{0,5}(?:конечно[!,.] )?вот (?:переписанн|перефразированн|переработанн)\w{1,3} (?:\w+"
            r" )?(?:стать|текст|верси|вариант)",
        ),
    ),
    (("не могу",), (r"\b(?:извините|к сожалению), (?:но )?я не могу (?:помочь|выполнить (?:этот|ваш) запрос)",)),
    (("作为",), (r"作为(?:一个|一名)?(?:人工智能|AI)(?:语言)?(?:模型|助手|助理)，?我",)),
    (
        (
            "改写",
            "重写",
            "润色",
        ),
        (r"(?:以下|这|下面)是(?:经过)?(?:改写|重写|润色)(?:后|过)?的(?:文章|内容|版本|新闻|文本)",),
    ),
    (
        (
            "抱歉",
            "对不起",
        ),
        (r"(?:很抱歉|对不起)，我(?:无法|不能)(?:满足|完成|协助|提供)",),
    ),
    (("として",), (r"(?:AI|人工知能)(?:言語)?(?:モデル|アシスタント)として、?(?:私|お)",)),
    (
        (
            "書き直",
            "リライト",
            "言い換",
        ),
        (r"(?:以下|こちら)(?:は|が)(?:書き直し|リライト|言い換え)",),
    ),
    (("بصفتي",), (r"بصفتي نموذج(?:ا|ًا)? (?:لغوي|ذكاء)",)),
    (("إليك",), (r"إليك (?:المقال|النص|نسخة).{0,20}(?:المعاد|بعد إعادة|معاد) صياغ",)),
)
_GROUPS = tuple(
    (triggers, re.compile("|".join(phrases), re.IGNORECASE | re.MULTILINE)) for triggers, phrases in _PHRASES
)
_TRIGGERS = Literals(*(trigger for triggers, _ in _GROUPS for trigger in triggers), caseless=True)
_PATTERNS = tuple(pattern for triggers, pattern in _GROUPS for _ in triggers)  # by the number of the trigger
_MAX_LINE = 2_000  # characters of a line that are searched around a trigger
_CHOICE = r"[^\W\d_][\w '’.,-]{0,60}"
_BRACES = re.compile(rf"(?<![{{$\\]){{{_CHOICE}(?:\|(?:{_CHOICE})?){{1,10}}}}(?!}})")
_SPOKEN = re.compile(r"^\W*\w[\w .'’-]{0,30}:\s")  # a transcript's "Name:"
_OPEN_CLOSE = (("“", "”"), ("‘", "’"), ("«", "»"), ("„", "“"), ("「", "」"), ("『", "』"))


def residue_findings(text: str) -> tuple[Finding, ...]:
    """Traces of a rewriting tool in a text, with up to 20 places for each sort; time is linear in the text."""
    found = []
    assistant = list(_spoken(text))
    braces = [Span(*match.span()) for match in _BRACES.finditer(text)] if "{" in text else []
    for code, spans, one, many in (
        (
            "assistant_residue",
            assistant,
            "a phrase reads like a writing assistant talking to its user",
            "{n} phrases read like a writing assistant talking to its user",
        ),
        (
            "spinner_residue",
            braces,
            "a list of alternatives in braces was never expanded",
            "{n} lists of alternatives in braces were never expanded",
        ),
    ):
        if spans:
            detail = one if len(spans) == 1 else many.format(n=len(spans))
            found.append(Finding(code, detail, len(spans), tuple(spans[:_MAX_SPANS])))
    return tuple(found)


def _spoken(text: str) -> Iterator[Span]:
    """Spans of an assistant's phrases that nobody cites, in order."""
    matches = sorted({match.span() for match in _matches(text)})
    if not matches:
        return
    quoted = quoted_spans(text)
    end = 0
    for first, last in matches:
        if first >= end and not any(span.start <= first < span.end for span in quoted) and not _is_cited(text, first):
            yield Span(first, last)
            end = last


def _matches(text: str) -> Iterator[re.Match[str]]:
    done: dict[int, int] = {}  # by trigger: up to where what stands around it was searched
    for place, number in _TRIGGERS.places(_in_small_letters(text)):
        searched = done.get(number, 0)
        if place < searched:
            continue
        start = max(searched, text.rfind("\n", searched, place) + 1, place - _MAX_LINE)
        stop = text.find("\n", place)
        end = min(stop if stop >= 0 else len(text), place + _MAX_LINE)
        yield from _PATTERNS[number].finditer(text, start, end)
        done[number] = max(end, place + 1)


def _in_small_letters(text: str) -> str:
    """A text with no capitals but those of ASCII, as long as it was."""
    foreign = beyond_ascii(text)
    if foreign.lower() == foreign:  # most texts, which are looked through for this in half the time of lowering them
        return text
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters have small forms of two characters
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered


def _is_cited(text: str, start: int) -> bool:
    """Whether a place stands after an opening quotation mark of its line, or in a transcript's line."""
    line = text[max(text.rfind("\n", 0, start) + 1, start - 1000) : start]
    if _SPOKEN.match(line) or line.count('"') % 2:
        return True
    return any(line.rfind(opening) > line.rfind(closing) for opening, closing in _OPEN_CLOSE)
