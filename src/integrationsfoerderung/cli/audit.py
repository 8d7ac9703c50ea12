"""`audit`: does a notice fit the rules? One amount, a file of notices, or the published amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from ..catalogue.loader import load_programme
from ..files.statement_json import json_in, read_statement
from ..message import message, number_text
from ..model.notice import AuditEntry, AuditResult, Notice
from ..model.payout import Grant, PerCapitaPayout, Stage
from ..model.pillar import ManagementPillar
from ..model.programme import Programme
from ..model.statement import Statement
from ..money import in_cents, in_euros
from ..notices import audit as hold
from ..notices import notices_from_csv, published_notices
from ..period import MONTH
from ..tabulation import Column as TableColumn
from ..tabulation import Kind, Table
from ..words import citation, tell
from .commands import Argument, Command, Misuse, completing_files, completing_programmes, language_option, one_of_option
from .inputs import PROGRAMME, STDIN, stdin_bytes
from .outputs import Output, output_options, put_tables, refuse_inputs
from .page import Column, Page, Row
from .statement import show_head

YEAR = 12 * MONTH

MISFIT = 3
"""Exit code where at least one notice does not fit or cannot be checked."""


@click.command(
    "audit",
    cls=Command,
    short_help="Whether notices fit the rules, and what is nearest where they do not.",
    help="Hold notices against the rules: an amount, a CSV file of notices, the JSON file of a statement, whose "
    "amounts are checked one by one, or the published amounts that come with the package. Exit code 3 where one does "
    "not fit.",
    epilog="integrationsfoerderung audit --amount 280220 --persons 352",
)
@click.argument(
    "file",
    cls=Argument,
    required=False,
    metavar="[FILE]",
    explanation="CSV file of notices, a row for each, or JSON file of a statement; - is standard input.",
    shell_complete=completing_files,
)
@click.option("--amount", metavar="EUR", help="The amount of one notice, as 280220.50.")
@click.option("--persons", metavar="N", help="The counted persons that the notice names.")
@click.option("--fte", metavar="FTE", help="The full-time equivalents that the notice names (stage grant).")
@one_of_option("--stage", [stage.value for stage in Stage], help="The stage of the notice (default: final frame).")
@click.option("--round", "round_", metavar="ROUND", help="The per-capita round of the notice, as 2017.")
@click.option("--published", is_flag=True, help="Check the published amounts, row by row, with sources.")
@click.option(
    "--programme",
    metavar="KEY",
    help="Key of the edition, or path of a TOML file (default: pakt-fuer-integration).",
    shell_complete=completing_programmes,
)
@output_options()
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
    programme: str | None,
    output: Output,
) -> int:
    """Audit notices."""
    page: Page = context.obj
    if sum([file is not None, amount is not None, published]) != 1:
        raise Misuse(message("give one of: a file, --amount, or --published"), context)
    details = {"--persons": persons, "--fte": fte, "--stage": stage, "--round": round_}
    for option, value in details.items():
        if value is not None and amount is None:
            raise Misuse(message("{option:plain} goes with --amount", option=option), context)
    refuse_inputs(output.path, file)
    if file is not None:
        edition, notices, statement = _from_file(file, programme)
    else:
        edition, statement = load_programme(programme or PROGRAMME), None
        notices = published_notices() if published else [_notice(context, amount or "", persons, fte, stage, round_)]
    result = hold(edition, notices)
    if not output.to_terminal:
        put_tables(page, [_rows(page, result)], [_data(entry) for entry in result], output)
    elif output.quiet:
        page.text(page.say(result.summary))
    elif amount is not None:
        _entry(page, result[0])
    else:
        if statement is not None:
            show_head(page, statement, statement.case)
            page.text("")
        _table(page, result)
    return 0 if all(entry.fits for entry in result) else MISFIT


def _from_file(file: str, programme: str | None) -> tuple[Programme, Sequence[Notice], Statement | None]:
    """Return what a file holds: notices, or the amounts of a statement, which brings its programme."""
    if file == STDIN:
        content = stdin_bytes()
        if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            with TemporaryDirectory() as folder:
                path = Path(folder, "stdin.csv")
                path.write_bytes(content)
                return load_programme(programme or PROGRAMME), notices_from_csv(path), None
        statement = Statement.from_dict(json_in(content, "stdin"))
    elif Path(file).suffix.lower() == ".json":
        statement = read_statement(file)
    else:
        return load_programme(programme or PROGRAMME), notices_from_csv(Path(file)), None
    edition = statement.programme if programme is None else load_programme(programme)
    return edition, list(_notices_of(statement)), statement


def _notices_of(statement: Statement) -> Iterator[Notice]:
    """Return each amount of a statement that a rule can be held against: rounds, frames, grants of whole terms."""
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout) and payout.amount is not None and payout.line.repeats is None:
            yield Notice(
                payout.amount,
                persons=payout.persons,
                round=payout.round,
                basis=statement.basis,
                key=payout.recipient,
                name=payout.recipient_name,
            )
    for grant in statement.grants:
        if isinstance(grant.pillar, ManagementPillar):
            yield from _notices_of_grant(grant, grant.pillar)


def _notices_of_grant(grant: Grant, pillar: ManagementPillar) -> Iterator[Notice]:
    counts = [count.persons for member in grant.members if (count := member.count(pillar.record_date)) is not None]
    known = len(counts) == len(grant.members)
    for member, persons, frame in zip(grant.members, counts, grant.frames, strict=True) if known else ():
        if frame is not None:
            yield Notice(in_euros(frame), persons=persons, key=member.ags, name=member.name)
    whole = pillar.term.value is not None and all(one.day_months == pillar.term.whole * YEAR for one in grant.fundings)
    if known and whole and grant.amount and grant.fundings:
        yield Notice(
            grant.amount,
            persons=tuple(counts),
            fte=tuple(one.manager.fte for one in grant.fundings),
            qualification=tuple(one.manager.qualification for one in grant.fundings),
            stage=Stage.GRANT,
            key=grant.provider,
            name=grant.name,
        )


def _rows(page: Page, result: AuditResult) -> Table:
    columns = (
        TableColumn("notice", page.word("Notice")),
        TableColumn("key", page.word("Key")),
        TableColumn("stage", page.word("Stage or round")),
        TableColumn("amount", page.word("Amount in EUR"), Kind.MONEY),
        TableColumn("expected", page.word("Expected in EUR"), Kind.MONEY),
        TableColumn("persons", page.word("Persons")),
        TableColumn("verdict", page.word("Verdict")),
        TableColumn("reason", page.word("Reason")),
        TableColumn("source", page.word("Source")),
    )
    rows = tuple(
        (
            *(entry.notice.label, entry.notice.key, _stage(page, entry.notice)),
            *(in_euros(in_cents(entry.notice.amount)), entry.expected, _persons(entry.persons)),
            *(page.word(entry.verdict.value), page.say(entry.reason)),
            "" if entry.notice.source is None else citation(entry.notice.source, page.lang),
        )
        for entry in result
    )
    return Table("audit", page.word("Audit"), columns, rows)


def _stage(page: Page, notice: Notice) -> str:
    return notice.round or ("" if notice.stage is None else page.word(notice.stage.value))


def _data(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry as JSON-ready data: amounts as text, null where nobody knows."""
    notice, difference = entry.notice, entry.difference
    return {
        "notice": notice.label,
        "key": notice.key,
        "stage": None if notice.stage is None else notice.stage.value,
        "round": notice.round,
        "amount": str(in_euros(in_cents(notice.amount))),
        "fits": entry.fits,
        "verdict": entry.verdict.value,
        "persons": list(entry.persons),
        "expected": None if entry.expected is None else str(entry.expected),
        "difference": None if difference is None else str(difference),
        "reason": str(entry.reason),
        "source": None if notice.source is None else notice.source.to_dict(),
    }


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
                _stage(page, entry.notice),
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
