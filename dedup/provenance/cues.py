"""The forms of words by which a text names its source, as patterns for what stands before and after a name.

A pattern for what stands before ends where the name begins, articles and introducing nouns included; one for what
stands after begins where the name ends. The commonest forms of German, French, Spanish, Portuguese and Italian follow
the English ones; they are tried for every text, as their words are no English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from dedup.model import CreditSort, Cue

REACH = 110  # characters before and after a name that are looked at; the longest forms below have about 90


@dataclass(frozen=True)
class Form:
    """A cue's pattern on one side of the name, compiled when a text first asks for it: all of them take 40 ms.

    What the pattern finds holds one of `hints`, if there are any: before a name once it is in lower case, after a name
    as it stands.
    """

    cue: Cue
    sort: CreditSort
    written: str
    hints: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is looked for."""
        return re.compile(self.written)


# What may stand between a cue and a name: article, adjectives, the noun that says what it is, a quotation mark.
_NOUN = (
    r"(?:news ?agency|news ?wire|wire service|agency|newspaper|paper|broadcaster|daily|weekly|magazine|tabloid"
    r"|website|site|(?:news |media )?outlet|portal"
    r"|channel|network|station|radio|news (?:site|website|outlet|channel|service|programme|program|magazine"
    r"|organi[sz]ation)|programme"
    r"|Nachrichtenagentur|Presseagentur|Agentur|Zeitung(?:en)?|Tageszeitung|Magazin|Nachrichtenmagazin"
    r"|Nachrichtenportal|Sender|Blatt"
    r"|agence(?: de presse)?|quotidien|journal|hebdomadaire|chaîne|site|agencia|diario|periódico|cadena|agência"
    r"|jornal|emissora|agenzia"
    r"|quotidiano|giornale|revista|portal|emittente|site d’information)"
)
_LEAD = (
    r"\s+(?:(?:the|The|a|an|its|their|our|local|national|regional|state|official|rival|sister|fellow|public|private"
    r"|leading|US|U\.S\.|UK"
    r"|(?:yester|to|\w{3,6}|last [A-Z]\w{2,5})day['’]s|(?:this|last) week['’]s"
    r"|state-(?:run|owned|controlled|funded)|semi-official|independent|right-wing|left-wing|conservative"
    r"|[A-Z][a-z]+(?:ish|ian|ese|can|man|aeli|ench|ssian)"
    r"|[Dd]er|[Dd]ie|[Dd]as|dem|den|des|zum|zur|beim|[Ll]a|[Ll]e|[Ll]es|[Ee]l|los|las|[Ii]l|lo|gli|o|a|os|as|um|uma"
    r"|un|una|une|ein|eine|einer|einem|französischen?|deutschen?|britischen?"
    r"|US-amerikanischen?|italienischen?|russischen?|staatlichen?|amtlichen?)\s+){0,4}"
    rf"(?:{_NOUN}\s+){{0,1}}(?:[ldLD]['’]|(?:dell|all|nell|sull)['’])?"
    r"(?:«[ \u00a0\u202f]|[\"“„«‘(])?"
)
_LEAD_ANY = rf"(?:{_LEAD}|\s+(?:[ldLD]|dell|all|nell)['’]|\s?[:–—-]?\s?)$"
# A person of the outlet may stand after its name (CNN's Ann Lee reported), and what it is (the Hill newspaper).
_TRAIL = (
    r"^(?:[ \u00a0\u202f]»|[\"”“»’])?(?:\.(?:com|org|net))?(?:['’]s?)?"
    r"(?:\s(?:newspaper|news ?agency|agency|magazine|website|television|TV|radio|network|channel|broadcaster|station"
    r"|newspapers|Online|News|staff|journalists?|reporters?|correspondents?))?"
    r"(?:\s[A-Z][\w’'-]+(?:\s[A-Z][\w’'.-]+){1,2}(?: and [A-Z][\w’'-]+(?:\s[A-Z][\w’'.-]+){1,2})?)?"
    r"(?:,? \(?(?:which|who)\b)?"
)
_ADVERBS = (
    r"(?:,?\s(?:has|had|have|also|first|earlier|later|previously|exclusively|separately|recently|further|then"
    r"|itself|late|early|today|yesterday|last (?:week|month|year|night)|this (?:week|month|morning)"
    r"|on|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|evening|night|afternoon))?"
    r"|citing [^,.\n]{3,60},?)){0,4},?"
)
_REPORT = (
    r"(?:news |press |media |exclusive |new |recent |earlier |lengthy |investigative |joint |front-page |cover "
    r"|opinion ){0,2}"
    r"(?:reports?|reporting|article|story|stories|investigation|exclusive|scoop|analysis|interview|coverage|piece"
    r"|column|op-ed|editorial|dispatch|documentary|account|tally|count|review|exposé|podcast|broadcast|poll|survey"
    r"|feature|profile)"
)
_PIECE = (
    r"(?:article|story|piece|report|post|column|essay|interview|content|feature|item|investigation|text|news"
    r"|op-ed|commentary|dispatch|version|reporting|material|work|analysis|copy|excerpt|extract)"
)


def _before(cue: Cue, sort: CreditSort, *patterns: str, hints: str) -> Form:
    # Nearly all begin with a word: where one begins is asked once and not of each, which halves what a search costs.
    words = "|".join(one.removeprefix(r"\b") for one in patterns if one.startswith(r"\b"))
    others = (one for one in patterns if not one.startswith(r"\b"))
    whole = "|".join((rf"\b(?=\w)(?:{words})", *others))
    return Form(cue, sort, rf"(?i:{whole}){_LEAD_ANY}", tuple(hints.split("|")))


def _after(cue: Cue, sort: CreditSort, *patterns: str, hints: tuple[str, ...] = ()) -> Form:
    return Form(cue, sort, rf"{_TRAIL}(?:{'|'.join(patterns)})", hints)


BEFORE: tuple[Form, ...] = (
    _before(
        Cue.FIRST_APPEARED,
        CreditSort.WHOLE_TEXT,
        r"\b(?i:(?:this|that|the|a(?:n earlier| longer| shorter)? version of this"
        rf"|the original)\s+(?:\w+\s){{0,2}}?{_PIECE})\b[^.\n]{{0,60}}?\b(?i:appeared|published|posted|ran|printed"
        r"|produced|republished|reproduced|syndicated|provided|supplied|distributed|comes|came|adapted|taken"
        rf"|shared|carried)\b[^.\n]{{0,45}}?\b(?:in|on|at|by|from|for|to|via|of|with)",
        # What is translated has an original; any other text's may be that of a picture or a poem which it is about.
        r"\b(?i:translat(?:ion|ed))\b[^\n]{0,60}?\b(?i:the original) (?:\w+ ){0,3}?(?:appeared|published|posted"
        r"|printed|ran)(?: \w+day| online| here)? (?:in|on|at|by)",
        rf"\b(?i:translat(?:ion of|ed from))(?: [\w’'-]{{1,20}}){{1,3}}? (?i:{_PIECE}) (?:that |which )?(?:was )?"
        r"(?:first |originally )?(?:appeared |published )?(?:by|in|from|on)",
        r"\b(?i:übersetz\w{1,6}|traduit|traduction|traduc\w{2,4})\b[^\n]{0,60}?\b(?i:original)\w{0,10}"
        r"[^.\n]{0,20}?\b(?:erschien|erschienen|publiée?|parue?|publicad[oa]|publicó|apareció) (?:zuerst )?"
        r"(?:bei|in|im|auf|dans|sur|par|en|por)",
        r"\b(?i:originally|first) (?:published|appeared|posted|printed|ran|written|aired)(?: online)? (?:in|on|at"
        r"|by|for|with|via)",
        r"\b(?i:re-?published|re-?printed|reproduced|syndicated|adapted|excerpted"
        r"|cross-?posted)(?: here)?(?: with (?:the )?(?:kind )?permission)? (?:from|by|of)",
        r"\b(?i:published|posted|used|appears here|shared) (?:here )?(?:with (?:the )?(?:kind )?permission (?:of"
        r"|from)|in partnership with|under licen[cs]e from|courtesy of)",
        r"\b(?i:courtesy of|in partnership with|in collaboration with|content (?:from|by)|provided by|story from"
        r"|article from)",
        r"\b(?i:read|see|find|view) (?:the )?(?:original|full|whole|complete|rest of (?:the|this)"
        r"|more of this)(?: \w+)? (?:at|on|in|from|via|here:)",
        r"\b(?i:the post) [^\n]{3,90} appeared first on",
        r"\b(?i:dieser?|der|diese|das) (?:Artikel|Text|Beitrag|Bericht|Meldung"
        r"|Interview|Original(?:artikel|text|beitrag))\b[^.\n]{0,40}?\b(?:erschien|erschienen|veröffentlicht|stammt"
        r"|zuerst)\b[^.\n]{0,30}?\b(?:bei"
        r"|in|im|auf|von|aus)",
        r"\b(?i:zuerst|ursprünglich|erstmals) (?:erschienen|veröffentlicht|publiziert) (?:bei|in|im|auf|von)",
        r"\b(?i:cet article|ce texte|cette tribune|cet entretien|l['’]article original)\b[^.\n]{0,60}?\b(?:publiée?"
        r"|parue?|repris|reprise"
        r"|republié)\b[^.\n]{0,30}?\b(?:dans|sur|par|de|chez)",
        r"\b(?i:este artículo|esta noticia|este texto|esta nota|el (?:artículo|texto) original)\b[^.\n]{0,60}?\b(?:"
        r"publicad[oa]|publicó"
        r"|apareció)\b[^.\n]{0,40}?\b(?:en|por|de)",
        r"\b(?i:este artigo|esta reportagem|este texto|esta notícia|este conteúdo)\b[^.\n]{0,60}?\b(?:publicad[oa]"
        r"|saiu)\b[^.\n]{0,40}?\b(?:em|no|na|pelo|pela|por)",
        r"\b(?i:questo articolo|questo testo|questo pezzo)\b[^.\n]{0,60}?\b(?:pubblicato|apparso"
        r"|uscito)\b[^.\n]{0,40}?\b(?:su|sul|sulla|da|dal|dalla|in)",
        hints=(
            "appear|publi|ran|print|post|produced|syndicated|provided|supplied|distributed|comes|came|adapted"
            "|taken|shared|carried|excerpted|written|aired|permission|partnership|licen|courtesy|collaboration"
            "|content |story from|article from|original|full|whole|complete|rest of|more of this|erschien"
            "|veröffentlicht|stammt|zuerst|paru|repris|apareció|saiu|pubblicato|apparso|uscito"
        ),
    ),
    _before(
        Cue.ORIGINAL_SOURCE,
        CreditSort.WHOLE_TEXT,
        r"(?:^|\n|[.!?)] |\|\s?)\W{0,3}(?i:(?:original(?:ly)?|story|news|article|main|primary)?\s?(?:sources?"
        r"|source article|article|story|report)(?: \(original\))?)\s?:",
        r"\b(?i:original (?:source|article|story|report|piece)|originally from|original reporting by"
        r"|original report(?:ing)? (?:by|from))\s?:?",
        r"(?:^|\n|[.!?)] |\()\W{0,3}(?i:quellen?|fuentes?|fontes?|fonti|sources?)\s?:",
        r"\b(?i:based on|adapted from|drawn from|summari[sz]ed from|taken from"
        r"|edited from)(?: \w+){0,3}? (?:reporting|reports?|an? (?:report|article|story)|material"
        r"|an original (?:report|article|story))(?: first)?(?: published| carried| made)? (?:by|in|from|on)",
        r"\bcon información de(?: la agencia)?|\bcom informações d[aoe]s?|\b[Aa]vec(?= l?['’]?)"
        r"|\b[Mm]it (?:Material|Informationen) (?:von|der|des)",
        hints=(
            ":|original|based on|adapted|drawn|summari|taken|edited|información|informações|avec|material|informationen"
        ),
    ),
    _before(
        Cue.HAT_TIP,
        CreditSort.WHOLE_TEXT,
        r"\b[Hh]/[Tt]:?(?: to)?",
        r"\b[Hh]at[ -][Tt]ip:?(?: to)?",
        r"\b[Tt]ip of the hat:?(?: to)?",
        hints="/t|tip",
    ),
    _before(
        Cue.CONTRIBUTED,
        CreditSort.CONTRIBUTION,
        r"\b(?i:with|additional|includes?|including|contains) (?:additional |extra |further )?(?:reporting|reports?"
        r"|material|files|information|inputs?|contributions?|copy|writing)(?: (?:from|by|of))[^.\n]{0,60}?",
        r"\b(?i:(?:additional|extra|further) reporting):",
        r"\b(?i:(?:with )?(?:agency )?inputs from|files from|with agencies:?|material from)",
        r"(?:^|\n)\W{0,3}(?i:additional )?(?i:reporting by)[^.\n]{0,80}?\b(?:for|of|at|from|and)",
        hints="report|material|file|information|input|contribution|copy|writing|agencies",
    ),
    _before(
        Cue.FIRST_REPORTED,
        CreditSort.CLAIM,
        r"\b(?i:first|originally|initially|exclusively)(?: been)? (?:reported|revealed|published|broken|disclosed"
        r"|covered|announced|uncovered|made public|told|detailed|noted|highlighted|exposed|announced)(?: \w+day"
        r"| yesterday| last \w+| earlier)? (?:by|in|on|to|via)",
        r"\b(?:story|news|scandal|affair|details?) (?:was|were|had been|been) (?:first )?(?:broken|reported"
        r"|revealed|uncovered|exposed) by",
        r"\b(?i:zuerst|als erste[rs]?)\s(?:hatte(?:n)? |hat |haben )?(?:berichtet(?:e|en)?\s"
        r"|darüber\s(?:berichtete\s)?)?",
        r"\brévélée?s? (?:par|dans)|\b(?:adelantad[oa]|revelad[oa]) por|\brevelad[oa] (?:por|pelo|pela)"
        r"|\b(?:anticipat[oa]|rivelat[oa]) da(?:l|lla)?",
        hints=(
            "first|originally|initially|exclusively|broke|reported|revealed|uncovered|exposed|zuerst|als erste"
            "|révélé|adelantad|revelad|anticipat|rivelat"
        ),
    ),
    _before(
        Cue.OBTAINED,
        CreditSort.CLAIM,
        r"\b(?:obtained|seen|viewed|reviewed|verified|examined|analy[sz]ed|heard|contacted|approached|interviewed"
        r"|uncovered|unearthed)(?: exclusively)? by",
        r"\b(?:shared|leaked|provided|supplied|released|passed|sent|given|gave|handed|shown)(?: exclusively)?"
        r" (?:to|with)",
        r"\b(?:vorliegen|liegt|liegen) (?=der|dem)|\bconsultée?s? par|\ba l[oa]s? que (?:ha"
        r"|tuvo) (?:tenido )?acceso|\bobtid[oa]s? (?:por|pelo|pela)",
        hints=(
            "obtained|seen|view|verified|examined|analy|heard|contacted|approached|uncovered|unearthed|shared"
            "|leaked|provided|supplied|released|passed|sent|given|gave|handed|shown|lieg|consulté|acceso|obtid"
        ),
    ),
    _before(
        Cue.TOLD,
        CreditSort.CLAIM,
        r"\b(?:told|tells|telling|spoke(?:n)? (?:to|with)|speak(?:ing)? (?:to|with|on)|talk(?:ed|ing) to"
        r"|confirmed to|admitted to|confessed to|confided (?:to|in)|said to|said on|said in|appear(?:ed|ing) on"
        r"|wrote (?:in|for)|writing (?:in|for)"
        r"|[Ii]nterviewed (?:by|on)|(?:comments?|statement|remarks|e-?mail|message|letter|response|quotes|confession)"
        r" (?:to|in|on)|asked by|explained to|commented to)",
        r"\binterview(?:s|ed)? (?:\w+ ){0,3}?(?:with|to|on|for|in|by|from)",
        r"\b(?:sagten?|erklärte|betonte|bestätigte|teilte)(?: [\w-]+){0,4}|\b(?:gegenüber|Gespräch mit"
        r"|Interview mit|sprach mit)",
        r"\b(?:a(?:-t-(?:il|elle|on))? (?:déclaré|indiqué|confié|affirmé|expliqué|dit|assuré|précisé)"
        r"|déclare|confie|assure|explique"
        r"|indique)(?: [\w-]+){0,4} (?:à|au|aux|sur|auprès de)|\b(?:interrogé|contacté|interviewé)e?s? par"
        r"|\bauprès (?:de|du)|\bau micro de",
        r"\b(?:dijo|declaró|explicó|aseguró|afirmó|confirmó|contó|señaló|indicó)(?: [\w-]+){0,3} (?:a|al)"
        r"|\b(?:entrevista|declaraciones) (?:a|al|con|de|en)",
        r"\b(?:disse|afirmou|declarou|contou|explicou|confirmou)(?: [\w-]+){0,3} (?:a|ao|à|aos|às)"
        r"|\b[Ee]ntrevista (?:a|ao|à|com|para)",
        r"\bha (?:detto|dichiarato|spiegato|affermato|raccontato|confermato)(?: [\w-]+){0,3} (?:a|al|alla|all['’])"
        r"|\b[Ii]ntervista (?:a|al|alla|con|su|di)",
        hints=(
            "told|tells|telling|spoke|speak|talk|confi|confes|admitted|said to|said on|said in|appear|wrote |writing "
            "|interview|comment|statement|remarks|mail|message|letter|response|quotes|asked by|explained|sagte"
            "|erklärte|betonte|bestätigte|teilte|gegenüber|gespräch|sprach|déclar|indiqu|affirmé|expliqu"
            "|dit|assur|précisé|interrogé|contacté|auprès|micro|dijo|declar|explic|asegur|afirm|contó|señaló"
            "|indicó|entrevista|disse|contou|detto|dichiarato|spiegato|affermato|raccontato|confermato|intervista"
        ),
    ),
    _before(
        Cue.ACCORDING,
        CreditSort.CLAIM,
        r"\bin the words of",
        rf"\b(?i:according to|per)(?: (?:an?|the|one|new|its|recent)(?: [\w’'-]+){{0,5}}? (?:{_REPORT}"
        r"|(?:(?:press |news )?release|statement|announcement)s?)(?: published"
        r"| released| carried| aired| broadcast)?(?: \w+day)?(?: by| in| from| on| of| for)?)?",
        rf"\b(?i:{_REPORT}) (?:published |released |posted |carried |aired |broadcast |made |conducted |given "
        rf"|which appeared |last \w+ |on \w+day |this \w+ |earlier ){{0,3}}(?:by|in|from|on|to|with|for)",
        r"\b(?i:citing|cites|cited|quoting|quotes|crediting|credited|quoted (?:by|in)|cited (?:by|in))(?: (?:an?"
        r"|the) (?:report|article|story|interview)s? (?:by|in|from|with))?",
        r"\b[Ll]aut|\b[Nn]ach (?:Angaben|Informationen|Recherchen|einem Bericht|Berichten)(?: (?:von|der|des"
        r"|in der))?|\b(?:einem |einem aktuellen )?Berichte?s?(?: zufolge)? (?:der|des|von|in der|im)"
        r"|\b(?i:unter Berufung auf|mit Verweis auf)",
        r"\b[Ss]elon|\b[Dd]['’]après(?: les (?:informations|révélations) (?:de|du|des))?|\bciting"
        r"|\bcitée?s? par|\b[Cc]itant",
        r"\b[Ss]egún(?: (?:informó|informa|publicó|publica|reportó|revela|reveló|recoge))?|\b[Dd]e acuerdo (?:con"
        r"|a)|\bcitad[oa]s? por|\b[Cc]itando(?: a)?",
        r"\b[Ss]egundo|\b[Dd]e acordo com|\b[Cc]onforme(?: informou| noticiou| divulgou)?",
        r"\b[Ss]econdo(?: quanto (?:riportato|riferito|scrive|riporta)(?: da(?:l|lla)?)?)?|\b[Ss]tando a(?:l|lla)?"
        r"|\b(?:riportato|riferito|citat[oa]) da(?:l|lla|ll['’])?|\b[Cc]ome (?:riporta|scrive|riferisce)",
        hints=(
            "according|per|words of|report|article|stor|investigation|exclusive|scoop|analysis|interview|coverage"
            "|piece"
            "|column|op-ed|editorial|dispatch|documentary|count|tally|review|exposé|podcast|broadcast|poll|survey"
            "|feature|profile|citing|cites|cited|quoting|quotes|quoted|credit|laut|angaben|informationen"
            "|recherchen|bericht|berufung|verweis|selon|après|cité|citant|según|acuerdo|citad|citando|segundo"
            "|acordo|conforme|secondo|stando|riferito|citat|riporta|scrive|riferisce"
        ),
    ),
    _before(
        Cue.REPORTED,
        CreditSort.CLAIM,
        r"\b(?:reported|revealed|published|disclosed|carried|broadcast|aired|exposed|documented|announced|quoted"
        r"|reports|writes|released|posted|printed|detailed|featured|appeared|appearing|appears|shown"
        r"|covered|broke|saying)(?: \w+day| yesterday| earlier| last \w+| this \w+"
        r"| today| exclusively)? (?:by|in|on)",
        r"[,”\"’] (?:reports|reported|writes|wrote|says)(?! (?:the|a)? ?(?:profit|loss))",
        r"\b(?:berichtet(?:e|en)?|meldet(?:e|en)?|schreibt|schrieb|zitiert(?:e)?)(?: \w+){0,2}",
        r"\b(?:a rapporté|rapporte|rapportait|révèle|a révélé|écrit|indique|relate|annonce|a annoncé|précise)(?: \w+)?",
        r"\b(?:informó|informa|reportó|reporta|publicó|publica|reveló|revela|recoge|señaló|adelantó|adelanta)(?: \w+)?",
        r"\b(?:informou|informa|noticiou|publicou|revelou|divulgou|reportou)(?: \w+)?",
        r"\b(?:publicad|divulgad|noticiad|difundid|revelad)[oa]s? (?:por|pelo|pela)",
        r"\b(?:riporta|riferisce|scrive|ha riportato|ha scritto|ha riferito|rivela)(?: \w+)?",
        hints=(
            "report|reveal|publi|disclosed|carried|broadcast|aired|exposed|documented|announced|quoted|writes"
            "|wrote|says|released|posted|printed|detailed|featured|appear|shown|covered|broke|saying"
            "|berichtet|meldet|schreibt|schrieb|zitiert|rapport|rév|écrit|indique|relate|annonc|précise|inform"
            "|revel|recoge|señaló|adelant|notici|divulg|difundid|riporta|riferi|scri|rivela"
        ),
    ),
    Form(
        Cue.VIA,
        CreditSort.CLAIM,
        r"(?:^|[\s(\[])[Vv]ia:?\s(?:the |The )?[\"“]?$",
        ("via",),
    ),
)


_OBJECT = (
    r"(?:profits?|loss(?:es)?|earnings|revenues?|net|sales|incomes?|turnover|results|dividends?|EBITDA|margins?"
    r"|operating|quarterly|subscribers|circulation"
    r"|record (?:profit|revenue|sales)|quarter|first-quarter|second-quarter|third-quarter|fourth-quarter|adjusted"
    r"|pre-?tax)"
)
# What a company reports about itself, and people who report to somebody or for duty.
NOT_REPORTED = re.compile(
    rf"^[\"”’]?(?:['’]s)?{_ADVERBS}\s(?:reported|reports|posted|announced|published|posts)\s(?!that\b)(?:(?:an?|its"
    r"|the|their|strong|weak|higher|lower|record|better|worse|\w+-than-expected|full-year|annual|half-year|first"
    r"|second|third|fourth|interim|solid|sharply|steep|big|\d[\d.,]*%?|[$€£¥]\S+|per ?cent|million|billion|rise"
    rf"|fall|drop|increase|decline|growth|jump|in|of|\w+ly)\s){{0,6}}{_OBJECT}\b"
    rf"|^(?:['’]s)?{_ADVERBS}\s(?:reported|reports)\s(?:to|for|missing|back|directly|itself|themselves|himself"
    r"|herself)\b"
)
AFTER: tuple[Form, ...] = (
    _after(
        Cue.CONTRIBUTED,
        CreditSort.CONTRIBUTION,
        r"[^.\n]{0,110}?\bcontribut(?:ed|ing)\b(?: (?:additional |to (?:this|the) |reporting|research|from|writing"
        r"|material)|\.|$)",
        r"[^.\n]{0,60}?\b(?:a contribué|ont contribué|ha contribuido|contribuyó|contribuiu|ha contribuito"
        r"|trug(?:en)? (?:zu|dazu))",
        hints=("contribu", "trug"),
    ),
    _after(
        Cue.FIRST_REPORTED,
        CreditSort.CLAIM,
        rf"{_ADVERBS}(?: that| which)?\s(?:first|was (?:the )?first to)"
        r" (?:report|reveal|publish|broke|disclose|detail)(?:ed)?\b",
        r"(?:,? (?:which|that))? (?:has |had )?(?:first )?(?:broke|broken) the (?:news|story|scandal)\b",
        r"\s(?:hatte )?(?:zuerst|als erstes?) (?:darüber )?berichtet",
    ),
    _after(
        Cue.OBTAINED,
        CreditSort.CLAIM,
        r"\s(?:has |have |had )?(?:contacted|approached|asked|reached out to"
        r"|sought)\b[^.\n]{2,100}?\bfor (?:a )?(?:comment|response|statement)",
        r"\s(?:has |had )?(?:obtained|reviewed|seen|got (?:hold|sight) of|understands|has learn(?:ed|t))\b",
        r"(?:\s\w+)?\s(?:vorliegt|vorliegen)\b",
    ),
    _after(
        Cue.REPORTED,
        CreditSort.CLAIM,
        rf"{_ADVERBS}\s(?:reported|reports(?! (?:of|to)\b)|reveals|revealed|wrote|writes|quoted|quotes|cited"
        r"|published|broadcast|aired|disclosed|found that|claimed that|claims that|noted(?! for)\b|describe[sd]"
        r"|detailed|discovered|established that|uncovered|unearthed|recounted|spoke (?:to|with)|interviewed|points out"
        r"|pointed out|has more on|suggested that|editorialised|said in (?:its|a|an) (?:report|article|editorial"
        r"|dispatch|analysis))\b",
        r"\s(?:news |exclusive |new |recent ){0,2}(?:reports?|reporting|article|story|investigation|exclusive|scoop"
        r"|interview|op-ed|editorial|documentary|poll|survey|tally|analysis)\b(?! agency)",
        r"\s(?:has|had|carries|carried|runs|ran) (?:an?|its) (?:[\w-]{2,20} ){0,3}(?:report|investigation|exclusive"
        r"|scoop|story (?:about|in|on|that|this|today))\b",
        r",? (?:citing|quoting|unter Berufung auf|citant|citando)\s",
        r"\s(?:witness(?:es)?\b|(?:report|journalists? (?:saw|heard))\b)",
        r"\s(?:berichtet(?:e|en)?|meldet(?:e|en)?|schreibt|schrieb|hatte berichtet|zufolge)\b",
        r"\s(?:a rapporté|rapporte|révèle|a révélé|écrit|a écrit|indique|a annoncé)\b",
        r"\s(?:informó|informa|reportó|publicó|publica|reveló|revela|señaló)\b",
        r"\s(?:informou|noticiou|publicou|revelou|divulgou)\b",
        r"\s(?:riporta|riferisce|scrive|ha riportato|ha scritto|ha riferito|rivela)\b",
    ),
)
# Agencies of states speak through their reports; other publishers that "said" something speak of themselves.
SAID = re.compile(rf"{_TRAIL}{_ADVERBS}\s(?:said|says|quoted)\b(?! (?:it|its|they|their|in a statement)\b)")
# With AFP, mit dpa: a line of its own or the end of a byline.
WITH = re.compile(r"(?:^|[\s(])(?:[Ww]ith|[Aa]vec|[Mm]it|[Cc]on|[Cc]om)\s(?:the |l['’]|the |der )?$")
# A statement that names its outlet after a comma: "…, the BBC reported." is met by AFTER; "…, Reuters said." by SAID.
AND = re.compile(
    r"^(?:,| and| or| et| und| y| e|, and| as well as| with|/| &| –)\s?(?:(?:the|to the|by the|la|le|der|die|el|il"
    r"|l['’])\s)?[\"“„«]?(?:l['’])?$"
)

PHOTO_AFTER = re.compile(
    r"^\s?(?:(?:file |archive )?(?:photo|photos|images?|pictures?|video|footage|photographer|photograph|graphic)\b"
    r"|[/|]\s?(?:Getty|AFP|AP|Reuters|EPA|Pool|Shutterstock))",
    re.IGNORECASE,
)
RESERVED = re.compile(
    r"\ball rights reserved|may not be (?:published|reproduced|broadcast|rewritten)|\bdistributed by\b", re.IGNORECASE
)
# CITY (AGENCY) —, CITY, May 3 (AGENCY) -, (AGENCY) - CITY, CITY /AGENCY/
DATELINE = re.compile(
    r"^(?P<city>[^()\n/]{0,70}?)[\s,.]*[(/\[](?P<name>[^()/\[\]\n]{2,40}(?:/[^()/\[\]\n]{2,15})?)[)/\]](?:\.?\s{0,3}(?:--?"
    r"|[–—:―])|\.\s(?=[A-ZÀ-ÖØ-Þ\"“]))"
)
CITY = re.compile(r"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:[ /,-]{1,2}(?:[A-ZÀ-ÖØ-Þ(]?[\w.’')-]+)){0,8}$")
STATES = re.compile(r"^(?:[A-Z][a-z]{2,4}\.|N\.?[A-Z]\.?|[A-Z]\.[A-Z]\.)$")
HEAD_DASH = re.compile(
    r"^\)?(?:,\s[A-Z][\w .]{2,25}|\s\([A-Z][^()]{2,25}\))?\s?(?:--?|[–—―])\s{0,2}(?=[\"“‘„«]?[A-ZÀ-ÖØ-Þ0-9])"
)
# A German compound names somebody's employer (BBC-Moderator) unless it names a piece of reporting.
COMPOUND = re.compile(
    r"^[\"“”»«]?-(?!Interview|Bericht|Gespräch|Recherche|Angaben|Information|Reportage)[A-ZÄÖÜ][a-zäöü]"
)
BY = re.compile(
    r"^\W{0,3}(?:By|BY|by|Von|Par|Por|Di|Da|Door|Written by|Reported by|Text:?|Story by|Words:?|Report:?|Author:?"
    r"|Autor:?|Auteur ?:)\s"
)
