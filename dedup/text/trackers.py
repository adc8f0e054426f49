"""Parameters of addresses that tell how a reader came to a page, or how it is to be shown, and never which page it is.

The names are those that advertising, mail and analytics services document for their links, and that the filter lists of
browsers (AdGuard's tracking filter, ClearURLs, Firefox's query stripping) agree on. The list of `courlan` was measured
and not taken: it matches beginnings of names, so that `gallery`, `cid`, `uid` and `keyword` go, which pick the article
at many sites; it drops parameters without a value, so that `?1361378077` and `?20240101` are one page; and it leaves
`srsltid`, `cmpid`, `wt_mc`. What is missing here only costs a second key for a page, what is too much merges two pages.
"""

from __future__ import annotations

_PREFIXES = (
    "utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "mc_", "mkt_", "ml_", "oly_", "vero_", "itm_", "at_",
    "wt_", "wt.", "xtor", "ga_", "gaa_", "_ga", "stm_", "trk_", "fb_", "sc_c", "dm_", "iesrc", "spm_", "ns_",
    "guce_", "cmp_", "amp_", "ito_",
)  # fmt: skip
_NAME_LIST = """
    fbclid gclid gclsrc gbraid wbraid dclid msclkid twclid ttclid yclid ysclid igshid igsh li_fat_id epik scclid
    srsltid rdt_cid s_cid s_kwcid ef_id irclickid irgwc cjevent awc zanpid wickedid mkwid pcrid _openstat fb_ref
    fb_source __twitter_impression __s __hstc __hssc __hsfp hsctatracking _branch_match_id mibextid cmpid cmp
    cmpsrc icid icmp intcmp int_cmp ncid ncmp ocid cvid soc_src soc_trk smid smtyp ssm guccounter wtmc wt_zmc maca
    sessionid phpsessid jsessionid aspsessionid nlid emc dicbo obid obref taboola_id tblci outbrain_click_id usqp
    utmsource utmmedium utmcampaign rss_source feature_share share_id shareid sharetoken xing_share referer
    referrer refsrc ref_src ref_url refer_flag fromsource
"""
_NAMES = frozenset(_NAME_LIST.split())
# Words that mostly tell where a reader comes from, but pick the page where their value is a number.
_WEAK = frozenset({"ref", "source", "src", "from", "via", "r", "_r", "share", "partner", "campaign"})
# How a page is to be shown: in AMP, for print, for a telephone, all parts on one page.
_SHOWING = {
    "amp": None, "outputtype": {"amp"}, "output": {"amp", "print"}, "view": {"amp", "print", "mobile"}, "mode": {"amp",
    "print"}, "format": {"amp", "print"}, "type": {"amp"}, "print": None, "printable": None, "printview": None,
    "printpage": None, "print_view": None, "printerfriendly": None, "tmpl": {"component"}, "pagewanted": {"all",
    "print"}, "seite": {"all"}, "page": {"all"}, "singlepage": None, "single_page": None, "showall": None,
    "mobile": None, "m": {"1", "0"}, "_amp": None, "noamp": None, "isamp": None,
}  # fmt: skip
_SWITCHES = frozenset({"", "0", "1", "true", "false", "yes", "no", "y", "n", "on", "off", "amp", "mobile", "print"})


def tells_no_page(name: str, value: str) -> bool:
    """Whether a parameter (name in lower case, value decoded) has no part in which page it is."""
    if name in _NAMES or name.startswith(_PREFIXES):
        return True
    if name in _WEAK:
        routed = name == "r" and "/" in value  # `r=site/article`, as one framework names its pages
        return not routed and (not value.isdigit() or len(value) < 2)
    if name in _SHOWING:
        return value.lower() in (_SHOWING[name] or _SWITCHES)
    return False
