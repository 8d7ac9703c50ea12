"""What commands calculate: cases and statements from folders, files, or the standard input."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from attrs import evolve, frozen

from ..apportionment import Method
from ..calculation import calculate
from ..catalogue.loader import load_programme
from ..errors import InvalidInput, Problem
from ..files import read_case_file
from ..files.statement_json import MOST_BYTES, json_in
from ..message import message
from ..model.case import Case
from ..model.payout import Basis
from ..model.remark import Remark
from ..model.statement import Statement
from ..money import Rounding
from ..scenario import Scenario
from ..serialisation import case_from_dict
from .commands import Argument, completing_files, completing_programmes, one_of_option

PROGRAMME = "pakt-fuer-integration"
"""The edition that is meant where none is named."""

STDIN = "-"
"""What stands for the standard input, and for the standard output."""

_ODS = b"application/vnd.oasis.opendocument"


@frozen
class Settings:
    """What was asked for on the command line; None: not said."""

    programme: str | None = None
    basis: str | None = None
    expected: bool | None = None
    rounding: str | None = None
    method: str | None = None

    @property
    def said(self) -> dict[str, Any]:
        """The options of the calculation that were said."""
        options = {"basis": self.basis, "expected": self.expected, "rounding": self.rounding, "method": self.method}
        return {name: value for name, value in options.items() if value is not None}


@frozen
class Given:
    """A case or a statement that was read, with all that was found beside it."""

    case: Case
    """The case."""

    statement: Statement | None = None
    """The statement, where one was given: it brings its programme and its options."""

    scenario: Scenario | None = None
    """The scenario of a folder."""

    remarks: tuple[Remark, ...] = ()
    """What was repaired, and what is not used."""

    def calculated(self, settings: Settings) -> Statement:
        """Calculate, by what was said on the command line; else as the statement was, else as usual."""
        given = self.statement
        if given is not None and settings == Settings():
            return given
        options: dict[str, Any] = {}
        programme = load_programme(settings.programme or PROGRAMME)
        if given is not None:
            programme = given.programme if settings.programme is None else programme
            names = ("basis", "expected", "rounding", "method", "training_in_fixed_amount")
            options = {name: getattr(given, name) for name in names}
        case = self.case
        statement = calculate(
            programme, case.municipalities, case.managers, districts=case.districts, **(options | settings.said)
        )
        return evolve(statement, case=case)  # with its name, notes and sources


def read_given(path: str) -> Given:
    """Read a case or a statement.

    Args:
        path: a folder, a file, or `-` for the standard input.

    Raises:
        InvalidInput: with all problems of what was read.
    """
    if path == STDIN:
        return _from_stdin()
    if Path(path).suffix.lower() == ".json":
        return _from_json(_content(Path(path)), path)
    found = read_case_file(path)
    return Given(found.case, None, found.scenario, found.remarks)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(file.read(MOST_BYTES + 1), str(path))
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidInput):
            raise
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        allowed, remedy = message("a file that can be read"), message("check the path")
        raise InvalidInput(str(path), [Problem(str(path), "file", reason, allowed, remedy)]) from None


def _bounded(content: bytes, name: str) -> bytes:
    if len(content) > MOST_BYTES:
        allowed, remedy = message("at most {most} bytes", most=MOST_BYTES), message("check the file")
        raise InvalidInput(name, [Problem(name, "file", name, allowed, remedy)])
    return content


def stdin_bytes() -> bytes:
    """Return what is on the standard input, up to the size that is read of a file."""
    stream = getattr(sys.stdin, "buffer", None)  # there may be none
    return b"" if stream is None else _bounded(stream.read(MOST_BYTES + 1), "stdin")


def _from_stdin() -> Given:
    """Read a JSON text, a workbook, or a CSV of municipalities: its first bytes say which."""
    content = stdin_bytes()
    if not content.strip():
        allowed = message("a case: JSON, a workbook, or a CSV of municipalities")
        raise InvalidInput("stdin", [Problem("stdin", "content", "", allowed, message("pass one in"))])
    if re.match(rb"(\xef\xbb\xbf)?\s*[{\[]", content):
        return _from_json(content, "stdin")
    suffix = ".csv"
    if content.startswith(b"PK"):
        suffix = ".ods" if _ODS in content[:200] else ".xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"stdin{suffix}")
        path.write_bytes(content)
        found = read_case_file(path)
    return Given(found.case, None, found.scenario, found.remarks)


def _from_json(content: bytes, name: str) -> Given:
    """Read a statement, or a case as a statement's JSON holds it under `case`."""
    data = json_in(content, name)
    if isinstance(data, dict) and "version" in data:
        statement = Statement.from_dict(data)
        return Given(statement.case, statement)
    if not isinstance(data, dict):
        shown = json.dumps(data)[:80]
        allowed = message("a case or a statement as JSON writes it: in curly brackets")
        raise InvalidInput(name, [Problem(name, "content", shown, allowed, message("write it with --json"))])
    return Given(case_from_dict(data, name))


# --- options of every command that calculates


def calculation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a calculation; the command gets them as `settings`."""

    @wraps(command)  # with the options that it has
    def run(*args: Any, **given: Any) -> Any:
        names = ("programme", "basis", "expected", "rounding", "method")
        settings = Settings(**{name: given.pop(name) for name in names})
        return command(*args, settings=settings, **given)

    options: list[Callable[..., Any]] = [
        click.option(
            "--programme",
            metavar="KEY",
            help="Key of the edition, or path of a TOML file (default: pakt-fuer-integration).",
            shell_complete=completing_programmes,
        ),
        one_of_option(
            "--basis",
            [basis.value for basis in Basis],
            help="What per-capita amounts are computed from: the announced rate (default), or the share of the pot.",
        ),
        click.option(
            "--expected/--no-expected",
            default=None,
            help="Whether figures that are only expected may be used; they are marked (default: no).",
        ),
        one_of_option(
            "--rounding", [one.value for one in Rounding], help="What shares of the pot are rounded to (default: cent)."
        ),
        one_of_option(
            "--method",
            [one.value for one in Method],
            help="How shares of the pot are split: each rounded on its own (default), or by largest remainder.",
        ),
    ]
    decorated: Callable[..., Any] = run
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


def case_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument `CASE`."""
    argument = click.argument(
        "case",
        cls=Argument,
        metavar="CASE",
        explanation="A folder with municipalities.csv and managers.csv, a workbook (.xlsx, .ods), a CSV file of "
        "municipalities, a JSON file of a case or a statement, or - for one of these files from standard input.",
        shell_complete=completing_files,
    )
    return argument(command)
