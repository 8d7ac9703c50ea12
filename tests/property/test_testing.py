"""The strategies as a product: every noun has one, hypothesis knows them, and what they make can be used (issue F)."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, cast, get_args

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import integrationsfoerderung
from integrationsfoerderung import (
    Case,
    Comparison,
    Municipality,
    Notice,
    Pillar,
    Programme,
    Scenario,
    Statement,
    Status,
    audit,
    calculate,
    programmes,
)
from integrationsfoerderung import (
    testing as package,
)
from integrationsfoerderung.model.change import CHANGES
from integrationsfoerderung.model.keys import is_district, is_stadtkreis
from integrationsfoerderung.testing import (
    cases,
    changes,
    comparisons,
    figures,
    notices,
    register,
    scenarios,
    statements,
)
from integrationsfoerderung.testing import (
    programmes as made_up_programmes,
)
from integrationsfoerderung.testing._hook import _STRATEGIES as STRATEGIES

CHECKOUT = Path(__file__).parents[2]
BUNDLED = {programme.key: programme for programme in programmes()}
NOUNS = [
    getattr(integrationsfoerderung, name)
    for name in integrationsfoerderung.__all__
    if attrs.has(getattr(integrationsfoerderung, name))
]


class Box:
    """Holds what hypothesis would otherwise write out, however long it is."""

    def __init__(self, held: Any) -> None:
        self.held = held


def one_of(strategy: st.SearchStrategy[Any], wanted: Any = lambda _: True, most: int = 300) -> Any:
    """Return something that the strategy makes and that is wanted."""
    quietly = settings(
        max_examples=most,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return find(strategy.map(Box), lambda box: bool(wanted(box.held)), settings=quietly).held


@pytest.fixture(scope="module", autouse=True)
def _registered() -> None:
    register()  # hypothesis does it by itself only where the library is installed


class TestEveryNoun:
    """A strategy for every public noun, known to `st.from_type`."""

    def test_there_are_many_and_none_is_left_to_guessing(self) -> None:
        assert len(NOUNS) > 40
        assert {noun.__name__ for noun in NOUNS} <= {name for names in STRATEGIES.values() for name in names}

    @pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
    def test_from_type_makes_it(self, noun: type) -> None:
        assert isinstance(one_of(st.from_type(noun)), noun)

    @pytest.mark.parametrize("kind", get_args(Pillar), ids=lambda kind: kind.__name__)
    def test_a_pillar_of_any_kind(self, kind: type) -> None:
        assert isinstance(one_of(st.from_type(cast("type[Any]", Pillar)), lambda made: isinstance(made, kind)), kind)

    @pytest.mark.parametrize("kind", CHANGES.values(), ids=lambda kind: kind.__name__)
    def test_a_change_of_any_kind(self, kind: type) -> None:
        assert isinstance(one_of(changes(kind=kind)), kind)

    @pytest.mark.parametrize("name", [name for name in package.__all__ if name.islower()])
    def test_every_public_name_can_be_used(self, name: str) -> None:
        made = getattr(package, name)
        if name not in ("check_programme", "parts", "register"):
            assert one_of(made()) is not None

    def test_there_is_no_other_name(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            _ = package.nothing  # type: ignore[attr-defined]  # type checkers know so, too
        assert dir(package) == sorted(package.__all__)


class TestEntryPoint:
    """Hypothesis calls the hook when it is imported; nobody has to import a strategy."""

    def run(self, code: str, folder: Path) -> str:
        """Run a program where the library is installed, as far as hypothesis can see."""
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        installed = folder / "integrationsfoerderung-0.dist-info"
        installed.mkdir()
        lines = [f"{name} = {target}" for name, target in project["entry-points"]["hypothesis"].items()]
        (installed / "entry_points.txt").write_text("\n".join(["[hypothesis]", *lines, ""]), encoding="utf-8")
        (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: x\nVersion: 0\n", encoding="utf-8")
        path = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(CHECKOUT / 'src')!r}]\n"
        program = [sys.executable, "-W", "error", "-c", path + code]
        run = subprocess.run(program, capture_output=True, text=True, check=False, cwd=folder)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def test_from_type_works_without_any_import_of_strategies(self, tmp_path: Path) -> None:
        code = """
from hypothesis import Phase, find, settings, strategies as st
from integrationsfoerderung import Municipality
first = settings(max_examples=1, database=None, phases=[Phase.generate])
print(type(find(st.from_type(Municipality), lambda made: True, settings=first)).__name__)
"""
        assert self.run(code, tmp_path) == "Municipality\n"

    def test_hypothesis_alone_imports_no_noun(self, tmp_path: Path) -> None:
        code = """
import hypothesis
print(*sorted(name for name in sys.modules if name.partition(".")[0] in ("attr", "attrs", "integrationsfoerderung")))
"""
        assert self.run(code, tmp_path).split() == [
            "integrationsfoerderung",
            "integrationsfoerderung._lazy",
            "integrationsfoerderung.testing",
            "integrationsfoerderung.testing._hook",
        ]

    @pytest.mark.parametrize("order", [("hypothesis", "library"), ("library", "hypothesis")])
    def test_every_noun_is_known_whatever_is_imported_first(self, order: tuple[str, str], tmp_path: Path) -> None:
        imports = {
            "hypothesis": "import hypothesis.strategies as st",
            "library": "from integrationsfoerderung import Municipality",
        }
        code = """
import importlib
from integrationsfoerderung.testing._hook import _STRATEGIES
for name, nouns in _STRATEGIES.items():
    for noun, strategy in nouns.items():
        kind = getattr(importlib.import_module(f"integrationsfoerderung.{name}"), noun)
        print(noun, repr(st.from_type(kind)) == repr(strategy(kind)))
"""
        nouns = [noun for nouns in STRATEGIES.values() for noun in nouns]
        said = self.run("\n".join(imports[one] for one in order) + code, tmp_path)
        assert said == "".join(f"{noun} True\n" for noun in nouns)

    @pytest.mark.parametrize(
        "first",
        [
            "import integrationsfoerderung.testing",
            "from integrationsfoerderung.testing import cases",
            "from integrationsfoerderung.testing import check_programme",
            "import integrationsfoerderung.testing.situations",
            "import integrationsfoerderung; from integrationsfoerderung import *",
        ],
    )
    def test_whatever_is_imported_first(self, first: str, tmp_path: Path) -> None:
        code = f"""
{first}
before = "hypothesis" in sys.modules
import hypothesis.strategies as st
from integrationsfoerderung import Case
print(before, "cases" in repr(st.from_type(Case)))
"""
        asks_for_hypothesis = "cases" in first or "check" in first or "situations" in first
        assert self.run(code, tmp_path) == f"{asks_for_hypothesis} True\n"


class TestWhatTheyMake:
    """Realistic and adversarial: everything that is made is valid, fits together and survives being written."""

    @given(st.data())
    def test_every_case_of_every_programme_is_calculated_and_survives_json(self, data: st.DataObject) -> None:
        programme = data.draw(st.sampled_from(sorted(BUNDLED)).map(BUNDLED.get) | made_up_programmes(editions=True))
        assert programme is not None
        statement = data.draw(statements(programme, adversarial=data.draw(st.booleans())))
        assert Statement.from_dict(statement.to_dict()) == statement

    @given(made_up_programmes(sparse=True, editions=True))
    def test_a_programme_has_every_figure_once(self, programme: Programme) -> None:
        keys = [figure.key for figure in programme.figures]
        assert len(keys) == len(set(keys))

    @given(cases(BUNDLED["pakt-fuer-integration-2025"], adversarial=True))
    def test_only_districts_employ_where_only_they_may_apply(self, case: Case) -> None:
        assert all(is_district(one.provider) or is_stadtkreis(one.provider) for one in case.managers)

    @pytest.mark.parametrize("adversarial", [False, True])
    def test_districts_with_counts_where_districts_are_paid(self, adversarial: bool) -> None:
        aid = cases(BUNDLED["ukraine-aid-2022"], adversarial=adversarial)
        case = one_of(aid, lambda made: len(made.districts) > 1 and all(one.head_counts for one in made.districts))
        assert calculate(BUNDLED["ukraine-aid-2022"], case.municipalities, districts=case.districts).payouts

    @given(cases(complete=True, adversarial=True))
    def test_a_complete_case_counts_the_whole_land(self, case: Case) -> None:
        pillar = BUNDLED["pakt-fuer-integration"].per_capita
        assert pillar is not None
        first = pillar.rounds[0]
        counts = [one.count(first.record_date) for one in case.municipalities]
        assert first.persons_of_land is not None
        assert sum(count.persons for count in counts if count is not None) == first.persons_of_land.whole

    @given(figures(contested=True))
    def test_what_is_contested_has_claims_and_no_value(self, figure: Any) -> None:
        assert (figure.status is Status.CONTESTED) == bool(figure.claims)
        assert (figure.value is None) == (figure.status in (Status.CONTESTED, Status.UNKNOWN))

    @given(st.data())
    def test_notices_can_be_asked_about_and_fitting_ones_fit(self, data: st.DataObject) -> None:
        rich = [programme for programme in BUNDLED.values() if programme.key.endswith(("integration", "2019", "2023"))]
        programme = data.draw(st.sampled_from(rich))
        assert len(audit(programme, [data.draw(notices(programme, adversarial=data.draw(st.booleans())))])) == 1
        pakt = BUNDLED["pakt-fuer-integration"]
        told: Notice = data.draw(notices(pakt, fitting=True))
        (entry,) = audit(pakt, [told])
        assert entry.fits, entry.explain()

    def test_a_programme_that_nothing_can_be_told_about_is_named(self) -> None:
        empty = attrs.evolve(BUNDLED["pakt-fuer-integration"], pillars=(), figures=())
        with pytest.raises(ValueError, match="has nothing that a notice could be asked about"):
            one_of(notices(empty))

    @given(st.data())
    def test_scenarios_fit_their_baseline(self, data: st.DataObject) -> None:
        baseline = data.draw(statements(adversarial=data.draw(st.booleans())))
        scenario: Scenario = data.draw(scenarios(baseline))
        assert isinstance(scenario.apply(baseline), Statement)

    @given(comparisons())
    def test_comparisons_hold_two_statements_of_one_case_against_each_other(self, comparison: Comparison) -> None:
        assert comparison.baseline.case.name == comparison.variant.case.name

    def test_there_are_shared_providers_entries_and_strange_names(self) -> None:
        shared = one_of(cases(), lambda case: any(len(members) > 2 for members in case.providers().values()))
        strange = one_of(cases(adversarial=True), lambda case: any("\x00" in one.name for one in case.municipalities))
        entered = one_of(st.from_type(Municipality), lambda place: place.entries)
        assert shared.managers is not strange.managers
        assert entered.entries
