"""Single cells as values: numbers, days and keys as offices write them; what is ambiguous is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from attrs import frozen

from ..message import Message, message
from .texts import unguarded

_MOST_DIGITS = 40
_CENT_PLACES = 2
_SHORT_KEY = {7: 8, 4: 5}


class Refused(Exception):
    """A cell that cannot be read: what is allowed, and what to do."""

    def __init__(self, allowed: Message, remedy: Message) -> None:
        super().__init__(allowed, remedy)
        self.allowed = allowed
        """What would have been right."""
        self.remedy = remedy
        """What to do about it."""


@frozen
class Unread:
    """A cell whose value is not in the file: a formula that nobody has calculated, or one that failed."""

    text: str
    """What stands there instead, for errors."""

    allowed: Message
    """What would have been right."""

    remedy: Message
    """What to do about it."""

    def __str__(self) -> str:
        return self.text


def is_blank(raw: object) -> bool:
    """Whether a cell holds nothing: None, an empty text, or what tables put for nothing (NaN, NaT)."""
    if isinstance(raw, str):
        return not raw or raw.isspace()
    return raw is None or bool(raw != raw)  # nothing but NaN and NaT differs from itself


def shown_cell(raw: object) -> object:
    """Return a cell as its owner sees it, for errors: numbers and days without Python around them."""
    if isinstance(raw, float):
        return Plain(f"{raw:.15g}")
    if isinstance(raw, datetime):
        return Plain(raw.isoformat(sep=" "))
    if isinstance(raw, Unread):
        return Plain(raw.text)
    if isinstance(raw, date | int | Decimal) and not isinstance(raw, bool):
        return Plain(str(raw))
    return raw


class Plain(str):
    """A text that stands for a value, without quotes around it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


# --- texts, keys


def text_of(raw: object, *, guarded: bool) -> str:
    """Return a cell as text; whole numbers of a workbook without a decimal part.

    >>> text_of(3.0, guarded=True), text_of(" Aldingen ", guarded=True), text_of(" Aldingen ", guarded=False)
    ('3', 'Aldingen', ' Aldingen ')
    """
    if isinstance(raw, str):
        return unguarded(raw) if guarded else raw
    if isinstance(raw, float):
        return f"{raw:.15g}"
    return str(raw)


@frozen
class Key:
    """An official key as it was read (Schlüssel)."""

    text: str
    """The key; what is no key is left for the noun to name."""

    repaired: bool = False
    """Whether the leading zero was put back."""


def key_of(raw: object) -> Key:
    """Return an official key; one without its leading zero, as spreadsheets leave it, gets it back.

    >>> key_of("08327050").text, key_of(8327050.0), key_of("8327")
    ('08327050', Key(text='08327050', repaired=True), Key(text='08327', repaired=True))
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise _no_key()
    text = raw.strip() if isinstance(raw, str) else _plain(raw)
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", text, re.IGNORECASE):
        raise Refused(
            message("an official key: text of 8 digits, or 5 for a district"),
            message("the spreadsheet has shortened the key: format the column as text and type the key again"),
        )
    text = re.sub(r'\A="([0-9 ]+)"\Z', r"\1", text).lstrip("'")
    joined = re.sub(r"\s", "", text)
    if re.fullmatch(
        r"[0-9]+[.,]0|[0-9]{1,2}(?:[.,][0-9]{3}){1,2}", joined
    ):  # a number, as programs and formats write it
        joined = re.sub(r"[.,]0\Z|[.,]", "", joined)
    if not re.fullmatch("[0-9]{1,12}", joined):
        raise _no_key()
    whole = _SHORT_KEY.get(len(joined))
    if whole is not None and not joined.startswith("0"):
        return Key(joined.zfill(whole), repaired=True)
    return Key(joined)


def _no_key() -> Refused:
    return Refused(
        message("an official key: text of 8 digits, or 5 for a district"),
        message("take the official key, for example 08327050 for Tuttlingen or 08327 for its Landkreis"),
    )


def keys_of(raw: object) -> tuple[Key, ...]:
    """Return the official keys of a cell with several, between blanks, commas, semicolons, plus signs or bars."""
    if not isinstance(raw, str):
        return (key_of(raw),)
    return tuple(key_of(part) for part in re.split(r"[\s,;+|/]+", raw.strip()) if part)


# --- numbers


def count_of(raw: object) -> int:
    """Return a whole number of persons; negative ones are left for the noun to name.

    >>> count_of("248"), count_of("1.225,00"), count_of(248.0), count_of("1 225")
    (248, 1225, 248, 1225)
    >>> count_of("1.225")
    Traceback (most recent call last):
    integrationsfoerderung.intake.cells.Refused: ...
    """
    allowed = message("a whole number, 0 or more")
    empty = message("write the persons counted, 248 for instance; leave the cell empty where nobody knows")
    number = _number(raw, allowed, empty, grouped=True)
    if number != int(number):
        raise Refused(allowed, empty)
    return int(number)


def money_of(raw: object) -> Decimal:
    """Return an amount in EUR; its sign and parts of a cent are left for the noun to name.

    >>> money_of("1.225,00 €"), money_of("1,225.50"), money_of("1225"), money_of("12.000,-")
    (Decimal('1225.00'), Decimal('1225.50'), Decimal('1225'), Decimal('12000.00'))
    """
    if isinstance(raw, str):
        raw = re.sub(r"\A(?:EUR|Euro|€)\s*|\s*(?:EUR|Euro|€)\Z", "", raw.strip(), flags=re.IGNORECASE)
        raw = re.sub(r"(?<=[0-9]),[-–—]{1,2}\Z", ",00", raw)
    allowed, remedy = message("an amount in EUR"), message("write 1225,50 or 1225.50, without other signs")
    number = _number(raw, allowed, remedy, grouped=True)
    if len(f"{number:f}".partition(".")[2].rstrip("0")) > _CENT_PLACES:
        raise Refused(message("whole cents"), message("round the amount to two decimal places"))
    return number


def part_of(raw: object) -> Decimal:
    """Return a part of a whole, such as FTE or a share: 0,6 or 0.6 or 60 %.

    >>> part_of("0,6"), part_of("60 %"), part_of(0.25), part_of("1.000")
    (Decimal('0.6'), Decimal('0.60'), Decimal('0.25'), Decimal('1.000'))
    """
    allowed, remedy = message("a number from 0 to 1"), message("write 0,6 or 0.6 or 60 %")
    if isinstance(raw, str) and raw.rstrip().endswith("%"):
        percent = _number(raw.rstrip()[:-1], allowed, remedy, grouped=False)
        part = Decimal(f"{percent:f}e-2")  # exactly, whatever the decimal context
    else:
        part = _number(raw, allowed, remedy, grouped=False)
    if not 0 <= part <= 1:
        raise Refused(allowed, remedy)
    return part


def fte_of(raw: object) -> Decimal:
    """Return the full-time equivalent of one person.

    >>> fte_of("0,75")
    Decimal('0.75')
    """
    try:
        part = part_of(raw)
    except Refused:
        part = Decimal(0)
    if not part:
        allowed = message("a number above 0, at most 1")
        raise Refused(allowed, message("write 0,6 or 60 %, and a row for each person"))
    return part


_GROUPS = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u2009\u202f'’][0-9]{3})+(?=[.,]|\Z)")
_GERMAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_DECIMAL = re.compile(r"[0-9]*[.,][0-9]+|[0-9]+")


def _number(raw: object, allowed: Message, remedy: Message, *, grouped: bool) -> Decimal:
    """Return a number exactly as it is written; `grouped` says whether it may be large enough for thousands groups."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Refused(allowed, remedy)
    text = _plain(raw) if not isinstance(raw, str) else raw.strip()
    negative = text[:1] in ("-", "−")
    digits = text[1:].lstrip() if negative else text
    if grouped and _GROUPS.match(digits):
        digits = re.sub(r"[^0-9.,]", "", digits)
    if len(digits) > _MOST_DIGITS or not re.fullmatch(r"[0-9.,]+", digits):
        raise Refused(allowed, remedy)
    if grouped and isinstance(raw, str | float) and _AMBIGUOUS.fullmatch(digits):
        raise Refused(*_both(digits))
    number = Decimal(_point(digits, allowed, remedy))
    return number.copy_negate() if negative and number else number


def _point(digits: str, allowed: Message, remedy: Message) -> str:
    if _GERMAN.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    if _ENGLISH.fullmatch(digits):
        return digits.replace(",", "")
    if _THOUSANDS.fullmatch(digits):
        return re.sub("[.,]", "", digits)
    if _DECIMAL.fullmatch(digits):
        return digits.replace(",", ".")
    raise Refused(allowed, remedy)


def _both(digits: str) -> tuple[Message, Message]:
    """Say how a number such as 1.225 can be read, and how to write either."""
    whole, part = re.split("[.,]", digits)
    thousands, decimal = f"{whole}{part}", f"{whole},{part}"
    return (
        message(
            "a number that can be read in one way only; this is either {thousands:plain} or {decimal:plain}",
            thousands=thousands,
            decimal=decimal,
        ),
        message("write {thousands:plain} without the separator, if that is meant", thousands=thousands),
    )


def _plain(number: float | Decimal) -> str:
    """Write a number of a workbook or frame in digits; a float as far as spreadsheets know it, 15 digits."""
    if isinstance(number, int):
        return str(number) if abs(number) < 10**_MOST_DIGITS else "…"
    exact = number if isinstance(number, Decimal) else Decimal(f"{number:.15g}")
    if not exact.is_finite() or abs(exact.adjusted()) > _MOST_DIGITS:
        return str(exact)
    text = f"{exact:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if isinstance(number, float) else text


# --- days

_MONTHS = {
    month: place // 2 + 1
    for place, month in enumerate(
        [
            "januar", "jan", "februar", "feb", "märz", "mär", "april", "apr", "mai", "may", "juni", "jun",
            "juli", "jul", "august", "aug", "september", "sep", "oktober", "okt", "november", "nov", "dezember", "dez",
        ]
    )
}  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:[.]0+)?)?)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})(?: 00:00(?::00)?)?")
_NAMED = re.compile(r"([0-9]{1,2})\.\s*([A-Za-zäÄ]+)\.?\s+([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_LAST_MONTH = 12
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 60_000
_DAY_ZERO = date(1899, 12, 30)


def day_of(raw: object) -> date:
    """Return a day: a date cell, or text as 15.09.2017 or 2017-09-15.

    >>> day_of("15.9.2017") == day_of("2017-09-15") == day_of("15. September 2017") == date(2017, 9, 15)
    True
    """
    allowed = message("a day as 15.09.2017 or 2017-09-15")
    if isinstance(raw, datetime):
        if raw.time() == time():
            return raw.date()
        raise Refused(allowed, message("leave the time of day out"))
    if isinstance(raw, date):
        return raw
    if isinstance(raw, float | int) and not isinstance(raw, bool) and _FIRST_SERIAL <= raw <= _LAST_SERIAL:
        day = _DAY_ZERO + timedelta(days=int(raw))
        remedy = message("format the cell as a date: for spreadsheets this number is {day}", day=day)
        raise Refused(allowed, remedy)
    found = _parts_of_a_day(raw.strip()) if isinstance(raw, str) else None
    if found is None:
        raise Refused(allowed, message("write the day with a year of four digits"))
    try:
        return date(*found)
    except ValueError:
        raise Refused(allowed, message("this day does not exist: correct it")) from None


def _parts_of_a_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day; None for anything else."""
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DOTTED.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if (match := _NAMED.fullmatch(text)) and match[2].lower() in _MONTHS:
        return int(match[3]), _MONTHS[match[2].lower()], int(match[1])
    if match := _SHORT_YEAR.fullmatch(text):
        full = f"{match[1]}.{match[2]}.20{match[3]}"
        raise Refused(
            message("a day with a year of four digits"), message("write {day:plain}, if that is meant", day=full)
        )
    if match := _SLASHED.fullmatch(text):
        one, two, year = (int(part) for part in match.groups())
        raise Refused(
            message("a day as 15.09.2017 or 2017-09-15; in other countries months come first between slashes"),
            message("write {day:plain}, if that is meant", day=f"{one:02d}.{two:02d}.{year}")
            if two <= _LAST_MONTH
            else message("write {day:plain}, if that is meant", day=f"{two:02d}.{one:02d}.{year}"),
        )
    return None
