"""What a statement says besides its payouts: areas, staffing, provision, settlements, own costs and warnings.

All of it follows from what the statement holds, so it is made when somebody asks for it.
"""

from __future__ import annotations

from datetime import date

from .model.overview import Area, OwnCosts, Provision, Settlement, Staffing
from .model.programme import Programme
from .model.remark import Remark
from .model.statement import Statement
from .remarks import remarks_on
from .rules.grants import settlements_of
from .rules.own_costs import own_costs_of
from .rules.provision import areas_of, provision_of, staffing_of


def areas_in(statement: Statement) -> tuple[Area, ...]:
    """Return which managers serve which municipalities (R0.13, R8.11)."""
    return areas_of(statement.case, _record_date(statement.programme))


def staffing_in(statement: Statement) -> Staffing:
    """Return heads, FTE and persons of the whole case (R0.9)."""
    return staffing_of(statement.managers, statement.municipalities, _record_date(statement.programme))


def provision_in(statement: Statement) -> Provision:
    """Return who runs the management itself and who commissioned the Landkreis (R0.10)."""
    return provision_of(statement.municipalities)


def settlements_in(statement: Statement) -> tuple[Settlement, ...]:
    """Return first tranche against final frame, for each municipality with a provisional count (R8.6)."""
    pillar = statement.programme.management
    return () if pillar is None else tuple(settlements_of(pillar, statement.municipalities))


def own_costs_in(statement: Statement) -> tuple[OwnCosts, ...]:
    """Return what each provider with managers bears itself (R8.10)."""
    inside = statement.training_in_fixed_amount
    return tuple(own_costs_of(grant, training_in_fixed_amount=inside) for grant in statement.grants)


def warnings_in(statement: Statement) -> tuple[Remark, ...]:
    """Return what a reader of the result has to know."""
    return tuple(remarks_on(statement, statement.ties))


def _record_date(programme: Programme) -> date:
    if programme.management is not None:
        return programme.management.record_date
    if programme.continuation is not None and programme.continuation.base is not None:
        return programme.continuation.base.record_date
    if programme.per_capita is not None and programme.per_capita.rounds:
        return programme.per_capita.rounds[0].record_date
    return programme.window.first
