"""Laws about amounts: held against each other, and against the figures and counts that they rest on."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import evolve

from ..apportionment import Method
from ..figure import FTE
from ..message import message
from ..model.case import Case
from ..model.payout import Basis, GrantPayout, PerCapitaPayout
from ..model.programme import Programme
from ..model.statement import Statement
from ..money import in_euros
from ..period import MONTH
from .trial import Key, Tried, Violation, demand, euros_or_none, instead


def conservation(tried: Tried) -> None:
    """Hold the parts against the whole (R2.1, R2.5, R8.4, R8.7)."""
    rounds: dict[str, list[PerCapitaPayout]] = {}
    for payout in tried.per_capita:
        if payout.cents is not None and payout.line.repeats is None:
            rounds.setdefault(payout.round, []).append(payout)
    for key, payouts in rounds.items():
        line, persons = payouts[0].line, sum(payout.persons or 0 for payout in payouts)
        paid = sum(payout.cents or 0 for payout in payouts)
        figures = [figure.whole for figure in line.figures]
        if line.basis is Basis.ANNOUNCED:
            demand(
                in_euros(paid),
                in_euros(figures[0] * persons),
                message("the amounts of the round {round:plain} together", round=key),
            )
        elif line.method is Method.LARGEST_REMAINDER:
            demand(
                in_euros(paid),
                in_euros(figures[0] if persons else 0),
                message("the shares of the whole Land in the round {round:plain} together", round=key),
            )
        else:
            exact = Fraction(figures[0] * persons, figures[1])
            if abs(paid - exact) > Fraction(line.rounding.cents, 2) * len(payouts):
                what = message("the shares listed in the round {round:plain} together", round=key)
                raise Violation(instead(what, in_euros(paid), exact / 100))
    _conservation_of_grants(tried.statement)


def _conservation_of_grants(statement: Statement) -> None:
    paid: dict[str, int] = {}
    for payout in statement.payouts:
        if isinstance(payout, GrantPayout) and payout.cents is not None:
            paid[payout.recipient] = paid.get(payout.recipient, 0) + payout.cents
    for grant in statement.grants:
        if grant.cents is None:
            continue
        demand(
            in_euros(paid.get(grant.provider, 0)),
            grant.amount,
            message("the parts of the grant of {name:plain} over managers and years together", name=grant.name),
        )
        if grant.parts is not None:
            demand(
                in_euros(sum(grant.parts)),
                grant.amount,
                message("the parts of the grant of {name:plain} over municipalities together", name=grant.name),
            )


def cap(tried: Tried) -> None:
    """Hold grants against claims and frames (R3.9, R8.12)."""
    management = tried.programme.management
    for grant in tried.statement.grants:
        if grant.amount is None:
            continue
        claims = sum(
            Fraction(grant.pillar.fixed_amount(funding.manager.qualification).whole * funding.fte_units)
            * Fraction(funding.day_months, FTE * MONTH * 12)
            for funding in grant.fundings
            if funding.day_months
        )
        if abs(grant.amount * 100) > claims + Fraction(1, 2):
            what = message("the grant of {name:plain} is above what its managers claim", name=grant.name)
            raise Violation(instead(what, grant.amount, claims / 100))
        if management is not None and grant.frame is not None:
            most = grant.frame * management.term.whole
            if grant.amount > most:
                what = message("the grant of {name:plain} is above its frames of the term", name=grant.name)
                raise Violation(instead(what, grant.amount, most))


def amounts_by_key(statement: Statement) -> dict[Key, int | None]:
    """Return every amount of a statement by what it is known by, whatever the order of the case."""
    found: dict[Key, int | None] = {}
    for payout in statement.payouts:
        manager = payout.manager.id if isinstance(payout, GrantPayout) else ""
        found[payout.pillar, payout.round, payout.recipient, str(payout.year), manager] = payout.cents
    for grant in statement.grants:
        found[grant.pillar.key, "grant", grant.provider] = grant.cents
        for place, member in enumerate(grant.members):
            part = None if grant.parts is None else grant.parts[place]
            found[grant.pillar.key, "grant", grant.provider, member.ags] = part
    return found


def anonymity(tried: Tried) -> None:
    """Hold a case against the same in another order and with other names (R2.5, R8.4)."""
    straight, shuffled = amounts_by_key(tried.statement), amounts_by_key(tried.calculated(tried.trial.shuffled))
    for key in straight.keys() | shuffled.keys():
        one, other = (euros_or_none(found.get(key)) for found in (shuffled, straight))
        demand(
            one, other, message("in another order and with other names, {key:list}", key=[part for part in key if part])
        )


def independence(tried: Tried) -> None:
    """Hold each share against that of the municipality listed alone (R8.7)."""
    case = tried.trial.case
    if tried.trial.method is Method.LARGEST_REMAINDER:
        return  # which splits the whole Land only (R8.7)
    together = {(payout.round, payout.recipient): payout.cents for payout in tried.own_shares}
    for municipality in case.municipalities:
        alone = evolve(municipality, provider=None, area=None, cost_share=None)
        listed = Case([alone], districts=case.districts)
        for payout in Tried(tried.programme, evolve(tried.trial, case=listed), tried.calculate).own_shares:
            wanted = together.get((payout.round, payout.recipient), payout.cents)
            demand(
                euros_or_none(payout.cents),
                euros_or_none(wanted),
                message(
                    "listed alone, {name:plain} in the round {round:plain}",
                    name=payout.recipient_name,
                    round=payout.round,
                ),
            )


def monotone(tried: Tried) -> None:
    """Hold payouts of a round against each other (R2.1, R2.4)."""
    rounds: dict[str, list[PerCapitaPayout]] = {}
    for payout in tried.per_capita:
        if payout.cents is not None and payout.persons is not None:
            rounds.setdefault(payout.round, []).append(payout)
    for payouts in rounds.values():
        payouts.sort(key=lambda payout: (payout.persons or 0, payout.cents or 0))
        for less, more in pairwise(payouts):
            equal = less.persons == more.persons
            unit = less.line.rounding.cents if less.line.method is Method.LARGEST_REMAINDER else 0
            if (less.cents or 0) > (more.cents or 0) or (equal and (more.cents or 0) - (less.cents or 0) > unit):
                values = {"one": less.recipient_name, "first": less.amount, "persons": less.persons}
                values |= {"other": more.recipient_name, "second": more.amount, "others": more.persons}
                raise Violation(
                    message(
                        "{one:plain} gets {first:eur} for {persons} persons, {other:plain} {second:eur} for {others}",
                        **values,
                    )
                )


def nobody(tried: Tried) -> None:
    """Look for amounts without counted persons (R2.6)."""
    for payout in tried.per_capita:
        if payout.persons == 0 and payout.cents is not None:
            demand(
                payout.amount, in_euros(0), message("{name:plain} without counted persons", name=payout.recipient_name)
            )


def in_window(tried: Tried) -> None:
    """Hold what is paid for against window and employment (R8.1, R8.3)."""
    window = tried.programme.window
    for payout in tried.per_capita:
        if payout.line.round.day not in window:
            raise Violation(
                message(
                    "the round {round:plain} is paid, although it is due on {day}, outside the window",
                    round=payout.round,
                    day=payout.line.round.day,
                )
            )
    for funding in (funding for grant in tried.statement.grants for funding in grant.fundings):
        manager, period = funding.manager, funding.period
        if period is None:
            continue
        position = manager
        while position.continues is not None:
            position = next(one for one in tried.statement.managers if one.id == position.continues)
        starts = _starts(tried.programme)
        if position.start not in starts:
            raise Violation(
                message(
                    "{id:plain} is funded, although the position started on {day}, outside {first} to {last}",
                    id=manager.id,
                    day=position.start,
                    first=starts.first,
                    last=starts.last,
                )
            )
        if period.first < manager.start or (manager.end is not None and period.last > manager.end):
            raise Violation(
                message(
                    "{id:plain} is funded from {first} to {last}, beyond the days of employment",
                    id=manager.id,
                    first=period.first,
                    last=period.last,
                )
            )


def _starts(programme: Programme) -> Any:
    continued = programme.continuation
    return programme.window if continued is None or continued.starts is None else continued.starts
