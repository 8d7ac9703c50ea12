"""Per-capita rounds, planning frames and first tranches for arrays of counts (R2.4, R3.3, R3.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from ..amounts import programme_problems
from ..apportionment import Method, choice_problems
from ..errors import InvalidInput, Problem, UnknownFigureError, refuse
from ..figure import Figure
from ..message import message
from ..model.payout import Basis
from ..model.pillar import ManagementPillar, PayoutRound
from ..model.programme import Programme
from ..money import Rounding
from ..rules.gaps import figure_gap, usable
from ..rules.management import frame, tranche
from ..rules.per_capita import announced, pot_share, repeated
from ..rules.rounds import rounds_in_window
from .arrays import Array, Counts, counts_of, in_blocks, whole_numbers
from .splits import largest_remainder, shares


def payouts(
    programme: Programme,
    persons: object,
    *,
    round: str,  # the field's word for a payout date
    basis: Basis | str = Basis.ANNOUNCED,
    expected: bool = False,
    rounding: Rounding | str = Rounding.CENT,
    method: Method | str = Method.EACH_ON_ITS_OWN,
    persons_of_land: object = None,
    keys: Sequence[str] | None = None,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Compute a per-capita round for many municipalities, or for many scenarios of them (R2.4).

    Args:
        programme: the programme, from `load_programme`.
        persons: counted persons, whole, ≥ 0; the municipalities on the last axis, scenarios before it.
        round: key of the round, for instance `2017`.
        basis: announced rate × persons, or share of the pot.
        expected: whether figures that are only expected may be used.
        rounding: unit of a pot share (R2.5).
        method: pot shares rounded each on its own, or by largest remainder, which needs the whole Land (R8.7).
        persons_of_land: counted persons of the whole Land, one number or one for each scenario; None: the programme's.
            Scaled counts of the whole Land scale it too: `counts.sum(axis=-1)` (R8.7).
        keys: for largest remainder the AGS of each column; None: the columns are in the order of their AGS.
        out: an array of `int64` that is written to and returned, instead of a new one.
        threads: how many threads share the scenarios; None: all processors where it pays.

    Returns:
        Whole cents in the shape of the persons: `int64`, or Python integers where an amount passes 64 bits.

    Raises:
        InvalidInput: with the problems of the input: floats, NaN, negative or missing counts, more persons than the
            whole Land counted, largest remainder over a part of the Land.
        UnknownFigureError: where nobody knows a figure of the round.

    >>> from integrationsfoerderung import load_programme
    >>> payouts(load_programme("pakt-fuer-integration"), [248, 0, 44], round="2017").tolist()
    [30380000, 0, 5390000]
    """
    subject = "bulk.payouts"
    problems = [
        *programme_problems(programme, subject),
        *choice_problems(Basis, basis, "basis", subject),
        *choice_problems(Rounding, rounding, "rounding", subject),
        *choice_problems(Method, method, "method", subject),
    ]
    refuse(subject, problems)
    basis, rounding, method = Basis(basis), Rounding(rounding), Method(method)
    if method is Method.LARGEST_REMAINDER and basis is Basis.ANNOUNCED:
        remedy = message("largest remainder splits a pot: set basis='pot_share', or leave the method out")
        refuse(subject, [Problem(subject, "method", method.value, message("the basis pot_share"), remedy)])
    counts = counts_of(persons, "persons", subject, threads)
    if persons_of_land is None and _is_whole_land(programme, round, counts):
        persons_of_land = counts.totals.reshape(counts.shape[:-1])
    line = line_of(programme, round, basis, subject, counted=persons_of_land is not None, expected=expected)
    split = line.basis is Basis.POT_SHARE
    land = _land(line.round.persons_of_land, persons_of_land, counts, subject, needed=split)
    if not split:
        amounts = _at_rate(line.figure.whole, counts, out, threads, subject)
    elif method is Method.LARGEST_REMAINDER:
        _refuse_part_of_land(counts, land, subject)
        amounts = largest_remainder(line.figure.whole, counts, rounding, keys, out, threads, subject)
    else:
        amounts = shares(pot_share, line.figure.whole, land, counts, rounding, out, threads, subject)
    for factor in line.factors:
        amounts = _again(amounts, factor, out, subject)
    return amounts


@frozen
class Line:
    """What a round is computed from."""

    round: PayoutRound
    """The round, or the one that it repeats."""

    basis: Basis
    """Announced rate or pot share."""

    figure: Figure
    """The rate or the pot."""

    factors: tuple[int, ...] = ()
    """How many times it is repeated, by one round after the other (R0.7)."""


def line_of(programme: Programme, key: str, basis: Basis, subject: str, *, counted: bool, expected: bool) -> Line:
    """Return what a round is computed from, as `rules.rounds` does; `counted`: the caller gives the Land's persons.

    Raises:
        InvalidInput: for a round that there is not, or that is due outside the window (R8.1).
        UnknownFigureError: where nobody knows a figure of it.
    """
    pillar = programme.per_capita
    if pillar is None:
        raise _without(subject, programme, "a programme with a per-capita pillar")
    round_ = pillar.round(key)
    if round_ not in rounds_in_window(pillar, programme.window):
        allowed = message("a round that is due in the programme's window")
        refuse(subject, [Problem(subject, "round", key, allowed, message("it pays nothing: take another round"))])
    shared = round_.rate is None or (basis is Basis.POT_SHARE and round_.pot is not None)
    figures = [round_.pot, None if counted else round_.persons_of_land] if shared else [round_.rate]
    known = [figure for figure in figures if figure is not None]
    missing = next((figure for figure in known if not usable(figure, expected=expected)), None)
    if missing is None:
        return Line(round_, Basis.POT_SHARE if shared else Basis.ANNOUNCED, known[0])
    if round_.repeats is not None and round_.factor is not None and usable(round_.factor, expected=expected):
        earlier = line_of(programme, round_.repeats, basis, subject, counted=counted, expected=expected)
        return evolve(earlier, factors=(*earlier.factors, round_.factor.whole))
    raise open_figure(missing)


def open_figure(figure: Figure) -> UnknownFigureError:
    """Return the error for a figure that may not be computed with: unknown, or only expected."""
    gap = figure_gap(figure, ())
    return UnknownFigureError(gap.message, gap.look, gap.key)


def _is_whole_land(programme: Programme, key: str, counts: Counts) -> bool:
    """Whether the list is complete where nobody knows the sum of the Land otherwise: then it is the sum (R8.7)."""
    pillar = programme.per_capita
    if pillar is None or pillar.everyone is None:
        return False
    figure = pillar.round(key).persons_of_land
    return figure is not None and figure.value is None and counts.columns >= pillar.everyone.whole


def _land(figure: Figure | None, given: object, counts: Counts, subject: str, *, needed: bool) -> Array:
    """Return the persons of the whole Land: one number, or one for each row; they are at least those listed (R8.7)."""
    if given is None:
        if figure is None or figure.value is None:
            if not needed:
                return counts.totals
            if figure is None:
                allowed = message("one number, or one for each scenario")
                remedy = message("give it: the round has none")
                raise InvalidInput(subject, [Problem(subject, "persons_of_land", None, allowed, remedy)])
        given = figure.whole
    land = whole_numbers(given, "persons_of_land", subject, least=1 if needed else 0)
    if land.ndim and land.shape != counts.shape[:-1]:
        allowed = message("one number, or one for each scenario: shape {shape:plain}", shape=counts.shape[:-1])
        remedy = message("write counts.sum(axis=-1) where the whole Land is listed")
        refuse(subject, [Problem(subject, "persons_of_land", f"shape {land.shape}", allowed, remedy)])
    land = land.ravel()
    over = counts.totals > land
    if over.any():
        row = int(over.argmax())
        everyone = int(land[row if len(land) > 1 else 0])
        allowed = message("at most {everyone} persons together, the count of the whole Land", everyone=everyone)
        remedy = message("check the counts; where they are all of the Land: persons_of_land=counts.sum(axis=-1)")
        refuse(subject, [Problem(subject, f"persons[{row}]", int(counts.totals[row]), allowed, remedy)])
    return land


def _refuse_part_of_land(counts: Counts, land: Array, subject: str) -> None:
    """Refuse largest remainder over a part of the Land (R8.7)."""
    part = counts.totals < land
    if part.any():
        row = int(part.argmax())
        everyone, listed = int(land[row if len(land) > 1 else 0]), int(counts.totals[row])
        allowed = message("the whole Land: {everyone} persons, not {listed}", everyone=everyone, listed=listed)
        remedy = message("list every municipality, or round each share on its own")
        refuse(subject, [Problem(subject, "method", Method.LARGEST_REMAINDER.value, allowed, remedy)])


def _at_rate(rate: int, counts: Counts, out: Array | None, threads: int | None, subject: str) -> Array:
    """Run rate × persons for every count."""
    result = counts.result(rate * counts.largest, out, subject)
    rows = counts.rows if result.dtype == np.int64 else counts.rows.astype(object)

    def work(first: int, last: int) -> None:
        result[first:last] = announced(rate, rows[first:last])

    in_blocks(rows.shape, work, threads)
    return result.reshape(counts.shape)


def _again(amounts: Array, factor: int, out: Array | None, subject: str) -> Array:
    """Return amounts as many times as expected (R0.7)."""
    earlier = counts_of(amounts, "amounts", subject)
    result = earlier.result(earlier.largest * factor, out, subject)
    result[...] = repeated(earlier.rows.astype(result.dtype), factor)
    return result.reshape(amounts.shape)


def planning_frames(
    programme: Programme,
    persons: object,
    *,
    persons_of_land: object = None,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Compute the planning frames of a year, in whole cents of full euros (R3.3).

    Arguments, result and errors as for `payouts`.

    >>> from integrationsfoerderung import load_programme
    >>> (planning_frames(load_programme("pakt-fuer-integration"), [13, 85, 166, 352]) // 100).tolist()
    [10349, 67667, 132149, 280220]
    """
    subject = "bulk.planning_frames"
    pillar = management_of(programme, subject)
    return _frames(frame, pillar.pot, pillar.persons_of_land, persons, persons_of_land, out, threads, subject)


def first_tranches(
    programme: Programme,
    persons: object,
    *,
    persons_of_land: object = None,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Compute the first tranches on provisional counts, in whole cents of full euros (R3.4).

    Arguments, result and errors as for `payouts`.

    >>> from integrationsfoerderung import load_programme
    >>> (first_tranches(load_programme("pakt-fuer-integration"), [766]) // 100).tolist()
    [569249]
    """
    subject = "bulk.first_tranches"
    pillar = management_of(programme, subject)
    if pillar.tranche_pot is None or pillar.tranche_persons_of_land is None:
        raise _without(subject, programme, "a programme with a first tranche")
    figures = pillar.tranche_pot, pillar.tranche_persons_of_land
    return _frames(tranche, *figures, persons, persons_of_land, out, threads, subject)


def management_of(programme: Programme, subject: str) -> ManagementPillar:
    """Return the pillar with planning frames; refuse a programme without one."""
    refuse(subject, programme_problems(programme, subject))
    if programme.management is None:
        raise _without(subject, programme, "a programme with planning frames")
    return programme.management


def _without(subject: str, programme: Programme, allowed: str) -> InvalidInput:
    remedy = message("use the edition that has one")
    return InvalidInput(subject, [Problem(subject, "programme", programme.key, message(allowed), remedy)])


def _frames(
    rule: Callable[..., Any],
    pot: Figure,
    everyone: Figure,
    persons: object,
    persons_of_land: object,
    out: Array | None,
    threads: int | None,
    subject: str,
) -> Array:
    counts = counts_of(persons, "persons", subject, threads)
    land = _land(everyone, persons_of_land, counts, subject, needed=True)

    def to_the_euro(pot: Any, everyone: Any, persons: Any, _: Rounding) -> Any:
        return rule(pot, everyone, persons)  # the rule itself says that a frame is rounded to the full euro

    return shares(to_the_euro, pot.whole, land, counts, Rounding.EURO, out, threads, subject)
