"""What hypothesis runs when it is imported: it makes `st.from_type` know the nouns.

The strategies themselves are made when the first is asked for. So importing hypothesis costs little where this library
is installed, and importing `integrationsfoerderung.testing` first, which imports hypothesis, goes in no circle.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def _later(module: str, name: str, **fields: Any) -> Callable[[type], Any]:
    def make(_: type) -> Any:
        return getattr(import_module(f".{module}", __package__), name)(**fields)

    return make


def register() -> None:
    """Make `st.from_type` know every noun; hypothesis runs this by itself once the library is installed."""
    from hypothesis import strategies as st

    from .. import apportionment, figure, message, period, scenario
    from ..model import (
        case,
        cause,
        change,
        comparison,
        manager,
        municipality,
        notice,
        overview,
        payout,
        payout_round,
        pillar,
        places,
        programme,
        remark,
        source,
        statement,
        verdict,
    )

    made: dict[type, Callable[[type], Any]] = {
        figure.Figure: _later("nouns", "figures", contested=True),
        period.Period: _later("nouns", "periods"),
        source.Source: _later("nouns", "sources"),
        municipality.HeadCount: _later("nouns", "head_counts"),
        municipality.Entry: _later("nouns", "entries"),
        municipality.Municipality: _later("nouns", "municipalities"),
        places.District: _later("nouns", "districts"),
        places.Place: _later("nouns", "places"),
        manager.Manager: _later("nouns", "managers"),
        programme.Programme: _later("editions", "programmes", sparse=True, editions=True),
        payout_round.PayoutRound: _later("editions", "payout_rounds"),
        payout_round.PerCapitaPillar: _later("editions", "per_capita_pillars"),
        pillar.ManagementPillar: _later("editions", "management_pillars"),
        pillar.ContinuationPillar: _later("editions", "continuation_pillars"),
        pillar.BudgetPillar: _later("editions", "budget_pillars"),
        case.Case: _later("situations", "cases"),
        statement.Statement: _later("situations", "statements"),
        payout.Payout: _later("situations", "payouts"),
        payout.PerCapitaPayout: _later("situations", "payouts", kind=payout.PerCapitaPayout),
        payout.GrantPayout: _later("situations", "payouts", kind=payout.GrantPayout),
        payout.Grant: _later("situations", "grants"),
        notice.Notice: _later("notices_told", "notices"),
        notice.AuditResult: _later("notices_told", "audit_results"),
        comparison.Comparison: _later("assumptions", "comparisons"),
        scenario.Scenario: _later("assumptions", "scenarios"),
        message.Message: _later("parts", "messages"),
        apportionment.Apportionment: _later("parts", "apportionments"),
    }
    for kind in change.CHANGES.values():
        made[kind] = _later("assumptions", "changes", kind=kind)
    for part in (
        payout.Funding, payout.PerCapitaLine, overview.Area, overview.OwnCosts, overview.Provision, overview.Settlement,
        overview.Staffing, remark.Gap, remark.Remark, programme.BudgetCheck, comparison.Difference,
        comparison.Attribution, cause.ChangedInput, notice.AuditEntry, verdict.Candidate, verdict.Nearest,
    ):  # fmt: skip
        made[part] = _later("parts", "parts", kind=part)
    for noun, strategy in made.items():
        st.register_type_strategy(noun, strategy)
