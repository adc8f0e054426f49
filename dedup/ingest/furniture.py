"""Lines that stand around an article's body: navigation, sharing, teasers, newsletters, comments.

The rules name kinds of lines by their form and by the common words of the trade in several languages; what one outlet
alone prints is learned elsewhere, from its other pages. A line is furniture only as a whole: prose that merely holds
such words is never touched.
"""

from __future__ import annotations

import re

from dedup.text.literals import Literals

_STOPS = frozenset(".!?…。！？۔।")
_CLOSERS = "\"'”’»“)]"
_SHORT = 18  # words without a full stop; headlines of teasers have 4 to 14, invitations some more

# A heading after which no more of the article follows: lists of other articles, comments, forms.
_END = re.compile(
    r"(?:\d+\s+)?(?:comments?|kommentare?|commentaires?|comentarios|comentários|commenti|reacties"
    r"|komentarze)(?:\s*[(:]?\s*\d*\)?)?"
    r"|(?:leave|post|add|write)\s+a\s+(?:comment|reply)|join the (?:conversation|discussion)|view (?:all )?comments"
    r"|(?:you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: for you| reading| stories| articles)?"
    r"|more (?:stories|news|articles|like this|to read)"
    r"|(?:latest|top|popular|trending|featured|other|recent)(?:\s+(?:news|stories|articles|posts|headlines|videos))?"
    r"|trending now|most (?:read|popular|viewed|shared|recent)(?:\s+\w+)?"
    r"|related(?:\s+(?:articles?|stories|story|posts?|content|news|topics|links|coverage|reading|items))?"
    r"|editor[’']?s?[’']? picks|don[’']t miss|up next|what to read next|read next"
    r"|keep reading|further reading|more (?:must[- ]reads |top stories )?from .{2,40}"
    r"|more on (?:this(?: story| topic)?|.{2,30})|about the authors?"
    r"|see also|also read|read also|discover more(?: from .{2,60})?|tags|topics|filed under|sponsored(?: content)?"
    r"|promoted(?: stories| content)?|around the web|from our partners)"
    r"|mehr zum thema|das könnte sie auch interessieren|lesen sie auch|auch interessant|meistgelesen|weitere "
    r"(?:artikel|themen|nachrichten)|ähnliche artikel|mehr (?:aus|von|zu) .{2,40}|schlagworte|schlagwörter|zum thema"
    r"|à lire aussi|a lire aussi|lire aussi|sur le même (?:sujet|thème)|les plus lus|articles? (?:similaires|liés"
    r"|associés|recommandés)|voir aussi|à voir aussi"
    r"|lee también|te puede interesar|más (?:noticias|información|leídas?|sobre .{2,30})|noticias relacionadas"
    r"|artículos relacionados|lo más (?:leído|visto)|relacionad[oa]s|ver también|etiquetas"
    r"|leia (?:também|mais)|veja também|mais lidas|notícias relacionadas|leggi anche|articoli correlati|potrebbe "
    r"interessarti|i più letti"
    r"|lees ook|meer over.{0,30}|gerelateerd.{0,20}|meest gelezen|zobacz (?:też|także|również)|czytaj (?:też|także"
    r"|więcej)|powiązane.{0,20}"
    r"|читайте (?:также|ещё|еще)|по теме|лента новостей|ilgili haberler|bunlar da ilginizi çekebilir|læs også|les "
    r"også|läs (?:också|mer|även)|lue myös"
    r"|čtěte také|související články|prečítajte si aj|citește și|articole similare"
    r"|kapcsolódó (?:cikkek|hírek)|вижте още|прочетете още|читайте також|матеріали за темою|pročitajte (?:i|još)"
    r"|διαβάστε (?:επίσης|ακόμα|ακόμη)|σχετικά (?:άρθρα|θέματα)|baca juga|(?:artikel|berita) terkait"
    r"|(?:tin|bài viết) liên quan|(?:เรื่อง|ข่าว|บทความ)ที่เกี่ยวข้อง|(?:ये|यह) भी पढ़ें|संबंधित (?:खबरें|ख़बरें|समाचार)"
    r"|اقرأ (?:أيضا|أيضاً|المزيد)|(?:مواضيع|أخبار|مقالات) ذات صلة|(?:اخبار|مطالب) مرتبط|בנושא זה|כתבות נוספות"
    r"|関連(?:記事|ニュース)|あわせて読みたい|相[关關](?:新闻|新聞|阅读|閱讀|文章|報導|报道)|推荐阅读|推薦閱讀|延伸[阅閱][读讀]"
    r"|관련\s?(?:기사|뉴스)",
    re.IGNORECASE,
)

# A line that is dropped wherever it stands alone, whatever follows.
_LONE = re.compile(
    r"(?:skip|jump) to (?:main |the )?(?:content|navigation|article|footer|search)|(?:main )?(?:menu|navigation)"
    r"|search|close|home|log ?in|sign in|sign up|register|subscribe(?: now| today)?"
    r"|advertisements?|ad|anzeige|werbung|publicit[ée]|publicidad|publicidade|pubblicità|reklama?|advertentie"
    r"|annonse?|реклама|広告|广告|article continues (?:below|after (?:this )?(?:ad|advertisement))"
    r"|(?:story|article) continues below(?: this)?(?: advertisement| ad)?|continue reading(?: below)?|scroll (?:down "
    r")?to continue.{0,40}"
    r"|share(?: this| article| story| on .{2,20})*:?|e-?mail|print|tweet|pin it|facebook|twitter|whatsapp|linkedin"
    r"|reddit|telegram|flipboard|copy link|link copied!?|save(?: article)?|bookmark"
    r"|teilen|drucken|merken|partager|imprimer|compartir|imprimir|condividi|delen|compartilhar|поделиться"
    r"|read more(?: here)?\W*|show more|see more|view more|load more|learn more|click here.{0,30}|back to top"
    r"|weiterlesen|mehr lesen|lire la suite|leer más|leia mais"
    r"|members public|members only|subscribers only|premium|exclusive to subscribers|for subscribers|paid post"
    r"|sponsored"
    r"|just watched|must watch|replay|now playing|play video|watch (?:now|video|live)|video|audio|photos?|gallery"
    r"|(?:photo(?:graph)?s?|images?|pictures?|bild(?:er)?|fotos?)(?: credit)?\s?[:：]\s?.{2,70}"
    r"|hide caption|toggle caption|enlarge this image|enlarge image|image caption"
    r"|image copyright.{0,40}|these are external links.{0,60}|close share panel|chat with us in .{2,30}|listen(?: to "
    r"(?:this )?article)?|\d+ min(?:ute)?s?(?: read)?|reading time:? .{1,20}|lesezeit:? .{1,20}"
    r"|\d+ (?:comments?|shares?|views|kommentare?|likes)|(?:a\s+){2,}|a-\s*a\+?|[-+]?a{1,3}[-+]?|\d+ ?/ ?\d+"
    r"|previous|next|(?:previous|next) (?:article|story|post)"
    r"|all rights reserved\.?|get (?:the )?(?:app|newsletter)|cookie(?:s| settings| policy)?|privacy policy|terms "
    r"(?:of (?:use|service)|and conditions)",
    re.IGNORECASE,
)

# A sentence that asks the reader for something; furniture where it stands as a line of its own.
_ASK = re.compile(
    r"\W*(?:please )?(?:"
    r"(?:subscribe|sign up|register|log in|join|become a (?:member|subscriber))\b.{0,140}"
    r"\b(?:e-?mails?|inbox|newsletters?|posts?|updates?|alerts?|membership|unlimited|access|free|channel|whatsapp"
    r"|telegram)\b"
    r"|(?:get|receive|stay|keep up)\b.{0,80}"
    r"\b(?:in your inbox|by e-?mail|straight to your (?:inbox|phone)|newsletter|up[- ]to[- ]date with)\b"
    r"|follow\b.{0,80}"
    r"\bon (?:twitter|facebook|instagram|x|tiktok|telegram|threads|bluesky|linkedin|youtube|google news|whatsapp)\b"
    r"|(?:like|find|join) us on (?:facebook|twitter|instagram|telegram|whatsapp)\b"
    r"|download\b.{0,60}\bapp\b|(?:enter|type) your (?:e-?mail|name)\b"
    r"|by (?:signing up|subscribing|clicking|submitting)\b.{0,120}\b(?:agree|accept|consent|terms|policy)\b"
    r"|(?:have|got|do you have) (?:a |any )?(?:story|tip|news tip|news)s?\b.{0,120}(?:\?|e-?mail|contact|@)"
    r"|(?:support|help us)\b.{0,60}\b(?:our journalism|independent journalism|donat|contribut)"
    r"|©|\(c\) ?\d{4}|copyright\b"
    r"|this (?:site|website|page) (?:uses|is protected)\b|we use cookies\b|your e-?mail address will not be published"
    r"|abonnier\w+.{0,80}\bnewsletter\b|(?:hier|jetzt)\b.{0,60}\b(?:newsletter|abonnieren)\b"
    r"|folgst? (?:du|sie)\b.{0,60}\b(?:auf|bei) (?:whatsapp|instagram|facebook|tiktok|x|twitter)\b"
    r"|(?:abonnez-vous|inscrivez-vous|recevez)\b.{0,100}\b(?:newsletters?|lettres?|mails?|alertes|infolettre)\b"
    r"|(?:suscríbete|suscríbase|síguenos|regístrate|recibe)\b"
    r".{0,120}\b(?:bolet[ií]n|newsletters?|correo|canal|whatsapp|telegram|instagram|facebook|google)\b"
    r"|(?:assine|inscreva-se|siga)\b.{0,80}\b(?:newsletter|canal|redes|instagram|whatsapp|google)\b"
    r"|(?:iscriviti|segui(?:ci)?)\b.{0,80}\b(?:newsletter|canale|facebook|google|whatsapp|instagram|telegram)\b"
    r")",
    re.IGNORECASE,
)
_ASK_ANYWHERE = re.compile(
    r"\b(?:may|might) (?:earn|receive|get)\b.{0,40}\bcommission\b|\b(?:in|to|into) your inbox\b"
    r"|\ball rights reserved\b.{0,40}$"
    r"|(?:^|[.:!?–] )(?:abonnieren sie|abonniere|subscribe to|sign up (?:for|to)|inscrivez-vous|suscríbete|iscriviti)"
    r"\b.{0,60}\bnewsletters?\b"
    r"|\b(?:share|let us know|leave|tell us)\b(?: us)?(?: your)?.{0,50}\bin the comments?\b.{0,10}$",
    re.IGNORECASE,
)
_ASKS = Literals("omment", "eserved", "ommission", "your inbox", "ewsletter")
_ASK_WORDS = 45  # a request is a sentence or two

# What stands where a wall hides the rest of an article.
_WALL = re.compile(
    r"\W*(?:(?:this|the full) (?:article|story|content|post) is (?:only )?(?:for|available to|reserved for"
    r"|exclusive to) (?:our |paid |paying |registered )*(?:subscribers|members)"
    r"|already (?:a |have a )?(?:subscriber|member|subscription)"
    r"|(?:to )?(?:continue|keep) reading (?:for|this|with|the)\b"
    r"|weiterlesen (?:mit|für)\b|jetzt weiterlesen|sie haben (?:schon|bereits) ein (?:abo|digitalabo|konto)"
    r"|(?:dieser|der|diesen) artikel .{0,40}\babonnenten\b"
    r"|(?:cet article|ce contenu|article) (?:est )?réservée? aux abonné"
    r"|déjà abonné|il vous reste .{0,20} de cet article"
    r"|(?:contenido|artículo) (?:exclusivo|solo) para suscriptores|¿?ya eres suscriptor"
    r"|(?:contenuto|articolo) riservato agli abbonati|sei già abbonato"
    r"|(?:conteúdo|matéria) exclusiv[oa] para assinantes|já é assinante"
    r"|この記事は.{0,6}会員限定|有料会員(?:に|限定)|残り.{0,12}文字|会員登録)",
    re.IGNORECASE,
)
_WALL_LENGTH = 250  # characters

# "Read more: headline" inside the body.
_INLINE = re.compile(
    r"^\W*(?:read (?:more|also|next|this)|also read|see also|see more|more on this|related(?: (?:stories?|articles?"
    r"|news|video|content))?|watch(?: also| now| video)?|listen(?: also)?|recommended|don[’']t miss"
    r"|(?:must|further|more) read(?:ing)?|lesen sie (?:auch|dazu|mehr|hier).{0,20}|lesen sie auch|mehr dazu|mehr zum "
    r"thema|lire aussi|à lire aussi|a lire aussi|lire (?:également|la suite)|à lire|voir aussi|lee también|lea "
    r"también|leer también|te puede interesar|también te puede interesar|más información"
    r"|leia (?:também|mais)|veja também|saiba mais|leggi anche|leggi pure|approfondisci|lees ook|lees meer|bekijk "
    r"ook|zobacz (?:też|także|również)|czytaj (?:też|także|więcej|również)|přečtěte si také|citește și|читайте "
    r"(?:также|ещё|еще|на .{2,20})|läs (?:också|mer|även)|les også|læs også|lue myös|okuyun|اقرأ أيضا|baca juga"
    r"|simak juga|lihat juga|پڑھیں|ยังอ่าน)"
    r"\s*[:：»>|–—-]+",
    re.IGNORECASE,
)
_INLINE_WORDS = 40

_CUT = re.compile(r"(?:\.\.\.|…)\s*(?:\[?\+?\d* ?(?:chars|more)\]?|read more|continue reading)?$", re.IGNORECASE)
# A line that names where the text comes from; the provenance of an article hangs on it, so it is never dropped.
_CREDIT = re.compile(
    r"\W*(?:original |ursprüngliche )?(?:sources?|quellen?|fuentes?|fontes?|bron|źródło|källa|kilde)\s*[:：]\s*\S"
    r"|.{0,80}\b(?:first|originally) (?:appeared|published|posted|reported) (?:on|in|at|by)\b"
    r"|.{0,80}\bcontributed (?:to this (?:report|story|article)|(?:additional )?reporting)\b"
    r"|\W*(?:additional )?reporting by\b|.{0,60}\b(?:republished|reprinted) (?:from|with|by|under)\b",
    re.IGNORECASE,
)
_CREDIT_WORDS = 40
_SOURCED = re.compile(
    r"\b(?:appeared|published|reported|republished|reprinted|erschienen|paru|publicado)\b", re.IGNORECASE
)
_RULE = re.compile(r"^[\W_]+$")


def is_rule(line: str) -> bool:
    """Whether a line holds no letter or digit: a rule of dashes, a row of stars."""
    return bool(_RULE.match(line))


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, in one of the scripts' full stops."""
    return line.removesuffix("\n").rstrip(_CLOSERS)[-1:] in _STOPS


def is_end_heading(line: str) -> bool:
    """Whether a line announces what stands after an article: related articles, comments, most read."""
    return len(line) <= 80 and bool(_END.fullmatch(line.strip(" \t:：#*»>|–—-…")))


def may_be_beside(line: str) -> bool:
    """Whether a line can be the headline of another article or a request, and no prose."""
    return (len(line.split()) <= _SHORT and not ends_sentence(line)) or is_furniture(line)


def is_lone_furniture(line: str) -> bool:
    """Whether a line is a control or label of a page: a skip link, a share button, an advertisement's mark."""
    return len(line) <= 100 and bool(_LONE.fullmatch(line.strip(" \t:：|•·»›>[]*#-–—")))


def is_request(line: str) -> bool:
    """Whether a line asks the reader to subscribe, follow, log in or comment, or states the copyright."""
    if len(line) > 10 * _ASK_WORDS:
        return False
    if len(line) <= _WALL_LENGTH and _WALL.match(line):
        return True
    if _ASK.match(line) or (_ASKS.places(line) and _ASK_ANYWHERE.search(line)):
        return len(line.split()) <= _ASK_WORDS
    return False


def is_inline_teaser(line: str) -> bool:
    """Whether a line inside a body points at another article: `Read more: …`."""
    return bool(_INLINE.match(line)) and len(line.split()) <= _INLINE_WORDS


def is_furniture(line: str) -> bool:
    """Whether a line can be dropped wherever it stands."""
    return (is_lone_furniture(line) or is_request(line) or is_inline_teaser(line)) and not is_credit(line)


def is_credit(line: str) -> bool:
    """Whether a line names the text's source or its contributors: `Source: …`, `… contributed reporting`."""
    return len(line) <= 10 * _CREDIT_WORDS and bool(_CREDIT.match(line)) and len(line.split()) <= _CREDIT_WORDS


def names_source(line: str) -> bool:
    """Whether a line, of whatever length, tells where the text was published before."""
    return bool(_SOURCED.search(line))


def is_cut(line: str) -> bool:
    """Whether a line was cut short by a page's teaser box and ends in an ellipsis."""
    return ("..." in line or "…" in line) and bool(_CUT.search(line))
