"""Periods and terms (R8.2, R8.3): every pair of days from the leap year 2016 to the leap year 2020."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from integrationsfoerderung import Period
from integrationsfoerderung.period import MONTH

FIRST, LAST = date(2016, 1, 1), date(2020, 12, 31)
DAYS = [FIRST + timedelta(days=place) for place in range((LAST - FIRST).days + 1)]
UNITS = [MONTH // monthrange(day.year, day.month)[1] for day in DAYS]
"""What each day counts, in day-month units: 1 / days of its month."""

UP_TO = [0]
for _units in UNITS:
    UP_TO.append(UP_TO[-1] + _units)


class TestEveryPair:
    """R8.3: a day counts 1 / days of its month; both ends are inside."""

    def test_the_units_of_a_day_are_exact(self) -> None:
        assert len(DAYS) == 366 + 3 * 365 + 366
        assert all(Fraction(units, MONTH) == Fraction(1, monthrange(day.year, day.month)[1])
                   for day, units in zip(DAYS, UNITS, strict=True))  # fmt: skip

    def test_months_are_the_sum_of_their_days(self) -> None:
        tried = 0
        for place, first in enumerate(DAYS):
            before = UP_TO[place]
            found = [Period(first, last).day_months for last in DAYS[place:]]
            assert found == [units - before for units in UP_TO[place + 1 :]]
            tried += len(found)
        assert tried == len(DAYS) * (len(DAYS) + 1) // 2

    def test_days_and_years_are_counted_with_both_ends(self) -> None:
        turns = [place for place, day in enumerate(DAYS) if (day.month, day.day) in ((1, 1), (12, 31), (2, 29))]
        for place in turns:
            for other in range(place, len(DAYS)):
                period = Period(DAYS[place], DAYS[other])
                assert period.days == other - place + 1
                years = dict(period.by_year())
                assert list(years) == list(range(period.first.year, period.last.year + 1))
                assert sum(part.days for part in years.values()) == period.days
                assert sum(part.day_months for part in years.values()) == period.day_months

    def test_what_two_periods_share_are_the_days_in_both(self) -> None:
        few = [DAYS[place] for place in (0, 58, 59, 60, 365, 366, 1154, 1520, 1826)]
        periods = [Period(first, last) for first in few for last in few if first <= last]
        for one in periods:
            for other in periods:
                both = one & other
                shared = [day for day in few if day in one and day in other]
                assert ([] if both is None else [day for day in few if day in both]) == shared


class TestEveryTerm:
    """R8.2: the day before the same day; where that day does not exist, the last day of its month."""

    def test_every_start_and_number_of_months(self) -> None:
        for start in DAYS:
            for months in range(1, 37):
                year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
                length = monthrange(year, month + 1)[1]
                same = date(year, month + 1, min(start.day, length))
                wanted = same - timedelta(days=1) if start.day <= length else same
                assert Period.months(start, months) == Period(start, wanted)
                if months % 12 == 0:
                    assert Period.years(start, months // 12).last == wanted
