"""Data frames in and out: pandas, polars and Arrow alike.

What comes in is checked as files are, every problem with its row and column; what goes out is exact: amounts are
decimals, or whole cents where the backend has no decimals, and then the column's name says so. Needs narwhals and the
backend: `pip install 'integrationsfoerderung[frames]' polars`.

>>> from integrationsfoerderung import calculate, load_example, load_programme
>>> case = load_example("tuttlingen")
>>> statement = calculate(load_programme("pakt-fuer-integration"), case.municipalities, case.managers)
>>> frame = to_frame(statement, "municipalities", backend="polars")
>>> frame["total"].sum() == statement.total(known_only=True)
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import isnan
from typing import Any, Generic, Literal, TypeAlias, TypeVar, cast, get_args

from attrs import frozen

from .errors import InvalidInput, MissingExtra, Problem, shown
from .intake import CellProblem, ExtraColumn, Findings, RawTable, Spot, take_case, take_managers, take_municipalities
from .intake.cells import Unread
from .intake.columns import TABLES, column_named
from .message import Language, Message, message
from .model.case import Case
from .model.manager import Manager
from .model.municipality import Municipality
from .model.remark import Remark
from .model.statement import Statement
from .tabulation import Kind, Table, table_of

try:
    import narwhals as nw
except ImportError as _error:
    raise MissingExtra("integrationsfoerderung.frames", "frames") from _error

__all__ = [
    "Backend",
    "MissingBackend",
    "Read",
    "case_from_frames",
    "case_to_frame",
    "managers_from_frame",
    "municipalities_from_frame",
    "to_frame",
]

Backend: TypeAlias = Literal["polars", "pandas", "pyarrow"]
"""The libraries whose frames can be made."""

_Noun = TypeVar("_Noun")

_OUT = ("payouts", "municipalities", "managers", "grants", "areas")
_HEADING = -1
"""Number of the row of headings: a frame has none, and errors name none."""

_CENTS = "_cents"
_MONEY = {"material_costs", "staff_costs", "training_costs"}
_MOST_CENTS = 10**30
_LARGEST = 2**63


class MissingBackend(MissingExtra):
    """The library that frames are asked of is not installed; the message holds the command that installs it."""

    @property
    def text(self) -> Message:
        """The error as one sentence with the command."""
        return message("{what:plain} needs {backend:plain}: pip install {backend:plain}", what=self.what,
                       backend=self.extra)  # fmt: skip


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


# --- out


def to_frame(
    statement: Statement, table: str = "payouts", *, backend: Backend = "polars", lang: Language = "en"
) -> Any:
    """Return a table of a statement as a data frame.

    Names of columns are the same in every language and backend. An amount is a decimal of two places in polars and
    Arrow; pandas has none, so it is whole cents in a column whose name ends in `_cents`. What is open, unknown or not
    given is null. An exact number that need not have a finite decimal, such as funded months, has two columns, its
    numerator and its denominator.

    Args:
        statement: the statement.
        table: `payouts`: every payout; `municipalities`: what each gets, round by round; `managers`: position, funded
            time and amounts by year; `grants`; `areas`.
        backend: `polars`, `pandas` or `pyarrow`.
        lang: language of the texts in cells, "de" or "en".

    Returns:
        A `polars.DataFrame`, `pandas.DataFrame` or `pyarrow.Table`.

    Raises:
        InvalidInput: for another table, backend or language.
        MissingBackend: where the backend is not installed.
    """
    if not isinstance(statement, Statement):
        _refuse("to_frame", "statement", statement, message("a Statement"), message("give what calculate returns"))
    if table not in _OUT:
        allowed, remedy = message("{names:list}", names=_OUT), message("use one of these")
        _refuse("to_frame", "table", table, allowed, remedy)
    return _built(_columns_of(table_of(statement, table, lang)), backend, "to_frame")


def case_to_frame(case: Case, table: str = "municipalities", *, backend: Backend = "polars") -> Any:
    """Return municipalities, managers or entries of a case as a data frame that the readers of this module read back.

    Args:
        case: the case.
        table: `municipalities`: a row for each head count; `managers`; `entries`: persons by the day they came.
        backend: `polars`, `pandas` or `pyarrow`.

    Raises:
        InvalidInput: for another table or backend.
        MissingBackend: where the backend is not installed.

    >>> from integrationsfoerderung import load_example
    >>> case = load_example("tuttlingen")
    >>> municipalities_from_frame(case_to_frame(case)) == case.municipalities
    True
    """
    if not isinstance(case, Case):
        _refuse("case_to_frame", "case", case, message("a Case"), message("load_example('tuttlingen') gives one"))
    if table not in _INPUTS:
        allowed, remedy = message("{names:list}", names=tuple(_INPUTS)), message("use one of these")
        _refuse("case_to_frame", "table", table, allowed, remedy)
    rows, names = list(_INPUTS[table](case)), [column.field for column in TABLES[table]]
    columns = [_Column(name, _KINDS.get(name, Kind.TEXT), [row.get(name) for row in rows]) for name in names]
    return _built(columns, backend, "case_to_frame")


@frozen
class _Column:
    """A column of a frame, before it is one of a backend."""

    name: str
    kind: Kind
    cells: list[Any]


def _columns_of(table: Table) -> Iterator[_Column]:
    for place, column in enumerate(table.columns):
        cells: list[Any] = [row[place] for row in table.rows]
        if column.kind is Kind.TEXT:
            yield _Column(column.key, Kind.TEXT, [cell or None for cell in cells])
        elif column.kind is not Kind.NUMBER or column.key in ("fte", "paid_fte"):
            yield _Column(column.key, column.kind, cells)
        else:
            exact = [None if cell is None else Fraction(cell) for cell in cells]
            above = [None if cell is None else cell.numerator for cell in exact]
            below = [None if cell is None else cell.denominator for cell in exact]
            yield _Column(f"{column.key}_numerator", Kind.WHOLE, above)
            yield _Column(f"{column.key}_denominator", Kind.WHOLE, below)


def _municipalities(case: Case) -> Iterator[dict[str, Any]]:
    for one in case.municipalities:
        share = None if one.cost_share is None else f"{one.cost_share:f}"  # as many places as were stated
        about = {"ags": one.ags, "name": one.name, "provider": one.provider, "area": one.area, "cost_share": share}
        for count in one.head_counts:
            said = {"record_date": count.record_date, "persons": count.persons, "status": count.status.value}
            yield about | said
        if not one.head_counts:
            yield about


def _managers(case: Case) -> Iterator[dict[str, Any]]:
    for one in case.managers:
        fields = {column.field: getattr(one, column.field) for column in TABLES["managers"]}
        yield fields | {"qualification": one.qualification.value, "serves": " ".join(one.serves) or None}


def _entries(case: Case) -> Iterator[dict[str, Any]]:
    for one in case.municipalities:
        for entry in one.entries:
            yield {"ags": one.ags, "day": entry.day, "persons": entry.persons}


_INPUTS: Mapping[str, Callable[[Case], Iterator[dict[str, Any]]]] = {
    "municipalities": _municipalities,
    "managers": _managers,
    "entries": _entries,
}
"""The tables of a case, and how their rows are made."""

_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("record_date", "start", "end", "approved", "day"), Kind.DAY),
    **dict.fromkeys(_MONEY, Kind.MONEY),
    "persons": Kind.WHOLE,
    "fte": Kind.NUMBER,
    "illustrative": Kind.YES_NO,
}
"""What the columns of a case hold that are no texts."""


# --- backends


def _built(columns: Iterable[_Column], backend: object, what: str) -> Any:
    """Return the frame of a backend; each kind of column has the same type whatever is in it."""
    makers: Mapping[Any, Callable[[Any, list[_Column]], Any]]
    makers = {"polars": _polars, "pandas": _pandas, "pyarrow": _pyarrow}
    if not isinstance(backend, str) or backend not in makers:
        allowed, remedy = message("{names:list}", names=get_args(Backend)), message("use one of these")
        _refuse(what, "backend", backend, allowed, remedy)
    try:
        library = nw.Implementation.from_string(str(backend)).to_native_namespace()
    except ImportError as error:
        raise MissingBackend(what, str(backend)) from error
    cleaned = [
        _Column(column.name, column.kind, [_valid(cell) for cell in column.cells])
        if column.kind is Kind.TEXT
        else column
        for column in columns
    ]
    return makers[backend](library, cleaned)


def _valid(text: Any) -> Any:
    """Return a text without halves of signs, which no backend takes."""
    return text if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _polars(library: Any, columns: list[_Column]) -> Any:
    types = {
        Kind.TEXT: library.String,
        Kind.WHOLE: library.Int64,
        Kind.MONEY: library.Decimal(38, 2),
        Kind.NUMBER: library.Decimal(38, 6),
        Kind.DAY: library.Date,
        Kind.YES_NO: library.Boolean,
    }
    data = {column.name: column.cells for column in columns}
    return library.DataFrame(data, schema={column.name: types[column.kind] for column in columns})


def _pyarrow(library: Any, columns: list[_Column]) -> Any:
    types = {
        Kind.TEXT: library.string(),
        Kind.WHOLE: library.int64(),
        Kind.MONEY: library.decimal128(38, 2),
        Kind.NUMBER: library.decimal128(38, 6),
        Kind.DAY: library.date32(),
        Kind.YES_NO: library.bool_(),
    }
    return library.table({column.name: library.array(column.cells, types[column.kind]) for column in columns})


def _pandas(library: Any, columns: list[_Column]) -> Any:
    types = {
        Kind.TEXT: "string",
        Kind.WHOLE: "Int64",
        Kind.NUMBER: "object",  # Decimal: exact, and few
        Kind.DAY: "datetime64[s]",
        Kind.YES_NO: "boolean",
    }
    series = {}
    for column in columns:
        name, kind, cells = column.name, column.kind, column.cells
        if kind is Kind.MONEY:
            name, kind = f"{name}{_CENTS}", Kind.WHOLE
            cells = [None if cell is None else int(Fraction(cell) * 100) for cell in cells]
        too_large = kind is Kind.WHOLE and any(cell is not None and abs(cell) >= _LARGEST for cell in cells)
        series[name] = library.Series(cells, dtype="object" if too_large else types[kind])
    return library.DataFrame(series)


# --- in


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
        base = heading.removesuffix(_CENTS)
        known = None if base == heading else column_named(name, base)
        in_cents = known is not None and known.field in _MONEY
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


def _refuse(what: str, field: str, value: object, allowed: Message, remedy: Message) -> None:
    raise InvalidInput(what, [Problem(what, field, value, allowed, remedy)])
