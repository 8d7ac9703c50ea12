"""What an ensemble computes for each scenario, and from whose counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

import numpy as np
from attrs import frozen

from ..errors import Problem, refuse
from ..figure import Figure
from ..message import message
from ..model.municipality import Municipality
from ..model.payout import Basis, Stage
from ..model.programme import Programme
from .arrays import Array, counts_of, fits
from .pillars import first_tranches, line_of, management_of, payouts, planning_frames
from .scenarios import Given, Resampled, Scaled, most_drawn

SUBJECT = "bulk.ensemble"


@frozen
class Plan:
    """What is computed for each scenario."""

    what: str
    """Key of the round, or stage of the management pillar."""

    record_date: date
    """The day whose counts decide."""

    land: Figure | None
    """The persons of the whole Land; None where nobody knows them and nothing needs them."""

    threshold: int | None
    """The amount in cents that is of interest where the caller names none."""

    amounts: Callable[[Array, Array], Array]
    """From the persons of some scenarios, and those of the whole Land in each, to whole cents."""

    provisional: bool = False
    """Whether provisional counts decide (R3.4)."""


def plan_of_stage(programme: Programme, stage: Stage) -> Plan:
    """Plan the planning frames of a year, or the first tranches."""
    pillar = management_of(programme, SUBJECT)
    tranche = stage is Stage.FIRST_TRANCHE
    compute = first_tranches if tranche else planning_frames

    def amounts(persons: Array, everyone: Array) -> Array:
        return compute(programme, persons, persons_of_land=everyone, threads=1)

    land = pillar.tranche_persons_of_land if tranche else pillar.persons_of_land
    threshold = None if tranche or pillar.threshold is None else pillar.threshold.whole
    return Plan(stage.value, pillar.record_date, land, threshold, amounts, tranche)


def plan_of_round(programme: Programme, key: str, *, counted: bool, **options: Any) -> Plan:
    """Plan a per-capita round; `counted`: the caller gives the persons of the whole Land."""
    line = line_of(programme, key, options["basis"], SUBJECT, counted=counted, expected=options["expected"])

    def amounts(persons: Array, everyone: Array) -> Array:
        return payouts(programme, persons, round=key, persons_of_land=everyone, threads=1, **options)

    land = line.round.persons_of_land
    needless = line.basis is Basis.ANNOUNCED and land is not None and land.value is None
    return Plan(key, line.round.record_date, None if needless else land, None, amounts)


def persons_of(counts: object, plan: Plan) -> tuple[tuple[str, ...], Array]:
    """Return the keys and persons that a caller gives: by AGS, or as municipalities with head counts."""
    given: dict[object, object] = dict(counts) if isinstance(counts, Mapping) else {}
    problems: list[Problem] = []
    if not isinstance(counts, Mapping):
        for place, one in enumerate(counts if isinstance(counts, Iterable) else [counts]):
            if not isinstance(one, Municipality):
                allowed, remedy = message("persons by AGS, or a list of Municipality"), message("write a dict")
                problems.append(Problem(SUBJECT, f"counts[{place}]", one, allowed, remedy))
                continue
            found = one.provisional_count(plan.record_date) if plan.provisional else one.count(plan.record_date)
            if found is None:
                allowed = message("a head count for {day}", day=plan.record_date)
                remedy = message("give one, or leave the municipality out")
                problems.append(Problem(one.subject, "head_counts", None, allowed, remedy))
            else:
                given[one.ags] = found.persons
    problems += [
        Problem(SUBJECT, "counts", key, message("keys as text"), message("write the AGS as text"))
        for key in given
        if not isinstance(key, str)
    ]
    refuse(SUBJECT, problems)
    return tuple(map(str, given)), counts_of(list(given.values()), "counts", SUBJECT).rows[0]


def scenarios_of(scenarios: object, columns: int) -> Resampled | Scaled | Given:
    """Return how scenarios are drawn: so many resampled, as the caller says, or the caller's own matrix."""
    if isinstance(scenarios, Resampled | Scaled):
        return scenarios
    if isinstance(scenarios, int):
        return Resampled(scenarios)
    rows = counts_of(scenarios, "scenarios", SUBJECT)
    if len(rows.shape) != 2 or rows.columns != columns:
        allowed = message("a row for each scenario with a number for each of the {columns} counts", columns=columns)
        remedy = message("put the columns in the order of the counts")
        refuse(SUBJECT, [Problem(SUBJECT, "scenarios", f"shape {rows.shape}", allowed, remedy)])
    return Given(rows.rows)


def others_of(persons: Array, plan: Plan, persons_of_land: object, kind: Resampled | Scaled | Given) -> int:
    """Return the persons of those who are not listed, which stay as they are in every scenario (R8.7)."""
    listed = int(persons.sum(dtype=object))
    land = persons_of_land
    if land is None:
        land = listed if plan.land is None else plan.land.whole
    problems: list[Problem] = []
    if isinstance(land, bool) or not isinstance(land, int | np.integer) or land < listed:
        allowed = message("a whole number, at least the {listed} persons listed", listed=listed)
        remedy = message("give the count of the whole Land; where it is listed whole: the sum of the counts")
        problems.append(Problem(SUBJECT, "persons_of_land", land, allowed, remedy))
    elif not fits(int(land) + most_drawn(kind, persons)):
        remedy = message("compute such numbers with payouts: it falls back on Python integers")
        problems.append(Problem(SUBJECT, "counts", listed, message("scenarios that 64 bits hold"), remedy))
    refuse(SUBJECT, problems)
    return int(cast("int", land)) - listed


def in_64_bits(cents: Array) -> Array:
    """Refuse amounts that 64 bits do not hold: an ensemble keeps very many of them."""
    if cents.dtype == object:
        allowed, remedy = message("amounts that 64 bits hold"), message("compute such amounts with payouts")
        refuse(SUBJECT, [Problem(SUBJECT, "amounts", f"{int(cents.max())} cents", allowed, remedy)])
    return cents


def whole_problems(value: object, name: str, least: int, most: int = 2**63 - 1) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a whole number in a range, or None."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most):
        allowed = message("a whole number from {least} to {most}", least=least, most=most)
        yield Problem(SUBJECT, name, value, allowed, message("give one, or leave it out"))
