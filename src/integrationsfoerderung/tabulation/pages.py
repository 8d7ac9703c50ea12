"""Tables for a page: what the terminal, a report and a notebook lay out alike, with the sums a reader looks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ..model.payout import GrantPayout, PerCapitaLine, PerCapitaPayout
from ..model.pillar import ContinuationPillar
from ..model.statement import Statement
from ..money import added, known
from .people import capped, persons_of
from .places import paid_in
from .table import Cell, Column, Table, Words

NONE = "–"
"""Stands where there is no such number: a continued grant has no frames."""

# --- sums


def by_pillar(statement: Statement, words: Words) -> Table:
    """Return what each pillar pays in each year, as far as it is known."""
    by = {key: statement.by("year", pillar=key, known_only=True) for key in statement.by("pillar", known_only=True)}
    years = sorted({year for amounts in by.values() for year in amounts})
    columns = (words.text("pillar", words.word("Pillar, in EUR")), *of_years(years, words))
    rows = tuple(
        (words.pillar(key), *(amounts.get(year, "") for year in years), known(amounts.values()))
        for key, amounts in by.items()
    )
    return Table("by_pillar", words.word("Pillar, in EUR"), columns, rows)


def only_expected(statement: Statement) -> Decimal:
    """Return how much of a statement's known amounts rests on figures that are only expected (R8.8)."""
    return known(payout.amount for payout in paid_in(statement) if payout.expected)


def of_years(years: Iterable[int], words: Words) -> tuple[Column, ...]:
    """Return the columns of the amounts of each year, and of all together."""
    return *(words.money(str(year), str(year)) for year in years), words.money("amount", words.word("Together"))


def by_year(parts: Iterable[GrantPayout], years: Sequence[int]) -> tuple[Cell, ...]:
    """Return what parts of grants add up to in each year, empty where there are none, and together."""
    paid = [*parts]
    of_years = [[part.amount for part in paid if part.year == year] for year in years]
    return *(added(amounts) if amounts else "" for amounts in of_years), added(part.amount for part in paid)


# --- per-capita rounds


def per_capita(statement: Statement) -> list[PerCapitaPayout]:
    """Return the payouts of the per-capita rounds."""
    return [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]


def lines_of(statement: Statement) -> dict[str, PerCapitaLine]:
    """Return the per-capita rounds that pay, by key."""
    return {payout.round: payout.line for payout in per_capita(statement)}


def rounds(statement: Statement, words: Words) -> Table:
    """Return what each municipality gets in each per-capita round (R2)."""
    lines, payouts = lines_of(statement), per_capita(statement)
    payees = {payout.recipient: payout.recipient_name for payout in payouts}
    by_place = {(payout.recipient, payout.round): payout for payout in payouts}
    columns = [words.text("key", words.word("Key")), words.text("name", words.word("Municipality"))]
    for line in lines.values():
        columns += _of_round(line, words)
    columns.append(words.money("amount", words.word("Together")))
    rows = []
    for key, name in payees.items():
        paid = [by_place[key, round_] for round_ in lines]
        cells: list[Cell] = [key, name]
        for payout in paid:
            cells += [payout.persons] if payout.line.repeats is None else []
            cells.append(payout.amount)
        rows.append((*cells, added(payout.amount for payout in paid)))
    title = words.word("Per-capita lump sum: what each municipality gets, in EUR")
    return Table("rounds", title, tuple(columns), tuple(rows))


def _of_round(line: PerCapitaLine, words: Words) -> list[Column]:
    """A round has its persons and its amounts; one that repeats another has that one's persons."""
    key = line.round.key
    if line.repeats is not None:
        return [words.money(f"amount_{key}", f"{key} ({words.word('expected')})")]
    persons = words.whole(f"persons_{key}", words.word("Persons"), words.word("unknown"), summed=True)
    return [persons, words.money(f"amount_{key}", key)]


# --- grants


def grants(statement: Statement, words: Words) -> Table:
    """Return each provider's frames, claim and grant (R3.9)."""
    word = words.word
    columns = (
        words.text("name", word("Provider")),
        words.whole("members", word("Members"), summed=True),
        words.whole("persons", word("Persons"), word("unknown"), summed=True),
        words.money("frame", word("Frames of a year")),
        words.money("claim", word("Claim")),
        words.money("amount", word("Grant")),
        words.text("capped", word("Capped")),
    )
    rows = tuple(
        (
            grant.name,
            len(grant.members),
            persons_of(grant),
            NONE if isinstance(grant.pillar, ContinuationPillar) else grant.frame,
            grant.claim,
            grant.amount,
            capped(grant, words),
        )
        for grant in statement.grants
    )
    return Table(
        "grants", word("Integration management: the grant of each provider for the term, in EUR"), columns, rows
    )


def settlements(statement: Statement, words: Words) -> Table:
    """Return the first tranche against the final frame, where provisional counts are given (R8.6)."""
    word, unknown = words.word, words.word("unknown")
    columns = (
        words.text("name", word("Municipality")),
        words.money("first_tranche", word("First tranche"), unknown, summed=False),
        words.money("frame", word("Frame of a year"), unknown, summed=False),
        words.money("balance", word("Balance"), unknown, summed=False),
    )
    rows = tuple((one.municipality.name, one.tranche, one.frame, one.balance) for one in statement.settlements)
    title = word("First tranche, settled against the frame of the first year, in EUR")
    return Table("settlements", title, columns, rows)


# --- people and what they cost


def areas(statement: Statement, words: Words) -> Table:
    """Return who serves which municipalities, and the staffing (R0.9, R0.13); a manager of several areas has a star."""
    word, unknown = words.word, words.word("unknown")
    columns = (
        words.text("area", word("Area")),
        words.text("provider", word("Provider")),
        words.text("municipalities", word("Municipalities")),
        words.text("managers", word("Managers")),
        words.number("fte", word("FTE"), unknown),
        words.whole("persons", word("Persons"), unknown),
        words.number("persons_per_fte", word("Persons per FTE"), NONE),
    )
    names = {grant.provider: grant.name for grant in statement.grants}
    rows = tuple(
        (
            area.name,
            names.get(area.provider, area.provider),
            ", ".join(municipality.name for municipality in area.municipalities),
            ", ".join(f"{manager.id}*" if manager.id in area.shared else manager.id for manager in area.managers),
            area.staffing.fte,
            area.staffing.persons,
            area.staffing.persons_per_fte,
        )
        for area in statement.areas
    )
    return Table("areas", word("Areas: who serves which municipalities"), columns, rows)


def own_costs(statement: Statement, words: Words) -> Table:
    """Return what providers and municipalities bear themselves (R3.11)."""
    word, missing = words.word, words.word("not given")
    columns = (
        words.text("name", word("Provider")),
        words.money("material", word("Material costs"), missing, summed=False),
        words.money("staff", word("Staff costs"), missing, summed=False),
        words.money("grant", word("Grant"), summed=False),
        words.money("amount", word("Own costs"), missing, summed=False),
    )
    rows = tuple((costs.name, costs.material, costs.staff, costs.grant, costs.amount) for costs in statement.own_costs)
    return Table(
        "own_costs", word("What providers and municipalities bear themselves over the term, in EUR"), columns, rows
    )
