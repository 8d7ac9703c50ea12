"""`new`: a case to start from, filled in and commented."""

from __future__ import annotations

from pathlib import Path

import click

from ..files import write_template
from ..message import message
from .commands import Argument, Command, completing_files, language_option, one_of_option
from .outputs import aside, quiet_option
from .page import Page


@click.command(
    "new",
    cls=Command,
    short_help="A folder to start from: a filled-in case that calculates at once.",
    help="Write a commented case to start from, the Landkreis Tuttlingen: CSV files in a folder, or a workbook where "
    "the path ends in .xlsx. Change it, then calculate it.",
    epilog="integrationsfoerderung new case",
)
@click.argument(
    "folder",
    cls=Argument,
    metavar="FOLDER",
    explanation="The folder, which is made; or a workbook (.xlsx).",
    shell_complete=completing_files,
)
@one_of_option("--format", ("csv", "xlsx"), help="CSV files (default), or a workbook in the folder.")
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
@quiet_option
@language_option
@click.pass_obj
def new(page: Page, folder: str, format: str | None, force: bool, quiet: bool) -> None:  # noqa: A002  # the option's name
    """Write the template."""
    written = write_template(Path(folder), kind=format or "csv", lang=page.lang, force=force)
    if not quiet:
        aside(
            page,
            message("Written: {path:plain}", path=str(written)),
            message("Next: {command:plain}", command=f"integrationsfoerderung calculate {_quoted(str(written))}"),
        )


def _quoted(path: str) -> str:
    """Return a path as a shell takes it."""
    from shlex import quote

    return quote(path)
