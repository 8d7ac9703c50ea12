"""Scenarios and comparisons over generated cases: isolation, exactness, and causes for everything that moves."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from integrationsfoerderung import (
    HeadCount,
    InvalidInput,
    Manager,
    Method,
    Municipality,
    Rounding,
    Statement,
    UnknownFigureError,
    calculate,
    load_programme,
)
from integrationsfoerderung.model.change import SetFigure, SetOptions
from integrationsfoerderung.model.change_of_counts import ScaleCounts, SetCount
from integrationsfoerderung.model.change_of_provision import AddManager, SetProvider
from integrationsfoerderung.scenario import Scenario, as_of, compare
from integrationsfoerderung.testing import cases, changes, programmes, statements
from integrationsfoerderung.testing.assumptions import together

PAKT = load_programme("pakt-fuer-integration")
DAYS = (date(2017, 9, 15), date(2018, 9, 15))
FACTORS = [Decimal(text) for text in ("0", "0.5", "0.9", "1", "1.1", "3")]


class Pair(NamedTuple):
    """A baseline, a scenario that fits it, and the variant; shown by what makes them."""

    baseline: Statement
    scenario: Scenario
    variant: Statement

    def __repr__(self) -> str:
        return f"{self.scenario!r} on {self.baseline.case!r}"


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """A baseline, a scenario that fits it, and the variant."""
    programme = draw(st.sampled_from([PAKT, PAKT, None])) or draw(programmes())
    baseline = draw(statements(programme, adversarial=draw(st.booleans())))
    scenario = together("what if", draw(st.lists(changes(baseline), min_size=1, max_size=4)))
    try:
        return Pair(baseline, scenario, scenario.apply(baseline))
    except InvalidInput:
        # what fits alone: the first change that does
        for change in scenario.changes:
            alone = Scenario("what if", [change])
            try:
                return Pair(baseline, alone, alone.apply(baseline))
            except InvalidInput:
                continue
    nothing = Scenario("nothing")
    return Pair(baseline, nothing, nothing.apply(baseline))


def counted(ags: str, persons: int) -> Municipality:
    """A municipality with a count."""
    return Municipality(ags, ags, head_counts=[HeadCount(DAYS[0], persons)])


class TestScenarios:
    """A scenario is a set of changes; it gives a new statement, and the baseline is untouched (principle 5)."""

    @given(st.data())
    def test_the_baseline_is_untouched(self, data: st.DataObject) -> None:
        baseline = data.draw(statements())
        copy, before = Statement.from_dict(baseline.to_dict()), hash(baseline)
        scenario = together("what if", data.draw(st.lists(changes(baseline), max_size=4)))
        with suppress(InvalidInput):
            scenario.apply(baseline)
        assert baseline == copy
        assert hash(baseline) == before

    @given(statements(adversarial=True))
    def test_the_empty_scenario_equals_the_baseline(self, baseline: Statement) -> None:
        assert Scenario("nothing").apply(baseline) == baseline

    @given(pairs())
    def test_applied_twice_is_applied_once(self, pair: Pair) -> None:
        _, scenario, variant = pair
        repeatable = [change for change in scenario.changes if isinstance(change, SetFigure | SetOptions | SetProvider)]
        again = Scenario(scenario.name, repeatable)
        assert again.apply(variant) == variant

    @given(pairs())
    def test_every_amount_of_a_variant_replays_and_survives_json(self, pair: Pair) -> None:
        variant = pair[2]
        for payout in variant.payouts:
            if payout.amount is not None:
                assert payout.derivation.replay() == payout.amount
        assert Statement.from_dict(variant.to_dict()) == variant

    @given(pairs())
    def test_the_order_of_changes_does_not_matter(self, pair: Pair) -> None:
        baseline, scenario, variant = pair
        assert Scenario(scenario.name, scenario.changes[::-1]).apply(baseline) == variant

    @given(st.data())
    def test_scenarios_on_different_things_commute(self, data: st.DataObject) -> None:
        baseline = data.draw(statements())
        whole = together("what if", data.draw(st.lists(changes(baseline), min_size=2, max_size=4)))
        # what moves the Land's count depends on it, and the order of managers is that of adding them
        apart = [change for change in whole.changes if not getattr(change, "land_too", False)]
        cut = data.draw(st.integers(0, len(apart)))
        one, other = Scenario("what if", apart[:cut]), Scenario("what if", apart[cut:])
        try:
            first = other.apply(one.apply(baseline))
            second = one.apply(other.apply(baseline))
        except InvalidInput:
            return
        assert first == second

    @given(st.data())
    def test_plain_data_and_back_is_equal(self, data: st.DataObject) -> None:
        baseline = data.draw(statements())
        scenario = together("what if", data.draw(st.lists(changes(baseline), max_size=5)))
        assert Scenario.from_dict(scenario.to_dict()) == scenario

    @given(st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats() | st.dates() | st.decimals(),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "changes", "change", "key", "value", "manager"]), inner, max_size=4),
        max_leaves=12,
    ))  # fmt: skip
    def test_any_data_is_read_or_refused(self, data: Any) -> None:
        with suppress(InvalidInput):
            assert isinstance(Scenario.from_dict(data), Scenario)

    @given(st.sampled_from(["set-count", "scale-counts", "set-manager", "set-figure", "set-options", "add-manager"]),
           st.dictionaries(
               st.sampled_from(["place", "persons", "record_date", "factor", "key", "value", "manager", "basis"]),
               st.none() | st.booleans() | st.integers() | st.sampled_from(["08327050", "2017-09-15", "1.1", "x"]),
           ))  # fmt: skip
    def test_any_change_is_read_or_refused(self, kind: str, fields: dict[str, Any]) -> None:
        with suppress(InvalidInput):
            read = Scenario.from_dict({"name": "x", "changes": [{"change": kind, **fields}]})
            assert Scenario.from_dict(read.to_dict()) == read


class TestComparisons:
    """Differences are exact, add up, and have a cause; None where a side is open (R8.8)."""

    @given(statements(adversarial=True))
    def test_a_statement_differs_from_itself_by_nothing(self, statement: Statement) -> None:
        comparison = compare(statement, statement)
        assert all(row.amount == 0 for row in comparison.rows)
        assert (comparison.causes, comparison.changed, comparison.settlements) == ((), (), ())
        assert comparison.total() == 0
        assert comparison.moved_by_others == ()

    @given(pairs())
    def test_rows_are_exact_both_ways_and_say_why_they_are_open(self, pair: Pair) -> None:
        comparison = compare(pair.baseline, pair.variant)
        back = {(row.pillar, row.round, row.key): row.amount for row in compare(pair.variant, pair.baseline).rows}
        for row in comparison.rows:
            other = back.pop((row.pillar, row.round, row.key))
            assert row.amount == (None if other is None else -other)
            if row.amount is None:
                assert row.notes
            elif row.before is not None and row.after is not None:
                assert row.before + row.amount == row.after
        assert back == {}

    @given(pairs())
    def test_differences_add_up_to_the_difference_of_totals(self, pair: Pair) -> None:
        comparison = compare(pair.baseline, pair.variant)
        open_ = {row.key for row in comparison.rows if row.amount is None}
        assert {key for key, amount in comparison.by("municipality").items() if amount is None} == open_
        if None in comparison.by("pillar").values():
            with pytest.raises(UnknownFigureError):
                comparison.total()
        if open_:
            return
        total = comparison.total()
        assert sum(row.amount or 0 for row in comparison.rows) == total
        for dimension in ("municipality", "pillar", "round", "recipient", "year", "area"):
            assert sum(amount or 0 for amount in comparison.by(dimension).values()) == total
        assert total == pair.variant.total(known_only=True) - pair.baseline.total(known_only=True)

    @given(pairs())
    def test_nothing_moves_without_a_cause(self, pair: Pair) -> None:
        comparison = compare(pair.baseline, pair.variant)
        for row in comparison.changed:
            why = comparison.why(row.key, pillar=row.pillar, round=row.round)
            assert why.own or why.others or why.general
            assert "unchanged" not in str(why)
        assert all(str(cause) and cause.before != cause.after for cause in comparison.causes)
        keys = {row.key for row in comparison.rows}
        assert set(comparison.moved_by_others) == {key for key in keys if comparison.why(key).moved_by_others}


class TestFixedPots:
    """Under a fixed pot a change in one municipality moves all others, if the Land's count moves along (R8.7)."""

    @given(statements(), st.data())
    def test_the_lands_count_stays_unless_it_is_told_to_move(self, drawn: Statement, data: st.DataObject) -> None:
        baseline = calculate(PAKT, drawn.municipalities, basis="pot_share")
        places = [place for place in baseline.municipalities if place.count(DAYS[0]) is not None]
        assume(len(places) > 1)
        one = data.draw(st.sampled_from(places))
        count = one.count(DAYS[0])
        assert count is not None
        alone = SetCount(one.ags, DAYS[0], data.draw(st.integers(0, max(count.persons - 1, 0))))
        shares = compare(baseline, Scenario("alone", [alone]).apply(baseline)).by("municipality", round="2017")
        assert all(amount == 0 for key, amount in shares.items() if key != one.ags)
        assume(count.persons < 72_857)  # somebody has to be left in the Land
        along = Scenario("along", [evolve(alone, land_too=True)]).apply(baseline)
        comparison = compare(baseline, along)
        for row in comparison.rows:
            if row.key != one.ags and row.round == "2017" and row.amount is not None:
                assert row.amount >= 0
                assert (row.key in comparison.moved_by_others) is (comparison.why(row.key).amount != 0)

    @given(cases(PAKT, counted=True), st.sampled_from([2, 3, 7]))
    def test_everybody_a_whole_number_of_times_moves_no_share(self, case: Any, factor: int) -> None:
        baseline = calculate(PAKT, case.municipalities, case.managers, basis="pot_share")
        scaled = Scenario("all", [ScaleCounts(factor, land_too=True)]).apply(baseline)
        assert all(row.amount == 0 for row in compare(baseline, scaled).rows if row.round != "2018")

    @given(st.data(), st.sampled_from(FACTORS[1:]))
    def test_the_whole_list_stays_the_whole_land(self, data: st.DataObject, factor: Decimal) -> None:
        case = data.draw(cases(PAKT, complete=True))
        options: dict[str, Any] = {"basis": "pot_share", "method": Method.LARGEST_REMAINDER}
        baseline = calculate(PAKT, case.municipalities, **options)
        scaled = Scenario("all", [ScaleCounts(factor, record_date=DAYS[0], land_too=True)]).apply(baseline)
        assert scaled.total(round="2017") == baseline.total(round="2017") == Decimal("90000000.00")


class TestStages:
    """As of a stage, a statement knows the counts of that stage; the tranche is an advance (R3.4, R8.6)."""

    @given(statements())
    def test_as_of_the_last_stage_it_is_itself(self, statement: Statement) -> None:
        assert as_of(statement, "final") == statement

    @given(statements(), st.sampled_from(["provisional", "interim", "final"]))
    def test_a_stage_is_drawn_once(self, statement: Statement, stage: str) -> None:
        try:
            drawn = as_of(statement, stage)
        except InvalidInput:
            assert statement.method is Method.LARGEST_REMAINDER  # an earlier list is no longer the whole Land
            return
        assert as_of(drawn, stage) == drawn

    @given(statements())
    def test_the_balance_of_the_stages_is_that_of_the_settlement(self, statement: Statement) -> None:
        provisional = as_of(statement, "provisional")
        assert provisional.by("round", pillar="per-capita") == {}
        comparison = compare(provisional, as_of(statement, "final"))
        assert provisional.total(pillar="per-capita") == 0
        for settlement in provisional.settlements:
            assert (settlement.frame, settlement.balance) == (None, None)
        assert comparison.settlements == tuple(one for one in statement.settlements if one.frame is not None)


def test_a_variant_of_a_largest_remainder_is_refused_where_the_list_is_no_longer_whole() -> None:
    places = [counted("08327050", 72_000), counted("08327049", 857)]
    baseline = calculate(PAKT, places, basis="pot_share", method="largest remainder", rounding=Rounding.CENT)
    with pytest.raises(InvalidInput):
        Scenario("fewer", [SetCount("08327050", DAYS[0], 71_999)]).apply(baseline)
    fewer = Scenario("fewer", [SetCount("08327050", DAYS[0], 71_999, land_too=True)]).apply(baseline)
    assert compare(baseline, fewer).total() == 0


def test_managers_added_are_marked() -> None:
    place = counted("08327050", 248)
    baseline = calculate(PAKT, [place])
    manager = Manager("M-1", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))
    variant = Scenario("one", [AddManager(manager)]).apply(baseline)
    assert variant.managers[0].illustrative
    assert compare(baseline, variant).by("municipality") == {"08327050": Decimal("128000.00")}
