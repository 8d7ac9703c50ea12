"""`calculate`: what a case is paid, as text, as a file, or as JSON."""

from __future__ import annotations

import click

from .commands import Command, language_option
from .inputs import Settings, calculation_options, case_argument
from .outputs import Output, output_options, put_statement, refuse_inputs
from .page import Page
from .statement import show_head, show_statement
from .waiting import calculated, waiting


@click.command(
    "calculate",
    cls=Command,
    short_help="What a case is paid: as text, CSV, workbook or JSON.",
    help="Calculate a case: all payouts, grants and own costs, and what is unknown. Without --output it is shown as "
    "text; with --quiet only the totals.",
    epilog="integrationsfoerderung calculate case -o statement.xlsx",
)
@case_argument
@calculation_options
@output_options(tables=True)
@language_option
@click.pass_obj
def calculate(page: Page, case: str, settings: Settings, output: Output) -> None:
    """Calculate a case."""
    refuse_inputs(output.path, case)
    with waiting(quiet=output.quiet) as shown:
        given, statement = calculated(page, shown, case, settings, quiet=output.quiet)
        if not output.to_terminal:
            shown.step(page.word("Writing"))
            put_statement(page, statement, output)
    if output.to_terminal and output.quiet:
        show_head(page, statement, given.case)
    elif output.to_terminal:
        show_statement(page, statement, given.case)
