"""Strategies for cases, whose places and people fit together, and for what is calculated from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attrs import evolve
from hypothesis import assume
from hypothesis import strategies as st

from ..apportionment import Method
from ..calculation import calculate
from ..figure import Figure
from ..model.case import Case
from ..model.keys import is_district, is_stadtkreis
from ..model.manager import Manager, Qualification
from ..model.municipality import CountStatus, Entry, HeadCount, Municipality
from ..model.payout import Basis, Grant, Payout
from ..model.pillar import ContinuationPillar
from ..model.places import District
from ..model.programme import Programme
from ..model.statement import Statement
from ..money import Rounding
from ..period import Period
from ._shared import (
    COUNTED,
    DAY,
    costs,
    districts_of_the_land,
    ftes,
    pakt,
    places_of_the_land,
    register_by_district,
    starts,
    texts,
)

MOST_ANYWHERE = 10**6
"""So many persons at most are counted together where no figure of the programme limits them."""


class _Way(NamedTuple):
    """How a case is made: the modes of `cases` in one."""

    adversarial: bool
    complete: bool
    counted: bool

    @property
    def whole(self) -> bool:
        """Whether no count may be missing."""
        return self.complete or self.counted


@st.composite
def cases(
    draw: st.DrawFn,
    programme: Programme | None = None,
    *,
    adversarial: bool = False,
    complete: bool = False,
    counted: bool = False,
    most: int = 6,
) -> Case:
    """Places and managers that fit together: alone, in groups with a lead, with their Landkreis, Stadtkreise.

    No more persons than the whole Land counted, so `calculate` takes every case. Where the programme pays districts,
    there are some; where only districts may apply, only they employ managers; where persons count from their entry,
    some municipalities give entries.

    Args:
        draw: given by hypothesis.
        programme: whose record dates and limits count; None: the Pakt.
        adversarial: edge days, strange texts, huge and tiny numbers, several counts for a day, leads not listed.
        complete: list the whole Land, as largest remainder needs it (R8.7).
        counted: give everybody a count for every record date.
        most: the most municipalities, and districts.
    """
    programme = programme or pakt()
    way = _Way(adversarial, complete, counted)
    of_the_land = places_of_the_land(adversarial=adversarial)
    places = draw(st.lists(of_the_land, min_size=1, max_size=most, unique_by=lambda place: place.ags))
    if not adversarial:
        places += draw(_neighbours(places))
    listed = draw(_with_providers(places, adversarial=adversarial))
    counts = draw(_counts(programme, len(listed), way))
    listed = [evolve(one, head_counts=given) for one, given in zip(listed, counts, strict=True)]
    listed = draw(st.permutations(draw(_with_entries(programme, listed))))
    people: list[Manager] = []
    groups: dict[str, list[Municipality]] = {}
    for one in listed:
        groups.setdefault(one.provider_key, []).append(one)
    for provider, members in groups.items():
        for _ in range(draw(st.sampled_from([1, 0, 1, 2])) if _may_apply(programme, provider) else 0):
            people.extend(draw(_position(programme, provider, members, len(people), adversarial=adversarial)))
            if draw(st.booleans()) and people[-1].continues is None:
                people.append(evolve(people[-1], id=f"{people[-1].id} twin"))  # equal claims tie
    return Case(
        listed,
        draw(st.permutations(people)),
        districts=draw(_districts(programme, way, most)),
        name="made for a test",
    )


# --- places


@st.composite
def _neighbours(draw: st.DrawFn, places: Sequence[Municipality]) -> list[Municipality]:
    """One more municipality of some of the districts, so that some can share a provider."""
    districts_ = draw(st.sets(st.sampled_from([place.district for place in places])))
    more = [draw(st.sampled_from(register_by_district()[key])) for key in sorted(districts_)]
    return [place for place in more if place.ags not in [other.ags for other in places]]


@st.composite
def _with_providers(draw: st.DrawFn, places: list[Municipality], *, adversarial: bool) -> list[Municipality]:
    leads = [place.ags for place in places if draw(st.booleans()) and not is_stadtkreis(place.ags)]
    if adversarial:
        leads.append("08999001")
    joined = bool(leads) and draw(st.booleans())  # everybody in a group of somebody
    chosen: list[Municipality] = []
    for place in places:
        by_itself = place.ags in leads or is_stadtkreis(place.ags)
        choices = leads if joined else [None, place.district, *leads]
        chosen.append(evolve(place, provider=draw(st.sampled_from([None, place.ags] if by_itself else choices))))
    groups: dict[str, list[Municipality]] = {}
    for place in chosen:
        groups.setdefault(place.provider_key, []).append(place)
    made: list[Municipality] = []
    for number, (provider, members) in enumerate(groups.items()):
        areas = [None, None, f"Raumschaft {provider} A", f"Raumschaft {provider} B"]
        if adversarial:
            areas.append(f"{number}{draw(texts([], adversarial=True))}")
        shares = draw(_shares(len(members)))
        made += [
            evolve(member, area=draw(st.sampled_from(areas)), cost_share=share)
            for member, share in zip(members, shares, strict=True)
        ]
    return made


@st.composite
def _shares(draw: st.DrawFn, size: int) -> list[Decimal | None]:
    """Stated shares in percent that add up to 1, or none."""
    if draw(st.booleans()):
        return [None] * size
    left, shares = 100, []
    for _ in range(size - 1):
        shares.append(draw(st.integers(0, left)))
        left -= shares[-1]
    return [Decimal(percent) / 100 for percent in [*shares, left]]


def _pays_districts(programme: Programme) -> bool:
    return programme.per_capita is not None and programme.per_capita.recipients == "district"


@st.composite
def _districts(draw: st.DrawFn, programme: Programme, way: _Way, most: int) -> list[District]:
    """Draw districts with counts where the programme pays them, all of the Land where that is asked for."""
    if not _pays_districts(programme):
        return []
    of_the_land = districts_of_the_land(adversarial=way.adversarial)
    chosen = draw(st.lists(of_the_land, min_size=1, max_size=most, unique_by=lambda one: one.key))
    counts = draw(_counts(programme, len(chosen), way))
    return [evolve(one, head_counts=given) for one, given in zip(chosen, counts, strict=True)]


@st.composite
def _with_entries(draw: st.DrawFn, programme: Programme, listed: list[Municipality]) -> list[Municipality]:
    """Give some municipalities entries where they count, some on the days on which a year from entry turns."""
    pillar = programme.per_capita
    if pillar is None or pillar.years_from_entry is None:
        return listed
    years = pillar.years_from_entry.whole
    turns = [round_.record_date.replace(year=round_.record_date.year - years) for round_ in pillar.rounds]
    turns += [turn + DAY for turn in turns]
    inside = st.dates(turns[0] - 400 * DAY, turns[-1] + 800 * DAY)
    entries = st.lists(st.builds(Entry, st.sampled_from(turns) | inside, st.integers(0, 400)), min_size=1, max_size=3)
    return [evolve(one, entries=draw(entries | st.just(()))) for one in listed]


# --- head counts


def _limits(programme: Programme) -> dict[date, int]:
    """Return the persons of the whole Land by record date, a million where no figure limits them."""
    found: list[tuple[date, Figure | None]] = []
    if programme.per_capita is not None:
        found += [(round_.record_date, round_.persons_of_land) for round_ in programme.per_capita.rounds]
    base = programme.management or (programme.continuation.base if programme.continuation is not None else None)
    if base is not None:
        found.append((base.record_date, base.persons_of_land))
    limits: dict[date, int] = {}
    for day, figure in found:
        limit = MOST_ANYWHERE if figure is None or figure.value is None else figure.value
        limits[day] = min(limit, limits.get(day, limit))
    return limits


@st.composite
def _counts(draw: st.DrawFn, programme: Programme, size: int, way: _Way) -> list[list[HeadCount]]:
    """Head counts of each place, together within the limits of the whole Land."""
    found: list[list[HeadCount]] = [[] for _ in range(size)]
    for day, everyone in _limits(programme).items():
        if not way.whole and not draw(st.integers(0, 3)):
            continue  # a record date for which nobody has a count (R8.8)
        left, seen = everyone, [0]
        for place in range(size):
            if not way.whole and not draw(st.integers(0, 5)):
                continue
            most = left if way.adversarial else min(left, 400)
            persons = draw(st.integers(0, most) | st.sampled_from([one for one in seen if one <= most]))
            seen.append(persons)  # equal counts tie
            if way.complete and place == size - 1:
                persons = left
            left -= persons
            status = draw(st.sampled_from(COUNTED))
            found[place].append(HeadCount(day, persons, status))
            if way.adversarial and status is CountStatus.FINAL and draw(st.booleans()):
                found[place].append(HeadCount(day, draw(st.integers(0, 10**9)), CountStatus.INTERIM))
    pillar = programme.management
    if pillar is not None:
        limit = pillar.tranche_persons_of_land
        left, day = MOST_ANYWHERE if limit is None or limit.value is None else limit.value, pillar.record_date
        for place in range(size):
            if draw(st.booleans()):
                persons = draw(st.integers(0, left if way.adversarial else min(left, 400)))
                left -= persons
                earlier = draw(st.dates(date(day.year, 1, 2), day))
                found[place].append(HeadCount(earlier, persons, CountStatus.PROVISIONAL))
                if way.adversarial and draw(st.booleans()):  # superseded, or of another year
                    other = draw(st.sampled_from([date(day.year, 1, 1), date(day.year - 1, 12, 31), day + DAY]))
                    found[place].append(HeadCount(other, draw(st.integers(0, 10**9)), CountStatus.PROVISIONAL))
    return found


# --- people


def _may_apply(programme: Programme, provider: str) -> bool:
    only_districts = programme.continuation is not None and programme.continuation.applicants == "district"
    return not only_districts or is_district(provider) or is_stadtkreis(provider)


@st.composite
def _position(
    draw: st.DrawFn,
    programme: Programme,
    provider: str,
    members: Sequence[Municipality],
    number: int,
    *,
    adversarial: bool,
) -> list[Manager]:
    """One to three managers who hold a position one after the other."""
    keys = [member.ags for member in members]
    continued = programme.continuation
    start = draw(starts(_when(programme), adversarial=adversarial))
    chain: list[Manager] = []
    for place in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        if chain:
            gap = draw(st.sampled_from([1, 1, 1, 2, 40]))
            start = (chain[-1].end or start) + gap * DAY
        material, staff, training = draw(costs())
        manager = Manager(
            f"{draw(texts([], adversarial=True))}-{number + place}" if adversarial else f"M-{number + place + 1:02d}",
            provider=provider,
            fte=draw(ftes(adversarial=adversarial)),
            qualification=draw(st.sampled_from(Qualification)),
            start=start,
            end=start + draw(st.integers(0, 500 if continued is None else 2500)) * DAY,
            serves=draw(st.just(()) | st.lists(st.sampled_from(keys), unique=True)),
            continues=chain[-1].id if chain else None,
            illustrative=draw(st.booleans()),
            material_costs=material,
            staff_costs=staff,
            training_costs=training,
            approved=None if continued is None or chain else draw(_approvals(continued, start)),
        )
        chain.append(manager)
    if draw(st.booleans()):
        chain[-1] = evolve(chain[-1], end=None)
    return chain


def _when(programme: Programme) -> Period:
    """Return the days on which positions start: those of the edition that is continued, else the window."""
    continued = programme.continuation
    return programme.window if continued is None or continued.starts is None else continued.starts


def _approvals(pillar: ContinuationPillar, start: date) -> st.SearchStrategy[date | None]:
    """Approvals before and after the start, and at the edge of what is early enough."""
    around = st.none() | st.dates(start - 300 * DAY, start + 300 * DAY)
    return (
        around
        if pillar.approved_by is None
        else around | st.sampled_from([pillar.approved_by, pillar.approved_by + DAY])
    )


# --- what is calculated


@st.composite
def statements(
    draw: st.DrawFn, programme: Programme | None = None, *, adversarial: bool = False, counted: bool = False
) -> Statement:
    """Statements of cases, over every basis, method and rounding; of the Pakt where no programme is given."""
    programme = programme or pakt()
    basis, method, rounding = draw(splits(programme))
    complete = method is Method.LARGEST_REMAINDER
    case = draw(cases(programme, adversarial=adversarial, complete=complete, counted=counted))
    return calculate(
        programme,
        case.municipalities,
        case.managers,
        districts=case.districts,
        basis=basis,
        expected=draw(st.booleans()),
        rounding=rounding,
        method=method,
        training_in_fixed_amount=draw(st.booleans()),
    )


@st.composite
def splits(draw: st.DrawFn, programme: Programme) -> tuple[Basis, Method, Rounding]:
    """Draw basis, method and rounding that go together in a programme."""
    basis = draw(st.sampled_from(Basis))
    rounds = programme.per_capita.rounds if programme.per_capita is not None else ()
    method = draw(st.sampled_from(Method)) if basis is Basis.POT_SHARE else Method.EACH_ON_ITS_OWN
    cents = any(round_.pot is not None and round_.pot.value is not None and round_.pot.value % 100 for round_ in rounds)
    whole_euros = method is Method.EACH_ON_ITS_OWN or not cents
    return basis, method, draw(st.sampled_from(Rounding)) if whole_euros else Rounding.CENT


@st.composite
def payouts(draw: st.DrawFn, programme: Programme | None = None, *, kind: type[Payout] = Payout) -> Payout:
    """Payouts of statements; `kind`: `PerCapitaPayout` or `GrantPayout`, else either."""
    statement = draw(statements(programme, counted=True))
    found = [payout for payout in statement.payouts if isinstance(payout, kind)]
    assume(found)
    return draw(st.sampled_from(found))


@st.composite
def grants(draw: st.DrawFn, programme: Programme | None = None) -> Grant:
    """Grants of statements."""
    statement = draw(statements(programme, counted=True))
    assume(statement.grants)
    return draw(st.sampled_from(statement.grants))
