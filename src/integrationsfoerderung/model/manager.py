"""Integration managers: the funded persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import cast

from attrs import field, frozen

from ..apportionment import choice_problems
from ..errors import Problem, validate
from ..figure import FTE
from ..message import Choice, message
from ..money import money_problems
from ..period import day_problems, is_day
from .checks import named
from .keys import ags_problems, provider_problems
from .municipality import text_problems


class Qualification(Choice):
    """What a manager has learned; decides the fixed amount (R3.5). A member is also found by its value."""

    DEGREE = "degree"
    """A university degree in social work (Hochschulabschluss Soziale Arbeit)."""
    OTHER_DEGREE = "other-degree"
    """Another suitable university degree (anderer geeigneter Hochschulabschluss)."""
    VOCATIONAL = "vocational"
    """A medium school leaving certificate and vocational training (mittlerer Abschluss mit Berufsausbildung)."""


def _qualification(value: Qualification | str) -> Qualification:
    try:
        return Qualification(value)
    except ValueError:
        return cast("Qualification", value)  # the validator names it


def _keys(values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):
        return cast("tuple[str, ...]", values)  # the validator names it
    try:
        return tuple(values)
    except TypeError:
        return cast("tuple[str, ...]", values)  # the validator names it


def _euros(value: Decimal | int | None) -> Decimal | None:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else cast("Decimal | None", value)


def fte_units(fte: Decimal) -> int:
    """Return FTE of at most six places in millionths."""
    numerator, denominator = fte.as_integer_ratio()
    return numerator * FTE // denominator


def _validate_id(manager: Manager) -> Iterator[Problem]:
    return text_problems(manager.id, "id", manager.subject)


def _validate_provider(manager: Manager) -> Iterator[Problem]:
    return provider_problems(manager.provider, "provider", manager.subject)


def _validate_fte(manager: Manager) -> Iterator[Problem]:
    fte: object = manager.fte
    if isinstance(fte, bool) or not isinstance(fte, Decimal) or not fte.is_finite():
        remedy = (
            message("a float is not exact: write Decimal('{text:plain}')", text=repr(fte))
            if isinstance(fte, float)
            else message("write Decimal('0.6')")
        )
        yield Problem(manager.subject, "fte", fte, message("a Decimal above 0, at most 1"), remedy)
    elif not 0 < fte <= 1:
        yield Problem(
            manager.subject,
            "fte",
            fte,
            message("above 0, at most 1"),
            message("enter one manager for each person; 60 % is Decimal('0.6')"),
        )
    elif fte.adjusted() < -6 or FTE % fte.as_integer_ratio()[1]:  # exactly, whatever the decimal context
        yield Problem(
            manager.subject, "fte", fte, message("at most six decimal places"), message("round it as the contract says")
        )


def _validate_qualification(manager: Manager) -> Iterator[Problem]:
    return choice_problems(Qualification, manager.qualification, "qualification", manager.subject)


def _validate_start(manager: Manager) -> Iterator[Problem]:
    return day_problems(manager.start, "start", manager.subject)


def _validate_end(manager: Manager) -> Iterator[Problem]:
    if manager.end is None:
        return
    yield from day_problems(manager.end, "end", manager.subject)
    if is_day(manager.start) and is_day(manager.end) and manager.end < manager.start:
        yield Problem(
            manager.subject,
            "end",
            manager.end.isoformat(),
            message("{start} or later", start=manager.start),
            message("put start and end in order; the end is the last day of work"),
        )


def _validate_approved(manager: Manager) -> Iterator[Problem]:
    if manager.approved is not None:
        yield from day_problems(manager.approved, "approved", manager.subject)


def _validate_serves(manager: Manager) -> Iterator[Problem]:
    if not isinstance(manager.serves, tuple):
        yield Problem(
            manager.subject,
            "serves",
            manager.serves,
            message("a list of AGS"),
            message("write serves=['08327050']; empty: all municipalities of the provider"),
        )
        return
    for place, key in enumerate(manager.serves):
        yield from ags_problems(key, f"serves[{place}]", manager.subject)
        if key in manager.serves[:place]:
            yield Problem(manager.subject, "serves", key, message("each municipality once"), message("name it once"))


def _validate_continues(manager: Manager) -> Iterator[Problem]:
    if manager.continues is None:
        return
    yield from text_problems(manager.continues, "continues", manager.subject)
    if manager.continues == manager.id:
        yield Problem(
            manager.subject,
            "continues",
            manager.continues,
            message("the id of another manager"),
            message("leave it out where the position is new"),
        )


def _validate_costs(manager: Manager) -> Iterator[Problem]:
    for name in ("material_costs", "staff_costs", "training_costs"):
        amount = getattr(manager, name)
        if amount is not None or name == "training_costs":
            yield from money_problems(amount, name, manager.subject)


def _validate_illustrative(manager: Manager) -> Iterator[Problem]:
    if not isinstance(manager.illustrative, bool):
        allowed, remedy = message("True or False"), message("give one of them")
        yield Problem(manager.subject, "illustrative", manager.illustrative, allowed, remedy)


@frozen
class Manager:
    """An integration manager: one person on a position or a part of one (Integrationsmanager:in).

    >>> Manager("M-01", provider="08327050", fte=Decimal("0.6"), qualification="degree", start=date(2018, 4, 1)).subject
    'Manager M-01'

    Raises:
        InvalidInput: with all problems of the object.
    """

    id: str
    """Identifier, unique in a case; ties are broken by it (R8.4)."""

    provider: str = field(kw_only=True)
    """Träger (R3.8): AGS of the municipality that employs the manager, or the district (5 digits)."""

    fte: Decimal = field(kw_only=True)
    """Full-time equivalent (VZÄ), above 0, at most 1, up to six places; funded from 0.25 (R3.7)."""

    qualification: Qualification = field(kw_only=True, converter=_qualification)
    """Qualification; decides the fixed amount (R3.5)."""

    start: date = field(kw_only=True)
    """First day of employment; the term of 24 months begins here (R3.6), unless the manager continues a position."""

    end: date | None = field(default=None, kw_only=True)
    """Last day of employment; None: to the end of the term (R8.3)."""

    serves: tuple[str, ...] = field(default=(), converter=_keys, kw_only=True)
    """AGS of the municipalities served (R0.13); empty: all municipalities of the provider."""

    continues: str | None = field(default=None, kw_only=True)
    """Id of the manager whose position is continued; both share one term (R8.3)."""

    material_costs: Decimal | None = field(default=None, converter=_euros, kw_only=True)
    """Material costs (Sachkosten: office, travel) over the funded months in EUR; None: not known (R3.11)."""

    staff_costs: Decimal | None = field(default=None, converter=_euros, kw_only=True)
    """Actual staff costs (Personalkosten) over the funded months in EUR; None: not known (R3.11)."""

    training_costs: Decimal = field(default=Decimal(0), converter=_euros, kw_only=True)
    """Training costs (Fortbildung) over the funded months in EUR, where they are stated apart (R8.10)."""

    approved: date | None = field(default=None, kw_only=True)
    """Day on which the position was approved (Bewilligung); None: by its start, as far as an edition asks (R8.12)."""

    illustrative: bool = field(default=False, kw_only=True)
    """Whether the entry is made up for an example (erfunden); results that rest on it say so."""

    def __attrs_post_init__(self) -> None:
        validate(
            self,
            _validate_id,
            _validate_provider,
            _validate_fte,
            _validate_qualification,
            _validate_start,
            _validate_end,
            _validate_approved,
            _validate_serves,
            _validate_continues,
            _validate_costs,
            _validate_illustrative,
        )

    @property
    def subject(self) -> str:
        """The manager as errors and tables name it."""
        return named("Manager", self.id)

    @property
    def fte_units(self) -> int:
        """The FTE in millionths."""
        return fte_units(self.fte)
