"""Causes: in which inputs two statements differ, and which amounts each difference can move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import attrs
from attrs import field, frozen

from ..figure import Figure, Unit
from ..message import Message, message
from .change_parts import told_value
from .figure_paths import Leaf, leaves_of
from .manager import Manager
from .municipality import CountStatus, HeadCount, Municipality
from .places import District
from .statement import Statement

_Item = TypeVar("_Item")
_OPTIONS = ("basis", "expected", "rounding", "method", "training_in_fixed_amount")
_COSTS = ("material_costs", "staff_costs", "training_costs")


@frozen
class ChangedInput:
    """One input in which two statements differ, and so a cause of differences of amounts (Ursache)."""

    kind: str
    """`programme`, `option`, `figure`, `municipality`, `count`, `count status`, `provisional count`, `provider`,
    `area`, `cost share`, `manager`, `service` (whom a manager serves) or `costs` (a manager's)."""

    key: str
    """Key of what differs: AGS or district, id of the manager, key of the figure, name of the option."""

    message: Message = field(repr=False)
    """What differs, with both values; `str()` tells it in English, `words.tell` in either language."""

    before: Any
    """The value in the baseline; None where there is none."""

    after: Any
    """The value in the variant; None where there is none."""

    record_date: date | None = None
    """The record date of a count; None: not about one day."""

    providers: tuple[str, ...] = ()
    """The providers whose grants it is about."""

    def __str__(self) -> str:
        return str(self.message)


def causes_of(baseline: Statement, variant: Statement) -> Iterator[ChangedInput]:
    """Return every input that differs: programme, options, figures, municipalities and districts, managers."""
    before, after = baseline.programme, variant.programme
    if before.key != after.key:
        text = message("the programme is {after:plain} instead of {before:plain}", after=after.key, before=before.key)
        yield ChangedInput("programme", after.key, text, before.key, after.key)
    for name in _OPTIONS:
        old, new = getattr(baseline, name), getattr(variant, name)
        if old != new:
            text = message("{name:word}: {after} instead of {before}", name=name, **_told(old, new))
            yield ChangedInput("option", name, text, old, new)
    if before.key == after.key:
        yield from _figures(leaves_of(before), leaves_of(after))
    places = _by_key(baseline.municipalities), _by_key(variant.municipalities)
    for one, other in _pairs(*places):
        yield from _municipality(one, other)
    for district, changed in _pairs(_by_key(baseline.case.districts), _by_key(variant.case.districts)):
        yield from _listed_or_counts(district, changed)
    managers = {one.id: one for one in baseline.managers}, {one.id: one for one in variant.managers}
    for manager, other_manager in _pairs(*managers):
        yield from _manager(manager, other_manager)


def _by_key(items: Iterable[Any]) -> dict[str, Any]:
    return {item.key: item for item in items}


def _pairs(before: Mapping[str, _Item], after: Mapping[str, _Item]) -> Iterator[tuple[_Item | None, _Item | None]]:
    """Return what differs of two lists, by key; None where one has it not."""
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield before.get(key), after.get(key)


def _told(before: Any, after: Any) -> dict[str, Any]:
    return {"before": told_value(before), "after": told_value(after)}


def _figures(before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> Iterator[ChangedInput]:
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if _leaf_value(old) != _leaf_value(new):
            values = {"before": _leaf_text(old), "after": _leaf_text(new)}
            yield ChangedInput(
                "figure", key, message("{key:plain} is {after} instead of {before}", key=key, **values), old, new
            )
        elif isinstance(old, Figure) and isinstance(new, Figure) and old.status is not new.status:
            statuses = {"before": told_value(old.status), "after": told_value(new.status)}
            text = message("{key:plain} is {after} instead of {before}", key=key, **statuses)
            yield ChangedInput("figure", key, text, old, new)


def _leaf_value(leaf: Leaf | None) -> int | None:
    return leaf.value if isinstance(leaf, Figure) else None if leaf is None else leaf.toordinal()


def _leaf_text(leaf: Leaf | None) -> Any:
    if isinstance(leaf, Figure) and leaf.value is not None:
        if leaf.unit is Unit.DAY:
            return leaf.day
        return leaf.amount if leaf.unit is Unit.EUR else leaf.fraction
    return leaf if isinstance(leaf, date) else message("unknown")


# --- municipalities and districts


def _municipality(before: Municipality | None, after: Municipality | None) -> Iterator[ChangedInput]:
    yield from _listed_or_counts(before, after)
    if before is None or after is None:
        return
    name, key = after.name, after.ags
    if before.provider_key != after.provider_key:
        old, new = before.provider_key, after.provider_key
        text = message("{name:plain} is served by {after:plain} instead of {before:plain}", name=name, before=old,
                       after=new)  # fmt: skip
        yield ChangedInput("provider", key, text, old, new, providers=(old, new))
    if before.area != after.area:
        text = message("area of {name:plain}: {after} instead of {before}", name=name, **_told(before.area, after.area))
        yield ChangedInput("area", key, text, before.area, after.area)
    if before.cost_share != after.cost_share:
        shares = _told(before.cost_share, after.cost_share)
        text = message("cost share of {name:plain}: {after} instead of {before}", name=name, **shares)
        yield ChangedInput("cost share", key, text, before.cost_share, after.cost_share)


def _listed_or_counts(
    before: Municipality | District | None, after: Municipality | District | None
) -> Iterator[ChangedInput]:
    if before is None or after is None:
        yield from (_listed(one, before, after) for one in (before, after) if one is not None)
        return
    for day in sorted({count.record_date for count in (*before.head_counts, *after.head_counts)}):
        yield from _count(after, day, before.count(day), after.count(day))
        old, new = _provisional(before, day), _provisional(after, day)
        if old != new:
            text = message("provisional head count of {name:plain} for {day}: {after} instead of {before}",
                           name=after.name, day=day, before=_persons(old), after=_persons(new))  # fmt: skip
            yield ChangedInput("provisional count", after.key, text, old, new, day)
    entered = [one.entries if isinstance(one, Municipality) else () for one in (before, after)]
    if entered[0] != entered[1]:
        text = message("the entries of {name:plain} are others", name=after.name)
        yield ChangedInput("count", after.key, text, entered[0], entered[1])


def _listed(place: Municipality | District, before: object, after: object) -> ChangedInput:
    text = message("{name:plain} is listed only in the variant", name=place.name)
    if after is None:
        text = message("{name:plain} is listed only in the baseline", name=place.name)
    providers = (place.provider_key,) if isinstance(place, Municipality) else ()
    return ChangedInput("municipality", place.key, text, before, after, providers=providers)


def _count(
    place: Municipality | District, day: date, old: HeadCount | None, new: HeadCount | None
) -> Iterator[ChangedInput]:
    if (old and old.persons) != (new and new.persons):
        text = message("head count of {name:plain} for {day}: {after} instead of {before}", name=place.name, day=day,
                       before=_persons(old), after=_persons(new))  # fmt: skip
        yield ChangedInput("count", place.key, text, old, new, day)
    elif old is not None and new is not None and old.status is not new.status:
        statuses = _told(old.status, new.status)
        text = message("head count of {name:plain} for {day}: {after} instead of {before}", name=place.name, day=day,
                       **statuses)  # fmt: skip
        yield ChangedInput("count status", place.key, text, old, new, day)


def _persons(count: HeadCount | None) -> Any:
    return message("unknown") if count is None else count.persons


def _provisional(place: Municipality | District, day: date) -> HeadCount | None:
    found = (one for one in place.head_counts if one.record_date == day and one.status is CountStatus.PROVISIONAL)
    return next(found, None)


# --- managers


def _manager(before: Manager | None, after: Manager | None) -> Iterator[ChangedInput]:
    if before is None or after is None:
        yield from (_employed(one, before, after) for one in (before, after) if one is not None)
        return
    for one in attrs.fields(Manager):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if old != new and one.name != "illustrative":  # the mark of a scenario, not what it assumes
            values = {"id": after.id, "field": one.name, **_told(old, new)}
            text = message("manager {id:plain}: {field:word} is {after} instead of {before}", **values)
            kind = "service" if one.name == "serves" else "costs" if one.name in _COSTS else "manager"
            yield ChangedInput(kind, after.id, text, old, new, providers=(before.provider, after.provider))


def _employed(manager: Manager, before: object, after: object) -> ChangedInput:
    values = {"id": manager.id, "fte": manager.fte, "provider": manager.provider}
    text = message("manager {id:plain} is added: {fte} FTE for {provider:plain}", **values)
    if after is None:
        text = message("manager {id:plain} is removed: {fte} FTE for {provider:plain}", **values)
    return ChangedInput("manager", manager.id, text, before, after, providers=(manager.provider,))
