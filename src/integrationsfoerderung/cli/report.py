"""`report`: the statement as a document to print, HTML or PDF."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..files.atomic import refuse_existing, write_file
from ..message import message
from ..report import html, pdf
from .commands import Command, Misuse, completing_files, language_option
from .inputs import STDIN as STDOUT
from .inputs import Settings, calculation_options, case_argument
from .outputs import Output, quiet_option, refuse_inputs, to_stdout, written
from .page import Page
from .waiting import calculated, waiting


@click.command(
    "report",
    cls=Command,
    short_help="The statement as a document to print: HTML or PDF.",
    help="Write the statement with all derivations as one self-contained HTML file, and with --pdf as PDF as well. An "
    "--output that ends in .pdf is PDF only.",
    epilog="integrationsfoerderung report case -o nachweis.html",
)
@case_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    shell_complete=completing_files,
    help="The file to write; - is standard output.",
)
@click.option("--pdf", "with_pdf", is_flag=True, help="Write PDF, beside the HTML file where --output names one.")
@calculation_options
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
@quiet_option
@language_option
@click.pass_context
def report(
    context: click.Context,
    case: str,
    output: str | None,
    with_pdf: bool,  # click's way to hand a flag
    settings: Settings,
    force: bool,
    quiet: bool,
) -> None:
    """Write the report."""
    page: Page = context.obj
    if output is None and sys.stdout.isatty():
        raise Misuse(message("a report goes to a file: give --output"), context)
    refuse_inputs(output, case)
    paths = _paths(output, with_pdf=with_pdf)
    if not force:
        refuse_existing(path for path, _ in paths if path is not None)  # before the work, and all at once
    with waiting(quiet=quiet) as shown:
        _, statement = calculated(page, shown, case, settings, quiet=quiet)
        contents = []
        for path, as_pdf in paths:
            shown.step(page.word("Writing the PDF") if as_pdf else page.word("Writing the report"))
            contents.append((path, pdf(statement, page.lang) if as_pdf else html(statement, page.lang).encode()))
        for path, content in contents:
            if path is None:
                to_stdout(content)
            else:
                written(page, write_file(path, content, force=force), Output(quiet=quiet))


def _paths(output: str | None, *, with_pdf: bool) -> list[tuple[Path | None, bool]]:
    """Return the files to write and which are PDF; None is standard output."""
    if output is None or output == STDOUT:
        return [(None, with_pdf)]
    path = Path(output)
    if path.suffix.lower() == ".pdf":
        return [(path, True)]
    return [(path, False), (path.with_suffix(".pdf"), True)] if with_pdf else [(path, False)]
