"""What a table is: columns of a stated kind, rows of exact values; and the words its titles and texts are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from ..message import Choice
from ..money import in_euros
from ..period import Period
from ..words.speech import Speech

_MOST_PLACES = 19
"""Decimals beyond this are told as fractions: no figure of a programme has them."""


class Kind(Choice):
    """What a column holds. A member is also found by its value."""

    TEXT = "text"
    """Text; keys are text as well, with their leading zeros."""
    WHOLE = "whole"
    """Whole numbers: persons, years, places in a list."""
    MONEY = "money"
    """EUR with two places, as `Decimal`."""
    NUMBER = "number"
    """Exact numbers: whole, `Decimal`, or `Fraction` where there is no finite decimal."""
    DAY = "day"
    """Calendar days."""
    YES_NO = "yes or no"
    """True or False."""


Cell: TypeAlias = str | int | Decimal | Fraction | date | None


@frozen
class Column:
    """A column of a table (Spalte)."""

    key: str
    """Its name for programs: the same in every language."""

    title: str
    """Its title in the language of the table."""

    kind: Kind = Kind.TEXT
    """What it holds."""

    summed: bool = False
    """Whether its sum means something."""

    missing: str = ""
    """What is shown for None, in the language of the table: `open`, `unknown`; empty where nothing is to be said."""

    sum_of: tuple[str, ...] = ()
    """The keys of the columns of the same row that it adds up."""


@frozen
class Table:
    """A table of a statement (Tabelle)."""

    name: str
    """Its name for programs: one of `TABLES`."""

    title: str
    """Its title in its language."""

    columns: tuple[Column, ...]
    """The columns."""

    rows: tuple[tuple[Cell, ...], ...]
    """The rows, a cell for each column."""

    def column(self, key: str) -> tuple[Cell, ...]:
        """Return the cells of a column."""
        (place,) = (place for place, column in enumerate(self.columns) if column.key == key)
        return tuple(row[place] for row in self.rows)

    def totals(self) -> dict[str, int | Decimal]:
        """Add up the columns that are meant to be, each over the cells that are known."""
        sums: dict[str, int | Decimal] = {}
        for place, column in enumerate(self.columns):
            if column.summed:
                known = [cell for row in self.rows if isinstance(cell := row[place], int | Decimal)]
                sums[column.key] = sum(known, Decimal("0.00") if column.kind is Kind.MONEY else 0)
        return sums

    @property
    def complete(self) -> bool:
        """Whether everything that is added up is known."""
        return not any(
            row[place] is None for place, column in enumerate(self.columns) if column.summed for row in self.rows
        )


class Words(Speech):
    """Says everything in one language, and makes columns with titles in it."""

    def text(self, key: str, title: str, missing: str = "") -> Column:
        """A column of texts."""
        return Column(key, title, missing=missing)

    def whole(self, key: str, title: str, missing: str = "", *, summed: bool = False) -> Column:
        """A column of whole numbers."""
        return Column(key, title, Kind.WHOLE, summed, missing)

    def money(
        self, key: str, title: str, missing: str | None = None, *, summed: bool = True, sum_of: Iterable[str] = ()
    ) -> Column:
        """A column of amounts; what is missing is open unless said otherwise."""
        return Column(key, title, Kind.MONEY, summed, self.word("open") if missing is None else missing, tuple(sum_of))

    def number(self, key: str, title: str, missing: str = "", *, summed: bool = False) -> Column:
        """A column of exact numbers."""
        return Column(key, title, Kind.NUMBER, summed, missing)

    def day(self, key: str, title: str) -> Column:
        """A column of days."""
        return Column(key, title, Kind.DAY)

    def yes_no(self, key: str, title: str) -> Column:
        """A column of yes or no."""
        return Column(key, title, Kind.YES_NO)

    def days(self, period: Period) -> tuple[date | None, date | None]:
        """Return first and last day of a period; None where it has no such end."""
        first = None if period.first == date.min else period.first
        return first, None if period.last == date.max else period.last


def added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add amounts up; None where one is open: a sum without it would be too small."""
    total = Decimal("0.00")
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def counted(counts: Iterable[int | None]) -> int | None:
    """Add counts up; None where one is unknown."""
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def plain(value: Fraction, *, money: bool = False) -> int | Decimal | Fraction:
    """Return a number as the plainest kind that holds it exactly: whole, decimal, or a fraction; money with cents.

    >>> plain(Fraction(3)), plain(Fraction(5, 4)), plain(Fraction(7, 3)), plain(Fraction(3), money=True)
    (3, Decimal('1.25'), Fraction(7, 3), Decimal('3.00'))
    """
    if money and (value * 100).denominator == 1:
        return in_euros(int(value * 100))
    if value.denominator == 1:
        return value.numerator
    for places in range(1, _MOST_PLACES):
        if 10**places % value.denominator == 0:
            return Decimal(f"{value.numerator * 10**places // value.denominator}e-{places}")
    return value
