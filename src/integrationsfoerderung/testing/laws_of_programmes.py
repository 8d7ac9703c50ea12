"""Laws about the figures of a programme by themselves."""

from __future__ import annotations

from ..message import Message, message
from ..model.programme import Programme
from ..model.source import Status
from ..money import in_euros
from .trial import Violation


def budget(programme: Programme) -> None:
    """Hold the budget against the sum of the pillars' budgets (R1.1)."""
    check = programme.budget_check()
    if check.difference:
        raise Violation(check.message)


def pots(programme: Programme) -> None:
    """Hold pots and threshold against the sums that they are part of (R2.1, R3.1, R3.4, R3.7)."""
    pillar = programme.per_capita
    pots = [round_.pot for round_ in (() if pillar is None else pillar.rounds)]
    known = [pot.value for pot in pots if pot is not None and pot.value is not None]
    if pillar is not None and pillar.budget is not None and pillar.budget.value is not None:
        _at_most(sum(known), pillar.budget.value, message("the pots of all rounds together"))
    management = programme.management
    if management is None or management.pot.value is None:
        return
    if management.tranche_pot is not None and management.tranche_pot.value is not None:
        _at_most(management.tranche_pot.value, management.pot.value, message("the pot of the first tranche"))
    if management.threshold is not None and management.threshold.value is not None:
        _at_most(management.threshold.value, management.pot.value, message("the least frame of those who apply"))


def _at_most(cents: int, most: int, what: Message) -> None:
    if cents > most:
        raise Violation(
            message(
                "{what} is {cents:eur}, above the sum that it is part of: {most:eur}",
                what=what,
                cents=in_euros(cents),
                most=in_euros(most),
            )
        )


def calendar(programme: Programme) -> None:
    """Hold due dates against the window and the record dates (R2.3, R8.1)."""
    for round_ in () if programme.per_capita is None else programme.per_capita.rounds:
        if round_.day not in programme.window:
            window = programme.window
            raise Violation(
                message(
                    "the round {round:plain} is due on {day}, outside the window from {first} to {last}: it is never "
                    "paid",
                    round=round_.key,
                    day=round_.day,
                    first=window.first,
                    last=window.last,
                )
            )
        if round_.day < round_.record_date:
            values = {"round": round_.key, "day": round_.day, "record_date": round_.record_date}
            raise Violation(
                message("the round {round:plain} is due on {day}, before its record date {record_date}", **values)
            )


def sources(programme: Programme) -> None:
    """Look for figures without status or source, and for made-up ones (R7)."""
    for figure in programme.figures:
        said = figure.claims or (figure,)  # a contested figure has a source for each claim
        what = None
        if any(one.source is None or not one.source.title.strip() for one in said):
            what = message("no source")
        if figure.status is None:
            what = message("no status")
        elif figure.status is Status.ILLUSTRATIVE:
            what = message("a figure made up for an example")
        if what is not None:
            raise Violation(message("{key:plain}: {what}", key=figure.key or figure.label, what=what))
