"""Payouts and grants: amounts that remember the line they come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from attrs import frozen

from ..apportionment import Method
from ..figure import Figure
from ..message import Choice, Language
from ..money import Rounding, in_euros
from ..period import Period
from ..showing import Shown
from .keys import is_stadtkreis
from .manager import Manager, fte_units
from .municipality import Municipality
from .pillar import ContinuationPillar, ManagementPillar, PayoutRound
from .places import District
from .source import Status


class Basis(Choice):
    """What a per-capita amount is computed from (Berechnungsgrundlage, R2.4). A member is also found by its value."""

    ANNOUNCED = "announced"
    """Announced rate × counted persons."""
    POT_SHARE = "pot_share"
    """Pot × counted persons ÷ counted persons of the whole Land."""


class Stage(Choice):
    """To which stage of the management pillar an amount belongs. A member is also found by its value."""

    FIRST_TRANCHE = "first tranche"
    """The advance of July 2017 on provisional counts (erste Tranche, R3.4)."""
    FINAL_FRAME = "final frame"
    """The planning frame of a year on final counts (Planungsrahmen, R3.3)."""
    GRANT = "grant"
    """What a provider is awarded for the term (Zuwendung, R3.9)."""


# Many payouts may be asked, so the import upward is made once.


@cache
def _derive() -> Callable[[Payout], Figure]:
    from ..rules.derivation import derive

    return derive


@cache
def _explain_payout() -> Callable[[Payout, Language], str]:
    from ..words import explain_payout

    return explain_payout


@frozen
class Payout(Shown, ABC):
    """One amount, from one pillar and round, to one recipient (Auszahlung): a `PerCapitaPayout` or a `GrantPayout`.

    Amount, inputs and the shared line are stored; the derivation is made when it is asked for.
    """

    cents: int | None
    """The amount in whole cents; None where it is open (R8.8)."""

    @property
    def amount(self) -> Decimal | None:
        """The amount in EUR with two places; None where it is open because a figure is unknown (R8.8)."""
        return None if self.cents is None else in_euros(self.cents)

    @property
    @abstractmethod
    def pillar(self) -> str:
        """Key of the pillar."""

    @property
    @abstractmethod
    def round(self) -> str:
        """Key of the round; `grant` where the pillar pays grants."""

    @property
    @abstractmethod
    def year(self) -> int:
        """The calendar year to which the amount belongs (R8.4)."""

    @property
    @abstractmethod
    def recipient(self) -> str:
        """Key of whom it is paid to (R8.9)."""

    @property
    @abstractmethod
    def recipient_name(self) -> str:
        """Name of whom it is paid to."""

    @property
    @abstractmethod
    def via(self) -> str | None:
        """The Landkreis that passes the money on; None where it is paid directly (R2.3, R8.9)."""

    @property
    @abstractmethod
    def gap(self) -> str:
        """Key of the gap that keeps the amount open; empty where it is known."""

    @property
    @abstractmethod
    def expected(self) -> bool:
        """Whether the amount is only expected (R0.7, R8.8)."""

    @property
    def derivation(self) -> Figure:
        """The amount as a figure that knows how it came about.

        Raises:
            UnknownFigureError: for an open payout; it says what is missing.
        """
        return _derive()(self)

    def explain(self, lang: Language = "en") -> str:
        """Tell the derivation as text, in German or English; for an open payout what is missing."""
        return _explain_payout()(self, lang)


@frozen
class PerCapitaLine:
    """What the payouts of one per-capita round have in common."""

    pillar: str
    """Key of the pillar."""

    round: PayoutRound
    """The round with its figures."""

    basis: Basis
    """Announced rate or pot share."""

    figures: tuple[Figure, ...]
    """The rate; or the pot and the persons of the whole Land."""

    rounding: Rounding
    """How a pot share is rounded (R2.5)."""

    method: Method
    """Whether shares are rounded each on its own or by largest remainder (R2.5)."""

    years_from_entry: Figure | None = None
    """For how many years from entry a person counts, where recipients give entries (own programmes)."""

    paid_through: str = "district"
    """Whether the Landkreis passes the money on, or nobody does (own programmes)."""

    repeats: PerCapitaLine | None = None
    """The line of the earlier round whose amounts are expected again (R0.7)."""

    one_unit_more: frozenset[str] = frozenset()
    """The AGS that largest remainder gave one of the units left (R2.5)."""

    gap: str = ""
    """Key of the figure that is unknown and keeps the whole round open; empty where all are known."""

    def persons_of(self, payee: Municipality | District) -> int | None:
        """Return the persons counted for the round, or for the one it repeats; None where nobody knows the count."""
        if self.repeats is not None:
            return self.repeats.persons_of(payee)
        day = self.round.record_date
        if self.years_from_entry is not None and isinstance(payee, Municipality) and payee.entries:
            return sum(entry.persons for entry in payee.entered(day, self.years_from_entry.whole))
        count = payee.count(day)
        return None if count is None else count.persons

    @property
    def count_gap(self) -> str:
        """Key of the gap of a municipality without a count in this round."""
        return f"{self.pillar}.{self.round.key}.persons"


@frozen
class PerCapitaPayout(Payout):
    """A payout of a per-capita round to a municipality, or to a district where the pillar says so (R2)."""

    line: PerCapitaLine
    """Rule and figures shared by the round."""

    payee: Municipality | District
    """Who is paid."""

    @property
    def municipality(self) -> Municipality | None:
        """The municipality that is paid; None where a district is."""
        return self.payee if isinstance(self.payee, Municipality) else None

    @property
    def persons(self) -> int | None:
        """Counted persons; None where nobody knows the count."""
        return self.line.persons_of(self.payee)

    @property
    def pillar(self) -> str:
        """Key of the pillar."""
        return self.line.pillar

    @property
    def round(self) -> str:
        """Key of the round."""
        return self.line.round.key

    @property
    def year(self) -> int:
        """The year of the due date (R8.4)."""
        return self.line.round.day.year

    @property
    def recipient(self) -> str:
        """Key of the payee: AGS of the municipality (R8.9)."""
        return self.payee.key

    @property
    def recipient_name(self) -> str:
        """Name of the payee."""
        return self.payee.name

    @property
    def via(self) -> str | None:
        """The Landkreis that passes the money on; None where it is paid directly, as to a Stadtkreis (R2.3)."""
        municipality = self.municipality
        if municipality is None or is_stadtkreis(municipality.ags) or self.line.paid_through != "district":
            return None
        return municipality.district

    @property
    def gap(self) -> str:
        """Key of the gap that keeps the amount open; empty where it is known."""
        return self.line.gap if self.persons is not None else self.line.count_gap

    @property
    def expected(self) -> bool:
        """Whether the amount is only expected: it repeats a round, or its rate is only announced (R0.7, R8.8)."""
        return self.line.repeats is not None or any(figure.status is Status.EXPECTED for figure in self.line.figures)


@frozen
class Funding:
    """A manager's funded time within the term of the position (R3.6, R8.3)."""

    manager: Manager
    """The manager."""

    period: Period | None
    """The funded days; None where nothing is funded."""

    day_months: int
    """The funded months in day-month units; a position's full, uninterrupted term counts exactly its months (R8.3)."""

    most_fte: Decimal | None = None
    """The most FTE that is paid: what was approved for the position (R8.12); None: the manager's."""

    @property
    def fte_units(self) -> int:
        """The paid FTE in millionths."""
        if self.most_fte is None:
            return self.manager.fte_units
        return min(self.manager.fte_units, fte_units(self.most_fte))


@frozen
class Grant(Shown):
    """What a provider is awarded for the term: the managers' claims, capped by the frames (Zuwendung, R3.9)."""

    provider: str
    """Key of the provider: AGS or district."""

    name: str
    """Name of the provider."""

    pillar: ManagementPillar | ContinuationPillar
    """The pillar with its figures."""

    members: tuple[Municipality, ...]
    """The municipalities whose frames are pooled (R3.8)."""

    frames: tuple[int | None, ...]
    """The members' planning frames of a year in cents (R3.3); None where nobody knows the count, or there are none."""

    tranches: tuple[int | None, ...]
    """The members' first tranches in cents (R3.4); None where nobody knows the provisional count."""

    fundings: tuple[Funding, ...]
    """The managers' funded time."""

    eligible: bool | None
    """Whether the provider may apply (R3.7, R8.5); None where a frame is unknown."""

    claim: Decimal | None
    """What the managers' fixed amounts add up to over the term in EUR, rounded once (R3.9); None: unknown."""

    cents: int | None
    """The grant in cents: 0 where not eligible; None where a figure is unknown."""

    parts: tuple[int, ...] | None
    """The grant per member in cents, by rounded frame (R8.4); None where the grant or a frame is unknown."""

    gap: str = ""
    """Key of the gap that keeps the grant open; empty where it is known."""

    @property
    def fixed_amounts(self) -> tuple[Figure, ...]:
        """The fixed amounts that its funded managers ask for (R3.5)."""
        funded = {funding.manager.qualification for funding in self.fundings if funding.day_months}
        return tuple(figure for qualification, figure in self.pillar.fixed_amounts if qualification in funded)

    @property
    def amount(self) -> Decimal | None:
        """The grant in EUR; None where a frame is unknown."""
        return None if self.cents is None else in_euros(self.cents)

    @property
    def amounts(self) -> tuple[Decimal | None, ...]:
        """The grant per member in EUR, in the order of the members (R8.4); None where it is unknown."""
        return tuple(in_euros(part) for part in self.parts) if self.parts is not None else (None,) * len(self.members)

    @property
    def frame(self) -> Decimal | None:
        """The sum of the members' rounded frames of a year in EUR; None where one is unknown."""
        known = [frame for frame in self.frames if frame is not None]
        return in_euros(sum(known)) if len(known) == len(self.frames) else None

    @property
    def capped(self) -> bool:
        """Whether the frames, not the claims, decide (R3.9)."""
        return self.amount is not None and bool(self.eligible) and self.claim is not None and self.amount < self.claim

    @property
    def first_tranche(self) -> Decimal | None:
        """The sum of the members' first tranches in EUR; None where one is unknown (R8.6)."""
        known = [tranche for tranche in self.tranches if tranche is not None]
        return in_euros(sum(known)) if len(known) == len(self.tranches) else None

    @property
    def balance(self) -> Decimal | None:
        """Grant − Σ first tranches in EUR, either sign; None where one is unknown (R8.6)."""
        if self.cents is None or self.first_tranche is None:
            return None
        return in_euros(self.cents - sum(tranche or 0 for tranche in self.tranches))

    @property
    def derivation(self) -> Figure:
        """The grant as a figure that knows how it came about.

        Raises:
            UnknownFigureError: for an open grant; it says what is missing.
        """
        from ..rules.derivation import derive_grant

        return derive_grant(self)

    def explain(self, lang: Language = "en") -> str:
        """Tell the derivation as text, in German or English."""
        from ..words import explain_grant

        return explain_grant(self, lang)


@frozen
class GrantPayout(Payout):
    """The part of a grant for one manager and one calendar year of service (R8.4)."""

    grant: Grant
    """The provider's grant."""

    manager: Manager
    """The manager."""

    year: int
    """The calendar year of service (R8.4)."""

    cents_up: tuple[int, int] = (0, 0)
    """The remainder cents that the manager, and the year, got by largest remainder."""

    @property
    def pillar(self) -> str:
        """Key of the pillar."""
        return self.grant.pillar.key

    @property
    def round(self) -> str:
        """`grant`: the payment dates of this pillar are unknown (R3.4)."""
        return Stage.GRANT.value

    @property
    def recipient(self) -> str:
        """Key of the provider (R8.9)."""
        return self.grant.provider

    @property
    def recipient_name(self) -> str:
        """Name of the provider."""
        return self.grant.name

    @property
    def via(self) -> str | None:
        """None: the provider gets it directly (R8.9)."""
        return None

    @property
    def gap(self) -> str:
        """Key of the gap that keeps the amount open; empty where it is known."""
        return self.grant.gap

    @property
    def expected(self) -> bool:
        """Whether the grant rests on a fixed amount that is only expected (R5)."""
        return any(figure.status is Status.EXPECTED for figure in self.grant.fixed_amounts)
