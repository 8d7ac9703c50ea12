"""Euros and cents: one rounding, half up, exact whatever the caller's decimal context (R2.5, R3.3, R8.4)."""

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import InvalidInput, Rounding
from integrationsfoerderung.money import added, in_cents, in_euros, known, money_problems

ROUNDINGS = list(Rounding)
UNITS = {Rounding.CENT: Decimal("0.01"), Rounding.EURO: Decimal(1)}
HUGE = 10**20

amounts = st.decimals(min_value=0, max_value=HUGE, places=2) | st.decimals(
    min_value=0, max_value=HUGE, allow_nan=False, allow_infinity=False
)
roundings = st.sampled_from(ROUNDINGS)


def problem_of(invalid: InvalidInput) -> Any:
    """Return the only problem of an error."""
    (problem,) = invalid.problems
    return problem


def by_decimal(amount: Decimal, rounding: Rounding) -> Decimal:
    """Round with the standard library, in a context far wider than any amount here."""
    with decimal.localcontext(decimal.Context(prec=2000)):
        return (amount / UNITS[rounding]).quantize(Decimal(1), rounding=decimal.ROUND_HALF_UP) * UNITS[rounding]


class TestRounding:
    """R2.5: an amount is rounded to the full cent or the full euro, half up; the choice has a name."""

    def test_the_units_are_one_cent_and_one_hundred_cents(self) -> None:
        assert [(rounding.value, rounding.cents) for rounding in ROUNDINGS] == [("cent", 1), ("euro", 100)]

    def test_every_rounding_rounds_a_half_up(self) -> None:
        assert {rounding.mode for rounding in ROUNDINGS} == {"half up"}

    @pytest.mark.parametrize("rounding", ROUNDINGS)
    def test_a_member_is_found_by_its_value_and_prints_as_valid_input(self, rounding: Rounding) -> None:
        assert Rounding(rounding.value) is rounding
        assert eval(repr(rounding), {"Rounding": Rounding}) is rounding  # noqa: S307  # that it can be evaluated is the property

    @pytest.mark.parametrize(
        ("amount", "cent", "euro"),
        [
            ("0", "0.00", "0.00"),
            ("0.004999999999999999999999999999", "0.00", "0.00"),
            ("0.005", "0.01", "0.00"),
            ("0.0149", "0.01", "0.00"),
            ("0.015", "0.02", "0.00"),
            ("0.025", "0.03", "0.00"),
            ("0.49999", "0.50", "0.00"),
            ("0.50", "0.50", "1.00"),
            ("1.49", "1.49", "1.00"),
            ("1.50", "1.50", "2.00"),
            ("2.50", "2.50", "3.00"),
            ("516353.945", "516353.95", "516354.00"),
        ],
    )
    def test_a_half_goes_up_and_less_goes_down(self, amount: str, cent: str, euro: str) -> None:
        assert str(Rounding.CENT.quantise(Decimal(amount))) == cent
        assert str(Rounding.EURO.quantise(Decimal(amount))) == euro

    @given(amounts, roundings)
    def test_it_rounds_as_the_standard_library_does(self, amount: Decimal, rounding: Rounding) -> None:
        assert rounding.quantise(amount) == by_decimal(amount, rounding)

    @given(amounts, roundings)
    def test_rounding_again_changes_nothing(self, amount: Decimal, rounding: Rounding) -> None:
        once = rounding.quantise(amount)
        assert str(rounding.quantise(once)) == str(once)

    @given(amounts, roundings)
    def test_it_moves_an_amount_by_half_a_unit_at_most_and_never_down_by_a_half(
        self, amount: Decimal, rounding: Rounding
    ) -> None:
        moved = Fraction(rounding.quantise(amount)) - Fraction(amount)
        half = Fraction(UNITS[rounding]) / 2
        assert -half < moved <= half

    @given(amounts, amounts, roundings)
    def test_a_larger_amount_is_never_rounded_to_less(self, one: Decimal, other: Decimal, rounding: Rounding) -> None:
        assert (one <= other) <= (rounding.quantise(one) <= rounding.quantise(other))

    @given(amounts)
    def test_the_result_has_two_places(self, amount: Decimal) -> None:
        for rounding in ROUNDINGS:
            assert rounding.quantise(amount).as_tuple().exponent == -2

    @given(st.integers(min_value=0, max_value=HUGE), roundings)
    def test_whole_numbers_are_euros(self, amount: int, rounding: Rounding) -> None:
        assert rounding.quantise(amount) == amount

    @given(st.integers(0, 10**30), st.integers(1, 10**15), roundings)
    def test_a_quotient_is_the_exact_fraction_rounded_half_up(
        self, cents: int, divisor: int, rounding: Rounding
    ) -> None:
        units = Fraction(cents, divisor * rounding.cents)
        expected = units.numerator // units.denominator
        if units - expected >= Fraction(1, 2):
            expected += 1
        assert rounding.quotient(cents, divisor) == expected * rounding.cents


class TestExtremeAmounts:
    """R2.5: the rounding is exact for amounts of any size; what cannot be an amount is refused at once."""

    @pytest.mark.parametrize("amount", ["1E-4", "9.99E-4", "1E-999999", "9E-999999999999999999", "0E-999999999"])
    @pytest.mark.parametrize("rounding", ROUNDINGS)
    def test_the_smallest_amounts_round_to_nothing_at_once(self, amount: str, rounding: Rounding) -> None:
        # Written out as a fraction, the second of these has a million digits, the third more than fit anywhere.
        assert str(rounding.quantise(Decimal(amount))) == "0.00"

    @pytest.mark.parametrize("amount", ["1E+31", "1E+999999", "9E+999999999999999999"])
    def test_the_largest_amounts_are_refused_at_once(self, amount: str) -> None:
        for check in (Rounding.CENT.quantise, in_cents):
            with pytest.raises(InvalidInput) as caught:
                check(Decimal(amount))
            assert str(problem_of(caught.value).allowed) == "a finite amount of 0 EUR or more"

    def test_thirty_one_digits_of_euros_are_an_amount(self) -> None:
        most = Decimal("9" * 31 + ".99")
        assert in_cents(most) == int("9" * 33)
        assert Rounding.EURO.quantise(most) == Decimal(10**31)
        assert in_cents(10**30) == 10**32

    @pytest.mark.parametrize("amount", ["1E-3", "1E-999999999999999999"])
    def test_less_than_a_cent_is_no_whole_cent_however_small(self, amount: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            in_cents(Decimal(amount))
        assert str(problem_of(caught.value).allowed) == "whole cents"


class TestCents:
    """R8.4: money is a whole number of cents inside and `Decimal` euros with two places outside."""

    @given(st.integers(-(10**30), 10**30))
    def test_euros_are_cents_divided_by_a_hundred(self, cents: int) -> None:
        euros = in_euros(cents)
        assert Fraction(euros) == Fraction(cents, 100)
        assert euros.as_tuple().exponent == -2

    @pytest.mark.parametrize(
        ("cents", "euros"),
        [(0, "0.00"), (5, "0.05"), (-1, "-0.01"), (-5, "-0.05"), (-100, "-1.00"), (30380000, "303800.00")],
    )
    def test_euros_are_written_with_two_places(self, cents: int, euros: str) -> None:
        assert str(in_euros(cents)) == euros

    @given(st.integers(0, 10**32))
    def test_there_and_back_gives_the_same_cents(self, cents: int) -> None:
        assert in_cents(in_euros(cents)) == cents

    @given(st.integers(0, 10**20), st.integers(0, 30))
    def test_trailing_zeros_and_exponents_do_not_matter(self, cents: int, zeros: int) -> None:
        assert in_cents(Decimal(f"{cents}{'0' * zeros}E-{zeros + 2}")) == cents

    @pytest.mark.parametrize("amount", [Decimal("-0"), Decimal("-0.00"), 0, Decimal("0E+5")])
    def test_every_zero_is_zero(self, amount: Decimal | int) -> None:
        assert in_cents(amount) == 0
        assert str(Rounding.CENT.quantise(amount)) == "0.00"

    @pytest.mark.parametrize("amount", ["0.001", "0.015", "1.999", "100.0000000001"])
    def test_a_fraction_of_a_cent_is_refused_with_the_remedy(self, amount: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            in_cents(Decimal(amount), "pot", "round 2017")
        problem = problem_of(caught.value)
        assert (problem.subject, problem.field, problem.value) == ("round 2017", "pot", f"Decimal('{amount}')")
        assert str(problem.allowed) == "whole cents"
        assert str(problem.remedy) == "round it first: Rounding.CENT.quantise"

    @pytest.mark.parametrize("amount", ["0.01", "0.1", "1.5", "1.25", "0.010", "1E+2", "0.00"])
    def test_whole_cents_have_no_problem(self, amount: str) -> None:
        assert list(money_problems(Decimal(amount), "pot", "round")) == []


class TestSums:
    """Amounts are added exactly, whatever the caller's decimal context; what is open makes its sum open."""

    @given(parts=st.lists(st.integers(-HUGE, HUGE)), precision=st.integers(1, 30))
    def test_a_sum_is_that_of_the_cents_in_any_context(self, parts: list[int], precision: int) -> None:
        amounts_ = [in_euros(cents) for cents in parts]
        with decimal.localcontext(decimal.Context(prec=precision)):
            assert str(added(amounts_)) == str(known(amounts_)) == str(in_euros(sum(parts)))

    @given(parts=st.lists(st.none() | st.integers(-HUGE, HUGE)), place=st.integers(0, 5))
    def test_an_open_part_makes_a_sum_open_and_is_left_out_of_what_is_known(
        self, parts: list[int | None], place: int
    ) -> None:
        amounts_ = [None if cents is None else in_euros(cents) for cents in [*parts[:place], None, *parts[place:]]]
        assert added(amounts_) is None
        assert str(known(amounts_)) == str(in_euros(sum(cents for cents in parts if cents is not None)))

    def test_euros_without_places_and_nothing_at_all_are_told_with_cents(self) -> None:
        assert str(added([Decimal("1.5"), Decimal("2E+2")])) == "201.50"
        assert str(added([])) == str(known([])) == str(known([None])) == "0.00"


class TestRefusals:
    """R2.5: only exact, finite amounts of 0 or more are money; a float never is."""

    @pytest.mark.parametrize("amount", [1.1, 0.0, -1.0, 1e300, float("nan"), float("inf"), float("-inf")])
    def test_a_float_is_refused_by_name(self, amount: Any) -> None:
        for check in (in_cents, Rounding.CENT.quantise):
            with pytest.raises(InvalidInput) as caught:
                check(amount)
            problem = problem_of(caught.value)
            assert str(problem.allowed) == "euros as Decimal or whole number"
            assert str(problem.remedy) == f"a float cannot hold cents exactly: write Decimal('{amount!r}')"

    def test_the_remedy_for_a_kind_of_float_names_its_number(self) -> None:
        class Reading(float):
            def __repr__(self) -> str:
                return "Reading()"

        (problem,) = money_problems(Reading(1.5), "pot", "round")
        assert str(problem.remedy) == "a float cannot hold cents exactly: write Decimal('1.5')"

    @pytest.mark.parametrize("amount", [True, False, "5", None, b"5", Fraction(1, 2), 1j, [], Decimal])
    def test_what_is_no_number_of_euros_is_refused(self, amount: Any) -> None:
        for check in (in_cents, Rounding.EURO.quantise):
            with pytest.raises(InvalidInput) as caught:
                check(amount)
            problem = problem_of(caught.value)
            assert str(problem.allowed) == "euros as Decimal or whole number"
            assert str(problem.remedy) == "give it as Decimal, in EUR"

    @pytest.mark.parametrize(
        "amount",
        [-1, Decimal("-0.01"), Decimal("-1E-999999"), *(Decimal(text) for text in ("NaN", "sNaN", "Inf", "-Inf"))],
    )
    def test_what_is_negative_or_not_finite_is_refused(self, amount: Decimal | int) -> None:
        for check in (in_cents, Rounding.CENT.quantise):
            with pytest.raises(InvalidInput) as caught:
                check(amount)
            problem = problem_of(caught.value)
            assert str(problem.allowed) == "a finite amount of 0 EUR or more"
            assert str(problem.remedy) == "check sign and size"

    def test_the_error_names_what_was_asked(self) -> None:
        with pytest.raises(InvalidInput) as of_cents:
            in_cents(-1)
        with pytest.raises(InvalidInput) as of_rounding:
            Rounding.CENT.quantise(-1)
        for error, subject in ((of_cents.value, "money"), (of_rounding.value, "Rounding.quantise")):
            assert (problem_of(error).subject, problem_of(error).field) == (subject, "amount")
        assert str(of_cents.value).startswith("money: 1 problem(s)\n")
        assert str(of_rounding.value).startswith("amount: 1 problem(s)\n")


class TestDecimalContext:
    """R8.4: one rounding, ours; the decimal context of the caller neither changes nor breaks an amount."""

    @given(st.integers(0, 10**30), st.integers(0, 10**6))
    def test_three_digits_of_precision_and_every_trap_change_nothing(self, cents: int, part: int) -> None:
        exact = Decimal(f"{cents}.{part:06d}E-2")
        expected = by_decimal(exact, Rounding.CENT)
        traps = [decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.FloatOperation, decimal.Clamped]
        with decimal.localcontext(decimal.Context(prec=3, Emax=2, Emin=-2, traps=traps)):
            euros, cents_again = in_euros(cents), in_cents(in_euros(cents))
            rounded = Rounding.CENT.quantise(exact)
        assert (Fraction(euros), cents_again) == (Fraction(cents, 100), cents)
        assert rounded == expected
