"""Verdicts on texts in other scripts than Latin, those written without spaces among them; and on hostile texts."""

from __future__ import annotations

import pytest

from dedup.compare import Judgement, document, judge, located
from dedup.config import CompareParams
from dedup.model import Kind
from dedup.text.words import words_of
from tests.writing import FERRY, edited, prose

PARAMS = CompareParams()

# For each language two reports on other matters, of three paragraphs each.
REPORTS: dict[str, tuple[list[str], list[str]]] = {
    "chinese": (
        [
            "萨尔特米尔港务委员会星期二深夜投票决定，把两艘最老的渡轮撤出河口航线，自一九五一年以来岛民一直乘坐它们上班上学。"
            "辩论持续了将近三个小时，两次被旁听席上的抗议者打断，最后以九票对四票通过。",
            "工程师对委员们说，更换两艘船锈蚀的甲板要花二百四十万克朗，几乎等于一个新船体的价格，而且不修理就没有保险公司愿意再保一个冬天。"
            "春天的检查发现船尾舱进水，右舷栏杆上有裂缝。",
            "从十一月起，乘客将改乘租来的双体船，全程四十分钟而不是五十五分钟，但只能坐一百二十人，只有原来的一半。委员会预料赶集的日子会排长队，"
            "已经请求公共汽车公司在码头增开晚班车。",
        ],
        [
            "农民联合会报告，维尔谷的果农今年秋天正在拔掉成千上万棵苹果树，因为一种随进口木料来的甲虫已经到了最后几片健康的果园。",
            "这种虫子还没有一粒米长，钻进树皮底下，两个季节就能毁掉一棵树。六月挂出去的捕虫器在水库与公路之间的每个村子都捉到了它。",
            "有些人家已经开始改种核桃或榛子，也有人把地租出去装太阳能板。下维尔的榨汁厂往年要排队到半夜，星期五中午院子里却空空荡荡。",
        ],
    ),
    "japanese": (
        [
            "ソルトミアの港湾評議会は火曜日の深夜、最も古い二隻の渡し船を河口の航路から引き揚げることを決めた。島の人々は一九五一年から"
            "この船で職場や学校に通ってきた。三時間近い討論は二度、傍聴席の抗議で中断した。",
            "技術者の説明では、腐食した甲板の張り替えに二百四十万クローネかかり、新しい船体の値段に近い。修理をしなければ来冬の保険にも"
            "入れないという。春の検査では船尾の区画に水が見つかり、右舷の手すりには亀裂が走っていた。",
            "十一月からは借り上げた双胴船が四十分で結ぶが、定員は百二十人で半分にすぎない。市の立つ日には行列ができると見て、評議会は"
            "バス会社に夜の便を増やすよう求めている。",
        ],
        [
            "農民組合によると、ヴェル谷の農家はこの秋、数千本のりんごの木を抜いている。輸入材についてきた甲虫が最後の健全な果樹園に達したためだ。",
            "虫は米粒より小さく、樹皮の下に穴を掘り、二年で木を枯らす。六月に吊るした罠には、貯水池から高速道路までのどの村でも虫がかかった。",
            "くるみやはしばみに植え替える家もあれば、太陽光パネルに土地を貸す家もある。下ヴェルの搾汁所の庭は、金曜の昼だというのに空だった。",
        ],
    ),
    "thai": (
        [
            "สภาท่าเรือซอลต์เมียร์ลงมติเมื่อดึกวันอังคารให้ถอนเรือข้ามฟากที่เก่าแก่ที่สุดสองลำออกจากเส้นทางปากแม่น้ำ "
            "ซึ่งชาวเกาะใช้ไปทำงานและไปโรงเรียนมาตั้งแต่ปีสองพันสี่ร้อยเก้าสิบสี่",
            "วิศวกรแจ้งต่อที่ประชุมว่าการเปลี่ยนแผ่นดาดฟ้าที่ผุกร่อนของเรือทั้งสองลำจะใช้เงินสองล้านสี่แสนโครน "
            "ใกล้เคียงกับราคาตัวเรือใหม่ และหากไม่ซ่อมก็ไม่มีบริษัทใดยอมรับประกันอีกฤดูหนาว",
            "ตั้งแต่เดือนพฤศจิกายนผู้โดยสารจะต้องนั่งเรือสองท้องที่เช่ามา ใช้เวลาสี่สิบนาทีแต่บรรทุกได้เพียงหนึ่งร้อยยี่สิบคน "
            "สภาคาดว่าจะมีแถวยาวในวันตลาดนัด",
        ],
        [
            "สหภาพชาวไร่รายงานว่าชาวสวนในหุบเขาเวลล์กำลังถอนต้นแอปเปิลหลายพันต้นในฤดูใบไม้ร่วงนี้ "
            "เพราะด้วงที่มากับไม้นำเข้าลุกลามถึงสวนสุดท้ายที่ยังสมบูรณ์",
            "แมลงตัวเล็กกว่าเมล็ดข้าวเจาะใต้เปลือกไม้และฆ่าต้นไม้ได้ภายในสองปี กับดักที่แขวนไว้ในเดือนมิถุนายนจับมันได้ทุกหมู่บ้าน",
            "บางครอบครัวเริ่มปลูกวอลนัตแทน บางครอบครัวให้เช่าที่ดินติดแผงโซลาร์ ลานโรงคั้นน้ำผลไม้ว่างเปล่าในเที่ยงวันศุกร์",
        ],
    ),
    "german": (
        [
            "Der Hafenrat von Salzmoor hat am späten Dienstagabend beschlossen, die beiden ältesten Fähren von der Strecke über "
            "die Mündung zu nehmen und damit einen Dienst zu beenden, der die Inselbewohner seit 1951 zur Arbeit und zur Schule "
            "bringt. Die Debatte dauerte fast drei Stunden und wurde zweimal von der Zuschauertribüne aus gestört.",
            "Ingenieure erklärten den Räten, der Ersatz der durchgerosteten Decksplatten werde 2,4 Millionen Kronen kosten, fast "
            "so viel wie ein neuer Rumpf, und ohne die Arbeiten lasse sich keines der Schiffe für einen weiteren Winter "
            "versichern. Bei einer Prüfung im Frühjahr war Wasser im Heck gefunden worden.",
            "Von November an sollen die Fahrgäste einen gecharterten Katamaran benutzen, der vierzig statt fünfundfünfzig "
            "Minuten braucht, aber nur 120 Menschen faßt. An Markttagen rechnet der Rat mit Schlangen am Kai.",
        ],
        [
            "Im Vellthal reißen die Obstbauern in diesem Herbst Tausende von Apfelbäumen aus, weil ein mit Bauholz "
            "eingeschleppter Käfer die letzten gesunden Gärten erreicht hat, wie der Bauernverband mitteilte.",
            "Das Tier ist kürzer als ein Reiskorn, frißt sich unter die Rinde und tötet einen Baum in zwei Jahren. Fallen, die "
            "im Juni aufgehängt wurden, waren in jeder Gemeinde zwischen Stausee und Autobahn gefüllt.",
            "Manche Familien pflanzen nun Nüsse, andere verpachten ihr Land für Solaranlagen. Vor der Mosterei, wo sich in "
            "guten Jahren die Wagen bis Mitternacht stauten, war der Hof am Freitagmittag leer.",
        ],
    ),
    "arabic": (
        [
            "صوّت مجلس ميناء سالتمير في وقت متأخر من مساء الثلاثاء على سحب أقدم عبّارتين من خط المصب، منهياً خدمة نقلت سكان "
            "الجزر إلى أعمالهم ومدارسهم منذ عام ألف وتسعمئة وواحد وخمسين، بعد نقاش دام قرابة ثلاث ساعات وقاطعه المحتجون مرتين.",
            "وقال المهندسون للمجلس إن استبدال ألواح السطح الصدئة في السفينتين سيكلف مليونين وأربعمئة ألف كرونة، أي ما يقارب ثمن "
            "هيكل جديد، وإن أياً منهما لا يمكن التأمين عليها شتاء آخر من دون هذه الأعمال، وقد وجد تفتيش الربيع ماء في المؤخرة.",
            "واعتباراً من تشرين الثاني سيستقل الركاب قارباً مستأجراً يقطع المسافة في أربعين دقيقة لكنه لا يتسع إلا لمئة وعشرين "
            "شخصاً، ويتوقع المجلس طوابير في أيام السوق وطلب من شركة الحافلات تسيير رحلات متأخرة من الرصيف.",
        ],
        [
            "يقتلع المزارعون في وادي فيل آلاف أشجار التفاح هذا الخريف لأن خنفساء وصلت مع أخشاب مستوردة بلغت آخر البساتين السليمة، "
            "بحسب ما أفاد اتحاد الفلاحين.",
            "والحشرة أصغر من حبة أرز، وهي تحفر تحت اللحاء وتقتل الشجرة خلال موسمين، وقد أمسكت بها المصائد المعلقة في حزيران في كل "
            "قرية بين الخزان والطريق السريع.",
            "وبدأت بعض العائلات زراعة الجوز والبندق، وأجّرت أخرى أراضيها للألواح الشمسية، وكانت ساحة المعصرة خالية ظهر الجمعة.",
        ],
    ),
}
LANGUAGES = list(REPORTS)


def verdict(a: str, b: str) -> Judgement:
    return judge(document(a), document(b), PARAMS)


def report(language: str, which: int = 0) -> str:
    return "\n".join(REPORTS[language][which])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reprint_is_found_in_every_script(language: str) -> None:
    first, second, third = REPORTS[language][0]
    assert verdict(report(language), report(language) + "\n.").kind is Kind.IDENTICAL
    assert verdict(report(language), f"{first}\n{third}").kind is Kind.NEAR_COPY
    assert verdict(report(language), f"{third}\n{second}").kind is Kind.NEAR_COPY
    changed = report(language).replace(second[10:16], third[20:23])
    assert changed != report(language)
    assert verdict(report(language), changed).kind is Kind.NEAR_COPY


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_excerpt_is_found_in_every_script(language: str) -> None:
    passage = "\n".join(REPORTS[language][0][1:])
    own = REPORTS[language][1]
    text = "\n".join([*own, passage, *own])
    assert verdict(report(language), text).kind is Kind.EXCERPT
    one, other = document(report(language)), document(text)
    (shared,) = located(judge(one, other, PARAMS), one, other).passages
    assert shared.words >= len(words_of(passage))
    assert passage[1:-1] in text[shared.b.start - 1 : shared.b.end + 1]
    assert passage[1:-1] in report(language)[shared.a.start - 1 : shared.a.end + 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_reports_are_strangers_in_every_script(language: str) -> None:
    found = verdict(report(language), report(language, 1))
    assert found.kind is Kind.UNRELATED
    assert found.score < 0.1


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_script_is_taken_for_another(language: str) -> None:
    assert verdict(report("chinese"), report(language)).kind is Kind.UNRELATED


# --- hostile texts ----------------------------------------------------------------------------------------------------

HOSTILE = {
    "numbers": " ".join(str(n * 7919) for n in range(10_000)),
    "one number": "1 " * 10_000,
    "one word": "boat " * 10_000,
    "links": "\n".join(f"https://news{n}.example/2024/05/{n}?ref=home&utm_source=feed#top" for n in range(2_000)),
    "one link": "https://news.example/2024/05/01\n" * 2_000,
    "quotation marks": "“ " * 10_000,
    "lines": "a\n" * 10_000,
    "capitals": "Ada Venn " * 5_000,
    "long": prose(30_000),
    "long as it can be aligned": prose(15_000),
    "no words": "*" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_judged_against_itself_and_a_variant_and_an_article(name: str) -> None:
    text = HOSTILE[name]
    assert verdict(text, text).kind is Kind.IDENTICAL
    for other in (f"{text} end", text[: len(text) // 2], edited(text, 3), FERRY):
        found = verdict(text, other)
        assert 0.0 <= found.score <= 1.0
        assert found.overlap.containment_a <= 1.0
        assert found.overlap.containment_b <= 1.0
        assert found.kind is verdict(other, text).kind


def test_lists_of_links_to_the_same_site_are_no_copies() -> None:
    one, other = (
        "\n".join(f"https://news.example/{year}/{n * step}/story-{n * step}" for n in range(200))
        for year, step in ((2023, 17), (2024, 23))
    )
    assert verdict(one, other).kind is Kind.UNRELATED


def test_a_long_text_and_its_edited_reprint_are_a_near_copy() -> None:
    assert verdict(HOSTILE["long"], edited(HOSTILE["long"], 3)).kind is Kind.NEAR_COPY
