"""The two-year window and the terms inside it (R1.2, R3.6, R8.1-R8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from ..model.manager import Manager
from ..model.payout import Funding
from ..period import MONTH, Period


def starts_inside(window: Period, start: date) -> bool:
    """Whether a position that starts on a day is funded: the day lies in the window, both ends inside (R8.1).

    >>> starts_inside(Period.years(date(2017, 4, 27), 2), date(2019, 4, 27))
    False
    """
    return start in window


def positions(managers: Sequence[Manager]) -> list[list[Manager]]:
    """Group managers by the position they hold one after the other, in the order of the first (R8.3)."""
    successors = {manager.continues: manager for manager in managers if manager.continues}
    chains = []
    for manager in managers:
        if manager.continues is None:
            chain = [manager]
            while chain[-1].id in successors:
                chain.append(successors[chain[-1].id])
            chains.append(chain)
    return chains


def fundings(chain: Sequence[Manager], window: Period, years: int) -> list[Funding]:
    """Return the funded time of those who hold one position one after the other (R3.6, R8.1-R8.3).

    The term runs from the first one's start. An uninterrupted full term counts exactly its months, and the last one's
    part is what the others leave of it; anything else counts the sum of its day-months, at most the term.

    >>> from decimal import Decimal
    >>> anna = Manager("M-01", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 2, 15))
    >>> fundings([anna], Period.years(date(2017, 4, 27), 2), 2)[0].day_months == 24 * MONTH
    True
    """
    if not starts_inside(window, chain[0].start):
        return [Funding(manager, None, 0) for manager in chain]
    term = Period.years(chain[0].start, years)
    periods = [Period(manager.start, manager.end or max(term.last, manager.start)) & term for manager in chain]
    left = years * 12 * MONTH
    full = _uninterrupted(periods, term)
    result = []
    for place, (manager, period) in enumerate(zip(chain, periods, strict=True)):
        last = full and all(later is None for later in periods[place + 1 :])
        months = 0 if period is None else left if last else min(period.day_months, left)
        left -= months
        result.append(Funding(manager, period if months else None, months))
    return result


def _uninterrupted(periods: Sequence[Period | None], term: Period) -> bool:
    """Whether the periods cover every day of the term."""
    funded = [period for period in periods if period is not None]
    day = timedelta(days=1)
    joined = all(later.first == earlier.last + day for earlier, later in pairwise(funded))
    return bool(funded) and joined and funded[0].first == term.first and funded[-1].last == term.last
