"""Strategies for programmes, their pillars and rounds: variants of the Pakt and of what came after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from ..figure import Figure, Unit
from ..model.manager import Qualification
from ..model.payout_round import PAID_THROUGH, RECIPIENTS, PayoutRound, PerCapitaPillar
from ..model.pillar import APPLICANTS, BudgetPillar, ContinuationPillar, ManagementPillar, Pillar
from ..model.programme import Programme
from ..period import Period
from ._shared import pakt
from .nouns import figures

_CENTS = st.integers(0, 10**8).map(lambda euros: euros * 100) | st.integers(0, 10**10)
_WHOLE_EUROS = st.integers(0, 10**8).map(lambda euros: euros * 100)
_RATES = st.integers(0, 100_000).map(lambda euros: euros * 100) | st.integers(0, 10**7)
_DAYS = tuple(date(year, 9, 15) for year in (2017, 2018, 2019))


@st.composite
def programmes(
    draw: st.DrawFn,
    *,
    unknown: bool = True,
    sparse: bool = False,
    largest: int = 10**6,
    editions: bool = False,
) -> Programme:
    """Variants of the Pakt with other pots, rates, persons, terms and windows; either pillar may be missing.

    Args:
        draw: given by hypothesis.
        unknown: whether rates and state-wide counts of a round may be unknown, in a sparse one fixed amounts too.
        sparse: whether parts of a rule may be missing too: rate or pot, due date, tranche, threshold, least FTE.
        largest: the most persons counted state-wide.
        editions: whether the rules of later editions and of other programmes occur too: positions continued,
            districts paid, persons counted for some years from entry, contested figures, no budget.
    """
    persons = st.integers(1, largest) | st.integers(1, min(largest, 2_000))  # of few persons the frames are large
    everyone = {day: draw(persons) for day in _DAYS}
    pillars: list[Pillar] = []
    kinds = draw(st.sampled_from(["both", "both", "per-capita", "management"]))
    if kinds != "management":
        days = {day: everyone[day] for day in _DAYS[: draw(st.integers(1, 3))]}
        pillars.append(draw(_per_capita(days, unknown=unknown, sparse=sparse, editions=editions)))
    if kinds != "per-capita":
        day = draw(st.sampled_from(_DAYS[:2]))
        base = draw(_management(day, everyone[day], unknown=unknown and sparse, sparse=sparse, contested=editions))
        continues = editions and draw(st.booleans())
        pillars.append(draw(continuation_pillars(base, unknown=unknown)) if continues else base)
    pillars.extend(pillar for pillar in pakt().pillars if isinstance(pillar, BudgetPillar))
    first = draw(st.dates(date(2017, 1, 1), date(2017, 12, 31)))
    window = Period.years(first, draw(st.integers(1, 4)))
    budget = None if editions and draw(st.booleans()) else pakt().budget
    return Programme("variant", "Variant", "Variante", window, budget, pillars, list(_figures_of(pillars)))


def payout_rounds(*, unknown: bool = True, sparse: bool = True) -> st.SearchStrategy[PayoutRound]:
    """Single payout rounds of 2017; arguments as of `programmes`."""
    made = st.integers(1, 10**6)
    return made.flatmap(lambda everyone: _rounds(_DAYS[0], everyone, [], unknown=unknown, sparse=sparse))


def per_capita_pillars(*, unknown: bool = True, sparse: bool = True) -> st.SearchStrategy[PerCapitaPillar]:
    """Per-capita pillars of one to three rounds, that pay municipalities or districts; arguments as of `programmes`."""
    persons = st.lists(st.integers(1, 10**6), min_size=1, max_size=3)
    days = persons.map(lambda counts: dict(zip(_DAYS, counts, strict=False)))
    return days.flatmap(lambda known: _per_capita(known, unknown=unknown, sparse=sparse, editions=True))


def management_pillars(*, unknown: bool = True, sparse: bool = True) -> st.SearchStrategy[ManagementPillar]:
    """Management pillars; arguments as of `programmes`."""
    made = st.tuples(st.sampled_from(_DAYS[:2]), st.integers(1, 10**6))
    return made.flatmap(lambda one: _management(*one, unknown=unknown, sparse=sparse, contested=unknown))


@st.composite
def continuation_pillars(
    draw: st.DrawFn, base: ManagementPillar | None = None, *, unknown: bool = True
) -> ContinuationPillar:
    """Continuation pillars: of an edition whose management pillar is given, or by themselves (R8.12).

    Args:
        draw: given by hypothesis.
        base: the pillar that may be continued: its frames then divide a grant.
        unknown: whether fixed amounts may be unknown or contested.
    """

    def years(name: str, values: st.SearchStrategy[int]) -> Figure:
        return draw(figures(Unit.YEARS, values=values, unknown=False, key=f"management.{name}", label=name))

    days = st.none() | st.dates(date(2018, 6, 1), date(2019, 6, 30))
    until = draw(st.none() | st.dates(date(2017, 6, 1), date(2026, 12, 31)))
    budget = figures(Unit.EUR, values=_WHOLE_EUROS, key="management.budget", label="budget of the pillar")
    return ContinuationPillar(
        "management",
        "Continuation",
        "Weiterförderung",
        draw(st.none() | budget),
        fixed_amounts=draw(_fixed_amounts(unknown=unknown, contested=unknown)),
        after=years("after", st.integers(0, 2) | st.integers(0, 6)) if draw(st.booleans()) else None,
        term=years("term", st.integers(1, 6)) if until is None or draw(st.booleans()) else None,
        until=until,
        approved_by=draw(days),
        most_fte_on=draw(days),
        applicants=draw(st.sampled_from([APPLICANTS[0], *APPLICANTS])),
        base=base if draw(st.booleans()) else None,
        starts=draw(st.none() | st.dates(date(2017, 1, 1), date(2017, 12, 31)).map(lambda day: Period.years(day, 2))),
    )


@st.composite
def budget_pillars(draw: st.DrawFn) -> BudgetPillar:
    """Pillars that are paid by no key: budget rows only (R4)."""
    names = draw(st.lists(st.sampled_from(["language", "school", "engagement"]), unique=True))
    rows = [draw(figures(Unit.EUR, values=_WHOLE_EUROS, key=f"other.{name}", label=name)) for name in names]
    budget = figures(Unit.EUR, values=_WHOLE_EUROS, key="other.budget", label="budget of the pillar")
    return BudgetPillar("other", "Other measures", "Weitere Maßnahmen", draw(st.none() | budget), rows)


@st.composite
def _per_capita(
    draw: st.DrawFn, everyone: dict[date, int], *, unknown: bool, sparse: bool, editions: bool
) -> PerCapitaPillar:
    rounds: list[PayoutRound] = []
    for day, persons in everyone.items():
        rounds.append(draw(_rounds(day, persons, rounds, unknown=unknown, sparse=sparse, contested=editions)))
    budget = draw(figures(Unit.EUR, unknown=False, key="per-capita.budget", label="budget of the pillar"))
    others = draw(_other_rules()) if editions else {}
    return PerCapitaPillar("per-capita", "Per-capita", "Kopfpauschale", budget, rounds, **others)


@st.composite
def _other_rules(draw: st.DrawFn) -> dict[str, Any]:
    """Who is paid and counted, by way of whom, in programmes other than the Pakt."""
    path = "per-capita"
    recipients = draw(st.sampled_from([RECIPIENTS[0], *RECIPIENTS]))
    everyone = figures(Unit.COUNT, values=st.integers(1, 3), unknown=False, key=f"{path}.everyone", label="recipients")
    years = figures(Unit.YEARS, values=st.integers(1, 4), unknown=False, key=f"{path}.years_from_entry", label="years")
    return {
        "recipients": recipients,
        "paid_through": draw(st.sampled_from(PAID_THROUGH)),
        "everyone": draw(everyone | st.none()),
        "years_from_entry": draw(years | st.none()) if recipients == "municipality" else None,
    }


@st.composite
def _rounds(
    draw: st.DrawFn,
    day: date,
    everyone: int,
    earlier: Sequence[PayoutRound],
    *,
    unknown: bool,
    sparse: bool,
    contested: bool = False,
) -> PayoutRound:
    key = str(day.year)
    path = f"per-capita.{key}"
    contested = contested and unknown
    repeats = draw(st.none() | st.sampled_from([round_.key for round_ in earlier])) if earlier else None
    factor = figures(Unit.COUNT, values=st.integers(0, 3), unknown=False, key=f"{path}.factor", label="how many times")
    pot = draw(figures(Unit.EUR, values=_CENTS, unknown=contested, key=f"{path}.pot", label="pot of the round"))
    rates = st.integers(0, 10**6)
    rate = draw(figures(Unit.EUR, values=rates, unknown=unknown, contested=contested, key=f"{path}.rate", label="rate"))
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
def _management(
    draw: st.DrawFn, day: date, everyone: int, *, unknown: bool, sparse: bool, contested: bool = False
) -> ManagementPillar:
    def figure(name: str, unit: Unit, values: st.SearchStrategy[int]) -> Figure:
        return draw(figures(unit, values=values, unknown=False, key=f"management.{name}", label=name))

    absent = draw(st.sets(st.sampled_from(["tranche", "threshold", "least_fte"]))) if sparse else set()
    tranche_persons = figure("tranche_persons_of_land", Unit.PERSONS, st.integers(1, 10**6))
    threshold = figure("threshold", Unit.EUR, st.integers(0, 10**7))
    least_fte = figure("least_fte", Unit.FTE, st.sampled_from([250_000, 0, 500_000]))
    return ManagementPillar(
        "management",
        "Integration management",
        "Integrationsmanagement",
        figure("budget", Unit.EUR, _WHOLE_EUROS),
        record_date=day,
        pot=figure("pot", Unit.EUR, _WHOLE_EUROS),
        persons_of_land=figure("persons_of_land", Unit.PERSONS, st.just(everyone)),
        tranche_pot=None if "tranche" in absent else figure("tranche_pot", Unit.EUR, _WHOLE_EUROS),
        tranche_persons_of_land=None if "tranche" in absent else tranche_persons,
        fixed_amounts=draw(_fixed_amounts(unknown=unknown, contested=contested and unknown)),
        term=figure("term", Unit.YEARS, st.integers(1, 4)),
        threshold=None if "threshold" in absent else threshold,
        least_fte=None if "least_fte" in absent else least_fte,
    )


@st.composite
def _fixed_amounts(draw: st.DrawFn, *, unknown: bool, contested: bool) -> tuple[tuple[Qualification, Figure], ...]:
    amounts = []
    for one in Qualification:
        key, label = f"management.fixed_amounts.{one.value}", f"fixed_amounts.{one.value}"
        amount = figures(Unit.EUR, values=_RATES, unknown=unknown, contested=contested, key=key, label=label)
        amounts.append((one, draw(amount)))
    return tuple(amounts)


def _figures_of(value: object) -> Iterator[Figure]:
    """Yield every figure with a key inside a noun or a list of nouns, each key once."""
    seen: set[str] = set()
    for figure in _all_figures_of(value):
        if figure.key not in seen:
            seen.add(figure.key)
            yield figure


def _all_figures_of(value: object) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield from [value] if value.key else []
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _all_figures_of(item)
    else:
        for attribute in getattr(type(value), "__attrs_attrs__", ()):
            yield from _all_figures_of(getattr(value, attribute.name))
