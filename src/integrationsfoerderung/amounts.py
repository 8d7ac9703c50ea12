"""Single amounts and their inverse: planning frames, first tranches, and the counts that an amount implies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from .apportionment import choice_problems
from .errors import InvalidInput, Problem, refuse
from .figure import Figure, Unit, derived
from .message import Message, message
from .model.municipality import persons_problems
from .model.payout import Stage
from .model.pillar import ManagementPillar
from .model.programme import Programme
from .money import Rounding, in_cents
from .rules.management import frame, tranche


def planning_frame(programme: Programme, *, persons: int) -> Figure:
    """Return the planning frame of a year for a number of counted persons, as a figure in EUR (R3.3).

    Raises:
        InvalidInput: for a count that is not whole, below 0 or above that of the whole Land.

    >>> from integrationsfoerderung import load_programme
    >>> planning_frame(load_programme("pakt-fuer-integration"), persons=352).amount
    Decimal('280220.00')
    """
    pillar = _management(programme, "planning_frame")
    figure = _persons(persons, pillar.persons_of_land, "planning_frame")
    return derived(frame, pillar.pot, pillar.persons_of_land, figure)


def first_tranche(programme: Programme, *, persons: int) -> Figure:
    """Return the first tranche for a number of provisionally counted persons, as a figure in EUR (R3.4).

    Raises:
        InvalidInput: for a count that is not whole, below 0 or above that of the whole Land.

    >>> from integrationsfoerderung import load_programme
    >>> first_tranche(load_programme("pakt-fuer-integration"), persons=766).amount
    Decimal('569249.00')
    """
    pillar = _management(programme, "first_tranche")
    if pillar.tranche_pot is None or pillar.tranche_persons_of_land is None:
        raise _without("first_tranche", programme, message("a programme with a first tranche"))
    figure = _persons(persons, pillar.tranche_persons_of_land, "first_tranche")
    return derived(tranche, pillar.tranche_pot, pillar.tranche_persons_of_land, figure)


def fundable_positions(programme: Programme, *, frame: Decimal | int) -> tuple[Fraction, Fraction]:
    """Return how many full-time positions a frame of a year pays at the highest and lowest fixed amount (R3.10).

    Offices round this differently, so both quotients are exact and the caller rounds.

    Args:
        programme: the programme.
        frame: the planning frame of a year, or the sum of several, in EUR.

    Raises:
        InvalidInput: for a float or a negative amount, or a fixed amount of 0.
        UnknownFigureError: where nobody knows a fixed amount.

    >>> from integrationsfoerderung import load_programme
    >>> [round(float(one), 2) for one in fundable_positions(load_programme("pakt-fuer-integration"), frame=90_754)]
    [1.42, 1.78]
    """
    pillar = _management(programme, "fundable_positions")
    cents = in_cents(frame, field="frame", subject="fundable_positions")
    rates = [figure.whole for _, figure in pillar.fixed_amounts]
    if not min(rates):
        allowed, remedy = message("a whole number, {least} or more", least=1), message("correct it in the programme")
        raise InvalidInput("fundable_positions", [Problem("fundable_positions", "fixed_amounts", 0, allowed, remedy)])
    return Fraction(cents, max(rates)), Fraction(cents, min(rates))


def implied_persons(
    programme: Programme, amount: Decimal | int, *, stage: Stage | str = Stage.FINAL_FRAME
) -> tuple[int, ...]:
    """Return every whole count whose amount it is, smallest first; empty where none fits.

    Args:
        programme: the programme.
        amount: the amount in EUR, ≥ 0.
        stage: `final frame` (R3.3), `first tranche` (R3.4), or `grant`: a grant at the cap, which is the years of the
            term times a rounded frame (R3.9).

    Raises:
        InvalidInput: for a float, a negative amount, or an unknown stage.

    >>> from integrationsfoerderung import load_programme
    >>> implied_persons(load_programme("pakt-fuer-integration"), Decimal("280220"))
    (352,)
    """
    refuse(
        "implied_persons",
        [
            *programme_problems(programme, "implied_persons"),
            *choice_problems(Stage, stage, "stage", "implied_persons"),
        ],
    )
    cents = in_cents(amount, subject="implied_persons")
    pillar = _management(programme, "implied_persons")
    stage = Stage(stage)
    if stage is Stage.FIRST_TRANCHE:
        if pillar.tranche_pot is None or pillar.tranche_persons_of_land is None:
            return ()
        pot, everyone = pillar.tranche_pot.whole, pillar.tranche_persons_of_land.whole
    else:
        pot, everyone = pillar.pot.whole, pillar.persons_of_land.whole
    if stage is Stage.GRANT:
        cents, rest = divmod(cents, pillar.term.whole)
        if rest:
            return ()
    return _counts_with_share(pot, everyone, cents, Rounding.EURO)


def _counts_with_share(pot: int, everyone: int, cents: int, rounding: Rounding) -> tuple[int, ...]:
    """Invert a rounded share: the counts n with cents - unit/2 <= pot × n ÷ everyone < cents + unit/2."""
    unit = rounding.cents
    if cents % unit or not pot:
        return tuple(range(everyone + 1)) if not pot and not cents else ()
    first = max(-(-(2 * cents - unit) * everyone // (2 * pot)), 0)
    last = min(-(-(2 * cents + unit) * everyone // (2 * pot)) - 1, everyone)
    return tuple(range(first, last + 1))


def _management(programme: Programme, subject: str) -> ManagementPillar:
    refuse(subject, programme_problems(programme, subject))
    if programme.management is None:
        raise _without(subject, programme, message("a programme with planning frames"))
    return programme.management


def _without(subject: str, programme: Programme, allowed: Message) -> InvalidInput:
    remedy = message("use the edition that has one")
    return InvalidInput(subject, [Problem(subject, "programme", programme.key, allowed, remedy)])


def programme_problems(programme: object, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a programme."""
    if not isinstance(programme, Programme):
        remedy = message("load it first: load_programme('pakt-fuer-integration')")
        yield Problem(subject, "programme", programme, message("a Programme"), remedy)


def nobody_problems(everyone: Figure, subject: str) -> Iterator[Problem]:
    """Say that a whole Land without anybody counted is nothing to share by."""
    if everyone.value == 0:
        allowed, remedy = message("a whole number, {least} or more", least=1), message("correct it in the programme")
        yield Problem(subject, everyone.key or everyone.label, 0, allowed, remedy)


def _persons(persons: int, everyone: Figure, subject: str) -> Figure:
    problems = [*persons_problems(persons, "persons", subject), *nobody_problems(everyone, subject)]
    if not problems and persons > everyone.whole:
        allowed = message("at most {everyone}, the count of the whole Land", everyone=everyone.whole)
        problems.append(Problem(subject, "persons", persons, allowed, message("check the count")))
    refuse(subject, problems)
    return Figure(persons, Unit.PERSONS, "counted persons", clause="R2.2")
