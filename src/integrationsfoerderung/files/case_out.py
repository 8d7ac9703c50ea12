"""Cases written as a folder of CSV files or as a workbook, so that reading gives them back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

from attrs import frozen

from ..errors import MissingExtra, Problem, refuse
from ..intake import TABLES, Column, guarded
from ..intake.columns import GERMAN_NAMES
from ..intake.vocabulary import QUALIFICATION_WORDS, STATUS_WORDS
from ..message import Language, day_text, message
from ..model.case import Case
from ..model.manager import Manager
from ..model.municipality import CountStatus, HeadCount
from .atomic import write_file, write_folder
from .workbook_in import NOTES

Cell: TypeAlias = str | int | Decimal | date | bool | Enum | None

LONGEST_TEXT = 30_000
"""The longest text of a cell: a workbook holds little more."""

_FIRST_DAY = date(1900, 3, 1)
_EXACT = 2**53
_WIDEST = 44


@frozen
class Dialect:
    """How CSV files of a case are written."""

    separator: str
    """Between cells."""

    point: str
    """Before decimals."""

    encoding: str
    """With or without a mark at the beginning."""

    days: Language
    """Whether days are written as in German or ISO."""


DIALECTS: Mapping[str, Dialect] = {
    "excel-de": Dialect(";", ",", "utf-8-sig", "de"),
    "iso": Dialect(",", ".", "utf-8", "en"),
}
"""The dialects by name: `excel-de` opens in a German spreadsheet as it is, `iso` is for programs."""


@frozen
class Sheet:
    """A table of a case, to be written."""

    name: str
    """Which table it is."""

    columns: tuple[Column, ...]
    """Its columns."""

    rows: tuple[tuple[Cell, ...], ...]
    """Its rows."""

    comments: tuple[str, ...] = ()
    """What is said above the headings."""

    def file(self, lang: Language) -> str:
        """Return the name of its file or sheet."""
        return GERMAN_NAMES[self.name] if lang == "de" else self.name


def write_case(
    case: Case, path: Path | str, *, dialect: str = "excel-de", lang: Language = "de", force: bool = False
) -> Path:
    """Write a case as files that `read_case` reads: a workbook where the path ends in .xlsx, otherwise a folder.

    Args:
        case: the case.
        path: the workbook, or the folder of CSV files; the folder around it has to be there.
        dialect: of CSV files: `excel-de` (semicolon, decimal comma, 15.09.2017, UTF-8 with mark) or `iso` (comma,
            point, 2017-09-15, UTF-8).
        lang: the language of headings and words.
        force: whether files that are there may be replaced.

    Returns:
        The path.

    Raises:
        InvalidInput: for a text that no cell can hold; where files are there and `force` is not given, or where they
            cannot be written.
        MissingExtra: for a workbook, without the extra `excel`.
    """
    refuse("write_case", _choice_problems(dialect, lang))
    sheets = sheets_of(case)
    where = Path(path)
    if where.suffix.lower() == ".xlsx":
        return write_file(where, workbook_of(sheets, lang), force=force)
    return write_folder(where, csv_files_of(sheets, DIALECTS[dialect], lang), force=force)


def _choice_problems(dialect: object, lang: object) -> Iterator[Problem]:
    remedy = message("use one of these")
    if not isinstance(dialect, str) or dialect not in DIALECTS:
        yield Problem("write_case", "dialect", dialect, message("{names:list}", names=tuple(DIALECTS)), remedy)
    if lang not in ("de", "en"):
        yield Problem("write_case", "lang", lang, message("{names:list}", names=("de", "en")), remedy)


# --- what there is to write


def sheets_of(case: Case) -> tuple[Sheet, ...]:
    """Return the tables of a case; those of entries, districts and notes only where there are any.

    Raises:
        InvalidInput: for a text that no cell can hold.
    """
    found: dict[str, list[dict[str, Cell]]] = {
        "municipalities": [
            {"ags": place.ags, "name": place.name, "provider": place.provider, "area": place.area,
             "cost_share": place.cost_share, **count}
            for place in case.municipalities for count in _counts(place.head_counts)
        ],
        "managers": [_fields(manager) for manager in case.managers],
        "entries": [
            {"ags": place.ags, "day": entry.day, "persons": entry.persons}
            for place in case.municipalities for entry in place.entries
        ],
        "districts": [
            {"key": place.key, "name": place.name, "kind": place.kind, **count}
            for place in case.districts for count in _counts(place.head_counts)
        ],
        "about": _about(case),
    }  # fmt: skip
    sheets = tuple(
        Sheet(name, TABLES[name], tuple(tuple(row.get(column.field) for column in TABLES[name]) for row in rows))
        for name, rows in found.items()
        if rows or name in ("municipalities", "managers")
    )
    refuse("write_case", (problem for sheet in sheets for problem in _text_problems(sheet)))
    return sheets


def _counts(counts: Iterable[HeadCount]) -> list[dict[str, Cell]]:
    """Return what the rows of a place say about its counts; without one, one row that says nothing."""
    listed: list[dict[str, Cell]] = [
        {"record_date": one.record_date, "persons": one.persons, "status": one.status} for one in counts
    ]
    return listed or [{}]


def _about(case: Case) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = [{"what": "name", "text": case.name}] if case.name else []
    rows += [{"what": "note", "text": note} for note in case.notes]
    rows += [{"what": "source", "text": one.title, "url": one.url, "date": one.date} for one in case.sources]
    return rows


def _fields(manager: Manager) -> dict[str, Cell]:
    fields: dict[str, Cell] = {
        column.field: getattr(manager, column.field) for column in TABLES["managers"] if column.field != "serves"
    }
    return fields | {"serves": " ".join(manager.serves) or None}


def _text_problems(sheet: Sheet) -> Iterator[Problem]:
    for row in sheet.rows:
        for cell, column in zip(row, sheet.columns, strict=True):
            if isinstance(cell, str) and len(guarded(cell)) > LONGEST_TEXT:
                allowed = message("a text of at most {most} characters", most=LONGEST_TEXT)
                yield Problem(f"{sheet.name} {row[0]}", column.field, cell, allowed, message("shorten the text"))


def word_of(cell: Enum | bool, lang: Language) -> str:
    """Return how a status, a qualification, yes or no is written."""
    if isinstance(cell, bool):
        return {"de": ("nein", "ja"), "en": ("no", "yes")}[lang][cell]
    german, english, *_ = _WORDS[cell]
    return german if lang == "de" else english


_WORDS: Mapping[Any, tuple[str, ...]] = {**STATUS_WORDS, **QUALIFICATION_WORDS}
_WHAT = {"name": "Name", "note": "Hinweis", "source": "Quelle"}


def _text(cell: str, column: Column, lang: Language) -> str:
    if column.field == "what":
        return _WHAT[cell] if lang == "de" else cell
    return guarded(cell) if cell or column.field == "kind" else ""  # a kind that is left out is not an empty one


def plain_number(number: int | Decimal, column: Column) -> str:
    """Write a number without groups, amounts with two places."""
    if column.field.endswith("_costs"):
        whole, _, part = f"{number:f}".partition(".")
        return f"{whole}.{part[:2]:0<2}"
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


# --- CSV


def csv_files_of(sheets: Iterable[Sheet], dialect: Dialect, lang: Language) -> dict[str, bytes]:
    """Return the CSV files of tables by name; the names of files are English, whatever the language."""
    return {f"{sheet.name}.csv": _csv(sheet, dialect, lang) for sheet in sheets}


def _csv(sheet: Sheet, dialect: Dialect, lang: Language) -> bytes:
    file = io.StringIO(newline="")
    for comment in sheet.comments:
        file.write(f"# {comment}\r\n")
    writer = csv.writer(file, delimiter=dialect.separator, lineterminator="\r\n")
    writer.writerow([column.heading(lang) for column in sheet.columns])
    for row in sheet.rows:
        cells = [_cell(cell, column, dialect, lang) for cell, column in zip(row, sheet.columns, strict=True)]
        writer.writerow(cells)
    return file.getvalue().encode(dialect.encoding)


def _cell(cell: Cell, column: Column, dialect: Dialect, lang: Language) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool | Enum):
        return word_of(cell, lang)
    if isinstance(cell, date):
        return day_text(cell, dialect.days)
    if isinstance(cell, int | Decimal):
        return plain_number(cell, column).replace(".", dialect.point)
    return _text(cell, column, lang)


# --- workbooks


def workbook_of(sheets: Sequence[Sheet], lang: Language, notes: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return tables as a workbook: keys as text, real numbers and days, headings that stay in sight.

    Args:
        sheets: the tables.
        lang: the language of headings and words.
        notes: what a first sheet explains, in two columns; none: no such sheet.

    Raises:
        MissingExtra: without xlsxwriter.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # it has no types
    except ImportError:
        raise MissingExtra("writing a workbook", "excel") from None
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"created": datetime(2017, 4, 4)})  # noqa: DTZ001  # one content, one file
        writer = _Writer(workbook, lang)
        if notes:
            writer.notes(notes)
        for sheet in sheets:
            writer.sheet(sheet)
    return stream.getvalue()


class _Writer:
    """Writes sheets into a workbook."""

    def __init__(self, workbook: Any, lang: Language) -> None:
        self.workbook, self.lang = workbook, lang
        self.bold = workbook.add_format({"bold": True, "bottom": 1})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.text = workbook.add_format({"num_format": "@"})
        self.day = workbook.add_format({"num_format": "dd.mm.yyyy" if lang == "de" else "yyyy-mm-dd"})
        self.money = workbook.add_format({"num_format": "#,##0.00"})

    def notes(self, notes: Sequence[tuple[str, str]]) -> None:
        """Write the sheet of explanations."""
        page = self.workbook.add_worksheet(NOTES[0] if self.lang == "de" else NOTES[1])
        page.set_column(0, 0, 30)
        page.set_column(1, 1, 90)
        for number, (name, text) in enumerate(notes):
            page.write_string(number, 0, name, None if text else self.bold)
            page.write_string(number, 1, text, self.wrapped)

    def sheet(self, sheet: Sheet) -> None:
        """Write a table."""
        page = self.workbook.add_worksheet(sheet.file(self.lang))
        page.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.heading(self.lang), self.bold)
            texts = [self.shown(row[place], column) for row in sheet.rows]
            width = max([len(column.heading(self.lang)), *map(len, texts)]) + 2
            # whole columns of keys are text, so that a key typed below keeps its leading zero
            is_key = column.field in ("ags", "key", "provider", "serves", "id", "continues")
            page.set_column(place, place, min(width, _WIDEST), self.text if is_key else None)
            self.choices(page, sheet, place, column)
        for number, row in enumerate(sheet.rows, start=1):
            for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
                self.cell(page, number, place, cell, column)

    def shown(self, cell: Cell, column: Column) -> str:
        return _cell(cell, column, DIALECTS["iso"], self.lang)

    def choices(self, page: Any, sheet: Sheet, place: int, column: Column) -> None:
        """Offer the words that may stand in a column."""
        words: list[str] = []
        if column.field == "status":
            words = [word_of(one, self.lang) for one in CountStatus]
        elif column.field == "qualification":
            words = [word_of(one, self.lang) for one in QUALIFICATION_WORDS]
        if words:
            rule = {"validate": "list", "source": words, "error_type": "warning"}
            page.data_validation(1, place, len(sheet.rows) + 500, place, rule)

    def cell(self, page: Any, row: int, place: int, cell: Cell, column: Column) -> None:
        """Write a cell: as number or day where that is exact, otherwise as text."""
        if cell is None:
            return
        if isinstance(cell, date) and cell >= _FIRST_DAY:
            page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), self.day)  # noqa: DTZ001  # a day
        elif isinstance(cell, Decimal | int) and not isinstance(cell, bool) and _is_exact(cell):
            page.write_number(row, place, float(cell), self.money if column.field.endswith("_costs") else None)
        else:
            page.write_string(row, place, self.shown(cell, column), self.text)


def _is_exact(number: int | Decimal) -> bool:
    """Whether a spreadsheet's number, of which 15 digits count, is exactly this one."""
    exact = Decimal(number)
    return abs(exact) < _EXACT and Decimal(f"{float(exact):.15g}") == exact
