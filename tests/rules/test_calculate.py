"""`calculate` and the single amounts: bad input, options, gaps and remarks."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from integrationsfoerderung import (
    Basis,
    Figure,
    HeadCount,
    InvalidInput,
    Manager,
    Method,
    MissingExtra,
    Municipality,
    Programme,
    Rounding,
    Stage,
    Statement,
    Status,
    Unit,
    UnknownFigureError,
    calculate,
    first_tranche,
    implied_persons,
    load_example,
    load_programme,
    planning_frame,
)
from integrationsfoerderung.model.places import District
from integrationsfoerderung.rules.derivation import derive

PAKT = load_programme("pakt-fuer-integration")
R2017 = date(2017, 9, 15)
TOWN = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(R2017, 248)])
ANNA = Manager("M-01", provider="08327050", fte=Decimal("0.6"), qualification="degree", start=date(2018, 4, 1))


def problems_of(*arguments: Any, **options: Any) -> list[tuple[str, str, str]]:
    """Calculate; return field, value and allowed set of each problem."""
    with pytest.raises(InvalidInput) as caught:
        calculate(*arguments, **options)
    return [(problem.field, problem.value, str(problem.allowed)) for problem in caught.value.problems]


def kinds(statement: Statement) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield kind, keys and clause of each warning."""
    return ((remark.kind, remark.keys, remark.clause) for remark in statement.warnings)


def conventions(statement: Statement) -> list[str]:
    """Return the conventions that a result rests on."""
    return [clause for kind, _, clause in kinds(statement) if kind == "convention"]


class TestBadInput:
    """Design §6: all problems of the input together, no partial result, and the errors survive pickling."""

    @pytest.mark.parametrize(
        ("options", "field", "allowed"),
        [
            ({"basis": "rate"}, "basis", "'announced', 'pot_share'"),
            ({"basis": None}, "basis", "'announced', 'pot_share'"),
            ({"rounding": "mill"}, "rounding", "'cent', 'euro'"),
            ({"method": "fair"}, "method", "'each on its own', 'largest remainder'"),
            ({"expected": 1}, "expected", "True or False"),
            ({"training_in_fixed_amount": None}, "training_in_fixed_amount", "True or False"),
        ],
    )
    def test_an_option_out_of_its_set_is_named(self, options: dict[str, Any], field: str, allowed: str) -> None:
        (value,) = options.values()
        shown = value if isinstance(value, str) else repr(value)
        assert problems_of(PAKT, [TOWN], **options) == [(field, shown, allowed)]

    def test_all_problems_of_options_and_objects_come_together(self) -> None:
        stranger = evolve(ANNA, id="M-02", provider="08327054")
        found = problems_of("pakt", [TOWN, TOWN, 5], [ANNA, ANNA], basis="x", rounding="x", method="x", expected="x")
        assert [field for field, _, _ in found] == [
            "programme", "basis", "rounding", "method", "expected", "municipalities[2]",
        ]  # fmt: skip
        found = problems_of(PAKT, [TOWN, TOWN], [ANNA, ANNA, stranger], basis="x")
        assert [(field, value) for field, value, _ in found] == [
            ("basis", "x"), ("ags", "08327050"), ("id", "M-01"), ("provider", "08327054"),
        ]  # fmt: skip

    @pytest.mark.parametrize("municipalities", [None, 5, TOWN, [None], ["08327050"], [ANNA]])
    def test_what_is_no_list_of_municipalities_is_refused(self, municipalities: Any) -> None:
        assert problems_of(PAKT, municipalities)[0][0].startswith("municipalities")

    def test_more_than_20_problems_are_counted(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            calculate(PAKT, [TOWN], [evolve(ANNA, id=f"M-{number}", provider="08327054") for number in range(234)])
        assert len(caught.value.problems) == 234
        assert str(caught.value).endswith("… and 214 more")

    def test_errors_survive_pickling(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            calculate(PAKT, [TOWN, TOWN])
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  # our own bytes
        assert str(again) == str(caught.value)
        assert "each AGS once" in str(again)

    @pytest.mark.parametrize("programme", [None, "pakt-fuer-integration", 5, PAKT.per_capita])
    def test_a_programme_is_loaded_first(self, programme: Any) -> None:
        for call in (
            lambda: calculate(programme, [TOWN]),
            lambda: planning_frame(programme, persons=1),
            lambda: first_tranche(programme, persons=1),
            lambda: implied_persons(programme, 1),
        ):
            with pytest.raises(InvalidInput) as caught:
                call()
            assert "load_programme('pakt-fuer-integration')" in str(caught.value)

    def test_a_whole_land_without_anybody_is_nothing_to_share_by(self) -> None:
        nobody = with_figures(persons_of_land=0, tranche_persons_of_land=0)
        provisional = HeadCount(date(2017, 7, 1), 0, "provisional")
        found = problems_of(nobody, [evolve(TOWN, head_counts=[HeadCount(R2017, 0), provisional])])
        assert found == [
            ("management.persons_of_land", "0", "a whole number, 1 or more"),
            ("management.tranche_persons_of_land", "0", "a whole number, 1 or more"),
        ]
        for single in (planning_frame, first_tranche):
            with pytest.raises(InvalidInput):
                single(nobody, persons=0)
        assert implied_persons(nobody, 0) == ()

    def test_a_pot_with_cents_cannot_be_split_into_euros(self) -> None:
        pillar = PAKT.per_capita
        assert pillar is not None
        pot = Figure(90_000_000_01, Unit.EUR, "pot", status=Status.PUBLISHED)
        programme = evolve(PAKT, pillars=[evolve(pillar, rounds=[evolve(pillar.rounds[0], pot=pot)])], figures=())
        whole = [evolve(TOWN, head_counts=[HeadCount(R2017, 72_857)])]
        options: dict[str, Any] = {"basis": "pot_share", "method": "largest remainder"}
        assert problems_of(programme, whole, rounding="euro", **options) == [
            ("pot", "Decimal('90000000.01')", "a multiple of the unit (1 EUR)")
        ]
        assert calculate(programme, whole, rounding="cent", **options).total() == Decimal("90000000.01")
        alone = calculate(programme, whole, basis="pot_share", rounding="euro")
        assert alone.total() == 90_000_000


def with_figures(**values: Any) -> Programme:
    """Return the Pakt's management pillar alone with other values of the figures named."""
    pillar = PAKT.management
    assert pillar is not None
    changed = {name: evolve(getattr(pillar, name), value=value) for name, value in values.items()}
    return evolve(PAKT, pillars=[evolve(pillar, **changed)], figures=())


class TestOptions:
    """Design §5: arguments typed as an enumeration take its value; the options are kept in the statement."""

    def test_values_and_members_are_the_same(self) -> None:
        by_value = calculate(PAKT, [TOWN], basis="pot_share", rounding="euro", method="each on its own")
        by_member = calculate(
            PAKT, [TOWN], basis=Basis.POT_SHARE, rounding=Rounding.EURO, method=Method.EACH_ON_ITS_OWN
        )
        assert by_value == by_member
        assert (by_value.basis, by_value.rounding, by_value.method) == (
            Basis.POT_SHARE, Rounding.EURO, Method.EACH_ON_ITS_OWN,
        )  # fmt: skip

    def test_the_defaults(self) -> None:
        statement = calculate(PAKT, [TOWN])
        assert (statement.basis, statement.expected, statement.training_in_fixed_amount) == (
            Basis.ANNOUNCED,
            False,
            True,
        )
        assert (statement.rounding, statement.method) == (Rounding.CENT, Method.EACH_ON_ITS_OWN)

    def test_nothing_gives_an_empty_statement(self) -> None:
        statement = calculate(PAKT, [])
        assert len(statement.payouts) == len(statement.grants) == len(statement.areas) == len(statement.gaps) == 0
        assert statement.total() == 0
        assert statement.staffing.persons == 0
        assert list(kinds(statement)) == []

    @pytest.mark.parametrize("key", [0, 1, 2])
    def test_a_programme_of_one_pillar_pays_what_that_one_pays(self, key: int) -> None:
        programme = evolve(PAKT, pillars=[PAKT.pillars[key]], figures=())
        statement = calculate(programme, [TOWN], [ANNA])
        assert statement.by("pillar") == [
            {"per-capita": Decimal("303800.00")}, {"management": Decimal("76800.00")}, {},
        ][key]  # fmt: skip
        assert statement.staffing.persons == (248 if key < 2 else None)


class TestGaps:
    """R8.8: what the result needs and nobody knows is named, with where to look."""

    def test_an_unknown_fixed_amount_keeps_only_its_grants_open(self) -> None:
        pillar = PAKT.management
        assert pillar is not None
        (degree, figure), *others = pillar.fixed_amounts
        unknown = evolve(figure, value=None, status=Status.UNKNOWN, look="the notices", look_de="die Bescheide")
        programme = evolve(PAKT, pillars=[evolve(pillar, fixed_amounts=((degree, unknown), *others))], figures=())
        other = Municipality("08327054", "Wurmlingen", head_counts=[HeadCount(R2017, 110)])
        second = evolve(ANNA, id="M-02", provider="08327054", qualification="vocational")
        statement = calculate(programme, [TOWN, other], [ANNA, second])
        assert [grant.amount for grant in statement.grants] == [None, Decimal("61200.00")]
        (gap,) = statement.gaps
        assert (gap.key, gap.keys, str(gap.look)) == (figure.key, ("08327050",), "the notices")
        with pytest.raises(UnknownFigureError, match="Where to look: the notices"):
            statement.total()
        assert statement.total(known_only=True) == Decimal("61200.00")

    @pytest.mark.parametrize("name", ["pot", "persons_of_land", "threshold"])
    def test_so_does_a_figure_of_the_frames(self, name: str) -> None:
        pillar = PAKT.management
        assert pillar is not None
        unknown = evolve(getattr(pillar, name), value=None, status=Status.UNKNOWN)
        planned = evolve(getattr(pillar, name), status=Status.EXPECTED)
        for figure, expected, amount in (
            (unknown, True, None),
            (planned, False, None),
            (planned, True, Decimal("76800.00")),
        ):
            programme = evolve(PAKT, pillars=[evolve(pillar, **{name: figure})], figures=())
            statement = calculate(programme, [TOWN], [ANNA], expected=expected)
            (grant,) = statement.grants
            assert grant.amount == amount
            assert [gap.key for gap in statement.gaps] == ([f"management.{name}"] if amount is None else [])
            if amount is None:
                with pytest.raises(UnknownFigureError, match=r"is unknown|only expected"):
                    _ = grant.derivation

    def test_the_landkreis_needs_no_threshold(self) -> None:
        programme = with_figures(threshold=None)
        through = [evolve(TOWN, provider="08327")]
        assert calculate(programme, through, [evolve(ANNA, provider="08327")]).total() == Decimal("76800.00")

    def test_a_fixed_amount_that_is_only_expected_is_used_where_that_is_allowed(self) -> None:
        pillar = PAKT.management
        assert pillar is not None
        (degree, figure), *others = pillar.fixed_amounts
        planned = evolve(figure, status=Status.EXPECTED)
        programme = evolve(PAKT, pillars=[evolve(pillar, fixed_amounts=((degree, planned), *others))], figures=())
        refused, allowed = (calculate(programme, [TOWN], [ANNA], expected=expected) for expected in (False, True))
        assert [gap.key for gap in refused.gaps] == [figure.key]
        assert "only expected" in str(refused.gaps[0])
        assert refused.grants[0].amount is None
        for one in refused.payouts:
            with pytest.raises(UnknownFigureError, match="only expected"):
                _ = one.derivation
        assert (allowed.gaps, allowed.total()) == ((), Decimal("76800.00"))

    def test_without_a_pillar_single_amounts_are_refused(self) -> None:
        bare = evolve(PAKT, pillars=[], figures=())
        with pytest.raises(InvalidInput) as caught:
            planning_frame(bare, persons=1)
        assert "a programme with planning frames" in str(caught.value)

    def test_without_a_tranche_they_are_too(self) -> None:
        pillar = PAKT.management
        assert pillar is not None
        without = evolve(pillar, tranche_pot=None, tranche_persons_of_land=None, threshold=None, least_fte=None)
        programme = evolve(PAKT, pillars=[without], figures=())
        with pytest.raises(InvalidInput) as caught:
            first_tranche(programme, persons=1)
        assert "a programme with a first tranche" in str(caught.value)
        assert implied_persons(programme, 743, stage="first tranche") == ()
        tiny = evolve(TOWN, head_counts=[HeadCount(R2017, 1), HeadCount(R2017, 1, "provisional")])
        statement = calculate(programme, [tiny], [evolve(ANNA, fte=Decimal("0.1"))])
        assert statement.settlements == ()
        assert statement.total() == 2 * 796  # no threshold, no least FTE
        assert statement.grants[0].derivation.replay() == 2 * 796

    @pytest.mark.parametrize("stage", ["second tranche", None, 5])
    def test_an_unknown_stage_is_refused(self, stage: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            implied_persons(PAKT, 1, stage=stage)
        assert "'first tranche', 'final frame', 'grant'" in str(caught.value)
        assert implied_persons(PAKT, 796, stage=Stage.FINAL_FRAME) == (1,)

    @pytest.mark.parametrize("amount", [1.0, -1, "796", None, True, Decimal("NaN"), Decimal("796.001")])
    def test_an_amount_that_is_no_money_is_refused(self, amount: Any) -> None:
        with pytest.raises(InvalidInput):
            implied_persons(PAKT, amount)

    def test_an_empty_pot_implies_everybody_or_nobody(self) -> None:
        empty = with_figures(pot=0, persons_of_land=3)
        assert implied_persons(empty, 0) == (0, 1, 2, 3)
        assert implied_persons(empty, 1) == ()
        assert implied_persons(PAKT, Decimal("796.50")) == ()

    def test_only_payouts_have_derivations(self) -> None:
        with pytest.raises(TypeError):
            derive(TOWN)  # type: ignore[arg-type]  # refused


class TestRemarks:
    """R8: a result names what a reader has to know, and every convention it rests on, and no others."""

    @pytest.mark.parametrize(
        ("options", "managers", "clauses"),
        [
            ({}, [], ["R8.1"]),
            ({"basis": "pot_share"}, [], ["R2.5", "R8.1", "R8.7"]),
            ({}, [ANNA], ["R8.1", "R8.3", "R8.4", "R8.5", "R8.7", "R8.10"]),
            (
                {"basis": "pot_share", "expected": True},
                [ANNA],
                ["R2.5", "R8.1", "R8.3", "R8.4", "R8.5", "R8.7", "R8.10"],
            ),
        ],
    )
    def test_the_conventions_a_result_rests_on(
        self, options: dict[str, Any], managers: list[Manager], clauses: list[str]
    ) -> None:
        assert conventions(calculate(PAKT, [TOWN], managers, **options)) == clauses

    def test_a_round_that_is_open_rests_on_none(self) -> None:
        only_2018 = evolve(TOWN, head_counts=[HeadCount(date(2018, 9, 15), 1)])
        assert conventions(calculate(PAKT, [only_2018], basis="pot_share")) == []

    def test_the_example_tells_what_is_made_up_expected_and_capped(self) -> None:
        case = load_example("tuttlingen")
        told = [kind for kind, _, _ in kinds(calculate(PAKT, case.municipalities, case.managers, expected=True))]
        assert [kind for kind in told if kind != "convention"] == [
            "illustrative", "illustrative", "announced-against-pot", "expected", "capped",
        ]  # fmt: skip

    def test_an_example_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            load_example("stuttgart")
        assert "tuttlingen" in str(caught.value)

    def test_an_interim_count_of_the_management_pillar_is_told_without_a_round(self) -> None:
        interim = evolve(TOWN, head_counts=[HeadCount(R2017, 248, "interim")])
        programme = evolve(PAKT, pillars=PAKT.pillars[1:], figures=())
        assert ("interim", ("08327050",), "R2.3") in list(kinds(calculate(programme, [interim])))

    def test_a_remark_and_a_gap_are_told_as_text(self) -> None:
        statement = calculate(PAKT, [TOWN])
        assert str(statement.warnings[0]).endswith("by 750,175.00 EUR (R2.4, R8.7)")
        made_up = calculate(PAKT, [evolve(TOWN, head_counts=[HeadCount(R2017, 1, "illustrative")])]).warnings[0]
        assert str(made_up) == "the head counts of 1 municipalities are made up"
        assert str(statement.gaps[0]).startswith("nobody has a head count for 2018-09-15")

    def test_districts_may_be_given_where_none_are_paid(self) -> None:
        statement = calculate(PAKT, [TOWN], districts=[District("08327", "Tuttlingen")])
        assert statement.total() == Decimal("303800.00")
        assert statement.total(recipient="08327") == 0


class TestStrategiesAreOptional:
    """Issue F: the strategies need hypothesis, and say so with the command that installs it."""

    def test_without_hypothesis_the_command_is_told(self) -> None:
        code = "import sys; sys.modules['hypothesis'] = None; import integrationsfoerderung.testing"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert "MissingExtra: integrationsfoerderung.testing needs an optional part" in run.stderr
        assert "pip install 'integrationsfoerderung[test]'" in run.stderr
        assert issubclass(MissingExtra, ImportError)

    def test_from_type_knows_the_nouns_once_registered(self) -> None:
        nouns = ["Case", "HeadCount", "Manager", "Municipality", "Period", "Programme", "Source", "Statement"]
        code = f"""
from hypothesis import Phase, find, settings, strategies as st
from integrationsfoerderung import {", ".join(nouns)}
from integrationsfoerderung.testing import register
register()
first = settings(max_examples=1, database=None, phases=[Phase.generate])
for noun in ({", ".join(nouns)}):
    print(type(find(st.from_type(noun), lambda made: True, settings=first)).__name__)
"""
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout.split() == nouns
