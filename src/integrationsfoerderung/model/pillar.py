"""Pillars: the funding lines of a programme, each with one rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias, TypeGuard

from attrs import field, frozen

from ..errors import Problem, validate
from ..figure import Figure, Unit
from ..message import message
from ..period import Period, day_problems
from .checks import list_problems, named, to_tuple
from .manager import Qualification
from .payout_round import (
    PayoutRound,
    PerCapitaPillar,
    figure_problems,
    found,
    name_problems,
    optional_figure_problems,
)

__all__ = [
    "APPLICANTS",
    "BudgetPillar",
    "ContinuationPillar",
    "ManagementPillar",
    "PayoutRound",
    "PerCapitaPillar",
    "Pillar",
    "figure_problems",
    "found",
]


def _validate_management(pillar: ManagementPillar) -> Iterator[Problem]:
    owner = named("ManagementPillar", pillar.key)
    yield from name_problems(pillar, owner)
    yield from day_problems(pillar.record_date, "record_date", owner)
    units = {
        "pot": Unit.EUR,
        "persons_of_land": Unit.PERSONS,
        "term": Unit.YEARS,
    }
    for name, unit in units.items():
        yield from figure_problems(getattr(pillar, name), unit, name, owner)
    optional = {
        "budget": Unit.EUR,
        "tranche_pot": Unit.EUR,
        "tranche_persons_of_land": Unit.PERSONS,
        "threshold": Unit.EUR,
        "least_fte": Unit.FTE,
    }
    yield from optional_figure_problems(pillar, optional, owner)
    if (pillar.tranche_pot is None) != (pillar.tranche_persons_of_land is None):
        allowed = message("both or neither of tranche_pot and tranche_persons_of_land")
        yield Problem(owner, "tranche_pot", None, allowed, message("give both figures of the first tranche"))
    yield from _fixed_amount_problems(pillar.fixed_amounts, owner)


def _fixed_amount_problems(fixed_amounts: object, owner: str) -> Iterator[Problem]:
    if not _is_pairs(fixed_amounts):
        allowed = message("pairs of a Qualification and a Figure")
        yield Problem(
            owner, "fixed_amounts", fixed_amounts, allowed, message("write ((Qualification.DEGREE, figure), …)")
        )
        return
    for qualification, figure in fixed_amounts:
        yield from figure_problems(figure, Unit.EUR, f"fixed_amounts[{qualification.value}]", owner)
    given = [qualification for qualification, _ in fixed_amounts]
    for qualification in Qualification:
        if given.count(qualification) != 1:
            yield Problem(
                owner,
                "fixed_amounts",
                qualification.value,
                message("one figure for each qualification"),
                message("give it once, with status unknown where nobody knows it"),
            )


def _is_pairs(values: object) -> TypeGuard[tuple[tuple[Qualification, Figure], ...]]:
    return isinstance(values, tuple) and all(
        isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], Qualification) for pair in values
    )


@frozen
class ManagementPillar:
    """Fixed amounts per FTE of integration managers, capped by the planning frames (Integrationsmanagement, R3)."""

    key: str
    """Key of the pillar: `management`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    budget: Figure | None
    """The pillar's part of the programme's budget, in EUR (R3.1); None: there is none."""

    record_date: date = field(kw_only=True)
    """The day whose head count decides for the whole term (Stichtag, R3.2)."""

    pot: Figure = field(kw_only=True)
    """The pot of a year, in EUR (R3.1)."""

    persons_of_land: Figure = field(kw_only=True)
    """The counted persons of the whole Land (R3.3)."""

    fixed_amounts: tuple[tuple[Qualification, Figure], ...] = field(kw_only=True)
    """The amount for an FTE and year by qualification, in EUR (Pauschalen, R3.5)."""

    term: Figure = field(kw_only=True)
    """The term of a position in years (R3.6)."""

    tranche_pot: Figure | None = field(default=None, kw_only=True)
    """The pot of the first tranche, in EUR (R3.4); None: there is no such advance."""

    tranche_persons_of_land: Figure | None = field(default=None, kw_only=True)
    """The provisionally counted persons of the whole Land (R3.4)."""

    threshold: Figure | None = field(default=None, kw_only=True)
    """The least yearly frame of those who apply together, in EUR (R3.7); None: there is none."""

    least_fte: Figure | None = field(default=None, kw_only=True)
    """The least FTE of a funded manager (R3.7); None: there is none."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_management)

    def fixed_amount(self, qualification: Qualification) -> Figure:
        """Return the amount for an FTE and year (R3.5)."""
        return fixed_amount_of(self.fixed_amounts, qualification)


def fixed_amount_of(fixed_amounts: tuple[tuple[Qualification, Figure], ...], qualification: Qualification) -> Figure:
    """Return the amount of a qualification: there is one for each."""
    return next(figure for one, figure in fixed_amounts if one is qualification)


def _validate_continuation(pillar: ContinuationPillar) -> Iterator[Problem]:
    owner = named("ContinuationPillar", pillar.key)
    yield from name_problems(pillar, owner)
    units = {"budget": Unit.EUR, "after": Unit.YEARS, "term": Unit.YEARS}
    yield from optional_figure_problems(pillar, units, owner)
    for name in ("until", "approved_by", "most_fte_on"):
        if getattr(pillar, name) is not None:
            yield from day_problems(getattr(pillar, name), name, owner)
    if pillar.term is None and pillar.until is None:
        allowed, remedy = message("a term, an end, or both"), message("say when the funding of a position ends")
        yield Problem(owner, "term", None, allowed, remedy)
    if pillar.base is not None and not isinstance(pillar.base, ManagementPillar):
        allowed = message("a {kind:plain}", kind="ManagementPillar")
        yield Problem(owner, "base", pillar.base, allowed, message("make the object first"))
    if pillar.starts is not None and not isinstance(pillar.starts, Period):
        yield Problem(owner, "starts", pillar.starts, message("a Period"), message("write Period.years(start, 2)"))
    if pillar.applicants not in APPLICANTS:
        allowed = message("{names:list}", names=APPLICANTS)
        yield Problem(owner, "applicants", pillar.applicants, allowed, message("use one of these"))
    yield from _fixed_amount_problems(pillar.fixed_amounts, owner)


APPLICANTS = ("any", "district")
"""Who may employ the managers of a continuation pillar."""


@frozen
class ContinuationPillar:
    """Fixed amounts per FTE for a stretch of a position's months, without a frame (Weiterförderung, R5, R8.12)."""

    key: str
    """Key of the pillar: `management`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    budget: Figure | None
    """The pillar's part of the programme's budget, in EUR; None: there is none."""

    fixed_amounts: tuple[tuple[Qualification, Figure], ...] = field(kw_only=True)
    """The amount for an FTE and year by qualification, in EUR (R5)."""

    after: Figure | None = field(default=None, kw_only=True)
    """How many years of the position come before, paid by earlier editions; None: it pays from the start."""

    term: Figure | None = field(default=None, kw_only=True)
    """Up to how many years from the position's start it pays; None: no term but the end."""

    until: date | None = field(default=None, kw_only=True)
    """The last day it pays; None: no end but the term."""

    approved_by: date | None = field(default=None, kw_only=True)
    """Until when a position must have been approved (R5); None: no such condition is known."""

    most_fte_on: date | None = field(default=None, kw_only=True)
    """The day by which the FTE must have been approved that are paid at most (R8.12); None: `approved_by`."""

    applicants: str = field(default="any", kw_only=True)
    """Who may employ the managers: `any`, or `district` (Stadt- und Landkreise only)."""

    base: ManagementPillar | None = field(default=None, kw_only=True, repr=False)
    """The pillar of the edition it continues: its frames divide a grant over municipalities (R8.4)."""

    starts: Period | None = field(default=None, kw_only=True)
    """The days on which a position must have started: the window of the edition it continues (R8.1)."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_continuation)

    def fixed_amount(self, qualification: Qualification) -> Figure:
        """Return the amount for an FTE and year (R5)."""
        return fixed_amount_of(self.fixed_amounts, qualification)


def _rows(rows: Iterable[Figure]) -> tuple[Figure, ...]:
    return to_tuple(rows)


def _validate_budget_pillar(pillar: BudgetPillar) -> Iterator[Problem]:
    owner = named("BudgetPillar", pillar.key)
    yield from name_problems(pillar, owner)
    yield from optional_figure_problems(pillar, {"budget": Unit.EUR}, owner)
    if not isinstance(pillar.rows, tuple):
        yield from list_problems(pillar.rows, Figure, "rows", owner)
        return
    for place, row in enumerate(pillar.rows):
        yield from figure_problems(row, Unit.EUR, f"rows[{place}]", owner)


@frozen
class BudgetPillar:
    """Measures that are not paid by a key to municipalities: budget rows only (R4)."""

    key: str
    """Key of the pillar: `other`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    budget: Figure | None
    """The pillar's part of the programme's budget, in EUR; None: there is none."""

    rows: tuple[Figure, ...] = field(converter=_rows)
    """The measures with their sums over the whole programme, in EUR."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_budget_pillar)


Pillar: TypeAlias = PerCapitaPillar | ManagementPillar | ContinuationPillar | BudgetPillar
"""A funding line with one rule (Säule, Förderbereich)."""
