"""The grants of a report: an overview, and each provider with its members, managers and the derivation (R3.7-R3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..message import message
from ..model.payout import Funding, Grant, GrantPayout
from ..model.pillar import ContinuationPillar
from ..model.statement import Statement
from ..money import in_euros
from ..tabulation import pages
from ..tabulation import table as tabulation
from ..tabulation.people import capped
from ..words import explain_grant
from ..words.quantities import months
from .blocks import Block, Cell, Column, Facts, Link, Minor, Paragraph, Row, Section, Table
from .tables import laid_out, place_id, provider_id
from .writer import Writer


def grants(statement: Statement, write: Writer) -> Section | None:
    """Return the grants of all providers; None where nobody employs managers."""
    if not statement.grants:
        return None
    parts_of: dict[str, list[GrantPayout]] = {grant.provider: [] for grant in statement.grants}
    for payout in statement.payouts:
        if isinstance(payout, GrantPayout):
            parts_of[payout.recipient].append(payout)
    table = pages.grants(statement, tabulation.Words(write.lang))
    to = [provider_id(grant.provider) for grant in statement.grants]
    providers = tuple(_provider(grant, parts_of[grant.provider], write) for grant in statement.grants)
    return Section("grants", table.title, (laid_out(table, write, "name", to),), providers)


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
    yield write.word("Capped"), capped(grant, write)
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
    words = tabulation.Words(write.lang)
    columns = (words.text("manager", write.word("Manager")), *pages.of_years(years, words))
    rows = []
    for funding in grant.fundings:
        own = [part for part in parts if part.manager.id == funding.manager.id]
        rows.append((_manager(funding, write), *pages.by_year(own, years)))
    yield laid_out(tabulation.Table("division", grant.name, columns, tuple(rows)), write)
    yield Paragraph(write.word("Divided over managers, then over years, by largest remainder (R8.4)."))


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
