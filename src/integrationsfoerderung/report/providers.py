"""The grants of a report: an overview, and each provider with its members, managers and the derivation (R3.7-R3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..markup import added
from ..message import message
from ..model.payout import Funding, Grant, GrantPayout
from ..model.pillar import ContinuationPillar
from ..model.statement import Statement
from ..money import in_euros
from ..words import explain_grant
from ..words.quantities import months
from .blocks import Block, Cell, Column, Facts, Link, Minor, Paragraph, Row, Section, Table
from .tables import counted, place_id, provider_id
from .writer import Writer


def grants(statement: Statement, write: Writer) -> Section | None:
    """Return the grants of all providers; None where nobody employs managers."""
    if not statement.grants:
        return None
    parts_of: dict[str, list[GrantPayout]] = {grant.provider: [] for grant in statement.grants}
    for payout in statement.payouts:
        if isinstance(payout, GrantPayout):
            parts_of[payout.recipient].append(payout)
    pages = tuple(_provider(grant, parts_of[grant.provider], write) for grant in statement.grants)
    title = write.word("Integration management: the grant of each provider for the term, in EUR")
    return Section("grants", title, (_overview(statement, write),), pages)


def _overview(statement: Statement, write: Writer) -> Table:
    columns = (
        Column(write.word("Provider")),
        Column(write.word("Members"), number=True),
        Column(write.word("Persons"), number=True),
        Column(write.word("Frames of a year"), number=True),
        Column(write.word("Claim"), number=True),
        Column(write.word("Grant"), number=True),
        Column(write.word("Capped")),
    )
    rows = tuple(
        Row(
            (
                Link(grant.name, provider_id(grant.provider)),
                write.count(len(grant.members)),
                write.count(_persons(grant)),
                _frame(grant, write),
                write.money(grant.claim),
                write.money(grant.amount),
                _capped(grant, write),
            )
        )
        for grant in statement.grants
    )
    framed = [grant for grant in statement.grants if not isinstance(grant.pillar, ContinuationPillar)]
    total: tuple[Cell, ...] = (
        write.word("Total"),
        write.count(sum(len(grant.members) for grant in statement.grants)),
        write.count(counted(map(_persons, statement.grants))),
        write.money(added(grant.frame for grant in framed)) if framed else "–",
        write.money(added(grant.claim for grant in statement.grants)),
        write.money(added(grant.amount for grant in statement.grants)),
        "",
    )
    return Table(columns, rows, Row(total))


def _persons(grant: Grant) -> int | None:
    if isinstance(grant.pillar, ContinuationPillar):
        return None
    counts = [member.count(grant.pillar.record_date) for member in grant.members]
    return counted(None if count is None else count.persons for count in counts)


def _frame(grant: Grant, write: Writer) -> str:
    return "–" if isinstance(grant.pillar, ContinuationPillar) else write.money(grant.frame)


def _capped(grant: Grant, write: Writer) -> str:
    if grant.amount is None:
        return write.word("open")
    if not grant.eligible:
        return write.word("below the threshold")
    return write.word("yes" if grant.capped else "no")


# --- one provider


def _provider(grant: Grant, parts: list[GrantPayout], write: Writer) -> Section:
    blocks: list[Block] = [
        Facts(tuple(_facts(grant, write))),
        Minor(write.word("Municipalities")),
        _members(grant, write),
    ]
    if grant.fundings:
        blocks += [
            Minor(write.word("The grant by manager and year of service, in EUR")),
            *_managers(grant, parts, write),
        ]
    blocks += [Minor(write.word("How the grant comes about")), *_derivation(grant, write)]
    return Section(provider_id(grant.provider), grant.name, tuple(blocks))


def _facts(grant: Grant, write: Writer) -> Iterator[tuple[str, Cell]]:
    yield write.word("Key"), grant.provider
    yield write.word("Pillar"), write.pillar(grant.pillar.key)
    if not isinstance(grant.pillar, ContinuationPillar):
        yield write.word("Frames of a year"), _eur(grant.frame, write)
    yield write.word("Claim"), _eur(grant.claim, write)
    yield write.word("Grant"), _eur(grant.amount, write)
    yield write.word("Capped"), _capped(grant, write)
    if any(tranche is not None for tranche in grant.tranches):
        yield write.word("First tranche"), _eur(grant.first_tranche, write)
        yield write.word("Grant less first tranche"), _eur(grant.balance, write)


def _eur(amount: Decimal | None, write: Writer) -> str:
    return write.word("open") if amount is None else write.amount(amount)


def _members(grant: Grant, write: Writer) -> Table:
    framed = any(frame is not None for frame in grant.frames)
    advanced = any(tranche is not None for tranche in grant.tranches)
    columns = [Column(write.word("Key")), Column(write.word("Municipality"))]
    columns += [Column(write.word("Frame of a year"), number=True)] if framed else []
    columns += [Column(write.word("First tranche"), number=True)] if advanced else []
    columns.append(Column(write.word("Part of the grant"), number=True))
    rows = []
    for member, frame, tranche, amount in zip(grant.members, grant.frames, grant.tranches, grant.amounts, strict=True):
        cells: list[Cell] = [member.ags, Link(member.name, place_id(member.ags))]
        cells += [_cents(frame, write)] if framed else []
        cells += [_cents(tranche, write)] if advanced else []
        undivided = grant.cents is not None and grant.parts is None
        cells.append(write.money(amount, write.word("not divided" if undivided else "open")))
        rows.append(Row(tuple(cells)))
    sums: list[Cell] = ["", write.word("Total")]
    sums += [write.money(grant.frame)] if framed else []
    sums += [write.money(grant.first_tranche)] if advanced else []
    return Table(tuple(columns), tuple(rows), Row((*sums, write.money(grant.amount))))


def _cents(cents: int | None, write: Writer) -> str:
    return write.money(None if cents is None else in_euros(cents), "unknown")


def _managers(grant: Grant, parts: list[GrantPayout], write: Writer) -> Iterator[Block]:
    years = sorted({part.year for part in parts})
    titles = (*map(str, years), write.word("Together"))
    columns = (Column(write.word("Manager")), *(Column(title, number=True) for title in titles))
    rows = []
    for funding in grant.fundings:
        own = [part for part in parts if part.manager.id == funding.manager.id]
        rows.append(Row((_manager(funding, write), *_by_year(own, years, write))))
    yield Table(columns, tuple(rows), Row((write.word("Total"), *_by_year(parts, years, write))))
    yield Paragraph(write.word("Divided over managers, then over years, by largest remainder (R8.4)."))


def _by_year(parts: list[GrantPayout], years: list[int], write: Writer) -> Iterator[str]:
    for year in years:
        of_year = [part.amount for part in parts if part.year == year]
        yield write.money(added(of_year)) if of_year else ""
    yield write.money(added(part.amount for part in parts))


def _manager(funding: Funding, write: Writer) -> str:
    manager = funding.manager
    values = {"id": manager.id, "fte": manager.fte, "qualification": manager.qualification.value}
    if funding.period is None:
        return write.say(message("{id:plain}: {fte} FTE, {qualification:word}, not funded", **values))
    return write.say(
        message(
            "{id:plain}: {fte} FTE, {qualification:word}, {first} to {last}, {months:plain} months",
            **values,
            first=funding.period.first,
            last=funding.period.last,
            months=months(funding.day_months),
        )
    )


def _derivation(grant: Grant, write: Writer) -> Iterator[Block]:
    if grant.cents is None:
        yield from (Paragraph(line) for line in explain_grant(grant, write.lang).split("\n")[1:])
        return
    derivations = write.derivations()
    yield derivations.tree(grant.derivation)
    yield from derivations.conventions()
