"""Variants: programme and case as a scenario's changes make them, with every problem of all changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from attrs import evolve, fields

from ..errors import Problem, gathered, refuse
from ..figure import Figure, Unit
from ..message import Language, Message, day_text, message, number_text
from .case import Case
from .change import Change, SetFigure
from .change_of_counts import ScaleCounts, SetCount
from .change_of_provision import AddManager, RemoveManager, SetManager, SetProvider
from .figure_paths import Leaf, assumable_of, leaves_of, with_leaves
from .land_count import (
    Counted,
    LandCount,
    alike,
    concerns,
    count_on,
    day_of,
    land_counts,
    places_of,
    scaled_counts,
    times,
)
from .manager import Manager
from .municipality import CountStatus, HeadCount, Municipality
from .places import District
from .programme import Programme
from .source import Source, Status

_SHOWN = 10


def varied(name: str, changes: Iterable[Change], programme: Programme, case: Case) -> tuple[Programme, Case]:
    """Return the programme and the case with the changes of the scenario `name`; the given ones stay as they are.

    The changes do not set the same things, so their order does not matter.

    Raises:
        InvalidInput: with all problems of all changes: keys that are not there, values that do not fit.
    """
    variant = _Variant(name, programme, case)
    made = tuple(changes)
    variant.assume([change for change in made if isinstance(change, SetFigure)])
    variant.count([change for change in made if isinstance(change, SetCount | ScaleCounts)])
    variant.provide([change for change in made if isinstance(change, SetProvider)])
    variant.employ([change for change in made if isinstance(change, AddManager | RemoveManager | SetManager)])
    refuse(f"Scenario {name}", variant.problems)
    listed = variant.places.values()
    with gathered(variant.problems):
        case = evolve(
            case,
            municipalities=[place for place in listed if isinstance(place, Municipality)],
            districts=[place for place in listed if isinstance(place, District)],
            managers=variant.managers.values(),
        )
    refuse(f"Scenario {name}", variant.problems)
    return variant.programme, case


class _Variant:
    """Programme and case in the making."""

    def __init__(self, name: str, programme: Programme, case: Case) -> None:
        self.name = name
        self.programme = programme
        self.problems: list[Problem] = []
        self.assumed: dict[str, Leaf] = {}
        self.places: dict[str, Counted] = {place.key: place for place in case.municipalities}
        self.places |= {place.key: place for place in case.districts}
        self.managers = {manager.id: manager for manager in case.managers}
        self.moved: dict[str, str] = {}

    def add(self, subject: str, field: str, value: object, allowed: Message, remedy: Message) -> None:
        """Note a problem."""
        self.problems.append(Problem(subject, field, value, allowed, remedy))

    # --- figures

    def assume(self, changes: Sequence[SetFigure]) -> None:
        """Set figures and days of the programme."""
        leaves = assumable_of(self.programme)
        for change in changes:
            leaf = leaves.get(change.key)
            if leaf is None:
                allowed = message("{keys:list}", keys=sorted(leaves))
                self.add(change.subject, "key", change.key, allowed, message("use one of these keys"))
                continue
            unit = leaf.unit if isinstance(leaf, Figure) else Unit.DAY
            value = _units(change.value, unit)
            if value is None:
                self.add(
                    change.subject, "value", change.value, _allowed(unit), message("give it in the unit of the figure")
                )
            elif isinstance(leaf, date):
                self.assumed[change.key] = date.fromordinal(value)
            elif leaf.value != value or leaf.status is Status.EXPECTED:  # what is known stays with its own source
                self.assumed[change.key] = self.assumption(leaf, value)
        with gathered(self.problems):
            self.programme = with_leaves(self.programme, self.assumed)

    def assumption(self, figure: Figure, value: int) -> Figure:
        """Return a figure with another value, marked as made up by the scenario."""
        return Figure(
            value,
            figure.unit,
            figure.label,
            figure.label_de,
            figure.key,
            figure.clause,
            Source(f"Scenario {self.name}"),
            Status.ILLUSTRATIVE,
            note=f"assumed in place of {_value_text(figure, 'en')}",
            note_de=f"angenommen anstelle von {_value_text(figure, 'de')}",
            valid=figure.valid,
        )

    # --- head counts

    def count(self, changes: Sequence[SetCount | ScaleCounts]) -> None:
        """Set head counts, and with them the Land's where the changes say so."""
        before = dict(self.places)
        for change in changes:
            if isinstance(change, SetCount):
                self.set_count(change)
            else:
                self.scalecounts(change, before)
        along = [change for change in changes if change.land_too]
        if along and not self.problems:
            self.count_land(along, before)

    def set_count(self, change: SetCount) -> None:
        days = {day_of(leaf) for path, leaf in leaves_of(self.programme).items() if path.endswith("record_date")}
        fits = change.record_date in days
        if change.provisional:
            fits = any(change.record_date.year == day.year and change.record_date <= day for day in days)
        if not fits:
            allowed = message("{days:list}", days=sorted(days))
            remedy = message("name a record date of the programme; a provisional count lies before it in its year")
            self.add(change.subject, "record_date", change.record_date, allowed, remedy)
        elif self.has_place(change.place, change.subject):
            self.put_count(change.place, change.record_date, change.persons, provisional=change.provisional)

    def scalecounts(self, change: ScaleCounts, before: Mapping[str, Counted]) -> None:
        found = [key for key in change.places or before if self.has_place(key, change.subject)]
        without = []
        for key in found:
            counts = scaled_counts(before[key], change)
            for day, persons in counts.items():
                self.put_count(key, day, times(persons, change.factor), provisional=change.provisional)
            without += [] if counts else [key]
        if without and (change.places or without == found):
            allowed = message("municipalities with a head count for the day")
            remedy = message("name a record date with counts, or give the counts one by one")
            self.add(change.subject, "places", ", ".join(without[:_SHOWN]), allowed, remedy)

    def has_place(self, key: str, subject: str) -> bool:
        """Say whether the case has a municipality or district; report it where not."""
        if key not in self.places:
            allowed = message("a key of the case, such as {keys:list}", keys=sorted(self.places)[:_SHOWN])
            self.add(subject, "place", key, allowed, message("correct the key, or add the municipality to the case"))
        return key in self.places

    def put_count(self, key: str, day: date, persons: int, *, provisional: bool) -> None:
        """Put a count in place of those of the day; what is counted already stays as it is."""
        place = self.places[key]
        old = count_on(place, day, provisional=provisional)
        if old is not None and old.persons == persons:
            return
        status = CountStatus.PROVISIONAL if provisional else CountStatus.ILLUSTRATIVE
        kept = [
            count
            for count in place.head_counts
            if count.record_date != day or (count.status is CountStatus.PROVISIONAL) is not provisional
        ]
        # in a fixed order, so that two scenarios on different counts give the same in either order
        counts = sorted([*kept, HeadCount(day, persons, status)], key=lambda one: (one.record_date, one.status.value))
        self.places[key] = evolve(place, head_counts=counts)

    # --- the Land's count

    def count_land(self, changes: Sequence[SetCount | ScaleCounts], before: Mapping[str, Counted]) -> None:
        """Let the count of the whole Land move along with those that are listed (R8.7)."""
        land = list(land_counts(self.programme))
        moved: dict[str, Leaf] = {}
        for count in land:
            everyone = self.everyone(count, land, changes, before)
            if everyone is None or everyone == count.figure.value:
                continue
            if count.path in self.assumed:
                allowed = message("one change for each figure")
                remedy = message("leave this change out, or set land_too=False")
                self.add(f"SetFigure {count.path}", "key", count.path, allowed, remedy)
            elif everyone < 1:
                allowed = message("at least one person in the whole Land")
                self.add(f"Scenario {self.name}", count.path, everyone, allowed, message("set land_too=False"))
            else:
                moved[count.path] = self.assumption(count.figure, everyone)
        self.programme = with_leaves(self.programme, moved)

    def everyone(
        self,
        land: LandCount,
        others: Sequence[LandCount],
        changes: Sequence[SetCount | ScaleCounts],
        before: Mapping[str, Counted],
    ) -> int | None:
        """Return the Land's count with the changes that move it; None where it is unknown and stays so."""
        here = [change for change in changes if concerns(change, land, before.values())]
        for change in here:
            if isinstance(change, ScaleCounts) and not change.places:
                source = next((one for one in alike(land, others) if one.day == (change.like or land.day)), None)
                if source is None or source.figure.value is None:
                    return None
                # those listed one by one, and everybody else as one number
                rest = source.figure.value - sum(source.persons(place) or 0 for place in before.values())
                return sum(land.persons(place) or 0 for place in self.places.values()) + times(rest, change.factor)
        everyone = land.figure.value
        for key in dict.fromkeys(key for change in here for key in places_of(change)):
            old, new = land.persons(before[key]), land.persons(self.places[key])
            if old is None and new is not None:
                allowed = message("a municipality with a count before: by so much the Land's moves")
                self.add(
                    f"SetCount {key}",
                    "land_too",
                    True,
                    allowed,
                    message("set land_too=False, and assume the Land's count with SetFigure"),
                )
            elif everyone is not None:
                everyone += (new or 0) - (old or 0)
        return everyone

    # --- provision

    def provide(self, changes: Sequence[SetProvider]) -> None:
        """Give municipalities other providers; agreed cost shares of groups that change end (R8.10)."""
        groups: set[str] = set()
        for change in changes:
            place = self.places.get(change.municipality)
            if not isinstance(place, Municipality):
                self.has_place(change.municipality, change.subject)
                continue
            new = change.provider or place.ags
            if new != place.provider_key:
                groups |= {new, place.provider_key}
                self.moved[place.ags] = new
                place = evolve(place, provider=change.provider, area=change.area)
            elif change.area is not None:
                place = evolve(place, area=change.area)
            self.places[place.ags] = place
        for key, member in self.places.items():
            if isinstance(member, Municipality) and member.provider_key in groups and member.cost_share is not None:
                self.places[key] = evolve(member, cost_share=None)

    def employ(self, changes: Sequence[AddManager | RemoveManager | SetManager]) -> None:
        """Add, remove and change managers; whoever served a municipality that has left serves the others."""
        stated: set[str] = set()
        for change in changes:
            key = change.manager.id if isinstance(change, AddManager) else change.manager
            if (key in self.managers) is isinstance(change, AddManager):
                allowed = message("an id that the case does not have")
                if not isinstance(change, AddManager):
                    allowed = message("{keys:list}", keys=sorted(self.managers)[:_SHOWN])
                self.add(change.subject, "manager", key, allowed, message("correct the id"))
            elif isinstance(change, AddManager):
                self.managers[key] = evolve(change.manager, illustrative=True)
                stated.add(key)
            elif isinstance(change, RemoveManager):
                del self.managers[key]
            else:
                self.set_manager(self.managers[key], change)
                stated |= {key} if change.serves is not None or "serves" in change.without else set()
        for key in self.managers.keys() - stated:
            self.serve(self.managers[key])

    def set_manager(self, manager: Manager, change: SetManager) -> None:
        defaults = {one.name: one.default for one in fields(Manager)}
        details = change.given | {name: defaults[name] for name in change.without}
        with gathered(self.problems):
            changed = evolve(manager, **details)
            self.managers[manager.id] = manager if changed == manager else evolve(changed, illustrative=True)

    def serve(self, manager: Manager) -> None:
        """Let a manager no longer serve the municipalities that have left the provider."""
        left = [key for key in manager.serves if self.moved.get(key, manager.provider) != manager.provider]
        if left and len(left) == len(manager.serves):
            allowed = message("at least one municipality of the provider")
            remedy = message("say with SetManager whom the manager serves, or remove the manager")
            self.add(manager.subject, "serves", ", ".join(left), allowed, remedy)
        elif left:
            serves = [key for key in manager.serves if key not in left]
            self.managers[manager.id] = evolve(manager, serves=serves)


# --- values of figures


def _units(value: Decimal | int | date, unit: Unit) -> int | None:
    """Return a value in the smallest units of a figure; None where it does not fit."""
    if isinstance(value, date) or unit is Unit.DAY:
        return value.toordinal() if isinstance(value, date) and unit is Unit.DAY else None
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * unit.scale, denominator)
    least = 1 if unit in (Unit.PERSONS, Unit.YEARS) else 0  # nothing is divided by nobody, no term has no years
    return whole if not rest and whole >= least else None


def _allowed(unit: Unit) -> Message:
    if unit is Unit.DAY:
        return message("a calendar day (datetime.date)")
    if unit in (Unit.PERSONS, Unit.YEARS):
        return message("a whole number of {unit:word}, 1 or more", unit=unit.text)
    return message("a number of 0 or more, exact in {unit:word}", unit=unit.text)


def _value_text(figure: Figure, lang: Language) -> str:
    if figure.value is None:
        return "an unknown figure" if lang == "en" else "einer unbekannten Zahl"
    if figure.unit is Unit.DAY:
        return day_text(figure.day, lang)
    return number_text(figure.amount if figure.unit is Unit.EUR else figure.fraction, lang)
