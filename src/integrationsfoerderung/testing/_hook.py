"""What hypothesis runs when it is imported: it makes `st.from_type` know the nouns.

Whoever imports hypothesis pays for this, also where nothing has to do with this library. So no noun is imported for
it: they are registered once one is in use, and each strategy is made when it is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

_Strategy = Callable[[type], Any]

_LIBRARY = __name__.partition(".")[0]


def _later(module: str, name: str, **fields: Any) -> _Strategy:
    return lambda _: getattr(import_module(f".{module}", __package__), name)(**fields)


def _of_kind(module: str, name: str) -> _Strategy:
    return lambda kind: getattr(import_module(f".{module}", __package__), name)(kind=kind)


_CHANGES = _of_kind("assumptions", "changes")
_PARTS = _of_kind("parts", "parts")
_PAYOUTS = _of_kind("situations", "payouts")

_STRATEGIES: Mapping[str, Mapping[str, _Strategy]] = {
    "apportionment": {"Apportionment": _later("parts", "apportionments")},
    "figure": {"Figure": _later("nouns", "figures", contested=True)},
    "files.reading": {"CaseFile": _later("parts", "case_files")},
    "message": {"Message": _later("parts", "messages")},
    "model.case": {"Case": _later("situations", "cases")},
    "model.cause": {"ChangedInput": _PARTS},
    "model.change": {"SetFigure": _CHANGES, "SetOptions": _CHANGES},
    "model.change_of_counts": {"ScaleCounts": _CHANGES, "SetCount": _CHANGES},
    "model.change_of_provision": dict.fromkeys(("AddManager", "RemoveManager", "SetManager", "SetProvider"), _CHANGES),
    "model.comparison": {
        "Comparison": _later("assumptions", "comparisons"), "Attribution": _PARTS, "Difference": _PARTS,
    },
    "model.manager": {"Manager": _later("nouns", "managers")},
    "model.municipality": {
        "Entry": _later("nouns", "entries"),
        "HeadCount": _later("nouns", "head_counts"),
        "Municipality": _later("nouns", "municipalities"),
    },
    "model.notice": {
        "AuditEntry": _PARTS,
        "AuditResult": _later("notices_told", "audit_results"),
        "Notice": _later("notices_told", "notices"),
    },
    "model.overview": dict.fromkeys(("Area", "OwnCosts", "Provision", "Settlement", "Staffing"), _PARTS),
    "model.payout": {
        "Funding": _PARTS,
        "Grant": _later("situations", "grants"),
        "GrantPayout": _PAYOUTS,
        "Payout": _PAYOUTS,
        "PerCapitaLine": _PARTS,
        "PerCapitaPayout": _PAYOUTS,
    },
    "model.payout_round": {
        "PayoutRound": _later("editions", "payout_rounds"),
        "PerCapitaPillar": _later("editions", "per_capita_pillars"),
    },
    "model.pillar": {
        "BudgetPillar": _later("editions", "budget_pillars"),
        "ContinuationPillar": _later("editions", "continuation_pillars"),
        "ManagementPillar": _later("editions", "management_pillars"),
    },
    "model.places": {"District": _later("nouns", "districts"), "Place": _later("nouns", "places")},
    "model.programme": {
        "BudgetCheck": _PARTS,
        "Programme": _later("editions", "programmes", sparse=True, editions=True),
    },
    "model.remark": {"Gap": _PARTS, "Remark": _PARTS},
    "model.source": {"Source": _later("nouns", "sources")},
    "model.statement": {"Statement": _later("situations", "statements")},
    "model.verdict": {"Candidate": _PARTS, "Nearest": _PARTS},
    "period": {"Period": _later("nouns", "periods")},
    "scenario": {"Scenario": _later("assumptions", "scenarios")},
}  # fmt: skip
"""How each noun is made, by the module that has it."""


def on_import_of_hypothesis() -> None:
    """Register the nouns where they are in use; else the front door does, when it is asked for the first name."""
    if f"{_LIBRARY}.model" in sys.modules:
        register()


@cache
def register() -> None:
    """Make `st.from_type` know every noun; where the library is installed, this is done without being asked for."""
    from hypothesis import strategies as st

    for name, nouns in _STRATEGIES.items():
        module = import_module(f"..{name}", __package__)
        for noun, strategy in nouns.items():
            st.register_type_strategy(getattr(module, noun), strategy)
