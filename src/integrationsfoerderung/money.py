"""Euros and cents: the only module that rounds.

Inside, money is a whole number of cents; outside it is `Decimal` euros with two places. Floats are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from .errors import Problem, refuse
from .message import Choice, message

_LARGEST_EXPONENT = 30


class Rounding(Choice):
    """To which unit an amount is rounded and how (R2.5, R3.3, R8.4); a member is also found by its value.

    >>> Rounding.EURO.quotient(58_000_000_00 * 352, 72_857)
    28022000
    >>> Rounding("cent") is Rounding.CENT
    True
    """

    CENT = "cent"
    """To the full cent, half up (kaufmännisch gerundet)."""
    EURO = "euro"
    """To the full euro, half up (kaufmännisch gerundet)."""

    cents: int
    """The unit in cents: 1 or 100."""

    def __init__(self, unit: object) -> None:  # mypy takes this for the signature of the look-up by value too
        self.cents = 100 if unit == "euro" else 1

    @property
    def mode(self) -> str:
        """How a half is rounded: up (the amounts rounded here are never negative)."""
        return "half up"

    def quotient(self, numerator: Any, denominator: Any) -> Any:
        """Divide cents ≥ 0 by a whole number > 0 and round once; takes whole numbers and whole arrays alike."""
        unit = self.cents
        whole = denominator * unit
        return (2 * numerator + whole) // (2 * whole) * unit

    def quantise(self, amount: Decimal | int) -> Decimal:
        """Round an amount in EUR ≥ 0 to the unit.

        >>> Rounding.CENT.quantise(Decimal("0.005"))
        Decimal('0.01')

        Raises:
            InvalidInput: for a float, a negative or an infinite amount.
        """
        refuse("amount", _problems(amount, "amount", "Rounding.quantise", whole_cents=False))
        exact = Decimal(amount)
        if exact.adjusted() < -3:  # below a tenth of a cent, and perhaps too small to be written out as a fraction
            return in_euros(0)
        numerator, denominator = exact.as_integer_ratio()
        return in_euros(self.quotient(numerator * 100, denominator))


def in_euros(cents: int) -> Decimal:
    """Turn whole cents into `Decimal` euros with two places, exactly, whatever the decimal context.

    >>> in_euros(30380000)
    Decimal('303800.00')
    """
    return Decimal(f"{cents:d}e-2")


def in_cents(amount: Decimal | int, field: str = "amount", subject: str = "money") -> int:
    """Turn an amount in EUR (`Decimal` or whole number, ≥ 0, whole cents) into cents.

    >>> in_cents(Decimal("303800")), in_cents(5)
    (30380000, 500)

    Raises:
        InvalidInput: for a float, a negative or infinite amount, or one with a fraction of a cent.
    """
    refuse(subject, money_problems(amount, field, subject))
    numerator, denominator = Decimal(amount).as_integer_ratio()
    return numerator * 100 // denominator


def added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add amounts of whole cents up, of either sign, whatever the decimal context; None where one is open.

    >>> added([Decimal("0.10"), Decimal("-0.30")]), added([Decimal(1), None])
    (Decimal('-0.20'), None)
    """
    cents = 0
    for amount in amounts:
        if amount is None:
            return None
        numerator, denominator = amount.as_integer_ratio()
        cents += numerator * 100 // denominator
    return in_euros(cents)


def known(amounts: Iterable[Decimal | None]) -> Decimal:
    """Add up what is known of amounts.

    >>> known([Decimal("0.10"), None])
    Decimal('0.10')
    """
    return added(amount for amount in amounts if amount is not None) or in_euros(0)


def money_problems(amount: object, field: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with an amount in EUR: kind, sign, size, fraction of a cent."""
    return _problems(amount, field, subject, whole_cents=True)


def _problems(amount: object, field: str, subject: str, *, whole_cents: bool) -> Iterator[Problem]:
    if isinstance(amount, float):
        yield Problem(
            subject,
            field,
            amount,
            message("euros as Decimal or whole number"),
            message("a float cannot hold cents exactly: write Decimal('{text:plain}')", text=float.__repr__(amount)),
        )
    elif isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        yield Problem(
            subject, field, amount, message("euros as Decimal or whole number"), message("give it as Decimal, in EUR")
        )
    elif not Decimal(amount).is_finite() or amount < 0 or Decimal(amount).adjusted() > _LARGEST_EXPONENT:
        yield Problem(
            subject, field, amount, message("a finite amount of 0 EUR or more"), message("check sign and size")
        )
    elif whole_cents and _has_part_of_a_cent(Decimal(amount)):
        yield Problem(subject, field, amount, message("whole cents"), message("round it first: Rounding.CENT.quantise"))


def _has_part_of_a_cent(amount: Decimal) -> bool:
    """Whether an amount is finer than cents; a tiny one is never written out as a fraction."""
    return bool(amount) and (amount.adjusted() < -2 or 100 % amount.as_integer_ratio()[1] != 0)
