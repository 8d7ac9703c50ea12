"""Strategies for what-if: changes, scenarios of them, and variants held against a baseline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ..errors import InvalidInput
from ..figure import Figure, Unit
from ..model.change import Change, SetFigure, SetOptions
from ..model.change_of_counts import ScaleCounts, SetCount
from ..model.change_of_provision import AddManager, RemoveManager, SetManager, SetProvider
from ..model.comparison import Comparison
from ..model.figure_paths import assumable_of, leaves_of
from ..model.payout import Basis
from ..model.statement import Statement
from ..scenario import Scenario, compare
from ._shared import RECORD_DATES
from .nouns import managers
from .situations import statements

_FACTORS = [Decimal(text) for text in ("0", "0.5", "0.9", "1", "1.1", "3")]
_VALUES: dict[Unit, st.SearchStrategy[Any]] = {
    Unit.EUR: st.integers(0, 10**6).map(Decimal) | st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100),
    Unit.PERSONS: st.integers(1, 200_000),
    Unit.YEARS: st.integers(1, 6),
    Unit.COUNT: st.integers(0, 3),
    Unit.FTE: st.sampled_from([Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal(1)]),
    Unit.DAY: st.dates(date(2016, 1, 1), date(2019, 12, 31)) | st.sampled_from(RECORD_DATES),
}
_OPTIONS: list[dict[str, Any]] = [
    {"basis": Basis.POT_SHARE},
    {"basis": "announced"},
    {"expected": True},
    {"rounding": "euro"},
    {"training_in_fixed_amount": False},
]
_DETAILS: dict[str, st.SearchStrategy[Any]] = {
    "fte": st.sampled_from([Decimal("0.25"), Decimal("0.1"), Decimal(1)]),
    "qualification": st.sampled_from(["degree", "vocational"]),
    "start": st.dates(date(2016, 1, 1), date(2020, 1, 1)),
    "staff_costs": st.integers(0, 10**6).map(Decimal),
}


@st.composite
def changes(draw: st.DrawFn, baseline: Statement | None = None, *, kind: type | None = None) -> Change:
    """One change of any kind to a statement; it need not fit with the case.

    Args:
        draw: given by hypothesis.
        baseline: the statement whose places, managers and figures are changed; None: any of the Pakt.
        kind: the kind of change, such as `SetCount`; None: any that the baseline has something for.
    """
    baseline = draw(statements()) if baseline is None else baseline
    ids = [manager.id for manager in baseline.managers]
    kinds = [SetCount, ScaleCounts, SetProvider, AddManager, SetFigure, SetOptions]
    wanted = kind or draw(st.sampled_from([*kinds, *([RemoveManager, SetManager] if ids else [])]))
    if wanted in (RemoveManager, SetManager):
        return draw(_of_manager(ids or ["M-01"], wanted))
    if wanted is SetFigure:
        leaves = {key: leaf for key, leaf in assumable_of(baseline.programme).items() if _unit(leaf) in _VALUES}
        key = draw(st.sampled_from(sorted(leaves)))
        return SetFigure(key, draw(_VALUES[_unit(leaves[key])]))
    if wanted is SetOptions:
        return SetOptions(**draw(st.sampled_from(_OPTIONS)))
    place = draw(st.sampled_from(baseline.municipalities))
    if wanted is SetCount:
        paths = leaves_of(baseline.programme).items()
        days = sorted({_day(leaf) for path, leaf in paths if path.endswith("record_date")} or RECORD_DATES)
        day = draw(st.sampled_from(days))
        return SetCount(place.ags, day, draw(st.integers(0, 400)), land_too=draw(st.booleans()))
    if wanted is ScaleCounts:
        chosen = draw(st.sampled_from([[], [place.ags]]))
        return ScaleCounts(draw(st.sampled_from(_FACTORS)), places=chosen, land_too=draw(st.booleans()))
    if wanted is SetProvider:
        providers = [None, place.district, *(one.ags for one in baseline.municipalities)]
        return SetProvider(place.ags, None if place.ags.endswith("000") else draw(st.sampled_from(providers)))
    return AddManager(evolve(draw(managers(place.provider_key)), id="more"))


@st.composite
def _of_manager(draw: st.DrawFn, ids: list[str], kind: type) -> Change:
    if kind is RemoveManager:
        return RemoveManager(draw(st.sampled_from(ids)))
    name = draw(st.sampled_from(sorted(_DETAILS)))
    return SetManager(draw(st.sampled_from(ids)), **{name: draw(_DETAILS[name])})


def _unit(leaf: Figure | date) -> Unit:
    return leaf.unit if isinstance(leaf, Figure) else Unit.DAY


def _day(leaf: Figure | date) -> date:
    return leaf.day if isinstance(leaf, Figure) else leaf


def together(name: str, wanted: Iterable[Change]) -> Scenario:
    """Return a scenario of as many of the changes as do not set the same things."""
    taken: list[Change] = []
    for change in wanted:
        try:
            Scenario(name, [*taken, change])
        except InvalidInput:
            continue
        taken.append(change)
    return Scenario(name, taken)


@st.composite
def scenarios(draw: st.DrawFn, baseline: Statement | None = None, *, fitting: bool = True) -> Scenario:
    """Scenarios of a statement.

    Args:
        draw: given by hypothesis.
        baseline: the statement; None: any of the Pakt.
        fitting: whether `apply` takes the scenario: then only changes that fit the baseline are in it.
    """
    baseline = draw(statements()) if baseline is None else baseline
    scenario = together("what if", draw(st.lists(changes(baseline), min_size=1, max_size=4)))
    alone = [Scenario("what if", [change]) for change in scenario.changes]
    tried = [scenario, *alone, Scenario("nothing")] if fitting else [scenario]
    return next(one for one in tried if not fitting or _applies(one, baseline))


def _applies(scenario: Scenario, baseline: Statement) -> bool:
    try:
        scenario.apply(baseline)
    except InvalidInput:
        return False
    return True


@st.composite
def comparisons(draw: st.DrawFn, baseline: Statement | None = None) -> Comparison:
    """Variants held against a statement; None: any of the Pakt."""
    baseline = draw(statements()) if baseline is None else baseline
    return compare(baseline, draw(scenarios(baseline)).apply(baseline))
