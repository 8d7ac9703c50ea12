"""`calculate` against a second implementation of the rules, on everything that the strategies produce."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from tests.differential import reference

from integrationsfoerderung import (
    Basis,
    ContinuationPillar,
    GrantPayout,
    Method,
    PerCapitaPayout,
    Programme,
    Rounding,
    Statement,
    calculate,
    load_example,
    load_programme,
    programmes,
)
from integrationsfoerderung.testing import programmes as made_up_programmes
from integrationsfoerderung.testing import statements

BUNDLED = {programme.key: programme for programme in programmes()}


class Made(NamedTuple):
    """A statement, shown by what it is made of and not by all that is in it."""

    statement: Statement

    def __repr__(self) -> str:
        one = self.statement
        options = (one.basis, one.method, one.rounding, one.expected, one.training_in_fixed_amount)
        return f"{options} {one.case!r} {one.programme.window!r} {one.programme.pillars!r}"[:20_000]


@st.composite
def any_statements(draw: st.DrawFn) -> Made:
    """Statements of programmes of every kind, realistic and adversarial."""
    programme = draw(st.sampled_from([None, None, *BUNDLED.values()]))
    programme = programme or draw(made_up_programmes(sparse=True, editions=True))
    return Made(draw(statements(programme, adversarial=draw(st.booleans()), counted=draw(st.booleans()))))


def exact(amount: Decimal | None) -> Fraction | None:
    """Return an amount as a fraction."""
    return None if amount is None else Fraction(amount)


def agree(statement: Statement) -> None:
    """Assert that both implementations say the same of a case."""
    programme, case = statement.programme, statement.case
    options = {
        "basis": statement.basis.value,
        "method": statement.method.value,
        "rounding": statement.rounding.value,
    }
    rounds = [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]
    assert len({(payout.round, payout.recipient) for payout in rounds}) == len(rounds)
    assert {(one.round, one.recipient): exact(one.amount) for one in rounds} == reference.per_capita(
        programme, case, expected=statement.expected, **options
    )
    wanted = reference.grants(programme, case, expected=statement.expected)
    assert [grant.provider for grant in statement.grants] == list(wanted)
    parts = [payout for payout in statement.payouts if isinstance(payout, GrantPayout)]
    for grant in statement.grants:
        award = wanted[grant.provider]
        assert tuple(None if one is None else Fraction(one, 100) for one in grant.frames) == award.frames
        assert tuple(None if one is None else Fraction(one, 100) for one in grant.tranches) == award.tranches
        assert (exact(grant.claim), exact(grant.amount)) == (award.claim, award.grant)
        assert (None if grant.parts is None else tuple(map(exact, grant.amounts))) == award.by_municipality
        found = {(one.manager.id, one.year): exact(one.amount) for one in parts if one.recipient == grant.provider}
        assert found == award.by_manager_and_year
    inside = statement.training_in_fixed_amount
    assert {costs.provider: exact(costs.amount) for costs in statement.own_costs} == {
        provider: reference.own_costs(case, provider, award.grant, training_inside=inside)
        for provider, award in wanted.items()
    }


class TestMadeUpProgrammes:
    """R2, R3, R8: variants of the Pakt and of what came after it."""

    @given(any_statements())
    def test_both_implementations_agree(self, made: Made) -> None:
        agree(made.statement)


class TestBundledProgrammes:
    """R2, R3, R5: the editions as they are."""

    @pytest.mark.parametrize("key", BUNDLED)
    @settings(max_examples=settings.default.max_examples // 4 if settings.default is not None else 25)
    @given(st.data())
    def test_both_implementations_agree(self, key: str, data: st.DataObject) -> None:
        agree(data.draw(statements(BUNDLED[key], adversarial=data.draw(st.booleans()))))

    @pytest.mark.parametrize("basis", Basis)
    @pytest.mark.parametrize("rounding", Rounding)
    @pytest.mark.parametrize("expected", [False, True])
    def test_on_the_example_too(self, basis: Basis, rounding: Rounding, expected: bool) -> None:
        case, pakt = load_example("tuttlingen"), load_programme("pakt-fuer-integration")
        agree(calculate(pakt, case.municipalities, case.managers, basis=basis, rounding=rounding, expected=expected))


def _continues(statement: Statement) -> bool:
    return any(isinstance(grant.pillar, ContinuationPillar) and grant.cents for grant in statement.grants)


def _rounds(statement: Statement) -> list[PerCapitaPayout]:
    return [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]


def _grants(statement: Statement, wanted: Callable[[Any], object]) -> bool:
    return any(wanted(grant) for grant in statement.grants)


KINDS: dict[str, Callable[[Statement], bool]] = {
    "a rate times persons": lambda one: any(p.cents and p.line.basis is Basis.ANNOUNCED for p in _rounds(one)),
    "a share of a pot": lambda one: any(p.cents and p.line.basis is Basis.POT_SHARE for p in _rounds(one)),
    "largest remainder": lambda one: any(p.cents and p.line.method is Method.LARGEST_REMAINDER for p in _rounds(one)),
    "an open round": lambda one: any(payout.cents is None for payout in _rounds(one)),
    "a round that repeats an earlier one": lambda one: any(p.cents and p.line.repeats for p in _rounds(one)),
    "a district that is paid": lambda one: any(p.cents and p.municipality is None for p in _rounds(one)),
    "persons counted from entry": lambda one: any(
        p.cents and p.line.years_from_entry and p.municipality is not None and p.municipality.entries
        for p in _rounds(one)
    ),
    "the sum of a complete list": lambda one: any(
        p.cents and p.line.figures[-1].clause == "R8.7" for p in _rounds(one)
    ),
    "a grant that the claims decide": lambda one: _grants(one, lambda g: g.cents and g.amount == g.claim),
    "a grant that the frames cap": lambda one: _grants(one, lambda g: g.cents and g.capped),
    "a grant below the threshold": lambda one: _grants(one, lambda g: g.eligible is False),
    "an open grant": lambda one: _grants(one, lambda g: g.cents is None),
    "a grant of several municipalities": lambda one: _grants(one, lambda g: g.cents and len(g.parts or ()) > 1),
    "a grant that no frame divides": lambda one: _grants(one, lambda g: g.cents and g.parts is None),
    "a successor who is paid": lambda one: _grants(
        one, lambda g: g.cents and any(f.manager.continues and f.day_months for f in g.fundings)
    ),
    "less FTE paid than employed": lambda one: _grants(
        one, lambda g: g.cents and any(f.fte_units < f.manager.fte_units and f.day_months for f in g.fundings)
    ),
    "a position continued": _continues,
    "own costs of several": lambda one: any(costs.amount and len(costs.parts) > 1 for costs in one.own_costs),
    "a tie": lambda one: bool(one.ties),
}


def test_the_strategies_reach_every_kind_of_result() -> None:
    seen: Counter[str] = Counter()

    def every_kind_was_there(made: Made) -> bool:
        seen.update(kind for kind, reached in KINDS.items() if kind not in seen and reached(made.statement))
        return set(seen) == set(KINDS)

    many = settings(
        max_examples=3_000,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with suppress(NoSuchExample):
        find(any_statements(), every_kind_was_there, settings=many)
    assert set(KINDS) - set(seen) == set()


@pytest.mark.parametrize("programme", [load_programme("pakt-fuer-integration")], ids=lambda one: one.key)
def test_a_wrong_rule_would_be_noticed(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    from integrationsfoerderung.rules import management, rounds

    case = load_example("tuttlingen")
    slips: list[tuple[Any, str, Callable[..., Any]]] = [
        (rounds, "announced", lambda rate, persons: rate * persons + 1),
        (management, "frame", lambda pot, everyone, persons: pot * persons // everyone // 100 * 100),
        (management, "grant", lambda _, claims: claims),
    ]
    for module, name, slip in slips:
        with monkeypatch.context() as patched:
            patched.setattr(module, name, slip)
            statement = calculate(programme, case.municipalities, case.managers)
        with pytest.raises(AssertionError):
            agree(statement)
