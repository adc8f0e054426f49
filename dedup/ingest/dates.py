"""Reading dates: ISO 8601, RFC 2822, epoch seconds and the plain forms of by-lines, into `DateClaim`s within reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from unicodedata import normalize

from dedup.model import DateClaim, MetaSource

_EARLIEST_YEAR = 1900  # before, no article was published on a page; scanned archives start later as data sets
_SLACK = timedelta(days=1, hours=14)  # later than tomorrow anywhere on earth: time zones reach to UTC+14
_MILLISECONDS = 100_000_000_000  # as seconds this is the year 5138, as milliseconds 1973

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?.*)?",
    re.IGNORECASE | re.DOTALL,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})?)?")
# English, German, French, Spanish, Italian, Portuguese and Dutch, in this order, where they differ; then Polish,
# Russian, Ukrainian, Turkish, Danish, Norwegian, Swedish, Indonesian, Finnish, Greek, Arabic, Hebrew and Hindi, in the
# case that dates have them in.
_MONTHS = {
    normalize("NFC", name.casefold()).replace("ı", "i"): number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier enero gennaio janeiro januari stycznia января січня"
            " ocak tammikuuta ιανουαρίου يناير ינואר जनवरी",
            "february feb februar février febrero febbraio fevereiro februari lutego февраля"
            " лютого şubat helmikuuta φεβρουαρίου فبراير פברואר फरवरी",
            "march mar märz mars marzo março maart marca марта березня mart marts maret"
            " maaliskuuta μαρτίου مارس מרץ मार्च",
            "april apr avril abril aprile kwietnia апреля квітня nisan huhtikuuta απριλίου أبريل אפריל अप्रैल",
            "may mai mayo maggio maio mei maja мая травня mayıs maj toukokuuta μαΐου مايو מאי मई",
            "june jun juni juin junio giugno junho czerwca июня червня haziran kesäkuuta ιουνίου يونيو יוני जून",
            "july jul juli juillet julio luglio julho lipca июля липня temmuz heinäkuuta ιουλίου يوليو יולי जुलाई",
            "august aug août agosto augustus sierpnia августа серпня ağustos augusti agustus"
            " elokuuta αυγούστου أغسطس אוגוסט अगस्त",
            "september sep sept septembre septiembre settembre setembro września сентября вересня"
            " eylül syyskuuta σεπτεμβρίου سبتمبر ספטמבר सितंबर",
            "october oct oktober octobre octubre ottobre outubro października октября жовтня ekim"
            " lokakuuta οκτωβρίου أكتوبر אוקטובר अक्टूबर",
            "november nov novembre noviembre novembro listopada ноября листопада kasım marraskuuta"
            " νοεμβρίου نوفمبر נובמבר नवंबर",
            "december dec dezember dez décembre diciembre dicembre dezembro grudnia декабря грудня"
            " aralık desember joulukuuta δεκεμβρίου ديسمبر דצמבר दिसंबर",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH_NAMES = tuple(sorted(_MONTHS, key=len, reverse=True))
"""Names of months that are read, the longer first."""
_MONTH = "|".join(MONTH_NAMES)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|[.º])?\s+(?:de\s+|ב)?({_MONTH})\.?,?\s+(?:de\s+|del\s+)?(\d{{4}})\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_VIETNAMESE = re.compile(r"\b(\d{1,2}) tháng (\d{1,2})(?: năm|,)? (\d{4})\b")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\b.*", re.DOTALL)
_PRINTED_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})\b|\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})\b")
_LONGEST = 100  # characters of a field that may still be a date


@dataclass(frozen=True, slots=True)
class RefusedDate:
    """A value that was meant as a date and is not taken as one, and why."""

    value: str
    reason: str


def read_date(value: str | int | float, source: MetaSource, *, now: datetime | None = None) -> DateClaim | RefusedDate:
    """Read one date; a time without a zone is taken as UTC, a number as seconds (or milliseconds) since 1970.

    Refused are values in no known form, and points in time before 1900 or later than tomorrow, `now` being the clock
    unless given: an article cannot have been published then, and a wrong date misleads more than none.
    """
    shown = str(value).strip()[:_LONGEST]
    try:
        read = _from_number(value) if isinstance(value, int | float) else _from_text(value)
    except (ValueError, OverflowError, OSError):
        return RefusedDate(shown, "no such day or time exists")
    if read is None:
        return RefusedDate(shown, "not in a form that is known")
    at, day_only = read
    if at.year < _EARLIEST_YEAR:
        return RefusedDate(shown, f"lies before {_EARLIEST_YEAR}")
    # near the ends of the calendar a change of zone would leave it, so the wall clock is compared first
    if at.replace(tzinfo=UTC) > (now or datetime.now(UTC)) + 2 * _SLACK or at > (now or datetime.now(UTC)) + _SLACK:
        return RefusedDate(shown, "lies in the future")
    return DateClaim(at, source, day_only)


def _from_number(value: float) -> tuple[datetime, bool]:
    seconds = value / 1000 if abs(value) >= _MILLISECONDS else value
    return datetime.fromtimestamp(seconds, UTC), False


def _from_text(value: str) -> tuple[datetime, bool] | None:
    text = value.strip()
    if not text or len(text) > _LONGEST:
        return None
    quick = _quick_iso(text)
    if quick:
        return quick
    if re.fullmatch(r"\d{9,10}|\d{12,13}", text):
        return _from_number(int(text))
    for pattern in (_ISO, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            return _from_parts(*found.groups())
    return _worded(text)


def _quick_iso(text: str) -> tuple[datetime, bool] | None:
    """Take the common forms by the standard library; other forms go the long way."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
        return at.replace(tzinfo=UTC), True
    if len(text) < 11:  # a week date such as 2024-W09 is no date of an article
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC), False


def _from_parts(
    year: str,
    month: str,
    day: str,
    hour: str | None,
    minute: str | None = None,
    second: str | None = None,
    *rest: str | None,
) -> tuple[datetime, bool]:
    at = datetime(int(year), int(month), int(day), tzinfo=UTC)
    if hour is None or minute is None:
        return at, True
    zone = (rest[-1] or "").upper() if rest else ""
    at = at.replace(hour=int(hour) % 24, minute=int(minute), second=min(int(second or 0), 59))
    if zone and zone not in {"Z", "UTC", "GMT"}:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return datetime.fromisoformat(f"{at:%Y-%m-%dT%H:%M:%S}{_offset(offset, zone[0])}"), False
    return at, False


def _offset(offset: timedelta, sign: str) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"


def _worded(text: str) -> tuple[datetime, bool] | None:
    if re.match(r"(?:[A-Za-z]{3,9},\s*)?\d{1,2}\s+[A-Za-z]{3}\w*\s+\d{2}(?:\d{2})?\s+\d{1,2}:\d{2}", text):
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            at = None
        if at is not None:
            return (at if at.tzinfo else at.replace(tzinfo=UTC)), False
    found = _MONTH_FIRST.search(text)
    if found:
        return datetime(int(found[3]), _month(found[1]), int(found[2]), tzinfo=UTC), True
    found = _DAY_FIRST.search(text)
    if found:
        return datetime(int(found[3]), _month(found[2]), int(found[1]), tzinfo=UTC), True
    found = _COUNTED.search(text)
    if found:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC), True
    found = _DOTTED.fullmatch(text) or _VIETNAMESE.search(text)
    if found:
        return datetime(int(found[3]), int(found[2]), int(found[1]), tzinfo=UTC), True
    return None


def _month(name: str) -> int:
    """The number of a month; patterns that look at no case take ı for i, and ſ for s."""
    return _MONTHS[normalize("NFC", name.casefold()).replace("ı", "i").replace("i\u0307", "i")]


def day_in(line: str, *, day_first: bool = False) -> str | None:
    """Find a day in a line such as `Posted on March 4, 2026 by …`, and give it as `YYYY-MM-DD`; None without one.

    A day that no calendar has, such as 31 February, is none. `day_first` reads 4/3/2026 as the fourth of March, which
    is left alone otherwise.
    """
    if not any(char.isdigit() for char in line):
        return None
    try:
        read = _worded(line)
        found = read[0].date() if read else _printed(line, day_first=day_first)
    except ValueError:
        return None
    return found.isoformat() if found else None


def _printed(line: str, *, day_first: bool) -> date | None:
    found = _PRINTED_DAY.search(line)
    if found:
        day, month, year = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
        return date(int(year), int(month), int(day))
    slashed = _SLASHED.search(line) if day_first else None
    return date(int(slashed[3]), int(slashed[2]), int(slashed[1])) if slashed else None
