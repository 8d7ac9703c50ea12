"""`compare`: a scenario against its baseline, or two cases or statements against each other."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from ..errors import InvalidInput, Problem, UnknownFigureError
from ..message import message, number_text
from ..model.comparison import Comparison, Difference
from ..model.statement import Statement
from ..scenario import Scenario
from ..scenario import compare as hold
from ..tabulation import Column as TableColumn
from ..tabulation import Kind, Table
from ..words.payouts import PILLARS
from .commands import Argument, Command, Misuse, completing_files, language_option
from .inputs import Given, Settings, calculation_options, case_argument, read_given
from .outputs import Output, aside, output_options, put_tables, refuse_inputs
from .page import Column, Page, Row
from .waiting import waiting

_MOST_BYTES = 1_000_000


@click.command(
    "compare",
    cls=Command,
    short_help="A scenario against its baseline, or one case against another.",
    help="Compare what a case is paid with what it would be paid: by the scenario of its folder (scenario.toml), by "
    "--scenario, or by another case or statement. Differences are other − first, with the inputs that caused them.",
    epilog="integrationsfoerderung compare case --scenario case/scenario.toml",
)
@case_argument
@click.argument(
    "other",
    cls=Argument,
    required=False,
    metavar="[OTHER]",
    explanation="Another case or statement, as CASE.",
    shell_complete=completing_files,
)
@click.option(
    "--scenario", metavar="FILE", shell_complete=completing_files, help="A scenario as TOML, applied to the case."
)
@calculation_options
@output_options()
@language_option
@click.pass_context
def compare(
    context: click.Context, case: str, other: str | None, scenario: str | None, settings: Settings, output: Output
) -> None:
    """Compare two statements."""
    page: Page = context.obj
    if other is not None and scenario is not None:
        raise Misuse(message("give another case or --scenario, not both"), context)
    if case == other == "-":
        raise Misuse(message("only one of the two can come from standard input"), context)
    refuse_inputs(output.path, case, other, scenario)
    with waiting(quiet=output.quiet) as shown:
        shown.step(page.word("Reading the case"))
        given = read_given(case)
        second = None if other is None else read_given(other)
        read = None if scenario is None else _scenario(Path(scenario))
        if not output.quiet:
            aside(page, *given.remarks, *(() if second is None else second.remarks))
        shown.step(page.word("Calculating"))
        baseline = given.calculated(settings)
        variant, name = _variant(context, baseline, given, second, read, settings)
        comparison = hold(baseline, variant)
    if output.to_terminal:
        _show(page, comparison, name, quiet=output.quiet)
    else:
        put_tables(page, [_table(page, comparison), _causes(page, comparison)], _data(comparison, name), output)


def _variant(
    context: click.Context,
    baseline: Statement,
    given: Given,
    second: Given | None,
    read: Scenario | None,
    settings: Settings,
) -> tuple[Statement, str]:
    if second is not None:
        return second.calculated(settings), second.case.name
    scenario = read or given.scenario
    if scenario is None:
        raise Misuse(message("there is no scenario.toml: give another case, or --scenario"), context)
    return scenario.apply(baseline), scenario.name


def _scenario(path: Path) -> Scenario:
    """Read a scenario from TOML; its numbers stay as they are written."""
    allowed = message("a scenario as TOML: a name and [[changes]]")
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            allowed = message("at most {most} bytes", most=_MOST_BYTES)
            raise InvalidInput(str(path), [Problem(str(path), "file", path.name, allowed, message("check the file"))])
        data = tomllib.loads(content.decode("utf-8-sig"), parse_float=str)
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, InvalidInput):
            raise
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InvalidInput(
            str(path), [Problem(str(path), "file", reason, allowed, message("check the file"))]
        ) from None
    return Scenario.from_dict(data)


# --- as text


def _show(page: Page, comparison: Comparison, name: str, *, quiet: bool) -> None:
    if name:
        page.title(page.say(message("Compared with: {name:plain}", name=name)))
    total = _total(comparison)
    if total is None:
        page.text(page.word("The difference in all is open: an amount is unknown on one side."))
    else:
        page.text(page.say(message("In all {amount:plain} EUR.", amount=_signed(total, page))))
    if quiet:
        return
    changed = comparison.changed
    if changed:
        columns = [
            Column(page.word("Key"), whole=True),
            Column(page.word("Name")),
            Column(page.word("Pillar")),
            Column(page.word("Round")),
            Column(page.word("Before in EUR"), number=True),
            Column(page.word("After in EUR"), number=True),
            Column(page.word("Difference in EUR"), number=True),
        ]
        page.table(columns, [_row(page, row) for row in changed])
    else:
        page.text(page.word("No amount differs."))
    notes = list(dict.fromkeys(page.say(note) for row in changed for note in row.notes))
    if notes:
        page.heading(page.word("What is open"))
        page.items(notes)
    if comparison.causes:
        page.heading(page.word("The inputs that differ"))
        page.items(page.say(cause.message) for cause in comparison.causes)
    others = comparison.moved_by_others
    if others:
        told = message("{count} are moved only by changes of others: {keys:list}", count=len(others), keys=others)
        page.text("")
        page.text(page.say(told))


def _row(page: Page, row: Difference) -> Row:
    return Row(
        (
            row.key,
            row.name,
            page.word(PILLARS.get(row.pillar, row.pillar)),
            page.word("grant") if row.round == "grant" else row.round,
            _money(row.before, page),
            _money(row.after, page),
            page.word("open") if row.amount is None else _signed(row.amount, page),
        )
    )


def _money(amount: Decimal | None, page: Page) -> str:
    return page.word("open") if amount is None else number_text(amount, page.lang)


def _signed(amount: Decimal, page: Page) -> str:
    return f"{'+' if amount > 0 else ''}{number_text(amount, page.lang)}"


def _total(comparison: Comparison) -> Decimal | None:
    try:
        return comparison.total()
    except UnknownFigureError:
        return None


# --- as tables and data


def _table(page: Page, comparison: Comparison) -> Table:
    open_ = page.word("open")
    columns = (
        TableColumn("key", page.word("Key")),
        TableColumn("name", page.word("Name")),
        TableColumn("pillar", page.word("Key of the pillar")),
        TableColumn("round", page.word("Round")),
        TableColumn("before", page.word("Before in EUR"), Kind.MONEY, summed=True, missing=open_),
        TableColumn("after", page.word("After in EUR"), Kind.MONEY, summed=True, missing=open_),
        TableColumn("difference", page.word("Difference in EUR"), Kind.MONEY, summed=True, missing=open_),
        TableColumn("notes", page.word("Note")),
    )
    rows = tuple(
        (
            *(row.key, row.name, row.pillar, row.round, row.before, row.after, row.amount),
            "; ".join(page.say(note) for note in row.notes),
        )
        for row in comparison.rows
    )
    return Table("differences", page.word("Differences"), columns, rows)


def _causes(page: Page, comparison: Comparison) -> Table:
    columns = (
        TableColumn("key", page.word("Key")),
        TableColumn("text", page.word("Note")),
    )
    rows = tuple((one.key, page.say(one.message)) for one in comparison.causes)
    return Table("causes", page.word("Inputs that differ"), columns, rows)


def _data(comparison: Comparison, name: str) -> dict[str, Any]:
    """Return a comparison as JSON-ready data: amounts as text, null where open."""
    total = _total(comparison)
    return {
        "version": 1,
        "name": name,
        "total": None if total is None else str(total),
        "rows": [
            {
                "key": row.key,
                "name": row.name,
                "pillar": row.pillar,
                "round": row.round,
                "year": row.year,
                "before": None if row.before is None else str(row.before),
                "after": None if row.after is None else str(row.after),
                "difference": None if row.amount is None else str(row.amount),
                "notes": [str(note) for note in row.notes],
            }
            for row in comparison.rows
        ],
        "causes": [{"kind": one.kind, "key": one.key, "text": str(one.message)} for one in comparison.causes],
        "moved_by_others": list(comparison.moved_by_others),
    }
