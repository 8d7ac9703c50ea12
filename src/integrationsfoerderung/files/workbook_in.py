"""Workbooks (.xlsx, .ods) as raw tables, after a look into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra
from ..intake import Findings, RawTable, Spot
from ..intake.cells import Unread, is_blank
from ..intake.columns import GERMAN_NAMES, table_named
from ..intake.tables import letters
from ..message import message
from .headers import Comments, Header, checked_header, header_of, is_comment
from .limits import MOST_BYTES_OF_A_WORKBOOK, checked_size, note_unreadable
from .sheet_scan import ERROR, Scan, scan, scan_all
from .workbook_scan import BadWorkbook, broken, is_ods, locked, packed, parts_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

NOTES = ("Hinweise", "Notes")
"""The sheets that explain a template; nothing is read from them."""

_ALL = ("municipality", "manager")


def workbook_tables(path: Path, findings: Findings) -> dict[str, RawTable]:
    """Return the tables of a workbook by name.

    A sheet is found by its name; where a workbook has one sheet only, that is the municipalities'.

    Args:
        path: the file.
        findings: where problems and remarks are noted.

    Raises:
        MissingExtra: without python-calamine.
    """
    try:
        import python_calamine
    except ImportError:
        raise MissingExtra("reading a workbook", "excel") from None
    spot = Spot(path.name)
    tables: dict[str, RawTable] = {}
    try:
        if checked_size(path, MOST_BYTES_OF_A_WORKBOOK, findings) is None:
            findings.broken.update(_ALL)
            return {}
        parts = parts_of(path)
        looked = scan_all(parts) if is_ods(parts) else None
        workbook = _guarded(lambda: python_calamine.CalamineWorkbook.from_filelike(packed(parts)))
        for name, sheet in _sheets(workbook, spot, findings).items():
            found = scan(parts, sheet) if looked is None else looked.get(sheet, Scan())
            table = _table(name, sheet, found, workbook, path.name, findings)
            if table is not None:
                tables[name] = table
    except BadWorkbook as bad:
        findings.broken.update(_ALL)
        findings.problem(spot, "file", bad.value, bad.allowed, bad.remedy)
    except OSError as error:
        findings.broken.update(_ALL)
        note_unreadable(spot, error, findings)
    return tables


def _guarded(read: Any) -> Any:
    """Call the reader; whatever it raises, also where it gives up altogether, is a damaged workbook."""
    import python_calamine

    try:
        return read()
    except python_calamine.PasswordError:
        raise locked() from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        raise broken() from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the reader's language ends; no Exception of Python's
            raise broken() from None
        raise


def _sheets(workbook: CalamineWorkbook, spot: Spot, findings: Findings) -> Mapping[str, str]:
    """Return the sheets to be read by the table each holds."""
    found: dict[str, str] = {}
    others: list[str] = []
    names = list(workbook.sheet_names)
    for name in names:
        table = table_named(name)
        if table is None:
            others += [] if name in NOTES else [name]
        elif table in found:
            allowed = message("one sheet for each table; {sheet:plain} is one too", sheet=found[table])
            findings.problem(Spot(spot.file, name), "sheet", name, allowed, message("remove or rename one of them"))
        else:
            found[table] = name
    if not found and len(others) == 1:
        return {"municipalities": others[0]}
    if "municipalities" not in found:
        findings.broken.update(_ALL)
        allowed = message(
            "a sheet of the municipalities: {names:list}", names=[GERMAN_NAMES["municipalities"], "municipalities"]
        )
        remedy = message(
            "name the sheets {names:list}", names=[GERMAN_NAMES["municipalities"], GERMAN_NAMES["managers"]]
        )
        value = message("sheets {names:list}", names=names[:20])
        findings.problem(spot, "sheets", value, allowed, remedy)
    for name in others:
        findings.remark(
            "ignored-sheet", message("{file:plain}: the sheet {sheet:plain} is not read", file=spot.file, sheet=name)
        )
    return found


def _table(
    name: str, sheet: str, looked: Scan, workbook: CalamineWorkbook, file: str, findings: Findings
) -> RawTable | None:
    spot = Spot(file, sheet)
    cells: list[list[Any]] = []
    if looked.rows:
        cells = _guarded(lambda: workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=looked.rows))
    header = checked_header(header_of(name, enumerate(cells, start=1)), spot, findings)
    if header is None:
        findings.broken.update(_ALL)
        return None
    for top, left, bottom, right in looked.merged[:20]:
        if bottom >= header.row - 1 and top < len(cells) and not is_comment(cells[top]):
            reference = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
            findings.problem(
                Spot(file, sheet, top + 1),
                "cells",
                message("merged cells {reference:plain}", reference=reference),
                message("one cell for each value, one heading above each column"),
                message("split the merged cells, and fill each"),
            )
    rows = _rows(cells, header, looked, Comments(spot, findings))
    return RawTable(name, file, header.headings, rows, sheet, header.row)


def _rows(
    cells: Sequence[Sequence[Any]], header: Header, looked: Scan, comments: Comments
) -> Iterator[tuple[int, Sequence[Any]]]:
    faulty: dict[int, dict[int, Unread]] = {}
    for (place, column), (fault, text) in looked.faults.items():
        faulty.setdefault(place, {})[column] = _unread(fault, text)
    for number, row in enumerate(islice(cells, header.row, None), start=header.row + 1):
        if number - 1 in faulty:
            wrong = faulty[number - 1]
            width = max(len(row), *(column + 1 for column in wrong))
            yield number, [wrong.get(column, row[column] if column < len(row) else None) for column in range(width)]
        elif not comments.note(number, row) and not all(map(is_blank, row)):
            yield number, row
    comments.close()


def _unread(fault: str, text: str) -> Unread:
    if fault == ERROR:
        return Unread(text or "#", message("a value"), message("mend the formula, or write the value in place of it"))
    return Unread(
        text,
        message("a value; the formula has none in the file"),
        message("open and save the workbook in a spreadsheet, or write the value in place of the formula"),
    )
