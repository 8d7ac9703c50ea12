"""Tables as CSV: for a German spreadsheet, or plain by the standard (RFC 4180) with ISO dates."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from ..errors import InvalidInput, Problem
from ..message import Language, day_text, message, number_text, on_one_line
from ..tabulation import Cell, Column, Kind, Table
from ..words import translate


@frozen
class Dialect:
    """How a CSV file is written."""

    name: str
    """Its name."""

    delimiter: str
    """Between cells."""

    comma: str
    """Before decimals."""

    encoding: str
    """With or without a mark at the beginning."""

    german_days: bool
    """Whether days are written day.month.year, otherwise year-month-day."""

    titles: bool
    """Whether the first row has titles for readers, otherwise keys for programs."""


DIALECTS = {
    "excel-de": Dialect("excel-de", ";", ",", "utf-8-sig", german_days=True, titles=True),
    "iso": Dialect("iso", ",", ".", "utf-8", german_days=False, titles=False),
}
"""The dialects by name: `excel-de` opens in a German spreadsheet as it is, `iso` is for programs."""

_SIGNS = r"[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]"  # and their wide forms, which some spreadsheets take for the same
_FORMULA = re.compile(rf"\s*{_SIGNS}")
_GUARDED = re.compile(rf"'+\s*{_SIGNS}")


def dialect_of(name: object) -> Dialect:
    """Return a dialect by its name.

    Raises:
        InvalidInput: for another name.
    """
    if isinstance(name, str) and name in DIALECTS:
        return DIALECTS[name]
    allowed, remedy = message("{names:list}", names=tuple(DIALECTS)), message("use one of these")
    raise InvalidInput("write_statement", [Problem("write_statement", "dialect", name, allowed, remedy)])


def guarded(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula: with an apostrophe where it begins like one.

    `unguarded` takes it away again, and nothing else.

    >>> guarded("=1+1"), guarded("Tuttlingen"), unguarded("'=1+1"), unguarded(guarded("'=1+1"))
    ("'=1+1", 'Tuttlingen', '=1+1', "'=1+1")
    """
    return f"'{text}" if _FORMULA.match(text) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` wrote."""
    return text[1:] if _GUARDED.match(text) else text


def csv_of(table: Table, dialect: str = "excel-de", lang: Language = "de") -> bytes:
    """Return a table as the content of a CSV file.

    Args:
        table: the table, in the language in which its texts are told.
        dialect: `excel-de`: semicolons, decimal commas, German dates, titles, a mark that says UTF-8; `iso`: commas,
            decimal points, ISO dates, the columns' keys, UTF-8.
        lang: language of yes and no in the dialect `excel-de`.

    Raises:
        InvalidInput: for another dialect.
    """
    chosen = dialect_of(dialect)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=chosen.delimiter, lineterminator="\r\n")
    writer.writerow([guarded(column.title if chosen.titles else column.key) for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(cell, column, chosen, lang) for cell, column in zip(row, table.columns, strict=True)])
    return file.getvalue().encode(chosen.encoding)


def _cell(cell: Cell, column: Column, dialect: Dialect, lang: Language) -> str:
    if cell is None:
        return column.missing if dialect.titles else ""
    if column.kind is Kind.YES_NO:
        return translate("yes" if cell else "no", lang) if dialect.titles else str(cell).lower()
    if isinstance(cell, date):
        return day_text(cell, "de" if dialect.german_days else "en")
    if isinstance(cell, int | Decimal | Fraction):
        return plain_number(cell).replace(".", dialect.comma)
    return guarded(on_one_line(cell))


def plain_number(value: Any) -> str:
    """Write a number without groups; what has no finite decimal ends in "…", so that nobody takes it for all of it."""
    return number_text(value).replace(",", "")
