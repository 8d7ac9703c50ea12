"""The two-year window and the terms inside it (R1.2, R3.6, R8.1-R8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve

from ..model.manager import Manager
from ..model.payout import Funding
from ..model.pillar import ContinuationPillar
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
        return _nothing(chain)
    return _within(chain, Period.years(chain[0].start, years), years * 12 * MONTH)


def continued(chain: Sequence[Manager], pillar: ContinuationPillar, window: Period) -> list[Funding]:
    """Return the time that a continuing edition pays of a position: the months after, up to its term or end (R8.12).

    Both ends are counted from the start of the position, so editions never pay a day twice. No more FTE is paid than
    the holder on the day of approval had. A position approved too late gets nothing.
    """
    start, approved, approved_by = chain[0].start, chain[0].approved, pillar.approved_by
    if not starts_inside(pillar.starts or window, start):
        return _nothing(chain)
    if approved is not None and approved_by is not None and approved > approved_by:
        return _nothing(chain)
    after = 0 if pillar.after is None else pillar.after.whole
    first = Period.years(start, after).last + timedelta(days=1) if after else start
    end = None if pillar.term is None else Period.years(start, pillar.term.whole).last
    last = min(day for day in (end, pillar.until) if day is not None)  # there is one of them at least
    if last < first:
        return _nothing(chain)
    full = (pillar.term.whole - after) * 12 * MONTH if pillar.term is not None and last == end else None
    return [evolve(funding, most_fte=_most_fte(chain, pillar)) for funding in _within(chain, Period(first, last), full)]


def approval(chain: Sequence[Manager], approved_by: date) -> date | None:
    """Return the day a position was approved: the one given, or its start where that is early enough; None: unknown."""
    return chain[0].approved or (chain[0].start if chain[0].start <= approved_by else None)


def _most_fte(chain: Sequence[Manager], pillar: ContinuationPillar) -> Decimal | None:
    """Return the FTE of the position's latest holder by the day that bounds them, else of its first (R8.12)."""
    day = pillar.most_fte_on or pillar.approved_by
    if day is None:
        return None
    return next((holder for holder in reversed(chain) if holder.start <= day), chain[0]).fte


def _within(chain: Sequence[Manager], term: Period, full: int | None) -> list[Funding]:
    """Return each holder's time within a term; `full`: the day-months that a full, uninterrupted one counts (R8.3)."""
    left = term.day_months if full is None else full
    first = chain[0]
    if first.end is None or first.end >= term.last:  # the first one holds the whole term, as most do
        return [Funding(first, term, left), *_nothing(chain[1:])]
    periods = [Period(manager.start, manager.end or max(term.last, manager.start)) & term for manager in chain]
    # Who hold a position one after the other never overlap: they cover the term where they have as many days.
    whole = sum(period.days for period in periods if period is not None) == term.days
    result = []
    for manager, period in zip(chain, periods, strict=True):
        months = 0 if period is None else left if whole and period.last == term.last else min(period.day_months, left)
        left -= months
        result.append(Funding(manager, period if months else None, months))
    return result


def _nothing(chain: Sequence[Manager]) -> list[Funding]:
    return [Funding(manager, None, 0) for manager in chain]
