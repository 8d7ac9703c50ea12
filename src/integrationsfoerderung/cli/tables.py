"""The tables of a statement: rounds, grants, their division, areas, staffing, provision and own costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..message import message, number_text
from ..model.municipality import Municipality
from ..model.overview import OwnCosts
from ..model.payout import Funding, GrantPayout
from ..model.statement import Statement
from ..tabulation import Table, pages
from ..tabulation.table import Cell, Kind, Words
from .page import Column, Page, Row


def show(page: Page, table: Table) -> None:
    """Print a table, with its sums where it has any."""
    words = Words(page.lang)

    def row(cells: Sequence[Cell]) -> Row:
        return Row(tuple(words.shown(column, cell) for column, cell in zip(table.columns, cells, strict=True)))

    columns = [Column(column.title, number=column.kind is not Kind.TEXT) for column in table.columns]
    summed = any(column.summed for column in table.columns)
    page.table(
        columns, [row(cells) for cells in table.rows], total=row(table.last_row(page.word("Total"))) if summed else None
    )


def _section(page: Page, table: Table, told: Iterable[str] = ()) -> None:
    """Print a table below its title and what is to be said first; nothing where it has no rows."""
    if table.rows:
        page.heading(table.title)
        for text in told:
            page.text(text)
        show(page, table)


# --- amounts


def show_rounds(page: Page, statement: Statement) -> None:
    """Print what each municipality gets in each per-capita round (R2)."""
    told = (page.round(line) for line in pages.lines_of(statement).values())
    _section(page, pages.rounds(statement, Words(page.lang)), told)


def show_grants(page: Page, statement: Statement) -> None:
    """Print each provider's frames, claim and grant (R3.9)."""
    _section(page, pages.grants(statement, Words(page.lang)))


def show_division(page: Page, statement: Statement) -> None:
    """Print how the grants are divided over managers and years (R8.4)."""
    parts = [payout for payout in statement.payouts if isinstance(payout, GrantPayout)]
    if not parts:
        return
    page.heading(page.word("The grants by manager and year of service, in EUR"))
    years = sorted({part.year for part in parts})
    words = Words(page.lang)
    amounts = pages.of_years(years, words)

    def row(name: str, some: Sequence[GrantPayout], *, strong: bool = False) -> Row:
        return Row((name, *map(words.shown, amounts, pages.by_year(some, years))), strong)

    rows = []
    for grant in statement.grants:
        own = [part for part in parts if part.grant == grant]
        rows.append(row(grant.name, own, strong=True))
        for funding in grant.fundings:
            of_manager = [part for part in own if part.manager.id == funding.manager.id]
            rows.append(row(f"  {_position(page, funding)}", of_manager))
    columns = [Column(page.word("Provider, manager")), *(Column(column.title, number=True) for column in amounts)]
    page.table(columns, rows, total=row(page.word("Total"), parts))


def _position(page: Page, funding: Funding) -> str:
    manager = funding.manager
    return page.say(message("{id:plain}: {fte} FTE from {start}", id=manager.id, fte=manager.fte, start=manager.start))


def show_settlements(page: Page, statement: Statement) -> None:
    """Print the first tranche against the final frame, where provisional counts are given (R8.6)."""
    _section(page, pages.settlements(statement, Words(page.lang)))


# --- people and places


def show_areas(page: Page, statement: Statement) -> None:
    """Print who serves which municipalities, and the staffing (R0.9, R0.13)."""
    table = pages.areas(statement, Words(page.lang))
    page.heading(table.title)
    show(page, table)
    if any(area.shared for area in statement.areas):
        page.text(page.word("* also serves another area"))
    staffing = statement.staffing
    page.text(
        page.say(
            message(
                "Staffing: {heads} managers on {fte} FTE for {persons:plain} persons: {per_fte:plain} persons per FTE.",
                heads=staffing.heads,
                fte=staffing.fte,
                persons=_or(staffing.persons, page.word("unknown"), page),
                per_fte=_or(staffing.persons_per_fte, pages.NONE, page),
            )
        )
    )


def _or(value: int | Decimal | Fraction | None, otherwise: str, page: Page) -> str:
    return otherwise if value is None else number_text(value, page.lang)


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
    _section(page, pages.own_costs(statement, Words(page.lang)))
    page.items(_shares(page, statement, costs) for costs in statement.own_costs if len(costs.parts) > 1)


def _shares(page: Page, statement: Statement, costs: OwnCosts) -> str:
    names = {municipality.ags: municipality.name for municipality in statement.municipalities}
    parts = "; ".join(f"{names[ags]} {number_text(amount, page.lang)}" for ags, amount in costs.parts)
    return page.say(message("{provider:plain}, by municipality: {parts:plain}", provider=costs.name, parts=parts))
