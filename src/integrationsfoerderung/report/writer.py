"""Texts and numbers of a report in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from ..figure import Figure
from ..markup import amount_text, branch_of, nested_list
from ..message import Language, message, number_text
from ..words.explanation import Explanation
from ..words.speech import Speech
from .blocks import Markup, Paragraph

_LOCALES = {"en": "en_GB", "de": "de_DE"}
_EXACT = Context(prec=60)


class Writer(Speech):
    """Writes in one language. Amounts and counts are exact; only ratios are shown with one decimal place."""

    def __init__(self, lang: Language) -> None:
        super().__init__(lang)
        self._locale = _LOCALES[self.lang]

    def money(self, amount: Decimal | None, otherwise: str = "open") -> str:
        """Write an amount in a column headed EUR."""
        return amount_text(amount, self.lang, otherwise)

    def count(self, value: int | Decimal | None) -> str:
        """Write a count; "unknown" where nobody has one."""
        return self.word("unknown") if value is None else number_text(value, self.lang)

    def day(self, day: date) -> str:
        """Write a day with the name of its month."""
        return str(format_date(day, format="long", locale=self._locale))

    def ratio(self, value: Fraction | None) -> str:
        """Write a ratio with one decimal place, for the eye: nothing is computed from it."""
        return "–" if value is None else self._one_place(value)

    def percent(self, part: int, whole: int) -> str:
        """Write a part of a whole in percent, with one decimal place."""
        return f"{self._one_place(Fraction(part * 100, whole))} %"

    def _one_place(self, value: Fraction) -> str:
        with localcontext(_EXACT):  # whatever context the caller has set
            number = Decimal(value.numerator) / Decimal(value.denominator)
            return str(format_decimal(number, format="#,##0.0", locale=self._locale))

    def listed(self, names: Iterable[str]) -> str:
        """Write names as a list: a, b und c."""
        return str(format_list([*names], locale=self._locale)) or "–"

    def derivations(self) -> Derivations:
        """Begin to write derivations that belong together."""
        return Derivations(self.lang)

    def amount(self, amount: Decimal) -> str:
        """Write an amount with its currency."""
        return self.say(message("{amount:eur}", amount=amount))


class Derivations:
    """Derivations that belong together: what one has told, the next only refers to."""

    def __init__(self, lang: Language) -> None:
        self._explanation = Explanation(lang)

    def tree(self, figure: Figure) -> Markup:
        """Write a derivation."""
        return Markup(nested_list(branch_of(figure, self._explanation)))

    def conventions(self) -> Iterator[Paragraph]:
        """Write what all of them rest on and no source decides."""
        return map(Paragraph, self._explanation.conventions())
