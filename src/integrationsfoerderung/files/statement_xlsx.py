"""A statement as a workbook: a sheet for each table, with real numbers and days, and sums as formulas."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from ..errors import InvalidInput, MissingExtra, Problem
from ..message import Language, message, number_text, on_one_line
from ..model.statement import Statement
from ..tabulation import Cell, Column, Kind, Table, tables_of
from ..words import translate

_Workbook: TypeAlias = Any  # XlsxWriter has no types
_Worksheet: TypeAlias = Any
_Format: TypeAlias = Any

MOST_ROWS = 1_048_576
"""Rows of a sheet, by the format."""

MOST_SIGNS = 32_767
"""Characters of a cell, by the format; a longer text is cut and ends in "…"."""

_DIGITS = 15
_MOST: int = 10**_DIGITS
"""Digits of a number that a spreadsheet keeps; a longer one is written as text rather than changed."""

_FIRST_DAY = date(1900, 3, 1)
"""Earlier days are text: a spreadsheet counts a 29 February 1900 that there was not."""

_WIDEST = 60
_LINE = 15
_WRAPPED = ("text", "note", "look", "missing", "municipalities", "serves", "rounding")
_INDENTED = {"derivations": ("label", "depth")}
_DEEPEST = 15
_PLAIN_WHOLE = ("number", "year", "payout", "depth", "as_in")
_FROZEN = {"payouts": 0, "municipalities": 2, "managers": 1, "grants": 2, "areas": 1}
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  # the same statement gives the same file: the day of writing stays out


def xlsx_of(statement: Statement, lang: Language = "de") -> bytes:
    """Return a statement as the content of a workbook.

    Args:
        statement: the statement.
        lang: language of sheets, titles and texts.

    Raises:
        MissingExtra: where XlsxWriter is not installed.
        InvalidInput: where a table has more rows than a sheet, which no statement of the whole Land comes near.
    """
    return workbook_of(tables_of(statement, lang), lang, title=statement.case.name)


def workbook_of(tables: Iterable[Table], lang: Language = "de", *, title: str = "") -> bytes:
    """Return tables as the content of a workbook, a sheet for each.

    Raises:
        MissingExtra: where XlsxWriter is not installed.
        InvalidInput: where a table has more rows than a sheet.
    """
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has no types
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "xlsxwriter":
            raise
        raise MissingExtra("A workbook", "excel") from None
    file = io.BytesIO()
    # Text is text: nothing that begins like a formula, an address or a number becomes one.
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(file, settings)
    workbook.set_properties({"title": on_one_line(title)[:255], "created": _MADE})
    formats = _Formats(workbook, lang)
    for table in tables:
        _Sheet(workbook, table, formats, lang).write()
    workbook.close()
    return file.getvalue()


def sheet_name(title: str) -> str:
    """Return a title as the name of a sheet: without the signs that the format forbids, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: _Workbook, lang: Language) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], _Format] = {}
        self.day = "dd.mm.yyyy" if lang == "de" else "yyyy-mm-dd"

    def get(self, number: str = "", *, bold: bool = False, wrap: bool = False, indent: int = 0, head: bool = False,
            right: bool = False) -> _Format:  # fmt: skip
        key = (number, bold, wrap, indent, head, right)
        if key not in self._made:
            settings: dict[str, Any] = {"valign": "top"}
            settings |= {"num_format": number} if number else {}
            settings |= {"bold": True} if bold or head else {}
            settings |= {"text_wrap": True} if wrap or head else {}
            settings |= {"indent": indent, "align": "left"} if indent else {}
            settings |= {"align": "right"} if right else {}
            settings |= {"bg_color": "#E2E8F0", "font_color": "#000000", "bottom": 1} if head else {}
            settings |= {"top": 1} if bold and not head else {}
            self._made[key] = self._workbook.add_format(settings)
        return self._made[key]


class _Sheet:
    """Writes one table as a sheet."""

    def __init__(self, workbook: _Workbook, table: Table, formats: _Formats, lang: Language) -> None:
        if len(table.rows) + 2 > MOST_ROWS:
            problem = Problem(
                table.title,
                "rows",
                len(table.rows),
                message("at most {most} rows", most=MOST_ROWS - 2),
                message("write it as CSV"),
            )
            raise InvalidInput("write_statement", [problem])
        self.table, self.formats, self.lang = table, formats, lang
        self.sheet: _Worksheet = workbook.add_worksheet(sheet_name(table.title))
        self.totals = table.totals()
        self.places: Mapping[str, int] = {column.key: place for place, column in enumerate(table.columns)}

    def write(self) -> None:
        table, sheet = self.table, self.sheet
        lines = 1
        for place, column in enumerate(table.columns):
            width = self._width(place, column)
            shown = self.formats.get(head=True, right=_to_the_right(column), indent=self._apart(place))
            sheet.write_string(0, place, _cut(column.title), shown)
            sheet.set_column(place, place, width)
            lines = max(lines, len(textwrap.wrap(column.title, max(int(width) - 3, 1))))
        sheet.set_row(0, lines * _LINE)
        for number, row in enumerate(table.rows, start=1):
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(number, place, cell, column, row)
        if table.rows and any(column.summed for column in table.columns):
            self._totals(len(table.rows) + 1)
        sheet.freeze_panes(1, _FROZEN.get(table.name, 0))
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        if table.rows:
            cells = f"A1:{_address(len(table.rows), len(table.columns) - 1)}"
            sheet.ignore_errors({"number_stored_as_text": cells})  # keys are meant to be text
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&R&P / &N")

    def _cell(self, number: int, place: int, cell: Cell, column: Column, row: tuple[Cell, ...]) -> None:
        sheet, get = self.sheet, self.formats.get
        if cell is None:
            if column.missing:
                sheet.write_string(number, place, column.missing, get(right=True))
        elif column.kind is Kind.YES_NO:
            told = translate("yes" if cell else "no", self.lang)
            sheet.write_string(number, place, told, get(indent=self._apart(place)))
        elif isinstance(cell, date):
            if cell >= _FIRST_DAY:
                sheet.write_datetime(number, place, datetime.combine(cell, datetime.min.time()), get(self.formats.day))
            else:
                sheet.write_string(number, place, cell.isoformat(), get(right=True))
        elif isinstance(cell, str):
            wrap = column.key in _WRAPPED
            sheet.write_string(number, place, _cut(on_one_line(cell)), get(wrap=wrap, indent=self._indent(place, row)))
        elif not _fits(cell):
            sheet.write_string(number, place, number_text(cell, self.lang), get(right=True))
        elif column.sum_of and all(_is_number(row[self.places[key]]) for key in column.sum_of):
            parts = "+".join(_address(number, self.places[key]) for key in column.sum_of)
            sheet.write_formula(number, place, f"={parts}", get(_number_format(cell, column)), float(cell))
        else:
            sheet.write_number(number, place, float(cell), get(_number_format(cell, column)))

    def _totals(self, number: int) -> None:
        """Write the sums below the table: formulas, with their values for whoever does not compute."""
        said = translate("Total" if self.table.complete else "Total without what is open", self.lang)
        self.sheet.write_string(number, 0, said, self.formats.get(bold=True))
        for place in range(1, len(self.table.columns)):
            self.sheet.write_blank(number, place, None, self.formats.get(bold=True))
        for key, value in self.totals.items():
            place = self.places[key]
            rows = f"{_address(1, place)}:{_address(number - 1, place)}"
            number_format = self.formats.get(_number_format(value, self.table.columns[place]), bold=True)
            self.sheet.write_formula(number, place, f"=SUM({rows})", number_format, float(value))

    def _width(self, place: int, column: Column) -> float:
        head = max((len(word) for word in re.split(r"[\s-]+", column.title)), default=0) + 2  # room for the filter
        texts = (_shown(row[place], column) for row in self.table.rows)
        total = [number_text(self.totals[column.key])] if column.summed else []
        return min(max([head, 6, *map(len, texts), *map(len, total)]) + 2, _WIDEST)

    def _indent(self, place: int, row: tuple[Cell, ...]) -> int:
        label, depth = _INDENTED.get(self.table.name, ("", ""))
        if not label or place != self.places[label]:
            return self._apart(place)
        deep = row[self.places[depth]]
        return min(deep, _DEEPEST) + 1 if isinstance(deep, int) else 1

    def _apart(self, place: int) -> int:
        """Return how far a text stands from the column before it: numbers end where it begins."""
        columns = self.table.columns
        return int(place > 0 and not _to_the_right(columns[place]) and _to_the_right(columns[place - 1]))


def _to_the_right(column: Column) -> bool:
    return column.kind in (Kind.WHOLE, Kind.MONEY, Kind.NUMBER, Kind.DAY)


def _address(row: int, column: int) -> str:
    """Return the address of a cell: A1 is the first one of the first row."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return f"{letters}{row + 1}"


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | Decimal | Fraction) and _fits(cell)


def _fits(value: int | Decimal | Fraction) -> bool:
    """Whether a spreadsheet can hold a number: exactly, or of a fraction its first digits."""
    if isinstance(value, Fraction):
        return -_MOST < value < _MOST
    digits = f"{abs(value):f}".replace(".", "") if isinstance(value, Decimal) else str(abs(value))
    return len(digits.strip("0")) <= _DIGITS and -_MOST < value < _MOST


def _number_format(value: int | Decimal | Fraction, column: Column) -> str:
    if column.kind is Kind.MONEY or (isinstance(value, Decimal) and value.as_tuple().exponent == -2 and value >= 1):
        return "#,##0.00"
    if column.key in _PLAIN_WHOLE:
        return "0"
    return "#,##0" if Fraction(value).denominator == 1 else "#,##0.00####"


def _shown(cell: Cell, column: Column) -> str:
    if isinstance(cell, bool) or cell is None:
        return column.missing
    if isinstance(cell, date):
        return "31.12.2018"
    return cell if isinstance(cell, str) else number_text(cell)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…"
