"""Tables of amounts: payouts, and what each municipality gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ..message import message
from ..model.overview import Settlement
from ..model.payout import Grant, GrantPayout, PerCapitaLine, PerCapitaPayout
from ..model.statement import Statement
from ..money import added, in_euros
from ..register import district_name
from ..rules.provision import provider_name
from .table import Cell, Table, Words

# --- payouts


def payouts(statement: Statement, words: Words) -> Table:
    """Return every payout in the order of the statement."""
    word = words.word
    columns = (
        words.whole("number", word("No.")),
        words.text("pillar", word("Key of the pillar")),
        words.text("pillar_name", word("Pillar")),
        words.text("round", word("Round")),
        words.whole("year", word("Year")),
        words.day("record_date", word("Record date")),
        words.day("due", word("Due on")),
        words.text("recipient", word("Key")),
        words.text("recipient_name", word("Recipient")),
        words.text("via", word("Paid through")),
        words.text("manager", word("Manager")),
        words.whole("persons", word("Persons")),
        words.money("amount", word("Amount in EUR")),
        words.yes_no("expected", word("Only expected")),
        words.text("missing", word("What is missing")),
    )
    gaps = {gap.key: words.say(gap.message) for gap in statement.gaps}
    rows = (
        (number, *_payout(payout, words), gaps.get(payout.gap, payout.gap) if payout.cents is None else "")
        for number, payout in enumerate(paid_in(statement), start=1)
    )
    return Table("payouts", word("Payouts"), columns, tuple(rows))


def paid_in(statement: Statement) -> Iterator[PerCapitaPayout | GrantPayout]:
    """Return the payouts of a statement, each of a kind that is known here."""
    return (payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout | GrantPayout))


def _payout(payout: PerCapitaPayout | GrantPayout, words: Words) -> tuple[Cell, ...]:
    days: tuple[date | None, date | None] = (None, None)
    manager, persons = "", None
    if isinstance(payout, PerCapitaPayout):
        days, persons = (payout.line.round.record_date, payout.line.round.due), payout.persons
    else:
        manager = payout.manager.id
    via = "" if payout.via is None else district_name(payout.via)
    round_ = words.word("grant") if isinstance(payout, GrantPayout) else payout.round
    who = (payout.recipient, payout.recipient_name, via, manager)
    what = (payout.pillar, words.pillar(payout.pillar), round_, payout.year)
    return *what, *days, *who, persons, payout.amount, payout.expected


# --- municipalities


def municipalities(statement: Statement, words: Words) -> Table:
    """Return what each municipality gets: round by round, its part of the grant, and both together (R8.4)."""
    word = words.word
    paid = {(one.recipient, one.round): one for one in statement.payouts if isinstance(one, PerCapitaPayout)}
    lines = {one.round: one.line for one in paid.values() if one.municipality is not None}
    grants = {member.ags: (grant, place) for grant in statement.grants for place, member in enumerate(grant.members)}
    settled = {settlement.municipality.ags: settlement for settlement in statement.settlements}
    own = {key: amount for costs in statement.own_costs for key, amount in costs.parts}
    unknown, none = word("unknown"), ""
    columns = [
        words.text("key", word("Key")),
        words.text("name", word("Municipality")),
        words.text("district", word("District")),
        words.text("provider", word("Key of the provider")),
        words.text("provider_name", word("Provider")),
        words.text("area", word("Area")),
    ]
    for key, line in lines.items():
        columns += [
            words.whole(f"persons_{key}", words.say(message("Persons {round:plain}", round=key)), unknown, summed=True),
            words.money(f"amount_{key}", _round_title(line, words)),
        ]
    columns += [
        words.money("frame", word("Frame of a year in EUR"), none, summed=False),
        words.money("first_tranche", word("First tranche in EUR"), none, summed=False),
        words.money("balance", word("Frame less first tranche in EUR"), none, summed=False),
        words.money("grant", word("Part of the grant in EUR")),
        words.money("total", word("Together in EUR"), sum_of=[*(f"amount_{key}" for key in lines), "grant"]),
        words.money("own_costs", word("Own costs in EUR"), unknown, summed=False),
    ]
    rows = []
    providers = providers_in(statement)
    for one in statement.municipalities:
        provider = providers[one.provider_key]
        cells: list[Cell] = [one.ags, one.name, district_name(one.district), one.provider_key, provider, one.area or ""]
        amounts: list[Decimal | None] = []
        for key in lines:
            payout = paid.get((one.ags, key))
            amounts.append(Decimal("0.00") if payout is None else payout.amount)
            cells += [0 if payout is None else payout.persons, amounts[-1]]
        grant, place = grants.get(one.ags, (None, 0))
        amounts.append(Decimal("0.00") if grant is None else grant.amounts[place])
        cells += [*_frames(grant, place, settled.get(one.ags)), amounts[-1], added(amounts), own.get(one.ags)]
        rows.append(tuple(cells))
    return Table("municipalities", word("Municipalities"), tuple(columns), tuple(rows))


def _round_title(line: PerCapitaLine, words: Words) -> str:
    if line.repeats is not None:
        return words.say(message("Round {round:plain}, expected, in EUR", round=line.round.key))
    return words.say(message("Round {round:plain} in EUR", round=line.round.key))


def providers_in(statement: Statement) -> dict[str, str]:
    """Return the name of each provider by key: its leading municipality, or the district."""
    return {key: provider_name(key, members) for key, members in statement.case.providers().items()}


def _frames(grant: Grant | None, place: int, settled: Settlement | None) -> tuple[Decimal | None, ...]:
    """Return frame of a year, first tranche and what is left between them, as far as the statement has them (R8.6)."""
    if settled is not None:
        return settled.frame, settled.tranche, settled.balance
    frame = None if grant is None else grant.frames[place]
    return None if frame is None else in_euros(frame), None, None
