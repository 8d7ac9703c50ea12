"""What a law looks at: a case with options, calculated once for all laws; and how it says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeAlias

from attrs import evolve, field, frozen

from ..apportionment import Method
from ..message import Message, message
from ..model.case import Case
from ..model.payout import Basis, PerCapitaPayout
from ..model.programme import Programme
from ..model.statement import Statement
from ..money import Rounding, in_euros

Key: TypeAlias = tuple[str, ...]
"""What an amount is known by, whatever the order of the case."""


@frozen
class Trial:
    """A case with the options that it is calculated with, and another order of its places and managers."""

    case: Case = field(repr=False)
    """The municipalities, districts and managers."""

    basis: Basis
    """What per-capita amounts are computed from."""

    method: Method
    """How pot shares are split."""

    rounding: Rounding
    """How pot shares are rounded."""

    expected: bool
    """Whether expected figures are allowed."""

    training_in_fixed_amount: bool
    """Whether training is inside the fixed amount."""

    order: tuple[str, ...] = field(repr=False)
    """Keys of places and ids of managers in another order; who is not named comes first."""

    @property
    def shuffled(self) -> Case:
        """The same places and managers in the other order and with other names."""
        rank = {key: number for number, key in enumerate(self.order)}
        places = sorted(self.case.municipalities, key=lambda one: rank[one.ags])
        districts = sorted(self.case.districts, key=lambda one: rank[one.key])
        return evolve(
            self.case,
            municipalities=[evolve(one, name=f"Place {number}") for number, one in enumerate(places, start=1)],
            districts=[evolve(one, name=f"Kreis {number}") for number, one in enumerate(districts, start=1)],
            managers=sorted(self.case.managers, key=lambda one: rank.get(one.id, 0)),
        )

    @property
    def options(self) -> dict[str, Any]:
        """The options of `calculate`."""
        names = ("basis", "expected", "rounding", "method", "training_in_fixed_amount")
        return {name: getattr(self, name) for name in names}


class Tried:
    """A trial of a programme, calculated once for all laws."""

    def __init__(self, programme: Programme, trial: Trial, calculate: Callable[..., Statement]) -> None:
        self.programme: Programme = programme
        self.trial: Trial = trial
        self.calculate: Callable[..., Statement] = calculate

    def calculated(self, case: Case) -> Statement:
        """Calculate any case with the options of the trial."""
        return self.calculate(
            self.programme, case.municipalities, case.managers, districts=case.districts, **self.trial.options
        )

    @cached_property
    def statement(self) -> Statement:
        """The statement of the case; raises what `calculate` raises."""
        return self.calculated(self.trial.case)

    @property
    def per_capita(self) -> list[PerCapitaPayout]:
        """The per-capita payouts."""
        return [payout for payout in self.statement.payouts if isinstance(payout, PerCapitaPayout)]

    @property
    def own_shares(self) -> list[PerCapitaPayout]:
        """The payouts with an amount that follows from the payee's own count and the figures of the round alone."""
        return [
            payout
            for payout in self.per_capita
            if payout.cents is not None
            and payout.line.repeats is None
            and (payout.line.basis is Basis.ANNOUNCED or payout.line.method is Method.EACH_ON_ITS_OWN)
            and all(figure.note != _SUM_OF_LIST for figure in payout.line.figures)
        ]


_SUM_OF_LIST = "the sum of the complete list"


class Violation(Exception):
    """A law is broken: raised inside a law, with the message that says how."""

    def __init__(self, text: Message) -> None:
        super().__init__(text)
        self.text = text
        """What is wrong, in numbers."""


def demand(given: Any, wanted: Any, what: Message) -> None:
    """Raise `Violation` where a result is not the one that the law asks for."""
    if given != wanted:
        raise Violation(instead(what, given, wanted))


def hold(kept: bool, broken: Message) -> None:
    """Raise `Violation` where something that the law asks for does not hold."""
    if not kept:
        raise Violation(broken)


def instead(what: Message, given: Any, wanted: Any) -> Message:
    """Say that a result is not the one that the law asks for."""
    return message("{what}: {given} in place of {wanted}", what=what, given=_told(given), wanted=_told(wanted))


def _told(value: Any) -> Any:
    return message("no amount") if value is None else value


def euros_or_none(cents: int | None) -> Any:
    """Return cents in EUR; None where nobody knows the amount."""
    return None if cents is None else in_euros(cents)
