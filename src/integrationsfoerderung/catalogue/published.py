"""Notices from CSV: the published ones that come with the package, and a plain file of your own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import InvalidInput, Problem, refuse
from ..message import Message, message
from ..model.notice import Notice
from ..model.source import Source

COLUMNS = (
    "id", "key", "name", "amount", "persons", "members", "fte", "qualification", "months", "round", "stage", "basis",
    "source", "source_url", "source_date", "note",
)  # fmt: skip
"""What a CSV file of notices may have; only `amount` must be there."""

_TOGETHER = re.compile(r"\((\d+) municipalities together\)")


def published_notices() -> tuple[Notice, ...]:
    """Return the published amounts that come with the package, each with its source.

    >>> notices = published_notices()
    >>> notices[0].name, str(notices[0].amount), notices[0].persons
    ('Tettnang', '132149', 166)
    """
    folder = resources.files(__package__.rpartition(".")[0]).joinpath("data", "cases")
    text = folder.joinpath("published.csv").read_text(encoding="utf-8")
    return tuple(_published(row) for row in csv.DictReader(text.splitlines()))


def _published(row: Mapping[str, str]) -> Notice:
    members = _TOGETHER.search(row["place"])
    positions = _number(row["fte"])
    remarks = [row["note"], f"FTE: {row['fte']}" if row["fte"] and positions is None else ""]
    printed = row["source_date"]
    day = _day(printed)
    return Notice(
        amount=Decimal(row["amount_eur"]),
        persons=int(row["persons"]) if row["persons"] else None,
        members=int(members[1]) if members else None,
        fte=positions,
        stage=row["stage"],
        key=row["ags"],
        name=row["place"],
        id=row["case_id"],
        source=Source(_site(row["source_url"]) + ("" if day else f", {printed}"), row["source_url"], day),
        note="; ".join(remark for remark in remarks if remark),
    )


def _site(url: str) -> str:
    return url.split("/")[2]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    """Read a number written plainly; None for anything else."""
    return Decimal(text) if re.fullmatch(r"[0-9]{1,30}([.][0-9]{1,30})?", text) else None


# --- files of your own


def notices_from_csv(path: Path | str) -> tuple[Notice, ...]:
    """Read notices from a CSV file: UTF-8, a header with names of `COLUMNS`, separated by commas or semicolons.

    Amounts and FTE are written plainly (280220.50); with semicolons a decimal comma is read too. Several counts, FTE or
    qualifications stand in one cell, joined by "+". Empty cells are left out, and so are empty rows.

    Args:
        path: the file.

    Returns:
        The notices, in the order of the rows.

    Raises:
        InvalidInput: with all problems of all rows, each with file, row and column.
    """
    file = Path(path)
    names, rows, comma = _rows(file)
    notices: list[Notice] = []
    problems: list[Problem] = []
    for number, cells in rows:
        subject = f"{file.name} row {number}"
        if len(cells) != len(names):
            allowed, remedy = message("{count} cells, as the header has", count=len(names)), message("mend the row")
            problems.append(Problem(subject, "cells", len(cells), allowed, remedy))
            continue
        fields, wrong = _fields(dict(zip(names, cells, strict=True)), subject, comma=comma)
        try:
            notices.append(Notice(**({"amount": 0} | fields)))  # without an amount it is refused below
        except InvalidInput as error:
            wrong += [Problem(subject, one.field, one.value, one.allowed, one.remedy) for one in error.problems]
        problems += wrong
    refuse(file.name, problems)
    return tuple(notices)


def _rows(file: Path) -> tuple[list[str], list[tuple[int, list[str]]], bool]:
    """Return the header, the rows with their line numbers, and whether a comma is a decimal one."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "not readable"
        raise _unreadable(file, reason, message("a file that can be read"), message("check the path")) from None
    except UnicodeDecodeError:
        raise _unreadable(file, "not UTF-8", message("text in UTF-8"), message("save it as UTF-8")) from None
    comma = ";" in text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if comma else ",", strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line]) for line in reader if any(line)]
    except csv.Error as error:
        raise _unreadable(file, str(error), message("CSV"), message("save it as CSV anew")) from None
    names = lines[0][1] if lines else []
    allowed, remedy = message("{names:list}", names=COLUMNS), message("name each column once, and have one amount")
    wrong = [name for place, name in enumerate(names) if name not in COLUMNS or name in names[:place]]
    wrong += ["amount"] if "amount" not in names else []
    refuse(file.name, [Problem(f"{file.name} header", "column", name, allowed, remedy) for name in wrong])
    return names, lines[1:], comma


def _unreadable(file: Path, what: str, allowed: Message, remedy: Message) -> InvalidInput:
    return InvalidInput(file.name, [Problem(file.name, "file", what, allowed, remedy)])


def _fields(row: Mapping[str, str], subject: str, *, comma: bool) -> tuple[dict[str, Any], list[Problem]]:
    """Return the fields of a notice, and what is wrong with the cells."""
    fields: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, cell in row.items():
        if name in _WHOLE or name in _DECIMAL:
            numbers = [_plain(part.strip(), name, comma=comma) for part in cell.split("+")] if cell else []
            if None in numbers:
                allowed = message("a number written plainly, 352 or 280220.50")
                remedy = message("write it without signs, groups and units; join several by +")
                problems.append(Problem(subject, name, cell, allowed, remedy))
            elif numbers:
                fields[name] = numbers if len(numbers) > 1 else numbers[0]
        elif name == "qualification" and cell:
            fields[name] = cell.split("+") if "+" in cell else cell
        elif cell and not name.startswith("source"):
            fields[name] = cell
    if row.get("amount") == "":
        problems.append(Problem(subject, "amount", "", message("an amount in EUR"), message("fill the cell")))
    title, url, printed = (row.get(name, "") for name in ("source", "source_url", "source_date"))
    if printed and _day(printed) is None:
        problems.append(Problem(subject, "source_date", printed, message("a day as 2018-01-17"), message("mend it")))
    if title or url:
        fields["source"] = Source(title or url, url if title else "", _day(printed))
    return fields, problems


_WHOLE = ("persons", "members", "months")
_DECIMAL = ("amount", "fte")
_CENTS = 2


def _plain(text: str, name: str, *, comma: bool) -> Decimal | int | None:
    """Read a number written plainly; None for anything else, such as 280.220, which is no 280.22."""
    if comma and "." not in text:
        text = text.replace(",", ".")
    if name in _WHOLE:
        return int(text) if re.fullmatch("[0-9]{1,30}", text) else None
    if name == "amount" and len(text.partition(".")[2]) > _CENTS:
        return None
    return _number(text)
