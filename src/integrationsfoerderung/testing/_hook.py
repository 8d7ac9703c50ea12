"""What hypothesis runs when it is imported: it makes `st.from_type` know the nouns.

Whoever imports hypothesis pays for this, also where nothing has to do with this library. So no noun is imported for
it: each is registered when its module is, by whatever way, and its strategy is made when it is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
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

_BY_MODULE = {f"{_LIBRARY}.{module}": nouns for module, nouns in _STRATEGIES.items()}


def register() -> None:
    """Make `st.from_type` know every noun; hypothesis runs this by itself once the library is installed."""
    for name in _BY_MODULE:
        if name in sys.modules:
            _know(sys.modules[name])
    if _WATCH not in sys.meta_path:
        sys.meta_path.insert(0, _WATCH)


def _know(module: ModuleType) -> None:
    from hypothesis import strategies as st

    for name, strategy in _BY_MODULE[module.__name__].items():
        st.register_type_strategy(getattr(module, name), strategy)


class _Watch(MetaPathFinder):
    """Has the others find the modules of the nouns, and notices when one has been imported."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _BY_MODULE:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, (finder.find_spec(fullname, path, target) for finder in others)), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _Noticing(spec.loader)
        return spec


class _Noticing(Loader):
    """Imports a module as its own loader does, which it leaves with the module, and makes its nouns known."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _know(module)


_WATCH = _Watch()
