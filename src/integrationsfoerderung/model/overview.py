"""What a statement says about people and places: areas, staffing, provision, settlement, own costs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from .manager import Manager
from .municipality import Municipality


@frozen
class Staffing:
    """How many managers there are, on how many positions, for how many persons (Personalausstattung, R0.9)."""

    heads: int
    """Positions held: a successor in the same position is not counted again (R8.3)."""

    fte: Decimal
    """Full-time equivalents of these positions, as they began (VZÄ)."""

    persons: int | None
    """Counted persons; None where a count is unknown."""

    @property
    def persons_per_fte(self) -> Fraction | None:
        """Counted persons for each FTE, exactly; None without persons or managers."""
        return Fraction(self.persons) / Fraction(self.fte) if self.persons is not None and self.fte else None


@frozen
class Area:
    """Municipalities of one provider and the managers who serve them (Raumschaft, R0.13, R8.11)."""

    name: str
    """Name of the area; that of the provider where none is given."""

    provider: str
    """Key of the provider."""

    municipalities: tuple[Municipality, ...]
    """The municipalities, in the order of the case."""

    managers: tuple[Manager, ...]
    """The managers who serve at least one of them, whoever employs them."""

    staffing: Staffing
    """Heads, FTE and persons; a manager who serves several areas counts in each."""

    shared: tuple[str, ...]
    """Ids of managers who serve other areas too."""


@frozen
class Provision:
    """Who runs the management itself and who commissioned the Landkreis (R0.10, R8.5)."""

    run_themselves: tuple[Municipality, ...]
    """Municipalities that employ managers alone or in a group."""

    commissioned: tuple[Municipality, ...]
    """Municipalities that commissioned their Landkreis: the places of the information meetings (R0.11)."""

    @property
    def share_commissioned(self) -> Fraction | None:
        """The part of the municipalities that commissioned the Landkreis; None without municipalities."""
        everyone = len(self.run_themselves) + len(self.commissioned)
        return Fraction(len(self.commissioned), everyone) if everyone else None


@frozen
class Settlement:
    """The first tranche of a municipality settled against its final frame (Abrechnung des Abschlags, R8.6)."""

    municipality: Municipality
    """The municipality."""

    tranche: Decimal | None
    """The first tranche in EUR; None where nobody knows the provisional count."""

    frame: Decimal | None
    """The final frame of a year in EUR; None where nobody knows the final count."""

    balance: Decimal | None
    """Final frame − tranche in EUR, either sign; None where one of them is unknown."""


@frozen
class OwnCosts:
    """What a provider and its municipalities bear themselves over the term (Eigenanteil, R3.11, R8.10)."""

    provider: str
    """Key of the provider."""

    name: str
    """Name of the provider."""

    material: Decimal | None
    """Material costs (Sachkosten) in EUR; None where not all are given."""

    staff: Decimal | None
    """Actual staff and training costs (Personalkosten) in EUR; None where not all are given."""

    grant: Decimal | None
    """The grant in EUR; None where it is unknown."""

    amount: Decimal | None
    """Own costs in EUR; None where something is missing."""

    parts: tuple[tuple[str, Decimal], ...]
    """AGS and part of each municipality in EUR, by stated shares, else by frames.

    Empty where the amount is None, or where several municipalities state no shares and have no frames: no rule divides
    it then.
    """

    missing: tuple[str, ...]
    """What is missing: `material_costs` or `staff_costs` with the manager's id, or `grant`."""
