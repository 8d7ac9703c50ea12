"""Where a table begins: the row with the headings, below titles, blank rows and comments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from ..intake import Findings, Spot
from ..intake.cells import is_blank, text_of
from ..intake.tables import known_headings
from ..message import message
from .limits import MOST_COLUMNS

SEARCHED = 50
"""In how many rows with something in them the headings are looked for."""

_ENOUGH = 2


@frozen
class Header:
    """The row with the headings."""

    row: int
    """Its number."""

    headings: tuple[str, ...]
    """Its cells as text."""

    known: int
    """How many of them are known."""

    titles: tuple[str, ...] = ()
    """What stands above it."""


def is_comment(cells: Sequence[Any]) -> bool:
    """Whether a row is a comment: its first cell begins with #."""
    first = cells[0] if cells else None
    return isinstance(first, str) and first.lstrip().startswith("#")


class Comments:
    """The rows below the headings that begin with # and have more cells: perhaps figures, so they are told."""

    def __init__(self, spot: Spot, findings: Findings) -> None:
        self.spot: Spot = spot
        self.findings: Findings = findings
        self.rows: list[int] = []

    def note(self, number: int, cells: Sequence[Any]) -> bool:
        """Say whether a row is a comment, and remember it where it has more cells."""
        if not is_comment(cells):
            return False
        if not all(map(is_blank, cells[1:])):
            self.rows.append(number)
        return True

    def close(self) -> None:
        """Tell which rows were not read."""
        if self.rows:
            text = message(
                "{place}: {count} row(s) below the headings begin with # and are not read, such as row {row:plain}",
                place=self.spot.text,
                count=len(self.rows),
                row=self.rows[0],
            )
            self.findings.remark("comment-rows", text)


def header_of(table: str, rows: Iterable[tuple[int, Sequence[Any]]]) -> Header | None:
    """Return the row with the headings: the first that names two columns of the table, else the first with anything."""
    first: Header | None = None
    titles: list[str] = []
    for number, cells in rows:
        if all(map(is_blank, cells)) or is_comment(cells):
            continue
        headings = tuple("" if is_blank(cell) else text_of(cell, guarded=True) for cell in cells)
        known = known_headings(table, headings)
        if known >= _ENOUGH:
            return Header(number, headings, known, tuple(titles))
        first = first or Header(number, headings, known)
        titles.append(" ".join(heading for heading in headings if heading))
        if len(titles) == SEARCHED:
            break
    return first


def checked_header(header: Header | None, spot: Spot, findings: Findings) -> Header | None:
    """Return the header; None, noted as a problem, where there is none or one with too many columns."""
    if header is None:
        remedy = message("put the headings into the first row")
        findings.problem(
            spot, "headings", message("nothing in it"), message("a row of headings, and rows below"), remedy
        )
        return None
    if len(header.headings) > MOST_COLUMNS:
        allowed = message("at most {most} columns", most=MOST_COLUMNS)
        findings.problem(spot, "columns", len(header.headings), allowed, message("remove the columns not needed"))
        return None
    if header.titles:
        text = message(
            "{place}: {count} row(s) above the headings in row {row:plain} are not read",
            place=spot.text,
            count=len(header.titles),
            row=header.row,
        )
        findings.remark("title-rows", text)
    return header
