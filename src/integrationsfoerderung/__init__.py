"""What Baden-Württemberg's integration funding pays to municipalities: exact, explained, checked against reality.

A public name is imported when it is first used, so that `import integrationsfoerderung` stays light.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import _lazy

if TYPE_CHECKING:
    from .amounts import first_tranche, fundable_positions, implied_persons, planning_frame
    from .apportionment import Apportionment, Method, apportion
    from .calculation import calculate
    from .catalogue.loader import load_programme, programmes
    from .errors import IntegrationsfoerderungError, InvalidInput, MissingExtra, Problem, UnknownFigureError
    from .examples import load_example
    from .figure import Figure, Unit
    from .files import CaseFile, read_case, read_case_file, read_statement, write_case, write_statement, write_template
    from .frames import (  # isort: skip  # one import for the names that are public, but not in `import *`
        case_from_frames as case_from_frames,
        case_to_frame as case_to_frame,
        managers_from_frame as managers_from_frame,
        municipalities_from_frame as municipalities_from_frame,
        to_frame as to_frame,
    )
    from .message import Message
    from .model.case import Case
    from .model.cause import ChangedInput
    from .model.change import SetFigure, SetOptions
    from .model.change_of_counts import ScaleCounts, SetCount
    from .model.change_of_provision import AddManager, RemoveManager, SetManager, SetProvider
    from .model.comparison import Attribution, Comparison, Difference
    from .model.manager import Manager, Qualification
    from .model.municipality import CountStatus, Entry, HeadCount, Municipality
    from .model.notice import AuditEntry, AuditResult, Notice
    from .model.overview import Area, OwnCosts, Provision, Settlement, Staffing
    from .model.payout import Basis, Funding, Grant, GrantPayout, Payout, PerCapitaLine, PerCapitaPayout, Stage
    from .model.payout_round import PayoutRound, PerCapitaPillar
    from .model.pillar import BudgetPillar, ContinuationPillar, ManagementPillar, Pillar
    from .model.places import District, Place
    from .model.programme import BudgetCheck, Programme
    from .model.remark import Gap, Remark
    from .model.source import Source, Status
    from .model.statement import Statement
    from .model.verdict import Candidate, Cause, Nearest, Verdict
    from .money import Rounding
    from .notices import audit, notices_from_csv, published_notices
    from .period import Period
    from .register import boundaries, districts, municipalities_of, place, places_of
    from .scenario import Scenario, as_of, compare

_HOMES = {
    "amounts": ("first_tranche", "fundable_positions", "implied_persons", "planning_frame"),
    "apportionment": ("Apportionment", "Method", "apportion"),
    "calculation": ("calculate",),
    "catalogue.loader": ("load_programme", "programmes"),
    "errors": ("IntegrationsfoerderungError", "InvalidInput", "MissingExtra", "Problem", "UnknownFigureError"),
    "examples": ("load_example",),
    "figure": ("Figure", "Unit"),
    "message": ("Message",),
    "model.case": ("Case",),
    "model.cause": ("ChangedInput",),
    "model.change": ("SetFigure", "SetOptions"),
    "model.change_of_counts": ("ScaleCounts", "SetCount"),
    "model.change_of_provision": ("AddManager", "RemoveManager", "SetManager", "SetProvider"),
    "model.comparison": ("Attribution", "Comparison", "Difference"),
    "model.manager": ("Manager", "Qualification"),
    "model.municipality": ("CountStatus", "Entry", "HeadCount", "Municipality"),
    "model.notice": ("AuditEntry", "AuditResult", "Notice"),
    "model.overview": ("Area", "OwnCosts", "Provision", "Settlement", "Staffing"),
    "model.payout": ("Basis", "Funding", "Grant", "GrantPayout", "Payout", "PerCapitaLine", "PerCapitaPayout", "Stage"),
    "model.payout_round": ("PayoutRound", "PerCapitaPillar"),
    "model.pillar": ("BudgetPillar", "ContinuationPillar", "ManagementPillar", "Pillar"),
    "model.places": ("District", "Place"),
    "model.programme": ("BudgetCheck", "Programme"),
    "model.remark": ("Gap", "Remark"),
    "model.source": ("Source", "Status"),
    "model.statement": ("Statement",),
    "model.verdict": ("Candidate", "Cause", "Nearest", "Verdict"),
    "money": ("Rounding",),
    "notices": ("audit", "notices_from_csv", "published_notices"),
    "period": ("Period",),
    "register": ("boundaries", "districts", "municipalities_of", "place", "places_of"),
    "scenario": ("Scenario", "as_of", "compare"),
    "files": (
        "CaseFile",
        "read_case",
        "read_case_file",
        "read_statement",
        "write_case",
        "write_statement",
        "write_template",
    ),
}

_HOMES_OF_EXTRAS = {
    "frames": ("case_from_frames", "case_to_frame", "managers_from_frame", "municipalities_from_frame", "to_frame"),
}
"""What needs an optional part is there by name, but not for `import *`, which has to work without."""

_HOME = {name: home for homes in (_HOMES, _HOMES_OF_EXTRAS) for home, names in homes.items() for name in names}

__all__ = [
    "AddManager",
    "Apportionment",
    "Area",
    "Attribution",
    "AuditEntry",
    "AuditResult",
    "Basis",
    "BudgetCheck",
    "BudgetPillar",
    "Candidate",
    "Case",
    "CaseFile",
    "Cause",
    "ChangedInput",
    "Comparison",
    "ContinuationPillar",
    "CountStatus",
    "Difference",
    "District",
    "Entry",
    "Figure",
    "Funding",
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
    "Nearest",
    "Notice",
    "OwnCosts",
    "Payout",
    "PayoutRound",
    "PerCapitaLine",
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
    "RemoveManager",
    "Rounding",
    "ScaleCounts",
    "Scenario",
    "SetCount",
    "SetFigure",
    "SetManager",
    "SetOptions",
    "SetProvider",
    "Settlement",
    "Source",
    "Staffing",
    "Stage",
    "Statement",
    "Status",
    "Unit",
    "UnknownFigureError",
    "Verdict",
    "apportion",
    "as_of",
    "audit",
    "boundaries",
    "calculate",
    "compare",
    "districts",
    "first_tranche",
    "fundable_positions",
    "implied_persons",
    "load_example",
    "load_programme",
    "municipalities_of",
    "notices_from_csv",
    "place",
    "places_of",
    "planning_frame",
    "programmes",
    "published_notices",
    "read_case",
    "read_case_file",
    "read_statement",
    "write_case",
    "write_statement",
    "write_template",
]


if not TYPE_CHECKING:  # pragma: no branch  # only type checkers go the other way
    _find = _lazy.on_first_use(__name__, _HOME)

    def __getattr__(name: str) -> object:
        hook = sys.modules.get(f"{__name__}.testing._hook")
        if hook is not None and name in _HOME:  # hypothesis has called it, and is to know the nouns
            hook.register()
        return _find(name)


def __dir__() -> list[str]:
    return __all__
