"""The statement: totals, sums by dimension, order, purity, derivations and round trips."""

import copy
import json
import pickle
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Basis,
    Case,
    Figure,
    GrantPayout,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    PerCapitaPayout,
    Programme,
    Statement,
    Unit,
    UnknownFigureError,
    calculate,
    load_programme,
)
from integrationsfoerderung.model.statement import DIMENSIONS
from integrationsfoerderung.testing import cases, programmes, statements

# A failing example is printed whole, however long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

PAKT = load_programme("pakt-fuer-integration")
R2017 = date(2017, 9, 15)

any_statement = st.one_of(
    statements(),
    statements(adversarial=True),
    programmes(sparse=True).flatmap(lambda programme: statements(programme, adversarial=True)),
)


def known(statement: Statement) -> bool:
    """Say whether no amount is open."""
    return all(payout.amount is not None for payout in statement.payouts) and all(
        grant.amount is not None for grant in statement.grants
    )


def where(payout: Any) -> dict[str, Any]:
    """Return the places of a payout in the dimensions that have one for it."""
    found = {name: getattr(payout, name) for name in ("pillar", "round", "year", "recipient")}
    if isinstance(payout, PerCapitaPayout):
        assert payout.municipality is not None
        found["municipality"] = payout.municipality.ags
        found["area"] = payout.municipality.area or payout.municipality.provider or payout.municipality.ags
    if isinstance(payout, GrantPayout):
        found["manager"] = payout.manager.id
    return found


def shown_by_place(statement: Statement) -> Iterator[tuple[dict[str, Any], Decimal]]:
    """Yield each per-capita payout, and each grant by municipality."""
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout):
            yield where(payout), payout.amount or Decimal(0)
    for grant in statement.grants:
        for member, amount in zip(grant.members, grant.amounts, strict=True):
            yield (
                {
                    "pillar": "management",
                    "round": "grant",
                    "recipient": grant.provider,
                    "municipality": member.ags,
                    "area": member.area or member.provider or member.ags,
                },
                amount or Decimal(0),
            )


def entries(statement: Statement, dimensions: set[str]) -> list[tuple[dict[str, Any], Decimal]]:
    """Return the amounts in the shape that a selection by these dimensions needs."""
    if dimensions & {"municipality", "area"}:
        return list(shown_by_place(statement))
    return [(where(payout), payout.amount or Decimal(0)) for payout in statement.payouts]


class TestTotals:
    """Design §5: totals over all or a selection are exact sums of payouts; sums by a dimension add up to the total."""

    @given(any_statement)
    def test_the_total_is_the_sum_of_the_payouts(self, statement: Statement) -> None:
        amounts = [payout.amount for payout in statement.payouts]
        assert statement.total(known_only=True) == sum(amount for amount in amounts if amount is not None)
        if None not in amounts:
            assert statement.total() == statement.total(known_only=True)
        else:
            with pytest.raises(UnknownFigureError):
                statement.total()

    @given(any_statement, st.sampled_from(DIMENSIONS))
    def test_a_sum_by_a_dimension_holds_every_amount_once(self, statement: Statement, dimension: str) -> None:
        sums = statement.by(dimension, known_only=True)
        expected: dict[Any, Decimal] = {}
        for places, amount in entries(statement, {dimension}):
            if dimension in places:
                expected[places[dimension]] = expected.get(places[dimension], Decimal(0)) + amount
        assert {key: amount for key, amount in sums.items() if amount} == {
            key: amount for key, amount in expected.items() if amount
        }
        assert set(expected) <= set(sums)
        if dimension != "manager":
            assert sum(sums.values()) == statement.total(known_only=True)

    @given(any_statement, st.data())
    def test_a_selection_adds_up_what_matches_all_of_it(self, statement: Statement, data: Any) -> None:
        names = data.draw(st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3, unique=True))
        shape = entries(statement, set(names))
        drawn = {name: data.draw(st.sampled_from(self.keys(statement, name))) for name in names}
        selection = {name: value for name, value in drawn.items() if value is not None}
        if {"municipality", "area"} & set(names) and {"year", "manager"} & set(names):
            return  # what no rule divides is refused: see below
        assert statement.total(known_only=True, **selection) == sum(
            amount for places, amount in shape if all(places.get(name) == value for name, value in selection.items())
        )

    def keys(self, statement: Statement, dimension: str) -> list[Any]:
        """Return what can be selected in a dimension."""
        rounds = statement.programme.per_capita.rounds if statement.programme.per_capita is not None else ()
        found: dict[str, list[Any]] = {
            "pillar": [pillar.key for pillar in statement.programme.pillars],
            "round": [*(round_.key for round_ in rounds), "grant"],
            "year": [2017, 2018, 2019, 2020, 1999],
            "recipient": [one.ags for one in statement.municipalities] + [grant.provider for grant in statement.grants],
            "municipality": [one.ags for one in statement.municipalities],
            "area": list({one.area or one.provider or one.ags for one in statement.municipalities}),
            "manager": [one.id for one in statement.managers],
        }
        return found[dimension] or [None]

    @given(any_statement)
    def test_every_municipality_area_and_manager_has_its_key(self, statement: Statement) -> None:
        assert list(statement.by("municipality", known_only=True)) == [one.ags for one in statement.municipalities]
        assert list(statement.by("manager", known_only=True)) == [one.id for one in statement.managers]
        assert set(statement.by("area", known_only=True)) == {
            one.area or one.provider or one.ags for one in statement.municipalities
        }

    @given(any_statement)
    def test_amounts_are_written_with_two_places(self, statement: Statement) -> None:
        for payout in statement.payouts:
            assert payout.amount is None or payout.amount.as_tuple().exponent == -2
        assert statement.total(known_only=True).as_tuple().exponent == -2


class TestWhatATotalRefuses:
    """Design §6: a selection that names nothing there is never gives a wrong 0."""

    STATEMENT = calculate(
        PAKT,
        [Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(R2017, 248)], area="Stadt")],
        [Manager("M-1", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))],
    )

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("pillar", "per_capita"), ("round", "2016"), ("round", 2017), ("municipality", "08327"), ("area", "Land"),
            ("recipient", "08327"), ("manager", "M-2"), ("year", "2017"), ("year", True), ("district", "08327"),
        ],
    )  # fmt: skip
    def test_unknown_names_and_values_are_refused(self, name: str, value: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            self.STATEMENT.by("pillar", **{name: value})
        (problem,) = caught.value.problems
        assert problem.field == (name if name != "district" else "selection")
        assert str(problem.allowed)

    def test_so_is_an_unknown_dimension(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            self.STATEMENT.by("amount")
        assert "municipality, pillar, round, recipient, year, area, manager" in str(caught.value)

    def test_a_year_without_amounts_has_the_sum_0(self) -> None:
        assert self.STATEMENT.total(year=1999) == 0

    @pytest.mark.parametrize(
        ("place", "person"), [(a, b) for a in ("municipality", "area") for b in ("year", "manager")]
    )
    def test_no_rule_divides_grants_by_place_and_by_person_at_once(self, place: str, person: str) -> None:
        value: dict[str, Any] = {place: {"municipality": "08327050", "area": "Stadt"}[place]}
        with pytest.raises(InvalidInput, match="Statement") as caught:
            self.STATEMENT.by(person, **value)
        assert "by both at once" in str(caught.value)
        assert self.STATEMENT.by("year", pillar="per-capita", **value) == {2017: Decimal("303800.00")}
        assert self.STATEMENT.total(year=2017, pillar="per-capita", **value) == Decimal("303800.00")


class TestOrderNeverMatters:
    """Design §2.6, property 4: permuting municipalities and managers permutes payouts, and nothing else."""

    @given(st.data(), st.sampled_from(Basis))
    def test_payouts_keep_the_order_given(self, data: Any, basis: Basis) -> None:
        case = data.draw(cases(adversarial=True))
        order = data.draw(st.permutations(case.municipalities))
        statement = calculate(PAKT, order, case.managers, basis=basis, expected=True)
        for _, keys in self.by_round(statement):
            assert keys == [one.ags for one in order]

    def by_round(self, statement: Statement) -> Iterator[tuple[str, list[str]]]:
        """Yield the recipients of each round, in order."""
        rounds: dict[str, list[str]] = {}
        for payout in statement.payouts:
            if isinstance(payout, PerCapitaPayout):
                rounds.setdefault(payout.round, []).append(payout.recipient)
        yield from rounds.items()

    @given(st.data(), st.sampled_from(Basis))
    def test_every_sum_and_warning_is_the_same_in_any_order(self, data: Any, basis: Basis) -> None:
        case = data.draw(cases(adversarial=True))
        towns, people = (data.draw(st.permutations(one)) for one in (case.municipalities, case.managers))
        before = calculate(PAKT, case.municipalities, case.managers, basis=basis)
        after = calculate(PAKT, towns, people, basis=basis)
        for dimension in DIMENSIONS:
            assert before.by(dimension, known_only=True) == after.by(dimension, known_only=True)
        assert before.staffing == after.staffing
        assert {(costs.provider, costs.amount, frozenset(costs.parts)) for costs in before.own_costs} == {
            (costs.provider, costs.amount, frozenset(costs.parts)) for costs in after.own_costs
        }
        assert {(one.kind, frozenset(one.keys), one.clause) for one in before.warnings} == {
            (one.kind, frozenset(one.keys), one.clause) for one in after.warnings
        }
        assert {(gap.key, frozenset(gap.keys)) for gap in before.gaps} == {
            (gap.key, frozenset(gap.keys)) for gap in after.gaps
        }


class TestPurity:
    """Design §2.5, property 14: typed objects in, new objects out; inputs stay as they were, results repeat."""

    @given(programmes(sparse=True), st.data())
    def test_inputs_are_left_unchanged_and_results_repeat(self, programme: Programme, data: Any) -> None:
        case = data.draw(cases(programme))
        municipalities, managers = list(case.municipalities), list(case.managers)
        kept = copy.deepcopy((programme, municipalities, managers))
        first = calculate(programme, municipalities, managers)
        assert (programme, municipalities, managers) == kept
        assert calculate(programme, municipalities, managers) == first
        assert calculate(programme, iter(municipalities), iter(managers)) == first


class TestDerivations:
    """Property 11: a derivation's steps give the amount; every leaf is an input or a sourced parameter."""

    INPUTS = (
        "counted persons", "FTE", "funded months", "months of service", "what largest remainder gave of the units left",
        "claims of the managers",
    )  # fmt: skip

    @given(any_statement)
    def test_every_known_payout_replays_to_its_amount(self, statement: Statement) -> None:
        for payout in statement.payouts:
            if payout.amount is None:
                with pytest.raises(UnknownFigureError):
                    _ = payout.derivation
            else:
                assert payout.derivation.amount == payout.derivation.replay() == payout.amount

    @given(any_statement)
    def test_every_known_grant_does(self, statement: Statement) -> None:
        for grant in statement.grants:
            if grant.amount is not None:
                assert grant.derivation.amount == grant.derivation.replay() == grant.amount

    @given(any_statement)
    def test_every_leaf_is_an_input_or_has_a_source_and_every_step_a_clause(self, statement: Statement) -> None:
        derived: list[Any] = [*statement.payouts, *statement.grants]
        for payout in derived:
            if payout.amount is not None:
                leaf: Figure
                for leaf in payout.derivation.leaves():
                    assert leaf.of == ()
                    assert leaf.source is not None or leaf.label in self.INPUTS
                    assert leaf.status is not None or leaf.label in self.INPUTS
                assert payout.derivation.clause
                self.rounds_name_their_clause(payout.derivation)

    def rounds_name_their_clause(self, figure: Figure) -> None:
        """Check that each rounding of a derivation says which clause asks for it."""
        if figure.rounding is not None and figure.label:
            assert figure.rounding_clause
        for part in figure.of:
            self.rounds_name_their_clause(part)

    @given(statements())
    def test_amounts_are_in_euros(self, statement: Statement) -> None:
        assert {p.derivation.unit for p in statement.payouts if p.amount is not None} <= {Unit.EUR}

    @given(any_statement)
    def test_derivations_are_json_ready(self, statement: Statement) -> None:
        for payout in statement.payouts:
            if payout.amount is not None:
                data = json.loads(json.dumps(payout.derivation.to_dict()))
                assert data["amount"] == str(payout.amount)


class TestRoundTrips:
    """Property 13: JSON through text, pickle and hash give the same statement back."""

    @given(any_statement)
    def test_json_gives_the_same_statement(self, statement: Statement) -> None:
        again = Statement.from_dict(json.loads(json.dumps(statement.to_dict())))
        assert again == statement
        assert hash(again) == hash(statement)

    @given(any_statement)
    def test_pickle_does(self, statement: Statement) -> None:
        again = pickle.loads(pickle.dumps(statement))  # noqa: S301  # our own bytes
        assert again == statement
        assert hash(again) == hash(statement)

    @given(statements())
    def test_name_notes_and_sources_of_a_case_are_kept(self, statement: Statement) -> None:
        named = evolve(statement, case=evolve(statement.case, name="a name", notes=["a note"]))
        again = Statement.from_dict(json.loads(json.dumps(named.to_dict())))
        assert again == named
        assert again != statement

    @given(statements(), statements())
    def test_different_statements_differ(self, one: Statement, other: Statement) -> None:
        same = (one.case, one.basis, one.expected, one.rounding, one.method, one.training_in_fixed_amount) == (
            other.case, other.basis, other.expected, other.rounding, other.method, other.training_in_fixed_amount,
        )  # fmt: skip
        assert (one == other) == same
        assert (one.to_dict() == other.to_dict()) == same


class TestTotality:
    """Property 15: valid input never raises, whatever the programme, case and options."""

    @given(any_statement)
    def test_all_of_it_can_be_read(self, statement: Statement) -> None:
        assert (statement.municipalities, statement.managers) == (
            statement.case.municipalities,
            statement.case.managers,
        )
        for remark in statement.warnings:
            assert str(remark)
            assert remark.kind
        for gap in statement.gaps:
            assert str(gap)
            assert gap.key
        for payout in statement.payouts:
            assert isinstance(payout, PerCapitaPayout | GrantPayout)
            assert payout.recipient_name
            assert (payout.amount is None) == (payout.gap in {gap.key for gap in statement.gaps} and bool(payout.gap))
        assert repr(statement).startswith("Statement(")
        if known(statement):
            assert statement.total() == sum(statement.by("recipient").values())

    @given(cases())
    def test_every_pair_of_dimensions_is_answered_or_refused(self, case: Case) -> None:
        statement = calculate(PAKT, case.municipalities, case.managers, expected=True)
        for one, other in combinations(DIMENSIONS, 2):
            for key in list(statement.by(one, known_only=True))[:2]:
                try:
                    sums = statement.by(other, known_only=True, **{one: key})
                except InvalidInput:
                    assert {one, other} & {"municipality", "area"}  # most pairs are answered
                    assert {one, other} & {"year", "manager"}
                else:
                    assert sum(sums.values()) <= statement.total(known_only=True, **{one: key})
