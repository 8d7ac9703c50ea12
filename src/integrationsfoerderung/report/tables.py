"""The overviews of a report: rounds, areas, who runs the management, and own costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..markup import added
from ..message import message
from ..model.overview import OwnCosts
from ..model.payout import PerCapitaLine, PerCapitaPayout
from ..model.statement import Statement
from . import pictures
from .blocks import Block, Cell, Column, Items, Link, Minor, Paragraph, Row, Section, Table
from .writer import Writer


def counted(counts: Iterable[int | None]) -> int | None:
    """Add counts up; None where one is unknown."""
    given = list(counts)
    known = [count for count in given if count is not None]
    return sum(known) if len(known) == len(given) else None


def place_id(key: str) -> str:
    """Return the id of the page of a municipality or district."""
    return f"place-{key}"


def provider_id(key: str) -> str:
    """Return the id of the page of a provider."""
    return f"provider-{key}"


# --- per-capita rounds


def per_capita(statement: Statement) -> list[PerCapitaPayout]:
    """Return the payouts of the per-capita rounds."""
    return [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]


def rounds(statement: Statement, write: Writer) -> Section | None:
    """Return what each municipality gets in each per-capita round (R2); None without rounds."""
    payouts = per_capita(statement)
    if not payouts:
        return None
    lines = {payout.round: payout.line for payout in payouts}
    told = tuple(Paragraph(write.round(line)) for line in lines.values())
    title = write.word("Per-capita lump sum: what each municipality gets, in EUR")
    return Section("rounds", title, (*told, _rounds(payouts, lines, write)))


def _rounds(payouts: Sequence[PerCapitaPayout], lines: dict[str, PerCapitaLine], write: Writer) -> Table:
    columns = [Column(write.word("Key")), Column(write.word("Municipality"))]
    for line in lines.values():
        columns += [Column(write.word("Persons"), number=True)] if line.repeats is None else []
        expected = "" if line.repeats is None else f" ({write.word('expected')})"
        columns.append(Column(f"{line.round.key}{expected}", number=True))
    columns.append(Column(write.word("Together"), number=True))
    payees = {payout.recipient: payout.recipient_name for payout in payouts}
    by_place = {(payout.recipient, payout.round): payout for payout in payouts}
    rows = []
    for key, name in payees.items():
        paid = [by_place[key, round_] for round_ in lines]
        rows.append(_row([key, Link(name, place_id(key))], paid, write))
    sums: list[Cell] = ["", write.word("Total")]
    for round_, line in lines.items():
        own = [payout for payout in payouts if payout.round == round_]
        sums += [write.count(counted(payout.persons for payout in own))] if line.repeats is None else []
        sums.append(write.money(added(payout.amount for payout in own)))
    sums.append(write.money(added(payout.amount for payout in payouts)))
    return Table(tuple(columns), tuple(rows), Row(tuple(sums)))


def _row(head: Sequence[Cell], paid: Sequence[PerCapitaPayout], write: Writer) -> Row:
    cells = [*head]
    for payout in paid:
        cells += [write.count(payout.persons)] if payout.line.repeats is None else []
        cells.append(write.money(payout.amount))
    return Row((*cells, write.money(added(payout.amount for payout in paid))))


# --- people and places


def areas(statement: Statement, write: Writer) -> Section | None:
    """Return who serves which municipalities (R0.13), the staffing (R0.9) and who runs it (R0.10)."""
    if not statement.areas:
        return None
    blocks = (*_areas(statement, write), *pictures.timeline(statement, write), *_provision(statement, write))
    return Section("areas", write.word("Areas: who serves which municipalities"), blocks)


def _areas(statement: Statement, write: Writer) -> Iterator[Block]:
    columns = (
        Column(write.word("Area")),
        Column(write.word("Provider")),
        Column(write.word("Municipalities")),
        Column(write.word("Managers")),
        Column(write.word("FTE"), number=True),
        Column(write.word("Persons"), number=True),
        Column(write.word("Persons per FTE"), number=True),
    )
    grants = {grant.provider: Link(grant.name, provider_id(grant.provider)) for grant in statement.grants}
    rows = []
    for area in statement.areas:
        managers = (f"{manager.id}*" if manager.id in area.shared else manager.id for manager in area.managers)
        cells: tuple[Cell, ...] = (
            area.name,
            grants.get(area.provider, area.provider),
            ", ".join(municipality.name for municipality in area.municipalities),
            ", ".join(managers),
            write.count(area.staffing.fte),
            write.count(area.staffing.persons),
            write.ratio(area.staffing.persons_per_fte),
        )
        rows.append(Row(cells))
    yield Table(columns, tuple(rows))
    if any(area.shared for area in statement.areas):
        yield Paragraph(write.word("* also serves another area"))
    staffing = statement.staffing
    told = message(
        "Staffing: {heads} managers on {fte} FTE for {persons:plain} persons: {per_fte:plain} persons per FTE.",
        heads=staffing.heads,
        fte=staffing.fte,
        persons=write.count(staffing.persons),
        per_fte=write.ratio(staffing.persons_per_fte),
    )
    yield Paragraph(write.say(told))


def _provision(statement: Statement, write: Writer) -> Iterator[Block]:
    provision, everyone = statement.provision, len(statement.municipalities)
    themselves = message(
        "{count} of {all} municipalities ({percent:plain}) run it themselves, alone or in a group: {names:plain}",
        count=len(provision.run_themselves),
        all=everyone,
        percent=write.percent(len(provision.run_themselves), everyone),
        names=write.listed(place.name for place in provision.run_themselves),
    )
    commissioned = message(
        "{count} of {all} municipalities ({percent:plain}) commissioned the Landkreis: {names:plain}",
        count=len(provision.commissioned),
        all=everyone,
        percent=write.percent(len(provision.commissioned), everyone),
        names=write.listed(place.name for place in provision.commissioned),
    )
    yield Minor(write.word("Who runs the integration management"))
    yield Items((write.say(themselves), write.say(commissioned)))


# --- own costs


def own_costs(statement: Statement, write: Writer) -> Section | None:
    """Return what providers and municipalities bear themselves (R3.11); None without providers that employ."""
    if not statement.own_costs:
        return None
    columns = (
        Column(write.word("Provider")),
        Column(write.word("Material costs"), number=True),
        Column(write.word("Staff costs"), number=True),
        Column(write.word("Grant"), number=True),
        Column(write.word("Own costs"), number=True),
    )
    rows = tuple(
        Row(
            (
                Link(costs.name, provider_id(costs.provider)),
                write.money(costs.material, "not given"),
                write.money(costs.staff, "not given"),
                write.money(costs.grant),
                write.money(costs.amount, "not given"),
            )
        )
        for costs in statement.own_costs
    )
    shares = tuple(_shares(statement, costs, write) for costs in statement.own_costs if len(costs.parts) > 1)
    missing = tuple(_missing(costs, write) for costs in statement.own_costs if costs.missing)
    blocks: tuple[Block, ...] = (Table(columns, rows), *([Items((*shares, *missing))] if shares or missing else []))
    return Section(
        "own-costs", write.word("What providers and municipalities bear themselves over the term, in EUR"), blocks
    )


def _shares(statement: Statement, costs: OwnCosts, write: Writer) -> str:
    names = {municipality.ags: municipality.name for municipality in statement.municipalities}
    parts = "; ".join(f"{names[ags]} {write.money(amount)}" for ags, amount in costs.parts)
    return write.say(message("{provider:plain}, by municipality: {parts:plain}", provider=costs.name, parts=parts))


def _missing(costs: OwnCosts, write: Writer) -> str:
    """Say which costs nobody gave: each is the name of a field and a manager's id, or the grant."""
    named = [entry.partition(" ") for entry in costs.missing]
    words = {
        "material_costs": write.word("Material costs"),
        "staff_costs": write.word("Staff costs"),
        "grant": write.word("Grant"),
    }
    told = "; ".join(f"{words[field]} {id_}".rstrip() for field, _, id_ in named)
    return write.say(message("{provider:plain}, not given: {names:plain}", provider=costs.name, names=told))
