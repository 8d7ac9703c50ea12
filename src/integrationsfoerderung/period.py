"""Closed periods, terms and months of funding (R1.2, R8.1-R8.3)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeGuard

from attrs import frozen
from dateutil.relativedelta import relativedelta

from .errors import Problem, refuse, validate
from .message import message

MONTH = 377_580
"""Day-month units in a month: the smallest whole number that 28, 29, 30 and 31 days all divide (R8.3)."""

_DAY = timedelta(days=1)


def is_day(value: object) -> TypeGuard[date]:
    """Whether a value is a calendar day (a `date` that is no `datetime`)."""
    return isinstance(value, date) and not isinstance(value, datetime)


def day_problems(value: object, field: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a calendar day."""
    if not is_day(value):
        yield Problem(
            subject, field, value, message("a calendar day (datetime.date)"), message("write date(2018, 4, 1)")
        )


def _validate_first(period: Period) -> Iterator[Problem]:
    return day_problems(period.first, "first", "Period")


def _validate_last(period: Period) -> Iterator[Problem]:
    yield from day_problems(period.last, "last", "Period")
    if is_day(period.first) and is_day(period.last) and period.last < period.first:
        yield Problem(
            f"Period from {period.first}",
            "last",
            period.last.isoformat(),
            message("{first} or later", first=period.first),
            message("put the dates in order; both ends are inside"),
        )


@frozen
class Period:
    """A closed period: both ends are inside (Zeitraum).

    >>> Period.years(date(2017, 4, 27), 2)
    Period(first=datetime.date(2017, 4, 27), last=datetime.date(2019, 4, 26))
    """

    first: date
    """First day, inside."""

    last: date
    """Last day, inside; not before the first."""

    def __attrs_post_init__(self) -> None:
        if not (is_day(self.first) and is_day(self.last) and self.first <= self.last):
            validate(self, _validate_first, _validate_last)

    @classmethod
    def years(cls, start: date, count: int) -> Period:
        """Return the term of `count` ≥ 1 years from a day, ending as R8.2 (§§ 187, 188 BGB).

        >>> Period.years(date(2016, 2, 29), 2).last, Period.years(date(2018, 3, 1), 2).last
        (datetime.date(2018, 2, 28), datetime.date(2020, 2, 29))

        Raises:
            InvalidInput: for a count below 1, or a term that passes the year 9999.
        """
        return _term(start, count, 12)

    @classmethod
    def months(cls, start: date, count: int) -> Period:
        """Return the term of `count` ≥ 1 months from a day, ending as R8.2 (§§ 187, 188 BGB).

        >>> Period.months(date(2018, 2, 15), 24).last
        datetime.date(2020, 2, 14)

        Raises:
            InvalidInput: for a count below 1, or a term that passes the year 9999.
        """
        return _term(start, count, 1)

    def __contains__(self, day: object) -> bool:
        return is_day(day) and self.first <= day <= self.last

    @property
    def days(self) -> int:
        """The number of days, both ends counted."""
        return (self.last - self.first).days + 1

    @property
    def day_months(self) -> int:
        """The months in day-month units: a day counts 1 / days of its month (R8.3); `MONTH` units are a month.

        >>> Period(date(2018, 4, 3), date(2018, 4, 30)).day_months / MONTH == 28 / 30
        True
        """
        first, last = self.first, self.last
        months = (last.year - first.year) * 12 + last.month - first.month
        first_length, last_length = monthrange(first.year, first.month)[1], monthrange(last.year, last.month)[1]
        return int(month_units(months, first.day, first_length, last.day, last_length))

    @property
    def months_exact(self) -> Fraction:
        """The months as an exact fraction (R8.3), not bounded by any term."""
        return Fraction(self.day_months, MONTH)

    def __and__(self, other: Period) -> Period | None:
        """Return the days in both periods, or None where there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def by_year(self) -> Iterator[tuple[int, Period]]:
        """Split at the turns of the calendar years, earliest first."""
        for year in range(self.first.year, self.last.year + 1):
            yield year, Period(max(self.first, date(year, 1, 1)), min(self.last, date(year, 12, 31)))


def _term(start: date, count: int, unit: int) -> Period:
    """Return a term of so many times `unit` months, after checking it."""
    if not is_day(start) or type(count) is not int:
        refuse("Period", day_problems(start, "start", "Period"))
        refuse("Period", _count_problems(start, count, unit))
    return _term_once(start, count, unit)


@lru_cache(maxsize=4096)
def _term_once(start: date, count: int, unit: int) -> Period:
    """Return a term (R8.2); many positions start on one day, so it is worked out once for each."""
    refuse("Period", _count_problems(start, count, unit))
    months = count * unit
    if start.day == 1:  # the day before the 1st is the last of a month; so 31.12.9999 can be one
        return Period(start, start + relativedelta(months=months - 1, day=31))
    following = start + relativedelta(months=months)
    return Period(start, following - _DAY if following.day == start.day else following)


def month_units(months: Any, first_day: Any, first_length: Any, last_day: Any, last_length: Any) -> Any:
    """Return the day-month units from a day of a month to a day of the month `months` later, both inside (R8.3).

    `first_length` and `last_length` are the days of the two months; takes whole numbers and whole arrays alike.

    >>> month_units(0, 3, 30, 30, 30) * 30 == 28 * MONTH
    True
    """
    return months * MONTH - (first_day - 1) * (MONTH // first_length) + last_day * (MONTH // last_length)


def _count_problems(start: date, count: object, months: int) -> Iterator[Problem]:
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        yield Problem("Period", "count", count, message("a whole number, 1 or more"), message("give the term's length"))
    elif start.year * 12 + start.month - 1 + count * months >= 10_000 * 12 + (start.day == 1):
        yield Problem(
            f"Period from {start}",
            "count",
            count,
            message("a term that ends in the year 9999 or before"),
            message("check start and length"),
        )
