"""What a table is: columns of a stated kind, rows of exact values; and the words its titles and texts are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from ..message import Choice, day_text, number_text
from ..money import in_euros, known
from ..period import Period
from ..words.speech import Speech

_MOST_PLACES = 19
"""Decimals beyond this are told as fractions: no figure of a programme has them."""

_EXACT = Context(prec=60)
"""Sums of FTE are exact in it, whatever context the caller has set."""


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
    """Its name for programs."""

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
        return {column.key: _sum(column, cells) for column, cells in self._summed()}

    def last_row(self, title: str) -> tuple[Cell, ...]:
        """Return the row below the others: sums, None where a part is unknown, and the title before the first of them.

        A text instead of a number says that there is none to add; a column of such texts ends with the same text.
        """
        sums: dict[str, Cell] = {}
        for column, cells in self._summed():
            if any(cell is None for cell in cells):
                sums[column.key] = None
            elif cells and all(isinstance(cell, str) for cell in cells):
                sums[column.key] = cells[0]
            else:
                sums[column.key] = _sum(column, cells)
        first = next(place for place, column in enumerate(self.columns) if column.key in sums)
        return tuple(
            sums.get(column.key, title if place == first - 1 else "") for place, column in enumerate(self.columns)
        )

    def _summed(self) -> Iterator[tuple[Column, tuple[Cell, ...]]]:
        """Yield the columns that are added up, with their cells."""
        return ((column, self.column(column.key)) for column in self.columns if column.summed)

    @property
    def complete(self) -> bool:
        """Whether everything that is added up is known."""
        return not any(cell is None for _, cells in self._summed() for cell in cells)


def _sum(column: Column, cells: Iterable[Cell]) -> int | Decimal:
    """Add up the numbers of a column; texts in it are none."""
    if column.kind is Kind.MONEY:
        return known(cell for cell in cells if isinstance(cell, Decimal))
    with localcontext(_EXACT):
        return sum(cell for cell in cells if isinstance(cell, int | Decimal))


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

    def shown(self, column: Column, cell: Cell) -> str:
        """Write a cell as a page shows it: exact, with groups of thousands; what is missing by the column's word."""
        if cell is None:
            return column.missing
        if isinstance(cell, date):
            return day_text(cell, self.lang)
        return cell if isinstance(cell, str) else number_text(cell, self.lang)

    def days(self, period: Period) -> tuple[date | None, date | None]:
        """Return first and last day of a period; None where it has no such end."""
        first = None if period.first == date.min else period.first
        return first, None if period.last == date.max else period.last


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
