"""Payout rounds: which fall into the window, who receives what by which way (R2.3, R8.1, R8.8, R8.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from attrs import evolve

from ..apportionment import Method, largest_remainder
from ..figure import Figure
from ..message import message
from ..model.case import Case
from ..model.municipality import HeadCount, Municipality
from ..model.payout import Basis, PerCapitaLine, PerCapitaPayout
from ..model.pillar import PayoutRound, PerCapitaPillar
from ..model.programme import Programme
from ..model.remark import Gap
from ..model.source import Status
from ..money import Rounding
from ..period import Period
from .per_capita import announced, pot_share, repeated


def rounds_in_window(pillar: PerCapitaPillar, window: Period) -> tuple[PayoutRound, ...]:
    """Return the rounds whose due date lies in the window, both ends inside (R8.1), in the pillar's order."""
    return tuple(round_ for round_ in pillar.rounds if round_.due in window)


def counts_of(round_: PayoutRound, municipalities: Sequence[Municipality]) -> list[HeadCount | None]:
    """Return each municipality's count that decides the round; None where nobody knows it (R2.3)."""
    record_date = round_.record_date
    return [municipality.count(record_date) for municipality in municipalities]


def usable(figure: Figure, *, expected: bool) -> bool:
    """Whether a figure may be computed with: known, and not only expected unless that is allowed (R8.8)."""
    return figure.value is not None and (expected or figure.status is not Status.EXPECTED)


def needed(round_: PayoutRound, basis: Basis) -> tuple[Figure, ...]:
    """Return the figures that a basis computes a round from (R2.4)."""
    return (round_.rate,) if basis is Basis.ANNOUNCED else (round_.pot, round_.persons_of_land)


def lines_of(
    programme: Programme,
    pillar: PerCapitaPillar,
    case: Case,
    basis: Basis,
    rounding: Rounding,
    method: Method,
    *,
    expected: bool,
) -> Iterator[PerCapitaLine]:
    """Return the line of each round in the window; a round may repeat an earlier one as expected (R0.7, R8.8)."""
    lines: dict[str, PerCapitaLine] = {}
    for round_ in rounds_in_window(pillar, programme.window):
        missing = next((figure for figure in needed(round_, basis) if not usable(figure, expected=expected)), None)
        counted = any(counts_of(round_, case.municipalities))
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


def payouts_of(line: PerCapitaLine, municipalities: Sequence[Municipality]) -> Paid:
    """Return a round's payouts in the order of the municipalities; none where nobody has a count (R8.8)."""
    round_ = line.round
    if line.repeats is not None and round_.factor is not None:
        earlier, ties = payouts_of(line.repeats, municipalities)
        factor = round_.factor.whole
        return Paid(
            [
                PerCapitaPayout(
                    None if payout.cents is None else repeated(payout.cents, factor),
                    line,
                    payout.municipality,
                    payout.persons,
                    payout.units_up,
                )
                for payout in earlier
            ],
            ties,
        )
    counts = [None if count is None else count.persons for count in counts_of(round_, municipalities)]
    if all(count is None for count in counts):
        return Paid([], ())
    pairs = zip(municipalities, counts, strict=True)
    if line.gap:
        return Paid([PerCapitaPayout(None, line, municipality, persons) for municipality, persons in pairs], ())
    if line.basis is Basis.ANNOUNCED:
        rate = round_.rate.whole
        return Paid(
            [
                PerCapitaPayout(None if persons is None else announced(rate, persons), line, municipality, persons)
                for municipality, persons in pairs
            ],
            (),
        )
    pot, everyone = round_.pot.whole, round_.persons_of_land.whole
    if line.method is Method.LARGEST_REMAINDER:
        return _by_largest_remainder(line, municipalities, [count or 0 for count in counts])
    rounding = line.rounding
    return Paid(
        [
            PerCapitaPayout(
                None if persons is None else pot_share(pot, everyone, persons, rounding), line, municipality, persons
            )
            for municipality, persons in pairs
        ],
        (),
    )


def _by_largest_remainder(line: PerCapitaLine, municipalities: Sequence[Municipality], counts: list[int]) -> Paid:
    pot, everyone = line.round.pot.whole, line.round.persons_of_land.whole
    parts, ties = largest_remainder(pot, counts, [municipality.ags for municipality in municipalities], line.rounding)
    unit = line.rounding.cents
    payouts = []
    for municipality, persons, part in zip(municipalities, counts, parts, strict=True):
        up = (part - pot // unit * persons // everyone * unit) // unit
        payouts.append(PerCapitaPayout(part, line, municipality, persons, up))
    return Paid(payouts, ties)


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
