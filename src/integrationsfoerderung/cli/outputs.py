"""Where results go: to the terminal, to a file whole or not at all, or to the standard output for the next program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from ..files.atomic import write_file
from ..files.statement_csv import DIALECTS, csv_of
from ..files.statement_json import json_of
from ..files.statement_out import FORMATS, statement_content, write_statement
from ..files.statement_xlsx import workbook_of
from ..message import Message, message
from ..model.remark import Remark
from ..model.statement import Statement
from ..tabulation import TABLES, Table
from ..words import tell
from .commands import Misuse, completing_files, one_of_option
from .inputs import STDIN as STDOUT
from .page import Page, spelled_out


@frozen
class Output:
    """What was asked for on the command line about the output."""

    path: str | None = None
    format: str | None = None
    table: str | None = None
    dialect: str = "excel-de"
    force: bool = False
    json: bool = False
    quiet: bool = False

    @property
    def to_terminal(self) -> bool:
        """Whether the result is to be read here and now, as text."""
        return self.path is None and self.format is None and not self.json


def output_options(*, tables: bool = False) -> Callable[..., Any]:
    """Return a decorator that adds the options of the output; the command gets them as `output`.

    Args:
        tables: whether the command writes statements, of which a CSV file holds one table.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)  # with the options that it has
        def run(*args: Any, **given: Any) -> Any:
            context = click.get_current_context()
            table = given.pop("table", None)
            output = Output(
                path=given.pop("output"),
                format=given.pop("format"),
                table=table,
                dialect=given.pop("dialect") or "excel-de",
                force=given.pop("force"),
                json=given.pop("json"),
                quiet=given.pop("quiet"),
            )
            _check(output, context)
            return command(*args, output=output, **given)

        decorated: Callable[..., Any] = run
        for option in reversed(_options(tables=tables)):
            decorated = option(decorated)
        return decorated

    return decorate


def _options(*, tables: bool) -> list[Callable[..., Any]]:
    table = one_of_option("--table", list(TABLES), help="Which table a single CSV file holds (default: payouts).")
    return [
        click.option(
            "-o",
            "--output",
            metavar="FILE",
            shell_complete=completing_files,
            help="Write to a file (.csv, .xlsx, .json) or, without such an ending, to a folder of CSV files; "
            "- is standard output."
            if tables
            else "Write to a file (.csv, .xlsx, .json); - is standard output.",
        ),
        one_of_option("--format", FORMATS, help="The format, where the ending of the file does not say it."),
        *([table] if tables else []),
        one_of_option(
            "--dialect",
            list(DIALECTS),
            help="How CSV is written: for a German spreadsheet (excel-de, default), or by the standard with ISO dates.",
        ),
        click.option("--force", is_flag=True, help="Overwrite files that are there."),
        click.option("--json", is_flag=True, help="Print JSON, for programs."),
        quiet_option,
    ]


def quiet_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--quiet`."""
    option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but the result and errors.")
    return option(command)


def _check(output: Output, context: click.Context) -> None:
    """Refuse options that contradict each other, before anything is read."""
    if output.json and output.format not in (None, "json"):
        raise Misuse(message("give --json or --format, not both"), context)
    if output.table is not None and _kind(output) not in (None, "csv"):
        raise Misuse(message("--table goes with CSV"), context)
    if output.path is None and output.format == "xlsx":
        raise Misuse(message("a workbook goes to a file: give --output"), context)


def refuse_inputs(path: str | None, *inputs: str | None) -> None:
    """Refuse an output that is one of the inputs, also with --force: the case would be lost."""
    if path is None or path == STDOUT:
        return
    place = Path(path).resolve()
    if any(one not in (None, STDOUT) and Path(str(one)).resolve() == place for one in inputs):
        raise Misuse(message("the output is what is read: choose another path"))


def _kind(output: Output) -> str | None:
    """Return the format that was asked for; None where the path decides."""
    if output.json:
        return "json"
    if output.format is None and output.path not in (None, STDOUT):
        ending = Path(str(output.path)).suffix.lower().lstrip(".")
        return ending if ending in FORMATS else None
    return output.format or "csv"


def put_statement(page: Page, statement: Statement, output: Output) -> None:
    """Write a statement to where it was asked for."""
    settings: dict[str, Any] = {"table": output.table or "payouts", "dialect": output.dialect, "lang": page.lang}
    if output.path is None or output.path == STDOUT:
        to_stdout(statement_content(statement, _kind(output) or "csv", **settings))
        return
    kind = "json" if output.json else output.format
    path = write_statement(statement, output.path, format=kind, force=output.force, **settings)
    written(page, path, output)


def put_tables(page: Page, tables: Iterable[Table], data: Any, output: Output) -> None:
    """Write tables, the first of them as CSV, or their data as JSON."""
    kind, tables = _kind(output), tuple(tables)
    if kind is None:
        raise Misuse(message("the file ends in none of {endings:list}: give --format", endings=FORMATS))
    if kind == "json":
        content = json_of(data)
    elif kind == "xlsx":
        content = workbook_of(tables, page.lang)
    else:
        content = csv_of(tables[0], output.dialect, page.lang)
    put_content(page, content, output)


def put_content(page: Page, content: bytes, output: Output) -> None:
    """Write the content of one file."""
    if output.path is None or output.path == STDOUT:
        to_stdout(content)
    else:
        written(page, write_file(output.path, content, force=output.force), output)


def to_stdout(content: bytes) -> None:
    """Pass bytes on as they are; those of a workbook would only harm a terminal."""
    if not _is_text(content) and sys.stdout.isatty():
        raise Misuse(message("this is no text for a terminal: give --output FILE, or pass it on"))
    sys.stdout.flush()
    stream = sys.stdout.buffer
    stream.write(content)
    stream.flush()


def _is_text(content: bytes) -> bool:
    return not content.startswith((b"PK", b"%PDF"))


def written(page: Page, path: Path, output: Output) -> None:
    """Say what was written, on standard error."""
    if not output.quiet:
        aside(page, message("Written: {path:plain}", path=str(path)))


def aside(page: Page, *sentences: Message | Remark) -> None:
    """Say something beside the result, on standard error."""
    for sentence in sentences:
        click.echo(spelled_out(tell(sentence, page.lang), sys.stderr), err=True)
