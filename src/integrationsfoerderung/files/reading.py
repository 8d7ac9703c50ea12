"""Cases read from a folder of CSV files, a workbook, or one CSV file."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from ..errors import InvalidInput, Problem
from ..intake import ExtraColumn, Findings, RawTable, Spot, take_case
from ..intake.columns import GERMAN_NAMES, table_named
from ..message import message
from ..model.case import Case
from ..model.remark import Remark
from .limits import MOST_BYTES_OF_A_SCENARIO, MOST_FILES, checked_size, note_unreadable
from .text_in import text_table
from .workbook_in import workbook_tables

if TYPE_CHECKING:
    from ..scenario import Scenario

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
"""The suffixes of CSV files."""

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".ods")
"""The suffixes of workbooks."""

SCENARIO = "scenario.toml"
"""The file of a folder that holds a scenario."""

_ALIKE = 0.8


@frozen
class CaseFile:
    """A case as it was read, with what else was found (Fall aus Dateien)."""

    case: Case
    """The municipalities and managers."""

    scenario: Scenario | None = None
    """The scenario of `scenario.toml`; None: there is none."""

    remarks: tuple[Remark, ...] = ()
    """What was repaired and what is not used, for the reader of the result."""

    extra: tuple[ExtraColumn, ...] = ()
    """The columns that are not used, with their values."""


def read_case(path: Path | str) -> Case:
    """Read a case from a folder of CSV files, a workbook (.xlsx, .ods) or a CSV file of municipalities.

    Args:
        path: a folder with `municipalities.csv` and, as far as there are any, `managers.csv`, `entries.csv`,
            `districts.csv` and `about.csv`; or a workbook with sheets of these names, German or English.

    Returns:
        The case. What was repaired or not used is with `read_case_file`.

    Raises:
        InvalidInput: with every problem of all files, each with file, sheet, row, column, value and remedy.
        MissingExtra: for a workbook, without the extra `excel`.
    """
    return read_case_file(path).case


def read_case_file(path: Path | str) -> CaseFile:
    """Read a case with its scenario, and what a reader has to know about the files.

    Args:
        path: as `read_case` takes it.

    Raises:
        InvalidInput: with every problem of all files, each with file, sheet, row, column, value and remedy.
        MissingExtra: for a workbook, without the extra `excel`.
    """
    if not isinstance(path, Path | str):
        remedy = message("write read_case('case')")
        raise InvalidInput("read_case", [Problem("read_case", "path", path, message("a path"), remedy)])
    where = Path(path)
    whole = where.name or str(where)
    findings = Findings()
    scenario: Scenario | None = None
    tables: dict[str, RawTable] = {}
    suffix = where.suffix.lower()
    if _is_folder(where):
        tables = _folder_tables(where, findings)
    elif suffix in WORKBOOK_SUFFIXES:
        tables = workbook_tables(where, findings)
    elif suffix in TEXT_SUFFIXES:
        table = text_table("municipalities", where, findings)
        tables = {} if table is None else {"municipalities": table}
    elif checked_size(where, MOST_BYTES_OF_A_SCENARIO * 10**9, findings) is not None:
        allowed = message("a folder, or a file {suffixes:list}", suffixes=(*WORKBOOK_SUFFIXES, *TEXT_SUFFIXES))
        remedy = message("save it as .xlsx, .ods or CSV")
        findings.problem(Spot(whole), "file", message("a file of another kind"), allowed, remedy)
    extra: tuple[ExtraColumn, ...] = ()
    case: Case | None = None
    if tables or not findings.any:
        case, extra = take_case(tables, findings, whole)
    if case is not None and "managers" not in tables:
        text = message("{file:plain}: there is no table of managers, so no grants are calculated", file=whole)
        findings.remark("no-managers", text)
    if _is_folder(where):
        scenario = _scenario(where, findings)
    findings.refuse(whole)
    return CaseFile(case or Case(), scenario, tuple(findings.remarks), extra)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _folder_tables(folder: Path, findings: Findings) -> dict[str, RawTable]:
    """Return the tables of the CSV files of a folder."""
    found: dict[str, Path] = {}
    others: list[Path] = []
    try:
        files = sorted(_listed(folder))
    except OSError as error:
        findings.broken.update(("municipality", "manager"))
        note_unreadable(Spot(folder.name), error, findings)
        return {}
    workbooks = [path for path in files if path.suffix.lower() in WORKBOOK_SUFFIXES]
    for path in files:
        if path.suffix.lower() not in TEXT_SUFFIXES:
            continue
        table = table_named(path.stem)
        if table is None:
            others.append(path)
        elif table in found:
            allowed = message("one file for each table; {file:plain} is one too", file=found[table].name)
            findings.problem(Spot(path.name), "file", path.name, allowed, message("remove or rename one of them"))
        else:
            found[table] = path
    names = {name.casefold(): table for table in GERMAN_NAMES for name in (table, GERMAN_NAMES[table])}
    for path in others:
        alike = difflib.get_close_matches(path.stem.casefold(), names, 1, _ALIKE)
        if alike and names[alike[0]] not in found:
            allowed = message("names that are known, such as {file:plain}", file=f"{names[alike[0]]}.csv")
            findings.problem(Spot(path.name), "file", path.name, allowed, message("correct the name of the file"))
            findings.broken.update(("municipality", "manager"))
        else:
            findings.remark("ignored-file", message("{file:plain}: the file is not read", file=path.name))
    if not found and workbooks:
        return _workbook_of_a_folder(workbooks, findings)
    for path in workbooks:
        findings.remark("ignored-file", message("{file:plain}: the file is not read", file=path.name))
    tables = {name: text_table(name, path, findings) for name, path in found.items()}
    return {name: table for name, table in tables.items() if table is not None}


def _workbook_of_a_folder(workbooks: list[Path], findings: Findings) -> dict[str, RawTable]:
    """Return the tables of the workbook of a folder without CSV files: the only one, or the one named `case`."""
    named = [path for path in workbooks if table_named(path.stem) == "about"]
    chosen = named if len(named) == 1 else workbooks
    if len(chosen) == 1:
        return workbook_tables(chosen[0], findings)
    names = [path.name for path in chosen]
    value = message("several workbooks: {names:list}", names=names)
    allowed, remedy = message("one workbook"), message("give the path of the workbook that is meant")
    findings.problem(Spot(chosen[0].parent.name), "file", value, allowed, remedy)
    return {}


def _listed(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, hidden ones and those that spreadsheets put there while they are open left out."""
    for number, path in enumerate(folder.iterdir()):
        if number == MOST_FILES:
            return
        if not path.name.startswith((".", "~")):
            yield path


def _scenario(folder: Path, findings: Findings) -> Scenario | None:
    """Return the scenario of a folder; None where there is none, or where it has problems, which are noted."""
    from ..scenario import Scenario

    path = folder / SCENARIO
    if not path.exists() or checked_size(path, MOST_BYTES_OF_A_SCENARIO, findings) is None:
        return None
    spot = Spot(SCENARIO)
    try:
        # numbers stay as they are written: no float comes between the file and an exact number
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=str)
        return Scenario.from_dict(data)
    except InvalidInput as invalid:
        for problem in invalid.problems:
            place = problem.subject.removeprefix("Scenario.from_dict").strip()
            column = f"{place} {problem.field}".strip()
            findings.problem(
                Spot(SCENARIO, column=column), problem.field, problem.args[2], problem.allowed, problem.remedy
            )
    except UnicodeDecodeError:
        findings.problem(
            spot, "file", message("text in another encoding"), message("text in UTF-8"), message("save it as UTF-8")
        )
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits, which is no fault of TOML
        value = message("{error:plain}", error=str(error)[:200])
        findings.problem(spot, "file", value, message("TOML"), message("mend the line; the reference shows an example"))
    except OSError as error:
        note_unreadable(spot, error, findings)
    return None
