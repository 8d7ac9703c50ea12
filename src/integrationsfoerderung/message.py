"""Sentences about values, kept apart from the language they are told in.

A `Message` is a template and its values. Told in English it needs nothing else; `words` translates the template.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

Language: TypeAlias = Literal["en", "de"]

_GERMAN_SEPARATORS = str.maketrans(",.", ".,")


class Choice(Enum):
    """An enumeration whose members are written as the expression that gives them, so that `repr` is valid input."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


def on_one_line(text: str) -> str:
    r"""Write a text without line breaks and control characters, which could forge or hide lines where it is shown.

    >>> on_one_line("Tutt\x1blingen\n08327050")
    'Tutt?lingen 08327050'
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " if sign.isspace() else "?" for sign in text)


def number_text(value: int | Decimal | Fraction, lang: Language = "en") -> str:
    """Write an exact number with thousands groups; a fraction without a finite decimal gets "…" after six places.

    >>> number_text(Decimal("1225.00")), number_text(Decimal("1225.00"), "de")
    ('1,225.00', '1.225,00')
    >>> number_text(Fraction(7, 3))
    '2.333333…'
    """
    if isinstance(value, Fraction):
        whole, rest = divmod(abs(value.numerator) * 10**6, value.denominator)
        sign = "-" if value < 0 else ""
        digits = f"{whole // 10**6:,}.{whole % 10**6:06d}"
        text = sign + (digits + "…" if rest else digits.rstrip("0").rstrip("."))
    else:
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.translate(_GERMAN_SEPARATORS) if lang == "de" else text


def day_text(day: date, lang: Language = "en") -> str:
    """Write a day: ISO in English, day.month.year in German.

    >>> day_text(date(2018, 3, 28)), day_text(date(2018, 3, 28), "de")
    ('2018-03-28', '28.03.2018')
    """
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}" if lang == "de" else day.isoformat()


_NUMBERS = (Decimal, Fraction, int)


@lru_cache(maxsize=4096)
def _parts(template: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return the pieces of a template, each a text with the field that follows it; templates are few and told often."""
    return tuple((text, name, spec) for text, name, spec, _ in string.Formatter().parse(template))


class _Teller:
    """Formats typed values in one language: numbers with groups, days, lists, messages within messages."""

    def __init__(self, lang: Language, translate: Any) -> None:
        self.lang, self.translate = lang, translate

    def tell(self, template: str, values: Mapping[str, Any]) -> str:
        """Fill a template in."""
        told = []
        for text, name, spec in _parts(template):
            told.append(text)
            if name is not None:
                told.append(self._field(values[name], spec or ""))
        return "".join(told)

    def _field(self, value: Any, format_spec: str) -> str:
        """Tell one value; `eur` adds the currency, `list` joins, `plain` writes it as it is."""
        if format_spec == "plain" or isinstance(value, bool):
            return on_one_line(str(value))
        if isinstance(value, Message):
            return value.told(self.lang, self.translate)
        if isinstance(value, _NUMBERS):
            text = number_text(value, self.lang)
            return f"{text} EUR" if format_spec == "eur" else text
        if isinstance(value, date):
            return day_text(value, self.lang)
        if format_spec == "list":
            items = [self._field(item, "" if isinstance(item, Message) else "plain") for item in value]
            return ("; " if any(isinstance(item, Message) for item in value) else ", ").join(items)
        if format_spec == "word":
            return on_one_line(str(self.translate(str(value))))
        return on_one_line(str(value))


@frozen
class Message:
    """A sentence as template and values: `str()` tells it in English, `words.tell` in either language.

    >>> str(message("{count} persons, {amount:eur}", count=248, amount=Decimal("303800.00")))
    '248 persons, 303,800.00 EUR'
    """

    template: str
    """The English sentence, with `{name}` for each value; also the key of its translation."""

    values: tuple[tuple[str, Any], ...] = field(default=())
    """The values by name: numbers, days, texts, lists or messages."""

    german: str = ""
    """The German sentence, where it comes with the data and not from the catalogue of words."""

    def told(self, lang: Language, translate: Any) -> str:
        """Tell the sentence in a language, its template looked up by `translate`."""
        if lang == "de" and self.german:
            return on_one_line(self.german)
        return _Teller(lang, translate).tell(translate(self.template), dict(self.values))

    def __str__(self) -> str:
        return self.told("en", str)


def message(template: str, **values: Any) -> Message:
    """Make a `Message`; lists become tuples so that it stays hashable."""
    return Message(
        template,
        tuple(
            (name, value if isinstance(value, str) or not hasattr(value, "__iter__") else tuple(value))
            for name, value in values.items()
        ),
    )


def told(english: str, german: str = "") -> Message:
    """Make a `Message` of a text that comes with the data, in one or both languages."""
    return Message("{text:word}", (("text", english),), german)
