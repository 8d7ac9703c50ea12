"""Raw tables: a heading and rows of cells as a file, workbook or frame gives them, and what each heading means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from attrs import frozen

from ..errors import InvalidInput
from ..message import message
from ..model.municipality import CountStatus
from .cells import Key, Refused, Unread, is_blank, key_of, shown_cell, text_of
from .columns import TABLES, Column, column_named, count_named, is_costs, lookalike, speaks_of_a_year
from .findings import Findings, Spot

_Value = TypeVar("_Value")

_EXAMPLES = 5
_MOST_KEPT = 10_000


@frozen
class RawTable:
    """A table as it was found, before anything in it is understood."""

    name: str
    """Which table of a case it is: municipalities, managers, entries, districts or about."""

    file: str
    """Name of the file, or of what stands in its place."""

    headings: tuple[str, ...]
    """The headings, from the first column on; empty: the column has none."""

    rows: Iterable[tuple[int, Sequence[Any]]]
    """The rows below, each with its number and its cells: text, numbers, days, or None; read once."""

    sheet: str = ""
    """Name of the sheet; empty where there are none."""

    row: int = 1
    """Number of the row with the headings."""

    guarded: bool = True
    """Whether texts are trimmed and unguarded, as files need it; not so in frames."""


@frozen
class ExtraColumn:
    """A column that the library has no use for, kept as it was found."""

    spot: Spot
    """Where it stands: file, sheet and heading."""

    values: tuple[tuple[int, str], ...]
    """Its texts by the number of the row, as far as there are any; at most 10,000."""


@frozen
class Count:
    """A column that holds the head counts of a day, or their status."""

    place: int
    """Which column it is, from 0."""

    day: date
    """The record date."""

    status: CountStatus | None
    """The status that the heading says; None: none."""


class Layout:
    """What the headings of a table mean, and where its cells are."""

    def __init__(self, table: RawTable, findings: Findings) -> None:
        self.table = table
        self.findings = findings
        self.places: dict[str, int] = {}
        self.counts: list[Count] = []
        self.statuses: dict[date, int] = {}
        self.extra: dict[int, list[tuple[int, str]]] = {}
        self.repaired: dict[str, dict[str, int]] = {}
        self.unnamed: set[int] = set()
        findings.begin(Spot(table.file, table.sheet))
        for place, heading in enumerate(table.headings):
            self._assign(place, heading.strip())
        self._check_missing()

    # --- headings

    def _assign(self, place: int, heading: str) -> None:
        if not heading:
            self.unnamed.add(place)
            return
        column = column_named(self.table.name, heading)
        if column is not None:
            self._assign_column(place, column)
            return
        count = count_named(self.table.name, heading)
        if count is None:
            self.extra[place] = []
        elif count[0] == "status":
            self.statuses[count[1]] = place
        elif any((one.day, one.status) == count[1:] for one in self.counts):
            self._twice(place, "persons")
        else:
            self.counts.append(Count(place, count[1], count[2]))

    def _assign_column(self, place: int, column: Column) -> None:
        if column.field in self.places:
            self._twice(place, column.field)
        else:
            self.places[column.field] = place

    def _twice(self, place: int, name: str) -> None:
        self.findings.problem(
            self.spot(self.table.row, place),
            name,
            self.table.headings[place],
            message("one column for each thing"),
            message("another column means the same: remove one, or rename it"),
        )

    def _check_missing(self) -> None:
        table = self.table
        for place in list(self.extra):
            heading = table.headings[place]
            meant = lookalike(table.name, heading, self.places)
            spot = self.spot(table.row, place)
            if is_costs(table.name, heading):
                allowed = message("{headings:list}", headings=["Sachkosten", "Personalkosten", "Fortbildungskosten"])
                self.findings.problem(
                    spot, "costs", heading, allowed, message("say in the heading which costs these are")
                )
            elif speaks_of_a_year(table.name, heading):
                allowed = message("a heading with the record date, such as Personen 15.09.2017")
                self.findings.problem(spot, "persons", heading, allowed, message("put the day in place of the year"))
            elif meant is not None:
                allowed = message("headings that are known, such as {heading:plain}", heading=meant.german)
                remedy = message("correct the heading; or rename it, if something else is meant")
                self.findings.problem(spot, meant.field, heading, allowed, remedy)
        for column in TABLES[table.name]:
            if column.required and column.field not in self.places:
                self.findings.problem(
                    Spot(table.file, table.sheet, table.row),
                    column.field,
                    ", ".join(heading for heading in table.headings if heading)[:80],
                    message("a column {german:plain} ({english:plain})", german=column.german, english=column.english),
                    message("add the column, or give it this heading"),
                )

    def note_undated(self) -> None:
        """Note, once, that there are counts without a column for their day."""
        place = self.places.pop("persons")
        allowed = message("a column Stichtag (record date) beside it, or a heading such as Personen 15.09.2017")
        remedy = message("say for which day the persons were counted")
        spot = self.spot(self.table.row, place)
        self.findings.problem(spot, "persons", self.table.headings[place], allowed, remedy)

    @property
    def complete(self) -> bool:
        """Whether every column that must be there is."""
        return all(column.field in self.places for column in TABLES[self.table.name] if column.required)

    def spot(self, row: int | None, place: int | None = None) -> Spot:
        """Return the place of a cell, a row or a column."""
        column = "" if place is None else self.table.headings[place] if place < len(self.table.headings) else ""
        if place is not None and not column:
            column = letters(place)
        return Spot(self.table.file, self.table.sheet, row, column)

    def spot_of(self, row: int | None, name: str) -> Spot:
        """Return the place of a field; the whole row where it has no column."""
        return self.spot(row, self.places.get(name))

    # --- rows

    def rows(self) -> Iterator[Row]:
        """Yield the rows with something in them; cells without a heading are a problem."""
        for number, cells in self.table.rows:
            if all(map(is_blank, cells)):
                continue
            self._check_unnamed(number, cells)
            for place, kept in self.extra.items():
                if place < len(cells) and len(kept) < _MOST_KEPT and not is_blank(cells[place]):
                    kept.append((number, text_of(cells[place], guarded=self.table.guarded)))
            yield Row(self, number, cells)

    def _check_unnamed(self, number: int, cells: Sequence[Any]) -> None:
        known = len(self.table.headings)
        for place in (*sorted(self.unnamed), *range(known, len(cells))):
            if place < len(cells) and not is_blank(cells[place]):
                remedy = (
                    message("give the column a heading; headings over several columns have to be split up")
                    if place < known
                    else message(
                        "the row has more cells than headings: put numbers with a decimal comma and texts with "
                        "separators in quotes"
                    )
                )
                spot = self.spot(number, place)
                self.findings.problem(
                    spot, "column", shown_cell(cells[place]), message("cells below a heading only"), remedy
                )

    def repair(self, name: str, row: int, key: Key) -> str:
        """Return a key, and remember it where its leading zero was put back."""
        if key.repaired:
            self.repaired.setdefault(name, {}).setdefault(key.text, row)
        return key.text

    def close(self) -> Iterator[ExtraColumn]:
        """Note what was repaired and what was not used, and yield the columns that are kept."""
        for name, keys in self.repaired.items():
            examples = [
                message("{key:plain} (row {row:plain})", key=key, row=row)
                for key, row in list(keys.items())[:_EXAMPLES]
            ]
            self.findings.remark(
                "repaired-key",
                message(
                    "{place}: {count} key(s) lacked the leading zero, which spreadsheets drop; "
                    "read as {keys:list}{more:plain}",
                    place=self.spot_of(None, name).text,
                    count=len(keys),
                    keys=examples,
                    more=" …" if len(keys) > _EXAMPLES else "",
                ),
                keys,
            )  # fmt: skip
        for place, values in self.extra.items():
            spot = self.spot(None, place)
            self.findings.remark(
                "extra-column",
                message(
                    "{place}: the column is not used; its values are kept ({count})", place=spot.text, count=len(values)
                ),
            )
            yield ExtraColumn(spot, tuple(values))


class Row:
    """A row of a table: its cells by field, read with the problems noted where they stand."""

    __slots__ = ("broken", "cells", "layout", "number")

    def __init__(self, layout: Layout, number: int, cells: Sequence[Any]) -> None:
        self.layout: Layout = layout
        self.number: int = number
        self.cells: Sequence[Any] = cells
        self.broken: set[str] = set()

    def raw(self, name: str) -> Any:
        """Return the cell of a field; None where it is blank or there is no such column."""
        place = self.layout.places.get(name)
        if place is None or place >= len(self.cells) or is_blank(self.cells[place]):
            return None
        return self.cells[place]

    def has(self, name: str) -> bool:
        """Whether something stands in the cell of a field."""
        return self.raw(name) is not None

    def read(self, name: str, how: Callable[[Any], _Value], otherwise: _Value) -> _Value:
        """Return the value of a field; `otherwise` where the cell is blank, or cannot be read, which is noted."""
        raw = self.raw(name)
        return otherwise if raw is None else self._read(name, raw, how, self.layout.places[name], otherwise)

    def need(self, name: str, how: Callable[[Any], _Value], otherwise: _Value) -> _Value:
        """Return the value of a field that must be there; `otherwise` where it is not or cannot be read."""
        if not self.has(name):
            self.problem(name, "", message("a value"), message("fill the cell"))
            return otherwise
        return self.read(name, how, otherwise)

    def read_at(self, place: int, name: str, how: Callable[[Any], _Value], otherwise: _Value) -> _Value:
        """Return the value of a column; `otherwise` where the cell is blank, or cannot be read, which is noted."""
        raw = self.cells[place] if place < len(self.cells) else None
        return otherwise if is_blank(raw) else self._read(name, raw, how, place, otherwise)

    def _read(self, name: str, raw: Any, how: Callable[[Any], _Value], place: int, otherwise: _Value) -> _Value:
        try:
            return how(_there(raw))
        except Refused as refused:
            self.broken.add(name)
            spot = self.layout.spot(self.number, place)
            self.layout.findings.problem(spot, name, shown_cell(raw), refused.allowed, refused.remedy)
            return otherwise

    def problem(self, name: str, value: Any, allowed: Any, remedy: Any) -> None:
        """Note a problem of a field of this row."""
        self.broken.add(name)
        self.layout.findings.problem(self.layout.spot_of(self.number, name), name, value, allowed, remedy)

    def text(self, raw: Any) -> str:
        """Return a cell as text."""
        return text_of(raw, guarded=self.layout.table.guarded)

    def key(self, name: str) -> Callable[[Any], str]:
        """Return how a key of a field is read: with its leading zero."""
        return lambda raw: self.layout.repair(name, self.number, key_of(raw))

    def made(self, make: Callable[..., _Value], fields: Mapping[str, Any]) -> _Value | None:
        """Make an object; its problems are noted where they stand, save those that cells have already."""
        try:
            return make(**fields)
        except InvalidInput as invalid:
            for problem in invalid.problems:
                name = problem.field.partition("[")[0]
                if name not in self.broken:
                    value = problem.args[2] if not self.has(name) else shown_cell(self.raw(name))
                    self.problem(name, value, problem.allowed, problem.remedy)
            return None


def letters(place: int) -> str:
    """Return the letters of a column, as spreadsheets count.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def known_headings(table: str, headings: Sequence[str]) -> int:
    """Return how many columns of a table a row would name, were it the heading."""
    found = Counter(
        column.field if column is not None else heading
        for heading in headings
        if (column := column_named(table, heading)) is not None or count_named(table, heading) is not None
    )
    return len(found)


def _there(raw: Any) -> Any:
    """Return the value of a cell that has one."""
    if isinstance(raw, Unread):
        raise Refused(raw.allowed, raw.remedy)
    return raw
