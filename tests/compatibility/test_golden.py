"""What a release wrote, later ones read, with the same amounts; and the same inputs give the same bytes, everywhere."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.compatibility import golden

from integrationsfoerderung import InvalidInput, Scenario, Statement, load_programme
from integrationsfoerderung.catalogue.reader import SCHEMA
from integrationsfoerderung.serialisation import VERSION, case_from_dict, programme_to_dict, to_plain

HERE = Path(__file__).parent


TOTALS: dict[str, Any] = golden.read(golden.TOTALS)


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def of_all_versions(kind: str, suffix: str = "json") -> pytest.MarkDecorator:
    paths = golden.files(kind, suffix)
    assert paths, f"there are no golden files of the kind {kind}"
    return pytest.mark.parametrize("path", paths, ids=name_of)


def refused(read: Callable[[Any], Any], data: Any) -> list[str]:
    """The problems for which data are refused."""
    with pytest.raises(InvalidInput) as caught:
        read(data)
    return [str(problem) for problem in caught.value.problems]


class TestOldFilesKeepLoading:
    """A file of any version gives what it gave when it was written."""

    @of_all_versions("statement")
    def test_a_statement_is_read_and_computed_anew_to_the_same_totals(self, path: Path) -> None:
        statement = Statement.from_dict(golden.read(path))
        assert golden.totals(statement) == TOTALS[name_of(path)]
        assert statement.payouts

    @of_all_versions("statement")
    def test_a_result_that_was_changed_is_refused_in_every_version(self, path: Path) -> None:
        data = golden.read(path)
        last = data["payouts"][-1]
        last["amount"] = "0.01" if last["amount"] != "0.01" else "0.02"
        assert [problem.partition("[")[0] for problem in refused(Statement.from_dict, data)] == [
            "Statement.from_dict payouts"
        ]

    @of_all_versions("programme", "toml")
    def test_a_programme_is_read(self, path: Path) -> None:
        programme = load_programme(path)
        assert programme.key.replace("-", "_") == path.stem
        assert len(programme.figures) > 5

    @of_all_versions("case")
    def test_a_case_is_read_and_nothing_of_it_is_lost(self, path: Path) -> None:
        data = golden.read(path)
        assert holds(to_plain(case_from_dict(data)), data)

    @of_all_versions("scenario")
    def test_a_scenario_is_read_and_means_the_same(self, path: Path) -> None:
        scenario = Scenario.from_dict(golden.read(path))
        assert scenario.to_dict() == {"schema": 1, **golden.read(path)}  # a file without a version is of version 1
        changed = scenario.apply(golden.calculated("pakt_announced"))
        assert golden.totals(changed) == TOTALS["statement-1/pakt_changed"]

    def test_the_versions_that_are_written_have_golden_files(self) -> None:
        written = {
            path.stem for path in golden.files("statement", "json") if path.parent.name == f"statement-{VERSION}"
        }
        assert written == golden.RECIPES.keys()
        assert list((golden.FILES / f"programme-{SCHEMA}").glob("*.toml"))
        assert TOTALS.keys() == {name_of(path) for path in golden.files("statement", "json")}

    def test_the_programmes_in_the_statements_are_those_of_the_files(self) -> None:
        for name, recipe in golden.RECIPES.items():
            data = golden.read(golden.FILES / f"statement-{VERSION}" / f"{name}.json")
            if recipe.scenario is None:
                assert data["programme"] == json.loads(
                    json.dumps(programme_to_dict(golden.programme(recipe.programme)))
                )


def holds(larger: Any, smaller: Any) -> bool:
    """Whether data have all that older data say, and else only what was not said then."""
    if isinstance(smaller, dict):
        return all(key in larger and holds(larger[key], value) for key, value in smaller.items())
    if isinstance(smaller, list):
        return len(larger) == len(smaller) and all(map(holds, larger, smaller))
    return bool(larger == smaller)


class TestVersionsOfTheFuture:
    """A file of a version nobody knows yet is refused, with the version that is known."""

    @pytest.mark.parametrize("version", [VERSION + 1, 0, -1, "1", True, None])
    def test_a_statement(self, version: Any) -> None:
        data = copy.deepcopy(golden.read(golden.FILES / f"statement-{VERSION}" / "newcomers.json"))
        data["version"] = version
        problems = refused(Statement.from_dict, data)
        assert len(problems) == 1
        assert "version is" in problems[0]
        assert f"allowed: {VERSION}." in problems[0]

    @pytest.mark.parametrize("version", [str(SCHEMA + 1), "0", '"1"', "1.0", "true"])
    def test_a_programme(self, version: str, tmp_path: Path) -> None:
        text = (golden.FILES / f"programme-{SCHEMA}" / "nrw_tintg_17.toml").read_text(encoding="utf-8")
        assert f"schema = {SCHEMA}\n" in text
        path = tmp_path / "nrw_tintg_17.toml"
        path.write_text(text.replace(f"schema = {SCHEMA}\n", f"schema = {version}\n"), encoding="utf-8")
        problems = refused(load_programme, path)
        assert len(problems) == 1
        assert "schema is" in problems[0]
        assert f"allowed: {SCHEMA}." in problems[0]


class TestTheSameBytes:
    """Results are reproducible: same inputs, same bytes, on every run, for each hash seed and on every Python."""

    @pytest.mark.parametrize("name", golden.RECIPES)
    def test_a_golden_statement_comes_out_byte_for_byte(self, name: str) -> None:
        path = golden.FILES / f"statement-{VERSION}" / f"{name}.json"
        assert golden.written(golden.calculated(name)) == path.read_bytes()
        assert golden.written(Statement.from_dict(golden.read(path))) == path.read_bytes()

    def test_every_file_report_and_explanation_is_the_same_in_another_process(self) -> None:
        """Sets have another order there, it is another time, and another language; nothing that is written follows."""
        runs = [
            subprocess.Popen(
                [sys.executable, str(HERE / "golden.py"), "--digests"],
                env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
                stdout=subprocess.PIPE, text=True,
            )
            for seed, zone, language in (("0", "UTC", "C"), ("4711", "Asia/Kathmandu", "C.UTF-8"))
        ]  # fmt: skip
        here = golden.digests()
        assert len(here) > 100
        for run in runs:
            printed, _ = run.communicate()
            assert run.returncode == 0
            assert json.loads(printed) == here
