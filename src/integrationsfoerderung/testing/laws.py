"""The laws that every programme has to keep: what is checked, and when it is broken.

Laws know nothing of how amounts are computed: they hold results against each other, and against the figures that they
rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from ..message import Message, message
from . import laws_of_amounts as amounts
from . import laws_of_programmes as programmes
from . import laws_of_results as results
from .trial import Trial, Violation

__all__ = ["LAWS", "Law", "Trial", "Violation"]


@frozen
class Law:
    """A law that a programme keeps or breaks (Gesetzmäßigkeit)."""

    key: str
    """Its name for programs: `conservation`, `anonymity` …"""

    text: Message
    """What it demands, as a sentence; `str()` tells it in English, `words.tell` in either language."""

    clause: str
    """The clauses it rests on."""

    check: Callable[[Any], None]
    """Raises `Violation` where a `Programme` (of itself) or a `Tried` trial breaks the law."""

    of_itself: bool = False
    """Whether the law is about the programme's own figures: then it is looked at once, without any case."""


def _laws() -> Iterator[Law]:
    yield Law(
        "budget",
        message("the budget is the sum of the pillars' budgets, where all are known"),
        "R1.1",
        programmes.budget,
        of_itself=True,
    )
    yield Law(
        "pots",
        message("no pot is larger than the sum it is part of, and no threshold than the pot"),
        "R2.1, R3.1, R3.4, R3.7",
        programmes.pots,
        of_itself=True,
    )
    yield Law(
        "calendar",
        message("every round falls due inside the window, and not before its record date"),
        "R2.3, R8.1",
        programmes.calendar,
        of_itself=True,
    )
    yield Law(
        "sources",
        message("every figure has a status and a source, and none is made up"),
        "R7",
        programmes.sources,
        of_itself=True,
    )
    yield Law("calculates", message("every case that fits together is calculated"), "R8.7, R8.8", results.calculates)
    yield Law(
        "conservation",
        message("parts add up to the whole: shares to the pot, a grant's parts to the grant"),
        "R2.1, R2.5, R8.4, R8.7",
        amounts.conservation,
    )
    yield Law(
        "cap",
        message("no grant is above what its managers claim, nor above the frames of the term"),
        "R3.9, R8.12",
        amounts.cap,
    )
    yield Law(
        "anonymity",
        message("neither the order nor the names of places and managers change an amount"),
        "R2.5, R8.4",
        amounts.anonymity,
    )
    yield Law("independence", message("a share does not depend on who else is listed"), "R8.7", amounts.independence)
    yield Law(
        "monotone", message("more persons never get less, and as many persons as much"), "R2.1, R2.4", amounts.monotone
    )
    yield Law("nobody", message("without counted persons there is nothing to pay"), "R2.6", amounts.nobody)
    yield Law(
        "window",
        message("nothing is paid for days outside the window, the term or the employment"),
        "R8.1, R8.3",
        amounts.in_window,
    )
    yield Law("open", message("an amount that nobody knows is open, and a gap says why"), "R8.8", results.open_amounts)
    yield Law(
        "totals", message("sums by pillar, round, recipient and year are the total"), "R8.4, R8.9", results.totals
    )
    yield Law("replay", message("every amount can be computed anew from its derivation"), "R2.4, R3.9", results.replay)
    yield Law(
        "inverse", message("an amount leads back to the count it was computed from"), "R2.4, R3.3", results.inverse
    )
    yield Law("json", message("a statement survives being written as JSON and read again"), "", results.survives_json)
    yield Law("explained", message("every amount is explained in English and in German"), "", results.told)


LAWS: tuple[Law, ...] = tuple(_laws())
"""Every law, in the order in which `check_programme` looks at them."""
