"""Payout rounds: which fall into the window, who receives what by which way (R2.3, R8.1, R8.8, R8.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from attrs import evolve

from ..apportionment import Method, largest_remainder
from ..figure import Figure, Unit, share_down
from ..message import message
from ..model.municipality import Municipality
from ..model.payout import Basis, PerCapitaLine, PerCapitaPayout
from ..model.pillar import PayoutRound, PerCapitaPillar
from ..model.places import District
from ..model.remark import Gap
from ..money import Rounding
from ..period import Period
from .gaps import figure_gap, usable
from .per_capita import announced, pot_share, repeated

Payees: TypeAlias = Sequence[Municipality | District]
"""Who is paid by a round."""

Persons: TypeAlias = dict[str, list[int | None]]
"""Persons by key of the round, in the order of the payees; None where nobody knows the count."""


def rounds_in_window(pillar: PerCapitaPillar, window: Period) -> tuple[PayoutRound, ...]:
    """Return the rounds whose due date lies in the window, both ends inside (R8.1), in the pillar's order."""
    return tuple(round_ for round_ in pillar.rounds if round_.day in window)


def lines_of(
    pillar: PerCapitaPillar, window: Period, payees: Payees, basis: Basis, rounding: Rounding, method: Method
) -> list[PerCapitaLine]:
    """Return the line of each round in the window: its figures on the basis asked for, or the one it has (R2.4)."""
    lines = []
    for round_ in rounds_in_window(pillar, window):
        pot, everyone, rate = round_.pot, round_.persons_of_land, round_.rate
        if pot is not None and everyone is not None and (basis is Basis.POT_SHARE or rate is None):
            line = PerCapitaLine(pillar.key, round_, Basis.POT_SHARE, (pot, everyone), rounding, method)
        else:
            rates = () if rate is None else (rate,)
            line = PerCapitaLine(pillar.key, round_, Basis.ANNOUNCED, rates, rounding, method)
        line = evolve(line, years_from_entry=pillar.years_from_entry, paid_through=pillar.paid_through)
        lines.append(_with_sum_of_land(line, pillar, payees))
    return lines


def _with_sum_of_land(line: PerCapitaLine, pillar: PerCapitaPillar, payees: Payees) -> PerCapitaLine:
    """Take the sum of a complete list as the persons of the Land, where nobody knows them otherwise (R8.7)."""
    if line.basis is not Basis.POT_SHARE or line.figures[1].value is not None or pillar.everyone is None:
        return line
    counts = [line.persons_of(payee) for payee in payees]
    known = [count for count in counts if count is not None]
    if len(known) < pillar.everyone.whole or len(known) < len(counts) or not sum(known):
        return line
    together = Figure(
        sum(known),
        Unit.PERSONS,
        line.figures[1].label,
        line.figures[1].label_de,
        line.figures[1].key,
        "R8.7",
        note="the sum of the complete list",
    )
    return evolve(line, figures=(line.figures[0], together))


def persons_by_round(lines: Sequence[PerCapitaLine], payees: Payees) -> Persons:
    """Return each payee's persons for each round; None where nobody knows the count (R2.3)."""
    return {line.round.key: [line.persons_of(payee) for payee in payees] for line in lines}


def opened(lines: Sequence[PerCapitaLine], persons: Persons, *, expected: bool) -> Iterator[PerCapitaLine]:
    """Mark the lines that lack a figure; one without figure or counts may repeat an earlier one (R0.7, R8.8)."""
    done: dict[str, PerCapitaLine] = {}
    for line in lines:
        missing = next((figure for figure in line.figures if not usable(figure, expected=expected)), None)
        counted = any(count is not None for count in persons[line.round.key])
        made = line
        if missing is not None or not counted:
            earlier = done.get(line.round.repeats or "")
            if earlier is not None and line.round.factor is not None and usable(line.round.factor, expected=expected):
                made = evolve(line, repeats=earlier)
            elif counted and missing is not None:
                made = evolve(line, gap=missing.key)
        if made.repeats is not None or (counted and not made.gap):  # only amounts can be expected again
            done[line.round.key] = made
        yield made


class Paid(NamedTuple):
    """A round's payouts, and the keys among which largest remainder broke a tie."""

    payouts: list[PerCapitaPayout]
    ties: tuple[str, ...]


def payouts_of(line: PerCapitaLine, payees: Payees, persons: Persons) -> Paid:
    """Return a round's payouts in the order of the payees; none where nobody has a count (R8.8)."""
    if line.repeats is not None and line.round.factor is not None:
        factor = line.round.factor.whole
        earlier, ties = payouts_of(line.repeats, payees, persons)
        line = evolve(line, repeats=earlier[0].line)  # with what largest remainder gave; there are amounts: see opened
        again = [
            PerCapitaPayout(None if paid.cents is None else repeated(paid.cents, factor), line, paid.payee)
            for paid in earlier
        ]
        return Paid(again, ties)
    counts = persons[line.round.key]
    if all(count is None for count in counts):
        return Paid([], ())
    if line.method is Method.LARGEST_REMAINDER and line.basis is Basis.POT_SHARE and not line.gap:
        return _by_largest_remainder(line, payees, [count or 0 for count in counts])
    amounts = [None] * len(counts) if line.gap else _amounts(line, counts)
    return Paid([PerCapitaPayout(cents, line, payee) for cents, payee in zip(amounts, payees, strict=True)], ())


def _amounts(line: PerCapitaLine, counts: list[int | None]) -> list[int | None]:
    """Run the round's rule once for each number of persons: equal counts get equal amounts."""
    figures, numbers = [figure.whole for figure in line.figures], {count for count in counts if count is not None}
    if line.basis is Basis.ANNOUNCED:
        once = {persons: announced(*figures, persons) for persons in numbers}
    else:
        once = {persons: pot_share(*figures, persons, line.rounding) for persons in numbers}
    return [None if persons is None else once[persons] for persons in counts]


def _by_largest_remainder(line: PerCapitaLine, payees: Payees, counts: list[int]) -> Paid:
    pot, everyone = (figure.whole for figure in line.figures)
    keys = [payee.key for payee in payees]
    parts, ties = largest_remainder(pot, counts, keys, line.rounding)
    least = [share_down(pot, persons, everyone, line.rounding) for persons in counts]
    up = frozenset(key for key, part, floor in zip(keys, parts, least, strict=True) if part > floor)
    line = evolve(line, one_unit_more=up)
    return Paid([PerCapitaPayout(part, line, payee) for part, payee in zip(parts, payees, strict=True)], ties)


def gaps_of(
    line: PerCapitaLine, payouts: Sequence[PerCapitaPayout], payees: Payees, *, expected: bool
) -> Iterator[Gap]:
    """Name what a round needs and nobody knows (R8.8)."""
    if not payouts and payees:
        yield Gap(
            line.count_gap,
            message(
                "nobody has a head count for {record_date}: the round {round:plain} is not calculated and totals "
                "leave it out",
                record_date=line.round.record_date,
                round=line.round.key,
            ),
        )
    uncounted = [payout.payee for payout in payouts if payout.persons is None]
    if uncounted:
        yield Gap(
            line.count_gap,
            message(
                "no head count for {record_date} is given for {names:list}",
                record_date=(line.repeats or line).round.record_date,
                names=[payee.name for payee in uncounted],
            ),
            keys=[payee.key for payee in uncounted],
        )
    if line.gap:
        figure = next(figure for figure in line.figures if not usable(figure, expected=expected))
        yield figure_gap(figure, [payout.payee.key for payout in payouts if payout.persons is not None])
