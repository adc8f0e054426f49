"""Forms of words by which texts in further languages name their source, as `dedup.provenance.cues` has them for six.

Dutch, the Scandinavian languages, Finnish, Polish, Russian, Ukrainian, Turkish, Arabic, Persian, Hebrew, Greek,
Vietnamese and Indonesian, and Chinese, Japanese and Korean, where a name runs into the words around it. Only the forms
that news uses all the time are here: a text that names its source in one of them is not to be told that it does not.
"""

from __future__ import annotations

import re

from dedup.model import CreditSort, Cue
from dedup.provenance.cues import Form

# Articles, and the nouns that say what a publisher is.
_WHAT = (
    "de|het|krant|dagblad|nieuwssite|persbureau|omroep|tidningen|nyhetsbyrån|avisen|avisa|nyhedsbureauet|nyhetsbyrået"
    "|sanomalehti|lehti|uutistoimisto|dziennik|gazeta|portal|agencja|tygodnik|serwis"
    "|газета|газеты|газете|газету|издание|издания|изданию|агентство|агентства|портал|портала|портале|телеканал"
    "|телеканала|журнал|журнала|сайт|сайта|видання|агенція|агенції|газети|порталу|каналу"
    "|صحيفة|جريدة|وكالة|أنباء|الأنباء|موقع|قناة|مجلة|روزنامه|خبرگزاری|سایت|هفته\u200cنامه|شبکه|پایگاه|خبری"
    "|עיתון|העיתון|אתר|האתר|סוכנות|הידיעות|החדשות|ערוץ"
    "|η|ο|το|τη|την|τον|της|του|εφημερίδα|εφημερίδας|ιστοσελίδα|ιστότοπος|πρακτορείο"
    "|báo|trang|tờ|hãng|tin|đài|harian|koran|media|situs|laman|kantor|berita|stasiun"
)
_LEAD = rf"\s?[:：]?\s?(?:(?:{_WHAT})\s){{0,3}}[\"“”„«»‘《「『]?$"


def _before(cue: Cue, sort: CreditSort, pattern: str, hints: str) -> Form:
    return Form(cue, sort, rf"(?<!\w)(?i:{pattern}){_LEAD}", tuple(hints.split("|")))


def _after(cue: Cue, pattern: str, hints: str) -> Form:
    return Form(cue, CreditSort.CLAIM, rf"^[\"“”»’」』》]?(?:{pattern})", tuple(hints.split("|")))


BEFORE: tuple[Form, ...] = (
    _before(
        Cue.ORIGINAL_SOURCE,
        CreditSort.WHOLE_TEXT,
        "(?:källa|kilde|lähde|źródło|источник|джерело|kaynak|nguồn|sumber|πηγή|المصدر|منبع|מקור|来源|來源|出典|출처)"
        r"\s?[:：]|bron ?:|转载自|轉載自|转自|摘自",
        "bron|källa|kilde|lähde|źródło|источник|джерело|kaynak|nguồn|sumber|πηγή|المصدر|منبع|מקור|来源|來源|出典|출처|转载自"
        "|轉載自|转自|摘自",
    ),
    _before(
        Cue.TOLD,
        CreditSort.CLAIM,
        r"(?:zegt|zei|vertelt|vertelde|laat weten)(?: [\w-]+){0,3} (?:tegen|aan|in)"
        r"|(?:säger|berättar|uppger|forteller|siger|fortæller)(?: [\w-]+){0,3} (?:till|til)"
        r"|w rozmowie z|w wywiadzie dla"
        r"|(?:рассказал|сообщил|заявил|пояснил)[аи]?(?: [\w-]+){0,3} (?:изданию|газете|агентству|порталу|телеканалу)"
        r"|в интервью|(?:kata|ujar)(?: [\w-]+){0,3} kepada",
        "zegt|zei|vertel|laat weten|säger|berättar|uppger|forteller|siger|fortæller|rozmowie|wywiadzie|рассказал"
        "|сообщил|заявил|пояснил|интервью|kata|ujar",
    ),
    _before(
        Cue.ACCORDING,
        CreditSort.CLAIM,
        r"volgens|enligt|ifølge|i følge|według|powołując się na|jak wynika z ustaleń"
        r"|по (?:данным|информации|сообщению|сведениям)|со ссылкой на|ссылаясь на|как следует из публикации"
        r"|за (?:даними|інформацією|повідомленням)|з посиланням на|посилаючись на"
        r"|[وف]?(?:نقلا|نقلاً) عن|[وف]?(?:بحسب|حسب|وفق)(?: ما (?:ذكرت|أفادت|أوردت|نشرت|نقلت))?"
        r"|(?:وفقا|وفقاً|طبقا|طبقاً) ل(?=صحيفة|جريدة|وكالة|موقع|قناة|مجلة)"
        r"|به (?:گزارش|نقل از|نوشته|نوشتهٔ)|(?:بنا بر|طبق|بر اساس) گزارش"
        r"|(?:לפי|על פי)(?: (?:ה?דיווח|ה?פרסום|ה?ידיעה)(?: (?:של|ב|על ידי))?)?"
        r"|σύμφωνα με|theo |trích dẫn|dẫn (?:lại|lời|nguồn)"
        r"|menurut|dikutip(?: dari| oleh)?|dilansir(?: dari| oleh)?|mengutip|melansir|diberitakan(?: oleh)?",
        (
            "volgens|enligt|ifølge|i følge|według|powołując|ustaleń|данным|информации|сообщению|сведениям"
            "|ссылкой|ссылаясь|публикации|даними|інформацією|повідомленням|посиланням|посилаючись|نقلا|حسب|وفق"
            "|طبق|گزارش|نقل از|نوشته|לפי|על פי|σύμφωνα|theo |trích|dẫn|menurut|dikutip|dilansir|mengutip|melansir"
            "|diberitakan"
        ),
    ),
    _before(
        Cue.REPORTED,
        CreditSort.CLAIM,
        r"(?:meldt|meldde|schrijft|schreef|berichtte|onthult|onthulde)|(?:gemeld|bericht|onthuld|gepubliceerd) door"
        r"|(?:rapporterar|skriver|skrev|avslöjar|avslöjade|rapporterer|melder|meldte|avslører|afslører)"
        r"|(?:uutisoi|uutisoivat|kertoi|kertoo|kirjoittaa|kirjoitti|raportoi)(?: \w+)?"
        r"|(?:podaje|podał[ao]?|informuje|poinformował[ao]?|donosi|doniósł|doniosła|pisze|napisał[ao]?|ujawnił[ao]?)"
        r"(?: o tym)?"
        r"|(?:сообща[ею]т|сообщил[аои]?|пиш[еу]т|переда[её]т|информирует|уточняет|написал[аои]?|выяснил[аои]?)"
        r"|(?:повідомля(?:є|ють)|повідоми(?:в|л[аои])|пише|пишуть|передає|інформує|зазначає)"
        r"|[وف]?(?:ذكرت|أفادت|أوردت|كشفت|نشرت|نقلت|ذكر|أفاد|أورد|نشر|نقل)"
        r"|(?:כך |כפי ש)(?:דיווחו?ה?|פורסם ב|פרסמ?ה?|מדווח)"
        r"|(?:όπως )?(?:αναφέρει|μεταδίδει|μετέδωσε|γράφει|έγραψε|αποκαλύπτει|αποκάλυψε)",
        (
            "meldt|meldde|gemeld|melder|schrijft|schreef|onthul|bericht|gepubliceerd|rapporter|skriver|skrev|avslöj|avslør"
            "|afslør|uutisoi|kerto|kirjoitt|raportoi|podaje|podał|informuje|poinformował|donosi|doniósł|doniosła|pisze"
            "|napisał|ujawnił|сообща|сообщил|пиш|переда|информирует|уточняет|написал|выяснил|повідом|інформує|зазнача"
            "|ذكر|أفاد|أورد|كشفت|نشر|نقل|דיווח|פורסם|פרס|מדווח|αναφέρει|μεταδίδει|μετέδωσε|γράφει|έγραψε|αποκαλύπτει"
            "|αποκάλυψε"
        ),
    ),
)
# What follows a name that runs into it.
_RUN_ON = (
    r"(?:记者[^，。\n]{0,8})?(?:报道|报导|報道|報導|消息|获悉|獲悉|讯[，：])"
    r"|によると|によれば|[がは](?:\d{1,2}日に?)?(?:報じ|伝え|報道)|の(?:報道|取材)"
    r"|에 따르면|에 의하면|[은는이가] (?:\d{1,2}일 )?(?:보도|전했)"
)
_RUN_ON_HINTS = "报道|报导|報道|報導|消息|获悉|獲悉|讯|によると|によれば|報じ|伝え|取材|에 따르면|에 의하면|보도|전했"
RUN_ON = re.compile(rf"[」』》”’]?(?:{_RUN_ON})")
AFTER: tuple[Form, ...] = (
    _after(
        Cue.REPORTED,
        rf"{_RUN_ON}"
        r"|\s(?:mukaan|uutisoi|kertoo|kertoi|kirjoittaa)\b"
        r"|\s(?:meldt|meldde|schrijft|schreef|bericht)\b|\s(?:skriver|rapporterar|rapporterer|melder)\b"
        r"|\s(?:podaje|podał[ao]?|informuje|poinformował[ao]?|donosi|napisał[ao]?|pisze|ujawnił[ao]?)\b"
        r"|\s(?:сообща[ею]т|сообщил[аои]?|пиш[еу]т|переда[её]т|написал[аои]?|выяснил[аои]?)\b"
        r"|\s(?:повідомляє|повідоми(?:в|л[аои]))\b|\sпише\b|\sпередає\b"
        r"|['’]?(?:n?[ıiuü]n)?\s(?:haberine göre|haberinde|(?:aktardığına|bildirdiğine|yazdığına) göre|duyurdu|yazdı)"
        r"|['’][yn]?[ae]\s(?:göre|konuşan)"
        r"|\s(?:نوشت|گزارش داد|خبر داد)\b|\s(?:דיווח|דיווחה|מדווח|פרסם|פרסמה)\b"
        r"|\s(?:αναφέρει|μεταδίδει|γράφει|αποκαλύπτει)\b"
        r"|\s(?:đưa tin|cho biết|cho hay|dẫn lời)\b|\smelaporkan\b|\smemberitakan\b|\smenulis\b",
        (
            f"{_RUN_ON_HINTS}|mukaan|uutisoi|kerto|kirjoittaa|meldt|meldde|melder|schrijft|schreef|bericht|skriver|rapporter|podaje|podał"
            "|informuje|poinformował|donosi|napisał|pisze|ujawnił|сообща|сообщил|пиш|переда|написал|выяснил|повідом"
            "|göre|haberinde|duyurdu|yazdı|konuşan|نوشت|گزارش داد|خبر داد|דיווח|מדווח|פרס|αναφέρει|μεταδίδει|γράφει"
            "|αποκαλύπτει|đưa tin|cho biết|cho hay|dẫn lời|melaporkan|memberitakan|menulis"
        ),
    ),
)
_ELSEWHERE = frozenset({"en", "de", "fr", "es", "pt", "it"})  # the languages of `dedup.provenance.cues`


def may_stand_in(language: str | None) -> bool:
    """Whether these forms are to be looked for in a text of a language: not where those of the six are enough."""
    return language not in _ELSEWHERE
