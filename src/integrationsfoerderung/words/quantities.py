"""Amounts with their units, states and sources, as a reader of the language expects them."""

from __future__ import annotations

from fractions import Fraction

from ..figure import Figure, Unit
from ..message import Language, day_text, number_text, on_one_line
from ..model.source import Source, Status
from ..money import in_euros
from ..period import MONTH
from .catalogue import translate

ONE = {Unit.PERSONS: "person", Unit.MONTHS: "month", Unit.YEARS: "year", Unit.COUNT: "time"}
"""What a unit is called where there is exactly one."""

_DAYS_OF_MONTHS = (30, 31, 28, 29)


def quantity(figure: Figure, lang: Language = "en") -> str:
    """Write a figure's exact value with its unit; "unknown" or "contested" where there is no single one.

    >>> quantity(Figure(248, Unit.PERSONS), "de"), quantity(Figure(1225_00, Unit.EUR), "de")
    ('248 Personen', '1.225,00 EUR')
    """
    if figure.value is None:
        return translate("contested" if figure.claims else "unknown", lang)
    if figure.unit is Unit.DAY:
        return day_text(figure.day, lang)
    if figure.unit is Unit.PERCENT:
        return f"{bare(figure, lang)} %"
    return f"{bare(figure, lang)} {unit_word(figure.unit, lang, one=figure.value == figure.unit.scale)}"


def bare(figure: Figure, lang: Language = "en") -> str:
    """Write a figure's exact value without its unit; what has no finite decimal ends in "…"."""
    if figure.value is None or figure.unit is Unit.DAY:
        return quantity(figure, lang)
    if figure.unit is Unit.MONTHS:
        return months(figure.whole)
    return euros(figure.fraction, lang) if figure.unit is Unit.EXACT_EUR else number_text(figure.amount, lang)


def euros(amount: Fraction, lang: Language = "en") -> str:
    """Write an exact amount of money: with two places where it is whole cents, else as far as it goes.

    >>> euros(Fraction(96000)), euros(Fraction(58_000_000 * 352, 72_857), "de")
    ('96,000.00', '280.220,157294…')
    """
    cents = amount * 100
    return number_text(in_euros(int(cents)) if cents.denominator == 1 else amount, lang)


def factor(figure: Figure, lang: Language = "en") -> str:
    """Write a figure as it stands in a formula: money with its unit, counts without, mixed months in brackets."""
    if figure.unit in (Unit.EUR, Unit.EXACT_EUR):
        return quantity(figure, lang)
    text = bare(figure, lang)
    return f"({text})" if " + " in text else text


def months(day_months: int) -> str:
    """Write months exactly, a part of one as days of its month where that is plain (R8.3).

    >>> months(24 * MONTH), months(8 * MONTH + MONTH * 28 // 30), months(MONTH // 2)
    ('24', '8 + 28/30', '1/2')
    """
    whole, rest = divmod(day_months, MONTH)
    part = Fraction(rest, MONTH)
    if not part:
        return str(whole)
    days = next((days for days in _DAYS_OF_MONTHS if (part * days).denominator == 1), part.denominator)
    text = str(part) if part.denominator == 2 else f"{int(part * days)}/{days}"
    return f"{whole} + {text}" if whole else text


def unit_word(unit: Unit, lang: Language = "en", *, one: bool = False) -> str:
    """Name a unit; what is exact and not yet rounded is money as well."""
    if unit is Unit.EXACT_EUR:
        unit = Unit.EUR
    return translate(ONE.get(unit, unit.text) if one else unit.text, lang)


def status_word(status: Status, lang: Language = "en") -> str:
    """Name the status of a figure."""
    return translate(status.value, lang)


def label(figure: Figure, lang: Language = "en") -> str:
    """Name a figure, without saying whom it is about."""
    return on_one_line((lang == "de" and figure.label_de) or translate(figure.label, lang))


def note(figure: Figure, lang: Language = "en") -> str:
    """Say how a figure was inferred, what is missing of an unknown one, or what else there is to know."""
    return on_one_line((lang == "de" and figure.note_de) or translate(figure.note, lang))


def look(figure: Figure, lang: Language = "en") -> str:
    """Say where one could look for an unknown figure."""
    return on_one_line((lang == "de" and figure.look_de) or translate(figure.look, lang))


def citation(source: Source, lang: Language = "en") -> str:
    """Write title, day and address of a source on one line."""
    details = [day_text(source.date, lang)] if source.date is not None else []
    details += [source.url] if source.url else []
    title = translate(source.title, lang)
    return on_one_line(f"{title} ({', '.join(details)})" if details else title)
