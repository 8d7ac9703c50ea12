"""What Baden-Württemberg's integration funding pays to municipalities: exact, explained, checked against reality.

A public name is imported when it is first used, so that `import integrationsfoerderung` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .amounts import first_tranche, implied_persons, planning_frame
    from .apportionment import Apportionment, Method, apportion
    from .calculation import calculate
    from .catalogue.loader import load_programme, programmes
    from .errors import IntegrationsfoerderungError, InvalidInput, MissingExtra, Problem, UnknownFigureError
    from .examples import load_example
    from .figure import Figure, Unit
    from .message import Message
    from .model.case import Case
    from .model.manager import Manager, Qualification
    from .model.municipality import CountStatus, HeadCount, Municipality
    from .model.overview import Area, OwnCosts, Provision, Settlement, Staffing
    from .model.payout import Basis, Grant, GrantPayout, Payout, PerCapitaPayout, Stage
    from .model.pillar import BudgetPillar, ManagementPillar, PayoutRound, PerCapitaPillar, Pillar
    from .model.places import District, Place
    from .model.programme import Programme
    from .model.remark import Gap, Remark
    from .model.source import Source, Status
    from .model.statement import Statement
    from .money import Rounding
    from .period import Period
    from .register import boundaries, districts, municipalities_of, place, places_of

_HOMES = {
    "amounts": ("first_tranche", "implied_persons", "planning_frame"),
    "apportionment": ("Apportionment", "Method", "apportion"),
    "calculation": ("calculate",),
    "catalogue.loader": ("load_programme", "programmes"),
    "errors": ("IntegrationsfoerderungError", "InvalidInput", "MissingExtra", "Problem", "UnknownFigureError"),
    "examples": ("load_example",),
    "figure": ("Figure", "Unit"),
    "message": ("Message",),
    "model.case": ("Case",),
    "model.manager": ("Manager", "Qualification"),
    "model.municipality": ("CountStatus", "HeadCount", "Municipality"),
    "model.overview": ("Area", "OwnCosts", "Provision", "Settlement", "Staffing"),
    "model.payout": ("Basis", "Grant", "GrantPayout", "Payout", "PerCapitaPayout", "Stage"),
    "model.pillar": ("BudgetPillar", "ManagementPillar", "PayoutRound", "PerCapitaPillar", "Pillar"),
    "model.places": ("District", "Place"),
    "model.programme": ("Programme",),
    "model.remark": ("Gap", "Remark"),
    "model.source": ("Source", "Status"),
    "model.statement": ("Statement",),
    "money": ("Rounding",),
    "period": ("Period",),
    "register": ("boundaries", "districts", "municipalities_of", "place", "places_of"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Apportionment",
    "Area",
    "Basis",
    "BudgetPillar",
    "Case",
    "CountStatus",
    "District",
    "Figure",
    "Gap",
    "Grant",
    "GrantPayout",
    "HeadCount",
    "IntegrationsfoerderungError",
    "InvalidInput",
    "ManagementPillar",
    "Manager",
    "Message",
    "Method",
    "MissingExtra",
    "Municipality",
    "OwnCosts",
    "Payout",
    "PayoutRound",
    "PerCapitaPayout",
    "PerCapitaPillar",
    "Period",
    "Pillar",
    "Place",
    "Problem",
    "Programme",
    "Provision",
    "Qualification",
    "Remark",
    "Rounding",
    "Settlement",
    "Source",
    "Staffing",
    "Stage",
    "Statement",
    "Status",
    "Unit",
    "UnknownFigureError",
    "apportion",
    "boundaries",
    "calculate",
    "districts",
    "first_tranche",
    "implied_persons",
    "load_example",
    "load_programme",
    "municipalities_of",
    "place",
    "places_of",
    "planning_frame",
    "programmes",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
