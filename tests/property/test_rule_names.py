"""A rule's result says which rule it is and which clause it comes from (R2.4, R2.5, R3.3-R3.9, R8.4-R8.12)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import Figure, Rounding
from integrationsfoerderung.figure import Unit
from integrationsfoerderung.rules import management, own_costs, per_capita

POT, LAND = Unit.EUR, Unit.PERSONS
EUR, EXACT = Unit.EUR, Unit.EXACT_EUR

RULES: list[tuple[Callable[..., Any], tuple[Unit, ...], bool, tuple[str, str, str]]] = [
    (per_capita.announced, (EUR, Unit.PERSONS), False, ("per-capita amount at the announced rate", "R2.4", "")),
    (per_capita.pot_share, (POT, LAND, Unit.PERSONS), True, ("per-capita share of the pot", "R2.4", "R2.5")),
    (
        per_capita.pot_share_by_largest_remainder,
        (POT, LAND, Unit.PERSONS, EUR),
        True,
        ("per-capita share of the pot, by largest remainder", "R2.4", ""),
    ),
    (per_capita.repeated, (EUR, Unit.COUNT), False, ("per-capita amount as expected", "R0.7", "")),
    (own_costs.own_costs, (EUR, EUR, EUR), False, ("own costs", "R8.10", "")),
    (management.frame, (POT, LAND, Unit.PERSONS), False, ("planning frame of a year", "R3.3", "R3.3")),
    (management.tranche, (POT, LAND, Unit.PERSONS), False, ("first tranche", "R3.4", "R3.4")),
    (management.balance, (EUR, EUR), False, ("balance of the first year", "R8.6", "")),
    (management.claim, (EUR, Unit.FTE, Unit.MONTHS), False, ("claim", "R3.9", "")),
    (management.claims_together, (EXACT, EXACT), False, ("claims of the managers", "R3.9", "R8.4")),
    (management.frames_of_term, (Unit.YEARS, EUR, EUR), False, ("frames of the term", "R3.9", "")),
    (management.grant, (EUR, EUR), False, ("grant", "R3.9", "")),
    (management.continued_grant, (EXACT, EXACT), False, ("grant of the continuation", "R8.12", "R8.4")),
    (management.part, (EUR, Unit.COUNT, Unit.COUNT, EUR), False, ("part of the grant", "R8.4", "")),
    (management.grant_from_threshold, (EUR, EUR, EUR, EUR), False, ("grant", "R3.9, R3.7, R8.5", "")),
]


class TestRuleNames:
    """An explanation names the rule and its clause, so every rule puts both on the figure it returns."""

    @pytest.mark.parametrize(("compute", "units", "rounds", "names"), RULES)
    @given(data=st.data(), to=st.sampled_from(Rounding))
    def test_a_figure_carries_the_names_of_the_rule_and_the_amount_of_whole_numbers(
        self,
        compute: Callable[..., Any],
        units: tuple[Unit, ...],
        rounds: bool,
        names: tuple[str, str, str],
        data: st.DataObject,
        to: Rounding,
    ) -> None:
        values = [data.draw(st.integers(1, 10**9)) for _ in units]
        leaves = enumerate(zip(values, units, strict=True))
        figures = [Figure(value, unit, f"input {place}") for place, (value, unit) in leaves]
        more = (to,) if rounds else ()
        found = compute(*figures, *more)
        assert (found.label, found.clause, found.rounding_clause) == names
        assert found.value == compute(*values, *more)
        assert [figure.label for figure in figures] == [f"input {place}" for place in range(len(units))]
