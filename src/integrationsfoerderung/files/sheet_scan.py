"""A look into a sheet before it is read: how far it reaches, cells without values, merged cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import ClassVar
from xml.parsers import expat

from attrs import define, field

from ..message import message
from .limits import MOST_CELLS, MOST_PARTS, MOST_ROWS
from .workbook_scan import BadWorkbook, broken

_MOST_WIDE = 16_384
_MOST_FAULTS = 1_000

FORMULA, ERROR = "formula", "error"
"""What can be wrong with a cell: a formula without a value, or one that failed."""


@define
class Scan:
    """What a look into a sheet has found; rows and columns count from 0."""

    faults: dict[tuple[int, int], tuple[str, str]] = field(factory=dict)
    """Cells without a usable value: what is wrong, and what stands there."""

    merged: list[tuple[int, int, int, int]] = field(factory=list)
    """Cells that are merged: first row and column, last row and column."""

    rows: int = 0
    """How many rows there are, up to the last with something in it."""

    columns: int = 0
    """How many columns there are, up to the last with something in it."""

    def use(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows > MOST_ROWS or self.rows * self.columns > MOST_CELLS:
            raise BadWorkbook(
                message("a sheet of {rows} rows and {columns} columns", rows=self.rows, columns=self.columns),
                message("at most {most} cells", most=MOST_CELLS),
                message("remove what stands far below or beside the table"),
            )

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note merged cells."""
        self.merged.append((top, left, bottom, right))
        if len(self.merged) > MOST_PARTS:
            raise BadWorkbook(
                message("thousands of merged cells"), message("no merged cells"), message("split the merged cells")
            )

    def note(self, row: int, column: int, fault: str, text: str) -> None:
        """Note a cell without a usable value."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults[row, column] = fault, text


# --- XML


def _parse(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    characters: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Go through XML; entities of its own are refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    parser.EndElementHandler = end
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError, OverflowError):
        raise broken() from None


def _refuse_entities(*_: object) -> None:
    raise broken()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def scan_all(parts: Mapping[str, bytes]) -> dict[str, Scan]:
    """Look into all sheets of an OpenDocument, which its reader reads at once, by their names.

    Raises:
        BadWorkbook: for a sheet that is damaged or too large.
    """
    ods = _Ods()
    _parse(parts["content.xml"], ods.start, ods.characters, ods.end)
    return ods.sheets


def scan(parts: Mapping[str, bytes], sheet: str) -> Scan:
    """Look into a sheet of an XLSX, which has to be there.

    Raises:
        BadWorkbook: for a sheet that is damaged or too large.
    """
    name = _part_of_sheet(parts, sheet)
    if name not in parts:
        raise broken()
    xlsx = _Xlsx()
    _parse(parts[name], xlsx.start, xlsx.characters, xlsx.end)
    return xlsx.found


def _part_of_sheet(parts: Mapping[str, bytes], sheet: str) -> str:
    """Return the part of an XLSX that holds a sheet."""
    identifiers: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheets(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            found = [value for key, value in attributes.items() if _local(key) == "id" and key != "id"]
            identifiers.setdefault(attributes.get("name", ""), found[0] if found else "")

    def relations(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(parts["xl/workbook.xml"], sheets)
    _parse(parts.get("xl/_rels/workbook.xml.rels", b""), relations)
    target = targets.get(identifiers.get(sheet, ""), "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def _place(reference: str) -> tuple[int, int]:
    """Return row and column of a reference such as B3, from 0."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise broken()
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


class _Xlsx:
    """Looks into the XML of a sheet of an XLSX."""

    def __init__(self) -> None:
        self.found = Scan()
        self.row = self.column = -1
        self.kind = self.inside = ""
        self.formula = False
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            reference = attributes.get("r")
            self.row, self.column = _place(reference) if reference else (self.row, self.column + 1)
            self.kind, self.formula = attributes.get("t", ""), False
            self.text.clear()
        elif local in ("v", "t"):
            self.inside = local
        elif local == "f":
            self.formula = True
        elif local == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
        elif local == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self.found.merge(*_place(first), *_place(last or first))

    def characters(self, data: str) -> None:
        if self.inside:
            self.text.append(data)

    def end(self, name: str) -> None:
        local = _local(name)
        if local in ("v", "t"):
            self.inside = ""
        elif local == "c":
            value = "".join(self.text)
            if value or self.formula:
                self.found.use(self.row, self.column)
            if self.kind == "e":
                self.found.note(self.row, self.column, ERROR, value)
            elif self.formula and not value:
                self.found.note(self.row, self.column, FORMULA, "=…")


class _Ods:
    """Looks into the XML of an OpenDocument, at all sheets."""

    CELLS: ClassVar = ("table:table-cell", "table:covered-table-cell")

    def __init__(self) -> None:
        self.sheets: dict[str, Scan] = {}
        self.found = Scan()
        self.depth = 0
        self.row = self.column = self.next_row = self.next_column = 0
        self.formula = self.typed = False
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.depth += 1
            if (
                self.depth > 1 or attributes.get("table:name", "") in self.sheets
            ):  # a table within a cell, or a sheet twice
                raise broken()
            self.found = self.sheets.setdefault(attributes.get("table:name", ""), Scan())
            self.next_row = 0
        elif name == "table:table-row":
            self.row, self.next_row = self.next_row, self.next_row + _repeated(attributes, "rows", MOST_ROWS)
            self.next_column = 0
        elif name in self.CELLS:
            self.column, self.next_column = (
                self.next_column,
                self.next_column + _repeated(attributes, "columns", _MOST_WIDE),
            )
            self.cell(attributes)

    def cell(self, attributes: dict[str, str]) -> None:
        self.formula, self.typed = "table:formula" in attributes, "office:value-type" in attributes
        self.text.clear()
        wide = int(attributes.get("table:number-columns-spanned", "1"))
        high = int(attributes.get("table:number-rows-spanned", "1"))
        if wide > 1 or high > 1:
            self.found.merge(self.row, self.column, self.row + high - 1, self.column + wide - 1)
        if self.typed:
            self.found.use(self.next_row - 1, self.next_column - 1)
        if attributes.get("calcext:value-type") == "error":
            self.found.note(self.row, self.column, ERROR, "#")

    def characters(self, data: str) -> None:
        if self.formula:
            self.text.append(data)

    def end(self, name: str) -> None:
        if name == "table:table":
            self.depth -= 1
        elif name in self.CELLS:
            if self.formula and not self.typed and not "".join(self.text):
                self.found.use(self.row, self.column)
                self.found.note(self.row, self.column, FORMULA, "=…")
            self.formula = self.typed = False


def _repeated(attributes: dict[str, str], name: str, most: int) -> int:
    number = int(attributes.get(f"table:number-{name}-repeated", "1"))
    if not 0 < number <= most:
        raise broken()
    return number
