"""The management pillar (R3): planning frames, first tranche, claims, grant and its division (R8.4-R8.6)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ..apportionment import largest_remainder
from ..figure import difference, from_threshold, least, pro_rata, rounded, rule, share, share_down, times, total
from ..model.payout import Funding
from ..money import Rounding
from ..period import Period


@rule("planning frame of a year", "R3.3", "R3.3")
def frame(pot: Any, everyone: Any, persons: Any) -> Any:
    """Return a municipality's yearly frame in cents: pot × persons ÷ persons of the Land, to the full euro (R3.3).

    >>> frame(58_000_000_00, 72_857, 352)
    28022000
    """
    return share(pot, persons, everyone, Rounding.EURO)


@rule("first tranche", "R3.4", "R3.4")
def tranche(pot: Any, everyone: Any, persons: Any) -> Any:
    """Return the advance on provisional counts in cents, to the full euro (R3.4).

    >>> tranche(34_800_000_00, 46_828, 766)
    56924900
    """
    return share(pot, persons, everyone, Rounding.EURO)


@rule("balance of the first year", "R8.6")
def balance(final: Any, advance: Any) -> Any:
    """Return what the first tranche leaves to pay, either sign: final frame − tranche, or grant − Σ tranches (R8.6)."""
    return difference(final, advance)


@rule("claim", "R3.9")
def claim(fixed_amount: Any, fte: Any, months: Any) -> Any:
    """Return a manager's fixed amount × FTE × months ÷ 12, exactly (R3.5, R3.6, R8.4)."""
    return pro_rata(fixed_amount, fte, months)


@rule("claims of the managers", "R3.9", "R8.4")
def claims_together(*claims: Any) -> Any:
    """Return the sum of the exact claims, rounded once to the cent (R8.4)."""
    return rounded(total(*claims), Rounding.CENT)


@rule("frames of the term", "R3.9")
def frames_of_term(years: Any, *frames: Any) -> Any:
    """Return the cap: the years of the term × the sum of the rounded yearly frames (R3.9)."""
    return times(total(*frames), years)


@rule("grant", "R3.9")
def grant(cap: Any, claims: Any) -> Any:
    """Return the Landkreis' grant: the smaller of the frames of the term and the claims; no threshold (R3.9, R3.7)."""
    return least(cap, claims)


@rule("grant of the continuation", "R8.12", "R8.4")
def continued_grant(*claims: Any) -> Any:
    """Return the sum of the exact claims, rounded once: no frame is known to cap a continuation (R8.12)."""
    return rounded(total(*claims), Rounding.CENT)


@rule("part of the grant", "R8.4")
def part(whole: Any, weight: Any, weights: Any, cents_up: Any) -> Any:
    """Return a part by largest remainder in cents: cut to the cent, plus the cent it got of those left (R8.4)."""
    return total(share_down(whole, weight, weights, Rounding.CENT), cents_up)


@rule("grant", "R3.9, R3.7, R8.5")
def grant_from_threshold(cap: Any, claims: Any, threshold: Any, *frames: Any) -> Any:
    """Return the grant of those who apply together, 0 where their yearly frames stay below the threshold (R3.7, R8.5).

    >>> grant_from_threshold(2 * 50_949_00, 128_000_00, 51_000_00, 50_949_00)
    0
    """
    return from_threshold(least(cap, claims), total(*frames), threshold)


def divide_over_managers(whole: int, claims: Sequence[int], ids: Sequence[str]) -> tuple[list[int], tuple[str, ...]]:
    """Divide a grant over managers by claim, by largest remainder in cents; ties: id (R8.4)."""
    return largest_remainder(whole, claims, ids)


def divide_over_years(whole: int, funding: Funding) -> list[tuple[int, int, int]]:
    """Divide a manager's part over the calendar years of service by day-months; ties: the earlier year (R8.4).

    Returns year, cents, and the cent it got by largest remainder.
    """
    if funding.period is None:
        return []
    years, weights, keys = _service(funding.period)
    parts, _ = largest_remainder(whole, weights, keys)
    total_weight = sum(weights)
    return [
        (year, part, part - whole * months // total_weight)
        for year, part, months in zip(years, parts, weights, strict=True)
    ]


@lru_cache(maxsize=4096)
def _service(period: Period) -> tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]:
    """Return a period's calendar years, the day-months in each, and the years as keys; many managers share one."""
    years, months = zip(*((year, part.day_months) for year, part in period.by_year()), strict=True)
    return years, months, tuple(f"{year:04d}" for year in years)


def divide_over_municipalities(whole: int, frames: Sequence[int], keys: Sequence[str]) -> list[int]:
    """Show a grant per municipality by rounded frame, by largest remainder in cents; ties: AGS (R8.4)."""
    return largest_remainder(whole, frames, keys)[0]
