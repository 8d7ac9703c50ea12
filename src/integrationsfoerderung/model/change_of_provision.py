"""Changes of who provides the management: providers of municipalities, and managers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

import attrs
from attrs import field, frozen

from ..errors import InvalidInput, Problem, validate
from ..message import Message, message
from .change_parts import Target, chosen, to_keys, told_value
from .keys import ags_problems, is_ags
from .manager import Manager, Qualification
from .municipality import Municipality, text_problems


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


def _qualification(value: Qualification | str | None) -> Qualification | None:
    return chosen(Qualification, value)


def _euros(value: Decimal | int | None) -> Decimal | None:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else cast("Decimal | None", value)


def _optional_tuple(values: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if values is None else to_keys(values)


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

    without: tuple[str, ...] = field(default=(), converter=to_keys, kw_only=True)
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
