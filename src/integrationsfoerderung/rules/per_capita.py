"""The per-capita pillar (R2): announced rate × persons, or a share of the pot."""

from __future__ import annotations

from typing import Any

from ..figure import rule, share, share_down, times, total
from ..money import Rounding


@rule("per-capita amount at the announced rate", "R2.4")
def announced(rate: Any, persons: Any) -> Any:
    """Return rate × persons in cents, for whole numbers, arrays or figures (R2.4).

    >>> announced(1225_00, 248)
    30380000
    """
    return times(rate, persons)


@rule("per-capita share of the pot", "R2.4", "R2.5")
def pot_share(pot: Any, everyone: Any, persons: Any, to: Rounding) -> Any:
    """Return pot × persons ÷ persons of the whole Land in cents, rounded on its own (R2.1, R2.4, R2.5).

    >>> pot_share(90_000_000_00, 72_857, 418, Rounding.CENT)
    51635395
    """
    return share(pot, persons, everyone, to)


@rule("per-capita share of the pot, by largest remainder", "R2.4")
def pot_share_by_largest_remainder(pot: Any, everyone: Any, persons: Any, units_up: Any, to: Rounding) -> Any:
    """Return the share cut to the unit plus the unit it got of those left (R2.5)."""
    return total(share_down(pot, persons, everyone, to), units_up)


@rule("per-capita amount as expected", "R0.7")
def repeated(earlier: Any, factor: Any) -> Any:
    """Return an earlier round's amount as many times as expected (R0.7)."""
    return times(earlier, factor)
