"""Payout rounds: which fall into the window, who receives what by which way (R2.3, R8.1, R8.8, R8.9)."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.municipality import HeadCount, Municipality
from ..model.pillar import PayoutRound, PerCapitaPillar
from ..period import Period


def rounds_in_window(pillar: PerCapitaPillar, window: Period) -> tuple[PayoutRound, ...]:
    """Return the rounds whose due date lies in the window, both ends inside (R8.1), in the pillar's order."""
    return tuple(round_ for round_ in pillar.rounds if round_.due in window)


def counts_of(round_: PayoutRound, municipalities: Sequence[Municipality]) -> list[HeadCount | None]:
    """Return each municipality's count that decides the round; None where nobody knows it (R2.3)."""
    record_date = round_.record_date
    return [municipality.count(record_date) for municipality in municipalities]
