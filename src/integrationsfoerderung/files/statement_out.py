"""A statement as a file: CSV, a folder of CSVs, a workbook, or JSON."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import InvalidInput, Problem
from ..message import Language, message
from ..model.statement import Statement
from ..tabulation import TABLES, table_of, tables_of
from ..words.catalogue import language
from .atomic import write_file, write_folder
from .statement_csv import csv_of, dialect_of
from .statement_json import statement_json
from .statement_xlsx import xlsx_of

FORMATS = ("csv", "xlsx", "json")
"""The formats of a statement as a file."""


def write_statement(
    statement: Statement,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002  # the word that everybody looks for
    table: str = "payouts",
    dialect: str = "excel-de",
    lang: Language = "de",
    force: bool = False,
) -> Path:
    """Write a statement to a file, or to a folder of CSV files; whole or not at all.

    Args:
        statement: the statement.
        path: `….csv` for one table, `….xlsx`, `….json`; a path without such an ending is a folder with a CSV file for
            each table.
        format: `csv`, `xlsx` or `json` where the path has another ending.
        table: which table a single CSV file holds: `payouts`, `municipalities`, `managers`, `grants`, `areas`,
            `derivations`, `figures` or `notes`.
        dialect: of CSV: `excel-de` opens in a German spreadsheet as it is; `iso` has commas, decimal points, ISO dates
            and columns by key.
        lang: language of titles and texts; JSON has none.
        force: whether files that are there may be replaced.

    Returns:
        The path.

    Raises:
        InvalidInput: where a file is there and `force` is not given, where it cannot be written, or for an unknown
            ending, format, table or dialect.
        MissingExtra: for a workbook, where XlsxWriter is not installed.

    >>> from tempfile import mkdtemp
    >>> from integrationsfoerderung import HeadCount, Municipality, calculate, load_programme
    >>> from datetime import date
    >>> town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)])
    >>> statement = calculate(load_programme("pakt-fuer-integration"), [town])
    >>> path = write_statement(statement, Path(mkdtemp()) / "payouts.csv", lang="en")
    >>> path.read_text(encoding="utf-8-sig").splitlines()[1].split(";")[8]
    'Tuttlingen'
    """
    language(lang)
    place = Path(path)
    kind = _format_of(place) if format is None else format
    if kind == "folder":
        dialect_of(dialect)
        tables = tables_of(statement, lang)
        contents = {f"{one.name}.csv": csv_of(one, dialect, lang) for one in tables}
        return write_folder(place, contents, force=force)
    content = statement_content(statement, kind, table=table, dialect=dialect, lang=lang)
    return write_file(place, content, force=force)


def statement_content(
    statement: Statement,
    format: str,  # noqa: A002  # the word that everybody looks for
    *,
    table: str = "payouts",
    dialect: str = "excel-de",
    lang: Language = "de",
) -> bytes:
    """Return what `write_statement` writes to a file.

    Raises:
        InvalidInput: for an unknown format, table or dialect.
        MissingExtra: for a workbook, where XlsxWriter is not installed.
    """
    if format == "csv":
        if table not in TABLES:
            allowed, remedy = message("{names:list}", names=tuple(TABLES)), message("use one of these")
            raise InvalidInput("write_statement", [Problem("write_statement", "table", table, allowed, remedy)])
        return csv_of(table_of(statement, table, lang), dialect, lang)
    if format == "xlsx":
        return xlsx_of(statement, lang)
    if format == "json":
        return statement_json(statement)
    allowed, remedy = message("{names:list}", names=FORMATS), message("use one of these")
    raise InvalidInput("write_statement", [Problem("write_statement", "format", format, allowed, remedy)])


def _format_of(place: Path) -> str:
    """Return the format that a path's ending names; without an ending, or for a folder that is there, a folder."""
    ending = place.suffix.lower().lstrip(".")
    if place.is_dir() or not ending:
        return "folder"
    if ending in FORMATS:
        return ending
    allowed = message("a path that ends in {endings:list}, or a folder", endings=[f".{one}" for one in FORMATS])
    remedy = message("choose one of these endings, or name the format")
    raise InvalidInput("write_statement", [Problem("write_statement", "path", str(place), allowed, remedy)])
