"""Texts that are no articles: read in bounded time, never a crash, never a relation where the matter differs."""

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
import wordfreq

from dedup.compare.rewrite import assess
from dedup.text.residue import residue_findings
from dedup.text.sentences import sentence_starts
from dedup.text.views import Views, views
from dedup.text.words import words_of

SYLLABLE_LIST = (
    "ka lo mi ren tas vel dor hin pa quo sel ust ber gan ni fo zer wim cho bry lund eck isk ort ull yn ax ej tho"
)
SYLLABLES = SYLLABLE_LIST.split()
PLAIN = wordfreq.top_n_list("en", 6_000)[200:]


def read(text: str, language: str | None = "en") -> Views:
    return views(text, words_of(text), language)


def word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randrange(2, 5)))


def sentence(rng: random.Random, length: int = 15) -> str:
    """Common words with here and there a name, as news has them."""
    words = [word(rng).capitalize() if rng.random() < 0.15 else rng.choice(PLAIN) for _ in range(length)]
    return " ".join(words).capitalize() + "."


def numbers(rng: random.Random) -> str:
    return " ".join(f"{rng.randrange(10 ** rng.randrange(1, 8)):,}" for _ in range(10_000))


def quotations(rng: random.Random) -> str:
    return "\n".join(f"“{sentence(rng)}” {word(rng).capitalize()} said." for _ in range(200))


def transcript(rng: random.Random) -> str:
    speakers = [word(rng).upper() for _ in range(4)]
    return "\n".join(f"{rng.choice(speakers)}: {sentence(rng, 20)}" for _ in range(400))


def links(rng: random.Random) -> str:
    return "\n".join(
        f"- {sentence(rng, 6)[:-1]} https://{word(rng)}.example/{word(rng)}?id={rng.random()}" for _ in range(400)
    )


def blog(rng: random.Random) -> str:
    posts = [
        f"{rng.randrange(24)}:{rng.randrange(60):02d}\n" + " ".join(sentence(rng) for _ in range(5)) for _ in range(400)
    ]
    return "\n\n".join(posts)


def one_line(rng: random.Random) -> str:
    return " ".join(word(rng) for _ in range(30_000))


def table(rng: random.Random) -> str:
    return "\n".join(f"{word(rng).capitalize()}\t{rng.randrange(90)}\t{rng.randrange(90)}" for _ in range(3_000))


def surrogates(rng: random.Random) -> str:
    return "".join(f"{word(rng)}\x00\ud800 {sentence(rng)} \udfff" for _ in range(300))


def chinese(rng: random.Random) -> str:
    return "".join(chr(rng.randrange(0x4E00, 0x9000)) + ("。" if rng.random() < 0.05 else "") for _ in range(20_000))


KINDS: list[Callable[[random.Random], str]] = [
    numbers, quotations, transcript, links, blog, one_line, table, surrogates, chinese
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_two_of_a_sort_with_other_matter_are_not_related(kind: Callable[[random.Random], str]) -> None:
    one, other = read(kind(random.Random(1))), read(kind(random.Random(2)))
    found = assess(one, other)
    assert not found.kind.derived
    assert found.probability < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Once.",
        "The mayor resigned on Monday.",
        "again " * 50_000,
        "Again! " * 50_000,
        "twenty " * 50_000,
        "hundred and " * 30_000,
        "a million " * 30_000,
        "3 May " * 20_000,
        "A. " * 30_000,
        "U.S." * 30_000,
        "“" * 30_000,
        '"a b c d e f g" ' * 5_000,
        "«" * 10_000 + " word " * 100,
        "[" * 10_000,
        "{a|b}" * 10_000,
        "三" * 20_000,
        "十万" * 10_000,
        "ก" * 20_000,
        "ア" * 20_000,
        "\x00" * 1_000,
        "\ud800" * 1_000,
        "\u200b" * 1_000 + "word",
        "a\u0301" * 10_000,
        "x" * 100_000,
        "." * 50_000,
        ("x" * 50 + "\n") * 5_000,
        "1" * 50_000,
        "1,111" * 10_000,
        "1.1.1.1." * 10_000,
        "1 000 " * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("language", ["fr", "zh"])
def test_one_thing_repeated_is_read_and_accuses_nobody(text: str, language: str | None) -> None:
    seen = read(text, language)
    assert len(seen.stems) == len(seen.words)
    assert not assess(seen, read("The mayor of Tavistock resigned on Monday after 12 years.", language)).kind.derived
    residue_findings(text)


def test_a_long_run_is_cut_into_bounded_sentences() -> None:
    for text in ("word " * 5_000, "港" * 5_000, "ก" * 5_000):
        starts = sentence_starts(text, words_of(text)).tolist()
        assert max(b - a for a, b in pairwise(starts)) <= 320


def test_a_rewrite_inside_a_live_blog_makes_no_relation_of_the_blog_with_others() -> None:
    rng = random.Random(5)
    day, shared = blog(rng), sentence(rng)
    assert not assess(read(day + "\n" + shared), read(blog(rng) + "\n" + shared)).kind.derived
