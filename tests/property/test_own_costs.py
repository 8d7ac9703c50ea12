"""What municipalities bear themselves (R3.11, R8.10)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Case,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    OwnCosts,
    Statement,
    calculate,
    load_example,
    load_programme,
)
from integrationsfoerderung.rules.own_costs import own_costs_of
from integrationsfoerderung.testing import amounts, cases

PAKT = load_programme("pakt-fuer-integration")
WURMLINGEN = ("08327054", "08327038", "08327048", "08327011")

euros = amounts(300_000)


def group(persons: Sequence[int], shares: Sequence[str | None] = ()) -> list[Municipality]:
    """Make a group led by Wurmlingen, or Wurmlingen alone."""
    stated = [None if share is None else Decimal(share) for share in shares] or [None] * len(persons)
    return [
        Municipality(
            ags, ags, provider=WURMLINGEN[0], cost_share=share, head_counts=[HeadCount(date(2017, 9, 15), count)]
        )
        for ags, count, share in zip(WURMLINGEN[: len(persons)], persons, stated, strict=True)
    ]


def manager(number: int = 1, **costs: Any) -> Manager:
    """Make a manager of the group, with costs; each is granted 128,000 at most."""
    return Manager(f"M-{number}", provider=WURMLINGEN[0], fte=Decimal(1), qualification="degree",
                   start=date(2017, 12, 1), **costs)  # fmt: skip


def costs_of(municipalities: Sequence[Municipality], *managers: Manager, **options: Any) -> OwnCosts:
    """Calculate the one provider's own costs."""
    (costs,) = calculate(PAKT, municipalities, managers, **options).own_costs
    return costs


class TestWhatAMunicipalityBears:
    """R3.11: material costs plus the part of the actual staff costs that the grant does not cover; never put to 0."""

    @given(euros, euros)
    def test_material_costs_and_what_the_grant_does_not_cover(self, material: Decimal, staff: Decimal) -> None:
        costs = costs_of(group([110]), manager(material_costs=material, staff_costs=staff))
        assert (costs.material, costs.staff, costs.grant) == (material, staff, Decimal("128000.00"))
        assert costs.amount == material + max(Decimal(0), staff - 128_000)
        assert costs.missing == ()

    @pytest.mark.parametrize(
        ("staff", "amount"), [("127999.99", "5000.00"), ("128000.00", "5000.00"), ("128000.01", "5000.01")]
    )
    def test_staff_costs_below_the_grant_earn_nothing(self, staff: str, amount: str) -> None:
        one = manager(material_costs=5_000, staff_costs=Decimal(staff))
        assert costs_of(group([110]), one).amount == Decimal(amount)

    @pytest.mark.parametrize(
        ("costs", "missing"),
        [
            ({}, ("material_costs M-1", "staff_costs M-1")),
            ({"material_costs": 1}, ("staff_costs M-1",)),
            ({"staff_costs": 1}, ("material_costs M-1",)),
        ],
    )
    def test_what_is_not_given_is_named_and_not_0(self, costs: dict[str, int], missing: tuple[str, ...]) -> None:
        found = costs_of(group([110]), manager(**costs))
        assert found.amount is None
        assert found.parts == ()
        assert found.missing == missing
        assert (found.material is None) == ("material_costs" not in costs)
        assert (found.staff is None) == ("staff_costs" not in costs)

    def test_what_one_of_several_managers_lacks_keeps_the_sum_open(self) -> None:
        found = costs_of(group([110]), manager(1, material_costs=5, staff_costs=7), manager(2, material_costs=6))
        assert found.material == 11
        assert found.staff is found.amount is None
        assert found.missing == ("staff_costs M-2",)

    def test_without_a_grant_they_are_open_too(self) -> None:
        uncounted = evolve(group([1])[0], head_counts=())
        found = costs_of([uncounted], manager(material_costs=5, staff_costs=7))
        assert found.grant is found.amount is None
        assert found.missing == ("grant",)

    def test_a_provider_that_is_not_eligible_bears_all_of_it(self) -> None:
        found = costs_of(group([64]), manager(material_costs=5_000, staff_costs=130_000))
        assert found.grant == 0
        assert found.amount == 135_000

    def test_without_managers_there_are_none(self) -> None:
        assert calculate(PAKT, group([110])).own_costs == ()


class TestTraining:
    """R8.10: training is inside the fixed amount by default (R3.5); the reading of R0.8 makes it an own cost."""

    @given(euros, euros, euros)
    def test_it_is_a_staff_cost_or_an_own_cost(self, material: Decimal, staff: Decimal, training: Decimal) -> None:
        one = manager(material_costs=material, staff_costs=staff, training_costs=training)
        inside = costs_of(group([110]), one)
        assert (inside.material, inside.staff) == (material, staff + training)
        assert inside.amount == material + max(Decimal(0), staff + training - 128_000)
        apart = costs_of(group([110]), one, training_in_fixed_amount=False)
        assert (apart.material, apart.staff) == (material + training, staff)
        assert apart.amount == material + training + max(Decimal(0), staff - 128_000)

    def test_the_reading_is_named_so_that_no_bare_true_stands_in_a_call(self) -> None:
        (grant,) = calculate(PAKT, group([110]), [manager()]).grants
        unnamed: Any = own_costs_of
        with pytest.raises(TypeError, match="positional"):
            unnamed(grant, True)

    @given(euros)
    def test_it_stands_in_for_no_cost_that_is_missing(self, training: Decimal) -> None:
        one = manager(training_costs=training)
        for reading in (True, False):
            found = costs_of(group([110]), one, training_in_fixed_amount=reading)
            assert found.material is found.staff is None


class TestTheyAreShared:
    """R8.10: in a group by stated shares, else by frames; by largest remainder, so that the parts are the amount."""

    def test_by_the_shares_that_wurmlingen_published(self) -> None:
        members = group([44, 28, 22, 16], ["0.40", "0.25", "0.20", "0.15"])
        costs = costs_of(members, manager(material_costs=Decimal("9600.01"), staff_costs=131_500))
        assert dict(costs.parts) == dict(
            zip(WURMLINGEN, map(Decimal, ("5240.01", "3275.00", "2620.00", "1965.00")), strict=True)
        )

    @given(st.lists(st.integers(0, 3_000), min_size=1, max_size=4), euros, euros)
    def test_otherwise_by_frames(self, persons: list[int], material: Decimal, staff: Decimal) -> None:
        costs = costs_of(group(persons), manager(material_costs=material, staff_costs=staff))
        frames = [(Fraction(58_000_000 * count, 72_857) + Fraction(1, 2)).__floor__() for count in persons]
        assert costs.amount is not None
        if len(persons) > 1 and not any(frames):
            assert costs.parts == ()  # no rule says how
            return
        weights = frames if len(persons) > 1 else [1]
        exact = [Fraction(costs.amount) * 100 * weight / sum(weights) for weight in weights]
        parts = [int(amount * 100) for _, amount in costs.parts]
        assert [key for key, _ in costs.parts] == list(WURMLINGEN[: len(persons)])
        assert sum(parts) == costs.amount * 100
        assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))

    @pytest.mark.parametrize(
        ("persons", "parts"),
        [
            ([0, 0], []),  # two frames of 0, which no rule divides by
            ([0, 1], ["0.00", "300000.00"]),
            ([1, 0, 1], ["150000.00", "0.00", "150000.00"]),
            ([0], ["300000.00"]),
        ],
    )
    def test_a_member_without_a_frame_bears_nothing_beside_one_that_has_one(
        self, persons: list[int], parts: list[str]
    ) -> None:
        costs = costs_of(group(persons), manager(material_costs=300_000, staff_costs=0))
        assert costs.amount == 300_000
        assert [str(amount) for _, amount in costs.parts] == parts

    def test_nobody_shares_where_a_grant_names_no_member(self) -> None:
        (grant,) = calculate(PAKT, group([110]), [manager(material_costs=1, staff_costs=1)]).grants
        costs = own_costs_of(evolve(grant, members=(), frames=()), training_in_fixed_amount=True)
        assert costs.amount == 1
        assert costs.parts == ()

    @given(cases(adversarial=True, counted=True), st.booleans())
    def test_the_parts_are_the_amount(self, case: Case, reading: bool) -> None:
        statement = calculate(PAKT, case.municipalities, case.managers, training_in_fixed_amount=reading)
        for costs in statement.own_costs:
            assert bool(costs.missing) == (costs.amount is None)
            if costs.parts:
                assert sum(amount for _, amount in costs.parts) == costs.amount
                assert all(amount >= 0 for _, amount in costs.parts)

    @pytest.mark.parametrize("shares", [["0.5", None], ["0.5", "0.4"], ["0.5", "0.6"]])
    def test_shares_that_do_not_make_up_a_whole_are_refused(self, shares: list[str | None]) -> None:
        with pytest.raises(InvalidInput) as caught:
            calculate(PAKT, group([10, 20], shares))
        (problem,) = caught.value.problems
        assert (problem.field, problem.subject) == ("cost_share", f"provider {WURMLINGEN[0]}")

    @given(st.integers(0, 100), st.permutations(range(2)))
    def test_the_order_of_the_members_changes_no_part(self, percent: int, order: list[int]) -> None:
        shares = [str(Decimal(percent) / 100), str(Decimal(100 - percent) / 100)]
        members = group([10, 20], shares)
        one = manager(material_costs=Decimal("33.33"), staff_costs=0)
        permuted = costs_of([members[place] for place in order], one)
        assert dict(permuted.parts) == dict(costs_of(members, one).parts)


class TestTheyAreTold:
    """R8.10 is a convention of the library: a result with own costs names it; the example shows both cases."""

    def told(self, statement: Statement) -> bool:
        """Say whether the convention is among the warnings."""
        return any(remark.keys == ("R8.10",) for remark in statement.warnings)

    def test_it_is_named_where_there_are_own_costs(self) -> None:
        assert self.told(calculate(PAKT, group([110]), [manager()]))
        assert not self.told(calculate(PAKT, group([110])))

    def test_in_the_example_three_providers_give_their_costs(self) -> None:
        case = load_example("tuttlingen")
        statement = calculate(PAKT, case.municipalities, case.managers)
        known = {costs.name: costs.amount for costs in statement.own_costs if costs.amount is not None}
        assert known == {"Landkreis Tuttlingen": 47_300, "Wurmlingen": 13_100, "Trossingen": 8_400}
        assert len(statement.own_costs) == 6
