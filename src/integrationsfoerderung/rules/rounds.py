"""Payout rounds: which fall into the window, who receives what by which way (R2.3, R8.1, R8.8, R8.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from attrs import evolve

from ..apportionment import Method, largest_remainder
from ..figure import Figure, share_down
from ..message import message
from ..model.case import Case
from ..model.municipality import Municipality
from ..model.payout import Basis, PerCapitaLine, PerCapitaPayout
from ..model.pillar import PayoutRound, PerCapitaPillar
from ..model.remark import Gap
from ..model.source import Status
from ..money import Rounding
from ..period import Period
from .per_capita import announced, pot_share, repeated

Persons: TypeAlias = dict[str, list[int | None]]
"""Persons by key of the round, in the order of the municipalities; None where nobody knows the count."""


def rounds_in_window(pillar: PerCapitaPillar, window: Period) -> tuple[PayoutRound, ...]:
    """Return the rounds whose due date lies in the window, both ends inside (R8.1), in the pillar's order."""
    return tuple(round_ for round_ in pillar.rounds if round_.due in window)


def persons_by_round(rounds: Sequence[PayoutRound], municipalities: Sequence[Municipality]) -> Persons:
    """Return each municipality's persons for each round; None where nobody knows the count (R2.3)."""
    persons: Persons = {}
    for round_ in rounds:
        counts = [municipality.count(round_.record_date) for municipality in municipalities]
        persons[round_.key] = [None if count is None else count.persons for count in counts]
    return persons


def usable(figure: Figure, *, expected: bool) -> bool:
    """Whether a figure may be computed with: known, and not only expected unless that is allowed (R8.8)."""
    return figure.value is not None and (expected or figure.status is not Status.EXPECTED)


def needed(round_: PayoutRound, basis: Basis) -> tuple[Figure, ...]:
    """Return the figures that a basis computes a round from (R2.4)."""
    return (round_.rate,) if basis is Basis.ANNOUNCED else (round_.pot, round_.persons_of_land)


def lines_of(
    pillar: PerCapitaPillar,
    rounds: Sequence[PayoutRound],
    persons: Persons,
    basis: Basis,
    rounding: Rounding,
    method: Method,
    *,
    expected: bool,
) -> Iterator[PerCapitaLine]:
    """Return the line of each round; one without rate or counts may repeat an earlier one as expected (R0.7, R8.8)."""
    lines: dict[str, PerCapitaLine] = {}
    for round_ in rounds:
        missing = next((figure for figure in needed(round_, basis) if not usable(figure, expected=expected)), None)
        counted = any(count is not None for count in persons[round_.key])
        line = PerCapitaLine(pillar.key, round_, basis, rounding, method)
        if missing is not None or not counted:
            earlier = lines.get(round_.repeats or "")
            if earlier is not None and round_.factor is not None and usable(round_.factor, expected=expected):
                line = evolve(line, repeats=earlier)
            elif counted and missing is not None:
                line = evolve(line, gap=missing.key)
        lines[round_.key] = line
        yield line


class Paid(NamedTuple):
    """A round's payouts, and the keys among which largest remainder broke a tie."""

    payouts: list[PerCapitaPayout]
    ties: tuple[str, ...]


def payouts_of(line: PerCapitaLine, municipalities: Sequence[Municipality], persons: Persons) -> Paid:
    """Return a round's payouts in the order of the municipalities; none where nobody has a count (R8.8)."""
    round_ = line.round
    if line.repeats is not None and round_.factor is not None:
        earlier, ties = payouts_of(line.repeats, municipalities, persons)
        if earlier:
            line = evolve(line, repeats=earlier[0].line)
        factor = round_.factor.whole
        amounts = [None if payout.cents is None else repeated(payout.cents, factor) for payout in earlier]
        return Paid(
            [PerCapitaPayout(cents, line, payout.municipality) for cents, payout in zip(amounts, earlier, strict=True)],
            ties,
        )
    counts = persons[round_.key]
    if all(count is None for count in counts):
        return Paid([], ())
    if line.method is Method.LARGEST_REMAINDER and not line.gap:
        return _by_largest_remainder(line, municipalities, [count or 0 for count in counts])
    # equal counts get equal amounts, so the rule runs once for each
    amount = {count: None if count is None or line.gap else _amount(line, count) for count in set(counts)}
    return Paid(
        [
            PerCapitaPayout(amount[count], line, municipality)
            for municipality, count in zip(municipalities, counts, strict=True)
        ],
        (),
    )


def _amount(line: PerCapitaLine, persons: int) -> int:
    round_ = line.round
    if line.basis is Basis.ANNOUNCED:
        return int(announced(round_.rate.whole, persons))
    return int(pot_share(round_.pot.whole, round_.persons_of_land.whole, persons, line.rounding))


def _by_largest_remainder(line: PerCapitaLine, municipalities: Sequence[Municipality], counts: list[int]) -> Paid:
    pot, everyone = line.round.pot.whole, line.round.persons_of_land.whole
    keys = [municipality.ags for municipality in municipalities]
    parts, ties = largest_remainder(pot, counts, keys, line.rounding)
    least = [share_down(pot, persons, everyone, line.rounding) for persons in counts]
    up = frozenset(key for key, part, floor in zip(keys, parts, least, strict=True) if part > floor)
    line = evolve(line, one_unit_more=up)
    return Paid(
        [PerCapitaPayout(part, line, municipality) for part, municipality in zip(parts, municipalities, strict=True)],
        ties,
    )


def gaps_of(line: PerCapitaLine, payouts: Sequence[PerCapitaPayout], case: Case, *, expected: bool) -> Iterator[Gap]:
    """Name what a round needs and nobody knows (R8.8)."""
    if not payouts and case.municipalities:
        yield Gap(
            line.count_gap,
            message(
                "nobody has a head count for {record_date}: the round {round:plain} is not calculated and totals "
                "leave it out",
                record_date=line.round.record_date,
                round=line.round.key,
            ),
        )
    uncounted = [payout.municipality for payout in payouts if payout.persons is None]
    if uncounted:
        yield Gap(
            line.count_gap,
            message(
                "no head count for {record_date} is given for {names:list}",
                record_date=(line.repeats or line).round.record_date,
                names=[municipality.name for municipality in uncounted],
            ),
            keys=[municipality.ags for municipality in uncounted],
        )
    if line.gap:
        figure = next(figure for figure in needed(line.round, line.basis) if not usable(figure, expected=expected))
        yield _figure_gap(figure, [payout.municipality.ags for payout in payouts if payout.persons is not None])


def _figure_gap(figure: Figure, keys: Sequence[str]) -> Gap:
    if figure.value is not None:
        text = message(
            "{label:word} of {amount:plain} is only expected ({clause:plain}): it is used where expected figures are "
            "allowed",
            label=figure.label,
            amount=figure.amount,
            clause=figure.clause,
        )
        return Gap(figure.key, text, keys=keys)
    error = figure.unknown()
    return Gap(figure.key, error.missing, error.look, keys)
