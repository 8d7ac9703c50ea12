"""Strategies for what results are made of: areas, gaps, differences, candidates … each taken from a whole result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from ..apportionment import Apportionment, Method, apportion
from ..files import CaseFile
from ..message import Message, message
from ..model.cause import ChangedInput
from ..model.comparison import Attribution, Comparison, Difference
from ..model.notice import AuditEntry
from ..model.programme import BudgetCheck
from ..model.remark import Remark
from ..model.statement import Statement
from ..model.verdict import Candidate, Nearest
from ..money import Rounding
from .assumptions import comparisons, scenarios
from .editions import programmes
from .notices_told import audit_results
from .situations import cases, statements

_Part = TypeVar("_Part")

_OF_COMPARISONS = (Attribution, ChangedInput, Difference)
_OF_AUDITS = (AuditEntry, Candidate, Nearest)
_SEEN_IN_STATEMENTS = (
    "areas",
    "gaps",
    "grants",
    "own_costs",
    "payouts",
    "provision",
    "settlements",
    "staffing",
    "warnings",
)


@st.composite
def parts(draw: st.DrawFn, kind: type[_Part]) -> _Part:
    """Objects of a kind that results are made of, such as `Area` or `Gap`, from results of made-up cases."""
    if kind is BudgetCheck:
        found: list[Any] = [draw(programmes(sparse=True, editions=True)).budget_check()]
    elif kind in _OF_COMPARISONS:
        found = list(_found(draw(comparisons()), kind))
    elif kind in _OF_AUDITS:
        found = list(_found(draw(audit_results()), kind))
    else:
        found = list(_found(draw(statements(counted=draw(st.booleans()))), kind))
    assume(found)
    part: _Part = draw(st.sampled_from(found))
    return part


def _found(value: object, kind: type[_Part]) -> Iterator[_Part]:
    """Yield every object of a kind in a result, each once for each place that it stands in."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Statement):
        for name in _SEEN_IN_STATEMENTS:
            yield from _found(getattr(value, name), kind)
    elif isinstance(value, Comparison):
        if kind is Attribution:
            keys = dict.fromkeys(municipality.ags for municipality in value.variant.municipalities)
            yield from _found(tuple(value.why(key) for key in keys), kind)
        else:
            yield from _found((value.rows, value.causes), kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from _found(item, kind)
    elif not isinstance(value, Message):
        for one in getattr(type(value), "__attrs_attrs__", ()):
            yield from _found(getattr(value, one.name), kind)


def case_files() -> st.SearchStrategy[CaseFile]:
    """Cases as they are read from files, with a scenario and with remarks on what was repaired."""
    return st.builds(CaseFile, cases(), st.none() | scenarios(), st.lists(parts(Remark), max_size=2).map(tuple))


def messages() -> st.SearchStrategy[Message]:
    """Sentences with numbers, amounts, texts and other sentences in them."""
    values = st.integers() | st.decimals(-(10**9), 10**9, places=2) | st.dates() | st.text(max_size=8)
    plain = st.builds(lambda one: message("{value}", value=one), values)
    return st.recursive(plain, lambda inner: st.builds(_joined, st.lists(inner, min_size=1, max_size=3)), max_leaves=4)


def _joined(sentences: list[Message]) -> Message:
    return message("{count}: {sentences:list}", count=len(sentences), sentences=sentences)


@st.composite
def apportionments(draw: st.DrawFn) -> Apportionment:
    """Pots split over one to six keys."""
    keys = draw(st.lists(st.text("abcdef", min_size=1, max_size=3), min_size=1, max_size=6, unique=True))
    weights: Mapping[str, int] = {key: draw(st.integers(0, 10**4)) for key in keys}
    assume(any(weights.values()))
    pot = Decimal(draw(st.integers(0, 10**7)))
    return apportion(pot, weights, rounding=draw(st.sampled_from(Rounding)), method=draw(st.sampled_from(Method)))
