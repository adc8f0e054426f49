"""Names that nothing but their neighbours show to be outlets': the newspaper Kuvio, first reported by Kuvio."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dedup.provenance import outlets
from dedup.provenance.outlets import words

_INTRODUCING = (
    r"(?:news ?agency|news ?wire|wire service|newspaper|broadcaster|radio station|television station|TV station"
    r"|television channel|TV channel"
    r"|news (?:site|website|outlet|channel|service|programme|program|portal|magazine)|website|media outlet|tabloid"
    r"|broadsheet"
    r"|magazine|trade journal|daily|weekly"
    r"|Nachrichtenagentur|Presseagentur|Nachrichtenportal|Nachrichtenmagazin|Tageszeitung|Zeitung|Zeitschrift"
    r"|Magazin|Sender|Fernsehsender|Radiosender|Boulevardblatt|Blatt"
    r"|agence(?: de presse)?|quotidien|hebdomadaire|journal|chaîne|radio|magazine|site"
    r"|agencia(?: de noticias)?|diario|periódico|cadena|emisora|semanario|revista|portal"
    r"|agência(?: de notícias)?|jornal|emissora|semanário|agenzia(?: di stampa)?|quotidiano|giornale|emittente"
    r"|settimanale|testata)"
)
_CAPITALS = r"[A-ZÀ-ÖØ-Þ][\w’'-]*(?:(?: & |[ -](?:(?:of|de|del|da|do|di|du|la|le|der)\s)?)[A-ZÀ-ÖØ-Þ0-9][\w’'-]*){0,4}"
_INTRODUCED = re.compile(rf"\b{_INTRODUCING}\s[\"“„«‘]?({_CAPITALS})")
_INTRODUCED_AFTER = re.compile(
    rf"\b({_CAPITALS})[\"”“»’]?\s(?:news ?agency|news ?wire|newspaper|news (?:site|website|outlet|channel)|magazine)\b"
)
# Words before a name that hardly anything but an outlet follows; institutions do, which report cases and accidents.
_EXPECTED = re.compile(
    r"\b(?i:first (?:reported|revealed|published|broken) (?:by|in)|(?:originally|first) (?:published"
    r"|appeared)(?: online)? (?:by|in|on|at)"
    r"|re-?(?:published|printed) (?:with (?:the )?permission )?(?:from|of|by)|original (?:source|story|article"
    r"|report)\s?:|h/t:?|hat tip:?"
    rf"|(?:story|news) was broken by)\s(?:to\s)?(?:the\s|The\s)?[\"“]?((?>{_CAPITALS}))(?!\w|, (?:an?|his|her|the|who"
    r"|of|from|\d)\b)"
)
_INSTITUTION = re.compile(
    r"\b(?:Organi[sz]ation|Ministry|Minister|Department|Police|Constabulary|Agency|Office|Council|Commission"
    r"|University|College|Institute|Cent(?:er|re)"
    r"|Committee|Authority|Union|Association|Foundation|Government|Pentagon|House|Court|Bureau|Force|Army|Navy"
    r"|Board|Bank|Fund|Service|Hospital"
    r"|School|Society|Nations|Administration|Congress|Senate|Parliament|Company|Inc|Corp|Ltd|Group|President|Dr"
    r"|Prof|Professor|Sgt|Sergeant|Mr|Mrs"
    r"|Ms|Sir|Lord|Lady|Captain|Officer|Chief|Secretary|NASA|WHO|CDC|FBI|NATO|EU|UN|UK|US|Twitter|Facebook"
    r"|Instagram|YouTube|TikTok)\b"
    r"|^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday"
    r"|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
# The words with which each of them begins, or the noun that follows a name does.
_NOUNS = words(
    "news newsagency newswire wire newspaper broadcaster radio television TV website media tabloid broadsheet magazine"
    " trade daily weekly"
    " Nachrichtenagentur Presseagentur Nachrichtenportal Nachrichtenmagazin Tageszeitung Zeitung Zeitschrift"
    " Magazin Sender Fernsehsender Radiosender Boulevardblatt Blatt agence quotidien hebdomadaire journal chaîne"
    " site agencia diario periódico cadena emisora semanario revista portal agência jornal emissora semanário"
    " agenzia quotidiano giornale emittente settimanale testata"
)
_FOLLOWING = words("news newsagency newswire newspaper magazine")
_PHRASES = words(
    "first First FIRST originally Originally ORIGINALLY re Re RE republished Republished REPUBLISHED reprinted"
    " Reprinted REPRINTED original Original ORIGINAL h H hat Hat HAT story Story STORY news News NEWS"
)
LEADING = _NOUNS | _FOLLOWING | _PHRASES
_LED = ((_INTRODUCED, _NOUNS), (_INTRODUCED_AFTER, _FOLLOWING), (_EXPECTED, _PHRASES))
_NAME_REACH, _NOUN_REACH = 160, 16  # characters before a noun and after it in which a name that it follows stands
_POSSESSIVE = re.compile(r"['’]s?$")


def introductions(text: str, led: Iterable[re.Match[str]]) -> list[tuple[int, str]]:
    """Where such names begin, and the names, in order; `led` are the words of the text that are in LEADING."""
    found: list[tuple[int, str]] = []
    ends = dict.fromkeys((pattern for pattern, _ in _LED), 0)
    for token in led:
        word, start, end = token.group(), token.start(), token.end()
        for pattern, leading in _LED:
            if word not in leading:
                continue
            match = None
            if pattern is _INTRODUCED_AFTER:
                match = pattern.search(text, max(start - _NAME_REACH, ends[pattern]), end + _NOUN_REACH)
            elif start >= ends[pattern]:
                match = pattern.match(text, start)
            if match is not None:
                ends[pattern] = match.end()
                found.extend(_named(match))
    return sorted(found, key=lambda named: (named[0], -len(named[1])))


def _named(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    name, pattern = match[1], match.re
    while " " in name and pattern is _INTRODUCED_AFTER and _leads(name.split()[0]):
        name = name[name.index(" ") + 1 :]
    start = match.end(1) - len(name)
    name = _POSSESSIVE.sub("", name)
    ordinary = name in outlets.NOT_NAME if pattern is not _INTRODUCED_AFTER else _leads(name)
    if not (not name or ordinary or name.endswith("-based") or (pattern is _EXPECTED and _INSTITUTION.search(name))):
        yield start, name


def _leads(word: str) -> bool:
    """Whether a capitalised word stands before an outlet's name: an opening word, or a nation (Danish newspaper)."""
    return word in outlets.NOT_NAME or outlets.NATION.search(word) is not None
