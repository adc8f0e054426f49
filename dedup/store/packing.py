"""Proofs as they are kept: JSON, deflated with the sentences that our ledgers are made of known beforehand.

A ledger of 600 bytes is nearly all template; a dictionary (RFC 1950, section 2.2; `zdict` in zlib) leaves its figures,
some 90 bytes. Only what is shown opens a proof: look-ups by kind, score or direction stand in columns of their own.
"""

from __future__ import annotations

import json
import zlib

from dedup.store.values import as_json, bytes_of

LONGEST = 1 << 26
"""Bytes that a proof may have unpacked: a thousand times those of the longest that two articles of a megabyte gave."""

_LEVEL = 6
_WINDOW = 13  # bits: the dictionary and one ledger; a window of 15 bits costs a third more time to set up
_MEMORY = 6

# A part of every packed row's meaning: a change of one letter makes what is stored unreadable. Another dictionary goes
# beside this one and is told from it by the check sum that each stream begins with. What comes often stands last.
_DICTIONARY = (
    b'["not_read","Rewrites are not looked for in ; only wording was compared.",0.0,0.0,[]]["identical","Both '
    b'have the same  words in the same order.",9.0,[0]]["not_aligned","Sentences were not aligned: even if all '
    b'had a counterpart, it would not be enough.",0.0,null,[]]["nothing_in_place","The texts share words, but no '
    b'sentence and hardly two neighbouring words: long texts do so by chance.",-["too_short","The shorter text '
    b"has  content words of its own outside quotations and stock lines: too few to tell a rewrite (at least "
    b'20)."["shared_quotations"," words of {a} in quotation marks in both texts; not '
    b'counted."["altered_quotations","["spun_phrases","In sentences that correspond,  phrases have a word '
    b'exchanged for another; listed below.",0.0,["length","The shorter text has  words: short reports of one '
    b'event share most facts, so more is asked for."["own_details","Numbers and names of its own:  of {a} stand '
    b'nowhere in {b},  of {b} nowhere in {a}."["details"," of  numbers and  of  rare words of the text with fewer '
    b'stand in the other."["names"," of  names of the text with fewer stand in the other."["phrases"," % of '
    b"three-word phrases are shared,  % of sentence frames;  % of the details side by side in one stand side by "
    b'side in the other."["words","Weighed by rarity,  % of the shorter text\'s words stand in the other,  % of '
    b'the longer\'s, and  % of those said only once."["order_of_details"," of  names, numbers and rare words of '
    b'the text with fewer come in the same order; sentences keep  % of their order."["sentences"," of  sentences '
    b'of {a} have a counterpart in {b},  of  of {b} in {a}."["contradictions","In sentences that correspond,  '
    b'numbers and  names stand against others,  and  agree."["stock","1 shared word is captions, stock lines or '
    b'the outlet\'s own furniture; not counted.",0.0,["quoted"," shared words are direct speech or quoted posts; '
    b'not counted.",0.0,["revision"," are states of one article of one publisher, and {a} is of a later date than '
    b'{b}.",["credit","{a} names {b} as its source: ","dates_contradict","{a} claims to be older than {b} but was '
    b'first seen after it,  hours after its claim: back-dated, or found late."["dates_firm","{b} claims to be of '
    b'; {a} had been seen by ["dates_seen","{a} was first seen before {b}; when one or both were published is not '
    b'known."["story_parent","In the story {a} hangs on {b}: it is ["story_siblings","Both come from a source '
    b'that is not held."["story_origin","{a} is the origin of the story.","{b} is the origin of the '
    b'story.","b_from_a",["untidy","{a} has  slips of spacing in a thousand words, {b} , as after tidying '
    b'up."["pasted","Lines of {a} break off in mid-sentence,  in a thousand words ({b}: ), as if '
    b'pasted."["indirect","{a} reports  words that stand in {b} as direct speech; the reverse holds for '
    b'["odd_words","{a}\'s plain words are rarer () than {b}\'s (), as after an exchange of '
    b'synonyms."["moments","{a} names days and hours  times in a thousand words, {b}  times."["contractions","{a} '
    b'contracts  of a thousand words, {b} ["dashes","{a} has  dashes in a thousand words, {b} ["commas","{a} has  '
    b'commas in a thousand words, {b} ["quoted"," % of {a} is direct speech,  % of {b}."["names","{b} has  names '
    b'that {a} lacks, {a}  that {b} lacks."["stately","{a} has  verbs such as `stated` and `noted` in a thousand '
    b'words, {b} ["loud","{a} has  loud words and exclamations in a thousand, {b} ["general","{a} has  words of '
    b'general comment in a thousand, {b} ["named"," % of {a}\'s words are names,  % of {b}\'s."["small_words","{a} '
    b'has  small words such as `up`, `just` and `still` in a thousand, {b} ["figures"," % of {b}\'s characters are '
    b'digits,  % of {a}\'s."["stops","{a} ends  sentences in a thousand words, {b} : copies cut sentences '
    b'up."["length","{b} has  words, {a} ["rare","{b} has  rare words that {a} lacks, {a}  that {b} '
    b'lacks.","b_from_a",0.["idiom","The order of common words is more natural in {a} (-7.) than in {b} '
    b'(-7.).","a_from_b",0.["said","{b} says `said` and the like  times in a thousand words, {a}  '
    b'times.","a_from_b",0.1["variety","{a} repeats fewer words (8 % are new) than {b} (8 %), as after an '
    b'exchange of synonyms.","a_from_b",0.2["articles","{b} says `the` and `of`  times in a thousand words, {a}  '
    b'times.","b_from_a",0.3["numbers","{a} has 2 numbers that {b} lacks, {b} 0 that {a} '
    b'lacks.","a_from_b",0.4["own_words","The words that {b} alone has are rarer (1.) than those that {a} alone '
    b'has (1.), as after rewording.","b_from_a",0.3["own_words","The words that {a} alone has are rarer (1.) than '
    b'those that {b} alone has (1.), as after rewording.","a_from_b",0.3["containment","8 % of {b} stands word '
    b'for word in {a}, 7 % of {a} in {b}.","b_from_a",0.6["containment","8 % of {a} stands word for word in {b}, '
    b'7 % of {b} in {a}.","a_from_b",0.6["other_traits","Smaller differences of the two texts, '
    b'together.","a_from_b",0.1],["other_traits","Smaller differences of the two texts, '
    b'together.","b_from_a",0.2],["story_open","Another member, or one that is not held, is likelier to be the '
    b'source of both.","common_origin",3.5],["dates","{b} claims to be of 2026-01-01T00:00:00+00:00, {a} of '
    b'2025-01-01T00:00:00+00:00, and they were first seen in this order.","a_from_b",3.0],["dates","{a} claims to '
    b'be of 2025-01-01T00:00:00+00:00, {b} of 2025-01-0","b_from_a",1.2],[["figures","In wording that is '
    b"otherwise the same, 1 number or name differs and  agree; that is one template with other facts, not a "
    b'copy.","numbers and names '
    b'differ"["postings"],["bands"],["samples"],["bands","postings"],["samples","postings"],["bands","samples","po'
    b'stings"],[["prior","Two articles are taken to be unrelated until something speaks for '
    b'it.",-4.5,null,[]],["verbatim"," words stand word for word in both, outside quotations, in 1 passage; the '
    b'longest run has  words.",9.0,["verbatim","1 words stand word for word in both, outside quotations, in  '
    b'passages; the longest run has  words.",9.0,[0,1,2,3,4,5,6,7,8,9]],["containment","That is 8 % of {a}\'s own '
    b'words and 9 % of {b}\'s.",5.,0.9,[]],["throughout","Quotations and stock lines included, 8 % of {a} and 9 % '
    b'of {b} are the same.",4.,0.8,[]],["order","Read in order, 8 % of {a}\'s words and 9 % of {b}\'s '
    b'agree.",5.,0.8,[]]],['
)


# A copy of what has read the dictionary takes two thirds of the time of one that is to read it.
_PACKER = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zdict=_DICTIONARY)


def pack(value: object) -> bytes:
    """A JSON value, packed."""
    packer = _PACKER.copy()
    return packer.compress(as_json(value).encode("ascii")) + packer.flush()


def unpack(packed: object) -> object:
    """What `pack` was given; raises ValueError, or another of `values.UNREADABLE`, for what it did not write."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS, zdict=_DICTIONARY)
    try:
        text = unpacker.decompress(bytes_of(packed), LONGEST)
    except zlib.error as error:
        raise ValueError(f"a packed value cannot be unpacked ({error})") from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("a packed value is cut short, or longer than any that is written")
    return json.loads(text)
