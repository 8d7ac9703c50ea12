"""What reading finds: problems and remarks, each with the place in the file, table or frame where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from ..errors import InvalidInput, Problem, shown
from ..message import Message, message
from ..model.remark import Remark

MOST_PROBLEMS = 1000
"""Problems that are kept; further ones are counted."""

_BLANK = message("an empty cell")


@frozen
class Spot:
    """A place in what is read (Fundstelle): the file, and as far as it is known sheet, row and column.

    >>> str(Spot("fall.xlsx", "Gemeinden", 3, "Personen").text)
    'fall.xlsx, sheet Gemeinden, row 3, column Personen'
    """

    file: str
    """Name of the file, or of what stands in its place."""

    sheet: str = ""
    """Name of the sheet; empty where there are none."""

    row: int | None = None
    """Number of the row as its owner counts; None: the whole table."""

    column: str = ""
    """Heading of the column as it stands there; empty: the whole row."""

    @property
    def text(self) -> Message:
        """The place, as a message that can be told in German or English."""
        values: dict[str, Any] = {"file": self.file}
        if self.sheet:
            values["sheet"] = self.sheet
        if self.row is not None:
            values["row"] = self.row
        if self.column:
            values["column"] = self.column
        return message(_PLACES[tuple(values)].template, **values)


_PLACES = {
    ("file",): message("{file:plain}"),
    ("file", "row"): message("{file:plain}, row {row:plain}"),
    ("file", "column"): message("{file:plain}, column {column:plain}"),
    ("file", "row", "column"): message("{file:plain}, row {row:plain}, column {column:plain}"),
    ("file", "sheet"): message("{file:plain}, sheet {sheet:plain}"),
    ("file", "sheet", "row"): message("{file:plain}, sheet {sheet:plain}, row {row:plain}"),
    ("file", "sheet", "column"): message("{file:plain}, sheet {sheet:plain}, column {column:plain}"),
    ("file", "sheet", "row", "column"): message(
        "{file:plain}, sheet {sheet:plain}, row {row:plain}, column {column:plain}"
    ),
}


class CellProblem(Problem):
    """A problem with the place where it stands: file, sheet, row and column.

    >>> allowed, remedy = message("a whole number, 0 or more"), message("write 248")
    >>> print(CellProblem.at(Spot("municipalities.csv", "", 3, "Personen"), "persons", "viele", allowed, remedy))
    municipalities.csv, row 3, column Personen: 'viele'; allowed: a whole number, 0 or more. Remedy: write 248.
    """

    def __init__(
        self, subject: str, field: str, value: object, allowed: Message, remedy: Message, spot: Spot | None = None
    ) -> None:
        super().__init__(subject, field, str(value) if isinstance(value, Message) else value, allowed, remedy)
        self.spot: Spot = Spot(subject) if spot is None else spot
        """Where it stands."""
        self.found: Message = value if isinstance(value, Message) else _found(value)
        """What stands there, as a message."""

    @classmethod
    def at(cls, spot: Spot, field: str, value: object, allowed: Message, remedy: Message) -> CellProblem:
        """Make the problem of a place."""
        return cls(str(spot.text), field, value, allowed, remedy, spot)

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.spot.file

    @property
    def sheet(self) -> str:
        """Name of the sheet; empty where there are none."""
        return self.spot.sheet

    @property
    def row(self) -> int | None:
        """Number of the row; None where the problem is about more than one."""
        return self.spot.row

    @property
    def column(self) -> str:
        """Heading of the column; empty where the problem is about more than one."""
        return self.spot.column

    @property
    def text(self) -> Message:
        """The problem as one sentence, in German or English."""
        return message(
            "{place}: {value}; allowed: {allowed}. Remedy: {remedy}.",
            place=self.spot.text,
            value=self.found,
            allowed=self.allowed,
            remedy=self.remedy,
        )


class Findings:
    """Collects what reading finds, over all tables: problems, of which the first 1,000 are kept, and remarks."""

    def __init__(self) -> None:
        self.problems: list[CellProblem] = []
        """The problems found, in their order."""
        self.more: int = 0
        """How many more there are than were kept."""
        self.remarks: list[Remark] = []
        """What a reader has to know: repaired keys, columns that are not used."""
        self.broken: set[str] = set()
        """What could not be read somewhere, as `municipality.ags`: what rests on it is not checked."""

        self._order: dict[object, int] = {}

    def begin(self, spot: Spot) -> None:
        """Note that a table is read: its problems come before those of tables that are read after it."""
        self._order.setdefault((spot.file, spot.sheet), len(self._order))

    @property
    def any(self) -> bool:
        """Whether there is a problem."""
        return bool(self.problems)

    def problem(self, spot: Spot, field: str, value: object, allowed: Message, remedy: Message) -> None:
        """Note a problem."""
        self.begin(spot)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(CellProblem.at(spot, field, value, allowed, remedy))
        else:
            self.more += 1

    def remark(self, kind: str, text: Message, keys: Iterable[str] = ()) -> None:
        """Note what a reader has to know."""
        self.remarks.append(Remark(kind, text, tuple(keys)))

    def refuse(self, name: str) -> None:
        """Raise all problems together, if there are any.

        Raises:
            InvalidInput: with the problems kept; before them how many more there are, if any.
        """
        found: list[Problem] = []
        kept = sorted(self.problems, key=lambda one: (self._order[one.file, one.sheet], one.row or 0))
        if self.more:
            allowed, remedy = message("no problems"), message("mend the first {kept} of them, below", kept=len(kept))
            value = message("{count} problems", count=self.more + len(kept))
            found.append(CellProblem.at(Spot(name), "problems", value, allowed, remedy))
        if kept:
            raise InvalidInput(name, [*found, *kept])


def _found(value: object) -> Message:
    return _BLANK if value is None or value == "" else message("{value:plain}", value=shown(value))
