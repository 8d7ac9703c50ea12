"""Head counts that a scenario changes, and the counts of the whole Land by which shares are computed (R8.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from attrs import frozen

from ..figure import Figure
from ..money import Rounding
from .change_of_counts import ScaleCounts, SetCount
from .figure_paths import Leaf, leaves_of
from .municipality import CountStatus, HeadCount, Municipality
from .places import District
from .programme import Programme

Counted: TypeAlias = Municipality | District
"""Whoever is counted."""


@frozen
class LandCount:
    """A figure that says how many persons the whole Land counted, by which shares are computed."""

    path: str
    """Its key in the programme."""

    figure: Figure
    """The figure."""

    day: date
    """The record date of the counts it adds up."""

    provisional: bool
    """Whether it adds up provisional counts (R3.4)."""

    of_districts: bool
    """Whether it adds up districts."""

    def count(self, place: Counted) -> HeadCount | None:
        """Return the count that the figure adds up; None where there is none, or another kind of place is counted."""
        if isinstance(place, District) is not self.of_districts:
            return None
        if self.provisional and isinstance(place, Municipality):
            return place.provisional_count(self.day)
        return place.count(self.day)

    def persons(self, place: Counted) -> int | None:
        """Return the persons that the figure adds up."""
        count = self.count(place)
        return None if count is None else count.persons


def land_counts(programme: Programme) -> Iterator[LandCount]:
    """Return the figures of a programme that count the whole Land, with the record date of their counts."""
    leaves, pillar = leaves_of(programme), programme.per_capita
    for path, leaf in leaves.items():
        parent, _, name = path.rpartition(".")
        day = leaves.get(f"{parent}.record_date")
        of_districts = pillar is not None and pillar.recipients == "district" and parent.startswith(f"{pillar.key}.")
        if name in ("persons_of_land", "tranche_persons_of_land") and isinstance(leaf, Figure) and day is not None:
            yield LandCount(path, leaf, day_of(day), name.startswith("tranche"), of_districts)


def alike(land: LandCount, others: Sequence[LandCount]) -> list[LandCount]:
    """Return the Land's counts of the same kind, those of the same pillar first."""
    pillar = land.path.partition(".")[0]
    alike = [other for other in others if other.provisional is land.provisional]
    return sorted(alike, key=lambda other: other.path.partition(".")[0] != pillar)


def concerns(change: SetCount | ScaleCounts, land: LandCount, places: Iterable[Counted]) -> bool:
    """Whether a change is about the counts that a count of the Land adds up."""
    if change.provisional is not land.provisional:
        return False
    if change.record_date is None or not change.provisional:
        return change.record_date in (None, land.day)
    if isinstance(change, SetCount):
        return True  # it counts where it becomes the latest one
    return any((count := land.count(place)) is not None and count.record_date == change.record_date for place in places)


def places_of(change: SetCount | ScaleCounts) -> tuple[str, ...]:
    """Return the keys that a change names."""
    return (change.place,) if isinstance(change, SetCount) else change.places


def count_on(place: Counted, day: date, *, provisional: bool) -> HeadCount | None:
    """Return the count that a day has: the one that decides, or the provisional one."""
    if not provisional:
        return place.count(day)
    counts = [one for one in place.head_counts if one.record_date == day and one.status is CountStatus.PROVISIONAL]
    return counts[0] if counts else None


def scaled_counts(place: Counted, change: ScaleCounts) -> dict[date, int]:
    """Return the persons that a change scales, by the day they are to count for."""
    if change.record_date is not None:
        days = [change.record_date]
    else:
        days = sorted({count.record_date for count in place.head_counts})
    found = {day: count_on(place, change.like or day, provisional=change.provisional) for day in days}
    return {day: count.persons for day, count in found.items() if count is not None}


def times(persons: int, factor: Decimal) -> int:
    """Return persons times a factor in whole persons, half up as money is: whole units are rounded in one place."""
    numerator, denominator = factor.as_integer_ratio()
    return int(Rounding.CENT.quotient(persons * numerator, denominator))


def day_of(leaf: Leaf) -> date:
    """Return the day of a leaf that is one, or a figure with one."""
    return leaf.day if isinstance(leaf, Figure) else leaf
