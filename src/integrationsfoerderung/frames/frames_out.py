"""Data frames out: the tables of a statement, and cases, exact in every backend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, TypeAlias, get_args

import narwhals as nw
from attrs import frozen

from ..errors import InvalidInput, MissingExtra, Problem
from ..intake.columns import TABLES
from ..message import Language, Message, message
from ..model.case import Case
from ..model.statement import Statement
from ..tabulation import Kind, Table, table_of

Backend: TypeAlias = Literal["polars", "pandas", "pyarrow"]
"""The libraries whose frames can be made."""

CENTS = "_cents"
"""How the name of a column ends that holds whole cents."""

MONEY = frozenset({"material_costs", "staff_costs", "training_costs"})
"""The columns of a case that hold amounts."""

_OUT = ("payouts", "municipalities", "managers", "grants", "areas")
_LARGEST = 2**63


class MissingBackend(MissingExtra):
    """The library that frames are asked of is not installed; the message holds the command that installs it."""

    @property
    def text(self) -> Message:
        """The error as one sentence with the command."""
        return message("{what:plain} needs {backend:plain}: pip install {backend:plain}", what=self.what,
                       backend=self.extra)  # fmt: skip


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

    >>> from integrationsfoerderung import load_example, municipalities_from_frame
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
    **dict.fromkeys(MONEY, Kind.MONEY),
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
            name, kind = f"{name}{CENTS}", Kind.WHOLE
            cells = [None if cell is None else int(Fraction(cell) * 100) for cell in cells]
        too_large = kind is Kind.WHOLE and any(cell is not None and abs(cell) >= _LARGEST for cell in cells)
        series[name] = library.Series(cells, dtype="object" if too_large else types[kind])
    return library.DataFrame(series)


def _refuse(what: str, field: str, value: object, allowed: Message, remedy: Message) -> None:
    raise InvalidInput(what, [Problem(what, field, value, allowed, remedy)])
