"""Who receives what by which way, and what follows for results that rest on no management pillar of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from integrationsfoerderung import (
    Figure,
    Funding,
    GrantPayout,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    PerCapitaPayout,
    Period,
    Programme,
    Unit,
    calculate,
    districts,
    load_programme,
)
from integrationsfoerderung.figure import rule, times
from integrationsfoerderung.rules.management import divide_over_years

PAKT = load_programme("pakt-fuer-integration")
DAY = date(2017, 9, 15)


def manager(end: date | None = None) -> Manager:
    return Manager("M-1", provider="08111000", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1), end=end)


class TestRecipients:
    """R2.3, R8.9: a Landkreis passes per-capita money on, a Stadtkreis gets it directly; providers get their grants."""

    def test_a_municipality_is_paid_through_its_landkreis(self) -> None:
        (payout,) = calculate(PAKT, [Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(DAY, 248)])]).payouts
        assert isinstance(payout, PerCapitaPayout)
        assert (payout.recipient, payout.via) == ("08327050", "08327")

    def test_a_stadtkreis_is_paid_directly_and_so_is_a_provider(self) -> None:
        town = Municipality("08111000", "Stuttgart", head_counts=[HeadCount(DAY, 4108)])
        for payout in calculate(PAKT, [town], [manager()]).payouts:
            assert isinstance(payout, PerCapitaPayout | GrantPayout)
            assert (payout.recipient, payout.via) == ("08111000", None)

    def test_a_district_is_paid_directly_and_is_no_municipality(self) -> None:
        aid = load_programme("ukraine-aid-2022")
        counted = [evolve(one, head_counts=[HeadCount(date(2021, 11, 30), 1000)]) for one in districts()]
        statement = calculate(aid, [], districts=counted)
        for payout in statement.payouts:
            assert isinstance(payout, PerCapitaPayout)
            assert (payout.municipality, payout.via) == (None, None)
        assert statement.total() == sum(statement.by("recipient").values())
        assert statement.staffing.persons == 0


class TestNothingFunded:
    """R3.9, R8.12: without a funded day there is nothing to divide and nothing to pay."""

    def test_a_time_without_days_has_no_years(self) -> None:
        assert divide_over_years(100, Funding(manager(), None, 0)) == []

    def test_a_continuation_pays_nothing_before_its_months(self) -> None:
        edition = load_programme("pakt-fuer-integration-2019")
        town = Municipality("08111000", "Stuttgart", head_counts=[HeadCount(DAY, 4108)])
        statement = calculate(edition, [town], [manager(end=date(2018, 12, 31))])
        (grant,) = statement.grants
        assert grant.amount == grant.derivation.amount == grant.derivation.replay() == 0
        assert statement.staffing.persons == 4108

    def test_a_programme_of_nothing_speaks_of_its_first_day(self) -> None:
        empty = Programme("empty", "Empty", "Leer", Period.years(date(2020, 1, 1), 1), None, [])
        counted = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2020, 1, 1), 7)])
        assert calculate(empty, [counted]).staffing.persons == 7


class TestSelections:
    """A total says what it does not know: keys, kinds, rounds that were not calculated (R8.8)."""

    def test_a_round_without_counts_and_without_a_gap_is_0(self) -> None:
        statement = calculate(PAKT, [])
        assert statement.total(round="2017") == 0

    def test_many_keys_are_shortened(self) -> None:
        towns = [Municipality(f"083270{number:02d}", f"Town {number}") for number in range(1, 13)]
        with pytest.raises(InvalidInput) as caught:
            calculate(PAKT, towns).total(municipality="08111000")
        (problem,) = caught.value.problems
        assert str(problem.allowed).endswith("08327010, …")


class TestUndivided:
    """R8.10: own costs of several municipalities are divided by shares or frames; without both they stay whole."""

    def test_nobody_counted_and_no_shares_stated(self) -> None:
        towns = [
            Municipality(key, key, provider="08327", head_counts=[HeadCount(DAY, 0)])
            for key in ("08327002", "08327004")
        ]
        anna = evolve(manager(), provider="08327", material_costs=Decimal(100), staff_costs=Decimal(900))
        (costs,) = calculate(PAKT, towns, [anna]).own_costs
        assert (costs.amount, costs.parts) == (Decimal("1000.00"), ())


class TestNaming:
    """A rule that hands on what it was given names its own result, never the figure of somebody else."""

    def test_a_figure_that_was_passed_in_stays_as_it_was(self) -> None:
        given = Figure(5, Unit.EUR, "given", clause="R0")
        handed_on = rule("handed on", "R9", "R9")(lambda figure: figure)
        named = handed_on(given)
        assert (named.label, named.clause, named.value) == ("handed on", "R9", 5)
        assert (given.label, given.clause) == ("given", "R0")
        made = times(given, Figure(2, Unit.COUNT, "twice"))
        assert handed_on(made).label == "handed on"
        assert made.label == ""
