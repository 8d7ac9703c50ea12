"""Changes: what a scenario assumes to be otherwise, each a value with a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

import attrs
from attrs import field, frozen

from ..apportionment import Method, choice_problems
from ..errors import Problem, validate
from ..message import Message, message
from ..money import Rounding
from .change_of_counts import ScaleCounts, SetCount
from .change_of_provision import AddManager, RemoveManager, SetManager, SetProvider
from .change_parts import Target, chosen, flag_problems, told_value
from .municipality import text_problems
from .payout import Basis


def _validate_set_figure(change: SetFigure) -> Iterator[Problem]:
    yield from text_problems(change.key, "key", change.subject)
    value: object = change.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return
    if isinstance(value, float):
        allowed = message("an exact number or a day")
        remedy = message("a float is not exact: write Decimal('{text:plain}')", text=repr(value))
        yield Problem(change.subject, "value", value, allowed, remedy)
    elif isinstance(value, bool) or not isinstance(value, Decimal | int):
        yield Problem(change.subject, "value", value, message("an exact number or a day"),
                      message("give a Decimal, a whole number or a date"))  # fmt: skip
    elif not Decimal(value).is_finite() or value < 0 or abs(Decimal(value).adjusted()) > 30:
        yield Problem(change.subject, "value", value, message("a number of 0 or more"), message("check sign and size"))


@frozen
class SetFigure:
    """A figure of the programme has another value: a pot, a rate, a term, a day, also one that nobody knows.

    In every derivation it is marked as made up, with the scenario as its source.

    >>> str(SetFigure("per-capita.2018.rate", 1003).message)
    'per-capita.2018.rate is 1,003'
    """

    kind: ClassVar[str] = "set-figure"

    key: str
    """Key of the figure in the programme, for instance `per-capita.2018.rate` or `management.term`."""

    value: Decimal | int | date
    """The value in the figure's unit: EUR, persons, years, FTE …, or a day."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_set_figure)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return f"SetFigure {self.key}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return (("figure", None, self.key),)

    @property
    def message(self) -> Message:
        """What it assumes."""
        return message("{key:plain} is {value}", key=self.key, value=self.value)


def _basis(value: Basis | str | None) -> Basis | None:
    return chosen(Basis, value)


def _rounding(value: Rounding | str | None) -> Rounding | None:
    return chosen(Rounding, value)


def _method(value: Method | str | None) -> Method | None:
    return chosen(Method, value)


def _validate_set_options(change: SetOptions) -> Iterator[Problem]:
    kinds = {"basis": Basis, "rounding": Rounding, "method": Method}
    for name, value in change.given.items():
        if name in kinds:
            yield from choice_problems(kinds[name], value, name, change.subject)
        else:
            yield from flag_problems(change, name)
    if not change.given:
        allowed = message("at least one option")
        yield Problem(change.subject, "options", None, allowed, message("name what is to be calculated otherwise"))


@frozen
class SetOptions:
    """The calculation runs with other options; what is None stays as it is in the baseline.

    >>> str(SetOptions(basis="pot_share").message)
    'calculated with basis pot_share'
    """

    kind: ClassVar[str] = "set-options"

    basis: Basis | None = field(default=None, converter=_basis, kw_only=True)
    """What per-capita amounts are computed from (R2.4)."""

    expected: bool | None = field(default=None, kw_only=True)
    """Whether expected figures may be used (R8.8)."""

    rounding: Rounding | None = field(default=None, converter=_rounding, kw_only=True)
    """Unit of a pot share (R2.5)."""

    method: Method | None = field(default=None, converter=_method, kw_only=True)
    """How pot shares are split (R2.5)."""

    training_in_fixed_amount: bool | None = field(default=None, kw_only=True)
    """Whether training is inside the fixed amount (R8.10)."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_set_options)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return "SetOptions"

    @property
    def given(self) -> dict[str, Any]:
        """The new options by name."""
        options = {one.name: getattr(self, one.name) for one in attrs.fields(SetOptions)}
        return {name: value for name, value in options.items() if value is not None}

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return tuple(("option", None, name) for name in self.given)

    @property
    def message(self) -> Message:
        """What it assumes."""
        options = [
            message("{name:word} {value}", name=name, value=told_value(value)) for name, value in self.given.items()
        ]
        return message("calculated with {options:list}", options=options)


Change: TypeAlias = (
    SetCount | ScaleCounts | SetProvider | AddManager | RemoveManager | SetManager | SetFigure | SetOptions
)
"""What a scenario assumes to be otherwise."""

CHANGES: dict[str, type[Change]] = {
    kind.kind: kind
    for kind in (SetCount, ScaleCounts, SetProvider, AddManager, RemoveManager, SetManager, SetFigure, SetOptions)
}
"""Every kind of change by its name in files."""
