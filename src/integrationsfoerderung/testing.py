"""Hypothesis strategies for tests: those of programs that use this library, and its own.

A strategy makes valid objects; `cases` makes municipalities and managers that fit together and can be calculated. Each
has a realistic mode (places of the Land, plausible numbers) and an adversarial one (edges, strange texts, huge and tiny
numbers). Needs hypothesis: `pip install 'integrationsfoerderung[test]'`.

>>> from hypothesis import find
>>> find(cases(), lambda case: len(case.managers) == 1).managers[0].fte > 0
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from attrs import evolve

from .apportionment import Method
from .calculation import calculate
from .catalogue.loader import load_programme
from .errors import MissingExtra
from .figure import FTE, Figure, Unit
from .model.case import Case
from .model.manager import Manager, Qualification
from .model.municipality import CountStatus, HeadCount, Municipality
from .model.payout import Basis
from .model.pillar import BudgetPillar, ManagementPillar, PayoutRound, PerCapitaPillar, Pillar
from .model.programme import Programme
from .model.source import Source, Status
from .model.statement import Statement
from .money import Rounding, in_euros
from .period import Period
from .register import districts, municipalities_of

try:
    from hypothesis import strategies as st
except ImportError as _error:
    raise MissingExtra("integrationsfoerderung.testing", "test") from _error

__all__ = [
    "amounts",
    "cases",
    "figures",
    "head_counts",
    "managers",
    "municipalities",
    "periods",
    "programmes",
    "register",
    "sources",
    "statements",
]

_DAY = timedelta(days=1)
_RECORD_DATES = (date(2017, 9, 15), date(2018, 9, 15))
_COUNTED = (CountStatus.FINAL, CountStatus.INTERIM, CountStatus.ILLUSTRATIVE)
_FTE = [Decimal(text) for text in ("1", "0.5", "0.75", "0.6", "0.25", "0.8")]
_STRANGE = ["<script>1</script>", "=cmd|' /C calc'!A0", "../../x", "\u202etxt", "nul\x00nul", "{text}", "ß" * 300]


# --- single nouns


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
        title=_texts(["Trossinger Zeitung", "§ 29d FAG", "GRDrs 341/2019"], adversarial=adversarial),
        url=_texts(["landesrecht-bw.de", "https://example.org/a?b=c"], adversarial=adversarial) | st.just(""),
        date=st.none() | st.dates(),
    )


@st.composite
def figures(
    draw: st.DrawFn,
    unit: Unit | None = None,
    *,
    values: st.SearchStrategy[int] | None = None,
    unknown: bool = True,
    key: str = "",
    label: str = "a figure",
) -> Figure:
    """Leaves as a programme has them: with status, source and clause, and where unknown without a value."""
    unit = unit or draw(st.sampled_from([one for one in Unit if one is not Unit.EXACT_EUR]))
    if values is None:
        values = st.dates().map(date.toordinal) if unit is Unit.DAY else st.integers(0, 10**12)
    statuses = [Status.PUBLISHED, Status.INFERRED, Status.EXPECTED, *([Status.UNKNOWN] if unknown else [])]
    status = draw(st.sampled_from(statuses))
    return Figure(
        None if status is Status.UNKNOWN else draw(values),
        unit,
        label,
        key=key,
        clause="R2.4",
        source=Source("made for a test"),
        status=status,
        note="made for a test",
        look="nowhere: it is made for a test" if status is Status.UNKNOWN else "",
    )


def head_counts(*, largest: int = 500) -> st.SearchStrategy[HeadCount]:
    """Head counts of up to `largest` persons, most at the record dates of the Pakt."""
    return st.builds(
        HeadCount,
        st.sampled_from(_RECORD_DATES) | st.dates(date(2017, 1, 1), date(2018, 12, 31)),
        st.integers(0, largest),
        st.sampled_from(CountStatus),
    )


@st.composite
def municipalities(draw: st.DrawFn, *, adversarial: bool = False) -> Municipality:
    """Single municipalities with head counts and a provider; for those that fit together see `cases`."""
    place = draw(_places(adversarial=adversarial))
    counts = draw(st.lists(head_counts(), max_size=3, unique_by=lambda count: (count.record_date, count.status)))
    providers = [None, place.ags] if place.ags.endswith("000") else [None, place.ags, place.district, "08327050"]
    return evolve(
        place,
        head_counts=counts,
        provider=draw(st.sampled_from(providers)),
        area=draw(st.none() | _texts(["Donau-Heuberg", "Raumschaft Nord"], adversarial=adversarial)),
        cost_share=draw(st.none() | st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)),
    )


@st.composite
def managers(draw: st.DrawFn, provider: str = "08327050", *, adversarial: bool = False) -> Manager:
    """Single managers of a provider; for positions continued by successors see `cases`."""
    first, last = date(2017, 4, 27), date(2019, 4, 26)
    start = draw(_starts(Period(first, last), adversarial=adversarial))
    material, staff, training = draw(_costs())
    return Manager(
        draw(_texts(["M-01", "M-02", "anna"], adversarial=adversarial)),
        provider=provider,
        fte=draw(_ftes(adversarial=adversarial)),
        qualification=draw(st.sampled_from(Qualification)),
        start=start,
        end=draw(st.none() | st.integers(0, 1000).map(lambda days: start + days * _DAY)),
        material_costs=material,
        staff_costs=staff,
        training_costs=training,
    )


def _texts(realistic: Sequence[str], *, adversarial: bool) -> st.SearchStrategy[str]:
    return _strange_texts() if adversarial else st.sampled_from(realistic)


# Strategies that many draws share are made once: hypothesis examines each new one.


@cache
def _pakt() -> Programme:
    return load_programme("pakt-fuer-integration")


@cache
def _strange_texts() -> st.SearchStrategy[str]:
    return st.sampled_from(_STRANGE) | st.text(min_size=1, max_size=20).filter(str.strip)


@cache
def _ftes(*, adversarial: bool) -> st.SearchStrategy[Decimal]:
    realistic = st.sampled_from(_FTE)
    return realistic | st.integers(1, FTE).map(lambda units: Decimal(f"{units}e-6")) if adversarial else realistic


@cache
def _starts(window: Period, *, adversarial: bool) -> st.SearchStrategy[date]:
    inside = st.dates(window.first, window.last)
    if not adversarial:
        return inside
    edges = [window.first, window.last, window.first - _DAY, window.last + _DAY]
    return inside | st.sampled_from(edges) | st.dates(window.first - 400 * _DAY, window.last + 400 * _DAY)


@cache
def _costs() -> st.SearchStrategy[tuple[Decimal | None, Decimal | None, Decimal]]:
    """Material, staff and training costs."""
    cost = st.none() | amounts(200_000)
    return st.tuples(cost, cost, st.just(Decimal(0)) | amounts(5_000))


@cache
def _register() -> Mapping[str, tuple[Municipality, ...]]:
    return {district.key: municipalities_of(district.key) for district in districts()}


@cache
def _places(*, adversarial: bool) -> st.SearchStrategy[Municipality]:
    if adversarial:
        keys = st.integers(0, 10**8 - 1).map(lambda number: f"{number:08d}") | st.just("08111000")
        return st.builds(Municipality, keys, _strange_texts())
    return st.sampled_from([place for places in _register().values() for place in places])


# --- programmes


@st.composite
def programmes(draw: st.DrawFn, *, unknown: bool = True, sparse: bool = False, largest: int = 10**6) -> Programme:
    """Variants of the Pakt with other pots, rates, persons, terms and windows; either pillar may be missing.

    Args:
        draw: given by hypothesis.
        unknown: whether rates and state-wide counts of a round may be unknown, in a sparse one fixed amounts too.
        sparse: whether parts of a rule may be missing too: rate or pot, due date, tranche, threshold, least FTE.
        largest: the most persons counted state-wide.
    """
    everyone = {day: draw(st.integers(1, largest)) for day in (date(year, 9, 15) for year in (2017, 2018, 2019))}
    pillars: list[Pillar] = []
    kinds = draw(st.sampled_from(["both", "both", "per-capita", "management"]))
    if kinds != "management":
        days = list(everyone)[: draw(st.integers(1, 3))]
        rounds: list[PayoutRound] = []
        for day in days:
            rounds.append(draw(_rounds(day, everyone[day], rounds, unknown=unknown, sparse=sparse)))
        budget = draw(figures(Unit.EUR, unknown=False, key="per-capita.budget", label="budget of the pillar"))
        pillars.append(PerCapitaPillar("per-capita", "Per-capita", "Kopfpauschale", budget, rounds))
    if kinds != "per-capita":
        day = draw(st.sampled_from(list(everyone)[:2]))
        pillars.append(draw(_management(day, everyone[day], unknown=unknown and sparse, sparse=sparse)))
    pillars.extend(pillar for pillar in _pakt().pillars if isinstance(pillar, BudgetPillar))
    first = draw(st.dates(date(2017, 1, 1), date(2017, 12, 31)))
    window = Period.years(first, draw(st.integers(1, 4)))
    return Programme("variant", "Variant", "Variante", window, _pakt().budget, pillars, list(_figures_of(pillars)))


@st.composite
def _rounds(
    draw: st.DrawFn, day: date, everyone: int, earlier: list[PayoutRound], *, unknown: bool, sparse: bool
) -> PayoutRound:
    key = str(day.year)
    path = f"per-capita.{key}"
    repeats = draw(st.none() | st.sampled_from([round_.key for round_ in earlier])) if earlier else None
    factor = figures(Unit.COUNT, values=st.integers(0, 3), unknown=False, key=f"{path}.factor", label="how many times")
    cents = st.integers(0, 10**8).map(lambda euros: euros * 100) | st.integers(0, 10**10)
    pot = draw(figures(Unit.EUR, values=cents, unknown=False, key=f"{path}.pot", label="pot of the round"))
    rate = draw(figures(Unit.EUR, values=st.integers(0, 10**6), unknown=unknown, key=f"{path}.rate", label="rate"))
    rules = draw(st.sampled_from(["both", "rate", "pot"])) if sparse else "both"
    due = st.just(date(day.year, 12, 10)) | st.dates(day, date(day.year + 1, 6, 30))
    return PayoutRound(
        key,
        record_date=day,
        due=draw(due | st.none() if sparse else due),
        pot=None if rules == "rate" else pot,
        rate=None if rules == "pot" else rate,
        persons_of_land=draw(
            figures(Unit.PERSONS, values=st.just(everyone), unknown=unknown, key=f"{path}.persons_of_land",
                    label="counted persons of the whole Land")
        ),
        repeats=repeats,
        factor=None if repeats is None else draw(factor),
    )  # fmt: skip


@st.composite
def _management(draw: st.DrawFn, day: date, everyone: int, *, unknown: bool, sparse: bool) -> ManagementPillar:
    def figure(name: str, unit: Unit, values: st.SearchStrategy[int], *, unknown: bool = False) -> Figure:
        return draw(figures(unit, values=values, unknown=unknown, key=f"management.{name}", label=name))

    pots = st.integers(0, 10**8).map(lambda euros: euros * 100)
    rates = st.integers(0, 100_000).map(lambda euros: euros * 100) | st.integers(0, 10**7)
    absent = draw(st.sets(st.sampled_from(["tranche", "threshold", "least_fte"]))) if sparse else set()
    tranche_persons = figure("tranche_persons_of_land", Unit.PERSONS, st.integers(1, 10**6))
    threshold = figure("threshold", Unit.EUR, st.integers(0, 10**7))
    least_fte = figure("least_fte", Unit.FTE, st.sampled_from([250_000, 0, 500_000]))
    return ManagementPillar(
        "management",
        "Integration management",
        "Integrationsmanagement",
        figure("budget", Unit.EUR, pots),
        record_date=day,
        pot=figure("pot", Unit.EUR, pots),
        persons_of_land=figure("persons_of_land", Unit.PERSONS, st.just(everyone)),
        tranche_pot=None if "tranche" in absent else figure("tranche_pot", Unit.EUR, pots),
        tranche_persons_of_land=None if "tranche" in absent else tranche_persons,
        fixed_amounts=tuple(
            (qualification, figure(f"fixed_amounts.{qualification.value}", Unit.EUR, rates, unknown=unknown))
            for qualification in Qualification
        ),
        term=figure("term", Unit.YEARS, st.integers(1, 4)),
        threshold=None if "threshold" in absent else threshold,
        least_fte=None if "least_fte" in absent else least_fte,
    )


def _figures_of(value: object) -> Iterator[Figure]:
    """Yield every figure with a key inside a noun or a list of nouns."""
    if isinstance(value, Figure):
        yield from [value] if value.key else []
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _figures_of(item)
    else:
        for attribute in getattr(type(value), "__attrs_attrs__", ()):
            yield from _figures_of(getattr(value, attribute.name))


# --- cases


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
    """Municipalities and managers that fit together: alone, in groups with a lead, with their Landkreis, Stadtkreise.

    No more persons than the whole Land counted, so `calculate` takes every case.

    Args:
        draw: given by hypothesis.
        programme: whose record dates and limits count; None: the Pakt.
        adversarial: edge days, strange texts, huge and tiny numbers, several counts for a day, leads not listed.
        complete: list the whole Land, as largest remainder needs it (R8.7).
        counted: give every municipality a count for every record date.
        most: the most municipalities.
    """
    programme = programme or _pakt()
    of_the_land = _places(adversarial=adversarial)
    places = draw(st.lists(of_the_land, min_size=1, max_size=most, unique_by=lambda place: place.ags))
    if not adversarial:
        places += draw(_neighbours(places))
    listed = draw(_with_providers(places, adversarial=adversarial))
    counts = draw(_counts(programme, len(listed), adversarial=adversarial, complete=complete, counted=counted))
    listed = [evolve(one, head_counts=given) for one, given in zip(listed, counts, strict=True)]
    listed = draw(st.permutations(listed))
    people: list[Manager] = []
    groups: dict[str, list[Municipality]] = {}
    for one in listed:
        groups.setdefault(one.provider_key, []).append(one)
    for provider, members in groups.items():
        for _ in range(draw(st.integers(0, 2))):
            people.extend(draw(_position(programme, provider, members, len(people), adversarial=adversarial)))
    return Case(listed, draw(st.permutations(people)), name="made for a test")


@st.composite
def _neighbours(draw: st.DrawFn, places: Sequence[Municipality]) -> list[Municipality]:
    """One more municipality of some of the districts, so that some can share a provider."""
    districts_ = draw(st.sets(st.sampled_from([place.district for place in places])))
    more = [draw(st.sampled_from(_register()[key])) for key in sorted(districts_)]
    return [place for place in more if place.ags not in [other.ags for other in places]]


@st.composite
def _with_providers(draw: st.DrawFn, places: list[Municipality], *, adversarial: bool) -> list[Municipality]:
    leads = [place.ags for place in places if draw(st.booleans())]
    if adversarial:
        leads.append("08999001")
    chosen: list[Municipality] = []
    for place in places:
        choices = [None, place.ags] if place.ags in leads or place.ags.endswith("000") else [
            None, place.district, *(lead for lead in leads if not lead.endswith("000")),
        ]  # fmt: skip
        chosen.append(evolve(place, provider=draw(st.sampled_from(choices))))
    groups: dict[str, list[Municipality]] = {}
    for place in chosen:
        groups.setdefault(place.provider_key, []).append(place)
    made: list[Municipality] = []
    for number, (provider, members) in enumerate(groups.items()):
        areas = [None, None, f"Raumschaft {provider} A", f"Raumschaft {provider} B"]
        if adversarial:
            areas.append(f"{number}{draw(_texts([], adversarial=True))}")
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


def _limits(programme: Programme) -> dict[date, int]:
    """Return the persons of the whole Land by record date, a million where no figure limits them."""
    found: list[tuple[date, Figure | None]] = []
    if programme.per_capita is not None:
        found += [(round_.record_date, round_.persons_of_land) for round_ in programme.per_capita.rounds]
    if programme.management is not None:
        found.append((programme.management.record_date, programme.management.persons_of_land))
    limits: dict[date, int] = {}
    for day, figure in found:
        limit = 10**6 if figure is None or figure.value is None else figure.value
        limits[day] = min(limit, limits.get(day, limit))
    return limits


@st.composite
def _counts(
    draw: st.DrawFn, programme: Programme, size: int, *, adversarial: bool, complete: bool, counted: bool
) -> list[list[HeadCount]]:
    """Head counts of each municipality, together within the limits of the whole Land."""
    found: list[list[HeadCount]] = [[] for _ in range(size)]
    for day, everyone in _limits(programme).items():
        if not counted and not complete and not draw(st.integers(0, 3)):
            continue  # a record date for which nobody has a count (R8.8)
        left = everyone
        for place in range(size):
            if not counted and not complete and not draw(st.integers(0, 5)):
                continue
            persons = draw(st.integers(0, left if adversarial else min(left, 400)))
            if complete and place == size - 1:
                persons = left
            left -= persons
            status = draw(st.sampled_from(_COUNTED))
            found[place].append(HeadCount(day, persons, status))
            if adversarial and status is CountStatus.FINAL and draw(st.booleans()):
                found[place].append(HeadCount(day, draw(st.integers(0, 10**9)), CountStatus.INTERIM))
    pillar = programme.management
    if pillar is not None:
        limit = pillar.tranche_persons_of_land
        left, day = 10**6 if limit is None or limit.value is None else limit.value, pillar.record_date
        for place in range(size):
            if draw(st.booleans()):
                persons = draw(st.integers(0, left if adversarial else min(left, 400)))
                left -= persons
                earlier = draw(st.dates(date(day.year, 1, 2), day))
                found[place].append(HeadCount(earlier, persons, CountStatus.PROVISIONAL))
                if adversarial and draw(st.booleans()):  # superseded, or of another year
                    other = draw(st.sampled_from([date(day.year, 1, 1), date(day.year - 1, 12, 31), day + _DAY]))
                    found[place].append(HeadCount(other, draw(st.integers(0, 10**9)), CountStatus.PROVISIONAL))
    return found


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
    start = draw(_starts(programme.window, adversarial=adversarial))
    chain: list[Manager] = []
    for place in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        if chain:
            gap = draw(st.sampled_from([1, 1, 1, 2, 40]))
            start = (chain[-1].end or start) + gap * _DAY
        material, staff, training = draw(_costs())
        manager = Manager(
            f"{draw(_texts([], adversarial=True))}{number + place}" if adversarial else f"M-{number + place + 1:02d}",
            provider=provider,
            fte=draw(_ftes(adversarial=adversarial)),
            qualification=draw(st.sampled_from(Qualification)),
            start=start,
            end=start + draw(st.integers(0, 500)) * _DAY,
            serves=draw(st.just(()) | st.lists(st.sampled_from(keys), unique=True)),
            continues=chain[-1].id if chain else None,
            illustrative=draw(st.booleans()),
            material_costs=material,
            staff_costs=staff,
            training_costs=training,
        )
        chain.append(manager)
    if draw(st.booleans()):
        chain[-1] = evolve(chain[-1], end=None)
    return chain


@st.composite
def statements(draw: st.DrawFn, programme: Programme | None = None, *, adversarial: bool = False) -> Statement:
    """Statements of cases, over every basis, method and rounding; of the Pakt where no programme is given."""
    programme = programme or _pakt()
    basis = draw(st.sampled_from(Basis))
    rounds = programme.per_capita.rounds if programme.per_capita is not None else ()
    method = draw(st.sampled_from(Method)) if basis is Basis.POT_SHARE else Method.EACH_ON_ITS_OWN
    cents = any(round_.pot is not None and round_.pot.value is not None and round_.pot.value % 100 for round_ in rounds)
    whole_euros = method is Method.EACH_ON_ITS_OWN or not cents
    rounding = draw(st.sampled_from(Rounding)) if whole_euros else Rounding.CENT
    case = draw(cases(programme, adversarial=adversarial, complete=method is Method.LARGEST_REMAINDER))
    return calculate(
        programme,
        case.municipalities,
        case.managers,
        basis=basis,
        expected=draw(st.booleans()),
        rounding=rounding,
        method=method,
        training_in_fixed_amount=draw(st.booleans()),
    )


def register() -> None:
    """Make `st.from_type` know the nouns; the `hypothesis` entry point calls it when hypothesis is imported."""
    for noun, strategy in {
        Case: cases(),
        Figure: figures(),
        HeadCount: head_counts(),
        Manager: managers(),
        Municipality: municipalities(),
        Period: periods(),
        Programme: programmes(),
        Source: sources(),
        Statement: statements(),
    }.items():
        st.register_type_strategy(noun, strategy)
