"""Budget years, windows, and the part of the budget that no key shares (R1.3, R4)."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    BudgetPillar,
    GrantPayout,
    HeadCount,
    Manager,
    Municipality,
    PerCapitaPayout,
    Period,
    Statement,
    calculate,
    load_programme,
)
from integrationsfoerderung.testing import statements

PAKT = load_programme("pakt-fuer-integration")


class TestBudgetYearsAndWindows:
    """R1.3: pots belong to 2017 and 2018; a manager is funded for 24 months from the start, for most beyond them."""

    @given(st.dates(PAKT.window.first, PAKT.window.last), st.integers(65, 6_000), st.integers(0, 6_000))
    def test_a_pot_is_paid_in_its_year_and_a_manager_in_the_years_of_service(
        self, start: date, first: int, second: int
    ) -> None:
        counts = [HeadCount(date(2017, 9, 15), first), HeadCount(date(2018, 9, 15), second)]
        town = Municipality("08327050", "Tuttlingen", head_counts=counts)
        manager = Manager("M-01", provider="08327050", fte=Decimal(1), qualification="degree", start=start)
        statement = calculate(PAKT, [town], [manager], expected=True)
        pots = [payout.year for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]
        service = [payout.year for payout in statement.payouts if isinstance(payout, GrantPayout)]
        assert pots == [2017, 2018]
        assert sorted(service) == list(range(start.year, Period.years(start, 2).last.year + 1))
        # the window ends in April 2019; whoever started after April 2017 is paid beyond it
        assert (max(service) > PAKT.window.last.year) == (start >= date(2018, 1, 2))


class TestBudgetRows:
    """R4: the rest of the budget is not shared by a key: its rows add up, and nobody is ever paid from it."""

    @given(statements())
    def test_no_payout_comes_from_a_budget_row(self, statement: Statement) -> None:
        rows = [pillar for pillar in statement.programme.pillars if isinstance(pillar, BudgetPillar)]
        assert not {pillar.key for pillar in rows} & {payout.pillar for payout in statement.payouts}

    def test_the_rows_of_the_pakt_add_up_to_24_million(self) -> None:
        (rest,) = [pillar for pillar in PAKT.pillars if isinstance(pillar, BudgetPillar)]
        assert rest.budget is not None
        assert sum(row.amount for row in rest.rows) == rest.budget.amount == Decimal(24_000_000)
