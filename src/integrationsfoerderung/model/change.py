"""Changes: what a scenario assumes to be otherwise, each a value with a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, TypeAlias, TypeVar, cast

import attrs
from attrs import field, frozen

from ..apportionment import Method, choice_problems
from ..errors import InvalidInput, Problem, validate
from ..message import Message, message
from ..money import Rounding
from ..period import day_problems
from .keys import ags_problems, is_ags, provider_problems
from .manager import Manager, Qualification
from .municipality import Municipality, persons_problems, text_problems
from .payout import Basis

_Choice = TypeVar("_Choice", bound=Enum)

Target: TypeAlias = tuple[str, date | None, str | None]
"""What a change sets, as kind, day and key, None for all; two changes of one scenario never set the same."""


def _tuple(values: Iterable[str]) -> tuple[str, ...]:
    return cast("tuple[str, ...]", values) if isinstance(values, str) else tuple(values)  # the validator names it


def _places_problems(change: ScaleCounts) -> Iterator[Problem]:
    places: object = change.places
    if not isinstance(places, tuple):
        allowed, remedy = message("a list of keys"), message("write places=['08327050']; empty: all that are listed")
        yield Problem(change.subject, "places", places, allowed, remedy)
        return
    for number, key in enumerate(places):
        yield from provider_problems(key, f"places[{number}]", change.subject)
        if key in places[:number]:
            allowed, remedy = message("each municipality once"), message("name it once")
            yield Problem(change.subject, "places", key, allowed, remedy)


def _flag_problems(change: Any, *names: str) -> Iterator[Problem]:
    for name in names:
        if not isinstance(getattr(change, name), bool):
            allowed, remedy = message("True or False"), message("give one of them")
            yield Problem(change.subject, name, getattr(change, name), allowed, remedy)


def _validate_set_count(change: SetCount) -> Iterator[Problem]:
    yield from provider_problems(change.place, "place", change.subject)
    yield from day_problems(change.record_date, "record_date", change.subject)
    yield from persons_problems(change.persons, "persons", change.subject)
    yield from _flag_problems(change, "provisional", "land_too")


@frozen
class SetCount:
    """A municipality counts so many persons at a record date.

    >>> str(SetCount("08327050", date(2017, 9, 15), 300).message)
    '300 persons in 08327050 on 2017-09-15'
    """

    kind: ClassVar[str] = "set-count"

    place: str
    """AGS of the municipality; key of the district where a programme pays districts."""

    record_date: date
    """The record date (Stichtag); of a provisional count the day it speaks of."""

    persons: int
    """Counted persons, whole, ≥ 0; they replace what was counted, and are marked as made up (illustrative)."""

    provisional: bool = field(default=False, kw_only=True)
    """Whether the provisional count of the first tranche is meant (R3.4)."""

    land_too: bool = field(default=False, kw_only=True)
    """Whether the count of the whole Land grows or shrinks by the same number of persons (R8.7).

    False: the Land's count stays as published, as if the persons had been counted elsewhere in the Land.
    """

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_set_count)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return f"SetCount {self.place}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return ((_counted(self.provisional), self.record_date, self.place),)

    @property
    def message(self) -> Message:
        """What it assumes."""
        values = {"persons": self.persons, "key": self.place, "record_date": self.record_date}
        return message("{persons} persons in {key:plain} on {record_date}", **values)


def _decimal(value: Decimal | int) -> Decimal:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return Decimal(value) if whole else cast("Decimal", value)


def _validate_scale_counts(change: ScaleCounts) -> Iterator[Problem]:
    factor: object = change.factor
    if not isinstance(factor, Decimal) or not factor.is_finite() or factor < 0 or abs(factor.adjusted()) > 9:
        remedy = message("write Decimal('1.1') for 10 % more; a float is not exact")
        yield Problem(change.subject, "factor", factor, message("a Decimal of 0 or more"), remedy)
    yield from _places_problems(change)
    yield from _flag_problems(change, "provisional", "land_too")
    for name in ("record_date", "like"):
        if getattr(change, name) is not None:
            yield from day_problems(getattr(change, name), name, change.subject)
    if change.like is not None and (change.record_date is None or change.provisional):
        allowed = message("a record date to count for, and no provisional counts")
        yield Problem(change.subject, "like", change.like, allowed, message("name both days"))
    if change.like is not None and change.places and change.land_too:
        allowed = message("all municipalities, or land_too=False")
        remedy = message("the Land's count of another day follows from all, not from chosen ones")
        yield Problem(change.subject, "like", change.like, allowed, remedy)


@frozen
class ScaleCounts:
    """Municipalities count a factor times the persons, each rounded to whole persons, half up.

    >>> str(ScaleCounts(Decimal("1.1"), land_too=True).message)
    'all head counts × 1.1, those of the whole Land too'
    """

    kind: ClassVar[str] = "scale-counts"

    factor: Decimal = field(converter=_decimal)
    """The factor, ≥ 0: Decimal("1.1") for 10 % more."""

    places: tuple[str, ...] = field(default=(), converter=_tuple, kw_only=True)
    """Keys of chosen municipalities or districts; empty: all that are listed."""

    record_date: date | None = field(default=None, kw_only=True)
    """The record date whose counts are meant; None: every one."""

    like: date | None = field(default=None, kw_only=True)
    """The record date whose counts are taken times the factor, where nobody counted at `record_date`; None: itself."""

    provisional: bool = field(default=False, kw_only=True)
    """Whether the provisional counts of the first tranche are meant (R3.4)."""

    land_too: bool = field(default=False, kw_only=True)
    """Whether the count of the whole Land moves along (R8.7).

    With all: those that are not listed are scaled as well, as one number. With chosen ones: the Land's
    count grows or shrinks by as many persons as theirs. False: it stays as published.
    """

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_scale_counts)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return "ScaleCounts"

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return tuple((_counted(self.provisional), self.record_date, key) for key in self.places or (None,))

    @property
    def message(self) -> Message:
        """What it assumes."""
        if self.places:
            return message("head counts of {keys:list} × {factor}", keys=self.places, factor=self.factor)
        if self.land_too:
            return message("all head counts × {factor}, those of the whole Land too", factor=self.factor)
        return message("all head counts × {factor}", factor=self.factor)


def _counted(provisional: bool) -> str:
    return "provisional count" if provisional else "count"


def _validate_set_provider(change: SetProvider) -> Iterator[Problem]:
    if not is_ags(change.municipality):
        yield from ags_problems(change.municipality, "municipality", change.subject)
        return
    try:
        Municipality(change.municipality, change.subject, provider=change.provider, area=change.area)
    except InvalidInput as invalid:
        yield from invalid.problems


@frozen
class SetProvider:
    """A municipality goes to another provider: a lead municipality, its Landkreis, or itself (R3.8).

    Its agreed cost share ends, and those of the group it leaves and of the one it joins (R8.10). The managers of the
    old provider no longer serve it.

    >>> str(SetProvider("08327049", "08327").message)
    '08327049 is served by 08327'
    """

    kind: ClassVar[str] = "set-provider"

    municipality: str
    """AGS of the municipality."""

    provider: str | None = None
    """AGS of the lead municipality or key of the Landkreis; None: the municipality itself."""

    area: str | None = field(default=None, kw_only=True)
    """The area (Raumschaft) of the new provider that it belongs to; None: none (R8.11)."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_set_provider)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return f"SetProvider {self.municipality}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return (("provider", None, self.municipality),)

    @property
    def message(self) -> Message:
        """What it assumes."""
        provider = self.provider or self.municipality
        return message("{key:plain} is served by {provider:plain}", key=self.municipality, provider=provider)


def _validate_add_manager(change: AddManager) -> Iterator[Problem]:
    if not isinstance(change.manager, Manager):
        allowed, remedy = message("a {kind:plain}", kind="Manager"), message("make the object first")
        yield Problem("AddManager", "manager", change.manager, allowed, remedy)


@frozen
class AddManager:
    """One more integration manager, marked as made up."""

    kind: ClassVar[str] = "add-manager"

    manager: Manager
    """The manager, with an id that the case does not have."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_add_manager)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return f"AddManager {self.manager.id}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return (("manager", None, self.manager.id),)

    @property
    def message(self) -> Message:
        """What it assumes."""
        return message("one more manager, {id:plain}, with {fte} FTE for {provider:plain}", id=self.manager.id,
                       fte=self.manager.fte, provider=self.manager.provider)  # fmt: skip


def _validate_remove_manager(change: RemoveManager) -> Iterator[Problem]:
    return text_problems(change.manager, "manager", "RemoveManager")


@frozen
class RemoveManager:
    """An integration manager less.

    >>> str(RemoveManager("M-12").message)
    'without manager M-12'
    """

    kind: ClassVar[str] = "remove-manager"

    manager: str
    """Id of the manager."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_remove_manager)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return f"RemoveManager {self.manager}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return (("manager", None, self.manager),)

    @property
    def message(self) -> Message:
        """What it assumes."""
        return message("without manager {id:plain}", id=self.manager)


_OPTIONAL = ("end", "serves", "continues", "material_costs", "staff_costs", "training_costs", "approved")


def _validate_set_manager(change: SetManager) -> Iterator[Problem]:
    without: object = change.without
    if not isinstance(without, tuple) or any(name not in _OPTIONAL for name in without):
        allowed = message("{names:list}", names=_OPTIONAL)
        yield Problem(change.subject, "without", change.without, allowed, message("name what falls away"))
        return
    both = sorted(set(change.without) & change.given.keys())
    if both or not (change.without or change.given):
        allowed, remedy = message("something to change, or to leave out"), message("name each detail once")
        yield Problem(change.subject, "without", ", ".join(both), allowed, remedy)
    # what is given has to be right for some manager; whether it is for this one shows when the scenario is applied
    day = change.given.get("end", date(2018, 1, 1))
    some: dict[str, Any] = {"provider": "08327", "fte": Decimal(1), "qualification": Qualification.DEGREE, "start": day}
    try:
        Manager(change.manager, **(some | change.given))
    except InvalidInput as invalid:
        yield from invalid.problems


def _chosen(kind: type[_Choice], value: _Choice | str | None) -> _Choice | None:
    """Find a member by its value; what is none stays as it is, so that the validator names it."""
    return kind(value) if value in [one.value for one in kind] else cast("_Choice | None", value)


def _qualification(value: Qualification | str | None) -> Qualification | None:
    return _chosen(Qualification, value)


def _euros(value: Decimal | int | None) -> Decimal | None:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else cast("Decimal | None", value)


def _optional_tuple(values: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if values is None else _tuple(values)


@frozen
class SetManager:
    """Details of a manager are others; the rest stays. The entry is marked as made up.

    >>> str(SetManager("M-12", fte=Decimal("1")).message)
    'manager M-12: fte is 1'

    Raises:
        InvalidInput: with all problems of the details.
    """

    kind: ClassVar[str] = "set-manager"

    manager: str
    """Id of the manager."""

    provider: str | None = field(default=None, kw_only=True)
    """New provider."""

    fte: Decimal | None = field(default=None, kw_only=True)
    """New full-time equivalent (VZÄ)."""

    qualification: Qualification | None = field(default=None, converter=_qualification, kw_only=True)
    """New qualification."""

    start: date | None = field(default=None, kw_only=True)
    """New first day."""

    end: date | None = field(default=None, kw_only=True)
    """New last day."""

    serves: tuple[str, ...] | None = field(default=None, converter=_optional_tuple, kw_only=True)
    """AGS of the municipalities served from now on."""

    continues: str | None = field(default=None, kw_only=True)
    """Id of the manager whose position is continued."""

    material_costs: Decimal | None = field(default=None, converter=_euros, kw_only=True)
    """New material costs in EUR."""

    staff_costs: Decimal | None = field(default=None, converter=_euros, kw_only=True)
    """New staff costs in EUR."""

    training_costs: Decimal | None = field(default=None, converter=_euros, kw_only=True)
    """New training costs in EUR."""

    approved: date | None = field(default=None, kw_only=True)
    """New day of approval."""

    without: tuple[str, ...] = field(default=(), converter=_tuple, kw_only=True)
    """Details that fall away: `end`, `serves`, `continues`, `approved` or one of the costs."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_set_manager)

    @property
    def subject(self) -> str:
        """The change as errors name it."""
        return f"SetManager {self.manager}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it sets."""
        return (("manager", None, self.manager),)

    @property
    def given(self) -> dict[str, Any]:
        """The new details by name."""
        details = {one.name: getattr(self, one.name) for one in attrs.fields(SetManager)}
        return {n: value for n, value in details.items() if value is not None and n not in ("manager", "without")}

    @property
    def message(self) -> Message:
        """What it assumes."""
        details = [
            message("{name:word} is {value}", name=name, value=told_value(value)) for name, value in self.given.items()
        ]
        details += [message("without {name:word}", name=name) for name in self.without]
        return message("manager {id:plain}: {details:list}", id=self.manager, details=details)


def told_value(value: Any) -> Any:
    """Return a value of an input as a message can tell it: no objects, and "none" where there is none."""
    if value is None or value == ():
        return message("none")
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return message("yes") if value else message("no")
    if isinstance(value, Enum):
        return message("{name:word}", name=value.value)
    return value


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
    return _chosen(Basis, value)


def _rounding(value: Rounding | str | None) -> Rounding | None:
    return _chosen(Rounding, value)


def _method(value: Method | str | None) -> Method | None:
    return _chosen(Method, value)


def _validate_set_options(change: SetOptions) -> Iterator[Problem]:
    kinds = {"basis": Basis, "rounding": Rounding, "method": Method}
    for name, value in change.given.items():
        if name in kinds:
            yield from choice_problems(kinds[name], value, name, change.subject)
        else:
            yield from _flag_problems(change, name)
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
