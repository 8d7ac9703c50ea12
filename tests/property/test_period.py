"""Closed periods, ends of terms and months of funding (R1.2, R8.1-R8.3)."""

import calendar
import datetime as dt
import pickle
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import InvalidInput, Period
from integrationsfoerderung.period import MONTH, day_problems, is_day, month_units
from integrationsfoerderung.testing import periods

DAY = timedelta(days=1)
LAST_START = date(9990, 1, 1)

days = st.dates()
near = st.dates(date(2016, 1, 1), date(2021, 12, 31))


def days_of(period: Period) -> list[date]:
    """Return every day of a period, one by one."""
    return [date.fromordinal(place) for place in range(period.first.toordinal(), period.last.toordinal() + 1)]


def month_by_day(period: Period) -> Fraction:
    """Add up 1 / days of its month for each day."""
    return sum((Fraction(1, calendar.monthrange(day.year, day.month)[1]) for day in days_of(period)), Fraction(0))


def end_by_the_book(start: date, months: int) -> date:
    """Find the end of a term as §§ 187, 188 BGB say: the day before the day of the same number.

    Where the last month has no such day, its last day.
    """
    turns, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if start.day > calendar.monthrange(turns, month + 1)[1]:
        return date(turns, month + 1, calendar.monthrange(turns, month + 1)[1])
    return date(turns, month + 1, start.day) - DAY


def problems_of(invalid: InvalidInput) -> list[tuple[str, str, str, str]]:
    """Return what each problem is about."""
    return [(problem.subject, problem.field, problem.value, str(problem.allowed)) for problem in invalid.problems]


def sent_on(thing: Any) -> Any:
    """Pickle a thing and read it again."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # the test has just written it itself


def read_back(thing: object) -> Any:
    """Read what a thing prints as an expression."""
    return eval(repr(thing), {"Period": Period, "datetime": dt})  # noqa: S307  # that it can be evaluated is the property


class TestClosedPeriod:
    """R1.2: a period is closed, both ends are inside; the window runs 27.04.2017 to 26.04.2019."""

    @given(periods())
    def test_both_ends_are_inside_and_their_neighbours_outside(self, period: Period) -> None:
        assert period.first in period
        assert period.last in period
        assert period.first - DAY not in period
        assert period.last + DAY not in period

    @given(periods(), near)
    def test_a_day_is_inside_when_it_is_one_of_the_days(self, period: Period, day: date) -> None:
        assert (day in period) == (day in days_of(period))

    @given(periods())
    def test_its_days_are_counted_with_both_ends(self, period: Period) -> None:
        assert period.days == len(days_of(period))

    @given(days)
    def test_one_day_is_a_period(self, day: date) -> None:
        assert Period(day, day).days == 1

    @pytest.mark.parametrize("value", ["2017-04-27", None, 736446, 2017.5, datetime.fromisoformat("2017-04-27")])
    def test_what_is_no_calendar_day_is_in_no_period(self, value: Any) -> None:
        assert value not in Period(date.min, date.max)

    def test_the_whole_calendar_is_a_period(self) -> None:
        always = Period(date.min, date.max)
        assert always.days == 3_652_059
        assert always.months_exact == 9999 * 12
        assert date.min in always
        assert date.max in always

    def test_the_last_day_may_not_come_before_the_first(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            Period(date(2019, 4, 26), date(2019, 4, 25))
        assert problems_of(caught.value) == [
            ("Period from 2019-04-26", "last", "2019-04-25", "2019-04-26 or later"),
        ]
        assert str(caught.value.problems[0].remedy) == "put the dates in order; both ends are inside"

    @pytest.mark.parametrize("value", ["2017-04-27", None, 2017, datetime.fromisoformat("2017-04-27")])
    def test_ends_that_are_no_days_are_refused_together(self, value: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            Period(value, value)
        allowed = "a calendar day (datetime.date)"
        assert [problem[1::2] for problem in problems_of(caught.value)] == [("first", allowed), ("last", allowed)]
        assert {problem.subject for problem in caught.value.problems} == {"Period"}
        for end in ("first", "last"):
            ends = {"first": date(2017, 4, 27), "last": date(2017, 4, 27), end: value}
            with pytest.raises(InvalidInput) as one:
                Period(**ends)
            assert [problem.field for problem in one.value.problems] == [end]

    def test_only_a_date_without_a_time_is_a_day(self) -> None:
        assert is_day(date(2018, 4, 1))
        assert not is_day(datetime.fromisoformat("2018-04-01"))
        assert list(day_problems(date(2018, 4, 1), "start", "M-01")) == []
        (problem,) = day_problems("1.4.2018", "start", "M-01")
        assert str(problem) == (
            "M-01: start is '1.4.2018'; allowed: a calendar day (datetime.date). Remedy: write date(2018, 4, 1)."
        )

    @given(periods(first=date.min, last=date.max))
    def test_it_prints_as_valid_input_and_survives_pickling(self, period: Period) -> None:
        assert read_back(period) == period
        assert sent_on(period) == period
        assert hash(sent_on(period)) == hash(period)


class TestCommonDays:
    """R8.1: what counts are the days that lie in both periods."""

    @given(periods(), periods())
    def test_the_common_days_are_those_in_both(self, one: Period, other: Period) -> None:
        common = one & other
        assert (days_of(common) if common else []) == [day for day in days_of(one) if day in other]

    @given(periods(), periods())
    def test_the_order_does_not_matter(self, one: Period, other: Period) -> None:
        assert one & other == other & one

    def test_periods_that_only_touch_share_that_day(self) -> None:
        one, other = Period(date(2018, 1, 1), date(2018, 1, 5)), Period(date(2018, 1, 5), date(2018, 1, 9))
        assert one & other == Period(date(2018, 1, 5), date(2018, 1, 5))
        assert one & Period(date(2018, 1, 6), date(2018, 1, 9)) is None


class TestEndOfATerm:
    """R8.2: a term of n years or months ends the day before the same day; where that day does not exist, on the last
    day of its month (§§ 187, 188 BGB).
    """  # fmt: skip

    @pytest.mark.parametrize(
        ("start", "years", "last"),
        [
            (date(2017, 4, 27), 2, date(2019, 4, 26)),
            (date(2016, 2, 29), 2, date(2018, 2, 28)),
            (date(2018, 3, 1), 2, date(2020, 2, 29)),
            (date(2016, 2, 29), 4, date(2020, 2, 28)),
            (date(2016, 3, 1), 1, date(2017, 2, 28)),
            (date(2018, 4, 1), 2, date(2020, 3, 31)),
            (date(2018, 1, 1), 1, date(2018, 12, 31)),
            (date.min, 1, date(1, 12, 31)),
            (date(9998, 1, 1), 2, date.max),
            (date(9998, 1, 2), 1, date(9999, 1, 1)),
            (date(9998, 12, 31), 1, date(9999, 12, 30)),
        ],
    )
    def test_years_end_as_the_clause_says(self, start: date, years: int, last: date) -> None:
        assert Period.years(start, years) == Period(start, last)

    @pytest.mark.parametrize(
        ("start", "months", "last"),
        [
            (date(2018, 2, 15), 24, date(2020, 2, 14)),
            (date(2018, 1, 31), 1, date(2018, 2, 28)),
            (date(2020, 1, 31), 1, date(2020, 2, 29)),
            (date(2018, 1, 30), 1, date(2018, 2, 28)),
            (date(2018, 3, 31), 1, date(2018, 4, 30)),
            (date(2018, 4, 30), 1, date(2018, 5, 29)),
            (date(2018, 12, 1), 1, date(2018, 12, 31)),
            (date(2018, 1, 1), 1, date(2018, 1, 31)),
            (date(9999, 12, 1), 1, date.max),
            (date(9999, 11, 30), 1, date(9999, 12, 29)),
        ],
    )
    def test_months_end_as_the_clause_says(self, start: date, months: int, last: date) -> None:
        assert Period.months(start, months) == Period(start, last)

    @given(st.dates(max_value=LAST_START), st.integers(1, 100))
    def test_every_end_is_the_one_of_the_book(self, start: date, months: int) -> None:
        assert Period.months(start, months).last == end_by_the_book(start, months)

    @given(st.dates(max_value=LAST_START), st.integers(1, 9))
    def test_a_year_is_twelve_months(self, start: date, years: int) -> None:
        assert Period.years(start, years) == Period.months(start, years * 12)

    @given(st.dates(max_value=LAST_START), st.integers(1, 60))
    def test_a_longer_term_ends_later(self, start: date, months: int) -> None:
        assert Period.months(start, months).last < Period.months(start, months + 1).last

    @given(st.dates(max_value=date(9999, 11, 30)).filter(lambda day: day.day <= 28), st.integers(1, 60))
    def test_the_day_after_a_term_begins_the_next_one(self, start: date, months: int) -> None:
        room = (9999 - start.year) * 12 + 12 - start.month
        term = Period.months(start, min(months, room))
        assert (term.last + DAY).day == start.day

    @pytest.mark.parametrize("count", [0, -1, True, False, 2.0, "2", None, Fraction(2)])
    @pytest.mark.parametrize("term", [Period.years, Period.months])
    def test_a_count_that_is_no_whole_number_above_zero_is_refused(self, term: Any, count: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            term(date(2018, 4, 1), count)
        ((subject, field, _, allowed),) = problems_of(caught.value)
        assert (subject, field, allowed) == ("Period", "count", "a whole number, 1 or more")

    @pytest.mark.parametrize(
        ("term", "start", "count"),
        [
            (Period.years, date(9998, 1, 1), 3),
            (Period.years, date(9998, 1, 2), 2),
            (Period.years, date(2018, 4, 1), 10**30),
            (Period.months, date(9999, 12, 1), 2),
            (Period.months, date(9999, 12, 2), 1),
            (Period.months, date(9999, 12, 31), 1),
            (Period.months, date(9999, 1, 1), 13),
        ],
    )
    def test_a_term_that_passes_the_last_year_is_refused(self, term: Any, start: date, count: int) -> None:
        with pytest.raises(InvalidInput) as caught:
            term(start, count)
        ((subject, field, value, allowed),) = problems_of(caught.value)
        assert (subject, field, value) == (f"Period from {start}", "count", str(count))
        assert allowed == "a term that ends in the year 9999 or before"

    @pytest.mark.parametrize("start", ["2018-04-01", None, datetime.fromisoformat("2018-04-01")])
    @pytest.mark.parametrize("term", [Period.years, Period.months])
    def test_a_start_that_is_no_day_is_refused(self, term: Any, start: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            term(start, 2)
        assert [problem[:2] for problem in problems_of(caught.value)] == [("Period", "start")]


class TestMonths:
    """R8.3: a day counts 1 / days of its month; an uninterrupted full term counts exactly its months when it begins
    and ends with a month, and its months by day otherwise.
    """  # fmt: skip

    def test_a_month_has_units_that_every_length_of_a_month_divides(self) -> None:
        lengths = (28, 29, 30, 31)
        assert [MONTH % length for length in lengths] == [0, 0, 0, 0]
        assert not [less for less in range(1, MONTH) if not any(less % length for length in lengths)]

    @given(periods())
    def test_the_months_are_those_added_up_day_by_day(self, period: Period) -> None:
        assert period.months_exact == month_by_day(period)
        assert period.day_months == month_by_day(period) * MONTH

    @given(periods(), st.data())
    def test_splitting_at_any_day_adds_up_to_the_whole(self, period: Period, data: st.DataObject) -> None:
        if period.days > 1:
            last = period.first + data.draw(st.integers(0, period.days - 2)) * DAY
            parts = [Period(period.first, last), Period(last + DAY, period.last)]
            assert sum(part.day_months for part in parts) == period.day_months
            assert sum(part.days for part in parts) == period.days

    @given(st.dates(max_value=LAST_START), st.integers(1, 100))
    def test_a_term_from_the_first_of_a_month_counts_exactly_its_months(self, start: date, months: int) -> None:
        assert Period.months(start.replace(day=1), months).day_months == months * MONTH

    @pytest.mark.parametrize(
        ("first", "last", "months"),
        [
            (date(2018, 4, 3), date(2018, 4, 30), Fraction(28, 30)),
            (date(2018, 4, 30), date(2018, 4, 30), Fraction(1, 30)),
            (date(2016, 2, 29), date(2016, 3, 1), Fraction(1, 29) + Fraction(1, 31)),
            (date(2018, 12, 31), date(2019, 1, 1), Fraction(2, 31)),
            (date(2018, 2, 15), date(2020, 2, 14), Fraction(14, 28) + 23 + Fraction(14, 29)),
            (date(2018, 1, 1), date(2018, 12, 31), Fraction(12)),
        ],
    )
    def test_the_sum_is_exact(self, first: date, last: date, months: Fraction) -> None:
        assert Period(first, last).months_exact == months

    @given(periods(), periods())
    def test_a_period_within_another_never_counts_more(self, one: Period, other: Period) -> None:
        common = one & other
        assert common is None or common.day_months <= min(one.day_months, other.day_months)


class TestCalendarYears:
    """R8.4: a grant is divided over calendar years; the parts of a period by year are the period."""

    @given(periods())
    def test_each_year_holds_exactly_its_days(self, period: Period) -> None:
        expected: dict[int, list[date]] = {}
        for day in days_of(period):
            expected.setdefault(day.year, []).append(day)
        assert [(year, days_of(part)) for year, part in period.by_year()] == list(expected.items())

    @given(periods())
    def test_days_and_months_of_the_years_add_up(self, period: Period) -> None:
        parts = [part for _, part in period.by_year()]
        assert sum(part.days for part in parts) == period.days
        assert sum(part.day_months for part in parts) == period.day_months

    def test_the_last_year_of_the_calendar_is_split_off_like_any_other(self) -> None:
        assert list(Period(date(9998, 12, 31), date.max).by_year()) == [
            (9998, Period(date(9998, 12, 31), date(9998, 12, 31))),
            (9999, Period(date(9999, 1, 1), date.max)),
        ]


class TestWholeUnits:
    """R8.3: months are counted in whole units; a float would be exact for a short period only."""

    @given(st.integers(0, 120_000), st.integers(1, 28), st.integers(28, 31), st.integers(1, 28), st.integers(28, 31))
    def test_they_are_whole_numbers(self, months: int, first: int, length: int, last: int, last_length: int) -> None:
        assert type(month_units(months, first, length, last, last_length)) is int
