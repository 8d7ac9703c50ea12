"""Changes of head counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar, cast

from attrs import field, frozen

from ..errors import Problem, validate
from ..message import Message, message
from ..period import day_problems
from .change_parts import Target, flag_problems, to_keys
from .keys import provider_problems
from .municipality import persons_problems


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


def _validate_set_count(change: SetCount) -> Iterator[Problem]:
    yield from provider_problems(change.place, "place", change.subject)
    yield from day_problems(change.record_date, "record_date", change.subject)
    yield from persons_problems(change.persons, "persons", change.subject)
    yield from flag_problems(change, "provisional", "land_too")


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
    yield from flag_problems(change, "provisional", "land_too")
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

    places: tuple[str, ...] = field(default=(), converter=to_keys, kw_only=True)
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
