"""`example`: the bundled case of the Landkreis Tuttlingen as a statement to read."""

from __future__ import annotations

import click
from attrs import evolve

from ..calculation import calculate
from ..catalogue.loader import load_programme
from ..examples import load_example
from ..model.payout import Basis
from .commands import Command, language_option, one_of_option
from .outputs import Output, output_options, put_statement
from .page import Page
from .statement import show_head, show_statement

PROGRAMME = "pakt-fuer-integration"
CASE = "tuttlingen"
EXPLAINED = "08327050"
"""The municipality whose first payout is explained step by step."""


@click.command(
    "example",
    cls=Command,
    short_help="The Landkreis Tuttlingen, from 35 municipalities to the euro.",
    help="Show what the Landkreis Tuttlingen and its 35 municipalities were paid in 2017/18: both pillars, all "
    "tables, what is made up, expected, inferred or unknown, and two amounts explained step by step.",
    epilog="integrationsfoerderung example --lang de --basis pot_share",
)
@one_of_option(
    "--basis",
    [basis.value for basis in Basis],
    default=Basis.ANNOUNCED.value,
    help="What per-capita amounts are computed from: the announced rate (default), or the share of the pot.",
)
@output_options(tables=True)
@language_option
@click.pass_obj
def example(page: Page, basis: str, output: Output) -> None:
    """Show the example."""
    case = load_example(CASE)
    statement = calculate(load_programme(PROGRAMME), case.municipalities, case.managers, basis=basis, expected=True)
    statement = evolve(statement, case=case)  # with its name, notes and sources
    if not output.to_terminal:
        put_statement(page, statement, output)
    elif output.quiet:
        show_head(page, statement, case)
    else:
        show_statement(page, statement, case, explained=EXPLAINED)
