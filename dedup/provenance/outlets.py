"""Words by which the name of an outlet is told from other names, where no registry knows it."""

from __future__ import annotations

import re

from dedup.text.hosts import registered_part


def words(listed: str) -> frozenset[str]:
    """The words of a text parted by spaces."""
    return frozenset(listed.split())


# Last words of outlets' names that hardly end any other name.
TRADE = words(
    "Times News Herald Courier Tribune Gazette Chronicle Observer Examiner Inquirer Enquirer Ledger Bulletin"
    " Dispatch Telegraph Guardian Sentinel Advertiser Journal Argus Echo Intelligencer Newswire Newswires"
    " Broadcasting Tageblatt Tagblatt Zeitung Anzeiger Nachrichten Rundschau Allgemeine Allgemeinen Rundfunk"
    " Kurier Volksblatt Abendblatt Morgenpost Shimbun Ilbo Newspaper Newspapers Telegram Bugle Picayune"
    " Quotidiano Gazzetta Messaggero Tidende Tidning Dagblad Dagbladet Gazeta"
)
# The same, of words that also end names of other things; with one word before them they need the article, or a place
# where a publisher stands. Leader, Republic, Service, Agency and their like end too many other names to be here.
LIKELY = words(
    "Post Star Sun Record Press Independent Mirror Mail Standard Express Globe Review Monitor World Today Wire"
    " Weekly Daily Register Radio TV FM Television Online Media Magazine Digest Live Insider Spectator Eye"
    " Messenger Mercury Beacon Presse Bote Blatt Merkur Kreisblatt Tribüne Figaro Nouvelles Actualités"
    " Diario Periódico Noticias Notícias Jornal Correio Notizie Giornale Mattino"
)
# Those of the second list that are so rarely a person's surname that two words will do.
UNLIKE_PERSONS = words("Post Mail Express Radio TV FM Online Television Presse")
# Two words that together end an agency's name, of which the second alone ends other names.
AGENCY_FIRST = words("News Press Wire Newswire Presse Nachrichten")
AGENCY_LAST = words("Agency Service Services Bureau Association Syndicate Network Union Trust Corporation Agentur")
# Words that begin an outlet's name.
FIRST = words(
    "Radio TV Television Channel Kanal Canal Diario Diário Jornal Journal Corriere Gazzetta Gazeta Agencia"
    " Agência Agenzia Agence Daily Evening Sunday Correio Noticias Tele Télé"
)
# What an outlet calls the part of itself that a text comes from, in lower case.
ROOMS = words("newsroom newsdesk desk staff team bureau service network")
# Words of which alone many outlets' names are made, so that one of them may be the end of another's.
COMMON = TRADE | LIKELY | FIRST | words("Morning National Free")
_PLAIN = TRADE | LIKELY | FIRST | AGENCY_LAST
SHAPING = _PLAIN | {word.upper() for word in _PLAIN if len(word) > 2}
"""Every word, in capitals or not, by which a name can look like an outlet's."""
# Words inside a name that have no capital.
PARTICLES = words("of and & de del della delle dello di da do dos das du des la le en y e et und von the für")
# Capitals that stand before an outlet's name without being part of it: openings of sentences, days, months.
NOT_NAME = words(
    "The A An In On At By For From But And Or As When While After Before According Meanwhile However Also With"
    " Both Its His Her Their Our My This That These Yesterday Today Tomorrow Earlier Later Last Speaking Told"
    " Asked If Since Although Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March"
    " April June July August September October November December Der Die Das Dem Den Wie Laut Selon"
    " Según Secondo Segundo Avec Mit Aus Con Com"
    " To Via Source Quelle Photo Images Credit Story Original Mr Mrs Ms Dr Sir Breaking Good"
    " Bad Fake Big Great"
)
# Capitals that may follow an outlet's name without making it another's: told the Gazette Monday.
AFTER_NAME = words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Sport Sports Online Group Media Staff Reporter Correspondent Editor"
    " Newspapers Magazine And In On At By For The He She It They But"
)
# Abbreviations in brackets after a city that are no agency's.
STATES = words(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
    " OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC UK US USA UAE EU"
)
# Last labels by which a word with dots in it is taken for a host name.
TOP_LEVEL = words(
    "com org net info news media press tv fm radio online site blog today live world example test invalid eu uk"
    " us de fr es it pt br at ch nl be dk se no fi pl cz sk hu ro bg gr ie au nz ca in jp kr cn hk tw sg my th id"
    " ph vn il ae sa qa tr ir ru ua za ng ke gh mx ar cl co pe ve uy bo ec cu lb jo eg ma dz pk bd lk is lt lv ee"
    " si hr rs ba al mk by kz ge am az io ai"
)
NATION = re.compile(r"^U\.?[SK]$|(?:ish|ian|can|man|ese|aeli|nch|ssian|i)$")
_LEAST_PART = 4  # letters of a part of a host's name that may be a word of a name
_PRESS_ROOM = re.compile(
    r"(\S.{1,80}?) (?:Newsroom|News Room|Press ?[Rr]oom|Press Office|(?:Press|Media) Cent(?:re|er)|Media Room)"
)
_TOKEN = re.compile(r"[^\W_]+")
_AGENCY = re.compile(
    r"\b(?:News|Press|Wire|Newswire) (?:Agency|Services?|Bureau|Association|Syndicate|Union|Trust)$"
    r"|(?:Wire|Newswires?)$"
    r"|^(?:Agence|Agencia|Agência|Agenzia)\b.{1,60}\b(?:Presse|Prensa|Imprensa|Stampa|Noticias|Notícias|Notizie)\b"
    r"|(?:[Nn]achrichten|[Pp]resse)-?[Aa]gentur$"
)


def house_of(name: str) -> str | None:
    """Whose press room a name is: Corvane Motors Newsroom gives Corvane Motors; None for any other name."""
    match = _PRESS_ROOM.fullmatch(name)
    return match[1] if match else None


def words_of(domain: str | None) -> tuple[str, ...]:
    """The words by which one may be named of whom a host is all that is known.

    The parts of the host's name, and the words of the trade in which it ends: `hillmercury.example` gives Mercury.
    """
    label = registered_part(domain).partition(".")[0]
    parts = [part.capitalize() for part in label.split("-") if len(part) >= _LEAST_PART]
    return (*parts, *sorted(word for word in TRADE | LIKELY if label.endswith(word.casefold())))


def looks_like_agency(name: str) -> bool:
    """Whether an unregistered name is an agency's by its words: News Agency, Newswire, Agence … de Presse."""
    return _AGENCY.search(name) is not None


def outlet_shaped(name: str) -> bool:
    """Whether a name, taken by itself, begins or ends with a word of the trade."""
    parts = _TOKEN.findall(name)
    return bool(parts) and (parts[-1] in TRADE or (parts[-1] in LIKELY and len(parts) > 1) or parts[0] in FIRST)


def no_surname(name: str) -> bool:
    """Whether an outlet-like name can be no person's: Emily Post is one, Hill Gazette is none."""
    return name.rsplit(maxsplit=1)[-1] in TRADE or looks_like_agency(name)
