"""The tables of a statement: rounds, grants, their division, areas, staffing, provision and own costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..message import message, number_text
from ..model.municipality import Municipality
from ..model.overview import OwnCosts, Staffing
from ..model.payout import GrantPayout, PerCapitaLine, PerCapitaPayout
from ..model.pillar import ContinuationPillar
from ..model.statement import Statement
from ..tabulation.people import capped, persons_of
from ..tabulation.table import added, counted
from .page import Column, Page, Row


def _money(page: Page, amount: Decimal | None, otherwise: str = "") -> str:
    if amount is None:
        return otherwise or page.word("open")
    return number_text(amount, page.lang)


def _count(page: Page, value: int | Decimal | Fraction | None) -> str:
    return page.word("unknown") if value is None else number_text(value, page.lang)


# --- per-capita rounds


def show_rounds(page: Page, statement: Statement) -> None:
    """Print what each municipality gets in each per-capita round (R2)."""
    payouts = [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]
    if not payouts:
        return
    lines = {payout.round: payout.line for payout in payouts}
    payees = {payout.recipient: payout.recipient_name for payout in payouts}
    by_place = {(payout.recipient, payout.round): payout for payout in payouts}
    page.heading(page.word("Per-capita lump sum: what each municipality gets, in EUR"))
    for line in lines.values():
        page.text(page.round(line))
    columns = [Column(page.word("Key")), Column(page.word("Municipality"))]
    for line in lines.values():
        columns += _round_columns(page, line)
    columns.append(Column(page.word("Together"), number=True))
    rows = []
    for key, name in payees.items():
        cells = [key, name]
        paid = [by_place[key, round_] for round_ in lines]
        for payout in paid:
            cells += [_count(page, payout.persons)] if payout.line.repeats is None else []
            cells.append(_money(page, payout.amount))
        rows.append(Row((*cells, _money(page, added(payout.amount for payout in paid)))))
    totals = ["", page.word("Total")]
    sums = {round_: added(payout.amount for payout in payouts if payout.round == round_) for round_ in lines}
    for round_, line in lines.items():
        persons = [payout.persons for payout in payouts if payout.round == round_]
        totals += [_count(page, counted(persons))] if line.repeats is None else []
        totals.append(_money(page, sums[round_]))
    page.table(columns, rows, total=Row((*totals, _money(page, added(sums.values())))))


def _round_columns(page: Page, line: PerCapitaLine) -> list[Column]:
    """A round has its persons and its amounts; one that repeats another has that one's persons."""
    if line.repeats is not None:
        return [Column(f"{line.round.key} ({page.word('expected')})", number=True)]
    return [Column(page.word("Persons"), number=True), Column(line.round.key, number=True)]


# --- management grants


def show_grants(page: Page, statement: Statement) -> None:
    """Print each provider's frames, claim and grant (R3.9)."""
    if not statement.grants:
        return
    page.heading(page.word("Integration management: the grant of each provider for the term, in EUR"))
    columns = [
        Column(page.word("Provider")),
        Column(page.word("Members"), number=True),
        Column(page.word("Persons"), number=True),
        Column(page.word("Frames of a year"), number=True),
        Column(page.word("Claim"), number=True),
        Column(page.word("Grant"), number=True),
        Column(page.word("Capped")),
    ]
    rows = []
    for grant in statement.grants:
        persons = persons_of(grant)
        rows.append(
            Row(
                (
                    grant.name,
                    str(len(grant.members)),
                    _count(page, persons),
                    "–" if isinstance(grant.pillar, ContinuationPillar) else _money(page, grant.frame),
                    _money(page, grant.claim),
                    _money(page, grant.amount),
                    page.word(capped(grant)),
                )
            )
        )
    total = (
        page.word("Total"),
        str(sum(len(grant.members) for grant in statement.grants)),
        _count(page, counted([persons_of(grant) for grant in statement.grants])),
        _money(page, added(grant.frame for grant in statement.grants)),
        _money(page, added(grant.claim for grant in statement.grants)),
        _money(page, added(grant.amount for grant in statement.grants)),
        "",
    )
    page.table(columns, rows, total=Row(total))


def show_division(page: Page, statement: Statement) -> None:
    """Print how the grants are divided over managers and years (R8.4)."""
    parts = [payout for payout in statement.payouts if isinstance(payout, GrantPayout)]
    if not parts:
        return
    page.heading(page.word("The grants by manager and year of service, in EUR"))
    years = sorted({part.year for part in parts})
    columns = [
        Column(page.word("Provider, manager")),
        *(Column(str(year), number=True) for year in years),
        Column(page.word("Together"), number=True),
    ]
    rows = []
    for grant in statement.grants:
        own = [part for part in parts if part.grant == grant]
        rows.append(Row((grant.name, *_by_year(page, own, years)), strong=True))
        for funding in grant.fundings:
            manager = funding.manager
            of_manager = [part for part in own if part.manager.id == manager.id]
            told = page.say(
                message("{id:plain}: {fte} FTE from {start}", id=manager.id, fte=manager.fte, start=manager.start)
            )
            rows.append(Row((f"  {told}", *_by_year(page, of_manager, years))))
    page.table(columns, rows, total=Row((page.word("Total"), *_by_year(page, parts, years))))


def _by_year(page: Page, parts: Iterable[GrantPayout], years: Iterable[int]) -> Iterator[str]:
    parts = list(parts)
    for year in years:
        of_year = [part.amount for part in parts if part.year == year]
        yield _money(page, added(of_year)) if of_year else ""
    yield _money(page, added(part.amount for part in parts))


def show_settlements(page: Page, statement: Statement) -> None:
    """Print the first tranche against the final frame, where provisional counts are given (R8.6)."""
    if not statement.settlements:
        return
    page.heading(page.word("First tranche, settled against the frame of the first year, in EUR"))
    columns = [
        Column(page.word("Municipality")),
        Column(page.word("First tranche"), number=True),
        Column(page.word("Frame of a year"), number=True),
        Column(page.word("Balance"), number=True),
    ]
    unknown = page.word("unknown")
    rows = [
        Row(
            (
                settlement.municipality.name,
                _money(page, settlement.tranche, unknown),
                _money(page, settlement.frame, unknown),
                _money(page, settlement.balance, unknown),
            )
        )
        for settlement in statement.settlements
    ]
    page.table(columns, rows)


# --- people and places


def show_areas(page: Page, statement: Statement) -> None:
    """Print who serves which municipalities, and the staffing (R0.9, R0.13)."""
    page.heading(page.word("Areas: who serves which municipalities"))
    columns = [
        Column(page.word("Area")),
        Column(page.word("Provider")),
        Column(page.word("Municipalities")),
        Column(page.word("Managers")),
        Column(page.word("FTE"), number=True),
        Column(page.word("Persons"), number=True),
        Column(page.word("Persons per FTE"), number=True),
    ]
    names = {grant.provider: grant.name for grant in statement.grants}
    rows = [
        Row(
            (
                area.name,
                names.get(area.provider, area.provider),
                ", ".join(municipality.name for municipality in area.municipalities),
                ", ".join(f"{manager.id}*" if manager.id in area.shared else manager.id for manager in area.managers),
                _count(page, area.staffing.fte),
                _count(page, area.staffing.persons),
                _per_fte(page, area.staffing),
            )
        )
        for area in statement.areas
    ]
    page.table(columns, rows)
    if any(area.shared for area in statement.areas):
        page.text(page.word("* also serves another area"))
    staffing = statement.staffing
    page.text(
        page.say(
            message(
                "Staffing: {heads} managers on {fte} FTE for {persons:plain} persons: {per_fte:plain} persons per FTE.",
                heads=staffing.heads,
                fte=staffing.fte,
                persons=_count(page, staffing.persons),
                per_fte=_per_fte(page, staffing),
            )
        )
    )


def _per_fte(page: Page, staffing: Staffing) -> str:
    return "–" if staffing.persons_per_fte is None else _count(page, staffing.persons_per_fte)


def show_provision(page: Page, statement: Statement) -> None:
    """Print who runs the management itself and who commissioned the Landkreis (R0.10)."""
    provision = statement.provision
    if provision.share_commissioned is None:
        return
    page.heading(page.word("Who runs the integration management"))
    themselves, commissioned = provision.run_themselves, provision.commissioned
    page.items(
        [
            page.say(
                message(
                    "{count} of {all} municipalities ({percent:plain} %) run it themselves, alone or in a group: "
                    "{names:list}",
                    **_part(page, themselves, statement),
                )
            ),
            page.say(
                message(
                    "{count} of {all} municipalities ({percent:plain} %) commissioned the Landkreis: {names:list}",
                    **_part(page, commissioned, statement),
                )
            ),
        ]
    )


def _part(page: Page, places: Sequence[Municipality], statement: Statement) -> dict[str, Any]:
    percent = number_text(Fraction(len(places) * 100, len(statement.municipalities)), page.lang)
    everyone = len(statement.municipalities)
    return {
        "count": len(places),
        "all": everyone,
        "percent": percent,
        "names": [place.name for place in places] or ["–"],
    }


def show_own_costs(page: Page, statement: Statement) -> None:
    """Print what providers and municipalities bear themselves (R3.11)."""
    if not statement.own_costs:
        return
    page.heading(page.word("What providers and municipalities bear themselves over the term, in EUR"))
    columns = [
        Column(page.word("Provider")),
        Column(page.word("Material costs"), number=True),
        Column(page.word("Staff costs"), number=True),
        Column(page.word("Grant"), number=True),
        Column(page.word("Own costs"), number=True),
    ]
    missing = page.word("not given")
    rows = [
        Row(
            (
                costs.name,
                _money(page, costs.material, missing),
                _money(page, costs.staff, missing),
                _money(page, costs.grant),
                _money(page, costs.amount, missing),
            )
        )
        for costs in statement.own_costs
    ]
    page.table(columns, rows)
    page.items(_shares(page, statement, costs) for costs in statement.own_costs if len(costs.parts) > 1)


def _shares(page: Page, statement: Statement, costs: OwnCosts) -> str:
    names = {municipality.ags: municipality.name for municipality in statement.municipalities}
    parts = "; ".join(f"{names[ags]} {number_text(amount, page.lang)}" for ags, amount in costs.parts)
    return page.say(message("{provider:plain}, by municipality: {parts:plain}", provider=costs.name, parts=parts))
