"""From a case that breaks a law to a smaller one that does: fewer places and people, fewer counts, rounder numbers.

Hypothesis shrinks the choices that a case was made by; here the case itself is made smaller, which is far fewer steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from attrs import evolve

from ..apportionment import Method
from ..errors import InvalidInput
from ..model.case import Case
from ..model.manager import Manager
from ..model.municipality import HeadCount, Municipality
from ..model.places import District
from .trial import Trial

_Item = TypeVar("_Item")


def smallest(trial: Trial, breaks: Callable[[Trial], bool], looks: int) -> Trial:
    """Return a trial that breaks the law and has little in it; at most so many smaller ones are looked at."""
    found, alone = True, evolve(trial, method=Method.EACH_ON_ITS_OWN)
    if breaks(alone):
        trial = alone  # of which a part can be left out; largest remainder splits the whole Land (R8.7)
    while found:
        found = False
        for case in smaller(trial.case):
            if not looks:
                return trial
            looks -= 1
            one = evolve(trial, case=case)
            if breaks(one):
                trial, found = one, True
                break
    return trial


def smaller(case: Case) -> Iterator[Case]:
    """Yield cases that still fit together and have less in them, the smallest first."""
    for places, managers, districts in _fewer(case):
        try:
            one = evolve(case, municipalities=places, managers=managers, districts=districts)
        except InvalidInput:
            continue  # what is left does not fit together: a successor without the one before, shares below 1
        if one != case:
            yield one


_Less: TypeAlias = tuple[Sequence[Municipality], Sequence[Manager], Sequence[District]]


def _fewer(case: Case) -> Iterator[_Less]:
    places, managers, districts = case.municipalities, case.managers, case.districts
    yield places, (), districts
    yield [evolve(one, cost_share=None, area=None) for one in places], managers, districts
    for kept in [[one] for one in places] + [_without(places, place) for place in range(len(places))]:
        yield kept, _employed(managers, kept), districts
    for place in reversed(range(len(managers))):
        yield places, _without(managers, place), districts
    for place in range(len(districts)):
        yield places, managers, _without(districts, place)
    for place, manager in enumerate(managers):
        if _strange(manager.id):  # one that somebody continues stays: the case would not fit together
            yield places, [*managers[:place], evolve(manager, id=f"M-{place + 1}"), *managers[place + 1 :]], districts
    for place, one in enumerate(places):
        for plain in _plainer(one):
            yield [*places[:place], plain, *places[place + 1 :]], managers, districts
    for place, district in enumerate(districts):
        for counts in _fewer_counts(district.head_counts):
            changed = evolve(district, head_counts=counts)
            yield places, managers, [*districts[:place], changed, *districts[place + 1 :]]


def _without(items: Sequence[_Item], place: int) -> list[_Item]:
    return [*items[:place], *items[place + 1 :]]


def _strange(text: str) -> bool:
    return len(text) > 30 or not text.replace("-", "").replace(" ", "").isalnum()


def _employed(managers: Sequence[Manager], places: Sequence[Municipality]) -> list[Manager]:
    """Return the managers of those who are left, serving those who are left."""
    keys, providers = {one.ags for one in places}, {one.provider_key for one in places}
    left = [one for one in managers if one.provider in providers]
    return [evolve(one, serves=[key for key in one.serves if key in keys]) for one in left]


def _plainer(place: Municipality) -> Iterator[Municipality]:
    """Yield a municipality with less to read: a plain name, fewer counts, small ones."""
    if _strange(place.name):
        yield evolve(place, name="Place")
    if place.entries:
        yield evolve(place, entries=())
    for counts in _fewer_counts(place.head_counts):
        yield evolve(place, head_counts=counts)


def _fewer_counts(counts: Sequence[HeadCount]) -> Iterator[Sequence[HeadCount]]:
    for place in range(len(counts)):
        yield _without(counts, place)
    for place, count in enumerate(counts):
        for persons in (0, 1, 10, 100):
            if persons < count.persons:
                yield [*counts[:place], evolve(count, persons=persons), *counts[place + 1 :]]
