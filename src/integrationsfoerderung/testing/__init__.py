"""Hypothesis strategies for every public noun, and laws that a programme has to keep: for your tests, and for ours.

A strategy makes valid objects; `cases` makes municipalities, districts and managers that fit together and can be
calculated. Each has a realistic mode (places of the Land, plausible numbers) and an adversarial one (edges, strange
texts, huge and tiny numbers). `check_programme` holds a programme against the laws. Once the extra is installed,
`st.from_type(Municipality)` works without any import. Needs hypothesis: `pip install 'integrationsfoerderung[test]'`.

>>> from hypothesis import find
>>> find(cases(), lambda case: len(case.managers) == 1).managers[0].fte > 0
True
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from .. import _lazy

if find_spec("hypothesis") is None:
    from ..errors import MissingExtra

    raise MissingExtra("integrationsfoerderung.testing", "test")

if TYPE_CHECKING:
    from ._hook import register
    from .assumptions import changes, comparisons, scenarios
    from .checking import CounterExample, LawCheck, ProgrammeCheck, check_programme
    from .editions import (
        budget_pillars,
        continuation_pillars,
        management_pillars,
        payout_rounds,
        per_capita_pillars,
        programmes,
    )
    from .laws import LAWS, Law
    from .notices_told import audit_results, notices
    from .nouns import (
        amounts,
        districts,
        entries,
        figures,
        head_counts,
        managers,
        municipalities,
        periods,
        places,
        sources,
    )
    from .parts import apportionments, case_files, messages, parts
    from .situations import cases, grants, payouts, statements
    from .trial import Trial, Violation

_HOMES = {
    "_hook": ("register",),
    "assumptions": ("changes", "comparisons", "scenarios"),
    "checking": ("CounterExample", "LawCheck", "ProgrammeCheck", "check_programme"),
    "editions": (
        "budget_pillars",
        "continuation_pillars",
        "management_pillars",
        "payout_rounds",
        "per_capita_pillars",
        "programmes",
    ),
    "laws": ("LAWS", "Law"),
    "trial": ("Trial", "Violation"),
    "notices_told": ("audit_results", "notices"),
    "nouns": (
        "amounts",
        "districts",
        "entries",
        "figures",
        "head_counts",
        "managers",
        "municipalities",
        "periods",
        "places",
        "sources",
    ),
    "parts": ("apportionments", "case_files", "messages", "parts"),
    "situations": ("cases", "grants", "payouts", "statements"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "LAWS",
    "CounterExample",
    "Law",
    "LawCheck",
    "ProgrammeCheck",
    "Trial",
    "Violation",
    "amounts",
    "apportionments",
    "audit_results",
    "budget_pillars",
    "case_files",
    "cases",
    "changes",
    "check_programme",
    "comparisons",
    "continuation_pillars",
    "districts",
    "entries",
    "figures",
    "grants",
    "head_counts",
    "management_pillars",
    "managers",
    "messages",
    "municipalities",
    "notices",
    "parts",
    "payout_rounds",
    "payouts",
    "per_capita_pillars",
    "periods",
    "places",
    "programmes",
    "register",
    "scenarios",
    "sources",
    "statements",
]


if not TYPE_CHECKING:
    __getattr__ = _lazy.on_first_use(__name__, _HOME)


def __dir__() -> list[str]:
    return __all__
