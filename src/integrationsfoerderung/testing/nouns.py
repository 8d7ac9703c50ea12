"""Strategies for single nouns: sources, figures, head counts, municipalities, districts, managers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st

from ..figure import Figure, Unit
from ..model.manager import Manager, Qualification
from ..model.municipality import CountStatus, Entry, HeadCount, Municipality
from ..model.places import District, Place
from ..model.source import Source, Status
from ..money import in_euros
from ..period import Period
from ..register import places_of
from ._shared import (
    DAY,
    RECORD_DATES,
    costs,
    districts_of_the_land,
    ftes,
    places_of_the_land,
    starts,
    texts,
)

__all__ = [
    "amounts",
    "districts",
    "entries",
    "figures",
    "head_counts",
    "managers",
    "municipalities",
    "periods",
    "places",
    "sources",
]


def amounts(largest: int = 10**7) -> st.SearchStrategy[Decimal]:
    """Amounts of 0 to `largest` EUR in whole cents."""
    return st.integers(0, largest * 100).map(in_euros)


@st.composite
def periods(draw: st.DrawFn, *, first: date = date(2016, 1, 1), last: date = date(2021, 12, 31)) -> Period:
    """Closed periods between two days; by default around the Pakt with two leap days."""
    start = draw(st.dates(first, last))
    return Period(start, draw(st.dates(start, last)))


def sources(*, adversarial: bool = False) -> st.SearchStrategy[Source]:
    """Sources with title, and with or without address and day."""
    return st.builds(
        Source,
        title=texts(["Trossinger Zeitung", "§ 29d FAG", "GRDrs 341/2019"], adversarial=adversarial),
        url=texts(["landesrecht-bw.de", "https://example.org/a?b=c"], adversarial=adversarial) | st.just(""),
        date=st.none() | st.dates(),
    )


@st.composite
def figures(
    draw: st.DrawFn,
    unit: Unit | None = None,
    *,
    values: st.SearchStrategy[int] | None = None,
    unknown: bool = True,
    contested: bool = False,
    key: str = "",
    label: str = "a figure",
) -> Figure:
    """Leaves as a programme has them: with status, source and clause, and where unknown without a value.

    Args:
        draw: given by hypothesis.
        unit: what is counted; None: anything.
        values: the whole numbers of smallest units; None: any.
        unknown: whether the figure may be unknown.
        contested: whether sources may disagree, so that it has claims and no value.
        key: its path in a programme.
        label: what it is.
    """
    unit = unit or draw(st.sampled_from([one for one in Unit if one is not Unit.EXACT_EUR]))
    if values is None:
        values = st.dates().map(date.toordinal) if unit is Unit.DAY else st.integers(0, 10**12)
    usable = [Status.PUBLISHED, Status.INFERRED] * 2  # more often than not, or most results would be open
    statuses = [*usable, Status.EXPECTED, *([Status.UNKNOWN] if unknown else [])]
    status = draw(st.sampled_from([*statuses, *([Status.CONTESTED] if contested else [])]))
    disputed = status is Status.CONTESTED
    claims: tuple[Figure, ...] = ()
    known = status is not Status.UNKNOWN and not disputed
    if disputed:
        said = draw(st.lists(values, min_size=2, max_size=3))
        claims = tuple(
            Figure(one, unit, label, source=Source(f"source {place}"), status=Status.PUBLISHED)
            for place, one in enumerate(said, start=1)
        )
    return Figure(
        draw(values) if known else None,
        unit,
        label,
        key=key,
        clause="R2.4",
        source=Source("made for a test"),
        status=status,
        note="made for a test",
        look="nowhere: it is made for a test" if status is Status.UNKNOWN else "",
        claims=claims,
    )


def head_counts(*, largest: int = 500) -> st.SearchStrategy[HeadCount]:
    """Head counts of up to `largest` persons, most at the record dates of the Pakt."""
    return st.builds(
        HeadCount,
        st.sampled_from(RECORD_DATES) | st.dates(date(2017, 1, 1), date(2018, 12, 31)),
        st.integers(0, largest),
        st.sampled_from(CountStatus),
    )


def entries(*, largest: int = 500) -> st.SearchStrategy[Entry]:
    """Entries of up to `largest` persons on a day, for programmes that count some years from then."""
    return st.builds(Entry, st.dates(date(2010, 1, 1), date(2026, 12, 31)), st.integers(0, largest))


@st.composite
def municipalities(draw: st.DrawFn, *, adversarial: bool = False) -> Municipality:
    """Single municipalities with head counts and a provider; for those that fit together see `cases`."""
    place = draw(places_of_the_land(adversarial=adversarial))
    counts = draw(st.lists(head_counts(), max_size=3, unique_by=lambda count: (count.record_date, count.status)))
    providers = [None, place.ags] if place.ags.endswith("000") else [None, place.ags, place.district, "08327050"]
    return evolve(
        place,
        head_counts=counts,
        provider=draw(st.sampled_from(providers)),
        area=draw(st.none() | texts(["Donau-Heuberg", "Raumschaft Nord"], adversarial=adversarial)),
        cost_share=draw(st.none() | st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)),
        entries=draw(st.just(()) | st.lists(entries(), max_size=3)),
    )


@st.composite
def districts(draw: st.DrawFn, *, adversarial: bool = False) -> District:
    """Single districts with head counts; for those that fit together see `cases`."""
    district = draw(districts_of_the_land(adversarial=adversarial))
    counts = draw(
        st.lists(head_counts(largest=700_000), max_size=3, unique_by=lambda one: (one.record_date, one.status))
    )
    return evolve(district, head_counts=counts)


@st.composite
def places(draw: st.DrawFn, *, adversarial: bool = False) -> Place:
    """Municipalities as the register has them; where adversarial with any keys and strange names."""
    if not adversarial:
        return draw(st.sampled_from(places_of("08")))
    number, community = draw(st.integers(0, 10**8 - 1)), draw(st.integers(0, 9_999))
    key, strange = f"{number:08d}", [draw(texts([], adversarial=True)) for _ in range(4)]
    return Place(key, strange[0], strange[1], f"{key[:5]}{community:04d}{key[5:]}", strange[2], strange[3])


@st.composite
def managers(draw: st.DrawFn, provider: str = "08327050", *, adversarial: bool = False) -> Manager:
    """Single managers of a provider; for positions continued by successors see `cases`."""
    first, last = date(2017, 4, 27), date(2019, 4, 26)
    start = draw(starts(Period(first, last), adversarial=adversarial))
    material, staff, training = draw(costs())
    return Manager(
        draw(texts(["M-01", "M-02", "anna"], adversarial=adversarial)),
        provider=provider,
        fte=draw(ftes(adversarial=adversarial)),
        qualification=draw(st.sampled_from(Qualification)),
        start=start,
        end=draw(st.none() | st.integers(0, 1000).map(lambda days: start + days * DAY)),
        material_costs=material,
        staff_costs=staff,
        training_costs=training,
        approved=draw(st.none() | st.dates(start - 200 * DAY, start + 200 * DAY)),
    )
