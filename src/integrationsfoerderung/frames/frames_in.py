"""Data frames in: municipalities, managers and cases, checked as those of files are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from math import isnan
from typing import Any, Generic, TypeVar, cast

import narwhals as nw

from ..errors import InvalidInput, Problem, shown
from ..intake import CellProblem, ExtraColumn, Findings, RawTable, Spot, take_case, take_managers, take_municipalities
from ..intake.cells import Unread
from ..intake.columns import TABLES, column_named
from ..message import message
from ..model.case import Case
from ..model.manager import Manager
from ..model.municipality import Municipality
from ..model.remark import Remark
from .frames_out import CENTS, MONEY

_Noun = TypeVar("_Noun")

_HEADING = -1
"""Number of the row of headings: a frame has none, and errors name none."""

_MOST_CENTS = 10**30


class Read(tuple[_Noun, ...], Generic[_Noun]):  # noqa: SLOT001  # a tuple has no room for slots of its own
    """What was read from a frame: a tuple of municipalities or managers, with what there is to know about it."""

    remarks: tuple[Remark, ...]
    """What was repaired, such as keys without their leading zero, and which columns are not used."""

    extra: tuple[ExtraColumn, ...]
    """The columns that are not used, with their values."""

    def __new__(
        cls, nouns: Iterable[_Noun], remarks: Iterable[Remark] = (), extra: Iterable[ExtraColumn] = ()
    ) -> Read[_Noun]:
        """Make it of the objects, the remarks and the columns that are not used."""
        self = super().__new__(cls, nouns)
        self.remarks, self.extra = tuple(remarks), tuple(extra)
        return self


def municipalities_from_frame(frame: Any, *, entries: Any = None) -> Read[Municipality]:
    """Return the municipalities of a data frame, checked as those of files are.

    A municipality has a row, or a row for each of its head counts; or columns for the counts of each day. Columns are
    named as in files, in English or German: `ags`, `name`, `record_date`, `persons`, `status`, `provider`, `area`,
    `cost_share`.

    Args:
        frame: a frame of pandas, polars, Arrow or another library that narwhals knows.
        entries: a frame of persons by the day they came (`ags`, `day`, `persons`), for programmes that count so.

    Returns:
        The municipalities as a tuple; its `remarks` say what was repaired and which columns are not used.

    Raises:
        InvalidInput: with all problems; each has `row`, counted from 0, and `column`.
    """
    findings = Findings()
    table = _raw(frame, "municipalities", findings)
    second = None if entries is None else _raw(entries, "entries", findings)
    taken = take_municipalities(table, findings, second)
    _raise(findings, "municipalities_from_frame")
    return Read(taken.nouns, findings.remarks, taken.extra)


def managers_from_frame(frame: Any) -> Read[Manager]:
    """Return the managers of a data frame, checked as those of files are.

    Columns are named as in files, in English or German: `id`, `provider`, `fte`, `qualification`, `start`, `end`,
    `serves`, `continues`, `material_costs`, `staff_costs`, `training_costs`, `approved`, `illustrative`. Costs may also
    be whole cents, in a column whose name ends in `_cents`.

    Args:
        frame: a frame of pandas, polars, Arrow or another library that narwhals knows.

    Returns:
        The managers as a tuple; its `remarks` say what was repaired and which columns are not used.

    Raises:
        InvalidInput: with all problems; each has `row`, counted from 0, and `column`.
    """
    findings = Findings()
    taken = take_managers(_raw(frame, "managers", findings), findings)
    _raise(findings, "managers_from_frame")
    return Read(taken.nouns, findings.remarks, taken.extra)


def case_from_frames(municipalities: Any, managers: Any = None, *, entries: Any = None) -> Case:
    """Return the case of data frames: also what does not fit together is named with its row.

    Args:
        municipalities: as `municipalities_from_frame` takes it.
        managers: as `managers_from_frame` takes it.
        entries: persons by the day they came.

    Raises:
        InvalidInput: with all problems of all frames.
    """
    findings = Findings()
    given = {"municipalities": municipalities, "managers": managers, "entries": entries}
    tables = {name: _raw(frame, name, findings) for name, frame in given.items() if frame is not None}
    case, _ = take_case(tables, findings, "case_from_frames")
    _raise(findings, "case_from_frames")
    return cast("Case", case)  # None only where there are problems, and then they have been raised


def _raise(findings: Findings, what: str) -> None:
    """Raise all problems; a frame has no row of headings that they could name."""
    try:
        findings.refuse(what)
    except InvalidInput as invalid:
        raise InvalidInput(what, [_without_heading(problem) for problem in invalid.problems]) from None


def _without_heading(problem: Problem) -> Problem:
    if isinstance(problem, CellProblem) and problem.row == _HEADING:
        spot = Spot(problem.file, problem.sheet, None, problem.column)
        return CellProblem.at(spot, problem.field, problem.args[2], problem.allowed, problem.remedy)
    return problem


def _raw(frame: Any, name: str, findings: Findings) -> RawTable:
    """Return a frame as a raw table: cells are Python's own, nothing is None, rows count from 0."""
    what = f"{name} (data frame)"
    try:
        taken = nw.from_native(frame, eager_only=True)
        names = list(taken.columns)
    except (TypeError, nw.exceptions.DuplicateError) as error:
        allowed = message("a frame of pandas, polars or Arrow, with each column once")
        remedy = message("collect what is lazy; rename what is there twice: {reason:plain}", reason=str(error))
        findings.problem(Spot(what), "frame", type(frame).__name__, allowed, remedy)
        required = [column.english for column in TABLES[name] if column.required]
        return RawTable(name, what, tuple(required), (), row=_HEADING, guarded=False)
    headings, columns = [], []
    for place, heading in enumerate(map(str, names)):
        cells = [_cell(cell) for cell in taken[:, place].to_list()]
        base = heading.removesuffix(CENTS)
        known = None if base == heading else column_named(name, base)
        in_cents = known is not None and known.field in MONEY
        headings.append(base if in_cents else heading)
        columns.append([_euros(cell) for cell in cells] if in_cents else cells)
    rows: Sequence[tuple[int, Sequence[Any]]] = list(enumerate(zip(*columns, strict=True)))
    return RawTable(name, what, tuple(headings), rows, row=_HEADING, guarded=False)


def _cell(value: Any) -> Any:
    """Return a cell as one of Python's own values, None where there is nothing."""
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "tolist"):
        value = value.tolist()
    not_a_number = value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and isnan(value)
    if not_a_number or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return " ".join(value)  # the keys of a manager's municipalities
    if value is None or isinstance(value, str | int | float | Decimal | date | Enum):
        return value
    return Unread(shown(value), message("text, a number or a day"), message("write it as one of these"))


def _euros(value: Any) -> Any:
    """Return whole cents as EUR."""
    if value is None or isinstance(value, Unread):
        return value
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool) and -_MOST_CENTS < value < _MOST_CENTS:
        whole = int(value)
        if whole == value:  # pandas makes floats of a column of whole numbers with gaps
            return Decimal(f"{whole}e-2")
    return Unread(shown(value), message("whole cents"), message("write 1250 for 12.50 EUR"))
