"""The overviews of a report: rounds, areas, who runs the management, and own costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..message import message
from ..model.overview import OwnCosts
from ..model.statement import Statement
from ..tabulation import pages
from ..tabulation import table as tabulation
from . import pictures
from .blocks import Block, Cell, Column, Items, Link, Minor, Paragraph, Row, Section, Table
from .writer import Writer


def place_id(key: str) -> str:
    """Return the id of the page of a municipality or district."""
    return f"place-{key}"


def provider_id(key: str) -> str:
    """Return the id of the page of a provider."""
    return f"provider-{key}"


def laid_out(table: tabulation.Table, write: Writer, linked: str = "", to: Sequence[str] = ()) -> Table:
    """Return a table as a block, with its sums where it has any.

    Args:
        table: the table.
        write: in which language.
        linked: key of the column whose cells lead to other places of the report.
        to: where that of each row leads to; empty where it leads nowhere.
    """
    words = tabulation.Words(write.lang)

    def shown(cells: Sequence[tabulation.Cell], target: str = "") -> Row:
        return Row(tuple(cell(column, one, target) for column, one in zip(table.columns, cells, strict=True)))

    def cell(column: tabulation.Column, one: tabulation.Cell, target: str) -> Cell:
        text = write.ratio(one) if isinstance(one, Fraction) else words.shown(column, one)
        return Link(text, target) if target and column.key == linked else text

    columns = tuple(Column(column.title, number=column.kind is not tabulation.Kind.TEXT) for column in table.columns)
    rows = tuple(shown(cells, target) for cells, target in zip(table.rows, to or [""] * len(table.rows), strict=True))
    summed = any(column.summed for column in table.columns)
    return Table(columns, rows, shown(table.last_row(write.word("Total"))) if summed else None)


# --- per-capita rounds


def rounds(statement: Statement, write: Writer) -> Section | None:
    """Return what each municipality gets in each per-capita round (R2); None without rounds."""
    table = pages.rounds(statement, tabulation.Words(write.lang))
    if not table.rows:
        return None
    told = tuple(Paragraph(write.round(line)) for line in pages.lines_of(statement).values())
    places = [place_id(str(key)) for key in table.column("key")]
    return Section("rounds", table.title, (*told, laid_out(table, write, "name", places)))


# --- people and places


def areas(statement: Statement, write: Writer) -> Section | None:
    """Return who serves which municipalities (R0.13), the staffing (R0.9) and who runs it (R0.10)."""
    if not statement.areas:
        return None
    blocks = (*_areas(statement, write), *pictures.timeline(statement, write), *_provision(statement, write))
    return Section("areas", write.word("Areas: who serves which municipalities"), blocks)


def _areas(statement: Statement, write: Writer) -> Iterator[Block]:
    granted = {grant.provider for grant in statement.grants}
    to = [provider_id(area.provider) if area.provider in granted else "" for area in statement.areas]
    yield laid_out(pages.areas(statement, tabulation.Words(write.lang)), write, "provider", to)
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
    table = pages.own_costs(statement, tabulation.Words(write.lang))
    shares = tuple(_shares(statement, costs, write) for costs in statement.own_costs if len(costs.parts) > 1)
    missing = tuple(_missing(costs, write) for costs in statement.own_costs if costs.missing)
    told = [Items((*shares, *missing))] if shares or missing else []
    to = [provider_id(costs.provider) for costs in statement.own_costs]
    return Section("own-costs", table.title, (laid_out(table, write, "name", to), *told))


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
