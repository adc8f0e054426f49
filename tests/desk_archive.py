"""An archive for the tests of the review desk: the sample families, and articles that no desk would like to show.

The samples have reprints, rewrites, credited and uncredited takers, and an origin that is not held. Of each hostile
article there is an original and an uncredited copy, so that it is met in the queue, as a pair and in a story.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from dedup.archive import Archive
from dedup.model import Article, Capture, Claim, Medium, MetaSource
from tests.archive_factories import BANK, BEETLE, BRIDGE, HARBOUR, RAIL, SCHOOL, day, edited
from tests.cli_factories import ROOT, process
from tests.prose import LIGHTHOUSE

SAMPLES = ("samples/ferry", "samples/club", "samples/storm", "samples/bruecke")
OWN = "The Lannoch Herald"
"""The outlet of the samples whose desk this is: it wrote the origin of the ferry story, and others took from it."""
ORIGIN = "samples/ferry/lannochherald-skerrow-ferry-contract-inquiry.html"
REWRITE = "samples/ferry/newsquill-investigation-commanded-skerrow-boat-agreement.html"
REPRINT = "samples/ferry/quarrybankpost-ferries-wont-fit-pier-inquiry.html"
NOT_HELD = "Meridian Wire"
"""The agency that wrote the origin of the club story, which the samples do not have."""

PAGES = {
    "queue": "/",
    "stories": "/stories",
    "sources": "/sources",
    "pair": "/pair?" + urlencode({"a": ORIGIN, "b": REWRITE}),
    "pair of strangers": "/pair?" + urlencode({"a": ORIGIN, "b": "samples/storm/trilakes-the-geese-knew-first.html"}),
    "story": "/story/s0983ac31b3",
    "story of an origin not held": "/story/s74c906912b",
    "article": "/article?" + urlencode({"key": REPRINT}),
    "search": "/search",
    "found": "/search?q=ferry",
    "nothing here": "/nowhere",
}
"""Addresses of the desk's pages by names of our own, in this archive."""

FOREIGN = "https://elsewhere.example"
"""An address that hostile articles would have a browser ask for something."""

# What is run, fetched or drawn where a text or a name is taken for markup. `owned` is what a test looks for.
MARKUP = (
    "</textarea></pre></p><script>document.title = 'owned'; window.owned = 1</script>",
    f"<img src='{FOREIGN}/pixel.png' onerror='window.owned = 1'>",
    f"<svg onload='window.owned = 1'><image href='{FOREIGN}/drawn.svg'/></svg>",
    f"<link rel=stylesheet href='{FOREIGN}/style.css'><style>body {{ display: none }}</style>",
    f"<iframe src='{FOREIGN}/frame'></iframe><meta http-equiv=refresh content='0;url={FOREIGN}'>",
    f"<form action='{FOREIGN}/form' method=post><button autofocus>Same story</button></form><base href='{FOREIGN}'>",
    "{{ 7 * 7 }} {% raw %} ${7*7} <%= 7 %> &lt;b&gt; &#60;script&#62; ]]> --> <!-- <![CDATA[",
    "'\" onmouseover='window.owned = 1' x=\" javascript:window.owned=1",
)
RIGHT_TO_LEFT_OVERRIDE, POP = "\u202e", "\u202c"
BIDI = f"Minister {RIGHT_TO_LEFT_OVERRIDE}kcab deiap{POP} \u2066isolated\u2067 and {RIGHT_TO_LEFT_OVERRIDE}never closed"
LONG_TITLE = " ".join(["A headline that its editor would not end, and that goes on for another line"] * 12)
UNBROKEN_TITLE = "Donaudampfschifffahrtsgesellschaft" * 20
WORD = "a" * 1_990_000
"""One word almost as long as an article can be."""

# A market that is moved, told in Arabic: read from the right, with figures and a name that are read from the left.
MARKET = (
    "قرر مجلس بلدية وادي الزيزفون نقل سوق السمك القديم إلى الضفة الشرقية بعد أن غمرت المياه الأقبية للمرة الثالثة في "
    "شتاء واحد، وقال المجلس إن النقل سيكلف 2.4 مليون دينار ويستغرق عامين على الأقل.",
    "وقالت مهندسة البلدية سلمى الطرابيشي إن الجدران الحجرية تشققت تحت مستوى النهر، وإن المضخات التي ركبتها شركة "
    "Northgate Pumps عام 2019 لم تعد تكفي لإخراج الماء قبل وصول القوارب عند الفجر.",
    "ويخشى الصيادون أن يفقدوا زبائنهم من سكان الحي القديم، لأن الجسر الجديد لن يفتح قبل الربيع، ولأن الحافلات لا تعبر "
    "النهر بعد الساعة السادسة مساء، وقد جمعوا 860 توقيعا خلال أسبوع واحد ضد القرار.",
    "وسيعرض المهندسون ثلاثة مخططات في قاعة المدرسة يوم الخميس، ويصوت المجلس عليها في آخر الشهر، أما البائعون الذين "
    "يملكون عقودا طويلة فسوف يختارون أماكنهم أولا بحسب أقدمية العقد.",
)


def article(
    key: str,
    text: str,
    *,
    title: str,
    publisher: str,
    published: str,
    uri: str | None = None,
    byline: str | None = None,
) -> Article:
    """An article as a reader would hand it on, with names and a text that nobody has cleaned."""
    return Article(
        key=key,
        text=text,
        uri=uri,
        title=Claim(title, MetaSource.MARKUP),
        publisher=Claim(publisher, MetaSource.META),
        byline=Claim(byline, MetaSource.META) if byline else None,
        published=day(published),
        capture=Capture(source=key, medium=Medium.PAGE, digest="0" * 64),
    )


def told(name: str, text: str, *, title: str, publisher: str, key: str | None = None) -> Iterator[Article]:
    """A hostile original of March 2025, and a copy of the next day with a few words changed."""
    address = f"https://{name}.example/{key or name}"
    yield article(address, text, title=title, publisher=publisher, published="2025-03-04T07:00", uri=address)
    yield article(
        address + "-copy",
        edited(text, 0.03, seed=7) if len(text) < 100_000 else text + "\n\nA line of its own.",
        title=f"{title} (copy)",
        publisher=f"{publisher} Copies",
        published="2025-03-05T09:00",
        byline=publisher,
        uri=f"https://{name}-copies.example/{key or name}",
    )


def hostile() -> list[Article]:
    """Originals and copies whose titles, texts, publishers and keys are meant to break a page."""
    plain = [part for pair in zip(HARBOUR, MARKUP, strict=False) for part in pair]
    families = [
        told("markup", "\n\n".join([*plain, *MARKUP]), title=MARKUP[0] + MARKUP[1], publisher=MARKUP[2]),
        told(
            "key",
            "\n\n".join(SCHOOL),
            title=MARKUP[7],
            publisher="Q & A <b>Post</b>",
            key="a?x=\"><script>window.owned=1</script>&y='#../..%2f%00?é {{7*7}}",
        ),
        told("bidi", "\n\n".join([*BEETLE, BIDI]), title=BIDI, publisher=f"Echo {RIGHT_TO_LEFT_OVERRIDE}tsoP"),
        told("long", "\n\n".join(BANK), title=LONG_TITLE, publisher="The Long Title Weekly " * 6),
        told("unbroken", "\n\n".join(RAIL), title=UNBROKEN_TITLE, publisher="U" * 300),
        told("arabic", "\n\n".join(MARKET), title="نقل سوق السمك القديم إلى الضفة الشرقية", publisher="جريدة الزيزفون"),
        told("word", "\n\n".join([*BRIDGE, WORD]), title="One word", publisher="Monotone"),
        told("nothing", LIGHTHOUSE, title="\u200b", publisher="\u00a0"),
    ]
    return [one for family in families for one in family]


HOSTILE_NAMES = ("markup", "key", "bidi", "long", "unbroken", "arabic", "word", "nothing")
"""What `keys` knows."""


def keys(name: str) -> tuple[str, str]:
    """The keys of a hostile original and its copy."""
    original, copy = (
        one.key for one in hostile() if (one.uri or "").startswith((f"https://{name}.", f"https://{name}-"))
    )
    return original, copy


def made(path: Path) -> Path:
    """A file with the samples and the hostile articles in it, made by the program itself."""
    done = process("ingest", *SAMPLES, "--db", path, "--quiet", cwd=ROOT)
    assert done.code == 0, done.err
    with Archive.open(path) as archive:
        archive.ingest(hostile())
    return path
