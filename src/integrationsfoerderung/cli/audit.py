"""`audit`: does a notice fit the rules? One amount, a file of notices, or the published amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import click

from ..catalogue.loader import load_programme
from ..message import message, number_text
from ..model.notice import AuditEntry, AuditResult, Notice
from ..model.payout import Stage
from ..money import in_cents, in_euros
from ..notices import audit as hold
from ..notices import notices_from_csv, published_notices
from ..words import citation, tell
from .commands import Argument, Command, Misuse, language_option, one_of_option
from .page import Column, Page, Row

MISFIT = 3
"""Exit code where at least one notice does not fit or cannot be checked."""


@click.command(
    "audit",
    cls=Command,
    short_help="Whether notices fit the rules, and what is nearest where they do not.",
    help="Hold notices against the rules: an amount, a CSV file of notices, or the published amounts that come with "
    "the package. Exit code 3 where one does not fit.",
    epilog="integrationsfoerderung audit --amount 280220 --persons 352",
)
@click.argument(
    "file", cls=Argument, required=False, metavar="[FILE]", explanation="CSV file of notices, a row for each."
)
@click.option("--amount", metavar="EUR", help="The amount of one notice, as 280220.50.")
@click.option("--persons", metavar="N", help="The counted persons that the notice names.")
@click.option("--fte", metavar="FTE", help="The full-time equivalents that the notice names (stage grant).")
@one_of_option("--stage", [stage.value for stage in Stage], help="The stage of the notice (default: final frame).")
@click.option("--round", "round_", metavar="ROUND", help="The per-capita round of the notice, as 2017.")
@click.option("--published", is_flag=True, help="Check the published amounts, row by row, with sources.")
@click.option(
    "--programme", default="pakt-fuer-integration", metavar="KEY", help="Key of the edition, or path of a TOML file."
)
@language_option
@click.pass_context
def audit(
    context: click.Context,
    file: str | None,
    amount: str | None,
    persons: str | None,
    fte: str | None,
    stage: str | None,
    round_: str | None,
    published: bool,  # click's way to hand a flag
    programme: str,
) -> int:
    """Audit notices."""
    page: Page = context.obj
    if sum([file is not None, amount is not None, published]) != 1:
        raise Misuse(message("give one of: a file, --amount, or --published"), context)
    details = {"--persons": persons, "--fte": fte, "--stage": stage, "--round": round_}
    for option, value in details.items():
        if value is not None and amount is None:
            raise Misuse(message("{option:plain} goes with --amount", option=option), context)
    edition = load_programme(programme)
    if published:
        result = hold(edition, published_notices())
        _table(page, result)
    elif file is not None:
        result = hold(edition, notices_from_csv(Path(file)))
        _table(page, result)
    else:
        result = hold(edition, [_notice(context, amount or "", persons, fte, stage, round_)])
        _entry(page, result[0])
    return 0 if all(entry.fits for entry in result) else MISFIT


def _notice(
    context: click.Context, amount: str, persons: str | None, fte: str | None, stage: str | None, round_: str | None
) -> Notice:
    if round_ is not None and stage is not None:
        raise Misuse(message("give --stage or --round, not both"), context)
    counts = None if persons is None else _number(context, "--persons", persons, r"[0-9]{1,30}")
    return Notice(
        amount=_number(context, "--amount", amount, r"[0-9]{1,30}([.][0-9]{1,2})?"),
        persons=None if counts is None else int(counts),
        fte=None if fte is None else _number(context, "--fte", fte, r"[0-9]{1,9}([.][0-9]{1,6})?"),
        round=round_,
        stage=None if round_ is not None else Stage(stage or Stage.FINAL_FRAME.value),
    )


def _number(context: click.Context, option: str, text: str, pattern: str) -> Decimal:
    """Read a number written plainly: what could be read in two ways is refused."""
    if re.fullmatch(pattern, text) is None:
        told = message(
            "{option:plain} is {given:plain}; allowed: a number written plainly, without groups, as 280220.50",
            option=option,
            given=repr(text),
        )
        raise Misuse(told, context)
    return Decimal(text)


def _entry(page: Page, entry: AuditEntry) -> None:
    first, *rest = entry.lines
    page.title(page.say(first))
    page.items(page.say(line) for line in rest)
    if entry.derivation is not None:
        page.heading(page.word("How the amount comes about"))
        page.tree(entry.derivation.explain(page.lang))


def _table(page: Page, result: AuditResult) -> None:
    columns = [
        Column(page.word("Notice")),
        Column(page.word("Stage or round"), whole=True),
        Column(page.word("Amount in EUR"), number=True),
        Column(page.word("Persons"), number=True),
        Column(page.word("Verdict")),
        Column(page.word("Source"), number=True),
    ]
    sources = list(dict.fromkeys(entry.notice.source for entry in result if entry.notice.source is not None))
    rows = [
        Row(
            (
                entry.notice.label,
                entry.notice.round or ("" if entry.notice.stage is None else page.word(entry.notice.stage.value)),
                number_text(in_euros(in_cents(entry.notice.amount)), page.lang),
                _persons(entry.persons),
                page.word(entry.verdict.value),
                "" if entry.notice.source is None else f"[{sources.index(entry.notice.source) + 1}]",
            )
        )
        for entry in result
    ]
    page.title(page.say(result.summary))
    page.table(columns, rows)
    misfits = [entry for entry in result if not entry.fits]
    sums = [entry for entry in result if entry.fits and entry.rounded_once is not None]
    for entry in [*misfits, *sums]:
        page.text("")
        page.items(tell(line, page.lang) for line in entry.lines)
    if sources:
        page.heading(page.word("Sources"))
        for number, source in enumerate(sources, start=1):
            page.tree(f"[{number}] {citation(source, page.lang)}")


def _persons(persons: Sequence[int]) -> str:
    if not persons:
        return ""
    return str(persons[0]) if len(persons) == 1 else f"{persons[0]}–{persons[-1]}"
