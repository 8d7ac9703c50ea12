"""JSON: strict both ways, computed anew when it is read, refused where it was changed."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Case,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Programme,
    Scenario,
    Statement,
    Unit,
    calculate,
    load_example,
    load_programme,
)
from integrationsfoerderung.serialisation import case_from_dict, from_plain, to_plain
from integrationsfoerderung.testing import cases, programmes, statements

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

PAKT = load_programme("pakt-fuer-integration")
R2017 = date(2017, 9, 15)
TOWN = Municipality(
    "08327050", "Tuttlingen", head_counts=[HeadCount(R2017, 248), HeadCount(date(2017, 7, 1), 150, "provisional")]
)
ANNA = Manager(
    "M-01", provider="08327050", fte=Decimal("0.60"), qualification="degree", start=date(2018, 4, 1),
    material_costs=9_600, staff_costs=80_000,
)  # fmt: skip
STATEMENT = calculate(PAKT, [TOWN], [ANNA])
DATA = json.loads(json.dumps(STATEMENT.to_dict()))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["1.5", "2018-04-01", "EUR"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def changed(*path: Any, to: Any) -> Any:
    """Return the data with another value at a path."""
    data = copy.deepcopy(DATA)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return data


def refused(data: Any) -> list[tuple[str, str, str]]:
    """Read data; return subject, field and text of each problem."""
    with pytest.raises(InvalidInput) as caught:
        Statement.from_dict(data)
    return [(problem.subject, problem.field, str(problem)) for problem in caught.value.problems]


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything inside."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inner:
        yield (*path, step)
        yield from paths(value, (*path, step))


def without_words(told: dict[str, Any]) -> dict[str, Any]:
    """A warning or gap without what is told in words, which a later release may choose otherwise."""
    return {key: value for key, value in told.items() if key not in ("text", "look")}


COUNT = ("case", "municipalities", 0, "head_counts", 0)
PATHS = list(paths(DATA))
RESULTS = [path for path in PATHS if path[0] in ("payouts", "grants", "own_costs", "settlements", "warnings", "gaps")]
WORDS = [path for path in RESULTS if path[0] in ("warnings", "gaps") and path[-1] in ("text", "look")]
RESULT_VALUES = [path for path in RESULTS if len(path) > 1 and path not in WORDS]


class TestAsItIsWritten:
    """Design §5: JSON-ready and versioned; amounts as text, days in ISO, enumerations by value, nothing lost."""

    def test_its_parts(self) -> None:
        assert list(DATA) == [
            "version", "programme", "options", "case", "payouts", "grants", "own_costs", "settlements", "warnings",
            "gaps",
        ]  # fmt: skip
        assert DATA["version"] == 1
        assert DATA["options"] == {
            "basis": "announced", "expected": False, "rounding": "cent", "method": "each on its own",
            "training_in_fixed_amount": True,
        }  # fmt: skip
        assert DATA["case"]["managers"][0]["fte"] == "0.60"
        assert DATA["case"]["managers"][0]["start"] == "2018-04-01"
        assert DATA["case"]["municipalities"][0]["head_counts"][1]["status"] == "provisional"

    def test_the_results(self) -> None:
        first, *others = DATA["payouts"]
        assert first == {
            "pillar": "per-capita", "round": "2017", "year": 2017, "recipient": "08327050", "amount": "303800.00",
            "municipality": "08327050", "via": "08327", "persons": 248, "expected": False,
        }  # fmt: skip
        assert [(one["year"], one["amount"], one["manager"]) for one in others] == [
            (2018, "28800.00", "M-01"),
            (2019, "38400.00", "M-01"),
            (2020, "9600.00", "M-01"),
        ]
        assert DATA["grants"] == [{
            "provider": "08327050", "name": "Tuttlingen", "frame": "197428.00", "claim": "76800.00",
            "amount": "76800.00", "eligible": True, "capped": False, "municipalities": {"08327050": "76800.00"},
        }]  # fmt: skip
        assert DATA["own_costs"] == [{
            "provider": "08327050", "material": "9600.00", "staff": "80000.00", "amount": "12800.00",
            "municipalities": {"08327050": "12800.00"}, "missing": [],
        }]  # fmt: skip
        assert DATA["settlements"] == [{
            "municipality": "08327050", "tranche": "111472.00", "frame": "197428.00", "balance": "85956.00",
        }]  # fmt: skip
        assert [gap["key"] for gap in DATA["gaps"]] == ["per-capita.2018.persons"]
        assert {warning["clause"] for warning in DATA["warnings"]} >= {"R8.1", "R8.6"}

    def test_what_is_open_is_null(self) -> None:
        uncounted = evolve(TOWN, head_counts=[HeadCount(date(2018, 9, 15), 1)])
        data = calculate(PAKT, [uncounted], [ANNA]).to_dict()
        assert {payout["amount"] for payout in data["payouts"]} == {None}
        assert data["grants"][0]["frame"] is data["grants"][0]["amount"] is data["grants"][0]["eligible"] is None
        assert data["gaps"][0]["look"] is None
        assert any(gap["look"] for gap in data["gaps"])

    @given(programmes(sparse=True))
    def test_a_programme_comes_back(self, programme: Programme) -> None:
        data = json.loads(json.dumps(programme.to_dict()))
        assert from_plain(data, Programme, "programme") == programme

    @given(cases(adversarial=True))
    def test_a_case_comes_back(self, case: Case) -> None:
        assert case_from_dict(json.loads(json.dumps(to_plain(case)))) == case

    def test_the_example_comes_back(self) -> None:
        case = load_example("tuttlingen")
        statement = calculate(PAKT, case.municipalities, case.managers, basis="pot_share", expected=True)
        statement = evolve(statement, case=case)
        assert Statement.from_dict(json.loads(json.dumps(statement.to_dict()))) == statement

    def test_every_unit_has_a_name_of_its_own(self) -> None:
        assert len({unit.text for unit in Unit}) == len(Unit)


class TestWhatWasChanged:
    """Results are computed anew: a statement whose amounts, texts or inputs do not fit together is refused."""

    @pytest.mark.parametrize("path", RESULT_VALUES, ids=lambda path: ".".join(map(str, path)))
    def test_any_result_that_was_changed_is_refused(self, path: tuple[Any, ...]) -> None:
        problems = refused(changed(*path, to="999999.99"))
        assert problems
        assert all("Statement.from_dict" in subject for subject, _, _ in problems)

    @given(st.sampled_from(RESULT_VALUES), json_values)
    def test_whatever_it_was_changed_to(self, path: tuple[Any, ...], value: Any) -> None:
        data = changed(*path, to=value)
        if json.dumps(data) != json.dumps(DATA):
            assert refused(data)

    @pytest.mark.parametrize("path", WORDS, ids=lambda path: ".".join(map(str, path)))
    def test_other_words_for_the_same_are_read(self, path: tuple[Any, ...]) -> None:
        """A release may say it better; what it is about, with keys and clause, stays part of the result."""
        assert Statement.from_dict(changed(*path, to="As an earlier release put it.")) == STATEMENT
        assert refused(changed(*path, to=5))

    @pytest.mark.parametrize(
        ("path", "value"),
        [(("payouts", 0, "persons"), 248.0), (("payouts", 0, "expected"), 0), (("grants", 0, "eligible"), 1)],
    )
    def test_an_equal_value_of_another_kind_is_refused_too(self, path: tuple[Any, ...], value: Any) -> None:
        assert refused(changed(*path, to=value))

    @pytest.mark.parametrize("place", [0, 1])
    def test_a_cent_is_enough(self, place: int) -> None:
        amount = Decimal(DATA["payouts"][place]["amount"]) + Decimal("0.01")
        ((subject, field, text),) = refused(changed("payouts", place, "amount", to=str(amount)))
        assert (subject, field) == (f"Statement.from_dict payouts[{place}]", "entry")
        assert "compute anew" in text

    @pytest.mark.parametrize("name", ["payouts", "grants", "own_costs", "settlements", "warnings", "gaps"])
    @pytest.mark.parametrize("value", [[], None, {}, "x", 5])
    def test_so_is_a_result_that_was_left_out(self, name: str, value: Any) -> None:
        ((_, field, text),) = refused(changed(name, to=value))
        assert field == name
        assert f"a list of {len(DATA[name])} entries" in text

    def test_and_one_that_was_added(self) -> None:
        ((_, field, text),) = refused(changed("payouts", to=[*DATA["payouts"], DATA["payouts"][0]]))
        assert (field, "is 5" in text) == ("payouts", True)

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ((*COUNT, "persons"), 249),
            (("case", "managers", 0, "fte"), "0.61"),
            (("options", "basis"), "pot_share"),
            (("options", "expected"), True),
            (("programme", "pillars", 0, "rounds", 0, "rate", "value"), 122_600),
            (("programme", "window", "last"), "2017-12-09"),
        ],
    )
    def test_an_input_that_was_changed_no_longer_fits_the_results(self, path: tuple[Any, ...], value: Any) -> None:
        assert all(
            field in ("entry", "payouts", "gaps", "warnings") for _, field, _ in refused(changed(*path, to=value))
        )

    def test_all_differences_come_together(self) -> None:
        data = changed("payouts", 0, "amount", to="0.00")
        data["grants"][0]["amount"] = "0.00"
        data["gaps"] = []
        assert [(subject, field) for subject, field, _ in refused(data)] == [
            ("Statement.from_dict payouts[0]", "entry"),
            ("Statement.from_dict grants[0]", "entry"),
            ("Statement.from_dict", "gaps"),
        ]


class TestWhatIsNoStatement:
    """Strict: unknown or missing keys, other versions, other kinds are refused, each with its path, all together."""

    @pytest.mark.parametrize("data", [None, 5, "x", [], [DATA], 1.5, True])
    def test_what_is_no_mapping(self, data: Any) -> None:
        ((_, field, _),) = refused(data)
        assert field == "data"

    @pytest.mark.parametrize("key", list(DATA))
    def test_a_missing_key(self, key: str) -> None:
        data = {name: value for name, value in DATA.items() if name != key}
        assert refused(data)[0][1] == key

    def test_an_unknown_key_anywhere(self) -> None:
        assert [field for _, field, _ in refused(DATA | {"more": 1, "again": 2})] == ["again", "more"]
        for path in (("case",), ("case", "municipalities", 0), ("programme", "pillars", 1), ("options",)):
            assert refused(changed(*path, "more", to=1))

    @pytest.mark.parametrize("version", [0, 2, "1", None, True, 1.5])
    def test_another_version(self, version: Any) -> None:
        ((_, field, text),) = refused(changed("version", to=version))
        assert field == "version"
        assert "use the release" in text

    @pytest.mark.parametrize(
        ("path", "value", "where"),
        [
            ((*COUNT, "persons"), "248", ".municipalities[0].head_counts[0].persons"),
            ((*COUNT, "persons"), 248.0, ".municipalities[0].head_counts[0].persons"),
            ((*COUNT, "persons"), True, ".municipalities[0].head_counts[0].persons"),
            ((*COUNT, "status"), "done", ".municipalities[0].head_counts[0].status"),
            ((*COUNT, "record_date"), "20170915", "head_counts[0].record_date"),
            ((*COUNT, "record_date"), 20170915, "head_counts[0].record_date"),
            (("case", "managers", 0, "fte"), 0.6, ".managers[0].fte"),
            (("case", "managers", 0, "fte"), "0,6", ".managers[0].fte"),
            (("case", "managers", 0, "fte"), "0.6_0", ".managers[0].fte"),
            (("case", "managers", 0, "fte"), " 0.60", ".managers[0].fte"),
            (("case", "managers", 0, "illustrative"), 0, ".managers[0].illustrative"),
            (("case", "municipalities"), 5, "municipalities"),
            (("programme", "pillars", 0, "kind"), "Other", "pillars[0]"),
            (("programme", "budget", "unit"), "USD", "budget.unit"),
            (("programme", "budget", "value"), "5", "budget.value"),
        ],
    )  # fmt: skip
    def test_another_kind_is_named_by_its_path(self, path: tuple[Any, ...], value: Any, where: str) -> None:
        problems = refused(changed(*path, to=value))
        assert any(where in subject + "." + field for subject, field, _ in problems)

    def test_what_does_not_fit_together_in_a_case_is_named(self) -> None:
        twice = changed("case", "municipalities", to=DATA["case"]["municipalities"] * 2)
        ((subject, field, _),) = refused(twice)
        assert (subject, field) == ("Statement.from_dict.case: municipalities Tuttlingen, Tuttlingen", "ags")

    def test_our_own_checks_are_named_by_the_path_too(self) -> None:
        data = changed("case", "municipalities", 0, "ags", to="8327050")
        data["case"]["managers"][0]["fte"] = "1.2"
        data["programme"]["budget"]["status"] = "sure"
        problems = refused(data)
        assert [field for _, field, _ in problems] == ["budget.status", "ags", "fte"]
        assert "Statement.from_dict.case.municipalities[0]: Municipality 8327050 Tuttlingen" in problems[1][0]

    @pytest.mark.parametrize("options", [None, [], {}, {"basis": "announced"}, DATA["options"] | {"more": 1}])
    def test_options_that_are_not_exactly_those(self, options: Any) -> None:
        ((_, field, _),) = refused(changed("options", to=options))
        assert field == "options"

    @pytest.mark.parametrize(("name", "value"), [("basis", "x"), ("basis", {}), ("expected", "no"), ("rounding", None)])
    def test_options_out_of_their_set(self, name: str, value: Any) -> None:
        ((subject, field, _),) = refused(changed("options", name, to=value))
        assert (subject, field) == ("calculate", name)

    def test_figures_that_a_calculation_needs_and_nobody_knows(self) -> None:
        ((_, field, text),) = refused(changed("programme", "pillars", 1, "term", "value", to=None))
        assert field == "programme"
        assert "is unknown" in text

    def test_more_persons_than_the_land_has(self) -> None:
        ((_, field, _),) = refused(changed(*COUNT, "persons", to=10**6))
        assert field == "head_counts"

    @given(json_values)
    def test_arbitrary_json_is_refused_with_our_error_only(self, data: Any) -> None:
        assert refused(data)
        assert refused({**DATA, "case": data})
        assert refused({**DATA, "programme": data})

    @given(st.lists(st.tuples(st.sampled_from(PATHS), json_values), min_size=1, max_size=3))
    def test_changes_anywhere_are_refused_with_our_error_or_change_no_result(
        self, changes: list[tuple[tuple[Any, ...], Any]]
    ) -> None:
        data = copy.deepcopy(DATA)
        for path, value in changes:
            inner: Any = data
            try:
                for step in path[:-1]:
                    inner = inner[step]
                inner[path[-1]] = value
            except (KeyError, IndexError, TypeError):
                continue  # an earlier change took it away
        try:
            statement = Statement.from_dict(data)
        except InvalidInput:
            return
        written = json.loads(json.dumps(statement.to_dict()))
        for key in ("payouts", "grants", "own_costs", "settlements"):
            assert written[key] == data[key]
        for key in ("warnings", "gaps"):
            assert [without_words(one) for one in written[key]] == [without_words(one) for one in data[key]]

    def test_deep_nesting_is_no_way_out(self) -> None:
        deep: Any = []
        for _ in range(100_000):
            deep = [deep]
        figure = DATA["programme"]["budget"]
        nested: Any = figure
        for _ in range(5_000):
            nested = figure | {"of": [nested]}
        for data in (
            changed("case", to=deep),
            changed("programme", "budget", to=nested),
            changed("options", "basis", to=deep),
        ):
            with pytest.raises(InvalidInput):
                Statement.from_dict(data)


class TestReadingPartsOfAStatement:
    """Cases and programmes are read alone too, with the same strictness."""

    @pytest.mark.parametrize(
        "read",
        [case_from_dict, lambda data: from_plain(data, Programme, "programme")],
        ids=["case", "programme"],
    )
    @pytest.mark.parametrize("data", [None, 5, "x", [], [1], {"municipalities": 5}, {"key": 5}, {"x": {}}])
    def test_nonsense_is_refused(self, read: Callable[[Any], object], data: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            read(data)
        assert str(caught.value)

    @given(statements())
    def test_the_parts_of_a_statement_are_those(self, statement: Statement) -> None:
        data = json.loads(json.dumps(statement.to_dict()))
        assert case_from_dict(data["case"]) == statement.case
        assert from_plain(data["programme"], Programme, "programme") == statement.programme


class TestVersions:
    """A file says the version of its format, or has version 1; another one is refused with the version that is read."""

    def test_version_1_may_be_said_or_left_out(self) -> None:
        case = DATA["case"]
        assert case_from_dict({"schema": 1, **case}) == case_from_dict(case)
        scenario = Scenario.from_dict({"schema": 1, "name": "Nothing"})
        assert scenario == Scenario.from_dict({"name": "Nothing"}) == Scenario("Nothing", [])
        assert scenario.to_dict() == {"schema": 1, "name": "Nothing", "changes": []}

    @pytest.mark.parametrize("version", [0, 2, "1", None, True, 1.0])
    @pytest.mark.parametrize(
        ("read", "data"), [(case_from_dict, DATA["case"]), (Scenario.from_dict, {"name": "Nothing"})]
    )
    def test_another_version_is_refused(self, read: Callable[[Any], Any], data: dict[str, Any], version: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            read({"schema": version, **data})
        (problem,) = caught.value.problems
        assert (problem.field, problem.value, str(problem.allowed)) == ("schema", str(version), "1")
        assert str(problem.remedy) == "use the release of this library that wrote it"
